package cloudnssim

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestConversations replays testdata/*.txt, in which a line is a request ("> ", a form that is not yet encoded and has no
// credentials), the answer to it ("< "), time that passes ("+ "), what the administrator approves ("! "), or a comment.
func TestConversations(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			replay(t, start(t, Options{}), string(text))
		})
	}
}

func replay(t *testing.T, s *site, text string) {
	var request, said string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		kind, rest, _ := strings.Cut(line, " ")
		switch kind {
		case ">":
			require.Empty(t, said, "no answer to %s", request)
			request = rest
			w := s.exchange(http.MethodPost, "/v1.2/api/", "application/x-www-form-urlencoded", encode(rest)+credentials)
			require.Equal(t, "application/json; charset=utf-8", w.Header().Get("Content-Type"))
			said = w.Body.String()
		case "<":
			require.Equal(t, rest, said, request)
			said = ""
		case "+":
			d, err := time.ParseDuration(rest)
			require.NoError(t, err)
			s.pass(d)
		case "!":
			require.NoError(t, s.Approve(rest))
		case "#", "":
		default:
			t.Fatalf("what is %q?", line)
		}
	}
	require.Empty(t, said, "no answer to %s", request)
}

// encode makes a form of "a=b&c=d".
func encode(plain string) string {
	out := url.Values{}
	for pair := range strings.SplitSeq(plain, "&") {
		k, v, _ := strings.Cut(pair, "=")
		out.Add(k, v)
	}
	return out.Encode()
}
