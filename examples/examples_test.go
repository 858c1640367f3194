// Package examples_test keeps the examples true: the zones pass every checker, ours most of all, and the configs load.
package examples_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/zonesync/zonesync/internal/config"
	"github.com/zonesync/zonesync/internal/testserver"
	"github.com/zonesync/zonesync/parse"
	"github.com/zonesync/zonesync/providers/all"
)

func TestZonesHaveNoFindings(t *testing.T) {
	t.Parallel()
	results, findings := parse.Load(context.Background(), os.DirFS("zones"), parse.Options{})
	require.Empty(t, findings)
	require.Len(t, results, len(zoneFiles(t)))
	for _, r := range results {
		require.Empty(t, r.Findings, r.Base)
		require.NotEmpty(t, r.Zone.Sets, r.Base)
	}
}

func TestZonesPassOtherCheckers(t *testing.T) {
	t.Parallel()
	checkers := [][]string{
		{"named-checkzone", "-i", "local", "-k", "fail", "-m", "fail", "-r", "fail"},
		{"kzonecheck", "-o"},
		{"nsd-checkzone"},
	}
	for _, checker := range checkers {
		for _, file := range zoneFiles(t) {
			t.Run(checker[0]+" accepts "+file, func(t *testing.T) {
				t.Parallel()
				check(t, checker, file)
			})
		}
	}
}

// check runs one checker in the zones' folder, for BIND looks for included files from where it stands.
func check(t *testing.T, checker []string, file string) {
	t.Helper()
	if checker[0] != "named-checkzone" && generates(t, file) {
		t.Skip("$GENERATE is BIND's")
	}
	origin := strings.ReplaceAll(strings.TrimSuffix(file, ".zone"), "%2F", "/")
	cmd := exec.Command(testserver.Need(t, checker[0]), append(checker[1:len(checker):len(checker)], origin, file)...)
	cmd.Dir = "zones"
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
}

func generates(t *testing.T, file string) bool {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("zones", file))
	require.NoError(t, err)
	return bytes.Contains(text, []byte("\n$GENERATE"))
}

func zoneFiles(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("zones/*.zone")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(paths), 7)
	for i, p := range paths {
		paths[i] = filepath.Base(p)
	}
	return paths
}

func TestConfigsLoad(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("config/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, p := range paths {
		c, err := config.Load(p, all.Kinds())
		require.NoError(t, err, p)
		require.Empty(t, c.Warnings, p)
	}
}

func TestJobsAreYAML(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("ci/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, p := range paths {
		text, err := os.ReadFile(p)
		require.NoError(t, err)
		var job map[string]any
		require.NoError(t, yaml.Unmarshal(text, &job), p)
		require.NotEmpty(t, job, p)
	}
}
