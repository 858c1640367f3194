package local

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// format writes a zone as one absolute record a line, SOA first. What it writes, parse reads back as the same zone.
func format(z zone.Zone) ([]byte, error) {
	var b bytes.Buffer
	for _, s := range z.Sets {
		for rdata := range s.Data.All() {
			text, err := rdataText(s.Type, rdata)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", s.Key, err)
			}
			fmt.Fprintf(&b, "%s\t%d\tIN\t%s\t%s\n", s.Name, s.TTL, zone.TypeString(s.Type), text)
		}
	}
	return b.Bytes(), nil
}

// rdataText gives RDATA in a form that reads back as the same bytes: its type's own, or the generic one of RFC 3597 for the
// rare types whose own form miekg/dns does not read as it prints it (an odd LOC, say).
func rdataText(rrtype uint16, rdata string) (string, error) {
	text := zone.Text(rrtype, rdata)
	switch rrtype {
	case dns.TypeA, dns.TypeAAAA, dns.TypeCNAME, dns.TypeMX, dns.TypeNS, dns.TypePTR, dns.TypeSOA, dns.TypeSRV, dns.TypeTXT:
		if !strings.HasPrefix(text, `\#`) {
			return text, nil
		}
	}
	generic := fmt.Sprintf(`\# %d %x`, len(rdata), rdata)
	for _, t := range []string{text, generic} {
		if back, err := zone.ParseRData(rrtype, t, "."); err == nil && back == rdata {
			return t, nil
		}
	}
	return "", fmt.Errorf("RDATA %s is not what the type allows", generic)
}

// parse reads a zone file. It wants an SOA: a file cut short before it, or empty, is no zone.
func parse(r io.Reader, origin, file string) (zone.Zone, error) {
	var rrs []dns.RR
	zp := dns.NewZoneParser(r, origin, file)
	for rr, ok := zp.Next(); ok; rr, ok = zp.Next() {
		rrs = append(rrs, rr)
	}
	if err := zp.Err(); err != nil {
		return zone.Zone{}, err
	}
	z, err := zone.FromRRs(origin, rrs)
	if err != nil {
		return zone.Zone{}, fmt.Errorf("%s: %w", file, err)
	}
	if _, ok := z.SOA(); !ok {
		return zone.Zone{}, fmt.Errorf("%s: no SOA at %s", file, origin)
	}
	return z, nil
}
