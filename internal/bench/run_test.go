//go:build bench

package bench

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const rounds = 5

// zonesync is the program under test, as `make build` makes it.
func zonesync(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../bin/zonesync")
	require.NoError(t, err)
	require.FileExists(t, path, "make build first")
	return path
}

// command is a program to be timed, and the exit codes that mean it did its work.
type command struct {
	args []string
	env  []string
	ok   []int
}

// usage is what one run of a program took.
type usage struct {
	seconds float64
	mb      float64 // peak resident memory
}

// run runs a program to its end. Linux counts the parent's memory at the moment of the fork into the child's peak, so
// nothing large may live in this process while memory is measured.
func run(t *testing.T, c command) usage {
	t.Helper()
	cmd := exec.Command(c.args[0], c.args[1:]...)
	cmd.Env = append(os.Environ(), c.env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	start := time.Now()
	err := cmd.Run()
	took := time.Since(start).Seconds()
	require.NotNil(t, cmd.ProcessState, "%v: %v", c.args, err)
	code := cmd.ProcessState.ExitCode()
	require.True(t, code == 0 || slices.Contains(c.ok, code), "%v: exit %d: %s", c.args, code, stderr.String())
	peak := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss // in KiB
	return usage{seconds: took, mb: float64(peak) * 1024 / 1e6}
}

// race runs programs in turn, several rounds, so that what else the machine does hits all of them alike. It gives the
// medians.
func race(t *testing.T, commands ...command) []usage {
	t.Helper()
	seconds, mb := make([][]float64, len(commands)), make([][]float64, len(commands))
	for range rounds {
		for i, c := range commands {
			u := run(t, c)
			seconds[i], mb[i] = append(seconds[i], u.seconds), append(mb[i], u.mb)
		}
	}
	out := make([]usage, len(commands))
	for i := range commands {
		out[i] = usage{seconds: median(seconds[i]), mb: median(mb[i])}
	}
	return out
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
