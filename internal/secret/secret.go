// Package secret holds values that must never be shown: API keys, passwords, tokens. A Secret is where such a value is to
// be found; Reveal fetches it, and everything that prints a Secret gets stars. It keeps no value that it has read.
package secret

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// Stars is what a Secret prints as, whatever it holds.
const Stars = "***"

// Secret is a credential, written in the config as one of
//
//	env:NAME       the environment variable NAME
//	file:PATH      the content of a file, without its last line break; a relative path starts at the config's folder
//	exec:CMD ARGS  what a command prints, without its last line break; no shell: arguments are parted at blanks
//	anything else  the value itself
//
// The zero value is unset: it reveals the empty string and prints as nothing. Secrets may be copied.
type Secret struct {
	// Two pointers deep, because fmt cannot call the methods of what stands in another package's unexported field: there it
	// follows one pointer for a verb that does not fit, and prints an address for the second.
	ref *ref
}

type ref struct {
	text *string
	dir  string
}

// New gives the secret that a text in the config stands for; "" gives the zero Secret.
func New(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{&ref{text: &text}}
}

// In gives the same secret with another folder for relative paths; without one they start at the working directory.
func (s Secret) In(dir string) Secret {
	if s.IsZero() {
		return s
	}
	return Secret{&ref{text: s.ref.text, dir: dir}}
}

// IsZero tells whether the secret is unset.
func (s Secret) IsZero() bool { return s.ref == nil }

// Literal tells whether the value itself stands in the config, which deserves a warning.
func (s Secret) Literal() bool {
	how, _ := s.split()
	return !s.IsZero() && how == nil
}

// Reveal fetches the value: environment, file and command are asked anew each time, so that a changed credential is found
// without a restart. An empty value is an error. No error holds the value.
func (s Secret) Reveal(ctx context.Context) (string, error) {
	if s.IsZero() {
		return "", nil
	}
	how, rest := s.split()
	if how == nil {
		return *s.ref.text, nil
	}
	value, err := how(ctx, rest, s.ref.dir)
	if err == nil && value == "" {
		err = errEmpty
	}
	if err != nil {
		return "", fmt.Errorf("secret %s: %w", s.where(), err)
	}
	return value, nil
}

var errEmpty = errors.New("is empty")

// split parts a reference from what it refers to. The function is nil for a literal.
func (s Secret) split() (how reader, rest string) {
	if s.IsZero() {
		return nil, ""
	}
	scheme, rest, _ := strings.Cut(*s.ref.text, ":")
	return readers[scheme], rest
}

// where names the source for an error, without the arguments of a command: people put passwords there.
func (s Secret) where() string {
	if scheme, rest, _ := strings.Cut(*s.ref.text, ":"); scheme == "exec" {
		return "exec:" + firstField(rest)
	}
	return *s.ref.text
}

func firstField(s string) string {
	for f := range strings.FieldsSeq(s) {
		return f
	}
	return ""
}

// String gives stars, or "" for an unset secret.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return Stars
}

// Format makes every verb of fmt print what String gives.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// LogValue makes log/slog print what String gives.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText makes JSON, YAML and XML print what String gives.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a secret as the config has it. A reference to nothing, such as "env:", is an error.
func (s *Secret) UnmarshalText(text []byte) error {
	read := New(string(text))
	if how, rest := read.split(); how != nil && firstField(rest) == "" {
		return fmt.Errorf("%s what? A name is missing after the colon", text)
	}
	*s = read
	return nil
}
