// Package docs_test keeps the pages true: links lead somewhere, every package says what it is for, and each example of
// rules.md makes its rule speak.
package docs_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryPackageHasADocComment(t *testing.T) {
	t.Parallel()
	documented := map[string]bool{} // by folder
	for _, file := range files(t, ".go") {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly|parser.ParseComments)
		require.NoError(t, err)
		dir := filepath.Dir(file)
		documented[dir] = documented[dir] || f.Doc != nil
	}
	require.NotEmpty(t, documented)
	for dir, ok := range documented {
		require.True(t, ok, "no file in %s has a package comment", dir)
	}
}

// link is a Markdown link to a file or folder of the repository.
var link = regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)

func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	n := 0
	for _, page := range files(t, ".md") {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			n++
			_, err := os.Stat(filepath.Join(filepath.Dir(page), m[1]))
			require.NoError(t, err, "linked from %s", page)
		}
	}
	require.NotZero(t, n)
}

func TestDecisionsAreListed(t *testing.T) {
	t.Parallel()
	index, err := os.ReadFile("decisions/README.md")
	require.NoError(t, err)
	pages, err := filepath.Glob("decisions/0*.md")
	require.NoError(t, err)
	require.NotEmpty(t, pages)
	for _, p := range pages {
		require.Contains(t, string(index), "("+filepath.Base(p)+")")
	}
}

// files lists the repository's files with this ending, without hidden folders, testdata and what was built.
func files(t *testing.T, ending string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		name := d.Name()
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != ".." && (strings.HasPrefix(name, ".") || name == "testdata" || name == "bin"):
			return fs.SkipDir
		case !d.IsDir() && strings.HasSuffix(name, ending):
			out = append(out, path)
		}
		return nil
	})
	require.NoError(t, err)
	return out
}
