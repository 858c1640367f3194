package signers_test

import (
	"bytes"
	"crypto/ed25519"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	"github.com/hiddeco/sshsig"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"github.com/zonesync/zonesync/internal/source/git/signers"
)

const payload = "tree 0\n\nmessage\n"

// when is the time of what is signed.
var when = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

// key is an SSH key made of a seed, and its line of an authorized keys file.
func key(t *testing.T, seed byte) (ssh.Signer, string) {
	t.Helper()
	s, err := ssh.NewSignerFromKey(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize)))
	require.NoError(t, err)
	return s, strings.TrimSpace(string(ssh.MarshalAuthorizedKey(s.PublicKey())))
}

func signSSH(t *testing.T, s ssh.Signer, namespace string) string {
	t.Helper()
	sig, err := sshsig.Sign(strings.NewReader(payload), s, sshsig.HashSHA512, namespace)
	require.NoError(t, err)
	return string(sshsig.Armor(sig))
}

func file(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys")
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func TestAllowedSigners(t *testing.T) {
	t.Parallel()
	alice, aliceKey := key(t, 1)
	_, bobKey := key(t, 2)
	for name, c := range map[string]struct {
		file string
		want string // who; else in the error
		bad  bool
	}{
		"a key alone":                        {file: "alice@example.org " + aliceKey, want: "alice@example.org"},
		"comments, blank lines and others":   {file: "# us\n\nbob@example.org " + bobKey + "\r\n\talice@example.org " + aliceKey + " laptop\n", want: "alice@example.org"},
		"several principals":                 {file: "alice@example.org,*@example.net " + aliceKey, want: "alice@example.org,*@example.net"},
		"principals in quotes":               {file: `"alice@example.org" ` + aliceKey, want: "alice@example.org"},
		"for git":                            {file: `a namespaces="git" ` + aliceKey, want: "a"},
		"for git among others":               {file: `a namespaces="file,g*" ` + aliceKey, want: "a"},
		"for other things only":              {file: `a namespaces="file" ` + aliceKey, want: "of a is allowed for file only, not for git", bad: true},
		"for all but git":                    {file: `a namespaces="*,!git" ` + aliceKey, want: "is allowed for *,!git only", bad: true},
		"valid at the time":                  {file: `a valid-after="20260101Z",valid-before="20270101000000Z" ` + aliceKey, want: "a"},
		"not valid any more":                 {file: `a valid-before="202606151200Z" ` + aliceKey, want: "was allowed only before 2026-06-15T12:00:00Z", bad: true},
		"not valid yet":                      {file: `a valid-after="20260615120001Z" ` + aliceKey, want: "is allowed only after 2026-06-15T12:00:01Z", bad: true},
		"a second line that allows it":       {file: "a namespaces=\"file\" " + aliceKey + "\nb " + aliceKey, want: "b"},
		"another's key":                      {file: "bob@example.org " + bobKey, want: "is not among the allowed signers", bad: true},
		"a certificate authority":            {file: "# us\n* cert-authority " + aliceKey, want: "line 2: cert-authority is not supported; list the keys themselves", bad: true},
		"an option that nobody knows":        {file: `a verify-required ` + aliceKey, want: `line 1: unknown option "verify-required"`, bad: true},
		"a time that is none":                {file: `a valid-after="tomorrow" ` + aliceKey, want: `line 1: "tomorrow" is no time`, bad: true},
		"a line without a key":               {file: "alice@example.org", want: "line 1: want: principals [options] key-type key", bad: true},
		"a line without principals":          {file: aliceKey, want: "line 1: want: principals", bad: true},
		"an empty file, which allows nobody": {file: "# nobody\n", want: "no signer in it", bad: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set, err := signers.Load(signers.Files{AllowedSigners: file(t, c.file)})
			who := ""
			if err == nil {
				who, err = set.Check(signers.Signed{Payload: []byte(payload), Signature: signSSH(t, alice, "git"), When: when})
			}
			if c.bad {
				require.ErrorContains(t, err, c.want)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, who)
		})
	}
}

func TestSSHSignaturesThatDoNotCount(t *testing.T) {
	t.Parallel()
	alice, aliceKey := key(t, 1)
	set, err := signers.Load(signers.Files{AllowedSigners: file(t, "alice@example.org "+aliceKey)})
	require.NoError(t, err)
	good := signSSH(t, alice, "git")
	for name, c := range map[string]struct{ payload, signature, want string }{
		"none":                      {payload, "", "it is not signed"},
		"of another text":           {payload + "x", good, "its SSH signature is bad"},
		"for another purpose":       {payload, signSSH(t, alice, "file"), "namespace does not match"},
		"cut":                       {payload, good[:60] + "\n-----END SSH SIGNATURE-----\n", "its SSH signature is bad"},
		"of a kind that is unknown": {payload, "-----BEGIN SIGNED MESSAGE-----\n", "neither of OpenPGP nor of SSH"},
		"of OpenPGP":                {payload, "-----BEGIN PGP SIGNATURE-----\n", "no keyring is configured"},
	} {
		_, err := set.Check(signers.Signed{Payload: []byte(c.payload), Signature: c.signature, When: when})
		require.ErrorContains(t, err, c.want, name)
	}
}

func entity(t *testing.T, name string, c *packet.Config) *openpgp.Entity {
	t.Helper()
	if c == nil {
		c = &packet.Config{}
	}
	c.Algorithm = packet.PubKeyAlgoEdDSA
	e, err := openpgp.NewEntity(name, "", strings.ToLower(name)+"@example.org", c)
	require.NoError(t, err)
	return e
}

func public(t *testing.T, e *openpgp.Entity) string {
	t.Helper()
	var out bytes.Buffer
	w, err := armor.Encode(&out, openpgp.PublicKeyType, nil)
	require.NoError(t, err)
	require.NoError(t, e.Serialize(w))
	require.NoError(t, w.Close())
	return out.String() + "\n"
}

func signPGP(t *testing.T, e *openpgp.Entity, c *packet.Config) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, openpgp.ArmoredDetachSign(&out, e, strings.NewReader(payload), c))
	return out.String()
}

func TestKeyring(t *testing.T) {
	t.Parallel()
	alice, bob := entity(t, "Alice", nil), entity(t, "Bob", nil)
	long := time.Now().Add(-2 * time.Hour)
	old := entity(t, "Old", &packet.Config{KeyLifetimeSecs: 3600, Time: func() time.Time { return long }})
	aged := entity(t, "Aged", &packet.Config{Time: func() time.Time { return long }})
	lost := entity(t, "Lost", nil)
	signedByLost := signPGP(t, lost, nil)
	require.NoError(t, lost.RevokeKey(packet.KeyCompromised, "", nil))
	for name, c := range map[string]struct {
		ring      string
		signature string
		want      string
		bad       bool
	}{
		"a key of the ring":              {ring: public(t, alice), signature: signPGP(t, alice, nil), want: "Alice <alice@example.org>"},
		"a key of the second block":      {ring: public(t, bob) + public(t, alice), signature: signPGP(t, alice, nil), want: "Alice <alice@example.org>"},
		"text around the blocks":         {ring: "ours:\n" + public(t, bob) + "\nand\n" + public(t, alice) + "end", signature: signPGP(t, alice, nil), want: "Alice <alice@example.org>"},
		"another's key":                  {ring: public(t, bob), signature: signPGP(t, alice, nil), want: "its OpenPGP key " + alice.PrimaryKey.KeyIdString() + " is not in the keyring", bad: true},
		"a key that has expired":         {ring: public(t, old), signature: signPGP(t, old, &packet.Config{Time: func() time.Time { return long.Add(time.Minute) }}), want: "has expired", bad: true},
		"a key that is revoked":          {ring: public(t, lost), signature: signedByLost, want: "is revoked", bad: true},
		"a signature that has expired":   {ring: public(t, aged), signature: signPGP(t, aged, &packet.Config{SigLifetimeSecs: 1, Time: func() time.Time { return long.Add(time.Minute) }}), want: "its OpenPGP signature has expired", bad: true},
		"a signature that is cut":        {ring: public(t, alice), signature: signPGP(t, alice, nil)[:60], want: "its OpenPGP signature is bad", bad: true},
		"a ring without keys":            {ring: "nothing", want: "no armored public key in it", bad: true},
		"a ring that is cut":             {ring: public(t, alice)[:200], want: "block 1", bad: true},
		"an SSH signature beside a ring": {ring: public(t, alice), signature: "-----BEGIN SSH SIGNATURE-----\n", want: "no allowed_signers are configured", bad: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set, err := signers.Load(signers.Files{Keyring: file(t, c.ring)})
			who := ""
			if err == nil {
				who, err = set.Check(signers.Signed{Payload: []byte(payload), Signature: c.signature, When: when})
			}
			if c.bad {
				require.ErrorContains(t, err, c.want)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, who)
		})
	}
	set, err := signers.Load(signers.Files{Keyring: file(t, public(t, alice))})
	require.NoError(t, err)
	_, err = set.Check(signers.Signed{Payload: []byte("another text"), Signature: signPGP(t, alice, nil)})
	require.ErrorContains(t, err, "its OpenPGP signature is bad")
}

func TestFilesThatAreMissing(t *testing.T) {
	t.Parallel()
	for _, f := range []signers.Files{{Keyring: "/nowhere/keys"}, {AllowedSigners: "/nowhere/keys"}} {
		_, err := signers.Load(f)
		require.ErrorIs(t, err, os.ErrNotExist)
		require.ErrorContains(t, err, "/nowhere/keys")
	}
}
