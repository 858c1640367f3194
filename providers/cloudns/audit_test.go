package cloudns

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/providers"
)

func TestAudit(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, tells string }{
		{"what fits", "www A 192.0.2.1\nwww AAAA 2001:db8::1\n*.w CNAME www\n@ MX 10 mail\nsub NS ns\nt TXT \"a \\\"b\\\"\" \"c\"", ""},
		{"the longest text", `t TXT "` + strings.Repeat("k", 200) + `" "` + strings.Repeat("l", 55) + `"`, ""},
		{"a longer one, told once for both lines", `t TXT "` + strings.Repeat("k", 200) + `" "` + strings.Repeat("l", 56) + `"`,
			"example.org.zone:1: t.example.org. TXT: the text has 256 bytes, and max_txt is 255: shorten it, or raise max_txt if the server takes it"},
		{"a text in quotes", `t TXT "\"a\""`, "example.org.zone:1: t.example.org. TXT: the API does not tell quotes around a TXT from quotes in it: " +
			"change it, or ignore it in the zone's settings"},
		{"an empty text", `t TXT ""`, "the API has no empty TXT"},
		{"bytes that are no text", `t TXT "\255"`, "the API holds text in UTF-8"},
		{"control characters", `t TXT "a\010b"`, "no control characters"},
		{"a dot in a label", `a\.b A 192.0.2.1`, `example.org.zone:1: a\.b.example.org. A: the API has no spelling for such a name: rename it`},
		{"a slash in a label", `a/b A 192.0.2.1`, "no spelling for such a name"},
		{"a star inside", `a.*.b A 192.0.2.1`, "no spelling for such a name"},
		{"a target of bytes", `a CNAME x\.y`, "no spelling for such a target"},
		{"no mail", `a MX 0 .`, "no spelling for the root as a target"},
		{"a target twice", "a MX 10 mail\na MX 20 mail", `a.example.org. MX: ClouDNS has one record for a name, line and content, and MX at ` +
			`example.org.zone:1 has "mail.example.org" already: leave one out`},
		{"a content under two types", "a MX 10 mail\na NS mail\nb A 192.0.2.1\n", `example.org.zone:2: a.example.org. MX: ClouDNS has one record`},
		{"a content under two types on one line", "a MX 10 mail\n@tel\na NS mail\n", `and NS at example.org@tel.zone:1 has "mail.example.org" already`},
		{"a content at two names", "a MX 10 mail\nb NS mail\n", ""},
		{"a content on two lines", "a A 192.0.2.1\n@tel\na A 192.0.2.1\n", ""},
		{"a type that the API has not", "a A 192.0.2.1\na CAA 0 issue \"ca.example.net\"", "example.org.zone:2: a.example.org. CAA: the provider has no records of this type"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := openWith(t, func(s *settings) { s.URL = "http://127.0.0.1:1" })
			in := diff.Input{Want: records(t, tc.text), Rules: diff.DefaultRules()}
			_, _, err := apply.Input(p, providers.Live{}, in)
			if tc.tells == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, providers.ErrInvalid)
			require.ErrorContains(t, err, tc.tells)
			require.NotContains(t, err.Error(), "\n", "more than one error")
		})
	}
}
