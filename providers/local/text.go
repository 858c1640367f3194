package local

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/parse"
	"github.com/zonesync/zonesync/zone"
)

// maxErrors is how many faults of one file are told.
const maxErrors = 10

// writeText gives a zone as one absolute record a line, SOA first. What it writes, readText reads back as the same zone.
func writeText(z zone.Zone) ([]byte, error) {
	var b bytes.Buffer
	for _, s := range z.Sets {
		for rdata := range s.Data.All() {
			text, err := rdataText(s.Type, rdata)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", s.Key, err)
			}
			fmt.Fprintf(&b, "%s\t%d\tIN\t%s\t%s\n", ownerText(s.Name), s.TTL, zone.TypeString(s.Type), text)
		}
	}
	return b.Bytes(), nil
}

// ownerText gives a name as it may begin a line, where a dollar sign begins a directive.
func ownerText(name string) string {
	if rest, ok := strings.CutPrefix(name, "$"); ok {
		return `\036` + rest
	}
	return name
}

// provenText is writeText's text, which has been read back as the same zone: nothing is ever written that a restart could
// not read.
func provenText(z zone.Zone) ([]byte, error) {
	text, err := writeText(z)
	if err != nil {
		return nil, err
	}
	back, err := readText(string(text), z.Origin, fileName(z.Origin))
	if err != nil {
		return nil, err
	}
	if !equal(z, back) {
		return nil, fmt.Errorf("%s does not read back as it is written", z.Origin)
	}
	return text, nil
}

func equal(a, b zone.Zone) bool {
	return slices.EqualFunc(a.Sets, b.Sets, func(a, b zone.RRset) bool { return a.Key == b.Key && a.Equal(b) })
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

// readText reads a zone file. It wants an SOA and a line end at the end: a file that was cut short, or is empty, is no zone.
func readText(text, origin, file string) (zone.Zone, error) {
	if !strings.HasSuffix(text, "\n") {
		return zone.Zone{}, fmt.Errorf("%s: the last line is cut short", file)
	}
	z, findings := parse.Text(origin, text)
	var errs []error
	for _, f := range findings {
		if f.Severity == parse.Error && f.Rule != "ns-missing" { // the SOA may be of our making
			errs = append(errs, fmt.Errorf("%s:%d: %s", file, f.Line, f.Message))
		}
	}
	if len(errs) > 0 {
		return zone.Zone{}, errors.Join(errs[:min(len(errs), maxErrors)]...)
	}
	if _, ok := z.SOA(); !ok {
		return zone.Zone{}, fmt.Errorf("%s: no SOA at %s", file, origin)
	}
	for i := range z.Sets {
		z.Sets[i].Pos, z.Sets[i].Comment = zone.Pos{}, "" // a place in this file means nothing to anybody
	}
	return z, nil
}
