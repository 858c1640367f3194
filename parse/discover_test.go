package parse

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

const soaText = "@ 3600 IN SOA ns1.example.net. hostmaster.example.org. (\n\t1 ; serial\n\t2 3 4 5 )\n"

// files makes a file system of "path" or "path=content" words; @SOA stands for a zone's beginning.
func files(list ...string) fstest.MapFS {
	root := fstest.MapFS{}
	for _, f := range list {
		p, content, _ := strings.Cut(f, "=")
		root[p] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(content, "@SOA", soaText))}
	}
	return root
}

func TestDiscoverNames(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		files   []string
		origins map[string]string
		want    []string // origin, then file or view:file
	}{
		"the four ways to name a file": {
			files: []string{"example.org.zone", "example.net.db", "db.example.com", "example.test=@SOA"},
			want:  []string{"example.com. db.example.com", "example.net. example.net.db", "example.org. example.org.zone", "example.test. example.test"},
		},
		"files in folders":                       {files: []string{"a/b/example.org.zone"}, want: []string{"example.org. a/b/example.org.zone"}},
		"capitals in the name":                   {files: []string{"Example.ORG.zone"}, want: []string{"example.org. Example.ORG.zone"}},
		"the slash of RFC 2317":                  {files: []string{"0%2F25.2.0.192.in-addr.arpa.zone"}, want: []string{"0/25.2.0.192.in-addr.arpa. 0%2F25.2.0.192.in-addr.arpa.zone"}},
		"the slash of RFC 2317 in small letters": {files: []string{"db.0%2f25.2.0.192.in-addr.arpa"}, want: []string{"0/25.2.0.192.in-addr.arpa. db.0%2f25.2.0.192.in-addr.arpa"}},
		"a name in another script":               {files: []string{"bücher.example.zone"}, want: []string{"xn--bcher-kva.example. bücher.example.zone"}},
		"a decomposed name as macOS writes it":   {files: []string{"bu\u0308cher.example.zone"}, want: []string{"xn--bcher-kva.example. bu\u0308cher.example.zone"}},
		"the root zone":                          {files: []string{"@.zone"}, want: []string{". @.zone"}},
		"a single label":                         {files: []string{"internal.zone"}, want: []string{"internal. internal.zone"}},
		"views beside their base": {
			files: []string{"example.org.zone", "example.org@tel.zone", "views/example.org@uni.zone"},
			want:  []string{"example.org. example.org.zone tel:example.org@tel.zone uni:views/example.org@uni.zone"},
		},
		"a bare name with an SOA under a comment": {
			files: []string{"example.org=; (c) example\n$TTL 1h\n$ORIGIN example.org.\n@SOA"}, want: []string{"example.org. example.org"},
		},
		"a bare name with the SOA's owner left out":  {files: []string{"example.org=\tIN\tSOA\tns.example.net. a.example.net. 1 2 3 4 5"}, want: []string{"example.org. example.org"}},
		"bare names that are no zones":               {files: []string{"hosts.inc=@SOA", "go.mod=module x", "Makefile=all:", "notes.md=The SOA record is 1 thing", "example.org=www A 192.0.2.1"}},
		"bare names of one label, and under any TLD": {files: []string{"localhost=@SOA", "docs.new=@SOA"}, want: []string{"docs.new. docs.new", "localhost. localhost"}},
		"a comment that looks like an SOA":           {files: []string{"example.org=; @ IN SOA a. b. 1 2 3 4 5"}},
		"hidden files, backups and read-me files": {
			files: []string{".example.org.zone", ".git/example.org.zone", "example.org.zone~", "example.org.zone.swp=@SOA", "example.org.zone.bak=@SOA",
				"example.org.zone.orig=@SOA", "#example.org.zone#", "README", "README.md=@SOA", "README.zone", "example.org.zone.signed=@SOA"},
		},
		"a mapped file": {
			files: []string{"master/corp", "example.net.zone"}, origins: map[string]string{"master/corp": "Example.ORG", "example.net.zone": "example.com"},
			want: []string{"example.com. example.net.zone", "example.org. master/corp"},
		},
		"a mapped file that is missing is still a source": {origins: map[string]string{"corp": "example.org"}, want: []string{"example.org. corp"}},
		"ignored files": {
			files: []string{".zonesyncignore=# old ones\n*.db\n/old/\n!keep.example.db\n", "a.example.db", "keep.example.db", "old/example.org.zone", "sub/old/example.net.zone",
				"sub/.zonesyncignore=b.example.zone\r\n", "sub/b.example.zone", "b.example.zone"},
			want: []string{"b.example. b.example.zone", "example.net. sub/old/example.net.zone", "keep.example. keep.example.db"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sources, findings := Discover(files(tc.files...), Options{Origins: tc.origins})
			require.Empty(t, findings)
			var got []string
			for _, s := range sources {
				line := s.Origin + " " + s.Base
				for _, v := range []string{"tel", "uni"} {
					if s.Views[v] != "" {
						line += " " + v + ":" + s.Views[v]
					}
				}
				got = append(got, line)
			}
			require.Equal(t, tc.want, got)
		})
	}
}

func TestDiscoverRefuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		files []string
		want  string // the finding: file rule message
	}{
		"two files for one zone": {
			files: []string{"a/example.org.zone", "b/example.org.db", "example.net.zone"},
			want:  "zones/b/example.org.db duplicate-zone second file for example.org.; the first is zones/a/example.org.zone; neither is used",
		},
		"two files for one view": {
			files: []string{"example.org.zone", "example.org@tel.zone", "x/example.org@tel.db", "example.net.zone"},
			want:  "zones/x/example.org@tel.db duplicate-zone second file for example.org. in view tel; the first is zones/example.org@tel.zone; neither is used",
		},
		"a name that no zone can have": {
			files: []string{"example..org.zone", "example.net.zone"},
			want:  "zones/example..org.zone wrong-origin the file's name names no zone: name \"example..org\": dns: bad rdata",
		},
		"a view without a zone": {
			files: []string{"@.zone", "example.net.zone", ".zonesyncignore=@.zone", "db.@tel"},
			want:  "zones/db.@tel wrong-origin the file's name names no zone: no zone or no view: \"@tel\"",
		},
		"views without a base": {
			files: []string{"example.org@uni.zone", "x/example.org@tel.zone", "example.net.zone", "example.net@tel.zone"},
			want:  "zones/example.org@uni.zone base-missing a file of a view, and none of the zone example.org. itself",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sources, findings := Discover(files(tc.files...), Options{Prefix: "zones/"})
			require.Len(t, findings, 1)
			require.Contains(t, findings[0].File+" "+findings[0].Rule+" "+findings[0].Message, tc.want)
			require.Equal(t, Error, findings[0].Severity)
			require.Len(t, sources, 1)
			require.Equal(t, "example.net.", sources[0].Origin)
		})
	}
}

// TestDiscoverTrustsNoPartialLook has a folder that is not looked into: views of any zone may be in there.
func TestDiscoverTrustsNoPartialLook(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("d/", maxFolders+1) + "example.org@tel.zone"
	for name, tc := range map[string]struct {
		root fs.FS
		want string
	}{
		"a folder that cannot be read":     {unreadable{files("example.org.zone", "a/example.org@tel.zone")}, "zones/a unreadable"},
		"folders that are nested too deep": {files("example.org.zone", deep), "zones/" + strings.Repeat("d/", maxFolders) + "d limits"},
		"an ignore file that is too large": {
			files("example.org.zone", "x/.zonesyncignore="+strings.Repeat("#\n", maxIgnoreBytes), "x/example.org@tel.zone"), "zones/x/.zonesyncignore unreadable",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			results, findings := Load(t.Context(), tc.root, Options{Prefix: "zones/"})
			require.Empty(t, results)
			require.Len(t, findings, 1)
			require.Equal(t, tc.want, findings[0].File+" "+findings[0].Rule)
			require.Equal(t, Error, findings[0].Severity)
			require.Contains(t, findings[0].Hint, "a file of any zone may lie there")
		})
	}
	ignored := files("example.org.zone", "a/example.org@tel.zone", ".zonesyncignore=/a/")
	sources, findings := Discover(unreadable{ignored}, Options{})
	require.Empty(t, findings)
	require.Len(t, sources, 1, "a folder that is left out need not be readable")
}

func TestDiscoverTellsWhatItCannotRead(t *testing.T) {
	t.Parallel()
	sources, findings := Discover(os.DirFS(filepath.Join(t.TempDir(), "gone")), Options{Prefix: "zones/"})
	require.Empty(t, sources)
	require.Len(t, findings, 1)
	require.Equal(t, []string{"zones", "unreadable", "folder cannot be read: no such file or directory"},
		[]string{findings[0].File, findings[0].Rule, findings[0].Message})

	root := unreadable{files("example.net.zone", "example.org.zone", "example.org@tel", "hosts.inc")}
	sources, findings = Discover(root, Options{})
	require.Len(t, findings, 1)
	require.Equal(t, "example.org@tel", findings[0].File)
	require.Equal(t, []Source{{Origin: "example.net.", Base: "example.net.zone"}}, sources, "example.org may have this view, or not")
}

// unreadable is a file system whose folder "a" and whose files cannot be opened.
type unreadable struct{ fs.FS }

func (u unreadable) Open(name string) (fs.File, error) {
	if name == "." || strings.HasSuffix(name, ignoreFile) {
		return u.FS.Open(name)
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}

func TestDiscoverFollowsNoLinkedFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "zones"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "zones", "real"), []byte("x"), 0o644))
	require.NoError(t, os.Symlink(".", filepath.Join(dir, "zones", "loop")))
	require.NoError(t, os.Symlink("real", filepath.Join(dir, "zones", "example.org.zone")))
	require.NoError(t, os.Symlink("../elsewhere", filepath.Join(dir, "zones", "example.net.zone")))
	root, err := os.OpenRoot(filepath.Join(dir, "zones"))
	require.NoError(t, err)
	t.Cleanup(func() { root.Close() })
	sources, findings := Discover(root.FS(), Options{})
	require.Empty(t, findings)
	require.Equal(t, []Source{{Origin: "example.net.", Base: "example.net.zone"}, {Origin: "example.org.", Base: "example.org.zone"}}, sources,
		"a link out of the root is for the reader to refuse, not to be taken for absent")
}
