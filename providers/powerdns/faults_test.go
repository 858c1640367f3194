package powerdns

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/internal/testserver"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// send plans the text and sends the one batch that comes of it.
func send(t *testing.T, p *Provider, text string) error {
	t.Helper()
	live := fetch(t, p, origin)
	batches, err := p.Batches(live, changes(live.Records, parseZone(t, origin, apex+text)))
	require.NoError(t, err)
	require.Equal(t, 1, len(batches))
	return p.Send(t.Context(), live, batches[0])
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

func TestAWrongKey(t *testing.T) {
	t.Parallel()
	s := testserver.PowerDNS(t)
	p := openAt(t, s.URL, "not-the-key")
	_, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.ErrorIs(t, err, providers.ErrAuth)
	require.EqualError(t, err, "powerdns: read zone example.org.: HTTP 401: Unauthorized")
	require.Contains(t, providers.Hint(err), "api_key")
}

func TestAnUnknownZoneAndAnUnknownServer(t *testing.T) {
	t.Parallel()
	s := testserver.PowerDNS(t)
	_, err := openServer(t, s).Fetch(t.Context(), providers.Ref{Origin: origin})
	require.ErrorIs(t, err, providers.ErrNotFound)
	require.Contains(t, providers.Hint(err), "create_zone: true")
	_, err = openServer(t, s, func(s *settings) { s.Server = "other" }).Zones(t.Context())
	require.ErrorIs(t, err, providers.ErrNotFound)
	require.Contains(t, providers.Hint(err), "server")
}

func TestABodyThatTheServerFindsTooLong(t *testing.T) {
	t.Parallel()
	s := testserver.PowerDNS(t, "webserver-max-bodysize=1")
	p := openServer(t, s, func(s *settings) { s.MaxBody = 2_000_000 })
	newLiveZone(t, p, "")
	err := send(t, p, manyRecords(12_000))
	require.ErrorIs(t, err, providers.ErrInvalid)
	require.Equal(t, providers.NotDone, outcome(t, err))
	require.Contains(t, providers.Hint(err), "webserver-max-bodysize")
	require.Empty(t, transferHosts(t, s), "a refused body changes nothing")
	apply(t, openServer(t, s, func(s *settings) { s.MaxBody = 900_000 }), parseZone(t, origin, apex+manyRecords(12_000)))
}

func transferHosts(t *testing.T, s testserver.Server) (out []string) {
	t.Helper()
	for _, l := range lines(transfer(t, s, origin)) {
		if strings.HasPrefix(l, "host-") {
			out = append(out, l)
		}
	}
	return out
}

func TestARefusedRecordIsNamedAndNothingIsDone(t *testing.T) {
	t.Parallel()
	s := testserver.PowerDNS(t)
	p := openServer(t, s)
	newLiveZone(t, p, "")
	err := send(t, p, "host-1 60 A 192.0.2.1\nhost-2 60 MX 10 bad\\(name\n")
	require.ErrorIs(t, err, providers.ErrInvalid)
	require.ErrorContains(t, err, "host-2.example.org. IN MX")
	require.Equal(t, providers.NotDone, outcome(t, err))
	require.Empty(t, transferHosts(t, s))
}

func TestCutConnections(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault simulator.FaultKind
		live  int
	}{{simulator.CutBefore, 0}, {simulator.CutAfter, 1}} {
		t.Run(string(c.fault), func(t *testing.T) {
			t.Parallel()
			px := newProxy(t)
			p := px.open(t)
			newLiveZone(t, p, "")
			px.arm(simulator.Fault{Kind: c.fault})
			before := px.count()
			err := send(t, p, "host-1 60 A 192.0.2.1\n")
			require.Equal(t, 2, px.count()-before, "a write whose answer was lost is not repeated")
			require.ErrorIs(t, err, providers.ErrTemporary)
			require.Equal(t, providers.Unknown, outcome(t, err))
			require.Len(t, transferHosts(t, px.backend), c.live)
		})
	}
}

func TestAServerThatIsGoneHasDoneNothing(t *testing.T) {
	t.Parallel()
	s := testserver.PowerDNS(t)
	p := openServer(t, s)
	live := newLiveZone(t, p, "")
	s.Stop()
	set := parseZone(t, origin, "www 60 A 192.0.2.1\n").Sets[0]
	batches, err := p.Batches(live, []zone.Change{{New: &set}})
	require.NoError(t, err)
	err = p.Send(t.Context(), live, batches[0])
	require.ErrorIs(t, err, providers.ErrTemporary)
	require.ErrorContains(t, err, "connection refused")
	require.Equal(t, providers.NotDone, outcome(t, err))
}

// TestALockedDatabase holds the server's database as another program would.
func TestALockedDatabase(t *testing.T) {
	t.Parallel()
	s := testserver.PowerDNS(t)
	p := openServer(t, s)
	newLiveZone(t, p, "")
	release := lock(t, s.Database)
	err := send(t, p, "host-1 60 A 192.0.2.1\n")
	release()
	require.ErrorIs(t, err, providers.ErrTemporary)
	require.Equal(t, providers.Unknown, outcome(t, err))
	require.ErrorContains(t, err, "HTTP 500")
	apply(t, p, parseZone(t, origin, apex+"host-1 60 A 192.0.2.1\n"))
}

// lock keeps a write transaction open until release.
func lock(t *testing.T, database string) (release func()) {
	t.Helper()
	cmd := exec.Command("sqlite3", "-bail", database)
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	_, err = in.Write([]byte("BEGIN IMMEDIATE; SELECT 'held';\n"))
	require.NoError(t, err)
	_, err = out.Read(make([]byte, 16))
	require.NoError(t, err)
	return func() {
		require.NoError(t, in.Close())
		require.NoError(t, cmd.Wait())
	}
}

// TestAnswersThatMeanNothing are never taken for a zone.
func TestAnswersThatMeanNothing(t *testing.T) {
	t.Parallel()
	const whole = `{"name":"example.org.","kind":"Native","soa_edit_api":"DEFAULT","rrsets":[
		{"name":"example.org.","type":"SOA","ttl":60,"records":[{"content":"a. b. 1 2 3 4 5","disabled":false}]}]}`
	px := newProxy(t)
	p := px.open(t)
	for _, c := range []struct {
		name   string
		status int
		body   string
		kind   error
		says   string
	}{
		{"an empty 200", 200, "", providers.ErrProtocol, "empty answer"},
		{"null", 200, "null", providers.ErrProtocol, "null"},
		{"half a zone", 200, whole[:len(whole)/2], providers.ErrProtocol, "unexpected end"},
		{"something behind the zone", 200, whole + "x", providers.ErrProtocol, "after top-level value"},
		{"another zone", 200, strings.Replace(whole, "example.org.", "example.net.", 1), providers.ErrProtocol, `about zone "example.net."`},
		{"no rrsets", 200, `{"name":"example.org."}`, providers.ErrProtocol, "no rrsets"},
		{"rrsets null", 200, `{"name":"example.org.","rrsets":null}`, providers.ErrProtocol, "no rrsets"},
		{"a list", 200, "[]", providers.ErrProtocol, "JSON"},
		{"a login page", 200, "<html>log in</html>", providers.ErrProtocol, "web page"},
		{"a proxy's 404", 404, "<html>not here</html>", providers.ErrProtocol, "web page"},
		{"content that is none", 200, strings.Replace(whole, "a. b. 1 2 3 4 5", "a.", 1), providers.ErrProtocol, "example.org. SOA"},
		{"a redirect elsewhere", 302, "", providers.ErrProtocol, "redirects"},
	} {
		t.Run(c.name, func(t *testing.T) {
			px.answer(c.status, c.body, "Location", "https://example.net/")
			_, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
			require.ErrorIs(t, err, c.kind)
			require.ErrorContains(t, err, c.says)
		})
	}
}

func TestAReadIsTriedAgain(t *testing.T) {
	t.Parallel()
	px := newProxy(t)
	p := px.open(t)
	newLiveZone(t, p, "")
	before := px.count()
	px.answer(500, "Internal Server Error")
	px.answer(503, `{"error":"busy"}`)
	fetch(t, p, origin)
	require.Equal(t, 3, px.count()-before)
}

func TestSetsThatNobodyCanLookAfterAreToldAndLeftAlone(t *testing.T) {
	t.Parallel()
	px := newProxy(t)
	p := px.open(t)
	px.answer(200, `{"name":"example.org.","soa_edit_api":"DEFAULT","rrsets":[
		{"name":"example.org.","type":"SOA","ttl":60,"records":[{"content":"a. b. 1 2 3 4 5"}]},
		{"name":"www.example.net.","type":"A","ttl":60,"records":[{"content":"192.0.2.1"}]},
		{"name":"x.example.org.","type":"NEWTYPE","ttl":60,"records":[{"content":"?"}]},
		{"name":"y.example.org.","type":"AAAA","ttl":60,"records":[{"content":"2001:db8::1"},{"content":"2001:db8:0::1"}]}]}`)
	live := fetch(t, p, origin)
	require.Len(t, live.Warnings, 2)
	require.Contains(t, fmt.Sprint(live.Warnings), "www.example.net. A is left alone")
	require.Contains(t, fmt.Sprint(live.Warnings), "x.example.org. NEWTYPE is left alone")
	require.Equal(t, map[zone.Key]string{{Name: "y.example.org.", Type: dns.TypeAAAA}: "stored twice at the provider"}, live.Repair)
	require.Len(t, live.Records.Sets, 2)
}

func TestSettingsThatCannotWork(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, says string
		change     func(*settings)
	}{
		{"no url", "url: is missing", func(s *settings) { s.URL = "" }},
		{"a password in the url", "must not hold a user", func(s *settings) { s.URL = "http://u:p@127.0.0.1" }},
		{"a url without scheme", "must be like", func(s *settings) { s.URL = "127.0.0.1:8081" }},
		{"max_body of nothing", "max_body", func(s *settings) { s.MaxBody = 10 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := Kind().Settings().(*settings)
			s.URL, s.APIKey = "http://127.0.0.1:8081", secret.New("test-key")
			c.change(s)
			_, err := Kind().Open(s, providers.Env{})
			require.ErrorContains(t, err, c.says)
			require.NotContains(t, err.Error(), "u:p")
		})
	}
}

func TestZoneIDs(t *testing.T) {
	t.Parallel()
	require.Equal(t, "=2E", zoneID("."))
	require.Equal(t, "0=2F25.2.0.192.in-addr.arpa.", zoneID("0/25.2.0.192.in-addr.arpa."))
	require.Equal(t, "a=5Fb-c.example.org.", zoneID("a_b-c.example.org."))
}
