package state

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	kills        = 50
	longestCrash = 15 * time.Second // for all of them
)

func TestKilledAtAnyMomentNothingThatWasAcknowledgedIsLost(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var heard []ack
	end := time.Now().Add(longestCrash)
	for i := 0; i < kills && time.Now().Before(end); i++ {
		c := startChild(t, "write", dir, strconv.Itoa(1000*i))
		first := c.line(t)
		time.Sleep(time.Duration(rand.Int64N(int64(60 * time.Millisecond)))) // the moment of the kill
		heard = append(heard, acks(t, first+c.kill(t))...)
		afterKill(t, dir, heard[max(0, len(heard)-200):])
	}
	require.Greater(t, len(heard), kills)
}

// ack is what a child said that it had been promised.
type ack struct {
	what      string
	id, round int64
}

// acks reads lines; the last one may be cut.
func acks(t *testing.T, text string) (out []ack) {
	t.Helper()
	lines := strings.SplitAfter(text, "\n")
	for _, line := range lines[:len(lines)-1] {
		var a ack
		_, err := fmt.Sscan(line, &a.what, &a.id, &a.round)
		require.NoError(t, err, line)
		require.NotEqual(t, "failed", a.what, line)
		out = append(out, a)
	}
	return out
}

// afterKill looks at a directory whose service was killed.
func afterKill(t *testing.T, dir string, heard []ack) {
	t.Helper()
	s, err := Open(t.Context(), dir)
	require.NoError(t, err)
	defer s.Close()
	require.NoError(t, s.Lock())
	requireSound(t, s)
	for _, a := range heard {
		requireKept(t, s, a)
	}
	requireNothingHalf(t, s)
}

func requireSound(t *testing.T, s *Store) {
	t.Helper()
	var integrity string
	require.NoError(t, s.reader.QueryRow("PRAGMA integrity_check").Scan(&integrity))
	require.Equal(t, "ok", integrity)
	require.Zero(t, count(t, s, "SELECT count(*) FROM pragma_foreign_key_check"))
	require.Zero(t, count(t, s, "SELECT count(*) FROM contents WHERE id NOT IN (SELECT content FROM zones)"))
}

// kept asks for what each promise is about: it must be 1.
var kept = map[string]string{
	"begun":    "SELECT count(*) FROM runs WHERE id = ? AND revision = ?",
	"meant":    "SELECT count(*) FROM batches JOIN runs ON run = runs.id WHERE batches.id = ? AND revision = ?",
	"job":      "SELECT count(*) FROM batches WHERE id = ? AND job = 'job-' || ?",
	"base":     "SELECT ? > 0 AND base_revision >= CAST(? AS INTEGER) FROM zones",
	"settled":  "SELECT count(*) FROM batches JOIN runs ON run = runs.id WHERE batches.id = ? AND revision = ? AND outcome = 'done'",
	"changes":  "SELECT count(*) FROM changes JOIN runs ON run = runs.id WHERE run = ? AND revision = ?",
	"finished": "SELECT count(*) FROM runs WHERE id = ? AND revision = ? AND result = 'done'",
}

func requireKept(t *testing.T, s *Store, a ack) {
	t.Helper()
	var n int
	require.NoError(t, s.reader.QueryRow(kept[a.what], a.id, strconv.FormatInt(a.round, 10)).Scan(&n), a)
	require.Equal(t, 1, n, a)
}

// requireNothingHalf makes sure that what was in work is there whole or not at all.
func requireNothingHalf(t *testing.T, s *Store) {
	t.Helper()
	base, err := s.Base(t.Context(), prod)
	require.NoError(t, err)
	if base != nil {
		round, err := strconv.Atoi(base.Revision)
		require.NoError(t, err)
		require.Equal(t, roundZone(round), base.Zone)
	}
	left, err := s.Unsettled(t.Context())
	require.NoError(t, err)
	require.LessOrEqual(t, len(left), 1)
	runs, err := s.Runs(t.Context(), Filter{Limit: 1})
	require.NoError(t, err)
	round, err := strconv.Atoi(runs[0].Revision)
	require.NoError(t, err)
	for _, b := range left {
		require.Equal(t, roundChanges(round), b.Changes)
	}
	changes, err := s.Changes(t.Context(), runs[0].ID)
	require.NoError(t, err)
	require.Contains(t, []int{0, len(roundChanges(round))}, len(changes))
}
