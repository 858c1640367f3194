package designate

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// v1MaxData is how many characters data may have, quotes and escapes counted.
const v1MaxData = 255

// What the API cannot hold.
var (
	errOwner  = errors.New("the API has no such name: it takes letters, digits, - and _, and * for a whole first label")
	errTarget = errors.New("the API has no such target: it takes letters, digits, - and _")
	errRoot   = errors.New("the API cannot point at the root in a record of this type")
)

// isHostName tells whether the API takes a canonical name.
func isHostName(name string) bool {
	for label := range strings.SplitSeq(strings.TrimSuffix(strings.TrimPrefix(name, "*."), "."), ".") {
		if label == "" || label[0] == '-' || label[len(label)-1] == '-' || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	return true
}

// readName reads a name as the API shows it, which in places begins with a dot or lacks the last one.
func readName(s string) (string, error) { return zone.Name(strings.TrimLeft(s, ".")) }

// storedName gives the name as the service takes it for that of the record's set: with its capitals.
func (r recordDoc) storedName(canonical string) string {
	if strings.EqualFold(r.Name, canonical) {
		return r.Name
	}
	return canonical
}

// v1Content spells an RDATA as the API does, its priority apart. The error says what of it the API cannot hold.
func v1Content(rrtype uint16, rdata string) (data string, priority *uint16, err error) {
	if rrtype == dns.TypeMX || rrtype == dns.TypeSRV {
		if len(rdata) < 2 {
			return "", nil, errTarget
		}
		first := binary.BigEndian.Uint16([]byte(rdata))
		priority, rdata = &first, rdata[2:]
	}
	if data, err = v1Data(rrtype, rdata); err == nil && len(data) > v1MaxData {
		err = fmt.Errorf("as the API spells it, with quotes and escapes, it has %d characters, and the API takes %d", len(data), v1MaxData)
	}
	return data, priority, err
}

// v1Data spells an RDATA without its priority.
func v1Data(rrtype uint16, rdata string) (string, error) {
	switch rrtype {
	case dns.TypeA, dns.TypeAAAA:
		ip, ok := netip.AddrFromSlice([]byte(rdata))
		if !ok || ip == netip.IPv4Unspecified() {
			return "", errors.New("the API does not take this address")
		}
		return ip.String(), nil
	case dns.TypeCNAME, dns.TypeNS, dns.TypePTR, dns.TypeMX:
		return target(rdata)
	case dns.TypeSRV:
		if len(rdata) < 5 {
			return "", errTarget
		}
		host, err := target(rdata[4:])
		numbers := []byte(rdata)
		return fmt.Sprintf("%d %d %s", binary.BigEndian.Uint16(numbers), binary.BigEndian.Uint16(numbers[2:]), host), err
	case dns.TypeTXT, dns.TypeSPF:
		return quoted(zone.JoinTXT(rdata)), nil
	case dns.TypeSSHFP:
		if len(rdata) != 22 || rdata[0] < 1 || rdata[0] > 2 || rdata[1] != 1 {
			return "", errors.New("the API takes SSHFP of RSA and DSA keys with SHA-1 only: 1 1 or 2 1, and 40 hexadecimal digits")
		}
		return fmt.Sprintf("%d 1 %s", rdata[0], hex.EncodeToString([]byte(rdata[2:]))), nil
	}
	return "", errors.New("no type of the API")
}

// target spells a name inside RDATA.
func target(rdata string) (string, error) {
	name := zone.Text(dns.TypeCNAME, rdata)
	switch {
	case name == ".":
		return "", errRoot
	case !isHostName(name):
		return "", fmt.Errorf("%w: %s", errTarget, name)
	}
	return name, nil
}

// quoted spells a text as one string of a zone file, which is what the service makes of it in the end.
func quoted(text string) string {
	var b strings.Builder
	for i := range len(text) {
		b.WriteString(escapeTXT(text[i], `\"`))
	}
	return `"` + b.String() + `"`
}

// parse reads a record of a domain with this TTL. The error says why it cannot be looked after.
func (r recordDoc) parse(origin string, domainTTL uint32) (zone.Record, error) {
	none := zone.Record{}
	rrtype, err := zone.ParseType(r.Type)
	if err != nil || !slices.Contains(v1Types, rrtype) {
		return none, errors.New("its type is none that the API can write")
	}
	name, err := readName(r.Name)
	if err != nil || !isHostName(name) {
		return none, errOwner
	}
	if !zone.Below(name, origin) {
		return none, errors.New("its name is outside of the domain")
	}
	rdata, err := r.rdata(rrtype)
	if err != nil {
		return none, err
	}
	if r.TTL < 0 || r.TTL > maxTTL {
		return none, errors.New("its TTL is none")
	}
	return zone.Record{Key: zone.Key{Name: name, Type: rrtype}, TTL: r.TTL.or(domainTTL), RData: rdata}, nil
}

// rdata reads data and priority. The service hands both to its name servers as zone-file text, so that is how they are
// read: words of a TXT that is not quoted are strings of their own. What could not be written back is an error.
func (r recordDoc) rdata(rrtype uint16) (string, error) {
	text := r.Data
	if rrtype == dns.TypeMX || rrtype == dns.TypeSRV {
		if r.Priority == nil || *r.Priority < 0 || *r.Priority > math.MaxUint16 {
			return "", errors.New("its priority is missing, or none")
		}
		text = fmt.Sprintf("%d %s", *r.Priority, text)
	}
	rdata, err := zone.ParseRData(rrtype, text, ".")
	if err != nil {
		return "", errors.New("its data is not of its type")
	}
	if rrtype == dns.TypeTXT || rrtype == dns.TypeSPF {
		rdata = zone.CutTXT(zone.JoinTXT(rdata))
	}
	_, _, err = v1Content(rrtype, rdata)
	return rdata, err
}
