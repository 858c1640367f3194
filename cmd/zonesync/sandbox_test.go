package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers/all"
	"github.com/zonesync/zonesync/providers/cloudns/cloudnssim"
	"github.com/zonesync/zonesync/providers/tonicdns/tonicdnssim"
)

// startSandbox runs `zonesync sandbox` until the test ends or stop is called, and gives the block that it prints.
func startSandbox(t *testing.T, args ...string) (block string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, w := io.Pipe()
	ended := make(chan string, 1)
	go func() {
		var messages bytes.Buffer
		code := run(ctx, append([]string{"sandbox"}, args...), strings.NewReader(""), w, &messages)
		_ = w.Close()
		ended <- fmt.Sprintf("exit code %d\n%s", code, &messages)
	}()
	stop = func() {
		cancel()
		require.Contains(t, <-ended, "exit code 0\n")
	}
	buf := make([]byte, 4096) // the block is written at once
	n, err := out.Read(buf)
	if err != nil {
		t.Fatal(<-ended)
	}
	return string(buf[:n]), stop
}

// zonesync runs one command in the first terminal.
func zonesync(t *testing.T, code int, args ...string) string {
	t.Helper()
	var out, messages bytes.Buffer
	got := run(t.Context(), args, strings.NewReader(""), &out, &messages)
	require.Equal(t, code, got, "%s%s", &out, &messages)
	return out.String() + messages.String()
}

// TestSandboxes goes through every sandbox as its README says: the printed block into a config, plan, apply, plan; then the
// sandbox is started again on the same state, and the plan is still empty.
func TestSandboxes(t *testing.T) {
	t.Parallel()
	for _, s := range all.Sandboxes() {
		args := []string{s.Provider}
		if s.Option != "" {
			args = append(args, "--"+s.Option, s.Value)
		}
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			file := func(name string) string { return filepath.Join(dir, name) }
			write := func(name, text string) { require.NoError(t, os.WriteFile(file(name), []byte(text), 0o600)) }
			start := func() (config []string, stop func()) {
				block, stop := startSandbox(t, append(args, "--zone", "example.com", "--state", file("state.json"))...)
				write("zonesync.yaml", "source:\n  dir: {path: zones}\n"+block+"zones:\n  - {match: \"**\", provider: sandbox}\n")
				return []string{"-c", file("zonesync.yaml")}, stop
			}
			require.NoError(t, os.Mkdir(file("zones"), 0o700))
			write("zones/example.com.zone", "$TTL 600\n@ MX 10 mail\n@ TXT \"v=spf1 mx -all\"\nwww A 192.0.2.1\nwww A 192.0.2.2\nmail A 192.0.2.3\nftp CNAME www\n")

			config, stop := start()
			require.Contains(t, zonesync(t, exitChanges, append(config, "plan", "--detailed-exitcode")...), "zones/example.com.zone:4")
			zonesync(t, exitDone, append(config, "apply", "--yes", "--state-dir", file("state"))...)
			require.Contains(t, zonesync(t, exitDone, append(config, "plan", "--detailed-exitcode")...), "Plan: 0 to create, 0 to update, 0 to delete, 0 held;")
			stop()

			config, stop = start()
			zonesync(t, exitDone, append(config, "plan", "--detailed-exitcode")...)
			stop()
		})
	}
}

func TestASandboxThatCannotBeStarted(t *testing.T) {
	t.Parallel()
	broken := filepath.Join(t.TempDir(), "state.json")
	require.NoError(t, os.WriteFile(broken, []byte("{"), 0o600))
	for name, tc := range map[string]struct {
		args []string
		want string
	}{
		"of an unknown provider":   {[]string{"nobody"}, "zonesync: error: no simulator of \"nobody\"\nzonesync: hint: one of tonicdns"},
		"in a form it has not":     {[]string{"tonicdns", "--api", "v1"}, "no simulator of \"tonicdns --api v1\""},
		"for all the world":        {[]string{"tonicdns", "--listen", "0.0.0.0:0"}, "zonesync: hint: such as 127.0.0.1:8080"},
		"on a state that is none":  {[]string{"tonicdns", "--state", broken}, "zonesync: hint: another file, or none, begins anew"},
		"with a pattern as a zone": {[]string{"tonicdns", "--zone", "*.example"}, "zonesync: error: zone *.example: a zone's name is wanted"},
		"at a place that is none":  {[]string{"tonicdns", "--listen", "nowhere"}, "zonesync: error: listen"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, zonesync(t, exitError, append([]string{"sandbox"}, tc.args...)...), tc.want)
		})
	}
}

// TestExportTellsWhatItLeavesOut: a file that lacks a record without a word would lose it at the next provider. A zone
// that cannot be read keeps none of the others from being written.
func TestExportTellsWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	sim := tonicdnssim.New(tonicdnssim.Options{})
	for _, origin := range []string{"example.com.", "zip.zip.example.", "example.org."} {
		require.NoError(t, sim.AddZone(origin))
	}
	require.NoError(t, sim.Plant("example.com.", tonicdnssim.Row{Name: "hq.example.com", Type: "LOC", Content: "52 22 23.000 N 4 53 32.000 E", TTL: 60}))
	dir := t.TempDir()
	file := configFor(t, dir, "tonicdns", sim)
	out := zonesync(t, exitError, "-c", file, "export", "--zone", "**", "-o", filepath.Join(dir, "out"))
	require.Contains(t, out, "zonesync: warning: example.com.: ")
	require.Contains(t, out, "LOC")
	require.Contains(t, out, "zonesync: error: tonicdns: read zone zip.zip.example.")
	require.FileExists(t, filepath.Join(dir, "out", "example.com.zone"))
	require.FileExists(t, filepath.Join(dir, "out", "example.org.zone"))
}

// TestExportOfViews: what differs by line goes into files of its own, and no old one of them stays in the way.
func TestExportOfViews(t *testing.T) {
	t.Parallel()
	sim := cloudnssim.New(cloudnssim.Options{ActivateAfter: -1})
	dir := t.TempDir()
	file := configFor(t, dir, "cloudns", sim)
	zones := filepath.Join(dir, "zones")
	export := func(code int, more ...string) string {
		return zonesync(t, code, append([]string{"-c", file, "export", "--zone", "example.com"}, more...)...)
	}
	plant := func(origin, content, isp string) {
		sim.Plant(origin, cloudnssim.Record{Name: "www", Type: "A", Content: content, TTL: 60, ISP: isp, Status: cloudnssim.Active})
	}
	require.NoError(t, sim.AddZone("example.com."))
	plant("example.com.", "192.0.2.1", "tel")
	plant("example.com.", "192.0.2.2", "uni")
	require.Contains(t, export(exitError), "hint: write them into a folder: -o DIR")
	export(exitDone, "-o", zones)
	require.FileExists(t, filepath.Join(zones, "example.com.zone"))
	require.FileExists(t, filepath.Join(zones, "example.com@uni.zone"))
	zonesync(t, exitDone, "-c", file, "plan", "--detailed-exitcode")

	sim = cloudnssim.New(cloudnssim.Options{ActivateAfter: -1})
	file = configFor(t, dir, "cloudns", sim)
	require.NoError(t, sim.AddZone("example.com."))
	plant("example.com.", "192.0.2.1", "tel")
	require.Contains(t, export(exitError, "-o", zones), "its views have no RRset in common")
	plant("example.com.", "192.0.2.1", "uni")
	require.Contains(t, export(exitError, "-o", zones), "example.com@uni.zone is there, and the live zone has nothing for it")
	require.NotContains(t, export(exitDone), "192.0.2.2")
}

// configFor serves a simulator, and gives a config for it in a folder.
func configFor(t *testing.T, dir, kind string, sim simulator.Simulator) string {
	t.Helper()
	srv := httptest.NewServer(sim)
	t.Cleanup(srv.Close)
	var config strings.Builder
	config.WriteString("source: {dir: {path: zones}}\nzones: [{match: '**', provider: sandbox}]\n")
	printSettings(&config, kind, sim.Settings(srv.URL))
	file := filepath.Join(dir, "zonesync.yaml")
	require.NoError(t, os.WriteFile(file, []byte(config.String()), 0o600))
	return file
}

// TestNothingRawReachesTheTerminal: a server that answers with escape sequences colours nothing.
func TestNothingRawReachesTheTerminal(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `{"error":"bad \u001b[31m word","detail":{"code":"AUTH_INVALID_CREDENTIALS"}}`)
	}))
	t.Cleanup(srv.Close)
	file := filepath.Join(t.TempDir(), "zonesync.yaml")
	require.NoError(t, os.WriteFile(file, []byte("source: {dir: {path: .}}\nproviders: {x: {type: tonicdns, url: '"+srv.URL+
		"', username: u, password: 'file:zonesync.yaml'}}\nzones: [{match: '**', provider: x}]\n"), 0o600))
	out := zonesync(t, exitError, "-c", file, "export", "--zone", "example.com")
	require.Contains(t, out, `bad \x1b[31m word`)
	require.NotContains(t, out, "\x1b")
}
