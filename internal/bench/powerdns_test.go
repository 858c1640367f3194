//go:build bench

package bench

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/testserver"
)

// powerDNSBudgets plans and applies 1,000 changes in a zone of 50,000 RRsets at a real PowerDNS.
func powerDNSBudgets(t *testing.T) []row {
	server := testserver.PowerDNS(t)
	counter := count(t, server.URL)
	s := site{dir: t.TempDir(), key: server.Key}
	s.write(t, "192.0.2.1", counter.URL)
	run(t, s.command(t, "apply", "--yes"))

	s.write(t, "192.0.2.2", server.URL)
	plan, get := s.planAgainstGet(t, server)
	rows := []row{
		{"plan, 1,000 changes in 50,000 RRsets", "s", plan.seconds, "bare GET of the zone", get, 3},
		{"plan, peak", "MB", plan.mb, "budget", 700, 1},
	}
	s.write(t, "192.0.2.2", counter.URL)
	rows = append(rows, s.counted(t, counter, "apply of those 1,000 changes", 2, 1)...)
	return append(rows, s.counted(t, counter, "apply with nothing to do", 1, 0)...)
}

// site is a folder with a config and a zone file.
type site struct {
	dir, key string
}

// write writes the config and the zone, 1,000 RRsets of which have the address.
func (s site) write(t *testing.T, address, serverURL string) {
	config := fmt.Sprintf(`source: {dir: {path: zones}}
providers:
  prod: {type: powerdns, url: %q, api_key: "env:PDNS_API_KEY"}
zones:
  - {match: "**", provider: prod, create_zone: true}
`, serverURL)
	require.NoError(t, os.MkdirAll(filepath.Join(s.dir, "zones"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(s.dir, "zonesync.yaml"), []byte(config), 0o600))
	f, err := os.Create(filepath.Join(s.dir, "zones", "big.example.zone"))
	require.NoError(t, err)
	w := bufio.NewWriter(f)
	fmt.Fprint(w, "$TTL 300\n@ SOA ns.example. host.example. 1 7200 1800 1209600 300\n@ NS ns.example.\n")
	for i := range 50_000 {
		if i%50 == 0 {
			fmt.Fprintf(w, "h%d A %s\n", i, address)
		} else {
			fmt.Fprintf(w, "h%d A 198.51.100.%d\n", i, i%250)
		}
	}
	require.NoError(t, w.Flush())
	require.NoError(t, f.Close())
}

func (s site) command(t *testing.T, args ...string) command {
	args = append([]string{zonesync(t), "-c", filepath.Join(s.dir, "zonesync.yaml")}, args...)
	return command{args: args, env: []string{"PDNS_API_KEY=" + s.key, "XDG_STATE_HOME=" + s.dir}}
}

// planAgainstGet gives the medians of a plan and of a GET that reads the zone and does nothing with it, in turn.
func (s site) planAgainstGet(t *testing.T, server testserver.Server) (plan usage, get float64) {
	var plans, peaks, gets []float64
	for range rounds {
		u := run(t, s.command(t, "plan"))
		plans, peaks = append(plans, u.seconds), append(peaks, u.mb)
		gets = append(gets, bareGet(t, server))
	}
	return usage{seconds: median(plans), mb: median(peaks)}, median(gets)
}

func bareGet(t *testing.T, server testserver.Server) float64 {
	req, err := http.NewRequest(http.MethodGet, server.URL+"/api/v1/servers/localhost/zones/big.example.", nil)
	require.NoError(t, err)
	req.Header.Set("X-API-Key", server.Key)
	start := time.Now()
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, http.StatusOK, resp.StatusCode)
	_, err = io.Copy(io.Discard, resp.Body)
	require.NoError(t, err)
	return time.Since(start).Seconds()
}

// counted runs an apply and tells how many requests it made.
func (s site) counted(t *testing.T, c *counter, work string, reads, writes float64) []row {
	c.reads.Store(0)
	c.writes.Store(0)
	run(t, s.command(t, "apply", "--yes"))
	return []row{
		{work, "reads", float64(c.reads.Load()), "budget", reads, 1},
		{work, "writes", float64(c.writes.Load()), "budget", writes, 1},
	}
}

// counter is a proxy before a server that counts requests.
type counter struct {
	*httptest.Server
	reads, writes atomic.Int64
}

func count(t *testing.T, server string) *counter {
	target, err := url.Parse(server)
	require.NoError(t, err)
	c := &counter{}
	proxy := httputil.NewSingleHostReverseProxy(target)
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			c.reads.Add(1)
		} else {
			c.writes.Add(1)
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(c.Close)
	return c
}
