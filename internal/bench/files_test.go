//go:build bench

package bench

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/zonegen"
	"github.com/zonesync/zonesync/parse"
	"github.com/zonesync/zonesync/zone"
)

const million = 1_000_000

// checkBudgets times `check` of one large file against those who are fast at it.
func checkBudgets(t *testing.T) []row {
	file := filepath.Join(t.TempDir(), "example.org.zone")
	generate(t, file, "example.org.", million, "192.0.2.1")
	u := race(t,
		command{args: []string{zonesync(t), "check", file}},
		command{args: []string{"kzonecheck", "-o", "example.org", file}},
		command{args: []string{"nsd-checkzone", "example.org", file}})
	return []row{
		{"check 1,000,000 records", "s", u[0].seconds, "kzonecheck", u[1].seconds, 1},
		{"check 1,000,000 records", "s", u[0].seconds, "nsd-checkzone", u[2].seconds, 1},
		{"check 1,000,000 records, peak", "MB", u[0].mb, "budget", 700, 1},
	}
}

// manyBudgets times `check` of a folder of small zones. Cold: a new process; the disk cache is the system's.
func manyBudgets(t *testing.T) []row {
	dir := t.TempDir()
	for i := range 10_000 {
		origin := fmt.Sprintf("site-%05d.example.", i)
		generate(t, filepath.Join(dir, origin+"zone"), origin, 50, "")
	}
	u := run(t, command{args: []string{zonesync(t), "check", dir}})
	return []row{{"check 10,000 files of 50 records", "s", u.seconds, "budget", 5, 1}}
}

// diffBudgets compares two large zones with 1,000 changes: as a command, which has to read both, and in memory.
func diffBudgets(t *testing.T) []row {
	dir := t.TempDir()
	older, newer := filepath.Join(dir, "old", "example.org.zone"), filepath.Join(dir, "new", "example.org.zone")
	generate(t, older, "example.org.", million, "192.0.2.1")
	generate(t, newer, "example.org.", million, "192.0.2.2")
	u := race(t,
		command{args: []string{zonesync(t), "diff", older, newer}},
		command{args: []string{zonesync(t), "check", older}})
	seconds := computeSeconds(t, load(t, older), load(t, newer))
	return []row{
		{"diff of two such files, 1,000 changes", "s", u[0].seconds, "one check", u[1].seconds, 3},
		{"diff in memory", "s", seconds, "budget", 0.5, 1},
	}
}

func computeSeconds(t *testing.T, live, want zone.Zone) float64 {
	var seconds []float64
	for range rounds {
		start := time.Now()
		plan, err := diff.Compute(diff.Input{Want: want, Live: live, Rules: diff.DefaultRules()})
		seconds = append(seconds, time.Since(start).Seconds())
		require.NoError(t, err)
		require.Len(t, plan.Items, 1000)
	}
	return median(seconds)
}

func load(t *testing.T, file string) zone.Zone {
	src := parse.Source{Origin: "example.org.", Base: filepath.Base(file)}
	r := parse.Zone(context.Background(), os.DirFS(filepath.Dir(file)), src, parse.Options{})
	require.False(t, r.Failed(), r.Findings)
	return r.Zone
}

// generate writes a zone file of so many records; with an address, 1,000 more names have it. Two files that differ in
// the address differ in 1,000 RRsets.
func generate(t *testing.T, file, origin string, records int, address string) {
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	f, err := os.Create(file)
	require.NoError(t, err)
	w := bufio.NewWriter(f)
	require.NoError(t, zonegen.Write(w, origin, records, 1))
	for i := 0; address != "" && i < 1000; i++ {
		fmt.Fprintf(w, "changed-%d.%s 300 IN A %s\n", i, origin, address)
	}
	require.NoError(t, w.Flush())
	require.NoError(t, f.Close())
}
