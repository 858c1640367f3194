package local

import (
	"net"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

// TestTransfersAreThoseOfNSD compares whole zones, record by record.
func TestTransfersAreThoseOfNSD(t *testing.T) {
	t.Parallel()
	zones := append(readZones(t, "testdata/zones"), readZones(t, "../../examples/zones")...)
	nsd, ours := startNSD(t, zones), startServer(t, zones)
	for _, z := range zones {
		t.Run(z.Origin, func(t *testing.T) {
			t.Parallel()
			want, got := axfr(t, nsd, z.Origin), axfr(t, ours, z.Origin)
			require.Equal(t, canonical(want), canonical(got))
			require.Equal(t, want[0].String(), got[0].String(), "the SOA first")
			require.Equal(t, want[0].String(), got[len(got)-1].String(), "and last")
		})
	}
}

func axfr(t *testing.T, addr, origin string) []dns.RR {
	t.Helper()
	return transfer(t, addr, new(dns.Msg).SetAxfr(origin))
}

func transfer(t *testing.T, addr string, m *dns.Msg) []dns.RR {
	t.Helper()
	envelopes, err := new(dns.Transfer).In(m, addr)
	require.NoError(t, err)
	var rrs []dns.RR
	for e := range envelopes {
		require.NoError(t, e.Error)
		rrs = append(rrs, e.RR...)
	}
	return rrs
}

// canonical gives the zone that a transfer makes.
func canonical(rrs []dns.RR) zone.Zone {
	z, err := zone.FromRRs(rrs[0].Header().Name, rrs[:len(rrs)-1])
	if err != nil {
		panic(err)
	}
	return z
}

func TestIXFRGetsTheWholeZone(t *testing.T) {
	t.Parallel()
	z := zoneOf(t, "@ SOA ns h 5 1 1 1 1\n@ NS ns\nns A 192.0.2.1\n")
	addr := startServer(t, []zone.Zone{z})
	for _, tc := range []struct {
		title   string
		serial  uint32
		records int
	}{
		{"to a client that is behind", 4, 4},
		{"but only the SOA to one that is up to date", 5, 1},
		{"but only the SOA to one that is ahead", 6, 1},
		{"to one that is behind across the wrap of RFC 1982", 4294967295, 4},
	} {
		t.Run(tc.title, func(t *testing.T) {
			m := new(dns.Msg).SetIxfr(z.Origin, tc.serial, "ns.example.org.", "h.example.org.")
			r, _, err := (&dns.Client{Net: "tcp"}).Exchange(m, addr)
			require.NoError(t, err)
			require.Len(t, r.Answer, tc.records)
		})
	}
	m := new(dns.Msg).SetIxfr(z.Origin, 4, "ns.example.org.", "h.example.org.")
	r, _, err := new(dns.Client).Exchange(m, addr)
	require.NoError(t, err)
	require.Len(t, r.Answer, 1, "over UDP, the SOA sends the client to TCP")
}

func TestTransfersAreRefused(t *testing.T) {
	t.Parallel()
	z := zoneOf(t, "@ SOA ns h 5 1 1 1 1\n@ NS ns.example.net.\n")
	open := startServer(t, []zone.Zone{z})
	p := openProvider(t, t.TempDir())
	p.allow, _ = prefixes([]string{"192.0.2.0/24", "2001:db8::1"})
	create(t, p, z)
	closed := serve(t, p)
	for _, tc := range []struct {
		title, addr, network, name string
		want                       int
	}{
		{"to clients outside the allowed networks", closed, "tcp", "example.org.", dns.RcodeRefused},
		{"of zones that are not here", open, "tcp", "example.net.", dns.RcodeNotAuth},
		{"of names that are no zone's apex", open, "tcp", "www.example.org.", dns.RcodeNotAuth},
		{"over UDP", open, "udp", "example.org.", dns.RcodeNotImplemented},
	} {
		t.Run(tc.title, func(t *testing.T) {
			r, _, err := (&dns.Client{Net: tc.network}).Exchange(new(dns.Msg).SetAxfr(tc.name), tc.addr)
			require.NoError(t, err)
			require.Equal(t, dns.RcodeToString[tc.want], dns.RcodeToString[r.Rcode])
			require.Empty(t, r.Answer)
		})
	}
}

func TestMayTransfer(t *testing.T) {
	t.Parallel()
	allow, err := prefixes([]string{"127.0.0.0/8", "::1", "192.0.2.7/24"})
	require.NoError(t, err)
	h := handler{allow: allow}
	for addr, want := range map[string]bool{
		"127.0.0.1:5": true, "[::1]:5": true, "[::ffff:127.0.0.1]:5": true, "192.0.2.200:5": true,
		"192.0.3.1:5": false, "[2001:db8::1]:5": false, "[fe80::1%1]:5": false,
	} {
		tcp, err := net.ResolveTCPAddr("tcp", addr)
		require.NoError(t, err)
		require.Equal(t, want, h.mayTransfer(peer{addr: tcp}), addr)
	}
	_, err = prefixes([]string{"localhost"})
	require.ErrorContains(t, err, `"localhost" is neither an address nor a prefix`)
}

// peer is a client with an address.
type peer struct {
	dns.ResponseWriter
	addr net.Addr
}

func (p peer) RemoteAddr() net.Addr { return p.addr }
