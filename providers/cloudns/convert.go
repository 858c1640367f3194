package cloudns

import (
	"errors"
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// What the API cannot hold.
var (
	errName    = errors.New("the API has no spelling for such a name")
	errTarget  = errors.New("the API has no spelling for such a target")
	errAddress = errors.New("it is not an address of its type")
	errMX      = errors.New("its priority is none")
)

// zoneName spells a zone as the API does.
func zoneName(origin string) string { return strings.TrimSuffix(origin, ".") }

// ownerName spells an owner as the API does: relative to the zone, and empty at its apex.
func ownerName(name, origin string) (string, error) {
	if !hostname(strings.TrimPrefix(name, "*.")) {
		return "", errName
	}
	if name == origin {
		return "", nil
	}
	return zone.Relative(name, origin), nil
}

// hostname tells whether a canonical name is one that the API can be sent as it is: no document says how it would escape.
func hostname(name string) bool {
	return strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == ""
}

// parseOwner reads the API's spelling of an owner. Escapes are none of it.
func parseOwner(s, origin string) (string, error) {
	if s == "" || s == "@" {
		return origin, nil
	}
	name, err := zone.Name(s + "." + origin)
	if err != nil || strings.Contains(s, `\`) {
		return "", errName
	}
	_, err = ownerName(name, origin)
	return name, err
}

// content spells an RDATA as the API does. The error says what of it the API cannot hold.
func content(rrtype uint16, rdata string) (text string, prio uint16, err error) {
	switch rrtype {
	case dns.TypeA, dns.TypeAAAA:
		ip, ok := netip.AddrFromSlice([]byte(rdata))
		if !ok {
			return "", 0, errAddress
		}
		return ip.String(), 0, nil
	case dns.TypeCNAME, dns.TypeNS:
		text, err = target(rdata)
		return text, 0, err
	case dns.TypeMX:
		if len(rdata) < 3 {
			return "", 0, errMX
		}
		text, err = target(rdata[2:])
		return text, uint16(rdata[0])<<8 | uint16(rdata[1]), err
	case dns.TypeTXT:
		text = zone.JoinTXT(rdata)
		return text, 0, checkText(text)
	}
	return "", 0, errors.New("no type of the API")
}

// target spells a name inside RDATA: absolute, without its final dot.
func target(rdata string) (string, error) {
	name := strings.TrimSuffix(zone.Text(dns.TypeCNAME, rdata), ".")
	switch {
	case name == "":
		return "", errors.New("the API has no spelling for the root as a target")
	case !hostname(name):
		return "", errTarget
	}
	return name, nil
}

// checkText refuses texts that do not come back as they were: the API takes one plain string, in UTF-8, and may give it
// back in quotes.
func checkText(s string) error {
	switch {
	case s == "":
		return errors.New("the API has no empty TXT")
	case !utf8.ValidString(s):
		return errors.New("the API holds text in UTF-8, no other bytes")
	case strings.ContainsFunc(s, unicode.IsControl):
		return errors.New("the API holds text, no control characters")
	case quoted(s):
		return errors.New("the API does not tell quotes around a TXT from quotes in it")
	}
	return nil
}

func quoted(s string) bool { return len(s) > 1 && s[0] == '"' && s[len(s)-1] == '"' }

// parseContent reads the API's spelling of a value. What could not be written back as it is, is an error.
func parseContent(rrtype uint16, text string, prio num) (rdata string, err error) {
	switch rrtype {
	case dns.TypeA, dns.TypeAAAA:
		rdata, err = parseAddress(rrtype, text)
	case dns.TypeCNAME, dns.TypeNS:
		rdata, err = parseTarget(text)
	case dns.TypeMX:
		if prio < 0 || prio > 65535 {
			return "", errMX
		}
		rdata, err = parseTarget(text)
		rdata = string([]byte{byte(prio >> 8), byte(prio)}) + rdata
	case dns.TypeTXT:
		if quoted(text) {
			text = text[1 : len(text)-1]
		}
		rdata = zone.CutTXT(text)
	}
	if err == nil {
		_, _, err = content(rrtype, rdata)
	}
	return rdata, err
}

func parseAddress(rrtype uint16, text string) (string, error) {
	ip, err := netip.ParseAddr(text)
	if err != nil || ip.Zone() != "" || ip.Is4() != (rrtype == dns.TypeA) {
		return "", errAddress
	}
	return string(ip.AsSlice()), nil
}

func parseTarget(text string) (string, error) {
	name, err := zone.Name(text)
	if err != nil || strings.Contains(text, `\`) {
		return "", errTarget
	}
	return zone.ParseRData(dns.TypeCNAME, name, ".")
}
