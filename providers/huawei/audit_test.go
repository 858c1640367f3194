package huawei

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
)

func TestWhatTheAPICannotHoldIsToldByThePlan(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, says string }{
		"another type":              {"www TLSA 3 1 1 00", "no records of this type"},
		"HTTPS":                     {"www HTTPS 1 . alpn=h2", "no records of this type"},
		"PTR":                       {"www PTR a", "no records of this type"},
		"a backslash in a text":     {`www TXT "a\\b"`, "backslash"},
		"a quote in a text":         {`www TXT "a\"b"`, "a quote inside"},
		"an octet that is no ASCII": {`www TXT "\233"`, "printable ASCII"},
		"a text that is too long":   {"www TXT " + strings.Repeat(`"`+strings.Repeat("x", 250)+`" `, 17), "no more than 4096"},
		"a null MX":                 {"www MX 0 .", "null MX"},
		"too many records":          {zonetest.Many(51, "www A 192.0.2.%d"), "no more than 50 records in a set, and there are 51"},
		"NS at a wildcard":          {"*.w NS ns1.example.net.", "no NS at a wildcard"},
		"a star that is not first":  {"a.*.w A 192.0.2.1", "as the first label only"},
		"a star in a label":         {"*a A 192.0.2.1", "as the first label only"},
		"a name with an escape":     {`a\.b A 192.0.2.1`, "no spelling for a backslash"},
		"a CAA tag with a hyphen":   {`www CAA 0 a-b "x"`, "CAA tag"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &Provider{}
			_, _, err := apply.Input(p, liveOf(t, ""), diff.Input{Want: zonetest.Parse(t, origin, "example.org.zone", tc.text), Rules: diff.DefaultRules()})
			require.ErrorIs(t, err, providers.ErrInvalid)
			require.ErrorContains(t, err, "example.org.zone:1: ")
			require.ErrorContains(t, err, tc.says)
		})
	}
}

func TestWhatTheAPIHolds(t *testing.T) {
	t.Parallel()
	text := zonetest.Many(50, "www A 192.0.2.%d") + "*.w A 192.0.2.1\n* A 192.0.2.1\n_s._tcp SRV 0 5 443 h\nt TXT \"\"\nt TXT " +
		strings.Repeat(`"`+strings.Repeat("x", 255)+`" `, 15) + "\nm 1 MX 10 mail\nm2 2147483647 A 192.0.2.1\nc CAA 128 issue \";\""
	p := &Provider{}
	_, warnings, err := apply.Input(p, liveOf(t, ""), diff.Input{Want: zonetest.Parse(t, origin, "example.org.zone", text), Rules: diff.DefaultRules()})
	require.NoError(t, err)
	require.Empty(t, warnings)
}
