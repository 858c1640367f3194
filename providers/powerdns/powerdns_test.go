package powerdns

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/testserver"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// TestStory leads one zone from state to state. After each, the server's own transfer must equal what was wanted, and a
// second plan must be empty.
func TestStory(t *testing.T) {
	t.Parallel()
	s := testserver.PowerDNS(t)
	p := openServer(t, s)
	for _, step := range []struct{ title, records string }{
		{"a new zone", "www 300 A 192.0.2.1\n"},
		{"a record more in the set and a set more", "www 300 A 192.0.2.1\nwww 300 A 192.0.2.2\nmail 60 AAAA 2001:db8::1\n"},
		{"another TTL only", "www 600 A 192.0.2.1\nwww 600 A 192.0.2.2\nmail 60 AAAA 2001:db8::1\n"},
		{"a CNAME in place of an A", "www 600 CNAME mail\nmail 60 AAAA 2001:db8::1\n"},
		{"and back, with several types", "www 600 A 192.0.2.3\nwww 600 TXT \"x\"\nmail 60 AAAA 2001:db8::1\n"},
		{"both ways at once", "www 600 CNAME mail\nmail 60 CNAME web\nweb 60 A 192.0.2.9\n"},
		{"records of the apex and wildcards", "@ 300 MX 10 mail\n@ 300 TXT \"v=spf1 -all\"\n* 60 A 192.0.2.4\n*.sub 60 CNAME www\nmail 60 A 192.0.2.5\n"},
		{"a delegation with its DS and glue", "sub 300 NS ns.sub\nns.sub 300 A 192.0.2.53\nsub 300 DS 1 13 2 " + strings.Repeat("ab", 32) + "\n"},
		{"TXT with every byte", "t 60 TXT " + everyByte() + "\n"},
		{"long TXT in pieces", fmt.Sprintf("t 60 TXT %q %q %q\n", strings.Repeat("a", 255), strings.Repeat("b", 255), "c")},
		{"strings that are parted elsewhere", "t 60 TXT \"ab\" \"c\"\nu 60 TXT \"a\" \"bc\"\nu 60 TXT \"abc\"\nu 60 TXT \"\"\n"},
		{"unknown types", "u 60 TYPE65300 \\# 3 abcdef\nu 60 TYPE65400 \\# 2 abcd\nu 60 TYPE65300 \\# 0\n"},
		{"names with underscores and slashes", "a/b 60 A 192.0.2.1\n_x._tcp 60 SRV 0 0 5060 www\nwww 60 A 192.0.2.1\n"},
		{"nothing but the apex", ""},
	} {
		want := parseZone(t, origin, apex+step.records)
		t.Log(step.title)
		apply(t, p, want)
		require.Equal(t, lines(want), lines(transfer(t, s, origin)), step.title)
	}
}

func everyByte() string {
	var b strings.Builder
	for i := range 256 {
		if i%128 == 0 {
			b.WriteString(`" "`)
		}
		fmt.Fprintf(&b, `\%03d`, i)
	}
	return strings.TrimPrefix(b.String(), `" `) + `" "\"\\;' %"`
}

func TestTenThousandRecordsGoInOnePatch(t *testing.T) {
	t.Parallel()
	s := testserver.PowerDNS(t)
	p := openServer(t, s)
	newLiveZone(t, p, "")
	want := parseZone(t, origin, apex+manyRecords(10_000))
	before := p.api.Stats()
	apply(t, p, want)
	after := p.api.Stats()
	require.EqualValues(t, 1, after.Writes-before.Writes)
	require.EqualValues(t, 2, after.Reads-before.Reads, "one read before and one after")
	require.Equal(t, lines(want), lines(transfer(t, s, origin)))
}

func manyRecords(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "host-%d 300 A 192.0.2.%d\n", i, i%256)
	}
	return b.String()
}

func TestALongBodyIsParted(t *testing.T) {
	t.Parallel()
	s := testserver.PowerDNS(t)
	p := openServer(t, s, func(s *settings) { s.MaxBody = 2000 })
	want := parseZone(t, origin, apex+manyRecords(100))
	live := fetch(t, p, origin)
	batches, err := p.Batches(live, changes(live.Records, want))
	require.NoError(t, err)
	require.Greater(t, len(batches), 5)
	for i, b := range batches {
		pl := b.Payload.(payload)
		require.LessOrEqual(t, len(pl.body), 2000)
		require.Equal(t, i == 0, pl.create, "the first request makes the zone")
	}
	apply(t, p, want)
	require.Equal(t, lines(want), lines(transfer(t, s, origin)))
}

// TestPartsRemoveNothingTooEarly has a mail host move: were its old address deleted in a request before the one that moves the
// MX, mail would be lost in between. The names of the deletes sort first, and one of them gets another type.
func TestPartsRemoveNothingTooEarly(t *testing.T) {
	t.Parallel()
	p := &Provider{maxBody: 400}
	old := manyRecords(20) + "a 300 A 192.0.2.1\nmx 300 MX 10 a\nswap 300 A 192.0.2.1\n"
	live := providers.Live{Ref: providers.Ref{Origin: origin}, Records: parseZone(t, origin, apex+old)}
	want := parseZone(t, origin, apex+"a 300 TXT moved\nmx 300 MX 10 z\nswap 300 CNAME z\nz 300 A 192.0.2.1\n")
	all := changes(live.Records, want)
	slices.Reverse(all) // deletes first, which no plan has
	batches, err := p.Batches(live, all)
	require.NoError(t, err)
	require.Greater(t, len(batches), 2)
	require.NoError(t, providertest.CheckBatches(p.Capabilities(), all, batches))
}

func TestAZoneIsMadeByOneRequestWithItsOwnSOA(t *testing.T) {
	t.Parallel()
	s := testserver.PowerDNS(t)
	p := openServer(t, s)
	live := newLiveZone(t, p, "www 300 A 192.0.2.1\n")
	require.EqualValues(t, 1, p.api.Stats().Writes)
	soa, ok := live.Records.SOA()
	require.True(t, ok)
	require.Equal(t, "hostmaster.example.org.", soa.Mbox)
	require.False(t, live.SerialByUs)
	require.Empty(t, live.Warnings)
	refs, err := p.Zones(t.Context())
	require.NoError(t, err)
	require.Equal(t, []providers.Ref{{ID: origin, Origin: origin}}, refs)
}

func TestTheApexComesFirstInANewZone(t *testing.T) {
	t.Parallel()
	s := testserver.PowerDNS(t)
	p := openServer(t, s, func(s *settings) { s.MaxBody = 2000 })
	live := fetch(t, p, origin)
	all := changes(live.Records, parseZone(t, origin, apex+manyRecords(50)))
	slices.Reverse(all)
	batches, err := p.Batches(live, all)
	require.NoError(t, err)
	require.Equal(t, zone.Key{Name: origin, Type: dns.TypeSOA}, batches[0].Changes[0].Key())
	require.Equal(t, zone.Key{Name: origin, Type: dns.TypeNS}, batches[0].Changes[1].Key())
	require.NoError(t, p.Send(t.Context(), live, batches[0]))
	soa, _ := fetch(t, p, origin).Records.SOA()
	require.Equal(t, "hostmaster.example.org.", soa.Mbox)
}

func TestAZoneWithASlashInItsName(t *testing.T) {
	t.Parallel()
	s := testserver.PowerDNS(t)
	p := openServer(t, s)
	const classless = "0/25.2.0.192.in-addr.arpa."
	want := parseZone(t, classless, "@ 60 SOA ns1.example.net. h.example.net. 1 2 3 4 5\n@ 60 NS ns1.example.net.\n1 60 PTR www.example.org.\n")
	apply(t, p, want)
	require.Equal(t, lines(want), lines(transfer(t, s, classless)))
}

func TestWithoutSOAEditAPITheSerialIsOurs(t *testing.T) {
	t.Parallel()
	s := testserver.PowerDNS(t)
	p := openServer(t, s)
	newLiveZone(t, p, "")
	raw(t, s, "PUT", "/zones/example.org.", `{"soa_edit_api":""}`)
	live := fetch(t, p, origin)
	require.True(t, live.SerialByUs)
	require.ErrorContains(t, fmt.Errorf("%s", live.Warnings), "soa_edit_api")
}

func TestZonesOfAnotherPrimaryAreNotWritten(t *testing.T) {
	t.Parallel()
	s := testserver.PowerDNS(t)
	p := openServer(t, s)
	raw(t, s, "POST", "/zones", `{"name":"example.org.","kind":"Slave","masters":["192.0.2.1"],"nameservers":[]}`)
	live := fetch(t, p, origin)
	require.NotEmpty(t, live.Unproven, "nothing was transferred yet")
	_, err := p.Batches(live, changes(live.Records, parseZone(t, origin, apex)))
	require.ErrorIs(t, err, providers.ErrInvalid)
	require.ErrorContains(t, err, "kind is Slave")
	batches, err := p.Batches(live, nil)
	require.NoError(t, err)
	require.Empty(t, batches)
}

func TestTypesOfTheServersOwn(t *testing.T) {
	t.Parallel()
	s := testserver.PowerDNS(t)
	p := openServer(t, s)
	newLiveZone(t, p, "")
	raw(t, s, "PATCH", "/zones/example.org.", `{"rrsets":[
		{"name":"a.example.org.","type":"ALIAS","ttl":60,"changetype":"REPLACE","records":[{"content":"www.example.net."}]},
		{"name":"l.example.org.","type":"LUA","ttl":60,"changetype":"REPLACE","records":[{"content":"A \"ifportup(443, {'192.0.2.1'})\""}]}]}`)
	live := fetch(t, p, origin)
	require.Empty(t, live.Warnings)
	alias, ok := live.Records.Find(zone.Key{Name: "a.example.org.", Type: typeAlias})
	require.True(t, ok)
	require.Equal(t, `ALIAS www.example.net.`, typeName(alias.Type)+" "+content(alias.Type, alias.Data.Values()[0]))
	lua, ok := live.Records.Find(zone.Key{Name: "l.example.org.", Type: typeLua})
	require.True(t, ok)
	require.Equal(t, `A "ifportup(443, {'192.0.2.1'})"`, content(lua.Type, lua.Data.Values()[0]))
	alias.TTL, lua.TTL = 90, 90
	want := live.Records
	want.Sets = []zone.RRset{live.Records.Sets[0], live.Records.Sets[1], alias, lua}
	apply(t, p, want)
}
