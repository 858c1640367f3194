package rackspace

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"strconv"
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// What the API cannot hold.
var (
	errName     = errors.New("the API has no spelling for such a name")
	errTarget   = errors.New("the API has no spelling for such a target")
	errAddress  = errors.New("it is not an address of its type")
	errPriority = errors.New("its priority is missing, or none")
	errSRV      = errors.New("it is no SRV that the API can hold")
)

// hostname tells whether a canonical name is one that the API can be sent as it is. It turns other letters into ASCII by
// itself, and no document says how it would escape.
func hostname(name string) bool {
	if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.") != "" {
		return false
	}
	for label := range strings.SplitSeq(strings.TrimSuffix(name, "."), ".") {
		if strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
	}
	return true
}

// ownerName spells an owner as the API does: whole, without its final dot.
func ownerName(name string) (string, error) {
	if !hostname(strings.TrimPrefix(name, "*.")) {
		return "", errName
	}
	return strings.TrimSuffix(name, "."), nil
}

// parseOwner reads the API's spelling of an owner; none is the domain's.
func parseOwner(s, origin string) (string, error) {
	if s == "" {
		return origin, nil
	}
	name, err := zone.Name(s)
	if err != nil || strings.Contains(s, `\`) {
		return "", errName
	}
	if name != origin && !zone.Below(name, origin) {
		return "", errors.New("its name is outside of the domain")
	}
	_, err = ownerName(name)
	return name, err
}

// content spells an RDATA as the API does, its priority apart. The error says what of it the API cannot hold.
func content(rrtype uint16, rdata string) (data string, priority *uint16, err error) {
	switch rrtype {
	case dns.TypeA, dns.TypeAAAA:
		ip, ok := netip.AddrFromSlice([]byte(rdata))
		if !ok {
			return "", nil, errAddress
		}
		return ip.String(), nil, nil
	case dns.TypeCNAME, dns.TypeNS:
		data, err = target(rdata)
		return data, nil, err
	case dns.TypeMX:
		if len(rdata) < 3 {
			return "", nil, errTarget
		}
		data, err = target(rdata[2:])
		return data, first16(rdata), err
	case dns.TypeSRV:
		if len(rdata) < 7 {
			return "", nil, errSRV
		}
		host, err := target(rdata[6:])
		return fmt.Sprintf("%d %d %s", *first16(rdata[2:]), *first16(rdata[4:]), host), first16(rdata), err
	case dns.TypeTXT:
		data, err = spellText(rdata)
		return data, nil, err
	}
	return "", nil, errors.New("no type of the API")
}

func first16(s string) *uint16 {
	v := binary.BigEndian.Uint16([]byte(s))
	return &v
}

// target spells a name inside RDATA, without its final dot. The root is left with nothing.
func target(rdata string) (string, error) {
	name := zone.Text(dns.TypeCNAME, rdata)
	switch {
	case name == ".":
		return "", errors.New("the API cannot point at the root, so it has no null MX (RFC 7505) and no SRV that says a service is not there")
	case !hostname(name):
		return "", fmt.Errorf("%w: %s", errTarget, name)
	}
	return strings.TrimSuffix(name, "."), nil
}

// parseContent reads the API's spelling of a value. What could not be written back as it is, is an error.
func parseContent(rrtype uint16, data string, priority *num) (rdata string, err error) {
	switch rrtype {
	case dns.TypeA, dns.TypeAAAA:
		rdata, err = parseAddress(rrtype, data)
	case dns.TypeCNAME, dns.TypeNS:
		rdata, err = parseTarget(data)
	case dns.TypeMX:
		rdata, err = parseTarget(data)
	case dns.TypeSRV:
		rdata, err = parseService(data)
	case dns.TypeTXT:
		rdata, err = parseText(data)
	}
	if err == nil && (rrtype == dns.TypeMX || rrtype == dns.TypeSRV) {
		if priority == nil || *priority < 0 || *priority > math.MaxUint16 {
			return "", errPriority
		}
		rdata = put16(uint16(*priority)) + rdata
	}
	if err == nil {
		_, _, err = content(rrtype, rdata)
	}
	return rdata, err
}

func put16(v uint16) string { return string(binary.BigEndian.AppendUint16(nil, v)) }

func parseAddress(rrtype uint16, text string) (string, error) {
	ip, err := netip.ParseAddr(text)
	if err != nil || ip.Zone() != "" || ip.Is4() != (rrtype == dns.TypeA) {
		return "", errAddress
	}
	return string(ip.AsSlice()), nil
}

func parseTarget(text string) (string, error) {
	name, err := zone.Name(text)
	if err != nil || text == "" || strings.Contains(text, `\`) {
		return "", errTarget
	}
	return zone.ParseRData(dns.TypeCNAME, name, ".")
}

// parseService reads the data of an SRV: a target, with its port before it, with its weight before that. More is not read
// by the service either.
func parseService(data string) (string, error) {
	f := strings.Fields(data)
	f = f[:min(len(f), 3)]
	if len(f) == 0 {
		return "", errSRV
	}
	numbers := [2]uint16{}
	for i, s := range f[:len(f)-1] {
		v, err := strconv.ParseUint(s, 10, 16)
		if err != nil {
			return "", errSRV
		}
		numbers[i+3-len(f)] = uint16(v)
	}
	host, err := parseTarget(f[len(f)-1])
	return put16(numbers[0]) + put16(numbers[1]) + host, err
}
