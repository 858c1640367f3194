package powerdns

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/internal/testserver"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

const (
	origin = "example.org."
	// apex is the least that a zone has.
	apex = `@ 3600 SOA ns1 hostmaster 1 10800 3600 604800 3600
@ 3600 NS ns1.example.net.
`
)

// openAt gives the provider for a server.
func openAt(t testing.TB, url, key string, change ...func(*settings)) *Provider {
	t.Helper()
	s := Kind().Settings().(*settings)
	s.URL, s.APIKey = url, secret.New(key)
	for _, f := range change {
		f(s)
	}
	p, err := Kind().Open(s, providers.Env{Name: "test", Version: "test"})
	require.NoError(t, err)
	return p.(*Provider)
}

func openServer(t testing.TB, s testserver.Server, change ...func(*settings)) *Provider {
	t.Helper()
	return openAt(t, s.URL, s.Key, change...)
}

// parseZone reads zone text.
func parseZone(t testing.TB, origin, text string) zone.Zone {
	t.Helper()
	zp := dns.NewZoneParser(strings.NewReader(text), origin, "")
	var rrs []dns.RR
	for rr, ok := zp.Next(); ok; rr, ok = zp.Next() {
		rrs = append(rrs, rr)
	}
	require.NoError(t, zp.Err())
	z, err := zone.FromRRs(origin, rrs)
	require.NoError(t, err)
	return z
}

// changes is all that must happen to live, the serial left out.
func changes(live, want zone.Zone) []zone.Change {
	var creates, updates, deletes []zone.Change
	for _, s := range want.Sets {
		old, ok := live.Find(s.Key)
		switch {
		case !ok:
			creates = append(creates, zone.Change{New: &s})
		case s.Type != dns.TypeSOA && !old.Equal(s):
			updates = append(updates, zone.Change{Old: &old, New: &s})
		}
	}
	for _, s := range live.Sets {
		if _, ok := want.Find(s.Key); !ok {
			deletes = append(deletes, zone.Change{Old: &s})
		}
	}
	return slices.Concat(creates, updates, deletes)
}

// fetch reads the zone, also one that is to be created.
func fetch(t testing.TB, p *Provider, origin string) providers.Live {
	t.Helper()
	live, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	if errors.Is(err, providers.ErrNotFound) {
		return providers.Live{Ref: providers.Ref{Origin: origin}, Missing: true}
	}
	require.NoError(t, err)
	return live
}

// apply makes the zone what the text says, and reads it again.
func apply(t testing.TB, p *Provider, want zone.Zone) providers.Live {
	t.Helper()
	live := fetch(t, p, want.Origin)
	batches, err := p.Batches(live, changes(live.Records, want))
	require.NoError(t, err)
	for _, b := range batches {
		require.NoError(t, p.Send(t.Context(), live, b))
	}
	after := fetch(t, p, want.Origin)
	require.Empty(t, describe(changes(after.Records, want)), "a second plan")
	return after
}

func describe(changes []zone.Change) []string {
	var out []string
	for _, c := range changes {
		out = append(out, fmt.Sprintf("%s %s %v", c.Op(), c.Key(), c.Set().Text()))
	}
	return out
}

// transfer gives what the server serves (AXFR), without the SOA.
func transfer(t testing.TB, s testserver.Server, origin string) zone.Zone {
	t.Helper()
	conn, err := net.Dial("tcp", s.DNSAddr)
	require.NoError(t, err)
	defer conn.Close()
	m := new(dns.Msg).SetAxfr(origin)
	envelopes, err := (&dns.Transfer{Conn: &dns.Conn{Conn: conn}}).In(m, "")
	require.NoError(t, err)
	var rrs []dns.RR
	for e := range envelopes {
		require.NoError(t, e.Error)
		rrs = append(rrs, e.RR...)
	}
	z, err := zone.FromRRs(origin, slices.DeleteFunc(rrs, func(rr dns.RR) bool { return rr.Header().Rrtype == dns.TypeSOA }))
	require.NoError(t, err)
	return z
}

// lines gives a zone as sorted text, the SOA left out, for comparing and showing.
func lines(z zone.Zone) []string {
	var out []string
	for _, s := range z.Sets {
		if s.Type != dns.TypeSOA {
			out = append(out, fmt.Sprintf("%s %d %q", s.Key, s.TTL, s.Text()))
		}
	}
	return out
}

// raw calls the API past the provider.
func raw(t testing.TB, s testserver.Server, method, path, body string) string {
	t.Helper()
	req, err := http.NewRequest(method, s.URL+"/api/v1/servers/localhost"+path, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("X-API-Key", s.Key)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Less(t, resp.StatusCode, 300, "%s", answer)
	return string(answer)
}

// newLiveZone makes a zone with the apex and the given records.
func newLiveZone(t testing.TB, p *Provider, text string) providers.Live {
	t.Helper()
	return apply(t, p, parseZone(t, origin, apex+text))
}
