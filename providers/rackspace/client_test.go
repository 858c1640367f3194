package rackspace

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/providers/rackspace/rackspacesim"
)

func TestWhatRefusalsMean(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, method, class string
		status              int
		body                string
		header              http.Header
		kind                error
		says, hint          string
	}{
		{name: "413 with a time", status: 413, body: `{"overLimit":{"code":413,"message":"slow down"}}`,
			header: http.Header{"Reply-After": {"2012-10-10T21:21:15Z"}}, kind: providers.ErrTemporary, says: "slow down"},
		{name: "413 with Retry-After", status: 413, body: `x`, header: http.Header{"Retry-After": {"5"}}, kind: providers.ErrTemporary},
		{name: "413 that says so", status: 413, body: `{"overLimit":{"code":413,"message":"slow down","retryAfter":"x"}}`, kind: providers.ErrTemporary},
		{name: "413 of an absolute limit", status: 413, kind: errAccountLimit, says: "Limit of 500", hint: "raise the limit",
			body: `{"message":"Your account is currently over the limit so your request could not be processed.","code":413,"details":"Limit of 500 records per domain has been reached."}`},
		{name: "413 of too many records", status: 413, body: `{"message":"over limit","code":413}`, kind: providers.ErrInvalid, hint: "a fault of zonesync"},
		{name: "validation errors", status: 400, body: `{"validationErrors":{"messages":["a","b"]},"code":400}`, kind: providers.ErrInvalid, says: "a: b"},
		{name: "a write that is not allowed", method: "DELETE", status: 403, body: `{"code":403,"message":"no"}`, kind: providers.ErrAuth, hint: "dnsaas:admin"},
		{name: "a read that is not allowed", status: 401, body: `{"code":401,"message":"no"}`, kind: providers.ErrAuth, hint: "check account"},
		{name: "a wrong key", class: classLogin, status: 401, body: `{"unauthorized":{"code":401,"message":"no"}}`, kind: providers.ErrAuth, says: "no", hint: "check username"},
		{name: "another identity service", class: classLogin, status: 404, body: `{"itemNotFound":{"code":404,"message":"no"}}`, kind: providers.ErrProtocol, hint: "identity_url"},
		{name: "a write to a domain that is gone", method: "PUT", status: 404, body: `{"code":404,"message":"no"}`, kind: providers.ErrConflict},
		{name: "a domain that exists", method: "POST", status: 409, body: `{"code":409,"message":"exists"}`, kind: providers.ErrConflict},
		{name: "a server's fault", method: "POST", status: 500, body: `{"code":500,"message":"fault"}`, kind: providers.ErrTemporary},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			api, err := httpapi.New(httpapi.Options{
				Provider: kindName, BaseURL: "http://rackspace.test", Explain: explain, Tries: 1,
				Transport: &direct{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					for k, v := range c.header {
						w.Header()[k] = v
					}
					w.WriteHeader(c.status)
					_, _ = w.Write([]byte(c.body))
				})},
			})
			require.NoError(t, err)
			_, err = api.Do(t.Context(), httpapi.Request{Op: "x", Method: c.method, Class: c.class})
			require.ErrorIs(t, err, c.kind)
			require.ErrorContains(t, err, c.says)
			require.Contains(t, providers.Hint(err), c.hint)
			var e *providers.APIError
			require.ErrorAs(t, err, &e)
			require.Equal(t, c.kind == providers.ErrTemporary && c.status == 413, e.RetryAfter >= minPause)
		})
	}
}

// TestTheAccountsLimitIsNotSearchedFor: no smaller request gets around it.
func TestTheAccountsLimitIsNotSearchedFor(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{MaxRecords: 40})
	s.limits.learned = true // so that the plan counts with 500
	r := apply.Zone(t.Context(), s.plan(t, zonetest.Many(60, "h%d A 192.0.2.1")), providertest.Options())
	require.ErrorContains(t, r.Err, "Limit of 40 records per domain has been reached.")
	require.Equal(t, limitHint, providers.Hint(r.Err))
	require.Equal(t, 1, s.writes().post)
}

func TestJobsThatFail(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		fault   *fault
		kind    error
		nothing bool // provably
	}{
		{"bad data", &fault{Code: 400, Message: "bad"}, providers.ErrInvalid, true},
		{"a CNAME clash", &fault{Code: 409, Message: "conflicts with another record"}, providers.ErrInvalid, true},
		{"a duplicate", &fault{Code: 409, Details: "Record is a duplicate of another record"}, errDuplicate, true},
		{"a domain that exists", &fault{Code: 409, Message: "The object already exists."}, providers.ErrConflict, true},
		{"a record that is gone", &fault{Code: 404, Message: "Not Found"}, providers.ErrConflict, true},
		{"a limit", &fault{Code: 413, Details: "Limit of 500 records per domain has been reached."}, errAccountLimit, true},
		{"the service's fault", &fault{Code: 500, Message: "fault"}, providers.ErrTemporary, false},
		{"no fault at all", nil, providers.ErrTemporary, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := job{ID: "7", Status: failed, Error: c.fault}.failure("x")
			require.ErrorIs(t, err, c.kind)
			require.ErrorContains(t, err, "job 7")
			require.Equal(t, c.nothing, nothingDone(err))
			require.False(t, nothingDone(unseenError{err}), "what a poll says is not the write's")
		})
	}
}

func TestListsAreReadWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	upTo := func(n int) (out []domainDoc) {
		for i := range n {
			out = append(out, domainDoc{ID: id(fmt.Sprint(i + 1))})
		}
		return out
	}
	all := upTo(250)
	cut := func(offset int) page[domainDoc] {
		return page[domainDoc]{all[min(offset, 250):min(offset+perPage, 250)], ptr[num](250)}
	}
	for _, c := range []struct {
		name  string
		get   func(try, offset int) page[domainDoc]
		calls int
		says  string
	}{
		{"three pages", func(_, offset int) page[domainDoc] { return cut(offset) }, 3, ""},
		{"another total on the way", func(try, offset int) page[domainDoc] {
			p := cut(offset)
			if try == 2 {
				*p.total++
			}
			return p
		}, 5, ""},
		{"an entry twice", func(try, offset int) page[domainDoc] {
			if try == 2 {
				return cut(0)
			}
			return cut(offset)
		}, 5, ""},
		{"half a page", func(try, offset int) page[domainDoc] {
			p := cut(offset)
			if try == 1 {
				p.items = p.items[:50]
			}
			return p
		}, 4, ""},
		{"always half a page", func(_, offset int) page[domainDoc] { return page[domainDoc]{all[:50], ptr[num](250)} }, 3, "3 times"},
		{"no total", func(_, offset int) page[domainDoc] { return page[domainDoc]{items: all[:50]} }, 1, "no total"},
		{"no id", func(_, offset int) page[domainDoc] { return page[domainDoc]{[]domainDoc{{}}, ptr[num](1)} }, 1, "no id"},
		{"an empty list", func(_, offset int) page[domainDoc] { return page[domainDoc]{total: ptr[num](0)} }, 1, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			calls := 0
			got, err := collect("x", func(offset int) (page[domainDoc], error) {
				calls++
				return c.get(calls, offset), nil
			}, func(d domainDoc) id { return d.ID })
			require.Equal(t, c.calls, calls)
			if c.says != "" {
				require.ErrorContains(t, err, c.says)
				return
			}
			require.NoError(t, err)
			require.True(t, len(got) == 250 || c.name == "an empty list")
		})
	}
}

func TestAllDomainsAreListed(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{NumericDomainIDs: true})
	for i := range 249 {
		require.NoError(t, s.sim.AddZone(fmt.Sprintf("d%d.example.", i)))
	}
	refs, err := s.Zones(t.Context())
	require.NoError(t, err)
	require.Len(t, refs, 250)
	for _, r := range refs {
		require.Equal(t, s.sim.DomainID(r.Origin), r.ID)
	}
}

func TestTheCatalogTellsWhereTheServiceIs(t *testing.T) {
	t.Parallel()
	var a access
	require.NoError(t, json.Unmarshal([]byte(`{"access":{"token":{"tenant":{"id":1}},"serviceCatalog":[
		{"name":"cloudDNSv2","endpoints":[{"publicURL":"https://v2.example.test"}]},
		{"name":"cloudDNS","endpoints":[
			{"publicURL":"https://dns.example.test/v1.0/1/","tenantId":1},{"publicURL":"https://dns.example.test/v1.0/2","tenantId":"2"}]}]}}`), &a))
	for _, c := range []struct{ endpoint, account, want string }{
		{"", "", "https://dns.example.test/v1.0/1"},
		{"", "2", "https://dns.example.test/v1.0/2"},
		{"", "3", ""},
		{"http://127.0.0.1:1", "", "http://127.0.0.1:1/v1.0/1"},
		{"http://127.0.0.1:1/", "2", "http://127.0.0.1:1/v1.0/2"},
		{"http://127.0.0.1:1/v1.0", "2", "http://127.0.0.1:1/v1.0/2"},
		{"http://127.0.0.1:1/v1.0/9", "2", "http://127.0.0.1:1/v1.0/9"},
	} {
		require.Equal(t, c.want, (&session{endpoint: c.endpoint, account: c.account}).locate(a), "%q %q", c.endpoint, c.account)
	}
}

func TestAnotherAccountIsTold(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{}, func(s *settings) { s.Account = "999" })
	_, err := s.Zones(t.Context())
	require.ErrorContains(t, err, "no cloudDNS for this account")
	require.Equal(t, "check account, or set endpoint", providers.Hint(err))
}

func TestSettingsThatCannotWork(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*settings){
		"username: is missing":                func(s *settings) { s.Username = "" },
		"api_key: is missing (or password)":   func(s *settings) { s.APIKey = secret.Secret{} },
		"only one of them":                    func(s *settings) { s.Password = secret.New("x") },
		"api_key: ":                           func(s *settings) { s.APIKey = secret.New("env:ZONESYNC_TEST_UNSET") },
		"poll: is negative":                   func(s *settings) { s.Poll = -1 },
		"no mail address":                     func(s *settings) { s.Email = "hostmaster" },
		"endpoint: must be like":              func(s *settings) { s.Endpoint = "dns.example.test" },
		"identity_url: must be like https://": func(s *settings) { s.IdentityURL = "x" },
	} {
		s := Kind().Settings().(*settings)
		s.Username, s.APIKey = "u", secret.New("k")
		change(s)
		_, err := Kind().Open(s, providers.Env{})
		require.ErrorContains(t, err, want)
	}
	s := Kind().Settings().(*settings)
	s.Username, s.APIKey = "u", secret.New("k")
	p, err := Kind().Open(s, providers.Env{})
	require.NoError(t, err)
	require.Equal(t, 500*time.Millisecond, p.(*Provider).poll)
	require.Equal(t, 2*time.Minute, p.(*Provider).patience)
}

// TestNoSecretIsInAnyMessage has the service repeat what it was sent.
func TestNoSecretIsInAnyMessage(t *testing.T) {
	t.Parallel()
	l, secrets, err := (&settings{Username: "u", APIKey: secret.New("k3y-of-the-user")}).login()
	require.NoError(t, err)
	o := (&settings{IdentityURL: "http://rackspace.test"}).options(providers.Env{}, secrets)
	o.Tries = 1
	o.Transport = &direct{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "tokens") {
			_, _ = w.Write([]byte(`{"access":{"token":{"id":"t0ken-of-a-day"},"serviceCatalog":[{"name":"cloudDNS","endpoints":[{"publicURL":"http://rackspace.test/v1.0/1"}]}]}}`))
			return
		}
		w.WriteHeader(400)
		_, _ = w.Write([]byte(`{"code":400,"message":"bad k3y-of-the-user t0ken-of-a-day"}`))
	})}
	p, err := newProvider(&settings{}, l, o)
	require.NoError(t, err)
	_, err = p.Zones(t.Context())
	require.ErrorContains(t, err, "bad *** ***")
}
