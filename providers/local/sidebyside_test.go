package local

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/parse"
	"github.com/zonesync/zonesync/zone"
)

// TestAnswersAreThoseOfNSD serves the same zones from NSD and from here, and asks both the same questions: every name that
// there is and many that there are not, for every type, over UDP and TCP.
func TestAnswersAreThoseOfNSD(t *testing.T) {
	t.Parallel()
	zones := append(readZones(t, "testdata/zones"), readZones(t, "../../examples/zones")...)
	nsd, ours := startNSD(t, zones), startServer(t, zones)
	for _, z := range zones {
		t.Run(z.Origin, func(t *testing.T) {
			t.Parallel()
			c := compare(t, ours, nsd)
			for q := range questions(z) {
				c.ask(t, q)
			}
			t.Logf("%d questions", c.asked)
		})
	}
}

// readZones reads all zone files of a directory.
func readZones(t testing.TB, dir string) []zone.Zone {
	t.Helper()
	results, findings := parse.Load(t.Context(), os.DirFS(dir), parse.Options{Prefix: dir})
	require.Empty(t, findings)
	require.NotEmpty(t, results)
	var zones []zone.Zone
	for _, r := range results {
		require.False(t, r.Failed(), "%+v", r.Findings)
		zones = append(zones, r.Zone)
	}
	return zones
}

// everyType are the types that are asked for at every name, there or not; 65402 is nobody's.
var everyType = []uint16{
	dns.TypeA, dns.TypeNS, dns.TypeCNAME, dns.TypeSOA, dns.TypeMX, dns.TypeTXT, dns.TypeSRV, dns.TypeDNAME, dns.TypeDS,
	dns.TypeANY, 65402,
}

// questions are the names of a zone, and those between them and the apex, for all types that the zone has; and names below
// each, which nothing, a wildcard, a DNAME or another zone may answer for.
func questions(z zone.Zone) map[dns.Question]bool {
	out := map[dns.Question]bool{}
	add := func(name string, types ...uint16) {
		if _, err := zone.Name(name); err != nil {
			return // too long to be asked for
		}
		for _, t := range types {
			out[dns.Question{Name: name, Qtype: t, Qclass: dns.ClassINET}] = true
		}
	}
	types := append([]uint16{dns.TypeAAAA, 65400}, everyType...)
	for _, s := range z.Sets {
		types = append(types, s.Type)
	}
	for _, s := range z.Sets {
		for n := s.Name; zone.Below(n, z.Origin); n = zone.Parent(n) {
			add(n, types...)
			add(strings.ToUpper(n), dns.TypeA, dns.TypeANY)
			for _, below := range []string{"missing.", "*.", "a.b."} {
				add(below+n, everyType...)
			}
		}
		if s.Type == dns.TypeDNAME {
			for _, below := range []string{"www.", "alias.", "deep.er.", strings.Repeat("l.", 60)} {
				add(below+s.Name, types...)
			}
		}
	}
	return out
}

// comparison asks both servers.
type comparison struct {
	ours, nsd map[string]*dns.Conn // by network
	asked     int
}

func compare(t *testing.T, ours, nsd string) *comparison {
	t.Helper()
	return &comparison{ours: dial(t, ours), nsd: dial(t, nsd)}
}

func dial(t *testing.T, addr string) map[string]*dns.Conn {
	t.Helper()
	conns := map[string]*dns.Conn{}
	for _, network := range []string{"udp", "tcp"} {
		c, err := (&dns.Client{Net: network}).Dial(addr)
		require.NoError(t, err)
		t.Cleanup(func() { c.Close() })
		conns[network] = c
	}
	return conns
}

func (c *comparison) ask(t *testing.T, q dns.Question) {
	t.Helper()
	m := new(dns.Msg).SetQuestion(q.Name, q.Qtype)
	m.RecursionDesired = false
	m.SetEdns0(1232, false)
	for _, network := range []string{"udp", "tcp"} {
		ours, theirs := exchange(t, c.ours[network], m), exchange(t, c.nsd[network], m)
		c.asked++
		want, got := describe(theirs), describe(ours)
		if want == got || slices.ContainsFunc(differences, func(d difference) bool { return d.covers(theirs, ours) }) {
			continue
		}
		t.Errorf("%s %s over %s\n--- NSD\n%s--- here\n%s", q.Name, zone.TypeString(q.Qtype), network, want, got)
		return
	}
}

func exchange(t *testing.T, c *dns.Conn, m *dns.Msg) *dns.Msg {
	t.Helper()
	r, _, err := new(dns.Client).ExchangeWithConn(m, c)
	require.NoError(t, err)
	return r
}

// describe writes what two answers must have in common.
func describe(m *dns.Msg) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s aa=%t tc=%t ra=%t question=%s\n", dns.RcodeToString[m.Rcode], m.Authoritative, m.Truncated,
		m.RecursionAvailable, m.Question[0].Name)
	if m.Truncated {
		return b.String() // what is left of it is for nobody to use
	}
	section(&b, "answer", m.Answer)
	section(&b, "authority", m.Ns)
	section(&b, "additional", m.Extra)
	return b.String()
}

// section writes records as a set, in canonical form.
func section(b *strings.Builder, title string, rrs []dns.RR) {
	var lines []string
	for _, rr := range rrs {
		if rr.Header().Rrtype == dns.TypeOPT {
			continue
		}
		r, err := zone.NewRecord(rr)
		if err != nil {
			panic(err) // it came over the wire
		}
		lines = append(lines, fmt.Sprintf("  %s: %s %d %s", title, r.Key, r.TTL, zone.Text(r.Type, r.RData)))
	}
	slices.SortFunc(lines, cmp.Compare)
	for _, l := range lines {
		fmt.Fprintln(b, l)
	}
}

// difference is a case in which the answers may differ, and why.
type difference struct {
	why    string
	covers func(nsd, ours *dns.Msg) bool
}

var differences = []difference{
	{
		"RFC 9460 §4.1: the addresses of an SVCB or HTTPS target should be there; NSD 4.6 leaves them out",
		func(nsd, ours *dns.Msg) bool {
			more := nsd.Copy()
			for _, rr := range ours.Answer {
				name, _ := target(rr)
				if rr.Header().Rrtype != dns.TypeSVCB && rr.Header().Rrtype != dns.TypeHTTPS {
					continue
				}
				more.Extra = append(more.Extra, owned(ours.Extra, name)...)
			}
			return describe(more) == describe(ours)
		},
	},
	{
		"a DNAME that points at itself cannot be followed: SERVFAIL here, the DNAME and a CNAME to itself from NSD",
		func(nsd, ours *dns.Msg) bool {
			if len(nsd.Answer) < 2 || ours.Rcode != dns.RcodeServerFailure {
				return false
			}
			d, ok := nsd.Answer[0].(*dns.DNAME)
			return ok && d.Target == d.Hdr.Name
		},
	},
}

// owned gives the records of a name.
func owned(rrs []dns.RR, name string) []dns.RR {
	return slices.DeleteFunc(slices.Clone(rrs), func(rr dns.RR) bool { return rr.Header().Name != name })
}
