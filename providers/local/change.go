package local

import (
	"fmt"
	"maps"
	"slices"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// carryOut gives the zone after the changes, with an SOA whose serial is higher than before, and whether anything changed.
// It is pure; the first serial of a zone without an SOA is the caller's to give.
func carryOut(cur zone.Zone, changes []zone.Change, firstSerial uint32) (zone.Zone, bool, error) {
	wanted := make(map[zone.Key]*zone.RRset, len(changes))
	for _, c := range changes {
		set, ok := cur.Find(c.Key())
		switch {
		case same(ptr(set, ok), c.New):
			continue
		case !same(ptr(set, ok), c.Old):
			return zone.Zone{}, false, refuse(providers.ErrConflict, c.Key(), "changed since it was read")
		}
		if err := fits(cur.Origin, c); err != nil {
			return zone.Zone{}, false, err
		}
		wanted[c.Key()] = c.New
	}
	if len(wanted) == 0 && len(cur.Sets) > 0 {
		return cur, false, nil
	}
	next := replace(cur, wanted)
	if err := next.CheckCNAMEs(); err != nil {
		return zone.Zone{}, false, fault("write zone "+cur.Origin, providers.ErrInvalid, err)
	}
	next, err := withSOA(next, cur, firstSerial)
	return next, true, err
}

func ptr(s zone.RRset, ok bool) *zone.RRset {
	if !ok {
		return nil
	}
	return &s
}

// same tells whether two sets of one key, of which either may be absent, mean the same. An SOA's serial is the server's own.
func same(a, b *zone.RRset) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Type == dns.TypeSOA {
		return a.TTL == b.TTL && withoutSerial(a.Data) == withoutSerial(b.Data)
	}
	return a.Equal(*b)
}

// withoutSerial cuts the serial out: it is the first of the five numbers that end an SOA (RFC 1035 §3.3.13).
func withoutSerial(d zone.Data) string {
	if len(d) < 20 {
		return string(d)
	}
	return string(d[:len(d)-20] + d[len(d)-16:])
}

// fits refuses what the server could not serve.
func fits(origin string, c zone.Change) error {
	if !zone.Below(c.Key().Name, origin) {
		return refuse(providers.ErrInvalid, c.Key(), "outside the zone "+origin)
	}
	apex := c.Key().Name == origin
	switch {
	case c.New == nil && c.Key().Type == dns.TypeSOA:
		return refuse(providers.ErrInvalid, c.Key(), "a zone cannot be without")
	case c.New == nil:
		return nil
	case c.Key().Type == dns.TypeSOA && (!apex || c.New.Data.Len() != 1):
		return refuse(providers.ErrInvalid, c.Key(), "a zone has one, at its apex")
	case apex && c.Key().Type == dns.TypeCNAME:
		return refuse(providers.ErrInvalid, c.Key(), "beside the SOA")
	case c.New.Data.Len() == 0:
		return refuse(providers.ErrInvalid, c.Key(), "no data")
	}
	return unserved(*c.New)
}

// unserved refuses the types that only make sense in a signed zone, which this server does not answer for.
func unserved(s zone.RRset) error {
	switch s.Type {
	case dns.TypeRRSIG, dns.TypeNSEC, dns.TypeNSEC3, dns.TypeNSEC3PARAM:
		return refuse(providers.ErrInvalid, s.Key, "the built-in server serves no signed zones")
	}
	return nil
}

func refuse(kind error, k zone.Key, why string) error {
	return &providers.APIError{Provider: "local", Op: "write " + k.String(), Message: why, Kind: kind}
}

// replace gives the zone with the wanted sets in place of its own; a nil one is left out.
func replace(cur zone.Zone, wanted map[zone.Key]*zone.RRset) zone.Zone {
	next := zone.Zone{Origin: cur.Origin, Sets: make([]zone.RRset, 0, len(cur.Sets)+len(wanted))}
	rest := cur.Sets
	for _, k := range slices.SortedFunc(maps.Keys(wanted), zone.Key.Compare) {
		i, found := slices.BinarySearchFunc(rest, k, func(s zone.RRset, k zone.Key) int { return s.Key.Compare(k) })
		next.Sets = append(next.Sets, rest[:i]...)
		if s := wanted[k]; s != nil {
			next.Sets = append(next.Sets, zone.RRset{Key: k, TTL: s.TTL, Data: s.Data})
		}
		if found {
			i++
		}
		rest = rest[i:]
	}
	next.Sets = append(next.Sets, rest...)
	return next
}

// Audit tells the sets that the server cannot serve.
func (p *Provider) Audit(want zone.Zone) []error {
	var errs []error
	for _, s := range want.Sets {
		if err := unserved(s); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", s.Pos, err))
		}
	}
	return errs
}
