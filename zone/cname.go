package zone

import (
	"fmt"

	"github.com/miekg/dns"
)

// CheckCNAMEs refuses a CNAME with several values or beside other data (RFC 1034 §3.6.2, RFC 4035 §2.5). A base set is
// beside the sets of every view but of those that replace it.
func (z Zone) CheckCNAMEs() error {
	for i, s := range z.Sets {
		if s.Type != dns.TypeCNAME {
			continue
		}
		if s.Data.Len() > 1 {
			return fmt.Errorf("%s: several values", s.Key)
		}
		for _, o := range z.sameName(i) {
			if s.beside(o) && ConflictsWithCNAME(o.Type) {
				return fmt.Errorf("%s: beside %s", s.Key, TypeString(o.Type))
			}
		}
	}
	return nil
}

// sameName gives the sets at the name of set i.
func (z Zone) sameName(i int) []RRset {
	first, end := i, i+1
	for first > 0 && z.Sets[first-1].Name == z.Sets[i].Name {
		first--
	}
	for end < len(z.Sets) && z.Sets[end].Name == z.Sets[i].Name {
		end++
	}
	return z.Sets[first:end]
}

// beside tells whether somebody gets both sets.
func (s RRset) beside(o RRset) bool {
	return s.View == o.View || (s.View == "" || o.View == "") && !Replaces(s.Type, o.Type)
}

// ConflictsWithCNAME tells whether a type may not stand beside a CNAME. The DNSSEC records that a signed CNAME has
// (RFC 4035 §2.5) may, and the CNAME itself is no conflict.
func ConflictsWithCNAME(rrtype uint16) bool {
	switch rrtype {
	case dns.TypeCNAME, dns.TypeRRSIG, dns.TypeNSEC, dns.TypeSIG, dns.TypeKEY, dns.TypeNXT:
		return false
	}
	return true
}
