package signers

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	pgperrors "github.com/ProtonMail/go-crypto/openpgp/errors"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

const publicKeys = "-----BEGIN PGP PUBLIC KEY BLOCK-----"

// parseKeyring reads all blocks of a key ring; the library reads only the first, and people append.
func parseKeyring(text string) (openpgp.EntityList, error) {
	var ring openpgp.EntityList
	for i, block := range strings.Split(text, publicKeys)[1:] {
		keys, err := openpgp.ReadArmoredKeyRing(strings.NewReader(publicKeys + block))
		if err != nil {
			return nil, fmt.Errorf("block %d: %w", i+1, err)
		}
		ring = append(ring, keys...)
	}
	if len(ring) == 0 {
		return nil, errors.New("no armored public key in it")
	}
	return ring, nil
}

func (s *Set) checkPGP(m Signed) (string, error) {
	if s.ring == nil {
		return "", errors.New("it has an OpenPGP signature, and no keyring is configured")
	}
	who, err := openpgp.CheckArmoredDetachedSignature(s.ring, bytes.NewReader(m.Payload), strings.NewReader(m.Signature), nil)
	switch {
	case errors.Is(err, pgperrors.ErrUnknownIssuer):
		return "", fmt.Errorf("its OpenPGP key%s is not in the keyring", issuer(m.Signature))
	case errors.Is(err, pgperrors.ErrKeyExpired):
		return "", fmt.Errorf("its OpenPGP key%s has expired", issuer(m.Signature))
	case errors.Is(err, pgperrors.ErrKeyRevoked):
		return "", fmt.Errorf("its OpenPGP key%s is revoked", issuer(m.Signature))
	case errors.Is(err, pgperrors.ErrSignatureExpired):
		return "", errors.New("its OpenPGP signature has expired")
	case err != nil:
		return "", fmt.Errorf("its OpenPGP signature is bad: %w", err)
	}
	if id := who.PrimaryIdentity(); id != nil {
		return id.Name, nil
	}
	return who.PrimaryKey.KeyIdString(), nil
}

// issuer gives " ID" of the key that a signature says it was made with, or "".
func issuer(signature string) string {
	block, err := armor.Decode(strings.NewReader(signature))
	if err != nil {
		return ""
	}
	p, err := packet.Read(block.Body)
	if sig, ok := p.(*packet.Signature); err == nil && ok && sig.IssuerKeyId != nil {
		return fmt.Sprintf(" %016X", *sig.IssuerKeyId)
	}
	return ""
}
