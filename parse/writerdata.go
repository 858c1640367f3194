package parse

import (
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// widestText is how long the text of several strings may be and still stand on one line.
const widestText = 80

// rdata writes the RDATA of a record, of some types over several lines.
func (p *printer) rdata(rrtype uint16, rdata string) {
	text := zone.Text(rrtype, rdata)
	words := splitWords(text)
	for _, i := range nameWords(rrtype, rdata) {
		if i < len(words) && words[0] != `\#` {
			words[i] = zone.Relative(words[i], p.origin)
		}
	}
	switch {
	case rrtype == dns.TypeSOA && len(words) == 7:
		p.WriteString(strings.Join(words[:2], " "))
		p.WriteByte(' ')
		p.block(soaLines(words[2:]))
	case rrtype == dns.TypeTXT && len(words) > 1 && len(text) > widestText:
		p.block(words)
	default:
		p.WriteString(strings.Join(words, " "))
	}
}

// block writes lines in parentheses below the column of the RDATA.
func (p *printer) block(lines []string) {
	indent := "\n" + strings.Repeat(" ", p.ownerWidth+p.typeWidth+2)
	if p.ttlWidth > 0 {
		indent += strings.Repeat(" ", p.ttlWidth+1)
	}
	p.WriteByte('(')
	for _, l := range lines {
		p.WriteString(indent + l)
	}
	p.WriteString(indent + ")")
}

// soaLines says what each number of a SOA is.
func soaLines(numbers []string) []string {
	lines := make([]string, len(numbers))
	for i, what := range []string{"serial", "refresh", "retry", "expire", "minimum"} {
		lines[i] = numbers[i] + strings.Repeat(" ", max(10-len(numbers[i]), 0)) + " ; " + what
	}
	return lines
}

// nameWords says which words of a type's presentation form are names that may be written relative to the origin.
func nameWords(rrtype uint16, rdata string) []int {
	if rrtype == dns.TypeSOA || rrtype == dns.TypeRP {
		return []int{0, 1}
	}
	if _, i, ok := targetAt(rrtype, rdata); ok {
		return []int{i}
	}
	return nil
}

// splitWords cuts a presentation form at its blanks, but not at those that are escaped or in quotes.
func splitWords(s string) []string {
	var words []string
	start, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ' ' && !quoted:
			words = append(words, s[start:i])
			start = i + 1
		}
	}
	return append(words, s[start:])
}
