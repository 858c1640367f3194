package git_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	gogit "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/source/git"
	"github.com/zonesync/zonesync/internal/source/git/signers"
	"github.com/zonesync/zonesync/internal/testserver"
)

// signer makes commits signed with an SSH key, by git and ssh-keygen themselves.
type signer struct{ key string }

func newSigner(t *testing.T) signer {
	t.Helper()
	s := signer{filepath.Join(t.TempDir(), "key")}
	testserver.Keygen(t, s.key)
	return s
}

// pushed is Repo.Pushed with a signature.
func (s signer) pushed(repo *testserver.Repo, path, content string) string {
	repo.Write(path, content)
	repo.Git("config", "gpg.format", "ssh")
	repo.Git("config", "user.signingkey", s.key)
	id := repo.Commit("signed", "-S")
	repo.Push()
	return id
}

// allowed gives a file that allows these signers.
func allowed(t *testing.T, all ...signer) signers.Files {
	t.Helper()
	var text bytes.Buffer
	for _, s := range all {
		public, err := os.ReadFile(s.key + ".pub")
		require.NoError(t, err)
		text.WriteString("alice@example.org namespaces=\"git\" ")
		text.Write(public)
	}
	path := filepath.Join(t.TempDir(), "allowed")
	require.NoError(t, os.WriteFile(path, text.Bytes(), 0o600))
	return signers.Files{AllowedSigners: path}
}

func TestACommitWithoutAGoodSignatureChangesNothing(t *testing.T) {
	t.Parallel()
	alice, mallory := newSigner(t), newSigner(t)
	repo := testserver.NewRepo(t)
	src := follow(t, repo, git.Settings{Verify: &git.Verify{Files: allowed(t, alice)}})
	good := alice.pushed(repo, "a", "1")
	require.Equal(t, good, take(t, src).Revision)
	for _, c := range []struct{ id, want string }{
		{repo.Pushed("a", "unsigned"), "it is not signed"},
		{mallory.pushed(repo, "a", "mallory's"), "is not among the allowed signers"},
	} {
		repo.Git("push", "--quiet", "--force", "origin", c.id+":main")
		for range 2 { // and the next poll says the same
			snap, err := src.Snapshot(t.Context())
			require.ErrorIs(t, err, git.ErrRefused)
			require.ErrorContains(t, err, "commit "+c.id[:7]+" by Alice <alice@example.org> is refused: ")
			require.ErrorContains(t, err, c.want)
			require.Contains(t, hint(err), "source.git.verify")
			require.Zero(t, snap)
		}
		last, err := src.Last(t.Context())
		require.NoError(t, err)
		require.Equal(t, good, last.Revision)
		require.Equal(t, "1", content(t, last, "a"))
	}
	good = alice.pushed(repo, "a", "2") // on top of the bad ones
	require.Equal(t, good, take(t, src).Revision)
}

func TestTurningVerificationOnRefusesWhatWasGoodBefore(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	repo.Pushed("a", "1")
	dir := filepath.Join(t.TempDir(), "git")
	take(t, follow(t, repo, git.Settings{Dir: dir}))
	strict := follow(t, repo, git.Settings{Dir: dir, Verify: &git.Verify{Files: allowed(t, newSigner(t))}})
	_, err := strict.Snapshot(t.Context())
	require.ErrorIs(t, err, git.ErrRefused)
	_, err = strict.Last(t.Context())
	require.ErrorIs(t, err, git.ErrRefused)
}

func TestAllCommitsSinceTheLastGoodOne(t *testing.T) {
	t.Parallel()
	alice := newSigner(t)
	repo := testserver.NewRepo(t)
	repo.Pushed("a", "from before")
	first := alice.pushed(repo, "a", "1")
	src := follow(t, repo, git.Settings{Verify: &git.Verify{Files: allowed(t, alice), All: true}})
	require.Equal(t, first, take(t, src).Revision, "what was before the first good one is not asked of")
	for range 60 { // more than is fetched where only the head counts
		repo.Git("commit", "--quiet", "--allow-empty", "-S", "-m", "signed")
	}
	second := alice.pushed(repo, "a", "2")
	require.Equal(t, second, take(t, src).Revision)
	bad := repo.Commit("unsigned")
	alice.pushed(repo, "a", "3")
	_, err := src.Snapshot(t.Context())
	require.ErrorIs(t, err, git.ErrRefused)
	require.ErrorContains(t, err, "commit "+bad[:7])
	repo.Git("reset", "--quiet", "--hard", second)
	third := alice.pushed(repo, "a", "4")
	require.Equal(t, third, take(t, src).Revision)
	require.NoError(t, src.VerifySince(t.Context(), first))
	repo.Git("reset", "--quiet", "--hard", first)
	repo.Push()
	require.Equal(t, first, take(t, src).Revision, "back to one that was good")
}

// TestVerifySinceACommitThatTheCloneForgot is what a service does whose clone was made anew.
func TestVerifySinceACommitThatTheCloneForgot(t *testing.T) {
	t.Parallel()
	alice := newSigner(t)
	repo := testserver.NewRepo(t)
	first := alice.pushed(repo, "a", "1")
	bad := repo.Pushed("a", "2")
	alice.pushed(repo, "a", "3")
	src := follow(t, repo, git.Settings{Verify: &git.Verify{Files: allowed(t, alice)}})
	take(t, src)
	err := src.VerifySince(t.Context(), first)
	require.ErrorIs(t, err, git.ErrRefused)
	require.ErrorContains(t, err, "commit "+bad[:7])
	require.NoError(t, src.VerifySince(t.Context(), bad))
	require.NoError(t, follow(t, repo, git.Settings{}).VerifySince(t.Context(), first), "nothing is asked for")
}

func TestHistoryThatEndsTooEarlyIsRefused(t *testing.T) {
	t.Parallel()
	alice := newSigner(t)
	repo := testserver.NewRepo(t)
	first := alice.pushed(repo, "a", "1")
	repo.Empty(60)
	alice.pushed(repo, "a", "2")
	src := follow(t, repo, git.Settings{Verify: &git.Verify{Files: allowed(t, alice)}})
	take(t, src)
	require.ErrorContains(t, src.VerifySince(t.Context(), first), "not all commits since "+first[:7]+" are known")
}

func TestOpenPGPSignatures(t *testing.T) {
	t.Parallel()
	alice, err := openpgp.NewEntity("Alice", "", "alice@example.org", &packet.Config{Algorithm: packet.PubKeyAlgoEdDSA})
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "keys.asc")
	f, err := os.Create(path)
	require.NoError(t, err)
	w, err := armor.Encode(f, openpgp.PublicKeyType, nil)
	require.NoError(t, err)
	require.NoError(t, alice.Serialize(w))
	require.NoError(t, w.Close())
	require.NoError(t, f.Close())

	repo := testserver.NewRepo(t)
	repo.Write("a", "1")
	repo.Git("add", "--all")
	local, err := gogit.PlainOpen(repo.Work)
	require.NoError(t, err)
	tree, err := local.Worktree()
	require.NoError(t, err)
	who := &object.Signature{Name: "Alice", Email: "alice@example.org", When: time.Now()}
	id, err := tree.Commit("signed", &gogit.CommitOptions{Author: who, SignKey: alice})
	require.NoError(t, err)
	repo.Push()
	src := follow(t, repo, git.Settings{Verify: &git.Verify{Files: signers.Files{Keyring: path}}})
	require.Equal(t, id.String(), take(t, src).Revision)
	repo.Pushed("a", "2")
	_, err = src.Snapshot(t.Context())
	require.ErrorContains(t, err, "it is not signed")
}

func TestKeysThatCannotBeReadRefuseEverything(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	repo.Pushed("a", "1")
	_, err := follow(t, repo, git.Settings{Verify: &git.Verify{Files: signers.Files{Keyring: "/nowhere/keys.asc"}}}).Snapshot(t.Context())
	require.ErrorContains(t, err, "keyring: open /nowhere/keys.asc")
	require.Contains(t, hint(err), "source.git.verify")
}
