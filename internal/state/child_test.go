package state

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

// childMode is the variable that makes the test binary another process with a state directory, for tests that need one.
const childMode = "STATE_TEST_CHILD"

func TestMain(m *testing.M) {
	modes := map[string]func(ctx context.Context, dir string) error{"write": writeOn, "lock": holdLock, "nobody": openAsNobody}
	mode, child := modes[os.Getenv(childMode)]
	if !child {
		os.Exit(m.Run())
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Minute) // a child never outlives its test for long
	defer stop()
	if err := mode(ctx, os.Args[1]); err != nil {
		fmt.Println("failed", 0, 0, err)
		os.Exit(1)
	}
}

// child is such a process.
type child struct {
	*exec.Cmd
	out *bufio.Reader
}

func startChild(t *testing.T, mode string, args ...string) child {
	t.Helper()
	exe, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), exe, args...)
	cmd.Env = append(os.Environ(), childMode+"="+mode)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	return child{cmd, bufio.NewReader(out)}
}

// line waits for what the child says next.
func (c child) line(t *testing.T) string {
	t.Helper()
	text, err := c.out.ReadString('\n')
	require.NoError(t, err)
	return text
}

// kill ends the child as kill -9 does, and gives what it still said.
func (c child) kill(t *testing.T) string {
	t.Helper()
	require.NoError(t, c.Process.Kill())
	rest, err := io.ReadAll(c.out)
	require.NoError(t, err)
	_ = c.Wait() // it was killed
	return string(rest)
}

// holdLock takes the lock and keeps it until it is killed.
func holdLock(ctx context.Context, dir string) error {
	s, err := Open(ctx, dir)
	if err != nil {
		return err
	}
	if err := s.Lock(); err != nil {
		return err
	}
	fmt.Println("locked")
	<-ctx.Done()
	return nil
}

// openAsNobody opens a directory that it may not write to, and says what came of it.
func openAsNobody(ctx context.Context, dir string) error {
	if os.Getuid() == 0 {
		if err := syscall.Setuid(65534); err != nil {
			return err
		}
	}
	_, err := Open(ctx, dir)
	fmt.Printf("%v | %s\n", err, hintOf(err))
	return nil
}

// writeOn does what applies do, over and over, and says after each step what it may rely on: what, number, round.
func writeOn(ctx context.Context, dir string) error {
	s, err := Open(ctx, dir)
	if err != nil {
		return err
	}
	if err := s.Lock(); err != nil {
		return err
	}
	left, err := s.Unsettled(ctx)
	for _, b := range left {
		err = errors.Join(err, s.Settle(ctx, b.ID, "settled"))
	}
	first, _ := strconv.Atoi(os.Args[2])
	for i := first; err == nil && ctx.Err() == nil; i++ {
		err = writeRound(ctx, s, i)
	}
	return err
}

func writeRound(ctx context.Context, s *Store, i int) error {
	var run, batch int64
	steps := []struct {
		what string
		do   func() error
		id   *int64
	}{
		{"begun", func() (err error) { run, err = s.Begin(ctx, Run{Revision: fmt.Sprint(i)}); return }, &run},
		{"meant", func() (err error) { batch, err = s.Intend(ctx, run, prod, roundChanges(i)); return }, &batch},
		{"job", func() error { return s.SetJob(ctx, batch, fmt.Sprint("job-", i)) }, &batch},
		{"base", func() error { return s.SetBase(ctx, prod, Base{Zone: roundZone(i), Revision: fmt.Sprint(i)}) }, &batch},
		{"settled", func() error { return s.Settle(ctx, batch, "done") }, &batch},
		{"changes", func() error { return s.AddChanges(ctx, run, journal(roundChanges(i))) }, &run},
		{"finished", func() error { return s.Finish(ctx, run, Run{Revision: fmt.Sprint(i), Result: Done}) }, &run},
	}
	for _, step := range steps {
		if err := step.do(); err != nil {
			return err
		}
		fmt.Println(step.what, *step.id, i)
	}
	return nil
}

// roundZone is the zone that is applied in a round; it takes many pages.
func roundZone(i int) zone.Zone { return many("example.org.", 500+i%500) }

func roundChanges(i int) []zone.Change {
	var changes []zone.Change
	for _, s := range roundZone(i).Sets[:100] {
		changes = append(changes, zone.Change{New: &s})
	}
	return changes
}
