package git_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/source/git"
	"github.com/zonesync/zonesync/internal/testserver"
)

// manyZones is how many zone files the benchmarks have, of 50 records each.
const manyZones = 10_000

// large makes a repository of many zones, and pushes it.
func large(b *testing.B) *testserver.Repo {
	b.Helper()
	repo := testserver.NewRepo(b)
	require.NoError(b, os.MkdirAll(filepath.Join(repo.Work, "zones"), 0o755))
	for i := range manyZones {
		require.NoError(b, os.WriteFile(filepath.Join(repo.Work, zoneFile(i)), []byte(zoneText(i, "192.0.2.1")), 0o644))
	}
	repo.Commit("all")
	repo.Push()
	return repo
}

func zoneFile(i int) string { return fmt.Sprintf("zones/zone%d.example.zone", i) }

func zoneText(i int, address string) string {
	var s strings.Builder
	fmt.Fprintf(&s, "$TTL 300\n@ NS ns1.example.net.\n")
	for r := range 49 {
		fmt.Fprintf(&s, "host%d-%d A %s\n", i, r, address)
	}
	return s.String()
}

func newSource(b *testing.B, s git.Settings) *git.Source {
	b.Helper()
	s.Branch, s.Path, s.Dir = "main", "zones", filepath.Join(b.TempDir(), "git")
	src, err := git.New(s)
	require.NoError(b, err)
	return src
}

func BenchmarkClone(b *testing.B) {
	repo := large(b)
	url := repo.GitDaemon(b).URL
	for b.Loop() {
		snap, err := newSource(b, git.Settings{URL: url}).Snapshot(b.Context())
		require.NoError(b, err)
		require.Len(b, snap.Files, manyZones)
	}
}

// BenchmarkNothingNew is a poll, BenchmarkOneFileChanged what follows a push of one file.
func BenchmarkNothingNew(b *testing.B) {
	src := newSource(b, git.Settings{URL: large(b).GitDaemon(b).URL})
	_, err := src.Snapshot(b.Context())
	require.NoError(b, err)
	for b.Loop() {
		_, err := src.Snapshot(b.Context())
		require.NoError(b, err)
	}
}

func BenchmarkOneFileChanged(b *testing.B) {
	repo := large(b)
	src := newSource(b, git.Settings{URL: repo.GitDaemon(b).URL})
	last, err := src.Snapshot(b.Context())
	require.NoError(b, err)
	n := 0
	for b.Loop() {
		b.StopTimer()
		n++
		repo.Pushed(zoneFile(n), zoneText(n, "192.0.2.2"))
		b.StartTimer()
		snap, err := src.Snapshot(b.Context())
		require.NoError(b, err)
		require.Equal(b, []string{fmt.Sprintf("zone%d.example.zone", n)}, snap.Files.Changed(last.Files))
		last = snap
	}
}

func BenchmarkTwoRevisions(b *testing.B) {
	repo := large(b)
	repo.Pushed(zoneFile(1), zoneText(1, "192.0.2.2"))
	for b.Loop() {
		old, err := git.AtRevision(b.Context(), repo.Work, "HEAD~1", "zones")
		require.NoError(b, err)
		now, err := git.AtRevision(b.Context(), repo.Work, "HEAD", "zones")
		require.NoError(b, err)
		require.Len(b, now.Files.Changed(old.Files), 1)
	}
}

func BenchmarkBlame(b *testing.B) {
	repo := large(b)
	for i := range 40 {
		repo.Pushed(zoneFile(i), zoneText(i, "192.0.2.2"))
	}
	src := newSource(b, git.Settings{URL: repo.GitDaemon(b).URL})
	snap, err := src.Snapshot(b.Context())
	require.NoError(b, err)
	n := 0
	for b.Loop() {
		n = (n + 1) % manyZones
		_, err := src.Blame(b.Context(), snap.Revision, fmt.Sprintf("zone%d.example.zone", n))
		require.NoError(b, err)
	}
}
