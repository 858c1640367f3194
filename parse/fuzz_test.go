package parse

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

// FuzzZone holds any text to what the parser promises: it does not fail otherwise than by findings, each finding has a
// rule and a place, and to cut the file makes no difference.
func FuzzZone(f *testing.F) {
	f.Add(oddText, 40)
	f.Add("$TTL 60\n"+oddText, 1)
	f.Add("$TTL 60\na CAA 0 issue \"x\"\nb HTTPS 1 . alpn=\"h2\" mandatory=alpn\nc LOC 1 N 1 E 1m\nd NAPTR 1 1 \"u\" \"\" \"!a!b!\" .\n", 30)
	f.Add("$TTL 60\n.00\n$ORIGIN 0.\n", 1)
	f.Add("$TTL 60\na \"\n$ORIGIN 0.\n", 1)
	f.Fuzz(func(t *testing.T, text string, size int) {
		r := readText("example.org.", text, 1<<30)
		failed := false
		for _, x := range r.Findings {
			require.NotEmpty(t, x.Rule)
			require.NotEmpty(t, x.Message)
			require.Equal(t, textFile, x.File)
			require.True(t, x.Line > 0 && x.Column > 0 || x.Rule == "empty-zone" || x.Rule == "limits", "%v", x)
			require.LessOrEqual(t, x.Line, 1+strings.Count(text, "\n"))
			failed = failed || x.Severity == Error
		}
		require.Equal(t, failed, r.Failed())
		for i := range r.Zone.Sets {
			require.True(t, zone.Below(r.Zone.Sets[i].Name, "example.org."))
			require.True(t, i == 0 || r.Zone.Sets[i-1].Key.Compare(r.Zone.Sets[i].Key) < 0)
		}
		require.Equal(t, r, readText("example.org.", text, max(1, size)))
	})
}

// FuzzRData holds the parser's own way of reading RDATA to that of miekg/dns. What we take it takes, with the same bytes;
// and what it takes of these types we take, but for what looserThanWe tells.
func FuzzRData(f *testing.F) {
	for _, seed := range []string{
		"192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "mail.example.net.", "@", "10 mx", "1 2 3 srv", `"a b" c \065`, "a\\.b", `\# 4 c0000201`,
		strings.Repeat("a", 300), `"` + strings.Repeat("a", 255) + `b"`, ".", "a..b", "00010 x",
		"1 8 2 " + strings.Repeat("ab", 32), "3 1 1 abcd", "1 2 " + strings.Repeat("0F", 32), `0 issue "ca.example.net; a=b"`, `128 iodef mailto:a\@b`, "1 1 1 ab cd", "60485 RSASHA1 1 ab",
	} {
		for i := range ownTypes {
			f.Add(seed, uint8(i))
		}
	}
	f.Fuzz(func(t *testing.T, text string, which uint8) {
		if strings.ContainsAny(text, "\n\r;()") { // not RDATA alone
			t.Skip()
		}
		rrtype := ownTypes[int(which)%len(ownTypes)]
		p := parser{reading: newReading(context.Background(), nil, Options{})}
		p.origin, _ = newDomain("example.org.")
		var e entry
		more, bad := newScanner([]byte(". 0 IN " + zone.TypeString(rrtype) + " " + text)).next(&e)
		require.True(t, more)
		var ours []byte
		if bad == nil {
			h, _ := readHeader(&e, e.tokens[1:])
			ours, bad = p.rdata(&e, h)
		}
		theirs, err := zone.ParseRData(rrtype, text, "example.org.")
		switch {
		case bad == nil:
			require.NoError(t, err)
			require.Equal(t, theirs, string(ours))
		case err == nil:
			require.True(t, looserThanWe(rrtype, text), "refused: %s", bad.message)
		}
	})
}

var ownTypes = []uint16{dns.TypeA, dns.TypeAAAA, dns.TypeNS, dns.TypeCNAME, dns.TypePTR, dns.TypeDNAME, dns.TypeMX, dns.TypeSRV, dns.TypeTXT, dns.TypeSPF,
	dns.TypeDS, dns.TypeCDS, dns.TypeTLSA, dns.TypeSMIMEA, dns.TypeSSHFP, dns.TypeCAA}

// looserThanWe tells what miekg/dns takes and we do not: quotes anywhere, escapes that are no byte, bytes that are not
// printable ASCII, the generic form with a wrong count or of nothing, TXT without strings,
// digests of a wrong length, CAA tags that are no words, and TLSA without data.
func looserThanWe(rrtype uint16, text string) bool {
	notPrintable := func(r rune) bool { return r < ' ' && r != '\t' || r >= 0x7f }
	if wrongSized(rrtype) || (rrtype == dns.TypeTLSA || rrtype == dns.TypeSMIMEA) && len(strings.Fields(text)) < 4 {
		return true
	}
	return strings.ContainsAny(text, `"\`) || strings.ContainsFunc(text, notPrintable) || strings.TrimSpace(text) == "" ||
		(rrtype == dns.TypeA || rrtype == dns.TypeAAAA) && strings.ContainsAny(text, ".:%")
}

// wrongSized tells the types whose digests we hold to their lengths (strict.go).
func wrongSized(rrtype uint16) bool {
	return rrtype == dns.TypeDS || rrtype == dns.TypeCDS || rrtype == dns.TypeSSHFP || rrtype == dns.TypeCAA
}

// FuzzInclude looks for a file name that leads out of the root.
func FuzzInclude(f *testing.F) {
	top := f.TempDir()
	root := filepath.Join(top, "root")
	require.NoError(f, os.MkdirAll(filepath.Join(root, "sub"), 0o700))
	require.NoError(f, os.WriteFile(filepath.Join(top, "secret"), []byte("secret 60 TXT leaked\n"), 0o600))
	require.NoError(f, os.Symlink("../secret", filepath.Join(root, "link")))
	require.NoError(f, os.Symlink("../..", filepath.Join(root, "sub", "up")))
	opened, err := os.OpenRoot(root)
	require.NoError(f, err)
	f.Cleanup(func() { _ = opened.Close() })
	for _, seed := range []string{"../secret", "/etc/passwd", "link", "sub/up/secret", `\046\046/secret`, "sub/../../secret", "./link", `"sub/up/../secret"`, "//etc/passwd", "z"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		r := newReading(context.Background(), opened.FS(), Options{})
		r.files["z"] = []byte("$INCLUDE " + name + "\na 60 A 192.0.2.1\n")
		result := r.read(Source{Origin: "example.org.", Base: "z"}, nil)
		for _, s := range result.Zone.Sets {
			require.NotContains(t, s.Name, "secret")
		}
		for _, x := range result.Findings {
			require.NotContains(t, x.Message+x.Hint, "leaked")
		}
	})
}
