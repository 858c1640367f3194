package httpapi

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
)

// lent gives a library's client, over ours, and what the server has seen.
func lent(t *testing.T, o Options, answer http.HandlerFunc) (*http.Client, *[]string, string) {
	t.Helper()
	var seen []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen = append(seen, r.Method+" "+r.URL.RequestURI()+" "+r.Header.Get("Content-Type")+" "+string(body))
		answer(w, r)
	}))
	t.Cleanup(srv.Close)
	o.BaseURL, o.Clock = srv.URL, &fakeClock{}
	c, err := New(o)
	require.NoError(t, err)
	return &http.Client{Transport: c.RoundTripper(func(r *http.Request) Request { return Request{Op: "ask"} })}, &seen, srv.URL
}

func TestALibraryGetsItsAnswersWhole(t *testing.T) {
	t.Parallel()
	lib, seen, url := lent(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Token", "1")
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, "no coffee")
	})
	resp, err := lib.Post(url+"/a%2Fb?x=1%202", "text/dns", strings.NewReader("$ORIGIN ."))
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, "no coffee", string(body))
	require.Equal(t, http.StatusTeapot, resp.StatusCode)
	require.Equal(t, "1", resp.Header.Get("X-Token"))
	require.Equal(t, []string{"POST /a%2Fb?x=1+2 text/dns $ORIGIN ."}, *seen)
}

func TestALibrarysReadsAreTriedAgainAndItsWritesAreNot(t *testing.T) {
	t.Parallel()
	lib, seen, url := lent(t, Options{Tries: 3}, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	resp, err := lib.Get(url)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusBadGateway, resp.StatusCode)
	require.Len(t, *seen, 3)
	resp, err = lib.Post(url, "", http.NoBody)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Len(t, *seen, 4)
}

func TestALibraryIsToldWhatWasNeverSent(t *testing.T) {
	t.Parallel()
	lib, _, url := lent(t, Options{}, nil)
	_, err := lib.Post(strings.Replace(url, "127.0.0.1", "127.0.0.2", 1), "", strings.NewReader("x"))
	var e *providers.APIError
	require.True(t, errors.As(err, &e), err)
	require.Equal(t, "ask", e.Op)
	require.ErrorIs(t, err, providers.ErrTemporary)
	require.True(t, NotApplied(err))
}
