package tonicdns

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/providers"
)

// TestWhatTheAPICannotHold is told with its place before anything is sent.
func TestWhatTheAPICannotHold(t *testing.T) {
	t.Parallel()
	s := newZoneSite(t)
	p := s.open(t)
	live := fetch(t, p)
	before := s.count()
	for _, c := range []struct{ name, text, says string }{
		{"a type that it has not", "h TLSA 3 1 1 " + strings.Repeat("ab", 32), "no records of this type"},
		{"a null MX", "h MX 0 .", "host name"},
		{"a top-level target", "h CNAME localhost.", "host name"},
		{"a target below an internationalised top-level domain", "h CNAME www.example.xn--p1ai.", "letters only"},
		{"a target that begins with a hyphen", "h NS -a.example.net.", "host name"},
		{"a wildcard as target", "h CNAME *.example.net.", "host name"},
		{"a target with a slash", "h PTR a/b.example.net.", "host name"},
		{"a service that is not offered", "_s._tcp SRV 0 0 0 .", "host name"},
		{"a person without a text", "h RP admin.example.org. .", "host names"},
		{"an Ed25519 fingerprint", "h SSHFP 4 2 " + strings.Repeat("ab", 32), "Ed25519"},
		{"an authority's other tag", `h CAA 0 contactemail "a@example.org"`, "tags"},
		{"an authority's tag in capitals", `h CAA 0 Issue "ca.example.net"`, "tags"},
		{"a blank in a NAPTR", `h NAPTR 1 1 "u" "x" "!a b!c!" .`, "blank"},
		{"an empty string at the end of several", `h TXT "x" ""`, "not empty"},
		{"an empty string at the start of several", `h TXT "" "x"`, "not empty"},
		{"more than 4096 characters", "h TXT" + strings.Repeat(` "`+strings.Repeat("x", 255)+`"`, 16), "4096"},
		{"fewer that need escapes", "h TXT" + strings.Repeat(` "`+strings.Repeat(`\000`, 255)+`"`, 5), "4096"},
		{"a name with a slash", "a/b A 192.0.2.1", "labels or more"},
		{"a star inside of a name", "a.*.b A 192.0.2.1", "labels or more"},
		{"a name with a hyphen at an end", "a- A 192.0.2.1", "labels or more"},
		{"a name with an underscore at its end", "a_ A 192.0.2.1", "labels or more"},
		{"a name with an octet that is not ASCII", `gr\252n A 192.0.2.1`, "labels or more"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			want := parseZone(t, origin, c.text+"\nx A 192.0.2.1")
			_, _, err := apply.Input(p, live, diff.Input{Want: want, Rules: diff.DefaultRules()})
			require.ErrorIs(t, err, providers.ErrInvalid)
			require.ErrorContains(t, err, "example.org.zone:1: "+want.Sets[0].Key.String())
			require.ErrorContains(t, err, c.says)
			require.NotContains(t, err.Error(), "example.org.zone:2")
		})
	}
	require.Equal(t, before, s.count())
}

func TestARefusedSetIsToldAsTheZoneFileSpellsIt(t *testing.T) {
	t.Parallel()
	want := parseZone(t, origin, `h TXT "a\"\\b" ""`+"\nm MX 0 .\nx A 192.0.2.1")
	errs := new(Provider).Audit(want)
	require.Len(t, errs, 2)
	for i, text := range []string{`"a\"\\b" "": TonicDNS wants the content to be quoted strings`, "0 .: TonicDNS wants the content to be a host name"} {
		var refused *providers.RefusedError
		require.ErrorAs(t, errs[i], &refused)
		require.Equal(t, want.Sets[i], refused.Set)
		require.ErrorContains(t, errs[i], fmt.Sprintf("example.org.zone:%d: %s: %s", i+1, refused.Set.Key, text))
	}

	errs = new(Provider).Audit(parseZone(t, origin, "h TXT"+strings.Repeat(" "+strings.Repeat("x", 255), 20)))
	require.Len(t, errs, 1)
	require.Less(t, len(errs[0].Error()), 400)
}

// TestWhatItJustCanHold comes back equal.
func TestWhatItJustCanHold(t *testing.T) {
	t.Parallel()
	s := newZoneSite(t)
	p := s.open(t)
	for i, text := range []string{
		"h TXT" + strings.Repeat(` "`+strings.Repeat("x", 253)+`"`, 16), // 4095
		`h TXT "\"" "\\" "\000\255" " "`,
		`h TXT "x" "" "y"`,
		`h CAA 128 issue "a\"b\\c"` + "\n" + `h CAA 0 policy ""`,
		`h NAPTR 65535 0 "" "" "!^(.*)$!\\1\"!" .`,
		"h SSHFP 3 2 " + strings.Repeat("ab", 32) + "\nh SSHFP 1 1 " + strings.Repeat("ab", 20),
		"h AAAA ::ffff:192.0.2.1\nh AAAA ::\nh AAAA ::192.0.2.1",
		"h RP admin.example.org. info.example.org.",
		"_ A 192.0.2.1\n*._x.y_z A 192.0.2.1\n0 A 192.0.2.1\n" + strings.Repeat("x", 63) + " A 192.0.2.1",
		"h CNAME _a.b--c.example.net.",
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) { reach(t, p, text) })
	}
}

func TestSettingsThatCannotWork(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, says string
		change     func(*settings)
	}{
		{"no url", "url: is missing", func(s *settings) { s.URL = "" }},
		{"a password in the url", "must not hold a user", func(s *settings) { s.URL = "http://u:p@127.0.0.1" }},
		{"no username", "username: is missing", func(s *settings) { s.Username = "" }},
		{"no password", "password: is missing", func(s *settings) { s.Password = secret.Secret{} }},
		{"a password that is nowhere", "password: ", func(s *settings) { s.Password = secret.New("env:ZONESYNC_NO_SUCH_VARIABLE") }},
		{"a type of new zones that is none", `"SLAVE" is neither`, func(s *settings) { s.ZoneType = "SLAVE" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := Kind().Settings().(*settings)
			s.URL, s.Username, s.Password = "http://127.0.0.1", "ann", secret.New("x")
			c.change(s)
			_, err := Kind().Open(s, providers.Env{})
			require.ErrorContains(t, err, c.says)
		})
	}
}
