package apply

import (
	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// covers tells whether now is what is left of a planned change: the same end, and nothing in between but values of either
// end, as a record-level API leaves them when it is cut off.
func covers(planned, now zone.Change) bool {
	if planned.Key().Type == dns.TypeSOA {
		return planned.New != nil && now.New != nil // its serial moves by itself
	}
	if (planned.New == nil) != (now.New == nil) || now.New != nil && !now.New.Equal(*planned.New) {
		return false
	}
	return now.Old == nil || between(planned, *now.Old)
}

// between tells whether every value of a set, and its TTL, is that of one end of a change. A set that was not there to be seen
// may have come with any TTL: some APIs keep that of a set without records, until another write.
func between(c zone.Change, s zone.RRset) bool {
	known := map[string]bool{}
	ttl := c.Old == nil
	for _, end := range []*zone.RRset{c.Old, c.New} {
		if end == nil {
			continue
		}
		ttl = ttl || end.TTL == s.TTL
		for rdata := range end.Data.All() {
			known[rdata] = true
		}
	}
	for rdata := range s.Data.All() {
		if !known[rdata] {
			return false
		}
	}
	return ttl
}

// serialEnd is how many octets of a SOA's RDATA follow the start of its serial (RFC 1035 §3.3.13).
const serialEnd = 20

// onlySerial tells whether a change does nothing but raise the serial of a SOA.
func onlySerial(c zone.Change) bool {
	if c.Op() != zone.Update || c.Key().Type != dns.TypeSOA || c.Old.TTL != c.New.TTL {
		return false
	}
	a, b := c.Old.Data, c.New.Data
	i := len(a) - serialEnd
	return len(a) == len(b) && i > 0 && a[:i] == b[:i] && a[i+4:] == b[i+4:]
}
