package providertest

import (
	"maps"
	"slices"
	"testing"
)

// samples are two states for each type; from nothing to the first, to the second, and back to nothing they show a
// create, an update and a delete.
var samples = map[string][2]string{
	"A":          {"h A 192.0.2.1", "h A 192.0.2.2\nh A 192.0.2.3"},
	"AAAA":       {"h AAAA 2001:db8::1", "h AAAA 2001:db8::2\nh AAAA 2001:db8:0:1::"},
	"AFSDB":      {"h AFSDB 1 db1", "h AFSDB 2 db1"},
	"CAA":        {`h CAA 0 issue "ca.example.net"`, `h CAA 128 issue ";"` + "\n" + `h CAA 0 iodef "mailto:ca@example.org"`},
	"CERT":       {"h CERT PKIX 1 RSASHA256 AQIDBA==", "h CERT PKIX 2 RSASHA256 AQIDBA=="},
	"CNAME":      {"h CNAME www.example.net.", "h CNAME other"},
	"DNAME":      {"h DNAME old.example.net.", "h DNAME new.example.net."},
	"DS":         {"h NS ns.example.net.\nh DS 1 8 2 " + hash1, "h NS ns.example.net.\nh DS 2 8 2 " + hash1 + "\nh DS 3 13 2 " + hash2},
	"EUI48":      {"h EUI48 00-00-5e-00-53-2a", "h EUI48 00-00-5e-00-53-2b"},
	"HINFO":      {`h HINFO "PC" "Linux"`, `h HINFO "a b" ""`},
	"HTTPS":      {"h HTTPS 1 . alpn=h2", "h HTTPS 1 svc.example.net. alpn=h2,h3 port=8443 ipv4hint=192.0.2.1"},
	"KX":         {"h KX 1 a", "h KX 2 a"},
	"LOC":        {"h LOC 52 22 23.000 N 4 53 32.000 E -2.00m 1m 10000m 10m", "h LOC 52 22 23.500 S 4 53 32.000 W 20.00m 1m 10000m 10m"},
	"MX":         {"h MX 10 mail", "h MX 10 mail\nh MX 20 mail.example.net."},
	"NAPTR":      {`h NAPTR 10 100 "S" "SIP+D2U" "" _sip._udp`, `h NAPTR 10 200 "U" "E2U+sip" "!^.*$!sip:info@example.org!" .`},
	"NS":         {"h NS ns1.example.net.", "h NS ns1.example.net.\nh NS ns2.example.net."},
	"OPENPGPKEY": {"h OPENPGPKEY AQIDBA==", "h OPENPGPKEY AQIDBQ=="},
	"PTR":        {"h PTR www", "h PTR www.example.net."},
	"RP":         {"h RP admin.example.org. txt", "h RP admin.example.org. ."},
	"SMIMEA":     {"h SMIMEA 3 1 1 " + hash1, "h SMIMEA 3 1 1 " + hash2},
	"SPF":        {`h SPF "v=spf1 -all"`, `h SPF "v=spf1 mx -all"`},
	"SRV":        {"_s._tcp SRV 0 5 443 h", "_s._tcp SRV 0 5 443 h\n_s._tcp SRV 1 0 8443 h.example.net."},
	"SSHFP":      {"h SSHFP 4 2 " + hash1, "h SSHFP 4 2 " + hash2},
	"SVCB":       {"h SVCB 0 alias.example.net.", "h SVCB 1 svc.example.net. port=53"},
	"TLSA":       {"_443._tcp TLSA 3 1 1 " + hash1, "_443._tcp TLSA 3 1 1 " + hash2 + "\n_443._tcp TLSA 2 0 1 " + hash1},
	"TXT":        {`h TXT "one"`, `h TXT "two words"` + "\n" + `h TXT "three"`},
	"TYPE65300":  {`h TYPE65300 \# 4 01020304`, `h TYPE65300 \# 2 0506`},
	"URI":        {`h URI 10 1 "https://www.example.org/"`, `h URI 20 1 "https://www.example.org/a%20b"`},
}

const (
	hash1 = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
	hash2 = "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
)

// types takes every type that the provider can hold through its life.
func types(t *testing.T, s *site) {
	for _, name := range slices.Sorted(maps.Keys(samples)) {
		s.h.sub(t, "types", name, func(t *testing.T) {
			for _, text := range samples[name] {
				s.reach(t, text)
			}
			s.reach(t, "")
		})
	}
}
