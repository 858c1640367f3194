package signers

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
)

// namespace is what git signs for; a signature made for e-mail or files must not pass for a commit's.
const namespace = "git"

// signer is a line of an allowed signers file.
type signer struct {
	principals    string
	key           ssh.PublicKey
	namespaces    string // patterns; "" is any
	after, before time.Time
}

func parseAllowed(text string) ([]signer, error) {
	var all []signer
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		s, err := parseSigner(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		all = append(all, s)
	}
	if len(all) == 0 {
		return nil, errors.New("no signer in it")
	}
	return all, nil
}

// parseSigner reads "principals [options] type key [comment]". An option that is not known could be a limit, so it is an
// error.
func parseSigner(line string) (s signer, err error) {
	rest := ""
	if quoted, ok := strings.CutPrefix(line, `"`); ok {
		s.principals, rest, _ = strings.Cut(quoted, `"`)
	} else if end := strings.IndexAny(line, " \t"); end > 0 {
		s.principals, rest = line[:end], line[end:]
	}
	var options []string
	s.key, _, options, _, err = ssh.ParseAuthorizedKey([]byte(strings.TrimSpace(rest)))
	if err != nil {
		return s, errors.New("want: principals [options] key-type key")
	}
	for _, o := range options {
		name, value, _ := strings.Cut(o, "=")
		value = strings.Trim(value, `"`)
		switch strings.ToLower(name) {
		case "namespaces":
			s.namespaces = value
		case "valid-after":
			s.after, err = parseTime(value)
		case "valid-before":
			s.before, err = parseTime(value)
		case "cert-authority":
			err = errors.New("cert-authority is not supported; list the keys themselves")
		default:
			err = fmt.Errorf("unknown option %q", name)
		}
		if err != nil {
			return s, err
		}
	}
	return s, nil
}

// parseTime reads YYYYMMDD[HHMM[SS]], local unless a Z follows.
func parseTime(text string) (time.Time, error) {
	zone := time.Local
	digits, utc := strings.CutSuffix(text, "Z")
	if utc {
		zone = time.UTC
	}
	for _, layout := range []string{"20060102", "200601021504", "20060102150405"} {
		if t, err := time.ParseInLocation(layout, digits, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time; write YYYYMMDD or YYYYMMDDHHMMSS, with Z for UTC", text)
}

func (s *Set) checkSSH(m Signed) (string, error) {
	if s.allowed == nil {
		return "", errors.New("it has an SSH signature, and no allowed_signers are configured")
	}
	sig, err := sshsig.Unarmor([]byte(m.Signature))
	if err == nil {
		err = sshsig.Verify(bytes.NewReader(m.Payload), sig, sig.PublicKey, sig.HashAlgorithm, namespace)
	}
	if err != nil {
		return "", fmt.Errorf("its SSH signature is bad: %w", err)
	}
	fingerprint := ssh.FingerprintSHA256(sig.PublicKey)
	err = fmt.Errorf("its SSH key %s is not among the allowed signers", fingerprint)
	for _, a := range s.allowed {
		if !bytes.Equal(a.key.Marshal(), sig.PublicKey.Marshal()) {
			continue
		}
		if err = a.allows(m.When); err == nil {
			return a.principals, nil
		}
		err = fmt.Errorf("its SSH key %s of %s %w", fingerprint, a.principals, err)
	}
	return "", err
}

// allows tells why a signer may not sign a commit of a time, in words that follow the key's name.
func (s signer) allows(when time.Time) error {
	switch {
	case s.namespaces != "" && !matches(s.namespaces, namespace):
		return fmt.Errorf("is allowed for %s only, not for %s", s.namespaces, namespace)
	case !s.after.IsZero() && when.Before(s.after):
		return fmt.Errorf("is allowed only after %s", s.after.Format(time.RFC3339))
	case !s.before.IsZero() && !when.Before(s.before):
		return fmt.Errorf("was allowed only before %s", s.before.Format(time.RFC3339))
	}
	return nil
}

// matches tells whether a pattern list such as "git,!file*" has a word: one that says no wins.
func matches(patterns, word string) bool {
	yes := false
	for p := range strings.SplitSeq(patterns, ",") {
		name, no := strings.CutPrefix(p, "!")
		if ok, err := path.Match(name, word); err != nil || !ok {
			continue
		}
		if no {
			return false
		}
		yes = true
	}
	return yes
}
