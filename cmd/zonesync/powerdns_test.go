package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/testserver"
	"github.com/zonesync/zonesync/parse"
	"github.com/zonesync/zonesync/zone"
)

// call runs the program and gives its exit code, stdout and stderr.
func call(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs strings.Builder
	code = run(context.Background(), args, strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

// prod is a config of a real PowerDNS server and a folder of zone files.
func prod(t *testing.T, zones string) (config string, srv testserver.Server) {
	t.Helper()
	srv = testserver.PowerDNS(t)
	config = filepath.Join(t.TempDir(), "zonesync.yaml")
	require.NoError(t, os.WriteFile(config, []byte(`
source: {dir: {path: `+zones+`}}
providers:
  prod: {type: powerdns, url: "`+srv.URL+`", api_key: "file:key"}
zones:
  - {match: "**", provider: prod, create_zone: true, soa: manage, apex_ns: manage}
`), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(config), "key"), []byte(srv.Key+"\n"), 0o600))
	return config, srv
}

// transferred is a zone as the server gives it by AXFR, without what is its own: the serial.
func transferred(t *testing.T, addr, origin string) zone.Zone {
	t.Helper()
	ch, err := new(dns.Transfer).In(new(dns.Msg).SetAxfr(origin), addr)
	require.NoError(t, err)
	var rrs []dns.RR
	for e := range ch {
		require.NoError(t, e.Error)
		rrs = append(rrs, e.RR...)
	}
	z, err := zone.FromRRs(origin, rrs[:len(rrs)-1])
	require.NoError(t, err)
	return comparable(t, z)
}

// comparable strips a zone of serial, places and comments.
func comparable(t *testing.T, z zone.Zone) zone.Zone {
	t.Helper()
	out := zone.Zone{Origin: z.Origin}
	for _, s := range z.Sets {
		s.Pos, s.Comment = zone.Pos{}, ""
		if s.Type == dns.TypeSOA {
			soa, _ := z.SOA()
			soa.Serial = 0
			rdata, err := zone.RData(soa)
			require.NoError(t, err)
			s.Data = zone.NewData(rdata)
		}
		out.Sets = append(out.Sets, s)
	}
	return out
}

func TestExamplesOnPowerDNS(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS("../../examples/zones")))
	config, srv := prod(t, dir)

	code, out, errs := call(t, "apply", "--yes", "-c", config)
	require.Equal(t, exitDone, code, out+errs)
	code, out, errs = call(t, "plan", "--detailed-exitcode", "-c", config)
	require.Equal(t, exitDone, code, out+errs)
	for _, r := range load(t, dir) {
		require.Equal(t, comparable(t, r.Zone), transferred(t, srv.DNSAddr, r.Origin), r.Origin)
	}

	edit(t, filepath.Join(dir, "example.com.zone"), "192.0.2.20", "192.0.2.22")
	code, _, _ = call(t, "plan", "--detailed-exitcode", "-c", config)
	require.Equal(t, exitChanges, code)
	edit(t, filepath.Join(dir, "example.org.zone"), "$TTL", "$TTTL")
	code, out, _ = call(t, "apply", "--yes", "-c", config)
	require.Equal(t, exitPartly, code, "one zone is broken, another was changed: %s", out)
	require.Contains(t, out, filepath.Join(dir, "example.org.zone:"))
	code, _, _ = call(t, "plan", "--detailed-exitcode", "-c", config, "--zone", "example.com")
	require.Equal(t, exitDone, code)
}

func load(t *testing.T, dir string) []parse.Result {
	t.Helper()
	results, findings := parse.Load(t.Context(), os.DirFS(dir), parse.Options{})
	require.Empty(t, findings)
	require.NotEmpty(t, results)
	return results
}

func edit(t *testing.T, path, old, new string) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(text), old)
	require.NoError(t, os.WriteFile(path, []byte(strings.ReplaceAll(string(text), old, new)), 0o644))
}

func TestWrongKeyIsSaidWithAHint(t *testing.T) {
	t.Parallel()
	config, _ := prod(t, "../../examples/zones")
	edit(t, config, `../../examples/zones`, mustAbs(t, "../../examples/zones"))
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(config), "key"), []byte("wrong-key-of-mine"), 0o600))
	code, out, errs := call(t, "plan", "-c", config, "--zone", "example.com")
	require.Equal(t, exitError, code)
	require.Contains(t, out, "401")
	require.Contains(t, out, "hint: ")
	require.NotContains(t, out+errs, "wrong-key-of-mine")
}

func mustAbs(t *testing.T, path string) string {
	t.Helper()
	abs, err := filepath.Abs(path)
	require.NoError(t, err)
	return abs
}
