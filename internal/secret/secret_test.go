package secret_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/zonesync/zonesync/internal/secret"
)

const value = "correct-horse"

func TestReveal(t *testing.T) {
	t.Setenv("SECRET_TEST", value)
	t.Setenv("SECRET_EMPTY", "")
	dir := t.TempDir()
	write(t, dir, "plain", value)
	write(t, dir, "newline", value+"\n")
	write(t, dir, "crlf", value+"\r\n")
	write(t, dir, "two-lines", "one\ntwo\n\n")
	write(t, dir, "empty", "\n")
	write(t, dir, "big", strings.Repeat("x", 64<<10+1))
	write(t, dir, "print.sh", "#!/bin/sh\necho "+value+"\n")
	require.NoError(t, os.Chmod(filepath.Join(dir, "print.sh"), 0o700))

	for name, c := range map[string]struct{ text, want, fails string }{
		"a literal is its own value":                {text: value, want: value},
		"a literal may hold a colon":                {text: "ab:" + value, want: "ab:" + value},
		"nothing is nothing":                        {text: "", want: ""},
		"a variable":                                {text: "env:SECRET_TEST", want: value},
		"a variable that is not set":                {text: "env:SECRET_NONE", fails: "secret env:SECRET_NONE: is not set"},
		"a variable that is empty":                  {text: "env:SECRET_EMPTY", fails: "secret env:SECRET_EMPTY: is empty"},
		"a file beside the config":                  {text: "file:plain", want: value},
		"a file by its whole path":                  {text: "file:" + filepath.Join(dir, "plain"), want: value},
		"a file's last line break is not part":      {text: "file:newline", want: value},
		"nor is that of another system":             {text: "file:crlf", want: value},
		"line breaks inside are kept":               {text: "file:two-lines", want: "one\ntwo\n"},
		"a file that is not there":                  {text: "file:none", fails: "secret file:none: no such file or directory"},
		"a folder is no file":                       {text: "file:.", fails: "secret file:.: is a directory"},
		"a file with nothing in it":                 {text: "file:empty", fails: "secret file:empty: is empty"},
		"a file too large to be a secret":           {text: "file:big", fails: "secret file:big: is over 65536 bytes"},
		"a command's output":                        {text: "exec:printf %s " + value, want: value},
		"a command beside the config":               {text: "exec:./print.sh", want: value},
		"a command that is no shell":                {text: "exec:echo $HOME; ls", want: "$HOME; ls"},
		"a command that is not there":               {text: "exec:no-such-command " + value, fails: "secret exec:no-such-command: executable file not found in $PATH"},
		"a command that fails":                      {text: "exec:false " + value, fails: "secret exec:false: exit status 1"},
		"a command that prints nothing":             {text: "exec:true", fails: "secret exec:true: is empty"},
		"a command that prints without end":         {text: "exec:yes " + value, fails: "secret exec:yes: is over 65536 bytes"},
		"a reference is case-sensitive in its kind": {text: "ENV:SECRET_TEST", want: "ENV:SECRET_TEST"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := secret.New(c.text).In(dir).Reveal(t.Context())
			if c.fails != "" {
				require.EqualError(t, err, c.fails)
				require.NotContains(t, err.Error(), value)
				require.Empty(t, got)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestRevealStopsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := secret.New("exec:sleep 60").Reveal(ctx)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Less(t, time.Since(began), 30*time.Second)
}

func TestUnmarshalRefusesReferencesToNothing(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"env:", "file: ", "exec:"} {
		var s secret.Secret
		require.ErrorContains(t, s.UnmarshalText([]byte(text)), "missing after the colon")
		require.True(t, s.IsZero())
	}
}

func TestLiteral(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"": false, "x": true, "env:X": false, "file:x": false, "exec:x": false, "http:x": true} {
		require.Equal(t, want, secret.New(text).Literal(), text)
	}
}

// open and hidden are structs as other packages have them; fmt may not call the methods of hidden's field.
type open struct {
	Key   secret.Secret  `json:"key" yaml:"key"`
	Ptr   *secret.Secret `json:"ptr" yaml:"ptr"`
	Unset secret.Secret  `json:"unset,omitzero" yaml:"unset,omitempty"`
}

type hidden struct{ key secret.Secret }

func TestNothingPrintsTheValue(t *testing.T) {
	t.Parallel()
	s := secret.New(value)
	subjects := []any{s, &s, open{Key: s, Ptr: &s}, &open{Key: s, Ptr: &s}, hidden{s}, &hidden{s}, []secret.Secret{s},
		map[string]secret.Secret{"k": s}, []any{hidden{s}}}
	for _, v := range subjects {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%T"} {
			safe(t, fmt.Sprintf(verb, v))
		}
		safe(t, fmt.Sprint(v), fmt.Sprintln(v))
		var log bytes.Buffer
		for _, h := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
			slog.New(h).Info("m", "k", v, slog.Group("g", "k", v))
		}
		safe(t, log.String())
		b, err := json.Marshal(v)
		require.NoError(t, err)
		safe(t, string(b))
		if _, unexported := v.(hidden); !unexported {
			b, err = yaml.Marshal(v)
			require.NoError(t, err)
			safe(t, string(b))
		}
	}
	b, err := xml.Marshal(s)
	require.NoError(t, err)
	safe(t, string(b))
}

func safe(t *testing.T, printed ...string) {
	t.Helper()
	for _, p := range printed {
		require.NotContains(t, p, value)
		require.NotContains(t, p, fmt.Sprintf("%x", value))
		require.NotContains(t, p, fmt.Sprintf("%X", value))
	}
}

func TestStarsSayThatThereIsOne(t *testing.T) {
	t.Parallel()
	o := open{Key: secret.New("env:KEY")}
	b, err := json.Marshal(o)
	require.NoError(t, err)
	require.JSONEq(t, `{"key":"***","ptr":null}`, string(b))
	b, err = yaml.Marshal(o)
	require.NoError(t, err)
	require.Equal(t, "key: '***'\nptr: null\n", string(b))
	require.Equal(t, "{*** <nil> }", fmt.Sprintf("%v", o))
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
}
