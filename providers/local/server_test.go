package local

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// openProvider opens a provider on a directory, with the defaults but for the port.
func openProvider(t *testing.T, dir string) *Provider {
	t.Helper()
	s := Kind().Settings().(*Settings)
	s.Listen, s.Dir = "127.0.0.1:0", providers.Path(dir)
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

// startServer serves zones from a new provider until the test ends, and gives the address.
func startServer(t *testing.T, zones []zone.Zone) string {
	t.Helper()
	p := openProvider(t, t.TempDir())
	for _, z := range zones {
		create(t, p, z)
	}
	return serve(t, p)
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

func fetch(t *testing.T, p *Provider, origin string) providers.Live {
	t.Helper()
	live, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	return live
}

// zoneOf reads a zone example.org.
func zoneOf(t *testing.T, text string) zone.Zone {
	t.Helper()
	z, err := readText("$TTL 300\n"+text, "example.org.", "test")
	require.NoError(t, err)
	return z
}

func ask(t *testing.T, network, addr string, m *dns.Msg) *dns.Msg {
	t.Helper()
	r, _, err := (&dns.Client{Net: network, UDPSize: dns.MaxMsgSize}).Exchange(m, addr)
	require.NoError(t, err)
	return r
}

func question(name string, qtype uint16) *dns.Msg { return new(dns.Msg).SetQuestion(name, qtype) }

func TestWhatIsNotAnswered(t *testing.T) {
	t.Parallel()
	addr := startServer(t, []zone.Zone{zoneOf(t, "@ SOA ns h 1 1 1 1 1\n@ NS ns.example.net.\n")})
	for _, tc := range []struct {
		title string
		alter func(*dns.Msg)
		want  int
	}{
		{"names of no zone here", func(m *dns.Msg) { m.Question[0].Name = "example.net." }, dns.RcodeRefused},
		{"the root", func(m *dns.Msg) { m.Question[0].Name = "." }, dns.RcodeRefused},
		{"the parent's DS", func(m *dns.Msg) { m.Question[0] = dns.Question{Name: "org.", Qtype: dns.TypeDS, Qclass: 1} }, dns.RcodeRefused},
		{"class CHAOS", func(m *dns.Msg) { m.Question[0].Qclass = dns.ClassCHAOS }, dns.RcodeRefused},
		{"class ANY", func(m *dns.Msg) { m.Question[0].Qclass = dns.ClassANY }, dns.RcodeRefused},
		{"EDNS of a version to come", func(m *dns.Msg) { m.SetEdns0(1232, false).IsEdns0().SetVersion(1) }, dns.RcodeBadVers},
		{"NOTIFY", func(m *dns.Msg) { m.Opcode = dns.OpcodeNotify }, dns.RcodeNotImplemented},
		{"UPDATE", func(m *dns.Msg) { m.Opcode = dns.OpcodeUpdate }, dns.RcodeNotImplemented},
		{"MAILB", func(m *dns.Msg) { m.Question[0].Qtype = dns.TypeMAILB }, dns.RcodeNotImplemented},
		{"two questions", func(m *dns.Msg) { m.Question = append(m.Question, m.Question[0]) }, dns.RcodeFormatError},
	} {
		for _, network := range []string{"udp", "tcp"} {
			t.Run(tc.title+" over "+network, func(t *testing.T) {
				m := question("example.org.", dns.TypeSOA)
				tc.alter(m)
				r := ask(t, network, addr, m)
				require.Equal(t, dns.RcodeToString[tc.want], dns.RcodeToString[r.Rcode])
				require.Empty(t, r.Answer)
				require.False(t, r.Authoritative)
			})
		}
	}
}

func TestEDNS(t *testing.T) {
	t.Parallel()
	addr := startServer(t, []zone.Zone{zoneOf(t, "@ SOA ns h 1 1 1 1 1\n@ NS ns.example.net.\n")})
	require.Nil(t, ask(t, "udp", addr, question("example.org.", dns.TypeSOA)).IsEdns0(), "not when it was not in the question")
	opt := ask(t, "udp", addr, question("example.org.", dns.TypeSOA).SetEdns0(4096, true)).IsEdns0()
	require.NotNil(t, opt)
	require.True(t, opt.Do(), "RFC 3225 §3")
	require.EqualValues(t, udpSize, opt.UDPSize())
}

func TestLargeAnswers(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("@ SOA ns h 1 1 1 1 1\n@ NS ns.example.net.\n")
	for i := range 250 {
		fmt.Fprintf(&text, "big A 192.0.2.%d\n", i)
	}
	for i := range 20 {
		fmt.Fprintf(&text, "mail MX %d m%d\nm%d A 192.0.2.1\nm%d AAAA 2001:db8::1\n", i, i, i, i)
	}
	addr := startServer(t, []zone.Zone{zoneOf(t, text.String())})
	for _, tc := range []struct {
		title, network, name string
		buffer               uint16 // 0: no EDNS
		truncated            bool
		size                 int
	}{
		{"are cut at 512 octets without EDNS", "udp", "big", 0, true, 512},
		{"are cut at the client's size", "udp", "big", 900, true, 900},
		{"are cut at 512 octets for a client that says less", "udp", "big", 100, true, 512},
		{"are cut before they make fragments", "udp", "big", 65000, true, udpSize},
		{"lose the additional section first, without TC", "udp", "mail", 600, false, 600},
		{"are whole over TCP", "tcp", "big", 0, false, 65535},
	} {
		t.Run(tc.title, func(t *testing.T) {
			m := question(tc.name+".example.org.", dns.TypeA)
			if tc.name == "mail" {
				m = question("mail.example.org.", dns.TypeMX)
			}
			if tc.buffer > 0 {
				m.SetEdns0(tc.buffer, false)
			}
			r := ask(t, tc.network, addr, m)
			require.Equal(t, tc.truncated, r.Truncated)
			r.Compress = true // as it came
			require.LessOrEqual(t, r.Len(), tc.size)
			if !tc.truncated {
				require.Len(t, r.Answer, map[string]int{"big": 250, "mail": 20}[tc.name])
			}
		})
	}
}

func TestPortInUse(t *testing.T) {
	t.Parallel()
	taken := startServer(t, nil)
	p := openProvider(t, t.TempDir())
	p.listen = taken
	_, err := p.Listen()
	require.ErrorIs(t, err, syscall.EADDRINUSE)
	require.ErrorContains(t, err, "local: listen on "+taken)
	require.Contains(t, providers.Hint(err), "--dns")
	require.ErrorIs(t, p.Serve(t.Context()), syscall.EADDRINUSE)

	p.listen = "203.0.113.1:0"
	_, err = p.Listen()
	require.Error(t, err)
	require.Contains(t, providers.Hint(err), "address and port of this machine")
}

func TestServeEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	require.NoError(t, openProvider(t, t.TempDir()).Serve(ctx))
}

// TestSwapWhileAsked changes a zone as fast as it goes while clients ask: each answer is of one version, and no older than
// one that was seen before.
func TestSwapWhileAsked(t *testing.T) {
	t.Parallel()
	p := openProvider(t, t.TempDir())
	version := func(n int) zone.Zone {
		return zoneOf(t, fmt.Sprintf("@ SOA ns h %d 1 1 1 1\n@ NS ns\nns A 192.0.2.1\nmx MX %d a\na TXT %d\n", n, n, n))
	}
	create(t, p, version(1))
	addr := serve(t, p)
	stop := make(chan struct{})
	var clients sync.WaitGroup
	for range 4 {
		clients.Go(func() {
			c, err := (&dns.Client{Net: "tcp"}).Dial(addr)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			for last := uint16(0); ; {
				r, _, err := new(dns.Client).ExchangeWithConn(question("mx.example.org.", dns.TypeMX), c)
				if err != nil || len(r.Answer) != 1 || r.Answer[0].(*dns.MX).Preference < last {
					t.Errorf("after version %d: %v, %v", last, r, err)
					return
				}
				last = r.Answer[0].(*dns.MX).Preference
				select {
				case <-stop:
					return
				default:
				}
			}
		})
	}
	for n := 2; n < 60; n++ {
		live, next := fetch(t, p, "example.org."), version(n)
		var changes []zone.Change
		for i, s := range next.Sets {
			old, _ := live.Records.Find(s.Key)
			if s.Type != dns.TypeSOA && !s.Equal(old) {
				changes = append(changes, zone.Change{Old: &old, New: &next.Sets[i]})
			}
		}
		require.Len(t, changes, 2)
		send(t, p, live, changes...)
		r := ask(t, "udp", addr, question("a.example.org.", dns.TypeTXT))
		require.Equal(t, fmt.Sprint(n), r.Answer[0].(*dns.TXT).Txt[0], "Send returns when the change is live")
		require.EqualValues(t, n, ask(t, "udp", addr, question("example.org.", dns.TypeSOA)).Answer[0].(*dns.SOA).Serial)
	}
	close(stop)
	clients.Wait()
}

// TestAFaultCostsOneAnswer has the handler panic.
func TestAFaultCostsOneAnswer(t *testing.T) {
	t.Parallel()
	p := openProvider(t, t.TempDir())
	create(t, p, zoneOf(t, "@ SOA ns h 1 1 1 1 1\n@ NS ns.example.net.\n"))
	addr := serve(t, p)
	p.store.mu.Lock()
	broken := *p.store.entries["example.org."]
	broken.origin, broken.served = "broken.example.", &served{}
	p.store.entries["broken.example."] = &broken
	p.store.mu.Unlock()
	r, _, err := new(dns.Client).Exchange(question("www.broken.example.", dns.TypeA), addr)
	require.NoError(t, err)
	require.Equal(t, dns.RcodeServerFailure, r.Rcode)
	require.Equal(t, dns.RcodeSuccess, ask(t, "udp", addr, question("example.org.", dns.TypeSOA)).Rcode)
}
