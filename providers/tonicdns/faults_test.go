package tonicdns

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/providers/tonicdns/tonicdnssim"
)

// TestAnswersThatMeanNothing are never taken for a zone.
func TestAnswersThatMeanNothing(t *testing.T) {
	t.Parallel()
	const whole = `{"name":"example.org","type":"MASTER","records":[{"name":"example.org","type":"NS","content":"ns.example.net","ttl":60}]}`
	s := newZoneSite(t)
	px := newProxy(t, s)
	p := openAt(t, px.url)
	for _, c := range []struct {
		name   string
		status int
		body   string
		says   string
	}{
		{"an empty 200", 200, "", "empty answer"},
		{"null", 200, "null", "null"},
		{"true", 200, "true", "JSON"},
		{"a list", 200, "[]", "JSON"},
		{"half a zone", 200, whole[:len(whole)/2], "unexpected end"},
		{"something behind the zone", 200, whole + "x", "after top-level value"},
		{"another zone", 200, strings.Replace(whole, "example.org", "example.net", 1), `about zone "example.net"`},
		{"a zone without a name", 200, `{"records":[{}]}`, `about zone ""`},
		{"no records", 200, `{"name":"example.org"}`, "no records"},
		{"an empty list of records", 200, `{"name":"example.org","records":[]}`, "no records"},
		{"records that are none", 200, `{"name":"example.org","records":["x"]}`, "JSON"},
		{"a TTL that is none", 200, strings.Replace(whole, "60", `"x"`, 1), "JSON"},
		{"a login page", 200, "<html>log in</html>", "web page"},
		{"a web server's 404", 404, "<html>not here</html>", "web page"},
		{"the framework's 404", 404, "Nothing was found for the resource /zone", "Nothing was found"},
		{"an API's 404 that is not this one's", 404, `{"message":"no Route matched"}`, "no Route matched"},
		{"a verb that the server does not know", 405, `{"error":"no","detail":{"code":"METHOD_NOT_ALLOWED"}}`, "METHOD_NOT_ALLOWED"},
	} {
		t.Run(c.name, func(t *testing.T) {
			px.says("GET /zone/example.org", c.status, c.body)
			_, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
			require.ErrorIs(t, err, providers.ErrProtocol)
			require.ErrorContains(t, err, c.says)
			require.NotEmpty(t, providers.Hint(err))
		})
	}
}

func TestListsThatMeanNothing(t *testing.T) {
	t.Parallel()
	px := newProxy(t, newZoneSite(t))
	p := openAt(t, px.url)
	for _, body := range []string{"", "null", "{}", `[{"type":"MASTER"}]`, "<html>"} {
		px.says("GET /zone", 200, body)
		_, err := p.Zones(t.Context())
		require.ErrorIs(t, err, providers.ErrProtocol, body)
	}
}

func TestAWriteThatIsNotAnsweredWithTrueIsUnknown(t *testing.T) {
	t.Parallel()
	px := newProxy(t, newZoneSite(t))
	p := openAt(t, px.url)
	for _, body := range []string{"", "false", "[]", "<html>log in</html>", "true true"} {
		px.says("POST /zone/example.org", 200, body)
		err := send(t, p, "www A 192.0.2.1")
		require.ErrorIs(t, err, providers.ErrProtocol, body)
		require.Equal(t, providers.Unknown, outcome(t, err))
	}
}

// send plans the text and sends the one batch that comes of it.
func send(t *testing.T, p *Provider, text string) error {
	t.Helper()
	j := job(t, p, current(t, p), text)
	batches, err := p.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	require.Len(t, batches, 1)
	return p.Send(t.Context(), j.Live, batches[0])
}

// TestALostAnswer converges without duplicates, also where the write is blindly sent a third time.
func TestALostAnswer(t *testing.T) {
	t.Parallel()
	const before, after = "a A 192.0.2.1\nswap A 192.0.2.1\nt TXT ABC", "a A 192.0.2.2\nb A 192.0.2.3\nswap CNAME b\nt TXT ABC\nt TXT abc"
	for _, kind := range []simulator.FaultKind{simulator.CutBefore, simulator.CutAfter} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := newZoneSite(t)
			p := s.open(t)
			reach(t, p, before)
			j := job(t, p, fetch(t, p), after)
			s.Arm(simulator.Fault{Kind: kind})
			r := apply.Zone(t.Context(), j, providertest.Options())
			require.NoError(t, r.Err)
			require.True(t, r.Verified)
			require.Len(t, s.Rows(origin), 2+5)

			batches, err := p.Batches(j.Live, j.Plan.Changes())
			require.NoError(t, err)
			for range 2 {
				require.NoError(t, p.Send(t.Context(), j.Live, batches[0]))
			}
			require.Len(t, s.Rows(origin), 2+5, "a repeated request makes no second rows")
		})
	}
}

func TestAServerThatFailsBeforeTheCommit(t *testing.T) {
	t.Parallel()
	s := newZoneSite(t)
	p := s.open(t)
	s.FailCommit()
	err := send(t, p, "www A 192.0.2.1")
	require.ErrorIs(t, err, providers.ErrTemporary)
	require.Equal(t, providers.Unknown, outcome(t, err))
	require.Contains(t, providers.Hint(err), "log")
	s.FailCommit()
	reach(t, p, "www A 192.0.2.1")
}

func TestALongRefusalIsCut(t *testing.T) {
	t.Parallel()
	px := newProxy(t, newZoneSite(t))
	p := openAt(t, px.url)
	px.says("POST /zone/example.org", 400, `{"error":"`+strings.Repeat("é bad ", 1000)+`","detail":{"code":"BODY_MALFORMED"}}`)
	err := send(t, p, "www A 192.0.2.1")
	require.ErrorContains(t, err, "BODY_MALFORMED: é bad é bad")
	require.Less(t, len(err.Error()), 2*httpapi.MaxMessage)
}

func TestZonesThatAreNotThere(t *testing.T) {
	t.Parallel()
	for name, state := range map[string]string{
		"no such zone":           `{"zones":[]}`,
		"a zone without records": `{"zones":[{"name":"example.org","type":"MASTER","records":[]}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, tonicdnssim.Options{})
			require.NoError(t, s.Load([]byte(state)))
			_, err := s.open(t).Fetch(t.Context(), providers.Ref{Origin: origin})
			require.ErrorIs(t, err, providers.ErrNotFound)
			require.ErrorContains(t, err, "no such zone, or a zone without records")
			require.Contains(t, providers.Hint(err), "create_zone: true")
			require.Contains(t, providers.Hint(err), "without records")
		})
	}
}

// TestAZoneOutOfReachIsNotMade explains the server's 500, and stops.
func TestAZoneOutOfReachIsNotMade(t *testing.T) {
	t.Parallel()
	s := newSite(t, tonicdnssim.Options{})
	require.NoError(t, s.Load([]byte(`{"zones":[{"name":"example.org","type":"MASTER","records":[]}]}`)))
	p := s.open(t)
	r := apply.Zone(t.Context(), job(t, p, current(t, p), "@ SOA a.example.net. b.example.net. 1 2 3 4 5\nwww A 192.0.2.1"), providertest.Options())
	require.ErrorContains(t, r.Err, "there already without records")
	require.Contains(t, providers.Hint(r.Err), "database")
	require.Zero(t, r.Done())
	_, writes := s.Requests()
	require.Equal(t, 1, writes)

	s = newSite(t, tonicdnssim.Options{})
	s.FailCommit()
	err := send(t, s.open(t), "@ SOA a.example.net. b.example.net. 1 2 3 4 5")
	require.Equal(t, providers.Unknown, outcome(t, err), "another 500 says nothing about the zone")
}

func TestASlaveIsRefusedAlsoWhenItBecomesOne(t *testing.T) {
	t.Parallel()
	s := newSite(t, tonicdnssim.Options{})
	require.NoError(t, s.AddZoneType(origin, "SLAVE"))
	p := s.open(t)
	live := fetch(t, p)
	_, err := p.Batches(live, job(t, p, live, "www A 192.0.2.1").Plan.Changes())
	require.ErrorContains(t, err, "type is SLAVE")
	none, err := p.Batches(live, nil)
	require.NoError(t, err)
	require.Empty(t, none)

	was := live.Private.(stored)
	was.kind = "MASTER"
	live.Private = was
	r := apply.Zone(t.Context(), job(t, p, live, "www A 192.0.2.1"), providertest.Options())
	require.ErrorContains(t, r.Err, "type is SLAVE", "what is read again after the conflict says why")
	require.Contains(t, providers.Hint(r.Err), "comes from")
}
