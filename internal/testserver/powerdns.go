package testserver

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	pdnsKey    = "test-key"
	pdnsSchema = "/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql"
)

// Server is a PowerDNS Authoritative Server with an empty SQLite database.
type Server struct {
	*Process
	URL      string // of the web server
	Key      string // the api-key
	DNSAddr  string // UDP and TCP; transfers are open to loopback
	Database string // the SQLite file
}

// pdnsConf has all caches off, so that reads after writes are current.
const pdnsConf = `daemon=no
guardian=no
launch=gsqlite3
gsqlite3-database=%[1]s/pdns.db
gsqlite3-pragma-synchronous=0
gsqlite3-dnssec=yes
local-address=127.0.0.1
local-port=%[2]d
socket-dir=%[1]s
webserver=yes
webserver-address=127.0.0.1
webserver-port=%[3]d
webserver-allow-from=127.0.0.1/32
api=yes
api-key=%[4]s
primary=yes
secondary=yes
allow-axfr-ips=127.0.0.0/8
cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
zone-cache-refresh-interval=0
security-poll-suffix=
default-soa-content=ns1.@ hostmaster.@ 0 10800 3600 604800 3600
write-pid=no
`

// PowerDNS starts a server. Options are lines of its configuration file, such as "webserver-max-bodysize=64".
func PowerDNS(t testing.TB, options ...string) Server {
	t.Helper()
	binary, sqlite := Need(t, "pdns_server"), Need(t, "sqlite3")
	dir := t.TempDir()
	dnsPort, httpPort := Port(t), Port(t)
	s := Server{
		URL: "http://" + Addr(httpPort), Key: pdnsKey, DNSAddr: Addr(dnsPort), Database: filepath.Join(dir, "pdns.db"),
	}
	create(t, sqlite, s.Database)
	conf := fmt.Sprintf(pdnsConf, dir, dnsPort, httpPort, pdnsKey) + strings.Join(options, "\n") + "\n"
	if err := os.WriteFile(filepath.Join(dir, "pdns.conf"), []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Process = Start(t, s.ready, binary, "--config-dir="+dir)
	return s
}

func create(t testing.TB, sqlite, database string) {
	t.Helper()
	schema, err := os.Open(pdnsSchema)
	if err != nil {
		t.Fatalf("the package pdns-backend-sqlite3 is not whole: %v", err)
	}
	defer schema.Close()
	cmd := exec.Command(sqlite, database)
	cmd.Stdin = schema
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("make the database: %v\n%s", err, out)
	}
}

func (s Server) ready() bool {
	req, err := http.NewRequest(http.MethodGet, s.URL+"/api/v1/servers/localhost", nil)
	if err != nil {
		return false
	}
	req.Header.Set("X-API-Key", s.Key)
	client := http.Client{Timeout: time.Second}
	resp, err := client.Do(req)
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}
