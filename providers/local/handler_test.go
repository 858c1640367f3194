package local

import (
	"context"
	"log/slog"
	"net"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"
)

// FuzzHandler gives the handler whatever miekg/dns lets through: it always answers once, with a message that can be sent, and
// nothing panics.
func FuzzHandler(f *testing.F) {
	for _, m := range []*dns.Msg{
		question("www.wild.tricky.example.", dns.TypeA), question("a.b.dname.tricky.example.", dns.TypeANY).SetEdns0(512, true),
		new(dns.Msg).SetAxfr("tricky.example."), new(dns.Msg).SetIxfr("tricky.example.", 1, "a.", "b."),
		new(dns.Msg).SetNotify("tricky.example."), new(dns.Msg).SetUpdate("tricky.example."), question(".", dns.TypeDS),
		question("\\000\\255\\..tricky.example.", dns.TypeTXT), question("toCUT.tricky.example.", dns.TypeDS),
	} {
		packet, err := m.Pack()
		require.NoError(f, err)
		f.Add(packet, true)
		f.Add(packet, false)
		f.Add(packet[:12], true)
	}
	st := newStore("")
	for _, z := range readZones(f, "testdata/zones") {
		s, err := newServed(z)
		require.NoError(f, err)
		st.entries[z.Origin] = &entry{origin: z.Origin, zone: z, served: s}
	}
	allow, err := prefixes(loopback)
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, packet []byte, udp bool) {
		m := new(dns.Msg)
		if m.Unpack(packet) != nil || m.Response {
			return
		}
		w := &recorder{peer: peer{addr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}}}
		if udp {
			w.addr = &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}
		}
		h := handler{store: st, allow: allow, log: slog.New(noFault{t})}
		h.ServeDNS(w, m)
		require.NotEmpty(t, w.sent)
		for _, r := range w.sent {
			packed, err := r.Pack()
			require.NoError(t, err)
			require.True(t, r.Response)
			require.Equal(t, m.Id, r.Id)
			if udp {
				require.LessOrEqual(t, len(packed), udpSize)
			}
		}
	})
}

// recorder keeps what is sent.
type recorder struct {
	peer
	sent []*dns.Msg
}

func (r *recorder) WriteMsg(m *dns.Msg) error {
	r.sent = append(r.sent, m)
	return nil
}

// noFault is a log that fails the test on errors.
type noFault struct{ t *testing.T }

func (noFault) Enabled(context.Context, slog.Level) bool { return true }
func (n noFault) WithAttrs([]slog.Attr) slog.Handler     { return n }
func (n noFault) WithGroup(string) slog.Handler          { return n }
func (n noFault) Handle(_ context.Context, r slog.Record) error {
	if r.Level >= slog.LevelError {
		r.Attrs(func(a slog.Attr) bool { n.t.Log(a); return true })
		n.t.Error(r.Message)
	}
	return nil
}

func TestAHeaderAloneIsNoQuestion(t *testing.T) {
	t.Parallel()
	addr := startServer(t, nil)
	c, err := net.Dial("udp", addr)
	require.NoError(t, err)
	defer c.Close()
	_, err = c.Write([]byte{1, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0})
	require.NoError(t, err)
	buf := make([]byte, 512)
	n, err := c.Read(buf)
	require.NoError(t, err)
	var m dns.Msg
	require.NoError(t, m.Unpack(buf[:n]))
	require.Equal(t, dns.RcodeFormatError, m.Rcode)
}
