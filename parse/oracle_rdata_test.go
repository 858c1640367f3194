package parse

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/testserver"
)

var nsdCheck = []string{"nsd-checkzone"}

// refusedRData are records that BIND or Knot refuses for their data.
const refusedRData = `
HINFO a
HINFO "a"
HINFO a b c
CERT PKIX 1 RSASHA256
CERT 1 1 8
TYPE37 \# 5 0001000108
DNSKEY 256 3 8
TYPE48 \# 4 01000308
CDNSKEY 256 3 8
KEY 256 3 8
RKEY 0 3 8
RRSIG A 8 3 3600 20300101000000 20200101000000 1 example.org.
SIG A 8 3 3600 20300101000000 20200101000000 1 example.org.
NSEC b.example.org.
NSEC3PARAM 1 0 0
TLSA 3 1 1
TYPE52 \# 3 030101
SMIMEA 3 1 1
SSHFP 1 1
SSHFP 1 9
DS 1 8 2
DS 1 8 9
CDS 1 8 2
DLV 12345 13 2
DLV 12345 13 2 00
TA 12345 13 2 00
ZONEMD 1 1 1 aabbccddaabbccddaabbccdd
OPENPGPKEY
IPSECKEY 10 4 2 foo.example.net. AQID
TYPE45 \# 4 0a040200
IPSECKEY 10 1 2 192.0.2.38
AMTRELAY 10 0 4 foo.example.net.
MD x.example.net.
MF x.example.net.
X25 abc
X25 12
URI 1 1
URI 1 1 https://example.net/
URI 1 1 "a" "b"
HTTPS 1 . alpn
HTTPS 1 . alpn=
HTTPS 1 . alpn=""
HTTPS 1 . alpn=h2,,h3
HTTPS 1 . mandatory
HTTPS 1 . mandatory=
HTTPS 1 . mandatory=alpn,alpn alpn=h2
HTTPS 1 . mandatory=mandatory,alpn alpn=h2
HTTPS 1 . mandatory=key0 alpn=h2
HTTPS 1 . mandatory=nokey alpn=h2
HTTPS 1 . ohttp=x
HTTPS 1 . ipv4hint=192.0.2.1,
HTTPS 1 . dohpath
HTTPS 1 . dohpath=foo
HTTPS 1 . dohpath=/dns
HTTPS 1 . dohpath=q{?dns}
HTTPS 1 . dohpath=/{?xdns}
HTTPS 1 . key7=foo
HTTPS 1 . key1=h2
HTTPS 1 . key1=
HTTPS 1 . key2
HTTPS 1 . key3=443
HTTPS 1 . key3=\001\187 port=443
HTTPS 1 . key03=\001\187
HTTPS 1 . key65536=x
HTTPS 1 . KEY9=x
TYPE65 \# 7 00010000010000
TYPE65 \# 7 00010000000000
LOC 52 22 23 N 4 53 32 E
LOC 52 22 23 N 4 53 32 E 0m 1m 1m 1m 1m
LOC 52 22 23 N 4 53 32 E 42849672.96m
LOC 52 22 23 N 4 53 32 E -100000.01m
LOC 52 22 23 N 4 53 32 E 1.234m
LOC 52 22 23 N 4 53 32 E 1e3m
LOC 52 22 23 N 4 53 32 E NaN
LOC 52 22 23 N 4 53 32 E .5m
LOC 52 22 23.1234 N 4 53 32 E 0m
LOC 52 60 N 4 E 0m
LOC 52 22 23 n 4 53 32 e 0m
LOC 52 22.5 N 4 E 0m
TYPE29 \# 16 00121613FFFFFFFF8000000000989680
TYPE29 \# 16 00A21613800000008000000000989680
NAPTR 1 1 "u" "x" "bad" .
NAPTR 1 1 "u" "x" "!" .
NAPTR 1 1 "u" "x" "!a!b" .
NAPTR 1 1 "u" "x" "!a!b!x" .
NAPTR 1 1 "u" "x" "!!b!" .
NAPTR 1 1 "u" "x" "1a1b1" .
NAPTR 1 1 "u" "x" "i!a!b!" .
NAPTR 1 1 "u" "x" "!a(!b!" .
NAPTR 1 1 "u" "x" "!a[!b!" .
NAPTR 1 1 "u" "x" "!*a!b!" .
NAPTR 1 1 "u" "x" "!a!\\1!" .
NAPTR 1 1 "u" "x" "!(a)!\\0!" .
NAPTR 1 1 "u" "x" "!(a)!\\2!" .
NAPTR 1 1 u x y .
`

// takenRData are records that BIND, Knot and NSD all take.
const takenRData = `
HINFO a b
HINFO "" ""
CERT 1 2 8 AAAA
DNSKEY 257 3 13 AAAA
CDNSKEY 0 3 0 AA==
KEY 257 3 13 AAAA
TYPE48 \# 5 0100030800
RRSIG A 8 3 3600 20300101000000 20200101000000 1 example.org. AAAA
NSEC3PARAM 1 0 0 -
NSEC3PARAM 1 0 0 aabb
TLSA 3 1 1 00 11
SMIMEA 3 1 1 00
SSHFP 4 3 00
ZONEMD 1 1 240 aabbccddaabbccddaabbccdd
OPENPGPKEY AAAA
IPSECKEY 10 0 2 . AQID
IPSECKEY 10 3 2 foo.example.net. AQID
TYPE45 \# 4 0a000200
URI 1 1 "https://example.net/"
APL 1:192.0.2.0/24 !2:2001:db8::/32
APL
HTTPS 0 .
HTTPS 1 . alpn="h2,h3"
HTTPS 1 . alpn=h2\\,h3
HTTPS 1 . mandatory=port,alpn alpn=h2 port=1
HTTPS 1 . mandatory=key3 port=443
HTTPS 1 . mandatory=key667 key667=x
HTTPS 1 . key1=\002h2
HTTPS 1 . key2 alpn=h2
HTTPS 1 . key2 key1=\002h2
HTTPS 1 . key5=abcd
HTTPS 1 . key7=/q{?dns}
HTTPS 1 . key7="/q{x}{?dns}"
HTTPS 1 . key8
HTTPS 1 . key9
HTTPS 1 . key9="a b"
HTTPS 1 . key65534=x
SVCB 1 . key7="/q{?dns}" port=1
LOC 52 N 4 E 0
LOC 52 22 N 4 E 0m
LOC 52 22 N 4 53 E -2.00m
LOC 52 N 4 53 32.5 E 1.5m
LOC 52 22 23 N 4 53 E 0m 1m
LOC 52 22 23.123 N 4 53 32.999 E 42849672.95m 90000000m 0.01m 15
LOC 90 0 0 N 180 0 0 W -100000.00m
LOC 052 022 023 N 04 053 032 E 5.m
TYPE29 \# 16 00121613800000008000000000989680
NAPTR 1 1 u E2U+sip !a!b! .
NAPTR 1 1 "s" "SIP+D2U" "" _sip._udp.example.net.
NAPTR 1 1 "u" "x" "!^.*$!sip:a@example.net!i" .
NAPTR 1 1 "u" "x" "!^\\+46(.*)$!sip:\\1@example.net!" .
NAPTR 1 1 "u" "x" "!((a))!\\2!" .
NAPTR 1 1 "u" "x" "|^a|b|" .
NAPTR 1 1 "u" "x" "!a\\!b!c!" .
NAPTR 1 1 "u" "x" "!\\d{2,5}!!" .
NAPTR 1 1 "u" "x" "![]a][[:alpha:]]!b!" .
`

// rdataZone writes a zone with records at names of their own, and reads it.
func rdataZone(t *testing.T, rdata []string) (file string, r Result) {
	t.Helper()
	var text strings.Builder
	text.WriteString(oracleHead)
	for i, line := range rdata {
		fmt.Fprintf(&text, "a%d %s\n", i, line)
	}
	file = filepath.Join(t.TempDir(), "example.org.zone")
	require.NoError(t, os.WriteFile(file, []byte(text.String()), 0o600))
	return file, Zone(t.Context(), os.DirFS(filepath.Dir(file)), Source{Origin: "example.org.", Base: "example.org.zone"}, Options{})
}

func lines(text string) []string { return strings.Split(strings.TrimSpace(text), "\n") }

func TestDataThatOthersRefuseIsRefused(t *testing.T) {
	t.Parallel()
	testserver.Need(t, namedCheck[0])
	testserver.Need(t, kzoneCheck[0])
	for _, line := range lines(refusedRData) {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			file, r := rdataZone(t, []string{line})
			require.Equal(t, "error bad-rdata", worst(r.Findings))
			require.Positive(t, r.Findings[0].Column)
			require.False(t, accepts(t, namedCheck, "example.org.", file) && accepts(t, kzoneCheck, "example.org.", file), "BIND and Knot take it")
		})
	}
}

func TestDataThatAllOthersTakeIsTaken(t *testing.T) {
	t.Parallel()
	file, r := rdataZone(t, lines(takenRData))
	require.Empty(t, r.Findings)
	require.Len(t, r.Zone.Sets, len(lines(takenRData))+2)
	for _, program := range [][]string{namedCheck, kzoneCheck, nsdCheck} {
		t.Run(program[0], func(t *testing.T) {
			t.Parallel()
			testserver.Need(t, program[0])
			require.True(t, accepts(t, program, "example.org.", file))
		})
	}
}

// TestSpellingsOfTheSameData has pairs of RDATA that have the same bytes.
func TestSpellingsOfTheSameData(t *testing.T) {
	t.Parallel()
	for one, other := range map[string]string{
		`HTTPS 1 . key7=/q{?dns} key3=\001\187`:            `HTTPS 1 . port=443 dohpath="/q{?dns}"`,
		`HTTPS 1 . mandatory=key3,key1 key1=\002h2 port=1`: `HTTPS 1 . mandatory="alpn,port" alpn=h2 key3=\000\001`,
		`HTTPS 1 . key4=\192\000\002\001`:                  `HTTPS 1 . ipv4hint=192.0.2.1`,
		`LOC 52 N 4 53 E -2`:                               `LOC 52 0 0 N 4 53 0.000 E -2.00m 1m 10000m 10m`,
		`LOC 52 22 N 4 E 0m`:                               `TYPE29 \# 16 00121613 8B3C9640 80DBBA00 00989680`,
		`NAPTR 1 1 u E2U+sip !a!b! .`:                      `NAPTR 1 1 "u" "E2U+sip" "!a!b!" .`,
	} {
		_, r := rdataZone(t, []string{one, other})
		require.Empty(t, r.Findings, one)
		var data []string
		for _, s := range r.Zone.Sets {
			if strings.HasPrefix(s.Name, "a") {
				data = append(data, strings.Join(s.Text(), ""))
			}
		}
		require.Len(t, data, 2)
		require.Equal(t, data[0], data[1], one)
	}
}
