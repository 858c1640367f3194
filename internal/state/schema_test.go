package state

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// firstVersion is a database that the first version of the schema wrote, with what fill puts into it. It stays as it is.
//
//go:embed testdata/1.db.gz
var firstVersion []byte

// fill stores something of everything.
func fill(t *testing.T, s *Store) {
	t.Helper()
	require.NoError(t, s.SetBase(t.Context(), prod, Base{Zone: everything(t), Revision: "1a2b3c4", At: noon}))
	run := begin(t, s, Run{Revision: "1a2b3c4", Trigger: "poll", Zones: []string{prod.Origin}})
	_, err := s.Intend(t.Context(), run, prod, edits(t))
	require.NoError(t, err)
	require.NoError(t, s.AddChanges(t.Context(), run, journal(edits(t))))
	require.NoError(t, s.Finish(t.Context(), run, Run{Revision: "1a2b3c4", Zones: []string{prod.Origin}, Created: 1, Result: Partly}))
	require.NoError(t, s.SetStatus(t.Context(), Status{Ref: prod, Status: "held", Checked: noon}))
	hold(t, s, prod, hash)
}

// contentsOf gives all that there is to read.
func contentsOf(t *testing.T, s *Store) []any {
	t.Helper()
	base, err := s.Base(t.Context(), prod)
	require.NoError(t, err)
	runs, err := s.Runs(t.Context(), Filter{})
	require.NoError(t, err)
	changes, err := s.Changes(t.Context(), 1)
	require.NoError(t, err)
	batches, err := s.Unsettled(t.Context())
	require.NoError(t, err)
	statuses, err := s.Statuses(t.Context())
	require.NoError(t, err)
	holds, err := s.Holds(t.Context())
	require.NoError(t, err)
	return []any{base, runs, changes, batches, statuses, holds}
}

func unpackedState(t *testing.T, gz []byte) (dir string) {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(gz))
	require.NoError(t, err)
	db, err := io.ReadAll(r)
	require.NoError(t, err)
	dir = t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, File), db, 0o600))
	return dir
}

func TestTheFirstVersionIsStillRead(t *testing.T) {
	t.Parallel()
	s := opened(t)
	fill(t, s)
	require.Equal(t, contentsOf(t, s), contentsOf(t, openedAt(t, unpackedState(t, firstVersion))))
}

// next stands for a version to come.
var next = append(migrations[:len(migrations):len(migrations)], `ALTER TABLE runs ADD COLUMN host TEXT NOT NULL DEFAULT ''; CREATE TABLE fights (at INTEGER) STRICT`)

func TestAnOlderSchemaIsBroughtUpToDateWithAllThatIsInIt(t *testing.T) {
	t.Parallel()
	dir := unpackedState(t, firstVersion)
	want := contentsOf(t, openedAt(t, unpackedState(t, firstVersion)))
	for range 2 {
		s, err := open(t.Context(), dir, next)
		require.NoError(t, err)
		require.Equal(t, want, contentsOf(t, s))
		require.Zero(t, count(t, s, "SELECT count(*) FROM fights"))
		require.Zero(t, count(t, s, "SELECT count(*) FROM runs WHERE host <> ''"))
		require.NoError(t, s.Close())
	}
}

func TestANewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := open(t.Context(), dir, next)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	for _, o := range []func() (*Store, error){
		func() (*Store, error) { return Open(t.Context(), dir) },
		func() (*Store, error) { return OpenExisting(t.Context(), dir) },
	} {
		_, err := o()
		require.ErrorIs(t, err, ErrNewer)
		require.NotEmpty(t, hintOf(err))
	}
}

func TestNobodyChangesTheSchemaUnderARunningService(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	service := openedAt(t, dir)
	require.NoError(t, service.Lock())
	_, err := open(t.Context(), dir, next)
	require.ErrorIs(t, err, ErrLocked)
	openedAt(t, dir)
}

func TestAMigrationThatFailsLeavesTheVersionThatThereWas(t *testing.T) {
	t.Parallel()
	dir, _ := closedState(t)
	broken := append(next[:len(next):len(next)], "CREATE TABLE half (x INTEGER); SELECT nonsense")
	_, err := open(t.Context(), dir, broken)
	require.ErrorContains(t, err, "schema version 3")
	s := openedAt(t, dir)
	require.Zero(t, count(t, s, "SELECT count(*) FROM sqlite_schema WHERE name IN ('half', 'fights')"))
}
