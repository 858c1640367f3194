package tonicdnssim_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers/tonicdns/tonicdnssim"
)

// accepts tells whether a record is taken, and that a refused one is refused as it should be.
func (s *site) accepts(t *testing.T, record string) bool {
	t.Helper()
	a := s.post(t, record)
	if a.status == 200 {
		return true
	}
	require.Equal(t, 400, a.status, a.body)
	require.Equal(t, []string{"ZONE_INVALID_RECORDS"}, a.codes(t))
	return false
}

// quote makes a JSON string.
func quote(s string) string {
	b, _ := json.Marshal(s) // a string has no errors
	return string(b)
}

func TestContents(t *testing.T) {
	t.Parallel()
	hex40, hex64 := strings.Repeat("aB", 20), strings.Repeat("0f", 32)
	long := strings.Repeat("a", 63)
	for rrtype, tt := range map[string]struct{ good, bad []string }{
		"A":     {[]string{"192.0.2.1"}, []string{"192.0.2", "192.0.2.256", "192.0.2.1 ", "2001:db8::1", "::ffff:192.0.2.1", "www.example.org", "", "0"}},
		"AAAA":  {[]string{"2001:db8::1", "2001:DB8:0:0:0:0:0:1", "::"}, []string{"192.0.2.1", "::ffff:192.0.2.1", "fe80::1%eth0", "2001:db8::1/64", "2001:db8"}},
		"CAA":   {[]string{`0 issue "ca.example.net"`, `128 issuewild ";"`, `0 path ""`}, []string{`0 issue ca.example.net`, `0 Issue "x"`, `0 other "x"`, `0  issue "x"`, `issue "x"`, `0 issue "x" "y"`}},
		"CNAME": {[]string{"www.example.net", "_x.example.net", "a-b.c-d.example"}, []string{"www", "www.example.net.", ".", "www.example.x1", "xn--a.xn--p1ai", "www.-a.net", "www.a-.net", "*.example.net", "a b.net"}},
		"NAPTR": {[]string{`10 100 "S" "SIP+D2U" "" _sip._udp.example.org`, `10 100 "U" "E2U+sip" "!^.*$!sip:info@example.org!" .`}, []string{`10 100 "S" "SIP D2U" "" example.org`, `10 100 S "SIP" "" example.org`, `10 100 "S" "SIP" "" example.org.`, `10 "S" "SIP" "" example.org`}},
		"NS":    {[]string{"ns1.example.net"}, []string{"ns1.example.net.", "192.0.2.1"}},
		"PTR":   {[]string{"www.example.net"}, []string{"www.example.net."}},
		"RP":    {[]string{"admin.example.org txt.example.org"}, []string{"admin.example.org", "admin.example.org .", "admin.example.org  txt.example.org", "a@example.org txt.example.org"}},
		"SOA": {[]string{"ns.example.org admin.example.org 1 2 3 4 5", "ns.example.org admin@example.org 1 2 3 4 5"},
			[]string{"ns.example.org admin.example.org 1 2 3 4", "ns.example.org  admin.example.org 1 2 3 4 5", "ns.example.org admin.example.org 1 2 3 4 1h", "ns.example.org. admin.example.org. 1 2 3 4 5", "ns admin.example.org 1 2 3 4 5"}},
		"SPF":   {[]string{`"v=spf1 -all"`}, []string{`v=spf1 -all`}},
		"SSHFP": {[]string{"1 1 " + hex40, "3 2 " + hex64}, []string{"4 2 " + hex64, "0 1 " + hex40, "1 3 " + hex64, "1 1 " + hex40 + "0", "1 1 " + strings.Repeat("g", 40)}},
		"TXT": {[]string{`"a"`, `""`, `"a" "b"`, `"say \034hi\034"`, `"` + long + long + long + long + long + `"`, `"a\"b"`, `"` + strings.Repeat("a", 4094) + `"`},
			[]string{`a`, `"a`, `a"`, `"`, `"""`, `"say \"hi\""`, `"x" ""`, `"" "x"`, `""x"`, `"` + strings.Repeat("a", 4095) + `"`}},
	} {
		s := open(t, tonicdnssim.Options{})
		for i, c := range append(tt.good, tt.bad...) {
			t.Run(fmt.Sprintf("%s %.60s", rrtype, c), func(t *testing.T) {
				require.Equal(t, i < len(tt.good), s.accepts(t, fmt.Sprintf(`{"name":"h%d.example.org","type":%q,"content":%s}`, i, rrtype, quote(c))))
			})
		}
	}
}

// TestContentsThatTheDatabaseRefuses pass the checks, and undo what else is in their request.
func TestContentsThatTheDatabaseRefuses(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{Width: 255})
	for _, tt := range []struct{ name, rrtype, content string }{
		{"a letter that ASCII lacks", "TXT", `"grün"`},
		{"a sign that latin1 lacks", "TXT", `"😀"`},
		{"a letter in another type", "CAA", `0 iodef "grün"`},
		{"more than the column holds", "TXT", `"` + strings.Repeat("x", 254) + `"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			record := fmt.Sprintf(`{"name":"h.example.org","type":%q,"content":%s}`, tt.rrtype, quote(tt.content))
			a := s.post(t, www+","+record)
			require.Equal(t, 500, a.status, a.body)
			require.Equal(t, []string{"RECORD_INSERT_FAILED"}, a.codes(t))
			require.Empty(t, s.rows())
			require.Equal(t, 200, s.do(t, "VALIDATE", "/record", `{"records":[`+record+`]}`).status)
			require.Equal(t, 200, s.post(t, strings.Replace(record, "{", `{"mode":"delete",`, 1)).status, "a deletion stores nothing")
		})
	}
	require.True(t, s.accepts(t, `{"name":"h.example.org","type":"TXT","content":"\"`+strings.Repeat("x", 253)+`\""}`))
}

func TestFields(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		record string
		good   bool
	}{
		"a wildcard":                           {`"name":"*.example.org","type":"A","content":"192.0.2.1"`, true},
		"a wildcard further in":                {`"name":"a.*.example.org","type":"A","content":"192.0.2.1"`, false},
		"a label that only begins with a star": {`"name":"*a.example.org","type":"A","content":"192.0.2.1"`, false},
		"a name with underscores":              {`"name":"_dmarc._x.example.org","type":"A","content":"192.0.2.1"`, true},
		"a label of one underscore":            {`"name":"_.example.org","type":"A","content":"192.0.2.1"`, true},
		"a label that ends in an underscore":   {`"name":"a_.example.org","type":"A","content":"192.0.2.1"`, false},
		"a label that ends in a hyphen":        {`"name":"a-.example.org","type":"A","content":"192.0.2.1"`, false},
		"a label of 63 letters":                {`"name":"` + strings.Repeat("a", 63) + `.example.org","type":"A","content":"192.0.2.1"`, true},
		"a label of 64 letters":                {`"name":"` + strings.Repeat("a", 64) + `.example.org","type":"A","content":"192.0.2.1"`, false},
		"a name of 253 letters":                {`"name":"` + strings.Repeat("a.", 121) + `example.org","type":"A","content":"192.0.2.1"`, true},
		"a name of 254 letters":                {`"name":"a` + strings.Repeat("a.", 121) + `example.org","type":"A","content":"192.0.2.1"`, false},
		"a target of 254 letters":              {`"name":"a.example.org","type":"CNAME","content":"a` + strings.Repeat("a.", 121) + `example.org"`, false},
		"a name with a trailing dot":           {`"name":"a.example.org.","type":"A","content":"192.0.2.1"`, false},
		"a relative name":                      {`"name":"a","type":"A","content":"192.0.2.1"`, false},
		"the sign for the apex":                {`"name":"@","type":"A","content":"192.0.2.1"`, false},
		"an empty name":                        {`"name":"","type":"A","content":"192.0.2.1"`, false},
		"a number for a name":                  {`"name":1,"type":"A","content":"192.0.2.1"`, false},
		"a top-level domain with digits":       {`"name":"a.example.xn--p1ai","type":"A","content":"192.0.2.1"`, false},
		"a top-level domain of one letter":     {`"name":"a.example.o","type":"A","content":"192.0.2.1"`, false},
		"a type in lower case":                 {`"name":"a.example.org","type":"a","content":"192.0.2.1"`, false},
		"a type that is not supported":         {`"name":"a.example.org","type":"TLSA","content":"192.0.2.1"`, false},
		"a number for a content":               {`"name":"a.example.org","type":"TXT","content":1`, false},
		"an empty content":                     {`"name":"a.example.org","type":"TXT","content":""`, false},
		"a TTL of zero":                        {`"name":"a.example.org","type":"A","content":"192.0.2.1","ttl":0`, true},
		"a TTL of digits":                      {`"name":"a.example.org","type":"A","content":"192.0.2.1","ttl":"60"`, true},
		"a TTL of null":                        {`"name":"a.example.org","type":"A","content":"192.0.2.1","ttl":null`, false},
		"a negative TTL":                       {`"name":"a.example.org","type":"A","content":"192.0.2.1","ttl":-1`, false},
		"a broken TTL":                         {`"name":"a.example.org","type":"A","content":"192.0.2.1","ttl":1.5`, false},
		"a TTL with a unit":                    {`"name":"a.example.org","type":"A","content":"192.0.2.1","ttl":"1h"`, false},
		"a TTL that is a truth value":          {`"name":"a.example.org","type":"A","content":"192.0.2.1","ttl":true`, false},
		"an MX with a priority":                {`"name":"a.example.org","type":"MX","content":"mail.example.org","priority":0`, true},
		"an MX without a priority":             {`"name":"a.example.org","type":"MX","content":"mail.example.org"`, false},
		"an MX with a priority in its content": {`"name":"a.example.org","type":"MX","content":"10 mail.example.org","priority":10`, false},
		"an MX with a priority of null":        {`"name":"a.example.org","type":"MX","content":"mail.example.org","priority":null`, false},
		"an MX with a negative priority":       {`"name":"a.example.org","type":"MX","content":"mail.example.org","priority":-1`, false},
		"an MX without a target":               {`"name":"a.example.org","type":"MX","content":".","priority":0`, false},
		"an SRV with a priority":               {`"name":"_s._tcp.example.org","type":"SRV","content":"5 443 a.example.org","priority":1`, true},
		"an SRV without a priority":            {`"name":"_s._tcp.example.org","type":"SRV","content":"5 443 a.example.org"`, false},
		"an SRV with four fields":              {`"name":"_s._tcp.example.org","type":"SRV","content":"1 5 443 a.example.org","priority":1`, false},
		"an SRV with too high a port":          {`"name":"_s._tcp.example.org","type":"SRV","content":"5 65536 a.example.org","priority":1`, false},
		"an SRV without a target":              {`"name":"_s._tcp.example.org","type":"SRV","content":"0 0 .","priority":1`, false},
		"an A with any priority":               {`"name":"a.example.org","type":"A","content":"192.0.2.1","priority":"high"`, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, tonicdnssim.Options{})
			require.Equal(t, tt.good, s.accepts(t, "{"+tt.record+"}"))
		})
	}
}
