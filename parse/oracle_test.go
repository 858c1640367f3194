package parse

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/testserver"
	"github.com/zonesync/zonesync/zone"
)

// checker program and its arguments before origin and file.
var (
	namedCheck = []string{"named-checkzone", "-i", "local"}
	kzoneCheck = []string{"kzonecheck", "-o"}
)

// accepts tells whether another program takes a zone file.
func accepts(t *testing.T, program []string, origin, file string) bool {
	t.Helper()
	cmd := exec.Command(program[0], append(slices.Clone(program[1:]), strings.TrimSuffix(origin, "."), file)...)
	cmd.Dir = filepath.Dir(file)
	out, err := cmd.CombinedOutput()
	if _, failed := err.(*exec.ExitError); err != nil && !failed {
		require.NoError(t, err, "%s", out)
	}
	return err == nil
}

// oracleHead makes a sound zone of the lines behind it.
const oracleHead = `$ORIGIN example.org.
$TTL 3600
@ SOA ns1.example.net. hostmaster.example.org. 1 7200 3600 1209600 3600
@ NS ns1.example.net.
@ NS ns2.example.net.
`

// oracleCases are zones and what we say about them: "error RULE", "warning RULE" or "" for nothing. Where named-checkzone
// or kzonecheck rejects a zone, "nothing" is wrong; that is what the test is for. "!" before the text leaves the head out.
var oracleCases = map[string]struct{ text, want string }{
	"plain, with CAA, wildcard and TXT over lines": {"@ CAA 0 issue \"ca.example.net\"\n* A 192.0.2.1\nt TXT ( \"a\"\n \"b\" )\nt A 192.0.2.1", ""},
	"CNAME beside A":                       {"www CNAME x.example.net.\nwww A 192.0.2.1", "error cname-and-other"},
	"apex NS without address":              {"@ NS ns3", "warning missing-glue"},
	"delegation without glue":              {"sub NS ns.sub", "warning missing-glue"},
	"name out of zone":                     {"www.example.com. A 192.0.2.1", "error out-of-zone"},
	"bad IPv4":                             {"www A 192.0.2.256", "error bad-rdata"},
	"two TTLs in a set":                    {"www 60 A 192.0.2.1\nwww 61 A 192.0.2.2", "error ttl-mismatch"},
	"exact duplicate":                      {"www A 192.0.2.1\nwww A 192.0.2.1", "error duplicate-record"},
	"SOA below the apex":                   {"x SOA a. b. 1 2 3 4 5", "error wrong-origin"},
	"second SOA":                           {"@ SOA a. b. 1 2 3 4 5", "error multiple-soa"},
	"MX to a CNAME":                        {"@ MX 10 mail\nmail CNAME www\nwww A 192.0.2.1", "warning target-is-cname"},
	"TXT string of 300 bytes":              {"x TXT \"" + strings.Repeat("a", 300) + "\"", "warning txt-too-long"},
	"data below a DNAME":                   {"d DNAME example.net.\nx.d A 192.0.2.1", "error occluded"},
	"data below the apex's DNAME":          {"@ DNAME example.net.\nx A 192.0.2.1", "error occluded"},
	"underscore in a host name":            {"a_b A 192.0.2.1", ""},
	"HTTPS and an unknown type":            {"x HTTPS 1 . alpn=h2\nx TYPE65400 \\# 2 abcd", ""},
	"TTL of 32 bits":                       {"x 4294967295 A 192.0.2.1", "error syntax"},
	"$GENERATE":                            {"$GENERATE 1-3 h$ A 192.0.2.$", ""},
	"apex NS is a CNAME":                   {"@ NS ns3\nns3 CNAME www\nwww A 192.0.2.1", "warning target-is-cname"},
	"apex NS has no address":               {"@ NS ns3\nns3 TXT x", "warning missing-glue"},
	"apex NS by wildcard":                  {"@ NS ns3\n* A 192.0.2.1", ""},
	"apex NS in a delegation":              {"@ NS ns.sub\nsub NS ns.sub\nns.sub A 192.0.2.1", ""},
	"glue missing at the cut":              {"sub NS sub", "warning missing-glue"},
	"delegation to nothing":                {"sub NS nsx", "warning target-missing"},
	"delegation to a name without address": {"sub NS nsx\nnsx TXT x", "warning target-missing"},
	"delegation to a CNAME":                {"sub NS nsx\nnsx CNAME www\nwww A 192.0.2.1", "warning target-is-cname"},
	"CNAME at a cut":                       {"sub NS ns1.example.net.\nsub CNAME x.example.net.", "error cname-and-other"},
	"two CNAMEs":                           {"www CNAME x.example.net.\nwww CNAME y.example.net.", "error multiple-cname"},
	"CNAME at the apex":                    {"@ CNAME x.example.net.", "error cname-and-other"},
	"CNAME beside HTTPS":                   {"www CNAME x.example.net.\nwww HTTPS 1 . alpn=h2", "error cname-and-other"},
	"CNAME beside KEY":                     {"www CNAME x.example.net.\nwww KEY 257 3 13 AAAA", "error cname-and-other"},
	"CNAME beside NSEC":                    {"www CNAME x.example.net.\nwww NSEC example.org. CNAME NSEC", ""},
	"DNAME beside CNAME":                   {"d DNAME example.net.\nd CNAME x.example.net.", "error cname-and-other"},
	"two DNAMEs":                           {"d DNAME example.net.\nd DNAME example.com.", "error multiple-dname"},
	"DNAME beside NS":                      {"d DNAME example.net.\nd NS ns1.example.net.", "error dname-and-ns"},
	"delegated wildcard":                   {"* NS ns1.example.net.", "error wildcard-ns"},
	"DS at the apex":                       {"@ DS 12345 13 2 " + strings.Repeat("00", 32), "error ds-at-apex"},
	"DS with a short digest":               {"d NS ns1.example.net.\nd DS 12345 13 2 00", "error bad-rdata"},
	"CDS without a key":                    {"@ CDS 12345 13 2 " + strings.Repeat("00", 32), "error cds-without-dnskey"},
	"CDS that removes and adds":            {"@ CDS 0 0 0 00\n@ CDS 12345 13 2 " + strings.Repeat("00", 32), "error cds-without-dnskey"},
	"CDS that removes":                     {"@ CDS 0 0 0 00", ""},
	"empty label":                          {"a..b A 192.0.2.1", "error syntax"},
	"label of 64":                          {strings.Repeat("a", 64) + " A 192.0.2.1", "error syntax"},
	"name of 256":                          {strings.Repeat(strings.Repeat("a", 60)+".", 4) + "example.org. A 192.0.2.1", "error syntax"},
	"class CH":                             {"www CH A 192.0.2.1", "error syntax"},
	"meta type":                            {"www TYPE255 \\# 0", "error syntax"},
	"TSIG":                                 {"www TYPE250 \\# 0", "error syntax"},
	"OPT":                                  {"www OPT \\# 0", "error syntax"},
	"no such type":                         {"www NOTYPE 192.0.2.1", "error syntax"},
	"no type":                              {"www 192.0.2.1", "error syntax"},
	"bad IPv6":                             {"www AAAA 2001:db8::1::2", "error bad-rdata"},
	"two addresses":                        {"www A 192.0.2.1 192.0.2.2", "error bad-rdata"},
	"no address":                           {"www A", "error bad-rdata"},
	"bad MX preference":                    {"@ MX 65536 mail.example.net.", "error bad-rdata"},
	"MX without preference":                {"@ MX mail.example.net.", "error bad-rdata"},
	"MX of two octets":                     {"@ TYPE15 \\# 2 000a", "error bad-rdata"},
	"SRV without target":                   {"_x._tcp SRV 1 1 1", "error bad-rdata"},
	"CAA flags":                            {"@ CAA 256 issue \"x\"", "error bad-rdata"},
	"HTTPS with a key twice":               {"@ HTTPS 1 . alpn=h2 alpn=h3", "error bad-rdata"},
	"HTTPS without a mandatory key":        {"@ HTTPS 1 . mandatory=port alpn=h2", "error bad-rdata"},
	"HTTPS no-default-alpn alone":          {"@ HTTPS 1 . no-default-alpn", "error bad-rdata"},
	"SSHFP with a short fingerprint":       {"x SSHFP 1 1 00", "error bad-rdata"},
	"LOC beyond the pole":                  {"x LOC 91 0 0 N 0 0 0 E 0m", "error bad-rdata"},
	"generic length wrong":                 {"x TYPE65400 \\# 3 abcd", "error bad-rdata"},
	"open parenthesis":                     {"x TXT ( a\nwww A 192.0.2.1", "error syntax"},
	"open quote":                           {"x TXT \"a\nwww A 192.0.2.1", "error syntax"},
	"closing parenthesis":                  {"x TXT a )", "error syntax"},
	"unknown directive":                    {"$WHAT x", "error syntax"},
	"$TTL without a number":                {"$TTL x", "error syntax"},
	"escape over 255":                      {"x TXT \\999", "error bad-rdata"},
	"missing include":                      {"$INCLUDE gone.inc", "error include-missing"},
	"MX to nothing":                        {"@ MX 10 gone", "warning target-missing"},
	"target without final dot":             {"@ MX 10 mail.example.com", "warning missing-final-dot"},
	"data below a delegation":              {"sub NS ns1.example.net.\nwww.sub A 192.0.2.1", "warning occluded"},
	"a file of comments":                   {"!; nothing\n", "error empty-zone"},
	"SOA without NS":                       {"!$TTL 60\n@ SOA a. b. 1 2 3 4 5\n", "error ns-missing"},
	"SOA of one number":                    {"!$TTL 60\n@ SOA a. b. 1\n@ NS a.\n", "error bad-rdata"},
	"SOA of four numbers":                  {"!$TTL 60\n@ SOA a. b. ( 1 2 3\n 4 )\n@ NS a.\n", "error bad-rdata"},
}

// TestWhatOthersRejectWeReject holds us against the checkers of BIND and Knot: what one of them rejects is an error here,
// or one of the warnings that the list of rules has for it.
func TestWhatOthersRejectWeReject(t *testing.T) {
	t.Parallel()
	testserver.Need(t, namedCheck[0])
	testserver.Need(t, kzoneCheck[0])
	for name, tc := range oracleCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, alone := strings.CutPrefix(tc.text, "!")
			if !alone {
				text = oracleHead + text + "\n"
			}
			file := filepath.Join(t.TempDir(), "example.org.zone")
			require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
			results, found := Load(t.Context(), os.DirFS(filepath.Dir(file)), Options{})
			require.Len(t, results, 1)
			require.Empty(t, found)
			require.Equal(t, tc.want, worst(results[0].Findings), "%v", results[0].Findings)
			if tc.want == "" && name != "$GENERATE" { // which Knot does not know
				require.True(t, accepts(t, namedCheck, "example.org.", file), "named-checkzone rejects it")
				require.True(t, accepts(t, kzoneCheck, "example.org.", file), "kzonecheck rejects it")
			}
		})
	}
}

// TestWeTellWhatOthersMiss keeps the list of what is found here and nowhere else true.
func TestWeTellWhatOthersMiss(t *testing.T) {
	t.Parallel()
	testserver.Need(t, namedCheck[0])
	testserver.Need(t, kzoneCheck[0])
	for _, name := range []string{"name out of zone", "two TTLs in a set", "exact duplicate", "MX to a CNAME", "MX to nothing", "target without final dot", "data below a delegation"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "example.org.zone")
			require.NoError(t, os.WriteFile(file, []byte(oracleHead+oracleCases[name].text+"\n"), 0o644))
			require.NotEmpty(t, oracleCases[name].want)
			require.True(t, accepts(t, namedCheck, "example.org.", file))
			require.True(t, accepts(t, kzoneCheck, "example.org.", file))
		})
	}
}

// worst gives the first error, else the first finding, as "severity rule".
func worst(findings []Finding) string {
	if len(findings) == 0 {
		return ""
	}
	i := max(0, slices.IndexFunc(findings, func(f Finding) bool { return f.Severity == Error }))
	return fmt.Sprintf("%s %s", findings[i].Severity, findings[i].Rule)
}

// TestExamplesReadAsBINDReadsThem compares record by record with named-compilezone, which expands $GENERATE and $INCLUDE
// and writes one record a line.
func TestExamplesReadAsBINDReadsThem(t *testing.T) {
	t.Parallel()
	testserver.Need(t, "named-compilezone")
	dir := filepath.Join("..", "examples", "zones")
	results, _ := Load(t.Context(), os.DirFS(dir), Options{})
	require.NotEmpty(t, results)
	for _, r := range results {
		t.Run(r.Origin, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command("named-compilezone", "-i", "none", "-s", "full", "-o", "-", r.Origin, r.Base)
			cmd.Dir = dir
			out, err := cmd.Output()
			require.NoError(t, err)
			require.Equal(t, canonicalLines(t, r.Zone), asMiekgReads(t, r.Origin, string(out)))
		})
	}
}

// canonicalLines gives a zone's records as "name TTL type RDATA", in order.
func canonicalLines(t *testing.T, z zone.Zone) []string {
	t.Helper()
	var lines []string
	for _, s := range z.Sets {
		for _, text := range s.Text() {
			lines = append(lines, fmt.Sprintf("%s %d %s %s", s.Name, s.TTL, zone.TypeString(s.Type), text))
		}
	}
	return lines
}

// asMiekgReads reads a zone by miekg/dns and gives it in the same form.
func asMiekgReads(t *testing.T, origin, text string) []string {
	t.Helper()
	var rrs []dns.RR
	zp := dns.NewZoneParser(strings.NewReader(text), origin, "")
	for rr, ok := zp.Next(); ok; rr, ok = zp.Next() {
		rrs = append(rrs, rr)
	}
	require.NoError(t, zp.Err())
	z, err := zone.FromRRs(origin, rrs)
	require.NoError(t, err)
	return canonicalLines(t, z)
}
