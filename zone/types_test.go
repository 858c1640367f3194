package zone_test

import (
	"crypto"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

// samples has RDATA of every type that can stand in a zone; names are in lower case.
var samples = []string{
	"A 192.0.2.1", "AAAA 2001:db8::1", "AAAA ::ffff:192.0.2.1", "AFSDB 1 afs.example.org.", "AMTRELAY 10 1 3 relay.example.org.",
	"AMTRELAY 10 0 1 192.0.2.1", "AMTRELAY 10 0 2 2001:db8::1", "AMTRELAY 10 0 0 .", "APL 1:192.0.2.0/24 !2:2001:db8::/32", `AVC "a" "b"`,
	`CAA 0 issue "ca.example.net; policy=ev"`, "CDNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==",
	"CDS 60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118", "CERT PKIX 1 8 aGVsbG8=", "CNAME www.example.org.", "CSYNC 66 3 A NS AAAA",
	"DHCID AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA=", "DLV 60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118", "DNAME example.net.",
	"DNSKEY 256 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==",
	"DS 60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118", "EID e32c6f78163a9348", "EUI48 00-00-5e-00-53-2a", "EUI64 00-00-5e-ef-10-00-00-2a",
	"GID 1", "GPOS -32.6882 116.8652 10.0", `HINFO "PC" "Linux"`,
	"HIP 2 200100107b1a74df365639cc39f1d578 AwEAAbdxyhNuSutc5EMzxTs9LBPCIkOFH8cIvM4p9+LrV4e19WzK00+CI6zBCQTdtWsuxKbWIy87UOoJTwkUs7lBu+Upr1gsNrut79ryra+bSRGQb1slImA8YVJyuIDsj7kwzG7jnERNqnWxZ48AWkskmdHaVDP4BcelrTI3rMXdXF5D rvs.example.net.",
	`HTTPS 1 . alpn="h3,h2" ipv4hint="192.0.2.1" ipv6hint="2001:db8::1" key65333="ex\001"`, "HTTPS 0 svc.example.net.",
	"IPSECKEY 10 1 2 192.0.2.38 AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==", "IPSECKEY 10 3 2 gw.example.net. AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==",
	`ISDN "150862028003217" "004"`, "KEY 256 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==",
	"KX 10 kx.example.org.", "L32 10 10.1.2.0", "L64 10 2001:0DB8:1140:1000", "LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m",
	"LP 10 l64.example.org.", "MB mb.example.org.", "MD md.example.org.", "MF mf.example.org.", "MG mg.example.org.", "MINFO a.example.org. b.example.org.",
	"MR mr.example.org.", "MX 10 mail.example.org.", "MX 0 .", `NAPTR 100 50 "S" "SIP+D2U" "!^.*$!sip:Info@example.org!" _sip._udp.example.org.`,
	"NID 10 0014:4fff:ff20:ee64", "NIMLOC 32251b030abc", `NINFO "a" "b"`, "NS ns1.example.org.", "NSAP-PTR foo.example.org.", "NSEC www.example.org. A MX RRSIG NSEC TYPE1234",
	"NSEC3 1 1 12 aabbccdd 2vptu5timamqttgl4luu9kg21e0aor3s A RRSIG", "NSEC3PARAM 1 0 0 -", `NULL \# 2 abcd`, "NXT www.example.org. A NXT", "OPENPGPKEY AAAA",
	"PTR www.example.org.", "PX 10 a.example.org. b.example.org.", `RESINFO "qnamemin" "exterr=15-17"`, "RKEY 0 255 1 AAAA", "RP a.example.org. b.example.org.",
	"RRSIG A 13 3 3600 20260101000000 20250101000000 12345 example.org. AAAA", "RT 10 rt.example.org.", "SIG A 13 3 3600 20260101000000 20250101000000 12345 example.org. AAAA",
	"SMIMEA 3 1 1 aabb", "SOA ns1.example.org. hostmaster.example.org. 4294967295 2 3 4 5", `SPF "v=spf1 -all"`, "SRV 0 5 5060 sip.example.org.",
	"SSHFP 4 2 123456789abcdef67890123456789abcdef67890123456789abcdef123456789", `SVCB 16 foo.example.org. mandatory="alpn,ipv4hint" alpn="h2,h3-19" no-default-alpn port="53" ipv4hint="192.0.2.1" ech="AAAA" dohpath="/q{?dns}"`,
	"TA 60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118", "TALINK a.example.org. b.example.org.", "TLSA 3 1 1 aabb", `TXT "a" "" "\"\\;\000\255"`,
	"UID 1", `UINFO "a"`, `URI 10 1 "ftp://ftp.example.org/public"`, "X25 311061700956", "ZONEMD 2018031500 1 1 aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899",
	`TYPE65400 \# 3 010203`, `TYPE65400 \# 0`,
}

// notData are types that no zone holds.
var notData = []uint16{
	dns.TypeNone, dns.TypeOPT, dns.TypeNXNAME, dns.TypeTKEY, dns.TypeTSIG, dns.TypeIXFR, dns.TypeAXFR, dns.TypeMAILB, dns.TypeMAILA,
	dns.TypeANY, dns.TypeReserved,
}

func sample(t *testing.T, s string) dns.RR {
	t.Helper()
	return parseRRs(t, "x 60 "+s)[0]
}

func TestEveryTypeHasASample(t *testing.T) {
	t.Parallel()
	seen := map[uint16]bool{}
	for _, s := range samples {
		seen[sample(t, s).Header().Rrtype] = true
	}
	for rrtype := range dns.TypeToRR {
		require.True(t, seen[rrtype] || slices.Contains(notData, rrtype), dns.TypeToString[rrtype])
	}
}

// TestEveryTypeRoundTrips goes from text to RDATA and back, by every way there is.
func TestEveryTypeRoundTrips(t *testing.T) {
	t.Parallel()
	for _, s := range samples {
		t.Run(s[:min(len(s), 40)], func(t *testing.T) {
			t.Parallel()
			rr := sample(t, s)
			rrtype := rr.Header().Rrtype
			rdata, err := zone.RData(rr)
			require.NoError(t, err)

			_, text, _ := strings.Cut(s, " ")
			parsed, err := zone.ParseRData(rrtype, text, origin)
			require.NoError(t, err)
			require.Equal(t, rdata, parsed, "read by itself")

			parsed, err = zone.ParseRData(rrtype, zone.Text(rrtype, rdata), origin)
			require.NoError(t, err)
			require.Equal(t, rdata, parsed, "its text, read: %s", zone.Text(rrtype, rdata))

			parsed, err = zone.ParseRData(rrtype, fmt.Sprintf(`\# %d %x`, len(rdata), rdata), origin)
			require.NoError(t, err)
			require.Equal(t, rdata, parsed, "the generic form, read")

			back, err := zone.NewRR("x.example.org.", rrtype, 60, rdata)
			require.NoError(t, err)
			again, err := zone.RData(back)
			require.NoError(t, err)
			require.Equal(t, rdata, again, "the record made of it")
		})
	}
}

// TestCaseIsFoldedAsMiekgSigns signs each sample and looks whether the signature holds when its names are in capitals:
// then, and only then, the two must have the same RDATA.
func TestCaseIsFoldedAsMiekgSigns(t *testing.T) {
	t.Parallel()
	key := &dns.DNSKEY{Hdr: dns.RR_Header{Name: origin, Rrtype: dns.TypeDNSKEY, Class: dns.ClassINET}, Flags: 257, Protocol: 3, Algorithm: dns.ED25519}
	private, err := key.Generate(256)
	require.NoError(t, err)
	folded := 0
	for _, s := range samples {
		rr := sample(t, s)
		capitals := dns.Copy(rr)
		if !raiseNames(capitals) || rr.Header().Rrtype == dns.TypeRRSIG || rr.Header().Rrtype == dns.TypeNXT {
			continue // RRSIG is never signed, and miekg/dns forgets NXT, which RFC 4034 §6.2 lists
		}
		sig := &dns.RRSIG{KeyTag: key.KeyTag(), SignerName: origin, Algorithm: key.Algorithm, Inception: 1, Expiration: 2}
		require.NoError(t, sig.Sign(private.(crypto.Signer), []dns.RR{rr}))
		same := sig.Verify(key, []dns.RR{capitals}) == nil
		require.Equal(t, same, mustRData(t, rr) == mustRData(t, capitals), s)
		if same {
			folded++
		}
	}
	require.Greater(t, folded, 15)
	for _, s := range []string{"RRSIG A 13 3 3600 20260101000000 20250101000000 12345 example.org. AAAA", "NXT www.example.org. A NXT"} {
		capitals := sample(t, s)
		require.True(t, raiseNames(capitals))
		require.Equal(t, mustRData(t, sample(t, s)), mustRData(t, capitals), s)
	}
}

func mustRData(t *testing.T, rr dns.RR) string {
	t.Helper()
	rdata, err := zone.RData(rr)
	require.NoError(t, err)
	return rdata
}

// raiseNames puts the names in a record's RDATA in capitals and tells whether that made a difference.
func raiseNames(rr dns.RR) bool { return raiseFields(reflect.ValueOf(rr).Elem()) }

func raiseFields(v reflect.Value) bool {
	changed := false
	for i := range v.NumField() {
		if v.Type().Field(i).Anonymous { // a type that is another one by another name
			changed = raiseFields(v.Field(i)) || changed
		}
		tag := v.Type().Field(i).Tag.Get("dns")
		if (tag != "domain-name" && tag != "cdomain-name") || v.Field(i).Kind() != reflect.String {
			continue
		}
		upper := strings.ToUpper(v.Field(i).String())
		changed = changed || upper != v.Field(i).String()
		v.Field(i).SetString(upper)
	}
	return changed
}

func TestEqualOnTheWire(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, rrtype, a, b string
		equal              bool
	}{
		{"IPv6 spellings", "AAAA", "2001:DB8:0:0::1", "2001:db8::1", true},
		{"a TXT by numbers", "TXT", `"\065"`, `A`, true},
		{"two strings are not one", "TXT", `"a" "b"`, `"ab"`, false},
		{"case in a TXT", "TXT", "a", "A", false},
		{"case in a target", "MX", "10 MAIL", "10 mail.example.org.", true},
		{"case in the target of a SVCB", "SVCB", "0 A.example.org.", "0 a.example.org.", false},
		{"numbers with zeros before", "MX", "010 mail", "10 mail", true},
		{"the generic form", "A", `\# 4 C0 00 02 01`, "192.0.2.1", true},
		{"a name in generic form, in capitals", "CNAME", `\# 3 01 41 00`, "a.", true},
		{"hex in capitals", "DS", "1 13 2 AABB", "1 13 2 aabb", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			rrtype, err := zone.ParseType(tc.rrtype)
			require.NoError(t, err)
			a, err := zone.ParseRData(rrtype, tc.a, origin)
			require.NoError(t, err)
			b, err := zone.ParseRData(rrtype, tc.b, origin)
			require.NoError(t, err)
			require.Equal(t, tc.equal, a == b)
		})
	}
}

func TestParseRDataRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing": "", "too little": "192.0.2", "too much": "192.0.2.1 192.0.2.2", "a second line": "192.0.2.1\nb 60 A 192.0.2.2",
		"a comment instead": "; x", "an open bracket": "( 192.0.2.1", "another type's": "2001:db8::1", "a length that lies": `\# 5 c0000201`,
		"a generic form of the wrong length": `\# 3 c00002`, "not hex": `\# 4 zz000201`, "a directive": "$INCLUDE /etc/passwd",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := zone.ParseRData(dns.TypeA, text, origin)
			require.Error(t, err, "%x", got)
		})
	}
}

func TestTypes(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]uint16{"A": 1, "aaaa": 28, "TYPE1": 1, "type65400": 65400, "TYPE0": 0} {
		got, err := zone.ParseType(in)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, in := range []string{"", "NOSUCH", "TYPE", "TYPE65536", "TYPE-1", "TYPE1x", "TYPE 1", "TYPE01"} {
		_, err := zone.ParseType(in)
		require.Error(t, err, in)
	}
	require.Equal(t, "TYPE65400", zone.TypeString(65400))
	require.Equal(t, "HTTPS", zone.TypeString(65))
}

// FuzzRData takes any bytes as the RDATA of any type: what makes a record has a canonical form that text keeps.
func FuzzRData(f *testing.F) {
	for _, s := range samples {
		rrs := parseRRs(f, "x 60 "+s)
		rdata, err := zone.RData(rrs[0])
		require.NoError(f, err)
		f.Add(rrs[0].Header().Rrtype, []byte(rdata))
	}
	f.Fuzz(func(t *testing.T, rrtype uint16, wire []byte) {
		text := zone.Text(rrtype, string(wire))
		require.NotContains(t, text, "\n")
		if slices.Contains(notData, rrtype) || len(wire) > zone.MaxRData {
			return
		}
		folded := slices.Clone(wire)
		zone.Canonical(rrtype, folded)
		require.Len(t, folded, len(wire))
		rr, err := zone.NewRR(origin, rrtype, 60, string(wire))
		if err != nil {
			return
		}
		rdata, err := zone.RData(rr)
		if err != nil || len(rdata) == 0 {
			return
		}
		if _, err := zone.NewRR(origin, rrtype, 60, rdata); err != nil {
			return // the octets ended early, which miekg/dns lets pass the first time
		}
		back, err := zone.ParseRData(rrtype, zone.Text(rrtype, rdata), origin)
		require.NoError(t, err, zone.Text(rrtype, rdata))
		require.Equal(t, rdata, back, zone.Text(rrtype, rdata))
	})
}
