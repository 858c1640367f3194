package designate

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
)

// door is a simulator with a Keystone before it, and a provider with the simulator's own settings. Others come behind them.
type door struct {
	*Provider
	sim *designatesim.Server
	log *bytes.Buffer
}

func newDoor(t *testing.T, o designatesim.Options, change ...string) door {
	t.Helper()
	d := door{sim: designatesim.New(o), log: &bytes.Buffer{}}
	srv := httptest.NewServer(d.sim)
	t.Cleanup(srv.Close)
	all := map[string]string{}
	for _, s := range d.sim.Settings(srv.URL) {
		all[s.Key] = s.Value
	}
	for _, c := range change {
		key, value, _ := strings.Cut(c, "=")
		all[key] = strings.ReplaceAll(value, "URL", srv.URL)
		if value == "" {
			delete(all, key)
		}
	}
	var text strings.Builder
	for key, value := range all {
		fmt.Fprintf(&text, "%s: %q\n", key, value)
	}
	level := &slog.HandlerOptions{Level: slog.LevelDebug}
	p, err := open(parse(t, strings.ReplaceAll(text.String(), `"true"`, "true")), providers.Env{Log: slog.New(slog.NewTextHandler(d.log, level))})
	require.NoError(t, err)
	d.Provider = p
	return d
}

// list is a call that needs a login.
func (d door) list(t *testing.T, version string) error {
	var out any
	return d.do(t.Context(), call{op: "list zones", path: []string{version, map[string]string{apiV1: "domains", apiV2: "zones"}[version]}, out: &out})
}

func TestLogins(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		options designatesim.Options
		change  []string
	}{
		"by password":                  {},
		"of an old service":            {options: designatesim.Options{V1: true}},
		"by application credential":    {change: []string{"username=", "password=", "project=", "application_credential_id=sandbox-app", "application_credential_secret=sandbox-app-secret"}},
		"at another endpoint":          {change: []string{"endpoint=URL/v2"}},
		"that are not asked for":       {options: designatesim.Options{NoAuth: true}},
		"with the API to be found out": {change: []string{"api="}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDoor(t, tc.options, tc.change...)
			version := apiV2
			if tc.options.V1 {
				version = apiV1
			}
			require.NoError(t, d.list(t, version))
			require.NoError(t, d.list(t, version))
			require.LessOrEqual(t, d.sim.Calls()["POST token"], 1)
			require.NotContains(t, d.log.String(), "sandbox-secret")
			require.NotContains(t, d.log.String(), "sandbox-app-secret")
		})
	}
}

func TestTheVersionIsAskedForOnce(t *testing.T) {
	t.Parallel()
	for want, o := range map[string]designatesim.Options{apiV1: {V1: true}, apiV2: {}} {
		d := newDoor(t, o, "api=")
		for range 2 {
			spec, err := d.known(t.Context())
			require.NoError(t, err)
			require.IsType(t, d.dialectOf(want), spec)
			require.Equal(t, spec, d.asked())
		}
		require.Equal(t, 1, d.sim.Calls()["GET versions"])
	}
}

func TestARefusedLoginSaysSo(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]string{
		"a wrong password": "password=wrong", "an unknown user": "username=nobody", "another project": "project=theirs",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := newDoor(t, designatesim.Options{}, change).list(t, apiV2)
			require.ErrorIs(t, err, providers.ErrAuth)
			require.ErrorContains(t, err, "designate: log in: HTTP 401: The request you have made requires authentication. (request ")
			require.Equal(t, loginHint, providers.Hint(err))
		})
	}
}

// TestARefusedLoginIsNotTriedForEveryZone: a Keystone may lock the account after a few.
func TestARefusedLoginIsNotTriedForEveryZone(t *testing.T) {
	t.Parallel()
	for name, begun := range map[string]bool{"the first login": false, "another one": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDoor(t, designatesim.Options{})
			if begun {
				require.NoError(t, d.list(t, apiV2))
				d.sim.ExpireTokens()
			}
			before := d.sim.Calls()["POST token"]
			d.sim.Arm(simulator.Fault{Kind: simulator.Denied})
			first := d.list(t, apiV2)
			var zones sync.WaitGroup
			for i := range 12 {
				zones.Go(func() {
					_, err := d.Fetch(t.Context(), providers.Ref{Origin: fmt.Sprintf("z%d.example.org.", i)})
					assert.Equal(t, first, err)
				})
			}
			zones.Wait()
			require.ErrorIs(t, first, providers.ErrAuth)
			require.Equal(t, before+1, d.sim.Calls()["POST token"])

			d.sim.Arm(simulator.Fault{Kind: simulator.Disarm})
			require.Error(t, d.list(t, apiV2))
			d.again = d.again.Add(-refusedFor)
			require.NoError(t, d.list(t, apiV2), "a minute later")
			require.Equal(t, before+2, d.sim.Calls()["POST token"])
		})
	}
}

// TestACallerThatIsStoppedWaitsForNobody: neither for what itself asks, nor for what another one does.
func TestACallerThatIsStoppedWaitsForNobody(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ api, path string }{
		"who logs in": {"api=v2", "/identity/v3/auth/tokens"}, "who asks for the version": {"api=", "/"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDoor(t, designatesim.Options{}, tc.api)
			asked, hang := make(chan struct{}, 1), make(chan struct{})
			front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == tc.path {
					asked <- struct{}{}
					<-hang
				}
				d.sim.ServeHTTP(w, r)
			}))
			t.Cleanup(front.Close)
			d.access.auth.IdentityEndpoint = front.URL + "/identity/v3"
			first := make(chan error)
			go func() {
				_, err := d.Zones(t.Context())
				first <- err
			}()
			<-asked
			ctx, stop := context.WithCancel(t.Context())
			stop()
			_, err := d.Fetch(ctx, providers.Ref{Origin: "example.org."})
			require.ErrorIs(t, err, context.Canceled)
			close(hang)
			require.NoError(t, <-first)
		})
	}
}

// TestALoginThatIsStoppedIsAnothersToMake: those that wait for it are not stopped with it.
func TestALoginThatIsStoppedIsAnothersToMake(t *testing.T) {
	t.Parallel()
	d := newDoor(t, designatesim.Options{})
	require.NoError(t, d.list(t, apiV2))
	d.sim.ExpireTokens()
	ctx, stop := context.WithCancel(t.Context())
	hold := make(chan struct{})
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ctx.Err() == nil {
			close(hold)
			<-ctx.Done()
			return
		}
		d.sim.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	d.access.auth.IdentityEndpoint = front.URL + "/identity/v3"
	first := make(chan error)
	go func() {
		_, err := d.Zones(ctx)
		first <- err
	}()
	<-hold
	second := make(chan error)
	go func() { second <- d.list(t, apiV2) }()
	stop()
	require.ErrorIs(t, <-first, context.Canceled)
	require.NoError(t, <-second)
}

func TestAServiceThatTheCatalogHasNot(t *testing.T) {
	t.Parallel()
	err := newDoor(t, designatesim.Options{}, "region=nowhere").list(t, apiV2)
	require.ErrorIs(t, err, providers.ErrProtocol)
	require.EqualError(t, err, "designate: log in: the catalog has no DNS service for this project")
	require.Equal(t, "check region, or set endpoint", providers.Hint(err))
}

func TestKeystoneAtAnAddressThatIsNotItsOwn(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(srv.Close)
	err := newDoor(t, designatesim.Options{}, "auth_url="+srv.URL).list(t, apiV2)
	require.ErrorIs(t, err, providers.ErrProtocol)
	require.Equal(t, "check auth_url, and what stands between", providers.Hint(err))
}

// TestTokensThatEnd: the calls that are under way when a token ends log in once, together, and are made again.
func TestTokensThatEnd(t *testing.T) {
	t.Parallel()
	d := newDoor(t, designatesim.Options{})
	require.NoError(t, d.list(t, apiV2))
	d.sim.ExpireTokens()
	var group sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		group.Go(func() { errs[i] = d.list(t, apiV2) })
	}
	group.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.Equal(t, 2, d.sim.Calls()["POST token"])
}

func TestACredentialThatIsNoLongerGood(t *testing.T) {
	t.Parallel()
	d := newDoor(t, designatesim.Options{})
	require.NoError(t, d.list(t, apiV2))
	d.sim.ExpireTokens()
	d.sim.Arm(simulator.Fault{Kind: simulator.Denied})
	err := d.list(t, apiV2)
	require.ErrorIs(t, err, providers.ErrAuth)
	require.Equal(t, loginHint, providers.Hint(err))
}

func TestAServiceThatIsNotThere(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(nil)
	srv.Close()
	p, err := open(parse(t, "{noauth: true, api: v2, endpoint: '"+srv.URL+"', timeout: 1s}"), providers.Env{})
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, p.do(ctx, call{op: "list zones", path: []string{"v2", "zones"}}), providers.ErrTemporary)
}

// TestANotFoundOfSomebodyElse: only the service knows that a zone or a record is not there. A gateway that has lost its way
// knows nothing, whatever its answer looks like.
func TestANotFoundOfSomebodyElse(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]error{
		`{"code": 404, "message": "no route matched"}`: providers.ErrProtocol,
		`{"code": 404}`: providers.ErrProtocol,
		`<html>`:        providers.ErrProtocol,
		`{"code": 404, "type": "zone_not_found", "message": "Could not"}`:   providers.ErrNotFound,
		`{"code": 404, "type": "domain_not_found", "message": "Could not"}`: providers.ErrNotFound,
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, body)
		}))
		t.Cleanup(srv.Close)
		p, err := open(parse(t, "{noauth: true, api: v2, endpoint: '"+srv.URL+"'}"), providers.Env{})
		require.NoError(t, err)
		require.ErrorIs(t, p.do(t.Context(), call{op: "read", path: []string{"v2", "zones"}}), want, body)
	}
}
