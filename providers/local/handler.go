package local

import (
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"runtime/debug"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// udpSize is the most that is sent in one datagram, and what is said to be received (DNS flag day 2020: no fragments).
const udpSize = 1232

// handler speaks DNS: it decides what is answered at all, and in which form.
type handler struct {
	store *store
	allow []netip.Prefix // who may transfer
	log   *slog.Logger
}

// ServeDNS answers one message. miekg/dns has dropped or refused what is no request with one question, and UPDATE. A fault
// of the program while answering costs that answer, not the service.
func (h *handler) ServeDNS(w dns.ResponseWriter, r *dns.Msg) {
	if len(r.Question) != 1 { // a header alone, whatever it announces
		h.send(w, r, refusal(r, dns.RcodeFormatError))
		return
	}
	defer func() {
		if fault := recover(); fault != nil {
			h.log.Error("answering failed", "question", r.Question[0].String(), "fault", fmt.Sprint(fault),
				"stack", string(debug.Stack()))
			h.send(w, r, refusal(r, dns.RcodeServerFailure))
		}
	}()
	switch q := r.Question[0]; {
	case h.unfit(r) != dns.RcodeSuccess:
		h.send(w, r, refusal(r, h.unfit(r)))
	case q.Qtype == dns.TypeAXFR || q.Qtype == dns.TypeIXFR:
		h.transfer(w, r)
	default:
		h.send(w, r, h.query(r))
	}
}

// unfit gives the RCODE for a message that is not answered, RcodeSuccess for one that is.
func (h *handler) unfit(r *dns.Msg) int {
	opt := r.IsEdns0()
	switch {
	case opt != nil && opt.Version() != 0:
		return dns.RcodeBadVers
	case r.Opcode != dns.OpcodeQuery:
		return dns.RcodeNotImplemented
	case r.IsTsig() != nil:
		return dns.RcodeNotAuth // there are no keys
	case r.Question[0].Qclass != dns.ClassINET:
		return dns.RcodeRefused
	case r.Question[0].Qtype == dns.TypeMAILA, r.Question[0].Qtype == dns.TypeMAILB:
		return dns.RcodeNotImplemented
	}
	return dns.RcodeSuccess
}

func refusal(r *dns.Msg, rcode int) *dns.Msg {
	m := new(dns.Msg)
	return m.SetRcode(r, rcode)
}

func (h *handler) query(r *dns.Msg) *dns.Msg {
	name, err := zone.Name(r.Question[0].Name)
	if err != nil {
		return refusal(r, dns.RcodeFormatError)
	}
	qtype := r.Question[0].Qtype
	e := h.zoneFor(name, qtype)
	switch {
	case e == nil:
		return refusal(r, dns.RcodeRefused)
	case e.served == nil:
		return refusal(r, dns.RcodeServerFailure) // there is a zone, and nobody could read it yet
	}
	a := h.store.resolve(e.served, name, qtype)
	m := refusal(r, a.rcode)
	m.Authoritative = !a.referral
	m.Answer, m.Ns, m.Extra = a.answer, a.ns, a.extra
	return m
}

// zoneFor gives the zone that a question is for. A DS lies above the cut, in the parent zone where that is here too
// (RFC 4035 §3.1.4.1).
func (h *handler) zoneFor(name string, qtype uint16) *entry {
	e := h.store.find(name)
	if qtype == dns.TypeDS && e != nil && e.origin == name && name != "." {
		if parent := h.store.find(zone.Parent(name)); parent != nil {
			return parent
		}
	}
	return e
}

// send puts the EDNS record and the size limit on a reply and sends it.
func (h *handler) send(w dns.ResponseWriter, r, m *dns.Msg) {
	size := dns.MaxMsgSize
	opt := r.IsEdns0()
	if isUDP(w) {
		size = dns.MinMsgSize
		if opt != nil {
			size = min(max(dns.MinMsgSize, int(opt.UDPSize())), udpSize)
		}
	}
	if opt != nil {
		m.SetEdns0(udpSize, opt.Do())
	}
	m.Compress = true
	fit(m, size)
	if err := w.WriteMsg(m); err != nil {
		h.log.Debug("answer not sent", "client", w.RemoteAddr().String(), "err", err)
	}
}

// fit makes a reply small enough. The additional section of an answer, and then its authority section, are a courtesy and
// go first; the TC bit is only set when what was asked for is cut (RFC 2181 §9). Glue of a referral is needed (RFC 9471).
func fit(m *dns.Msg, size int) {
	courtesy := []*[]dns.RR{&m.Extra, &m.Ns}
	if len(m.Answer) == 0 || m.Rcode != dns.RcodeSuccess {
		courtesy = nil
	}
	for _, section := range courtesy {
		if m.Len() <= size {
			return
		}
		*section = keepOPT(*section)
	}
	m.Truncate(size)
}

func keepOPT(rrs []dns.RR) []dns.RR {
	for _, rr := range rrs {
		if rr.Header().Rrtype == dns.TypeOPT {
			return []dns.RR{rr}
		}
	}
	return nil
}

func isUDP(w dns.ResponseWriter) bool {
	_, ok := w.RemoteAddr().(*net.UDPAddr)
	return ok
}
