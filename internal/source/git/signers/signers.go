// Package signers knows whose signatures make a commit good: the owners of the keys of an OpenPGP key ring and of an
// allowed signers file of ssh-keygen. It does not know what a commit is; package git hands it the signed bytes.
package signers

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
)

// Files are where the keys stand; either may be "".
type Files struct {
	Keyring        string // armored OpenPGP public keys, one block or more
	AllowedSigners string // see ssh-keygen(1), ALLOWED SIGNERS
}

// Set are the keys of Files.
type Set struct {
	ring    openpgp.EntityList
	allowed []signer
}

// Signed is something with its signature.
type Signed struct {
	Payload   []byte
	Signature string    // armored; "" when there is none
	When      time.Time // when it says that it was made; SSH keys may be good for a time only
}

// ErrUnsigned is the reason for refusing what has no signature.
var ErrUnsigned = errors.New("it is not signed")

// Load reads the keys.
func Load(f Files) (*Set, error) {
	s := &Set{}
	if f.Keyring != "" {
		text, err := os.ReadFile(f.Keyring)
		if err == nil {
			s.ring, err = parseKeyring(string(text))
		}
		if err != nil {
			return nil, fmt.Errorf("keyring: %w", named(f.Keyring, err))
		}
	}
	if f.AllowedSigners != "" {
		text, err := os.ReadFile(f.AllowedSigners)
		if err == nil {
			s.allowed, err = parseAllowed(string(text))
		}
		if err != nil {
			return nil, fmt.Errorf("allowed signers: %w", named(f.AllowedSigners, err))
		}
	}
	return s, nil
}

// named puts the file's name before an error that does not have it.
func named(path string, err error) error {
	if pe := new(os.PathError); errors.As(err, &pe) {
		return err
	}
	return fmt.Errorf("%s: %w", path, err)
}

// Check gives who signed, or why the signature does not count, in words that go on from "commit … is refused: ".
func (s *Set) Check(m Signed) (who string, err error) {
	switch kind := strings.TrimSpace(strings.SplitN(m.Signature, "\n", 2)[0]); {
	case strings.TrimSpace(m.Signature) == "":
		return "", ErrUnsigned
	case kind == "-----BEGIN SSH SIGNATURE-----":
		return s.checkSSH(m)
	case kind == "-----BEGIN PGP SIGNATURE-----":
		return s.checkPGP(m)
	}
	return "", errors.New("its signature is neither of OpenPGP nor of SSH")
}
