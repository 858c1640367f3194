package local

import (
	"net/netip"
	"slices"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// envelopeSize is how many octets of records, before compression, go into one message of a transfer.
const envelopeSize = 32 << 10

// transfer answers AXFR (RFC 5936), and IXFR with the whole zone (RFC 1995 §4).
func (h *handler) transfer(w dns.ResponseWriter, r *dns.Msg) {
	name, err := zone.Name(r.Question[0].Name)
	e := h.store.entry(name)
	incremental := r.Question[0].Qtype == dns.TypeIXFR
	switch {
	case err != nil:
		h.send(w, r, refusal(r, dns.RcodeFormatError))
	case !h.mayTransfer(w):
		h.send(w, r, refusal(r, dns.RcodeRefused))
	case e == nil:
		h.send(w, r, refusal(r, dns.RcodeNotAuth))
	case e.served == nil:
		h.send(w, r, refusal(r, dns.RcodeServerFailure))
	case incremental && (isUDP(w) || upToDate(r, e.served.soa.Serial)):
		m := refusal(r, dns.RcodeSuccess)
		m.Authoritative = true
		m.Answer = []dns.RR{e.served.soa}
		h.send(w, r, m)
	case isUDP(w):
		h.send(w, r, refusal(r, dns.RcodeNotImplemented)) // RFC 5936 §4.2: no AXFR over UDP
	default:
		h.stream(w, r, e.served)
	}
}

func (h *handler) mayTransfer(w dns.ResponseWriter) bool {
	client, err := netip.ParseAddrPort(w.RemoteAddr().String())
	return err == nil && slices.ContainsFunc(h.allow, func(p netip.Prefix) bool {
		return p.Contains(client.Addr().Unmap().WithZone(""))
	})
}

// upToDate tells whether the serial that an IXFR comes with is no older than ours.
func upToDate(r *dns.Msg, serial uint32) bool {
	if len(r.Ns) == 0 {
		return false
	}
	soa, ok := r.Ns[0].(*dns.SOA)
	return ok && int32(serial-soa.Serial) <= 0
}

// stream sends the zone: SOA, everything else, SOA. A client that goes away ends it.
func (h *handler) stream(w dns.ResponseWriter, r *dns.Msg, s *served) {
	var batch []dns.RR
	size := 0
	flush := func() error {
		m := refusal(r, dns.RcodeSuccess)
		m.Authoritative, m.Compress, m.Answer = true, true, batch
		batch, size = nil, 0
		return w.WriteMsg(m)
	}
	for rr := range s.records {
		n := dns.Len(rr)
		if size+n > envelopeSize && len(batch) > 0 {
			if err := flush(); err != nil {
				h.log.Debug("transfer ended early", "zone", s.data.Origin, "err", err)
				return
			}
		}
		batch, size = append(batch, rr), size+n
	}
	if err := flush(); err != nil {
		h.log.Debug("transfer ended early", "zone", s.data.Origin, "err", err)
	}
}

// records goes through the zone as a transfer has it. The sets made records once before, in newServed, so they do again.
func (s *served) records(yield func(dns.RR) bool) {
	for _, set := range s.data.Sets { // SOA first: that is the order of a zone
		rrs, err := set.RRs()
		if err != nil {
			return
		}
		for _, rr := range rrs {
			if !yield(rr) {
				return
			}
		}
	}
	yield(s.soa)
}
