package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const kills = 50

// TestKilledInTheMiddleOfAnApply kills the program at random moments while it writes, changing what is wanted each time.
// Whatever it left behind, the next apply brings the zone to what is wanted then.
func TestKilledInTheMiddleOfAnApply(t *testing.T) {
	t.Parallel()
	zones := t.TempDir()
	pdns, srv := prod(t, zones)
	edit(t, pdns, `api_key: "file:key"`, `api_key: "file:key", max_body: 2000`) // many requests
	local := filepath.Join(t.TempDir(), "zonesync.yaml")
	require.NoError(t, os.WriteFile(local, []byte("source: {dir: {path: "+zones+"}}\nproviders: {here: {type: local, dir: live}}\n"+
		"zones:\n  - {match: '**', provider: here, create_zone: true, soa: manage, apex_ns: manage}\n"), 0o644))

	interrupted := 0
	for _, config := range []string{local, pdns} {
		state := t.TempDir()
		writeMany(t, zones, 0)
		within := took(func() { kill(t, deadline, "apply", "--yes", "-c", config, "--state-dir", state) })
		for i := range kills {
			writeMany(t, zones, i+1)
			kill(t, rand.N(within), "apply", "--yes", "-c", config, "--state-dir", state)
		}
		code, out, errs := call(t, "apply", "--yes", "-c", config, "--state-dir", state)
		require.Equal(t, exitDone, code, out+errs)
		code, out, errs = call(t, "plan", "--detailed-exitcode", "-c", config, "--state-dir", state)
		require.Equal(t, exitDone, code, out+errs)
		_, out, _ = call(t, "history", "-c", config, "--state-dir", state, "--limit", "1000")
		interrupted += strings.Count(out, "interrupted")
	}
	require.Positive(t, interrupted, "no kill came while something was written")
	require.Equal(t, comparable(t, load(t, zones)[0].Zone), transferred(t, srv.DNSAddr, "example.org."))
}

// writeMany writes a zone of a hundred hosts, of which some come, go and change from one round to the next.
func writeMany(t *testing.T, dir string, round int) {
	t.Helper()
	var b strings.Builder
	b.WriteString("$TTL 60\n@ SOA ns1.example.net. hostmaster 1 3600 900 1209600 300\n@ NS ns1.example.net.\n")
	for h := range 120 {
		if (h+round)%17 != 0 {
			fmt.Fprintf(&b, "h%d A 192.0.2.%d\n", h, (h+round*(1-min(h%4, 1)))%256) // a quarter changes: more would be held
		}
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "example.org.zone"), []byte(b.String()), 0o644))
}

func took(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

// kill runs the program and ends it with SIGKILL after a time, if it has not ended before.
func kill(t *testing.T, after time.Duration, args ...string) {
	t.Helper()
	cmd := exec.Command("zonesync", args...)
	cmd.Env = append(os.Environ(), noSleep)
	require.NoError(t, cmd.Start())
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	_ = cmd.Wait() // killed, or done, or held for too many changes
}
