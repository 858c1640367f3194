package powerdns

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

// exact are the types of which every sound RDATA has a spelling that reads back. Others allow bytes that their text
// cannot have, such as a quote in a CAA's tag; for those TestEveryTypeComesBack is the proof.
var exact = []uint16{
	dns.TypeA, dns.TypeAAAA, dns.TypeTXT, dns.TypeCNAME, dns.TypePTR, dns.TypeNS, dns.TypeMX, dns.TypeSRV, dns.TypeRP,
	dns.TypeHINFO, dns.TypeURI, typeAlias, typeLua,
}

// FuzzContent: no bytes make it panic, and what is sound reads back as itself.
func FuzzContent(f *testing.F) {
	text, err := os.ReadFile("testdata/types.txt")
	require.NoError(f, err)
	for line := range strings.Lines(string(text)) {
		typ, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		rrtype, err := zone.ParseType(typ)
		require.NoError(f, err)
		rdata, err := zone.ParseRData(rrtype, text, origin)
		require.NoError(f, err)
		f.Add(rrtype, []byte(rdata))
	}
	f.Add(dns.TypeLOC, []byte{0})
	f.Add(dns.TypeCERT, []byte{0, 1})
	f.Add(dns.TypeAAAA, []byte{1, 2, 3})
	f.Add(uint16(typeLua), []byte{0})
	f.Fuzz(func(t *testing.T, rrtype uint16, rdata []byte) {
		if len(rdata) > zone.MaxRData {
			return
		}
		zone.Canonical(rrtype, rdata)
		text := content(rrtype, string(rdata))
		if !slices.Contains(exact, rrtype) || strings.HasPrefix(text, `\#`) {
			return
		}
		back, err := parseContent(rrtype, text)
		require.NoError(t, err, text)
		require.Equal(t, string(rdata), back, text)
	})
}
