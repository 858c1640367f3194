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

	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers/cloudns/cloudnssim"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/huawei/huaweisim"
	"github.com/zonesync/zonesync/providers/rackspace/rackspacesim"
	"github.com/zonesync/zonesync/providers/tonicdns/tonicdnssim"
)

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
		interrupted += killMany(t, config, zones, 50)
	}
	require.Positive(t, interrupted, "no kill came while something was written")
	require.Equal(t, comparable(t, load(t, zones)[0].Zone), transferred(t, srv.DNSAddr, "example.org."))
}

// TestKilledInTheMiddleAtASimulator does the same to every API that is simulated, where the empty plan at the end also
// proves that nothing is there twice. Those that wait for the server's own work are killed less often.
func TestKilledInTheMiddleAtASimulator(t *testing.T) {
	t.Parallel()
	for kind, target := range map[string]struct {
		sim   simulator.Simulator
		kills int
	}{
		"tonicdns":     {tonicdnssim.New(tonicdnssim.Options{}), 50},
		"cloudns":      {cloudnssim.New(cloudnssim.Options{ActivateAfter: 20 * time.Millisecond}), 20},
		"rackspace":    {rackspacesim.New(rackspacesim.Options{JobDelay: 100 * time.Millisecond, Rates: rackspacesim.Unlimited()}), 20},
		"designate":    {designatesim.New(designatesim.Options{ActiveAfter: 20 * time.Millisecond}), 30},
		"designate v1": {designatesim.New(designatesim.Options{V1: true, Linger: 20 * time.Millisecond}), 20},
		"huawei":       {huaweisim.New(huaweisim.Options{ActiveAfter: 20 * time.Millisecond}), 8},
		"huawei otc":   {huaweisim.New(huaweisim.Options{OTC: true, ActiveAfter: 20 * time.Millisecond}), 8},
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			require.NoError(t, os.Mkdir(filepath.Join(dir, "zones"), 0o755))
			require.NoError(t, target.sim.AddZone("example.org."))
			n := killMany(t, configFor(t, dir, strings.Fields(kind)[0], target.sim), filepath.Join(dir, "zones"), target.kills)
			require.Positive(t, n, "no kill came while something was written")
		})
	}
}

// killMany applies and kills, then applies to the end, and tells how many runs were interrupted. Where one request writes
// everything, that may take more kills to happen at all.
func killMany(t *testing.T, config, zones string, kills int) (interrupted int) {
	t.Helper()
	state := t.TempDir()
	writeMany(t, zones, 0)
	within := took(func() { kill(t, deadline, "apply", "--yes", "-c", config, "--state-dir", state) })
	for round := 1; round <= kills || interrupted == 0 && round <= 5*kills; round++ {
		writeMany(t, zones, round)
		kill(t, rand.N(within), "apply", "--yes", "-c", config, "--state-dir", state)
		if round >= kills {
			interrupted = interruptions(t, config, state)
		}
	}
	code, out, errs := call(t, "apply", "--yes", "-c", config, "--state-dir", state)
	require.Equal(t, exitDone, code, out+errs)
	code, out, errs = call(t, "plan", "--detailed-exitcode", "-c", config, "--state-dir", state)
	require.Equal(t, exitDone, code, out+errs)
	return interrupted
}

func interruptions(t *testing.T, config, state string) int {
	t.Helper()
	_, out, _ := call(t, "history", "-c", config, "--state-dir", state, "--limit", "1000")
	return strings.Count(out, "interrupted")
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
