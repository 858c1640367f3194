package tonicdns

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/providers/tonicdns/tonicdnssim"
)

// TestOneLogin serves many zones at once.
func TestOneLogin(t *testing.T) {
	t.Parallel()
	s := newZoneSite(t)
	p := s.open(t)
	var g sync.WaitGroup
	for range 10 {
		g.Go(func() {
			_, err := p.Zones(context.Background())
			require.NoError(t, err)
		})
	}
	g.Wait()
	require.Equal(t, 11, s.count())
}

// TestATokenThatExpires between any two calls of a run costs one login, and the call is made again: also a write, as it had
// no effect.
func TestATokenThatExpires(t *testing.T) {
	t.Parallel()
	s := newZoneSite(t)
	p := s.open(t)
	j := job(t, p, fetch(t, p), hosts(3000, "h%d 300 A 192.0.2.1"))
	before := s.count()
	s.ExpireToken()
	s.OnWrite(s.ExpireToken)
	r := apply.Zone(t.Context(), j, providertest.Options())
	require.NoError(t, r.Err)
	require.True(t, r.Verified)
	// Before each of 2 POSTs and the GET: a refused call, a login, the call; and the refused POST counts as a write, which
	// ends the token once more, in vain.
	require.Equal(t, 3*3, s.count()-before)
	require.Len(t, s.Rows(origin), 3002)
}

func TestAPasswordThatIsWrong(t *testing.T) {
	t.Parallel()
	s := newZoneSite(t)
	p := s.open(t, func(s *settings) { s.Password = secret.New("not-the-password") })
	_, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.ErrorIs(t, err, providers.ErrAuth)
	require.ErrorContains(t, err, "log in: HTTP 403: AUTH_INVALID_CREDENTIALS")
	require.Contains(t, providers.Hint(err), "password")
	require.NotContains(t, err.Error(), "not-the-password")
	require.Equal(t, 1, s.count(), "it is tried once")
}

func TestATokenThatIsNeverTaken(t *testing.T) {
	t.Parallel()
	s := newSite(t, tonicdnssim.Options{TokenLife: time.Nanosecond})
	require.NoError(t, s.AddZone(origin))
	p := s.open(t)
	_, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.ErrorIs(t, err, providers.ErrAuth)
	require.ErrorContains(t, err, "AUTHENTICATION_FAILED")
	require.Contains(t, providers.Hint(err), "token life")
	require.Equal(t, 4, s.count(), "login and call, twice")
}

// TestAClockThatIsWrong at either end does not matter: when a token ends is for the server to say.
func TestAClockThatIsWrong(t *testing.T) {
	t.Parallel()
	for name, skew := range map[string]time.Duration{"a year behind": -365 * 24 * time.Hour, "a year ahead": 365 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, tonicdnssim.Options{Now: func() time.Time { return time.Now().Add(skew) }})
			require.NoError(t, s.AddZone(origin))
			reach(t, s.open(t), "www A 192.0.2.1")
			require.Equal(t, 5, s.count(), "login, read, write, and two reads to verify")
		})
	}
}

// TestALoginThatFailsLeavesTheWriteUndone, and says so: nothing of it was sent.
func TestALoginThatFailsLeavesTheWriteUndone(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]answer{
		"an error":     {http.StatusBadGateway, ""},
		"no token":     {http.StatusOK, `{"username":"sandbox","token":"abc"}`},
		"a login page": {http.StatusOK, "<html>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newZoneSite(t)
			px := newProxy(t, s)
			p := openAt(t, px.url)
			j := job(t, p, fetch(t, p), "www A 192.0.2.1")
			batches, err := p.Batches(j.Live, j.Plan.Changes())
			require.NoError(t, err)
			px.says("PUT /authenticate", a.status, a.body)
			s.ExpireToken()
			err = p.Send(t.Context(), j.Live, batches[0])
			require.Equal(t, providers.NotDone, outcome(t, err))
			require.Len(t, s.Rows(origin), 2)
		})
	}
}

// outcome gives what a Send that failed says of its changes; they all say the same.
func outcome(t *testing.T, err error) providers.Outcome {
	t.Helper()
	var told *providers.BatchError
	require.ErrorAs(t, err, &told)
	for _, o := range told.Outcomes {
		require.Equal(t, told.Outcomes[0], o)
	}
	return told.Outcomes[0]
}

// TestNoSecretIsShown holds the debug log, which has all requests, against the password and the token.
func TestNoSecretIsShown(t *testing.T) {
	t.Parallel()
	s := newZoneSite(t)
	px := newProxy(t, s)
	var log bytes.Buffer
	set := Kind().Settings().(*settings)
	set.URL, set.Username, set.Password = px.url, tonicdnssim.DefaultUsername, secret.New(tonicdnssim.DefaultPassword)
	p, err := Kind().Open(set, providers.Env{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	require.NoError(t, err)
	reach(t, p.(*Provider), "www A 192.0.2.1")
	s.Arm(simulator.Fault{Kind: simulator.Denied})
	_, err = p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.ErrorIs(t, err, providers.ErrAuth)

	require.NotEmpty(t, px.tokens())
	require.Contains(t, log.String(), "/zone/example.org")
	for _, shown := range []string{log.String(), err.Error()} {
		require.NotContains(t, strings.ToLower(shown), px.tokens()[0])
		require.NotContains(t, shown, tonicdnssim.DefaultPassword)
	}
}
