package huawei

import (
	"errors"
	"fmt"
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// The API's bounds on values, in octets as it spells them.
const (
	maxValue  = 4096 // of a TXT
	maxString = 255
	maxTag    = 15 // of a CAA
)

// What the API cannot hold.
var (
	errEscape   = errors.New("the API has no spelling for a backslash, a quote inside a text, or anything but printable ASCII")
	errNullMX   = errors.New("the API takes no null MX (RFC 7505)")
	errUnread   = errors.New("its content cannot be read")
	errLongText = fmt.Errorf("the API takes no more than %d characters in a TXT, quotes and blanks between its strings counted", maxValue)
	errCAA      = fmt.Errorf("the API takes a CAA tag of up to %d letters and digits, and a value of up to %d characters", maxTag, maxString)
)

// ownerName spells an owner as the API does. The error is that of one which it cannot hold.
func ownerName(name string) (string, error) {
	if !printable(name) || strings.ContainsAny(name, `\"`) {
		return "", errEscape
	}
	return name, nil
}

// content spells an RDATA as the API does. The error says what of it the API cannot hold.
func content(rrtype uint16, rdata string) (string, error) {
	if rrtype == dns.TypeTXT {
		return spellTXT(zone.JoinTXT(rdata))
	}
	text := zone.Text(rrtype, rdata)
	switch {
	case rrtype == dns.TypeMX && strings.HasSuffix(text, " ."):
		return "", errNullMX
	case rrtype == dns.TypeCAA && !soundCAA(rdata):
		return "", errCAA
	case strings.Contains(text, `\`) || !printable(text):
		return "", errEscape
	}
	return text, nil
}

// spellTXT spells a text in as many strings as it takes.
func spellTXT(text string) (string, error) {
	if !printable(text) || strings.ContainsAny(text, `\"`) {
		return "", errEscape
	}
	var strs []string
	for rest := text; ; {
		n := min(len(rest), maxString)
		strs = append(strs, `"`+rest[:n]+`"`)
		if rest = rest[n:]; rest == "" {
			break
		}
	}
	spelled := strings.Join(strs, " ")
	if len(spelled) > maxValue {
		return "", errLongText
	}
	return spelled, nil
}

func printable(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}

// soundCAA takes an RDATA: flags, the length of the tag, the tag, the value.
func soundCAA(rdata string) bool {
	if len(rdata) < 2 || len(rdata) < 2+int(rdata[1]) {
		return false
	}
	tag, value := rdata[2:2+int(rdata[1])], rdata[2+int(rdata[1]):]
	return len(tag) >= 1 && len(tag) <= maxTag && len(value) <= maxString &&
		strings.Trim(strings.ToLower(tag), "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}

// parseContent reads the API's spelling of a value. A target without its final dot is absolute all the same. What could not
// be written back as it is, is an error.
func parseContent(rrtype uint16, text string) (rdata string, err error) {
	if rrtype == dns.TypeTXT {
		rdata, err = parseTXT(text)
	} else {
		rdata, err = zone.ParseRData(rrtype, text, ".")
	}
	if err != nil {
		return "", errUnread
	}
	_, err = content(rrtype, rdata)
	return rdata, err
}

// parseTXT reads strings in quotes with blanks between them. Of them only what they spell together counts.
func parseTXT(spelled string) (string, error) {
	var text strings.Builder
	for rest := strings.TrimSpace(spelled); ; {
		quoted, ok := strings.CutPrefix(rest, `"`)
		s, after, closed := strings.Cut(quoted, `"`)
		if !ok || !closed || strings.Contains(s, `\`) {
			return "", errUnread
		}
		text.WriteString(s)
		if after == "" {
			return zone.CutTXT(text.String()), nil
		}
		if rest = strings.TrimLeft(after, " "); rest == after {
			return "", errUnread
		}
	}
}
