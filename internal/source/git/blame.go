package git

import (
	"context"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/utils/diff"
	"github.com/sergi/go-diff/diffmatchpatch"

	"github.com/zonesync/zonesync/internal/source"
)

// Line tells where a line of a file came from.
type Line struct {
	Commit string    // id
	Author string    // "Name <address>"
	When   time.Time // when it was written, which may be long before it was committed
	// Known is false where the clone's history ends at Commit and the line may be older than that.
	Known bool
}

// blameCache holds the lines of the files that were asked for in one revision.
type blameCache struct {
	revision string
	files    map[string][]Line
}

// Blame tells for each line of a file in a commit which commit brought it. The path is below Path; what is behind a link is
// not looked for. It knows as much history as was fetched. Answers about the commit that was asked for last are kept.
func (s *Source) Blame(ctx context.Context, rev, file string) ([]Line, error) {
	var out []Line
	_, err := s.locked(ctx, func(ctx context.Context) (source.Snapshot, error) {
		if s.lines.revision != rev {
			s.lines = blameCache{rev, map[string][]Line{}}
		}
		lines, known := s.lines.files[file]
		var err error
		if !known {
			lines, err = s.clone.blame(ctx, plumbing.NewHash(rev), path.Join(s.Path, file))
		}
		if err == nil {
			s.lines.files[file] = lines
		}
		out = slices.Clone(lines)
		return source.Snapshot{}, err
	})
	return out, err
}

// suspect is a commit whose file has lines that it or one before it brought.
type suspect struct {
	commit *object.Commit
	blob   plumbing.Hash
	lines  map[int]int // in the file that was asked about → in its own
}

// blame goes back from commit to commit, newest first, so that whatever leads to a commit comes before it.
func (s *store) blame(ctx context.Context, id plumbing.Hash, file string) ([]Line, error) {
	first, err := s.suspect(id, file)
	if err != nil {
		return nil, err
	}
	text, err := s.text(first.blob)
	if err != nil {
		return nil, err
	}
	out := make([]Line, len(text))
	for i := range text {
		first.lines[i] = i
	}
	for queue := []*suspect{first}; len(queue) > 0 && ctx.Err() == nil; {
		slices.SortStableFunc(queue, func(a, b *suspect) int { return b.commit.Committer.When.Compare(a.commit.Committer.When) })
		c := queue[0]
		if queue, err = s.pass(c, file, queue[1:]); err != nil {
			return nil, err
		}
		for at := range c.lines {
			out[at] = s.line(c.commit)
		}
	}
	return out, ctx.Err()
}

// suspect looks at a file in a commit.
func (s *store) suspect(id plumbing.Hash, file string) (*suspect, error) {
	c, err := s.commit(id)
	if err != nil {
		return nil, err
	}
	e, err := s.entryAt(c.TreeHash, file)
	if err != nil {
		return nil, err
	}
	if e.mode == filemode.Dir || e.mode == filemode.Submodule {
		return nil, errNoFile
	}
	return &suspect{commit: c, blob: e.id, lines: map[int]int{}}, nil
}

// pass gives the lines of a commit that are in a parent's file too to that parent; those that stay are its own.
func (s *store) pass(c *suspect, file string, queue []*suspect) ([]*suspect, error) {
	for _, id := range c.commit.ParentHashes {
		if len(c.lines) == 0 {
			break
		}
		parent, err := s.parent(c, id, file)
		if err != nil {
			continue // no such file there, or no such commit here
		}
		if i := slices.IndexFunc(queue, func(q *suspect) bool { return q.commit.Hash == id }); i >= 0 {
			parent = queue[i]
		} else {
			queue = append(queue, parent)
		}
		if err := s.share(c, parent); err != nil {
			return nil, err
		}
	}
	return queue, nil
}

// parent looks at a file in a commit before another one.
func (s *store) parent(c *suspect, id plumbing.Hash, file string) (*suspect, error) {
	before, err := s.commit(id)
	if err != nil {
		return nil, err
	}
	diff, err := s.diff(pair{before.TreeHash, c.commit.TreeHash})
	if err != nil || diff.has(file) {
		return s.suspect(id, file)
	}
	return &suspect{commit: before, blob: c.blob, lines: map[int]int{}}, nil
}

// share moves the lines that a parent's file has to the parent.
func (s *store) share(c, parent *suspect) error {
	same, err := s.common(parent.blob, c.blob)
	if err != nil {
		return err
	}
	for asked, is := range c.lines {
		if was, ok := same(is); ok {
			parent.lines[asked] = was
			delete(c.lines, asked)
		}
	}
	return nil
}

// common gives a function that finds a line of one file in an older one.
func (s *store) common(old, now plumbing.Hash) (func(is int) (was int, ok bool), error) {
	if old == now {
		return func(is int) (int, bool) { return is, true }, nil
	}
	before, err := s.read(plumbing.BlobObject, old)
	if err != nil {
		return nil, err
	}
	after, err := s.read(plumbing.BlobObject, now)
	if err != nil {
		return nil, err
	}
	same := map[int]int{}
	was, is := 0, 0
	for _, d := range diff.Do(string(before), string(after)) {
		for range lines(d.Text) {
			switch d.Type {
			case diffmatchpatch.DiffDelete:
				was++
			case diffmatchpatch.DiffInsert:
				is++
			default:
				same[is] = was
				was, is = was+1, is+1
			}
		}
	}
	return func(is int) (int, bool) { was, ok := same[is]; return was, ok }, nil
}

func (s *store) line(c *object.Commit) Line {
	known := !slices.ContainsFunc(c.ParentHashes, func(p plumbing.Hash) bool { return !s.has(p) })
	return Line{Commit: c.Hash.String(), Author: c.Author.Name + " <" + c.Author.Email + ">", When: c.Author.When, Known: known}
}

func (s *store) text(id plumbing.Hash) ([]string, error) {
	content, err := s.read(plumbing.BlobObject, id)
	return lines(string(content)), err
}

// lines splits a text; a line break at its end begins no further line.
func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}
