package parse

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

// readText reads a text as example.org, in parts of a size.
func readText(origin, text string, partSize int) Result {
	r := newReading(context.Background(), nil, Options{})
	r.files[textFile] = withoutBOM([]byte(text))
	r.partSize = partSize
	return r.read(Source{Origin: origin, Base: textFile}, nil)
}

// places gives "line:column rule" of each finding.
func places(findings []Finding) []string {
	var out []string
	for _, f := range findings {
		out = append(out, fmt.Sprintf("%d:%d %s", f.Line, f.Column, f.Rule))
	}
	return out
}

// linesOf gives a zone's sets as "name ttl type rdata | rdata".
func linesOf(z zone.Zone) []string {
	var out []string
	for _, s := range z.Sets {
		out = append(out, fmt.Sprintf("%s %d %s %s", s.Name, s.TTL, zone.TypeString(s.Type), strings.Join(s.Text(), " | ")))
	}
	return out
}

func TestWhatEntriesMean(t *testing.T) {
	t.Parallel()
	const head = "$TTL 300\n"
	for name, tc := range map[string]struct{ text, want string }{
		"a relative name is below the origin":         {head + "www A 192.0.2.1", "www.example.org. 300 A 192.0.2.1"},
		"an absolute name stands for itself":          {head + "www.example.org. A 192.0.2.1", "www.example.org. 300 A 192.0.2.1"},
		"the at sign is the origin":                   {head + "@ MX 10 @", "example.org. 300 MX 10 example.org."},
		"names are folded to lower case":              {head + "WWW CNAME Example.NET.", "www.example.org. 300 CNAME example.net."},
		"a blank at the start takes the last owner":   {head + "a A 192.0.2.1\n  AAAA 2001:db8::1", "a.example.org. 300 A 192.0.2.1\na.example.org. 300 AAAA 2001:db8::1"},
		"TTL and class come in either order":          {"a 60 IN A 192.0.2.1\nb in 1h A 192.0.2.1", "a.example.org. 60 A 192.0.2.1\nb.example.org. 3600 A 192.0.2.1"},
		"a TTL may have units":                        {"a 1w2d3h4m5s A 192.0.2.1", "a.example.org. 788645 A 192.0.2.1"},
		"the last stated TTL goes on without $TTL":    {"a 60 A 192.0.2.1\nb A 192.0.2.1", "a.example.org. 60 A 192.0.2.1\nb.example.org. 60 A 192.0.2.1"},
		"$TTL goes before the last stated TTL":        {head + "a 60 A 192.0.2.1\nb A 192.0.2.1", "a.example.org. 60 A 192.0.2.1\nb.example.org. 300 A 192.0.2.1"},
		"the SOA's minimum is the TTL of last resort": {"@ SOA ns.example.net. h 1 2 3 4 77\n@ NS ns.example.net.", "example.org. 77 SOA ns.example.net. h.example.org. 1 2 3 4 77\nexample.org. 77 NS ns.example.net."},
		"parentheses join lines":                      {head + "a (\n MX ; mail\n 10\n) mx.example.net.\nb A 192.0.2.1", "a.example.org. 300 MX 10 mx.example.net.\nb.example.org. 300 A 192.0.2.1"},
		"$ORIGIN holds from its line on":              {head + "$ORIGIN sub\na NS ns.example.net.\n$ORIGIN deep\na NS ns.example.net.", "a.sub.example.org. 300 NS ns.example.net.\na.deep.sub.example.org. 300 NS ns.example.net."},
		"line ends may be CRLF":                       {head + "a TXT \"x\"\r\n\r\nb TXT y\r\n", "a.example.org. 300 TXT \"x\"\nb.example.org. 300 TXT \"y\""},
		"a byte order mark is skipped":                {"\xef\xbb\xbf" + head + "a A 192.0.2.1", "a.example.org. 300 A 192.0.2.1"},
		"types may be numbers":                        {head + "a TYPE1 192.0.2.1\nb TYPE65400 \\# 2 ab cd", "a.example.org. 300 A 192.0.2.1\nb.example.org. 300 TYPE65400 \\# 2 abcd"},
		"the generic form is the typed form":          {head + "a A \\# 4 c0000201\nb MX \\# 18 000A 026d78 07 6578616d706c65 036e6574 00", "a.example.org. 300 A 192.0.2.1\nb.example.org. 300 MX 10 mx.example.net."},
		"escapes stand for bytes":                     {head + "a\\.b\\065 TXT \"\\065\\\"\\;\\\\\" \\000\\255", "a\\.ba.example.org. 300 TXT \"A\\\"\\;\\\\\" \"\\000\\255\""},
		"a semicolon in quotes is text":               {head + "a TXT \"v=DKIM1; k=rsa\" ; comment", "a.example.org. 300 TXT \"v=DKIM1\\; k=rsa\""},
		"values of a parameter may be quoted":         {head + "a HTTPS 1 . alpn=\"h2,h3\" port=443", "a.example.org. 300 HTTPS 1 . alpn=\"h2,h3\" port=\"443\""},
		"numbers may have leading zeros":              {head + "a MX 0010 mx.example.net.", "a.example.org. 300 MX 10 mx.example.net."},
		"an empty string is a string":                 {head + `a TXT "" "b"`, `a.example.org. 300 TXT "" "b"`},
		"the end of the file ends an entry":           {head + "a A 192.0.2.1 ; no newline", "a.example.org. 300 A 192.0.2.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			z, findings := Text("example.org.", tc.text)
			for _, f := range findings {
				require.Equal(t, Warning, f.Severity, "%v", f)
			}
			got := strings.ReplaceAll(strings.Join(linesOf(z), "\n"), `\;`, ";")
			require.Equal(t, sortedLines(strings.ReplaceAll(tc.want, `\;`, ";")), sortedLines(got))
		})
	}
}

func sortedLines(s string) map[string]bool {
	lines := map[string]bool{}
	for line := range strings.SplitSeq(s, "\n") {
		lines[line] = true
	}
	return lines
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 64)
	for name, tc := range map[string]struct {
		text string // behind $TTL, on line 2
		want []string
	}{
		"a quote that is not closed on its line":         {"a TXT \"b\nc A 192.0.2.1", []string{"2:7 syntax"}},
		"a parenthesis that is not closed":               {"a TXT ( b\n  c\nd A 192.0.2.\n", []string{"2:7 syntax", "4:5 bad-rdata"}},
		"a parenthesis in another":                       {"a TXT ( b\n ( c ) )\nd A 192.0.2.1", []string{"2:7 syntax"}},
		"a closing parenthesis alone":                    {"a TXT b )\nd A x", []string{"2:9 syntax", "3:5 bad-rdata"}},
		"strings without a blank between":                {`a TXT "b""c"`, []string{"2:10 syntax"}},
		"a quote in a word":                              {`a TXT b"c"`, []string{"2:7 bad-rdata"}},
		"a NUL byte":                                     {"a TXT b\x00\nc A x", []string{"2:8 syntax", "3:5 bad-rdata"}},
		"a control character":                            {"a TXT \"\x07\"", []string{"2:8 syntax"}},
		"bytes that are not ASCII in a string":           {"a TXT \"é\"", []string{"2:7 bad-rdata"}},
		"bytes that are not ASCII in a name":             {"é A 192.0.2.1", []string{"2:1 syntax"}},
		"a backslash at the end of the line":             {"a TXT b\\\nc A 192.0.2.1", []string{"2:8 syntax"}},
		"an escape over 255":                             {`a TXT \256`, []string{"2:7 bad-rdata"}},
		"an escape of two digits":                        {`a TXT "\25"`, []string{"2:7 bad-rdata"}},
		"an escape over 255 in a type of miekg/dns":      {`a CAA 0 issue "\999"`, []string{"2:15 bad-rdata"}},
		"an empty label":                                 {"a..b A 192.0.2.1", []string{"2:1 syntax"}},
		"a label over 63 octets":                         {long + " A 192.0.2.1", []string{"2:1 syntax"}},
		"a name over 255 octets":                         {strings.Repeat("a.", 128) + " A 192.0.2.1", []string{"2:1 syntax"}},
		"wrong names in RDATA":                           {"a NS b..c\na MX 10 " + long, []string{"2:6 bad-rdata", "3:9 bad-rdata"}},
		"an unknown type":                                {"a FOO b", []string{"2:3 syntax"}},
		"a type for questions":                           {"a ANY b\na TYPE255 \\# 0", []string{"2:3 syntax", "3:3 syntax"}},
		"another class":                                  {"a CH TXT b", []string{"2:3 syntax"}},
		"a bad TTL":                                      {"a 1h30 A 192.0.2.1\na 5x A 192.0.2.1\na 2147483648 A 192.0.2.1\na 1 2 A 192.0.2.1", []string{"2:3 syntax", "3:3 syntax", "4:3 syntax", "5:5 syntax"}},
		"a record without a type":                        {"a 300 IN", []string{"2:9 syntax"}},
		"a record without an owner":                      {"  A 192.0.2.1", []string{"2:3 syntax"}},
		"a wrong IPv4 address":                           {"a A 192.0.2.256\na A 192.0.2.01\na A 192.0.2\na A 2001:db8::1", []string{"2:5 bad-rdata", "3:5 bad-rdata", "4:5 bad-rdata", "5:5 bad-rdata"}},
		"a wrong IPv6 address":                           {"a AAAA 192.0.2.1\na AAAA fe80::1%eth0\na AAAA ::g", []string{"2:8 bad-rdata", "3:8 bad-rdata", "4:8 bad-rdata"}},
		"too little RDATA":                               {"a A\na MX 10\na SRV 1 2 3\na TXT ; b", []string{"2:3 bad-rdata", "3:8 bad-rdata", "4:12 bad-rdata", "5:3 bad-rdata"}},
		"too much RDATA":                                 {"a A 192.0.2.1 192.0.2.2\na NS b.example.net. c", []string{"2:15 bad-rdata", "3:21 bad-rdata"}},
		"a number over 65535":                            {"a MX 65536 mx.example.net.", []string{"2:6 bad-rdata"}},
		"RDATA of a type without known form":             {"a TYPE65400 b", []string{"2:13 bad-rdata"}},
		"a wrong generic form":                           {"a A \\# 4 c00002\na A \\# 3 c00002\na A \\# 0\na A \\# x\na TYPE65400 \\# 1 zz", []string{"2:8 bad-rdata", "3:8 bad-rdata", "4:8 bad-rdata", "5:8 bad-rdata", "6:18 bad-rdata"}},
		"a compressed name in generic form":              {"a MX \\# 8 000a 0161 c002 c002", []string{"2:9 bad-rdata"}},
		"digests of the wrong length":                    {"a SSHFP 1 1 abcd\na DS 1 8 2 abcd", []string{"2:9 bad-rdata", "3:6 bad-rdata"}},
		"a CAA tag with a dash":                          {`a CAA 0 is-sue "x"`, []string{"2:7 bad-rdata"}},
		"a parameter twice":                              {"a HTTPS 1 . alpn=h2 alpn=h3", []string{"2:9 bad-rdata"}},
		"an owner outside the zone":                      {"a.example.net. A 192.0.2.1\nexample.org A 192.0.2.1\nnotexample.org. A 192.0.2.1", []string{"2:1 out-of-zone", "4:1 out-of-zone"}},
		"a SOA that is not the zone's":                   {"sub SOA ns h 1 2 3 4 5", []string{"2:1 wrong-origin"}},
		"a first $ORIGIN of another zone":                {"$ORIGIN example.net.\na A 192.0.2.1", []string{"2:9 wrong-origin", "3:1 out-of-zone"}},
		"two SOAs":                                       {"@ SOA ns.example.net. h 1 2 3 4 5\n@ SOA ns.example.net. h 2 2 3 4 5\n@ NS ns.example.net.", []string{"3:3 multiple-soa"}},
		"the same record twice, however it is spelled":   {"a AAAA 2001:db8::1\nA.example.org. AAAA 2001:DB8:0::1\nb TXT A\nb TYPE16 \\# 2 0141", []string{"3:1 duplicate-record", "5:1 duplicate-record"}},
		"two TTLs in one set":                            {"a 60 A 192.0.2.1\na 70 A 192.0.2.2\na A 192.0.2.3", []string{"3:3 ttl-mismatch", "4:3 ttl-mismatch"}},
		"unknown directives":                             {"$FOO bar\n$ttl 300", []string{"2:1 syntax"}},
		"directives without or with too many arguments":  {"$ORIGIN\n$TTL\n$TTL 1 2\n$TTL x\n$ORIGIN a..b", []string{"2:8 syntax", "3:5 syntax", "4:8 syntax", "5:6 syntax", "6:9 syntax"}},
		"an entry over 1 MiB":                            {"a TXT " + strings.Repeat("b ", 1<<20) + "\nc A x", []string{"2:1 limits", "3:5 bad-rdata"}},
		"a word over 1 MiB":                              {"a TXT " + strings.Repeat("b", 10<<20) + "\nc A x", []string{"2:1 limits", "3:5 bad-rdata"}},
		"RDATA over 65535 octets":                        {"a TXT " + strings.Repeat("b", 66000), []string{"2:7 txt-too-long", "2:7 txt-too-long", "2:7 bad-rdata"}},
		"after a lost owner nothing is made up":          {"a..b A 192.0.2.1\n  A 192.0.2.2\nc A 192.0.2.3", []string{"2:1 syntax"}},
		"a fault leaves the owner to the lines after it": {"a A 192.0.2.1\nb A \"\n A 192.0.2.1", []string{"3:5 syntax"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := readText("example.org.", "$TTL 300\n"+tc.text, defaultPart)
			require.Equal(t, tc.want, places(r.Findings))
			require.True(t, r.Failed())
		})
	}
}

func TestATextThatIsLongIsSplitAndTold(t *testing.T) {
	t.Parallel()
	z, findings := Text("example.org.", "a 60 TXT \"b\" \""+strings.Repeat("c", 300)+"\"\n")
	require.Equal(t, []string{"1:14 txt-too-long"}, places(findings))
	require.Equal(t, Warning, findings[0].Severity)
	require.Equal(t, []string{fmt.Sprintf("%q %q %q", "b", strings.Repeat("c", 255), strings.Repeat("c", 45))}, z.Sets[0].Text())
	_, findings = Text("example.org.", "a 60 TXT"+strings.Repeat(" "+strings.Repeat("c", 200), 21))
	require.Equal(t, []string{"1:10 txt-too-long"}, places(findings))
}

func TestARecordWithoutATTLIsRefused(t *testing.T) {
	t.Parallel()
	r := readText("example.org.", "a A 192.0.2.1\nb 60 A 192.0.2.1\nc A 192.0.2.1\n", defaultPart)
	require.Equal(t, []string{"1:3 syntax"}, places(r.Findings))
	require.Contains(t, r.Findings[0].Message, "TTL")
}

func TestCommentsOfRecords(t *testing.T) {
	t.Parallel()
	z, _ := Text("example.org.", "$TTL 60\na A 192.0.2.1 ;; web front\nb A 192.0.2.1; x; zonesync:ignore ttl-extreme why ; y\nc TXT ( a ; first\n b ; inner\n c )\nd TXT ( a\n ; inner\n b ) ; last\ne A 192.0.2.1\n")
	var got []string
	for _, s := range z.Sets {
		got = append(got, s.Comment)
	}
	require.Equal(t, []string{"web front", "x; y", "first", "last", ""}, got)
}

func TestACommentSilencesARuleOnItsLine(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"a rule about two records":    {"a 60 A 192.0.2.1\na 70 A 192.0.2.2 ; zonesync:ignore ttl-mismatch moves on Monday", nil},
		"another rule":                {"a 60 A 192.0.2.1\na 70 A 192.0.2.2 ; zonesync:ignore duplicate-record x", []string{"2:3 ttl-mismatch"}},
		"another line":                {"a 60 A 192.0.2.1 ; zonesync:ignore ttl-mismatch x\na 70 A 192.0.2.2", []string{"2:3 ttl-mismatch"}},
		"several rules":               {"a 60 A 192.0.2.1\na 70 A 192.0.2.1 ; zonesync:ignore ttl-mismatch x ; zonesync:ignore duplicate-record y", nil},
		"a rule of the parser":        {"a 60 A 192.0.2.1\nb 60 A x ; zonesync:ignore bad-rdata x", []string{"2:8 bad-rdata"}},
		"a fault of the line's form":  {"a 60 A 192.0.2.1\nb 60 TXT \"x ; zonesync:ignore syntax x", []string{"2:10 syntax"}},
		"what is of another zone":     {"a 60 A 192.0.2.1\na.example.net. 60 A 192.0.2.1 ; zonesync:ignore out-of-zone moves soon", nil},
		"a line of an entry of three": {"a 60 A 192.0.2.1\na 70 A ( ; x\n 192.0.2.2 ; zonesync:ignore ttl-mismatch x\n )", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, findings := Text("example.org.", tc.text)
			require.Equal(t, tc.want, places(findings))
		})
	}
}

func TestOnlySoManyFindingsAreTold(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("a 60 A x\n", 900) + strings.Repeat("b 60 NS a..b\n", 200)
	r := readText("example.org.", text, 1000)
	require.Len(t, r.Findings, maxFindings+1)
	last := r.Findings[maxFindings]
	require.Equal(t, "100 more errors and 0 more warnings are not told", last.Message)
	require.Equal(t, Error, last.Severity)
}

func TestViewsStandBesideTheBase(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{
		"base": {Data: []byte("$TTL 60\nwww A 192.0.2.1\n")},
		"tel":  {Data: []byte("$TTL 60\nwww A 192.0.2.2\nx A y\n")},
	}
	r := Zone(context.Background(), fsys, Source{Origin: "example.org.", Base: "base", Views: map[string]string{"tel": "tel"}}, Options{Prefix: "zones/"})
	require.Equal(t, []string{"3:5 bad-rdata"}, places(r.Findings))
	require.Equal(t, "zones/tel", r.Findings[0].File)
	require.Len(t, r.Zone.Sets, 2)
	require.Equal(t, "tel", r.Zone.Sets[1].View)
	require.Equal(t, zone.Pos{File: "zones/tel", Line: 2}, r.Zone.Sets[1].Pos)
	require.Equal(t, []string{"base", "tel"}, r.Files)
}

func TestTheContentTellsTheZone(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, want string }{
		"by its SOA":                     {"example.org. 60 SOA a.example.net. b 1 2 3 4 5\n 60 NS a.example.net.", "example.org."},
		"by its SOA below $ORIGIN":       {"$ORIGIN org.\n$ORIGIN example\n@ 60 SOA a.example.net. b 1 2 3 4 5\n@ 60 NS a.example.net.", "example.org."},
		"by $ORIGIN":                     {"$ORIGIN example.org.\nwww 60 A 192.0.2.1", "example.org."},
		"by a SOA behind another record": {"www.example.org. 60 A 192.0.2.1\nexample.org. SOA a.example.net. b 1 2 3 4 5\n NS a.example.net.", "example.org."},
		"not by a relative $ORIGIN":      {"$ORIGIN example\nwww 60 A 192.0.2.1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := readText("", tc.text, defaultPart)
			require.Equal(t, tc.want, r.Origin)
			require.Equal(t, tc.want == "", r.Failed(), "%v", r.Findings)
		})
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{
		"empty": {}, "comments": {Data: []byte("; nothing\n\n$TTL 60\n")}, "folder/x": {},
		"large": {Data: []byte("a 60 A 192.0.2.1 ; " + strings.Repeat("x", 100))},
	}
	for path, want := range map[string]string{
		"empty": "empty-zone", "comments": "empty-zone", "folder": "unreadable", "gone": "unreadable", "large": "limits",
	} {
		r := Zone(context.Background(), fsys, Source{Origin: "example.org.", Base: path}, Options{Prefix: "zones/", Limits: Limits{FileBytes: 100}})
		require.Equal(t, []string{"0:0 " + want}, places(r.Findings), path)
		require.Equal(t, "zones/"+path, r.Findings[0].File)
		require.True(t, r.Failed())
	}
}

func TestAZoneWithoutAFileIsNotEmpty(t *testing.T) {
	t.Parallel()
	r := Zone(context.Background(), fstest.MapFS{}, Source{Origin: "example.org."}, Options{})
	require.Equal(t, []string{"0:0 empty-zone"}, places(r.Findings))
	require.True(t, r.Failed())
}

func TestAFirstOriginAboveTheZoneIsNoFault(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"$ORIGIN .\nexample.org 60 A 192.0.2.1", "$ORIGIN org.\nexample 60 A 192.0.2.1"} {
		z, findings := Text("example.org.", text)
		require.Empty(t, findings)
		require.Equal(t, []string{"example.org. 60 A 192.0.2.1"}, linesOf(z))
	}
}

func TestLimitsOfAZone(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, "h%d 60 A 192.0.2.1\n", i)
	}
	fsys := fstest.MapFS{"z": {Data: []byte(b.String())}}
	src := Source{Origin: "example.org.", Base: "z"}
	require.Empty(t, Zone(context.Background(), fsys, src, Options{Limits: Limits{Records: 3000}}).Findings)
	r := Zone(context.Background(), fsys, src, Options{Limits: Limits{Records: 2999}})
	require.Equal(t, []string{"0:0 limits"}, places(r.Findings))
}

func TestACancelledReadingIsAnError(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r := Zone(ctx, fstest.MapFS{"z": {Data: []byte("a 60 A 192.0.2.1")}}, Source{Origin: "example.org.", Base: "z"}, Options{})
	require.True(t, r.Failed())
	require.Empty(t, r.Zone.Sets)
}

// TestACancelIsNoticedAtEveryStep cancels a reading one look at its context later each time, until it comes to its end.
func TestACancelIsNoticedAtEveryStep(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{"z": {Data: []byte("a 60 A 10.0.0.1")}, "v": {Data: []byte("b 60 A 192.0.2.1")}}
	src := Source{Origin: "example.org.", Base: "z", Views: map[string]string{"tel": "v"}}
	for looks := range 50 {
		ctx := &lateCancel{Context: t.Context(), left: looks}
		r := Zone(ctx, fsys, src, Options{})
		if ctx.left >= 0 {
			require.Greater(t, looks, 3)
			require.Equal(t, []string{"1:8 private-address"}, places(r.Findings))
			return
		}
		require.True(t, r.Failed(), "cancelled after %d looks", looks)
		require.Empty(t, r.Zone.Sets)
	}
	require.Fail(t, "the reading does not end")
}

// lateCancel is a context that is cancelled when it has been looked at some times.
type lateCancel struct {
	context.Context
	left int
}

func (c *lateCancel) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestLoadReadsAllZonesInOrder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for i := range 30 {
		name := fmt.Sprintf("z%02d.example.zone", i)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("@ 60 A 192.0.2.1\n"), 0o600))
	}
	root, err := os.OpenRoot(dir)
	require.NoError(t, err)
	defer root.Close()
	results, findings := Load(context.Background(), root.FS(), Options{})
	require.Empty(t, findings)
	require.Len(t, results, 30)
	for i, r := range results {
		require.Equal(t, fmt.Sprintf("z%02d.example.", i), r.Zone.Origin)
		require.Empty(t, r.Findings)
	}
}
