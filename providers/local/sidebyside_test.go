package local

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
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
			for _, name := range questionNames(z) {
				for _, qtype := range questionTypes(z) {
					c.ask(t, name, qtype)
				}
			}
			t.Logf("%d questions", c.asked)
		})
	}
}

// readZones reads all zone files of a directory, with their includes.
func readZones(t *testing.T, dir string) []zone.Zone {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"+suffix))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var zones []zone.Zone
	for _, path := range files {
		origin, ok := originOf(filepath.Base(path))
		require.True(t, ok, path)
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		known := strings.ReplaceAll(string(text), "key7=", "dohpath=") // miekg/dns v1.1.73 reads no number of a key it knows
		zp := dns.NewZoneParser(strings.NewReader(known), origin, filepath.Base(path))
		zp.SetIncludeAllowed(true)
		zp.SetIncludeFS(os.DirFS(dir))
		var rrs []dns.RR
		for rr, ok := zp.Next(); ok; rr, ok = zp.Next() {
			rrs = append(rrs, rr)
		}
		require.NoError(t, zp.Err())
		z, err := zone.FromRRs(origin, rrs)
		require.NoError(t, err)
		zones = append(zones, z)
	}
	return zones
}

// startServer serves zones from a new provider until the test ends, and gives the address.
func startServer(t *testing.T, zones []zone.Zone) string {
	t.Helper()
	p := open(t, t.TempDir())
	for _, z := range zones {
		create(t, p, z)
	}
	return serve(t, p)
}

func open(t *testing.T, dir string) *Provider {
	t.Helper()
	s := Kind().Settings().(*Settings)
	s.Listen, s.Dir = "127.0.0.1:0", dir
	p, err := Open(*s, providers.Env{Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	require.NoError(t, err)
	return p
}

// serve runs the provider's server until the test ends, and gives its address.
func serve(t *testing.T, p *Provider) string {
	t.Helper()
	addr, err := p.Listen()
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-done)
	})
	return addr.String()
}

// create makes a zone as apply does.
func create(t *testing.T, p *Provider, z zone.Zone) {
	t.Helper()
	changes := make([]zone.Change, len(z.Sets))
	for i := range z.Sets {
		changes[i].New = &z.Sets[i]
	}
	send(t, p, providers.Live{Ref: providers.Ref{Origin: z.Origin}, Missing: true}, changes...)
}

func send(t *testing.T, p *Provider, live providers.Live, changes ...zone.Change) {
	t.Helper()
	batches, err := p.Batches(live, changes)
	require.NoError(t, err)
	for _, b := range batches {
		require.NoError(t, p.Send(t.Context(), live, b))
	}
}

// questionNames are the names of a zone, those between them and the apex, names below and beside each, and names that
// only a wildcard or a DNAME could answer for.
func questionNames(z zone.Zone) []string {
	names := map[string]bool{}
	long := strings.Repeat("l.", 60)
	for _, s := range z.Sets {
		for n := s.Name; zone.Below(n, z.Origin); n = zone.Parent(n) {
			for _, below := range []string{"", "missing.", "*.", "a.b.", "www.", "alias.", "deep.er."} {
				if _, err := zone.Name(below + n); err == nil {
					names[below+n] = true
				}
			}
			names[strings.ToUpper(n)] = true
			if _, err := zone.Name(long + n); err == nil && s.Type == dns.TypeDNAME {
				names[long+n] = true
			}
			if n == "." {
				break
			}
		}
	}
	out := make([]string, 0, len(names))
	for n := range names {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// questionTypes are all types of a zone, those that everybody asks for, and one that nobody has.
func questionTypes(z zone.Zone) []uint16 {
	types := []uint16{
		dns.TypeA, dns.TypeAAAA, dns.TypeANY, dns.TypeCNAME, dns.TypeDNAME, dns.TypeDS, dns.TypeMX, dns.TypeNS, dns.TypeSOA,
		dns.TypeTXT, 65400, 65402,
	}
	for _, s := range z.Sets {
		types = append(types, s.Type)
	}
	slices.Sort(types)
	return slices.Compact(types)
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

func (c *comparison) ask(t *testing.T, name string, qtype uint16) {
	t.Helper()
	m := new(dns.Msg).SetQuestion(name, qtype)
	m.RecursionDesired = false
	m.SetEdns0(1232, false)
	for _, network := range []string{"udp", "tcp"} {
		ours, theirs := exchange(t, c.ours[network], m), exchange(t, c.nsd[network], m)
		c.asked++
		want, got := describe(theirs), describe(ours)
		if want == got || slices.ContainsFunc(differences, func(d difference) bool { return d.covers(theirs, ours) }) {
			continue
		}
		t.Errorf("%s %s over %s\n--- NSD\n%s--- here\n%s", name, zone.TypeString(qtype), network, want, got)
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
