package testserver

import (
	"embed"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// DesignateServer is an OpenStack Designate with an empty SQLite database and all its services in one process. It asks
// for no login: the headers X-Auth-Project-ID and X-Roles say who calls, by default an administrator.
type DesignateServer struct {
	*Process
	URL     string   // without /v2
	DNSAddr string   // of the server that its pool's name servers would transfer zones from
	NS      []string // the apex NS of every zone
}

//go:embed designate
var designateFiles embed.FS

// python is Debian's, which is where its packages put Designate.
const python = "/usr/bin/python3"

// Designate starts a server. It has the quotas of a new installation, which are small: see Quotas.
func Designate(t testing.TB) DesignateServer {
	t.Helper()
	manage := Need(t, "designate-manage")
	database, err := designateSchema(manage)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	httpPort, dnsPort := Port(t), Port(t)
	if err := designateDir(dir, httpPort, dnsPort); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "designate.db"), database, 0o600); err != nil {
		t.Fatal(err)
	}
	s := DesignateServer{URL: "http://" + Addr(httpPort), DNSAddr: Addr(dnsPort),
		NS: []string{"ns1.example.net.", "ns2.example.net."}}
	s.Process = Start(t, s.ready, python, filepath.Join(dir, "serve.py"),
		"--pools", filepath.Join(dir, "pools.yaml"), "--config-file", filepath.Join(dir, "designate.conf"))
	t.Cleanup(s.Kill) // it would finish what it does; nobody wants to see that
	return s
}

// schema is an empty database. To make one takes longer than to start a server, so that all of this process are copies.
var schema struct {
	once sync.Once
	db   []byte
	err  error
}

func designateSchema(manage string) ([]byte, error) {
	schema.once.Do(func() { schema.db, schema.err = makeSchema(manage) })
	return schema.db, schema.err
}

func makeSchema(manage string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "designate-schema-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := designateDir(dir, 0, 0); err != nil {
		return nil, err
	}
	out, err := exec.Command(manage, "--config-file", filepath.Join(dir, "designate.conf"), "database", "sync").CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("make Designate's database: %w\n%s", err, out)
	}
	return os.ReadFile(filepath.Join(dir, "designate.db"))
}

// designateDir makes all files but the database.
func designateDir(dir string, httpPort, dnsPort int) error {
	values := strings.NewReplacer("%DIR", dir, "%HTTP", strconv.Itoa(httpPort), "%DNS", strconv.Itoa(dnsPort))
	files, err := designateFiles.ReadDir("designate")
	if err != nil {
		return err
	}
	for _, f := range files {
		text, err := designateFiles.ReadFile("designate/" + f.Name())
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, f.Name()), []byte(values.Replace(string(text))), 0o600); err != nil {
			return err
		}
	}
	for _, sub := range []string{"state", "lock", "policy.d"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			return err
		}
	}
	return nil
}

func (s DesignateServer) ready() bool {
	client := http.Client{Timeout: 5 * time.Second}
	resp, err := client.Get(s.URL + "/v2/zones")
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}
