package designate

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

const (
	// v2MaxName is how long a name can be, its final dot counted.
	v2MaxName = 254
	// v2MaxDescription is how long a description can be.
	v2MaxDescription = 160
)

// tlsaOwner is what owners of TLSA look like (RFC 6698 §3).
var tlsaOwner = regexp.MustCompile(`^_(?:\d+|\*)\._[^.]+\.`)

// What the API refuses in every release.
var (
	errNote = fmt.Errorf("its comment has more than the %d characters that the API takes: shorten it", v2MaxDescription)
	errCAA  = errors.New("the API takes CAA with flags 0 and 1 only, so no critical ones (128)")
	errHash = errors.New("the API takes SSHFP with 10 to 40 or with 64 hexadecimal digits only")
)

// audit names the sets that no release takes. What only some refuse, the service tells when it is sent.
func (v *v2) audit(want zone.Zone) []error {
	return providers.Refused(want, v2Types, v2Unheld)
}

// v2Unheld says what of a set the API cannot hold, and what helps.
func v2Unheld(s zone.RRset) error {
	const rename = "rename it, or ignore it in the zone's settings"
	switch {
	case !isHostName(s.Name) || len(s.Name) > v2MaxName:
		return fmt.Errorf("%w: %s", errOwner, rename)
	case s.Type == dns.TypeNS && strings.HasPrefix(s.Name, "*"):
		return errors.New("the API takes no NS at a wildcard: " + rename)
	case s.Type == dns.TypeSRV && !serviceOwner.MatchString(s.Name):
		return errors.New("the API wants service and protocol before the name of an SRV, as in _sip._tcp: " + rename)
	case s.Type == dns.TypeTLSA && !tlsaOwner.MatchString(s.Name):
		return errors.New("the API wants port and protocol before the name of a TLSA, as in _443._tcp: " + rename)
	case utf8.RuneCountInString(s.Comment) > v2MaxDescription:
		return errNote
	}
	for rdata := range s.Data.All() {
		if err := v2UnheldValue(s.Type, rdata); err != nil {
			return fmt.Errorf("%w: change it, or ignore it in the zone's settings", err)
		}
	}
	return nil
}

func v2UnheldValue(rrtype uint16, rdata string) error {
	switch rrtype {
	case dns.TypeCNAME, dns.TypeNS, dns.TypePTR:
		_, err := target(rdata)
		return err
	case dns.TypeSRV:
		_, err := target(rdata[6:])
		return err
	case dns.TypeMX:
		if strings.Contains(zone.Text(rrtype, rdata), `\`) {
			return errTarget
		}
	case dns.TypeCAA:
		if rdata[0] > 1 {
			return errCAA
		}
	case dns.TypeSSHFP:
		if n := 2 * (len(rdata) - 2); n < 10 || n > 40 && n != 64 {
			return errHash
		}
	}
	return nil
}
