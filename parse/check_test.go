package parse

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

// rulesOf checks records of example.org, one a line, and gives "line rule" of each problem, in order of lines.
func rulesOf(t *testing.T, origin string, lines []string) []string {
	t.Helper()
	var got []string
	for _, p := range problemsOf(t, origin, lines, false) {
		got = append(got, fmt.Sprintf("%d %s", p.pos.Line, p.rule))
	}
	return got
}

// problemsOf checks records, one a line; a line that begins with "view:" is of that view.
func problemsOf(t *testing.T, origin string, lines []string, private bool) []problem {
	t.Helper()
	var recs []zone.Record
	for i, line := range lines {
		view, text, ok := strings.Cut(line, ": ")
		if !ok {
			view, text = "", line
		}
		rr, err := dns.NewRR("$ORIGIN " + origin + "\n$TTL 300\n" + text)
		require.NoError(t, err, line)
		r, err := zone.NewRecord(rr)
		require.NoError(t, err, line)
		r.View, r.Pos = view, zone.Pos{File: "zone", Line: uint32(i + 1)}
		recs = append(recs, r)
	}
	z, _ := zone.Fold(origin, recs)
	problems := checkZone(t.Context(), z, recs, private)
	slices.SortStableFunc(problems, func(a, b problem) int { return int(a.pos.Line) - int(b.pos.Line) })
	return problems
}

type checkCase struct {
	zone []string
	want []string // "line rule"
}

func runChecks(t *testing.T, cases map[string]checkCase) {
	t.Helper()
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, rulesOf(t, "example.org.", tc.zone))
		})
	}
}

func TestAliases(t *testing.T) {
	t.Parallel()
	runChecks(t, map[string]checkCase{
		"a CNAME alone":                      {zone: []string{"www CNAME web.example.net."}},
		"a CNAME with its DNSSEC records":    {zone: []string{"www CNAME web.example.net.", "www NSEC example.org. CNAME"}},
		"a CNAME beside an address":          {zone: []string{"www CNAME web.example.net.", "www A 192.0.2.1"}, want: []string{"2 cname-and-other"}},
		"told at the CNAME when it is later": {zone: []string{"www TXT x", "www CNAME web.example.net."}, want: []string{"2 cname-and-other"}},
		"a CNAME beside KEY":                 {zone: []string{"www CNAME web.example.net.", "www KEY 257 3 13 AAAA"}, want: []string{"2 cname-and-other"}},
		"a wildcard CNAME beside others":     {zone: []string{"*.x CNAME web.example.net.", "*.x TXT x"}, want: []string{"2 cname-and-other"}},
		"a CNAME at the apex":                {zone: []string{"@ CNAME web.example.net."}, want: []string{"1 cname-and-other"}},
		"a CNAME at the apex beside NS":      {zone: []string{"@ CNAME web.example.net.", "@ NS ns1.example.net."}, want: []string{"1 cname-and-other"}},
		"two CNAMEs":                         {zone: []string{"www CNAME a.example.net.", "www CNAME b.example.net.", "www CNAME c.example.net."}, want: []string{"2 multiple-cname", "3 multiple-cname"}},
		"the same CNAME twice is duplicate":  {zone: []string{"www CNAME a.example.net.", "www CNAME A.example.net."}},
		"two DNAMEs":                         {zone: []string{"d DNAME example.net.", "d DNAME example.com."}, want: []string{"2 multiple-dname"}},
		"a DNAME beside an address":          {zone: []string{"d DNAME example.net.", "d A 192.0.2.1"}},
		"a DNAME beside a CNAME":             {zone: []string{"d DNAME example.net.", "d CNAME example.com."}, want: []string{"2 cname-and-other"}},
		"a DNAME at a delegation":            {zone: []string{"d DNAME example.net.", "d NS ns1.example.net."}, want: []string{"2 dname-and-ns"}},
		"a DNAME beside NS at the apex":      {zone: []string{"@ DNAME example.net.", "@ NS ns1.example.net."}},
		"a delegated wildcard":               {zone: []string{"*.x NS ns1.example.net."}, want: []string{"1 wildcard-ns"}},
		"a DS at the apex":                   {zone: []string{"@ DS 1 13 2 00"}, want: []string{"1 ds-at-apex"}},
		"a DS at a delegation":               {zone: []string{"d NS ns1.example.net.", "d DS 1 13 2 00"}},
	})
}

func TestFinalDots(t *testing.T) {
	t.Parallel()
	runChecks(t, map[string]checkCase{
		"a target that repeats the origin":               {zone: []string{"@ MX 10 mail.example.org"}, want: []string{"1 missing-final-dot"}},
		"a target that is the origin":                    {zone: []string{"www CNAME example.org"}, want: []string{"1 missing-final-dot"}},
		"a wildcard does not hide it":                    {zone: []string{"* A 192.0.2.1", "@ MX 10 mail.example.org"}, want: []string{"2 missing-final-dot"}},
		"a name of another zone":                         {zone: []string{"www CNAME web.example.com"}, want: []string{"1 missing-final-dot"}},
		"a name that ends in two public labels":          {zone: []string{"www CNAME web.example.co.uk"}, want: []string{"1 missing-final-dot"}},
		"a name at a service that lets names":            {zone: []string{"www CNAME someone.github.io"}, want: []string{"1 missing-final-dot"}},
		"a wildcard at the apex does not hide it either": {zone: []string{"* CNAME a.example.net.", "www CNAME web.example.com"}, want: []string{"2 missing-final-dot"}},
		"a host in a part of the zone named dev":         {zone: []string{"www CNAME web.dev", "web.dev A 192.0.2.1"}},
		"the wildcard of a part of the zone named dev":   {zone: []string{"www CNAME web.dev", "*.dev A 192.0.2.1"}},
		"a delegated part of the zone named dev":         {zone: []string{"www CNAME web.dev", "dev NS ns1.example.net."}},
		"a single label that is a top-level domain":      {zone: []string{"www CNAME dev"}, want: []string{"1 target-missing"}},
		"two labels that end in nothing public":          {zone: []string{"www CNAME a.b"}, want: []string{"1 target-missing"}},
		"the same with the dot":                          {zone: []string{"@ MX 10 mail.example.com."}},
		"each type with a target": {
			zone: []string{"a CNAME x.example.com", "b NS x.example.com", "c PTR x.example.com", "_d._tcp SRV 1 1 1 x.example.com", `e NAPTR 1 1 "s" "" "" x.example.com`,
				"f HTTPS 1 X.example.com", "g KX 1 x.example.com", "h DNAME x.example.com"},
			want: []string{"1 missing-final-dot", "2 missing-final-dot", "3 missing-final-dot", "4 missing-final-dot", "5 missing-final-dot", "6 missing-final-dot", "7 missing-final-dot", "8 missing-final-dot"},
		},
	})
	repeats := []string{"@ MX 10 mail.corp.test", "www CNAME mail.corp.test", "mail.corp.test A 192.0.2.1", "ftp CNAME a.other.test"}
	require.Equal(t, []string{"1 missing-final-dot", "2 missing-final-dot", "4 target-missing"}, rulesOf(t, "corp.test.", repeats),
		"what repeats the origin needs no public suffix, and an owner with the same mistake does not excuse it")
	p := problemsOf(t, "2.0.192.in-addr.arpa.", []string{"1 PTR host.example.org"}, false)
	require.Equal(t, []problem{{pos: zone.Pos{File: "zone", Line: 1}, field: fieldRData, rule: "missing-final-dot", severity: Warning,
		message: "PTR target host.example.org.2.0.192.in-addr.arpa. looks like a full name without its final dot", hint: `write "host.example.org."`}}, p)
}

func TestTargets(t *testing.T) {
	t.Parallel()
	runChecks(t, map[string]checkCase{
		"targets that exist":                  {zone: []string{"@ MX 10 mail", "mail A 192.0.2.1", "www CNAME mail", "p PTR mail", "_x._tcp SRV 1 1 1 mail"}},
		"targets elsewhere":                   {zone: []string{"@ MX 10 mail.example.net.", "www CNAME xexample.org."}},
		"no target":                           {zone: []string{"@ MX 0 .", "_x._tcp SRV 0 0 0 .", "www HTTPS 1 ."}},
		"an apex that the file does not have": {zone: []string{"www CNAME @", "sub MX 10 @"}},
		"the apex as a target":                {zone: []string{"@ A 192.0.2.1", "@ MX 10 @", "www CNAME @"}},
		"targets that do not exist":           {zone: []string{"@ MX 10 mail", "www CNAME gone", "p PTR gone", "_x._tcp SRV 1 1 1 gone"}, want: []string{"1 target-missing", "2 target-missing", "3 target-missing", "4 target-missing"}},
		"a target in other letters":           {zone: []string{"www SVCB 1 HOST", "host A 192.0.2.1"}},
		"an NS target of a delegation":        {zone: []string{"sub NS gone"}, want: []string{"1 target-missing"}},
		"matched by a wildcard":               {zone: []string{"www CNAME any.apps", "*.apps A 192.0.2.1", "deep CNAME a.b.c.apps"}},
		"a wildcard ends at names that exist": {zone: []string{"www CNAME a.b.apps", "*.apps A 192.0.2.1", "b.apps A 192.0.2.1"}, want: []string{"1 target-missing"}},
		"an empty non-terminal has no records and stops the wildcard": {
			zone: []string{"www CNAME b.apps", "*.apps A 192.0.2.1", "a.b.apps A 192.0.2.1", "ftp CNAME x.b.apps"}, want: []string{"1 target-missing", "3 wildcard-shadow", "4 target-missing"},
		},
		"below a delegation":              {zone: []string{"@ MX 10 mail.sub", "www CNAME sub", "sub NS ns1.example.net.", "ftp CNAME a.b.sub", "x.b.sub A 192.0.2.1"}, want: []string{"5 occluded"}},
		"below a DNAME":                   {zone: []string{"www CNAME x.d", "d DNAME example.net."}},
		"a DNAME to a part of the zone":   {zone: []string{"d DNAME apps", "x.apps A 192.0.2.1"}},
		"a DNAME to nothing":              {zone: []string{"d DNAME apps"}, want: []string{"1 target-missing"}},
		"a target without an address":     {zone: []string{"@ MX 10 mail", "mail TXT x", "www CNAME mail", "sub NS mail"}, want: []string{"1 target-missing", "4 target-missing"}},
		"aliases as targets":              {zone: []string{"@ MX 10 mail", "mail CNAME www", "www A 192.0.2.1", "_x._tcp SRV 1 1 1 mail", "sub NS mail", "@ NS mail"}, want: []string{"1 target-is-cname", "4 target-is-cname", "5 target-is-cname", "6 target-is-cname"}},
		"an alias by wildcard":            {zone: []string{"@ MX 10 mail", "* CNAME www", "www A 192.0.2.1"}, want: []string{"1 target-is-cname"}},
		"a CNAME may lead to a CNAME":     {zone: []string{"a CNAME b", "b CNAME c", "c A 192.0.2.1"}},
		"odd names as targets":            {zone: []string{`www CNAME a\.b\@\000`, `a\.b\@\000 A 192.0.2.1`, `ftp CNAME a\.b`}, want: []string{"3 target-missing"}},
		"records that are never answered": {zone: []string{"sub NS ns1.example.net.", "x.sub MX 10 gone"}, want: []string{"2 occluded"}},
	})
}

func TestGlue(t *testing.T) {
	t.Parallel()
	runChecks(t, map[string]checkCase{
		"glue below the cut":                      {zone: []string{"sub NS ns.sub", "ns.sub A 192.0.2.1"}},
		"glue of one family":                      {zone: []string{"sub NS ns.sub", "ns.sub AAAA 2001:db8::1"}},
		"glue at the cut":                         {zone: []string{"sub NS sub", "sub A 192.0.2.1"}},
		"no glue below the cut":                   {zone: []string{"sub NS ns.sub"}, want: []string{"1 missing-glue"}},
		"no glue at the cut":                      {zone: []string{"sub NS sub"}, want: []string{"1 missing-glue"}},
		"a wildcard is no glue":                   {zone: []string{"sub NS ns.sub", "* A 192.0.2.1"}, want: []string{"1 missing-glue"}},
		"a CNAME is no glue":                      {zone: []string{"sub NS ns.sub", "ns.sub CNAME example.net."}, want: []string{"1 missing-glue", "2 occluded"}},
		"glue of a sibling":                       {zone: []string{"a NS ns.b", "b NS ns.b", "ns.b A 192.0.2.1"}},
		"a sibling's server is the sibling's":     {zone: []string{"a NS ns.b", "b NS ns1.example.net."}},
		"the zone's own server":                   {zone: []string{"@ NS ns1", "ns1 A 192.0.2.1"}},
		"the zone's own server without address":   {zone: []string{"@ NS ns1", "@ NS ns2", "ns2 TXT x"}, want: []string{"1 missing-glue", "2 missing-glue"}},
		"the zone's own server by a wildcard":     {zone: []string{"@ NS ns1.x", "*.x A 192.0.2.1"}},
		"the zone's own server in a delegation":   {zone: []string{"@ NS ns.sub", "sub NS ns.sub", "ns.sub A 192.0.2.1"}},
		"addresses below a cut that are not glue": {zone: []string{"sub NS ns1.example.net.", "www.sub A 192.0.2.1", "www.sub A 192.0.2.2"}, want: []string{"2 occluded"}},
		"other data of a name server below a cut": {zone: []string{"sub NS ns.sub", "ns.sub A 192.0.2.1", "ns.sub TXT x"}, want: []string{"3 occluded"}},
		"data at a cut":                           {zone: []string{"sub NS ns1.example.net.", "sub DS 1 13 2 00", "sub MX 10 example.net."}, want: []string{"3 occluded"}},
		"a delegation below a delegation":         {zone: []string{"sub NS ns1.example.net.", "x.sub NS ns1.example.net."}, want: []string{"2 occluded"}},
		"a name that only ends like the cut":      {zone: []string{"sub NS ns1.example.net.", "xsub A 192.0.2.1", `x\.sub A 192.0.2.1`}},
		"the apex is no cut":                      {zone: []string{"@ NS ns1.example.net.", "x TXT y"}},
	})
}

func TestBelowADNAME(t *testing.T) {
	t.Parallel()
	problems := problemsOf(t, "example.org.", []string{"d DNAME example.net.", "x.d A 192.0.2.1", "y.d NS ns1.example.net.", "d A 192.0.2.1"}, false)
	require.Len(t, problems, 2)
	for i, p := range problems {
		require.Equal(t, "occluded", p.rule)
		require.Equal(t, Error, p.severity, "RFC 6672 §2.4 forbids it, and Knot and NSD refuse it")
		require.Equal(t, uint32(i+2), p.pos.Line)
	}
}

func TestWildcards(t *testing.T) {
	t.Parallel()
	runChecks(t, map[string]checkCase{
		"the same type":                       {zone: []string{"* A 192.0.2.1", "www A 192.0.2.2"}},
		"another type":                        {zone: []string{"* MX 10 example.net.", "www A 192.0.2.2"}, want: []string{"2 wildcard-shadow"}},
		"one of two types":                    {zone: []string{"* MX 10 example.net.", "* A 192.0.2.1", "www A 192.0.2.2", "www TXT x"}, want: []string{"3 wildcard-shadow"}},
		"an alias answers for all":            {zone: []string{"* A 192.0.2.1", "www CNAME example.net."}},
		"an address in place of an alias":     {zone: []string{"* CNAME example.net.", "www A 192.0.2.2", "txt TXT x"}, want: []string{"3 wildcard-shadow"}},
		"names with an underscore":            {zone: []string{"* A 192.0.2.1", "_dmarc TXT x", "a._domainkey TXT x"}},
		"delegations":                         {zone: []string{"* A 192.0.2.1", "sub NS ns1.example.net."}},
		"names under another parent":          {zone: []string{"*.apps A 192.0.2.1", "www TXT x", "apps TXT y"}},
		"a name that exists for one below it": {zone: []string{"* A 192.0.2.1", "www.staging A 192.0.2.2", "ftp.staging A 192.0.2.2"}, want: []string{"3 wildcard-shadow"}},
		"names below a name that exists":      {zone: []string{"* A 192.0.2.1", "www A 192.0.2.2", "a.www TXT x"}},
		"names that sort before the asterisk": {zone: []string{"* A 192.0.2.1", `! TXT x`}, want: []string{"2 wildcard-shadow"}},
		"names below the wildcard itself":     {zone: []string{"* A 192.0.2.1", `x.* TXT x`}},
		"a wildcard in a wildcard's part":     {zone: []string{"* A 192.0.2.1", `*.a A 192.0.2.1`, "b.a A 192.0.2.1"}, want: []string{"2 wildcard-shadow"}},
		"a wildcard below a delegation":       {zone: []string{"sub NS ns1.example.net.", "*.sub A 192.0.2.1", "x.sub TXT x"}, want: []string{"2 occluded", "3 occluded"}},
	})
}

func TestValues(t *testing.T) {
	t.Parallel()
	ten := "v=spf1 a mx:x.example.net -ptr ?exists:%{i}.example.net include:a.example.net include:b.example.net ~include:c.example.net a/24 MX redirect=d.example.net"
	runChecks(t, map[string]checkCase{
		"public addresses":         {zone: []string{"a A 192.0.2.1", "a AAAA 2001:db8::1", "b A 172.32.0.1", "c A 100.64.0.1"}},
		"private addresses":        {zone: []string{"a A 10.0.0.1", "b A 172.31.255.255", "c A 192.168.0.1", "d AAAA fd00::1"}, want: []string{"1 private-address", "2 private-address", "3 private-address", "4 private-address"}},
		"loopback and link-local":  {zone: []string{"a A 127.0.0.2", "b AAAA ::1", "c A 169.254.1.1", "d AAAA fe80::1"}, want: []string{"1 private-address", "2 private-address", "3 private-address", "4 private-address"}},
		"every address of a set":   {zone: []string{"a A 10.0.0.1", "a A 192.0.2.1", "a A 10.0.0.2"}, want: []string{"1 private-address", "3 private-address"}},
		"usual TTLs":               {zone: []string{"a 1 A 192.0.2.1", "b 604800 A 192.0.2.1"}},
		"TTLs beyond reason":       {zone: []string{"a 0 A 192.0.2.1", "b 604801 A 192.0.2.1", "b 604801 A 192.0.2.2"}, want: []string{"1 ttl-extreme", "2 ttl-extreme"}},
		"ten look-ups":             {zone: []string{`@ TXT "` + ten + ` ip4:192.0.2.0/24 -all"`}},
		"eleven look-ups":          {zone: []string{`@ TXT "` + ten + ` include:e.example.net -all"`}, want: []string{"1 spf-lookups"}},
		"eleven over two strings":  {zone: []string{`@ TXT "V=SPF1 ` + ten[7:] + ` inc" "lude:e.example.net -all"`}, want: []string{"1 spf-lookups"}},
		"eleven in another record": {zone: []string{`@ TXT "v=spf10` + ten[6:] + ` a -all"`, `@ TXT "x v=spf1` + ten[6:] + ` a -all"`, `b TXT ""`}},
	})
	require.Empty(t, problemsOf(t, "example.org.", []string{"a A 10.0.0.1", "b AAAA fd00::1"}, true))
}

func TestViews(t *testing.T) {
	t.Parallel()
	runChecks(t, map[string]checkCase{
		"what the base has is told once":        {zone: []string{"@ MX 10 gone", "tel: www A 192.0.2.1"}, want: []string{"1 target-missing"}},
		"a view that breaks a target":           {zone: []string{"@ MX 10 mail", "mail A 192.0.2.1", "tel: mail CNAME example.net."}, want: []string{"1 target-is-cname"}},
		"an alias in place of addresses":        {zone: []string{"www A 192.0.2.1", "www AAAA 2001:db8::1", "tel: www CNAME example.net."}},
		"addresses in place of an alias":        {zone: []string{"www CNAME example.net.", "tel: www A 192.0.2.1", "tel: www AAAA 2001:db8::1"}},
		"an alias in place of anything else":    {zone: []string{"www A 192.0.2.1", "www MX 10 example.net.", "tel: www CNAME example.net."}, want: []string{"3 cname-and-other"}},
		"anything else in place of an alias":    {zone: []string{"www CNAME example.net.", "tel: www TXT x"}, want: []string{"2 cname-and-other"}},
		"both in a view":                        {zone: []string{"www A 192.0.2.1", "tel: www A 192.0.2.2", "tel: www CNAME example.net."}, want: []string{"3 cname-and-other"}},
		"a view that replaces a set":            {zone: []string{"www CNAME gone", "tel: www CNAME example.net."}, want: []string{"1 target-missing"}},
		"a view's own target":                   {zone: []string{"www CNAME example.net.", "tel: www CNAME gone", "uni: www CNAME host", "uni: host A 192.0.2.1"}, want: []string{"2 target-missing"}},
		"a name of another view does not count": {zone: []string{"tel: www CNAME host", "uni: host A 192.0.2.1"}, want: []string{"1 target-missing"}},
	})
	p := problemsOf(t, "example.org.", []string{"tel: www CNAME gone"}, false)
	require.Equal(t, "CNAME target gone.example.org. does not exist in the zone, nor does a wildcard match it in view tel", p[0].message)
}

func TestTheRootZone(t *testing.T) {
	t.Parallel()
	root := []string{"@ NS a.root-servers.example.", "example. NS ns.example.", "ns.example. A 192.0.2.1", "www. CNAME gone.", "b.root-servers.example. A 192.0.2.1"}
	require.Equal(t, []string{"4 target-missing", "5 occluded"}, rulesOf(t, ".", root))
	require.Equal(t, []string{"5 occluded"}, rulesOf(t, ".", append(root, "*. CNAME www.example.")), "the wildcard matches gone.")
}

func TestChildKeys(t *testing.T) {
	t.Parallel()
	key, cdnskey := "@ DNSKEY 257 3 13 AAAA", "@ CDNSKEY 257 3 13 AAAA"
	runChecks(t, map[string]checkCase{
		"with the key":                    {zone: []string{key, cdnskey, "@ CDS 1 13 2 00"}},
		"without a key":                   {zone: []string{cdnskey, "@ CDS 1 13 2 00"}, want: []string{"1 cds-without-dnskey", "2 cds-without-dnskey"}},
		"with a key of another algorithm": {zone: []string{key, "@ CDS 1 8 2 00"}, want: []string{"2 cds-without-dnskey"}},
		"that ask for removal":            {zone: []string{"@ CDS 0 0 0 00", "@ CDNSKEY 0 3 0 AA=="}},
		"that ask for removal and a key":  {zone: []string{key, "@ CDS 0 0 0 00", "@ CDS 1 13 2 00"}, want: []string{"2 cds-without-dnskey"}},
		"below the apex mean nothing":     {zone: []string{"x CDS 1 13 2 00"}},
	})
}

// TestManyKeysCostNoMoreEach compares the costs of some and of sixteen times as many CDS at one apex.
func TestManyKeysCostNoMoreEach(t *testing.T) {
	t.Parallel()
	cost := func(n int) time.Duration {
		var recs []zone.Record
		for i := range n {
			recs = append(recs, zone.Record{Key: zone.Key{Name: "example.org.", Type: dns.TypeCDS}, TTL: 300,
				RData: string([]byte{byte(i >> 8), byte(i), 0, 1})})
		}
		z := zone.Zone{Origin: "example.org."}
		best := time.Hour
		for range 3 {
			start := time.Now()
			require.Empty(t, checkZone(t.Context(), z, recs, false))
			best = min(best, time.Since(start))
		}
		return best
	}
	require.Less(t, cost(32_000), 100*cost(2_000)) // 16 times when each costs the same, 256 times when each looks at all
}
