package designate

import (
	"errors"
	"fmt"
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// maxPart is how long a string of a TXT can be as it is written, without its quotes: with them the service takes 255 characters.
const maxPart = 253

// parseV2 reads a value, which is text as a zone file has it. Of a TXT only what its strings spell together counts.
func parseV2(rrtype uint16, text string) (string, error) {
	rdata, err := zone.ParseRData(rrtype, text, ".")
	if err != nil {
		return "", errors.New("its content cannot be read")
	}
	if isText(rrtype) {
		return zone.CutTXT(zone.JoinTXT(rdata)), nil
	}
	return rdata, nil
}

func isText(rrtype uint16) bool { return rrtype == dns.TypeTXT || rrtype == dns.TypeSPF }

// contents spells the values of a set as the API does.
func contents(s zone.RRset, quotesCAA bool) []string {
	out := make([]string, 0, s.Data.Len())
	for rdata := range s.Data.All() {
		out = append(out, content(s.Type, rdata, quotesCAA))
	}
	return out
}

func content(rrtype uint16, rdata string, quotesCAA bool) string {
	switch {
	case isText(rrtype):
		return spellTXT(zone.JoinTXT(rdata))
	case rrtype == dns.TypeCAA && !quotesCAA:
		return bareCAA(rdata)
	}
	return zone.Text(rrtype, rdata)
}

// spellTXT spells a text in one string, or in as many as it takes: the service refuses several that would fit in one. It looks
// for the end of a string at `" "`, so no quote may stand before it.
func spellTXT(text string) string {
	if one := cutTXT(text, `\"`); len(one) == 1 {
		return `"` + one[0] + `"`
	}
	return `"` + strings.Join(cutTXT(text, `\034`), `" "`) + `"`
}

// cutTXT escapes a text and cuts it, where no escape is cut in two.
func cutTXT(text, quote string) []string {
	var parts []string
	var part strings.Builder
	for i := range len(text) {
		c := escapeTXT(text[i], quote)
		if part.Len()+len(c) > maxPart {
			parts = append(parts, part.String())
			part.Reset()
		}
		part.WriteString(c)
	}
	return append(parts, part.String())
}

func escapeTXT(c byte, quote string) string {
	switch {
	case c == '"':
		return quote
	case c == '\\':
		return `\\`
	case c < ' ' || c > '~':
		return fmt.Sprintf(`\%03d`, c)
	}
	return string(c)
}

// bareCAA spells a CAA without quotes, the one way in which releases up to the latest take it, although an import keeps the
// quotes. A value that would mean something else without them stays in them.
func bareCAA(rdata string) string {
	text := zone.Text(dns.TypeCAA, rdata)
	head, value, ok := strings.Cut(strings.TrimSuffix(text, `"`), `"`)
	if !ok || value == "" || strings.ContainsAny(value, "\"\\ ;()") {
		return text
	}
	return head + value
}
