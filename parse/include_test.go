package parse

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

// readFiles reads main as example.org; texts are by path.
func readFiles(texts map[string]string, o Options) Result {
	fsys := fstest.MapFS{}
	for path, text := range texts {
		fsys[path] = &fstest.MapFile{Data: []byte(text)}
	}
	return Zone(context.Background(), fsys, Source{Origin: "example.org.", Base: "zones/main"}, o)
}

func TestIncludesReadInTheirPlace(t *testing.T) {
	t.Parallel()
	r := readFiles(map[string]string{
		"zones/main":      "$TTL 60\na A 192.0.2.1\n$INCLUDE inc/hosts sub\n  AAAA 2001:db8::1\nb A 192.0.2.2\n$INCLUDE \"inc/hosts\" other\n",
		"zones/inc/hosts": "$ORIGIN x\n$TTL 99\nh A 192.0.2.3 ; here\n$INCLUDE ./more\n",
		"zones/inc/more":  "m 5 A 192.0.2.4\n",
	}, Options{Prefix: "repo/"})
	require.Empty(t, r.Findings)
	require.Equal(t, []string{
		"a.example.org. 60 A 192.0.2.1", "a.example.org. 60 AAAA 2001:db8::1", "b.example.org. 60 A 192.0.2.2",
		"h.x.other.example.org. 99 A 192.0.2.3", "m.x.other.example.org. 5 A 192.0.2.4",
		"h.x.sub.example.org. 99 A 192.0.2.3", "m.x.sub.example.org. 5 A 192.0.2.4",
	}, linesOf(r.Zone))
	require.Equal(t, []string{"zones/main", "zones/inc/hosts", "zones/inc/more"}, r.Files)
	require.Equal(t, zone.Pos{File: "repo/zones/inc/hosts", Line: 3}, r.Zone.Sets[3].Pos)
	require.Equal(t, "here", r.Zone.Sets[3].Comment)
}

func TestIncludesThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		line string
		want []string
	}{
		"an absolute path":         {"$INCLUDE /etc/passwd", []string{"zones/main:2:10 include-escape"}},
		"a way up":                 {"$INCLUDE ../other", []string{"zones/main:2:10 include-escape"}},
		"a way down and up":        {"$INCLUDE inc/../inc/bad", []string{"zones/main:2:10 include-escape"}},
		"an escaped way up":        {`$INCLUDE \046./other`, []string{"zones/main:2:10 include-escape"}},
		"a file that is not there": {"$INCLUDE gone", []string{"zones/main:2:10 include-missing"}},
		"a folder":                 {"$INCLUDE inc", []string{"zones/main:2:10 unreadable"}},
		"no file":                  {"$INCLUDE", []string{"zones/main:2:9 syntax"}},
		"an empty name":            {`$INCLUDE ""`, []string{"zones/main:2:10 include-missing"}},
		"a bad origin":             {"$INCLUDE inc/good a..b", []string{"zones/main:2:19 syntax"}},
		"itself":                   {"$INCLUDE main", []string{"zones/main:2:10 limits"}},
		"a file that includes it":  {"$INCLUDE round", []string{"zones/round:1:10 limits"}},
		"what is wrong in a file":  {"$INCLUDE inc/bad", []string{"zones/inc/bad:2:5 bad-rdata"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := readFiles(map[string]string{
				"zones/main":     "$TTL 60\n" + tc.line + "\na A 192.0.2.1\n",
				"zones/inc/bad":  "; secret\nb A secret\n",
				"zones/inc/good": "; nothing\n",
				"zones/round":    "$INCLUDE main\n",
				"other":          "c 60 A 192.0.2.1\n",
			}, Options{})
			var got []string
			for _, f := range r.Findings {
				got = append(got, fmt.Sprintf("%s:%d:%d %s", f.File, f.Line, f.Column, f.Rule))
			}
			require.Equal(t, tc.want, got)
			require.Equal(t, []string{"a.example.org. 60 A 192.0.2.1"}, linesOf(r.Zone))
		})
	}
}

func TestIncludesAreNestedSoDeep(t *testing.T) {
	t.Parallel()
	texts := map[string]string{"zones/main": "$TTL 60\n$INCLUDE f1\n"}
	for i := 1; i <= 9; i++ {
		texts[fmt.Sprintf("zones/f%d", i)] = fmt.Sprintf("h%d 60 A 192.0.2.1\n$INCLUDE f%d\n", i, i+1)
	}
	r := readFiles(texts, Options{})
	require.Equal(t, []string{"2:10 limits"}, places(r.Findings))
	require.Equal(t, "zones/f8", r.Findings[0].File)
	texts["zones/f8"] = "h8 60 A 192.0.2.1\n"
	require.Empty(t, readFiles(texts, Options{}).Findings)
}

func TestIncludesThatMultiplyAreStopped(t *testing.T) {
	t.Parallel()
	texts := map[string]string{"zones/main": strings.Repeat("$INCLUDE f1\n", 100)}
	for i := 1; i <= 7; i++ {
		texts[fmt.Sprintf("zones/f%d", i)] = strings.Repeat(fmt.Sprintf("$INCLUDE f%d\n", i+1), 100)
	}
	texts["zones/f8"] = "; nothing\n"
	r := readFiles(texts, Options{Limits: Limits{FileBytes: 1 << 20}})
	require.Equal(t, []string{"0:0 limits"}, places(r.Findings))
}

func TestNoIncludeLeavesTheRoot(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(top, "root"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(top, "secret"), []byte("password"), 0o600))
	require.NoError(t, os.Symlink("../secret", filepath.Join(top, "root", "link")))
	require.NoError(t, os.Symlink(filepath.Join(top, "secret"), filepath.Join(top, "root", "absolute")))
	require.NoError(t, os.Symlink("..", filepath.Join(top, "root", "up")))
	require.NoError(t, os.WriteFile(filepath.Join(top, "root", "z"),
		[]byte("a 60 A 192.0.2.1\n$INCLUDE link\n$INCLUDE absolute\n$INCLUDE up/secret\n"), 0o600))
	root, err := os.OpenRoot(filepath.Join(top, "root"))
	require.NoError(t, err)
	defer root.Close()
	r := Zone(context.Background(), root.FS(), Source{Origin: "example.org.", Base: "z"}, Options{})
	require.Equal(t, []string{"2:10 include-escape", "3:10 include-escape", "4:10 include-escape"}, places(r.Findings))
	for _, f := range r.Findings {
		require.NotContains(t, f.Message+f.Hint, "password")
	}
}
