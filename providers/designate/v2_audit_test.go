package designate

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
)

func TestV2TellsAtPlanTimeWhatNoReleaseTakes(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{})
	live, err := s.Fetch(t.Context(), providers.Ref{Origin: v2Origin})
	require.NoError(t, err)
	s.tap.Take()
	for name, tc := range map[string]struct{ record, want string }{
		"a name with a slash":              {`0/26 NS ns.example.net.`, "no such name"},
		"a name with an escape":            {`a\.b A 192.0.2.1`, "no such name"},
		"a name that begins with a hyphen": {`-a A 192.0.2.1`, "no such name"},
		"an inner wildcard":                {`a.*.b A 192.0.2.1`, "no such name"},
		"a wildcard's name servers":        {`*.a NS ns.example.net.`, "no NS at a wildcard"},
		"an SRV without a service":         {`a SRV 0 0 443 b`, "as in _sip._tcp"},
		"an SRV to nowhere":                {`_a._tcp SRV 0 0 0 .`, "cannot point at the root in a record of this type"},
		"a target with an escape":          {`a CNAME b\@c`, "no such target"},
		"a mail host with an escape":       {`a MX 10 b\032c`, "no such target"},
		"a TLSA without a port":            {`a TLSA 3 1 1 ` + strings.Repeat("ab", 32), "as in _443._tcp"},
		"a critical CAA":                   {`a CAA 128 issue "ca.example.net"`, "flags 0 and 1"},
		"a long fingerprint":               {`a SSHFP 4 2 ` + strings.Repeat("ab", 48), "40 or with 64"},
		"a type of no release":             {`a LOC 52 22 23.000 N 4 53 32.000 E -2.00m 1m 10000m 10m`, "no records of this type"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := apply.Input(s, live, diff.Input{Want: zonetest.Parse(t, v2Origin, "example.org.zone", tc.record), Rules: diff.DefaultRules()})
			require.ErrorIs(t, err, providers.ErrInvalid)
			require.ErrorContains(t, err, "example.org.zone:1: ")
			require.ErrorContains(t, err, tc.want)
		})
	}
	require.Empty(t, s.tap.Take())
}

func TestV2TakesWhatIsAtTheLimits(t *testing.T) {
	t.Parallel()
	want := zonetest.Parse(t, v2Origin, "example.org.zone", strings.Join([]string{
		`*.a A 192.0.2.1`, `_s._tcp SRV 0 0 443 b`, `*._tcp.h TXT "x"`, `_443._tcp TLSA 3 1 1 ` + strings.Repeat("ab", 32),
		`a CAA 1 issue "ca.example.net"`, `b SSHFP 1 1 ` + strings.Repeat("ab", 20), `c SSHFP 4 2 ` + strings.Repeat("ab", 32), `d MX 0 .`,
		`sub NS ns.example.net.`,
	}, "\n"))
	want.Sets[0].Comment = strings.Repeat("ü", 160)
	require.Empty(t, (&v2{}).audit(want))
	want.Sets[0].Comment += "x"
	errs := (&v2{}).audit(want)
	require.Len(t, errs, 1)
	require.ErrorContains(t, errs[0], "example.org.zone:1: ")
	require.ErrorContains(t, errs[0], "160 characters")
}

func TestV2LeavesTheApexToTheService(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{})
	live, err := s.Fetch(t.Context(), providers.Ref{Origin: v2Origin})
	require.NoError(t, err)
	want := zonetest.Parse(t, v2Origin, "example.org.zone", "@ NS ns.example.net.\n@ SOA ns.example.net. a.example.net. 1 2 3 4 5")
	for _, tc := range []struct {
		soa, ns diff.Mode
		want    string
	}{
		{diff.Ignore, diff.Ignore, ""},
		{diff.Ignore, diff.Verify, ""},
		{diff.Ignore, diff.Manage, "example.org.zone:2: example.org. NS: the service makes SOA and apex NS itself"},
		{diff.Manage, diff.Ignore, "example.org.zone:1: example.org. SOA: the service makes SOA and apex NS itself"},
	} {
		raw := diff.Input{Want: want, Rules: diff.DefaultRules()}
		raw.Rules.SOA, raw.Rules.ApexNS = tc.soa, tc.ns
		in, _, err := apply.Input(s, live, raw)
		require.NoError(t, err)
		plan, err := diff.Compute(in)
		require.NoError(t, err)
		if tc.want != "" { // a change of the apex is held in any case
			in.Allow.Release = plan.Hash
			plan, err = diff.Compute(in)
			require.NoError(t, err)
		}
		_, err = apply.Estimate(apply.Job{Provider: s, Live: live, Input: in, Plan: plan})
		if tc.want == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, tc.want)
	}
}
