// Package git gives a folder of a git repository as it is in one commit: the head of a branch, a tag, or a commit given by
// its id. It keeps a shallow bare clone, reads files straight from its objects, and writes nothing to the remote.
package git

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"path"
	"sync"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/transport"

	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/internal/source"
	"github.com/zonesync/zonesync/internal/source/git/signers"
)

// Settings say which files of which repository are followed, and how the remote is asked.
type Settings struct {
	URL                 string // https, http, ssh, git or file, user@host:path, or a path
	Branch, Tag, Commit string // one of them; Commit is a whole id
	Path                string // the folder inside the repository; "" is all of it
	Dir                 string // where the clone is kept; made when missing

	Username   string // for https with Password; any will do for most servers with Token
	Password   secret.Secret
	Token      secret.Secret
	SSHKey     secret.Secret // a private key in PEM or OpenSSH form
	KnownHosts string        // file; ssh needs it

	Verify *Verify       // nil: commits need no signature
	Poll   time.Duration // of Watch; a minute
	Log    *slog.Logger  // nil: silent
}

// Verify says whose signatures make a commit good. The files are read again for every new commit.
type Verify struct {
	signers.Files
	// All demands a signature of every commit since the last good one, not of the head alone.
	All bool
}

// Source follows a folder of a repository. It may be used by several goroutines, and several processes may use one Dir.
type Source struct {
	Settings
	endpoint *transport.Endpoint
	log      *slog.Logger
	maxPacks int // before the clone is made anew

	mu    sync.Mutex // one talk with the remote at a time
	clone *clone     // nil until it is needed
	last  *revision  // the last good one; nil before
	lines blameCache
}

// New checks settings; it asks nobody and opens nothing.
func New(s Settings) (*Source, error) {
	s.Path = path.Clean(cmp.Or(s.Path, "."))
	endpoint, err := transport.NewEndpoint(s.URL)
	var problem string
	switch named := len(filled(s.Branch, s.Tag, s.Commit)); {
	case err != nil || s.URL == "":
		problem = "the address of the repository cannot be read"
	case s.Dir == "":
		problem = "no folder for the clone"
	case named != 1:
		problem = "want one of branch, tag and commit"
	case s.Commit != "" && !plumbing.IsHash(s.Commit):
		problem = "the commit is no whole id of 40 digits"
	case !fs.ValidPath(s.Path):
		problem = "the path is no folder inside the repository"
	}
	if problem != "" {
		return nil, &Error{text: "git: " + problem}
	}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	return &Source{Settings: s, endpoint: endpoint, log: s.Log, maxPacks: defaultPacks}, nil
}

func filled(texts ...string) (out []string) {
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

// Snapshot asks the remote for the commit that is followed, fetches it when it is new, and gives its files.
//
// While the remote cannot be reached, the last good commit is given again, with a Warning. Everything else that is wrong is
// an *Error and gives nothing: a login refused; a repository, branch, tag, commit or folder that is not there (any more);
// a submodule among the files; a commit without a good signature. A branch that was rewritten is followed.
func (s *Source) Snapshot(ctx context.Context) (source.Snapshot, error) {
	return s.locked(ctx, s.refresh)
}

// Last gives the last good commit again, without asking the remote: while a newer one is refused, what is live is still
// compared with it. Without one the error is ErrNone.
func (s *Source) Last(ctx context.Context) (source.Snapshot, error) {
	return s.locked(ctx, func(context.Context) (source.Snapshot, error) {
		good := s.clone.head(s.goodRef())
		if good.IsZero() {
			return source.Snapshot{}, &Error{text: "git: there is no good commit yet", kind: ErrNone}
		}
		return s.take(good, good)
	})
}

// locked does something with the clone while nobody else does. A broken clone is made anew.
func (s *Source) locked(ctx context.Context, do func(context.Context) (source.Snapshot, error)) (source.Snapshot, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	unlock, err := lock(ctx, s.Dir+".lock")
	if err != nil {
		return source.Snapshot{}, err
	}
	defer unlock()
	for try := 1; ; try++ {
		snap, err := s.opened(ctx, do)
		if !errors.Is(err, errBroken) || try == maxTries {
			return snap, err
		}
		s.log.Warn("the clone is broken and made anew", "folder", s.Dir, "error", err)
		if err := s.discard(); err != nil {
			return source.Snapshot{}, err
		}
	}
}

// maxTries is how often a clone is made anew before that is no help.
const maxTries = 2

func (s *Source) opened(ctx context.Context, do func(context.Context) (source.Snapshot, error)) (source.Snapshot, error) {
	if s.clone == nil {
		c, err := openClone(s.Dir)
		if err != nil {
			return source.Snapshot{}, err
		}
		s.clone = c
	}
	if s.clone.broken.Load() {
		return source.Snapshot{}, broken(errors.New("objects are missing"))
	}
	return do(ctx)
}
