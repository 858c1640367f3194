package local

import (
	"slices"

	"github.com/coredns/coredns/plugin/file"
	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// maxChain bounds how many CNAMEs are followed.
const maxChain = 16

// answer is what is said to one question.
type answer struct {
	answer, ns, extra []dns.RR
	rcode             int
	referral          bool // nothing but a delegation: not authoritative
}

// resolve answers for a canonical name in the zone s. CNAMEs and DNAMEs are followed through all zones that are here; where
// they leave them, the resolver goes on by itself.
func (st *store) resolve(s *served, name string, qtype uint16) answer {
	var a answer
	for range maxChain {
		alias, ok := s.alias(name, qtype)
		if !ok {
			return s.end(a, name, qtype)
		}
		before := len(a.answer)
		a.add(alias)
		cname, ok := alias[len(alias)-1].(*dns.CNAME)
		if !ok {
			a.rcode = dns.RcodeYXDomain
			return a
		}
		name = dns.CanonicalName(cname.Target)
		e := st.find(name)
		if len(a.answer) == before || qtype == dns.TypeCNAME || e == nil || e.served == nil {
			break // a loop, what was asked for, or somebody else's to answer
		}
		s = e.served
	}
	return a
}

// alias gives the CNAME of a name that is not asked for itself, after the DNAME that made it where one did. A lone DNAME
// is one whose substitution gives too long a name (RFC 6672 §2.2).
func (s *served) alias(name string, qtype uint16) ([]dns.RR, bool) {
	f := s.lookup(name, dns.TypeCNAME)
	if f.result != file.Success || len(f.answer) == 0 {
		return nil, false
	}
	_, byDNAME := f.answer[0].(*dns.DNAME)
	if !byDNAME && (qtype == dns.TypeCNAME || qtype == dns.TypeANY) {
		return nil, false
	}
	if _, ok := dns.IsDomainName(f.answer[len(f.answer)-1].(*dns.CNAME).Target); !ok {
		return f.answer[:1], true
	}
	return f.answer, true
}

// end answers for the name that a chain of aliases ends at, or for the question itself.
func (s *served) end(a answer, name string, qtype uint16) answer {
	lookup := s.lookup
	if qtype == dns.TypeANY {
		lookup = s.lookupAny
	}
	f := lookup(name, qtype)
	switch {
	case f.result == file.Delegation:
		a.referral = len(a.answer) == 0
		a.ns = f.cut
	case len(f.answer) > 0:
		a.add(f.answer)
		a.ns = s.authority(f.answer[0].Header(), qtype)
	default:
		a.ns = s.negativeSOA()
	}
	switch f.result {
	case file.NameError:
		a.rcode = dns.RcodeNameError
	case file.ServerFailure:
		return answer{rcode: dns.RcodeServerFailure}
	}
	a.extra = s.additional(a)
	return a
}

// authority gives the apex NS, where they are not the answer themselves. ANY gets no more than need be said, and so does
// DS, which is asked for by those who know the servers already.
func (s *served) authority(answer *dns.RR_Header, qtype uint16) []dns.RR {
	if qtype == dns.TypeANY || qtype == dns.TypeDS || answer.Rrtype == dns.TypeNS && answer.Name == s.data.Origin {
		return nil
	}
	return s.ns
}

// add puts records into the answer that it does not have from an earlier link of the chain.
func (a *answer) add(rrs []dns.RR) {
	earlier := a.answer
	for _, rr := range rrs {
		if !slices.ContainsFunc(earlier, func(have dns.RR) bool { return dns.IsDuplicate(have, rr) }) {
			a.answer = append(a.answer, rr)
		}
	}
}

// additional gives the addresses, in this zone, of the names that answer and authority speak of, but for those that are
// the answer.
func (s *served) additional(a answer) []dns.RR {
	told := map[string]bool{}
	answered := map[zone.Key]bool{}
	var extra []dns.RR
	for _, rr := range a.answer {
		answered[zone.Key{Name: rr.Header().Name, Type: rr.Header().Rrtype}] = true
	}
	for _, rr := range slices.Concat(a.answer, a.ns) {
		name, glue := target(rr)
		name = dns.CanonicalName(name)
		if name == "." || told[name] {
			continue
		}
		told[name] = true
		extra = append(extra, s.addresses(name, glue)...)
	}
	return slices.DeleteFunc(extra, func(rr dns.RR) bool {
		return answered[zone.Key{Name: rr.Header().Name, Type: rr.Header().Rrtype}]
	})
}

// target gives the name whose addresses go with a record (RFC 1034 §4.3.2, RFC 2782, RFC 9460 §4.1), and whether they may be
// glue.
func target(rr dns.RR) (name string, glue bool) {
	switch rr := rr.(type) {
	case *dns.NS:
		return rr.Ns, true
	case *dns.MX:
		return rr.Mx, false
	case *dns.KX:
		return rr.Exchanger, false
	case *dns.SRV:
		return rr.Target, false
	case *dns.SVCB:
		return rr.Target, false
	case *dns.HTTPS:
		return rr.Target, false
	}
	return ".", false
}
