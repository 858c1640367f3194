package httpapi

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
)

// TestNoSecretIsShown sends a secret in every place and looks for it in everything that comes out.
func TestNoSecretIsShown(t *testing.T) {
	t.Parallel()
	const secret, token, login = `s3"cret&x/y`, "t0ken", "p4ssword"
	f := newFixture(t, func(o *Options) {
		o.Secrets = []string{secret, ""}
		o.Header = http.Header{"X-Mine": {secret}, "Authorization": {"Basic abcdef"}}
		o.Explain = func(_ Request, resp *Response, e *providers.APIError) { e.Hint = "not " + secret }
	},
		says(200, `{"id":"`+login+`"}`, "X-Subject-Token", "never-shown"),
		says(400, "bad key "+secret+" and "+token, "Set-Cookie", "never-shown"),
		breaks(&url.Error{Op: "Get", URL: "https://user:" + secret + "@example.org/?q=" + secret, Err: os.ErrDeadlineExceeded}))
	_, err := f.Do(t.Context(), Request{Op: "log in", Method: "POST", Path: "/", Body: []byte(login), Private: true})
	require.NoError(t, err)
	f.AddSecret(token)
	_, refused := f.Do(t.Context(), Request{
		Op: "write", Method: "POST", Path: "/" + url.PathEscape(secret), Query: url.Values{"key": {secret}},
		Body: map[string]string{"key": secret, "token": token},
	})
	require.EqualError(t, refused, "test: write: HTTP 400: bad key *** and ***")
	_, lost := f.Do(t.Context(), Request{Op: "write", Method: "POST", Path: "/", Body: url.Values{"key": {secret}}})
	out := f.log.String() + refused.Error() + providers.Hint(refused) + lost.Error()
	for _, s := range []string{secret, `s3\"cret`, url.QueryEscape(secret), url.PathEscape(secret), token, login, "abcdef", "never-shown"} {
		require.NotContains(t, out, s)
	}
	require.Contains(t, out, "(left out)")
	require.Contains(t, out, `***`)
	require.Contains(t, out, "op=write", "the rest of the dump is there")
}

// TestNoHalfOfASecretIsShown has a server repeat the key where a message is cut.
func TestNoHalfOfASecretIsShown(t *testing.T) {
	t.Parallel()
	const key = "K3y-of-the-api-0123456789-abcdef"
	for start := MaxMessage - len(key); start <= MaxMessage; start++ {
		f := newFixture(t, func(o *Options) { o.Secrets = []string{key} }, says(400, strings.Repeat("x", start)+key))
		_, err := f.Do(t.Context(), read)
		require.NotContains(t, err.Error(), key[:1], "the key begins at %d", start)
	}
}

func TestDumpsAreOffAndCut(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil, says(200, string(make([]byte, 3*maxDump))))
	_, err := f.Do(t.Context(), read)
	require.NoError(t, err)
	require.Less(t, f.log.Len(), 6*maxDump, "each NUL prints as four characters")

	f = newFixture(t, func(o *Options) { o.Log = nil }, says(200, "{}"))
	_, err = f.Do(t.Context(), read)
	require.NoError(t, err)
	require.Zero(t, f.log.Len())
}

func TestMessagesAreShortAndPlain(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"  a\tb\r\n\x1b[31mc ":                 "a b [31mc",
		"<html>long</html>":                    "a web page",
		string(make([]byte, MaxMessage)) + "x": "…",
		"\xff\xfeok":                           "ok",
	} {
		require.Equal(t, want, snippet([]byte(body)))
	}
}

// TestWhatAKindExplainsIsShort: it takes the words out of the answer, which may be long.
func TestWhatAKindExplainsIsShort(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(o *Options) {
		o.Explain = func(_ Request, resp *Response, e *providers.APIError) { e.Message = string(resp.Body) }
	}, says(400, "no\n"+strings.Repeat("x", 2*MaxMessage)))
	_, err := f.Do(t.Context(), Request{Op: "write", Method: "POST", Path: "/"})
	require.ErrorContains(t, err, "HTTP 400: no xxx")
	require.Less(t, len(err.Error()), MaxMessage+100)
}

func TestOptionsThatCannotWork(t *testing.T) {
	t.Parallel()
	empty := filepath.Join(t.TempDir(), "ca.pem")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	for _, c := range []struct {
		name, says string
		options    Options
	}{
		{"no URL", "is missing", Options{}},
		{"another scheme", "must be like", Options{BaseURL: "ftp://example.org"}},
		{"a user", "must not hold a user", Options{BaseURL: "https://u:p4ss@example.org"}},
		{"a query", "must not hold a query", Options{BaseURL: "https://example.org?key=p4ss"}},
		{"no CA file", "ca_file: open", Options{BaseURL: "https://example.org", CAFile: empty + "x"}},
		{"a CA file without certificates", "no certificate", Options{BaseURL: "https://example.org", CAFile: empty}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := New(c.options)
			require.ErrorContains(t, err, c.says)
			require.NotContains(t, err.Error(), "p4ss")
		})
	}
}
