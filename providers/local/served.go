package local

import (
	"context"
	"maps"
	"net"
	"slices"

	"github.com/coredns/coredns/plugin/file"
	"github.com/coredns/coredns/request"
	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// served is a zone in the form that CoreDNS's plugin/file looks names up in. It never changes, so that a new version of a
// zone is swapped in as a whole.
//
// Lookup is asked for one name at a time, and only its findings are used. What it does beyond that differs from what NSD
// and the RFCs do, so it is done here: following CNAMEs (the RCODE at the end of a chain, RFC 6604, and the SOA of a chain
// that ends in no data), ANY, the TTL of the SOA in negative answers, and the additional section.
type served struct {
	data  zone.Zone
	file  *file.Zone
	soa   *dns.SOA
	ns    []dns.RR // at the apex
	types []uint16 // all that the zone has, which is what ANY may find, in the order of sets at a name
}

// anyFirst are the types that ANY is answered with by preference.
var anyFirst = []uint16{dns.TypeSOA, dns.TypeA, dns.TypePTR, dns.TypeMX, dns.TypeAAAA}

func newServed(z zone.Zone) (*served, error) {
	s := &served{data: z, file: file.NewZone(z.Origin, "")}
	types := map[zone.Key]bool{} // of the root, for their order
	for _, set := range z.Sets {
		rrs, err := set.RRs()
		if err != nil {
			return nil, err
		}
		for _, rr := range rrs {
			if err := s.file.Insert(rr); err != nil {
				return nil, err
			}
		}
		types[zone.Key{Type: set.Type}] = true
	}
	for _, k := range slices.SortedFunc(maps.Keys(types), zone.Key.Compare) {
		s.types = append(s.types, k.Type)
	}
	s.soa, s.ns = s.file.SOA, s.file.NS
	// Insert keeps the SOA beside the tree; without a node for the apex, a zone of SOA and NS alone would deny its own name.
	s.file.Tree.Insert(s.soa)
	return s, nil
}

// negativeSOA is the SOA of answers that deny something: its TTL is how long the denial holds (RFC 2308 §3).
func (s *served) negativeSOA() []dns.RR {
	soa := *s.soa
	soa.Hdr.Ttl = min(soa.Hdr.Ttl, soa.Minttl)
	return []dns.RR{&soa}
}

// found is what the zone has for one name and type.
type found struct {
	answer []dns.RR // owned by the name; or a DNAME above it and the CNAME that it makes
	cut    []dns.RR // the NS of the delegation that the name lies in
	result file.Result
}

// noClient stands where Lookup wants to see who is asking. It only looks at the protocol.
type noClient struct{ dns.ResponseWriter }

func (noClient) RemoteAddr() net.Addr { return (*net.TCPAddr)(nil) }

// lookup finds one name and type. CNAMEs at the name are only found when they are asked for.
func (s *served) lookup(name string, qtype uint16) found {
	question := []dns.Question{{Name: name, Qtype: qtype, Qclass: dns.ClassINET}}
	state := request.Request{Req: &dns.Msg{Question: question}, W: noClient{}}
	answer, ns, _, result := s.file.Lookup(context.Background(), state, name)
	switch {
	case result == file.Delegation:
		return found{cut: ns, result: result}
	case len(answer) > 0 && answer[0].Header().Name == name && s.isEmptyNonTerminal(name):
		return found{result: file.NoData} // it exists, so no wildcard answers for it (RFC 4592 §2.2.2), which Lookup forgets
	}
	return found{answer: answer, result: result}
}

// isEmptyNonTerminal tells whether a name has no records but names below it that do.
func (s *served) isEmptyNonTerminal(name string) bool {
	if _, ok := s.file.Search(name); ok {
		return false
	}
	next, ok := s.file.Next(name)
	return ok && next.Name() != name && zone.Below(next.Name(), name)
}

// lookupAny finds one RRset of a name, which is enough of an answer (RFC 8482 §4.1): a small one of a type that many use,
// where there is one. The choice is NSD's.
func (s *served) lookupAny(name string, _ uint16) found {
	one := s.lookup(name, dns.TypeCNAME)
	if one.result == file.Delegation {
		return one
	}
	for _, t := range s.types {
		f := s.lookup(name, t)
		if f.result != file.Success || len(f.answer) == 0 || f.answer[0].Header().Rrtype != t {
			continue
		}
		one = f
		if slices.Contains(anyFirst, t) {
			break
		}
	}
	return one
}

// addresses gives the A and AAAA records of a name; those below a delegation only as glue.
func (s *served) addresses(name string, glue bool) []dns.RR {
	if !zone.Below(name, s.data.Origin) {
		return nil
	}
	var out []dns.RR
	for _, t := range []uint16{dns.TypeA, dns.TypeAAAA} {
		f := s.lookup(name, t)
		switch {
		case f.result == file.Delegation && glue:
			if node, ok := s.file.Search(name); ok {
				out = append(out, node.Type(t)...)
			}
		case len(f.answer) > 0 && f.answer[0].Header().Rrtype == t:
			out = append(out, f.answer...)
		}
	}
	return out
}
