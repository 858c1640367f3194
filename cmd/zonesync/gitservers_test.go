package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/testserver"
)

// TestPushGoesLive pushes to a repository behind each kind of git server; one round of the service then brings it live at
// the built-in name server and at a real PowerDNS.
func TestPushGoesLive(t *testing.T) {
	t.Parallel()
	pdns := testserver.PowerDNS(t)
	for name, serve := range map[string]func(t *testing.T, r *testserver.Repo) string{
		"git daemon": func(t *testing.T, r *testserver.Repo) string { return fmt.Sprintf("url: %q", r.GitDaemon(t).URL) },
		"smart http": func(t *testing.T, r *testserver.Repo) string {
			return fmt.Sprintf("url: %q, username: ann, password: 'file:password'", r.GitHTTP(t, "ann", "s3cret").URL)
		},
		"ssh": func(t *testing.T, r *testserver.Repo) string {
			s := r.GitSSH(t)
			return fmt.Sprintf("url: %q, ssh_key: 'file:%s', known_hosts: %q", s.URL, s.Key, s.KnownHosts)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			repo := testserver.NewRepo(t)
			dir := t.TempDir()
			origin := strings.ReplaceAll(name, " ", "-") + ".example."
			config := filepath.Join(dir, "zonesync.yaml")
			require.NoError(t, os.WriteFile(filepath.Join(dir, "password"), []byte("s3cret\n"), 0o600))
			require.NoError(t, os.WriteFile(config, []byte(fmt.Sprintf(`
source: {git: {%s, path: zones}}
state: {dir: state}
providers:
  here: {type: local, dir: live}
  prod: {type: powerdns, url: %q, api_key: 'exec:echo %s'}
zones:
  - {match: "**", provider: [here, prod], create_zone: true, soa: manage, apex_ns: manage}
`, serve(t, repo), pdns.URL, pdns.Key)), 0o644))

			file := "zones/" + origin + "zone"
			for _, addr := range []string{"192.0.2.1", "192.0.2.2"} {
				revision := repo.Pushed(file, strings.ReplaceAll(zoneText, "192.0.2.1", addr))
				code, out, errs := call(t, "run", "--once", "-c", config)
				require.Equal(t, exitDone, code, out+errs)
				require.Contains(t, out, revision[:7])
				_, live, _ := call(t, "export", "-c", config, "--provider", "here", "--zone", origin)
				require.Contains(t, live, addr)
				z := transferred(t, pdns.DNSAddr, origin)
				require.Contains(t, fmt.Sprint(z.Sets[len(z.Sets)-1].Text()), addr)
			}
			code, out, errs := call(t, "plan", "--detailed-exitcode", "-c", config)
			require.Equal(t, exitDone, code, out+errs)
		})
	}
}
