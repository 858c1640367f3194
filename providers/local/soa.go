package local

import (
	"fmt"
	"slices"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// withSOA gives the zone with the SOA that it is to be served with: its own, or one made up where it has none, under a
// serial higher than that of the zone as it was.
func withSOA(next, was zone.Zone, firstSerial uint32) (zone.Zone, error) {
	soa, ok := next.SOA()
	if !ok {
		soa = madeUp(next, firstSerial)
	}
	if old, ok := was.SOA(); ok {
		soa.Serial = raise(old.Serial, soa.Serial)
	}
	rdata, err := zone.RData(soa)
	if err != nil {
		return zone.Zone{}, fault("write zone "+next.Origin, providers.ErrInvalid, fmt.Errorf("SOA: %w", err))
	}
	set := zone.RRset{
		Key: zone.Key{Name: next.Origin, Type: dns.TypeSOA}, TTL: soa.Hdr.Ttl, Data: zone.NewData(rdata),
	}
	i, found := slices.BinarySearchFunc(next.Sets, set.Key, func(s zone.RRset, k zone.Key) int { return s.Key.Compare(k) })
	if found {
		next.Sets[i] = set
		return next, nil
	}
	next.Sets = slices.Insert(next.Sets, i, set)
	return next, nil
}

// madeUp is the SOA of a zone file without one.
func madeUp(z zone.Zone, serial uint32) *dns.SOA {
	mname := "ns." + z.Origin
	if ns, ok := z.Find(zone.Key{Name: z.Origin, Type: dns.TypeNS}); ok {
		mname = ns.Text()[0]
	}
	return &dns.SOA{
		Hdr: dns.RR_Header{Name: z.Origin, Rrtype: dns.TypeSOA, Class: dns.ClassINET, Ttl: 3600},
		Ns:  mname, Mbox: "hostmaster." + z.Origin, Serial: serial,
		Refresh: 3600, Retry: 900, Expire: 1209600, Minttl: 300,
	}
}

// raise gives the wanted serial where it is newer than the old one by RFC 1982, and the old one plus one otherwise.
func raise(old, wanted uint32) uint32 {
	if int32(wanted-old) > 0 {
		return wanted
	}
	return old + 1
}
