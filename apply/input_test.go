package apply_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

func TestInputMakesTheZoneFit(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		caps     providers.Capabilities
		want     string
		fit      string
		warnings []string
	}{
		"short TTLs are lifted": {
			providers.Capabilities{MinTTL: 60}, "a 5 A 192.0.2.1\nb 60 A 192.0.2.1", "a 60 A 192.0.2.1\nb 60 A 192.0.2.1",
			[]string{"z.zone:1: a.example.org. A: TTL 5 is under the provider's least, 60 is used"},
		},
		"long TTLs are cut": {
			providers.Capabilities{MaxTTL: 60}, "a 99 A 192.0.2.1\nb 61 A 192.0.2.1\nc 60 A 192.0.2.1",
			"a 60 A 192.0.2.1\nb 60 A 192.0.2.1\nc 60 A 192.0.2.1",
			[]string{"z.zone:1: a.example.org. A: TTL 99 is over the provider's greatest, 60 is used (and for 1 more RRsets)"},
		},
		"TXT is joined and cut where only the whole counts": {
			providers.Capabilities{JoinsTXT: true}, `a TXT "a" "b" ""` + "\n" + `b TXT ""`, `a TXT "ab"` + "\n" + `b TXT ""`, nil,
		},
		"TXT stays as it is elsewhere": {providers.Capabilities{}, `a TXT "a" "b"`, `a TXT "a" "b"`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := memory(t, tc.caps, "")
			base, want := records(t, tc.want), records(t, tc.want)
			in, warnings, err := apply.Input(m, providers.Live{}, diff.Input{Want: want, Base: &base, Rules: diff.DefaultRules()})
			require.NoError(t, err)
			require.Equal(t, tc.warnings, warnings)
			require.Equal(t, records(t, tc.fit), in.Want)
			require.Equal(t, in.Want, *in.Base, "the base is of another form")
			require.Equal(t, records(t, tc.want), want, "the caller's zone is altered")
		})
	}
}

func TestJoinTXT(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 300)
	set := records(t, fmt.Sprintf(`a TXT %q %q`, long[:200], long[:100])).Sets[0]
	require.Equal(t, zone.NewData("\xff"+long[:255]+"\x2d"+long[:45]), apply.JoinTXT(set.Data))
	full := zone.NewData("\xff" + long[:255])
	require.Equal(t, full, apply.JoinTXT(full), "an empty string is added")
}

func TestInputExpandsViews(t *testing.T) {
	t.Parallel()
	m := memory(t, providers.Capabilities{Views: []string{"tel", "uni"}}, "")
	base := records(t, "a A 192.0.2.1")
	base.Sets[0].View = "gone"
	in, _, err := apply.Input(m, providers.Live{}, diff.Input{Want: records(t, "a A 192.0.2.1"), Base: &base, Rules: diff.DefaultRules()})
	require.NoError(t, err)
	require.Equal(t, "a.example.org. A@tel 192.0.2.1\na.example.org. A@uni 192.0.2.1\n", text(in.Want))
	require.Empty(t, in.Base.Sets)

	want := records(t, "a A 192.0.2.1")
	want.Sets[0].View = "other"
	_, _, err = apply.Input(m, providers.Live{}, diff.Input{Want: want, Rules: diff.DefaultRules()})
	require.ErrorContains(t, err, "z.zone:1: ")
	var view *zone.ViewError
	require.ErrorAs(t, err, &view)
}

func TestInputCopiesNothingIntoViewsThatFallBack(t *testing.T) {
	t.Parallel()
	m := memory(t, providers.Capabilities{Views: []string{"tel", "uni"}, BaseView: true}, "")
	want := records(t, "a A 192.0.2.1\nb A 192.0.2.2")
	want.Sets[1].View = "tel"
	in, _, err := apply.Input(m, providers.Live{}, diff.Input{Want: want, Base: &want, Rules: diff.DefaultRules()})
	require.NoError(t, err)
	require.Equal(t, "a.example.org. A 192.0.2.1\nb.example.org. A@tel 192.0.2.2\n", text(in.Want))
	require.Equal(t, text(in.Want), text(*in.Base))

	want.Sets[1].View = "other"
	_, _, err = apply.Input(m, providers.Live{}, diff.Input{Want: want, Rules: diff.DefaultRules()})
	var view *zone.ViewError
	require.ErrorAs(t, err, &view)
}

func TestInputTakesOverWhatWasRead(t *testing.T) {
	t.Parallel()
	live := providers.Live{
		Records: records(t, "a A 192.0.2.1"), Missing: true, Unproven: "no total", SerialByUs: true,
		Repair: map[zone.Key]string{{Name: "a." + origin}: "two TTLs"},
	}
	rules := diff.DefaultRules()
	rules.Comments = "sync"
	in, _, err := apply.Input(memory(t, providers.Capabilities{OwnsApex: true}, ""), live, diff.Input{Want: records(t, ""), Rules: rules, Allow: diff.Allow{Deletes: 3}})
	require.NoError(t, err)
	require.Equal(t, live.Records, in.Live)
	require.Equal(t, live.Repair, in.Repair)
	require.True(t, in.Missing && in.SerialByUs && in.OwnsApex)
	require.Equal(t, "no total", in.Unproven)
	require.Equal(t, diff.Allow{Deletes: 3}, in.Allow)
	require.Equal(t, "preserve", in.Rules.Comments, "comments that the provider does not keep would differ for ever")
}

// auditor takes no wildcards.
type auditor struct{ *providertest.Memory }

func (auditor) Audit(want zone.Zone) []error {
	var errs []error
	for _, s := range want.Sets {
		if strings.HasPrefix(s.Name, "*.") {
			errs = append(errs, &providers.RefusedError{Set: s, Err: errors.New("no wildcards here")})
		}
	}
	return errs
}

func TestInputTellsWhatTheProviderCannotHold(t *testing.T) {
	t.Parallel()
	soa := "@ SOA ns.example.net. admin.example.net. 1 2 3 4 5\n@ NS ns.example.net.\n"
	rules := func(alter func(r *diff.Rules)) diff.Rules {
		r := diff.DefaultRules()
		alter(&r)
		return r
	}
	for name, tc := range map[string]struct {
		want  string
		rules diff.Rules
		errs  []string
	}{
		"nothing where all is well":    {soa + "a A 192.0.2.1", diff.DefaultRules(), nil},
		"types that it does not have":  {"a A 192.0.2.1\nb MX 1 a\nc TXT x", diff.DefaultRules(), []string{"z.zone:2: b.example.org. MX: the provider has no records of this type: leave it out, or ignore it in the zone's settings", "z.zone:3: c.example.org. TXT: the provider has no records of this type: leave it out, or ignore it in the zone's settings"}},
		"what its audit finds":         {"*.a A 192.0.2.1\nb MX 1 a", diff.DefaultRules(), []string{"z.zone:1: *.a.example.org. A: no wildcards here", "z.zone:2: b.example.org. MX: the provider has no records of this type: leave it out, or ignore it in the zone's settings"}},
		"not what the rules ignore":    {"*.a A 192.0.2.1\nb MX 1 a", rules(func(r *diff.Rules) { r.Ignore = []diff.Pattern{{Name: "*.a"}, {Type: "MX"}} }), nil},
		"the SOA only when it manages": {soa, rules(func(r *diff.Rules) { r.SOA = diff.Manage }), []string{"z.zone:1: example.org. SOA: the provider has no records of this type: leave it out, or ignore it in the zone's settings"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := auditor{memory(t, providers.Capabilities{Types: []uint16{dns.TypeA}}, "")}
			_, _, err := apply.Input(p, providers.Live{}, diff.Input{Want: records(t, tc.want), Rules: tc.rules})
			if tc.errs == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, providers.ErrInvalid)
			require.Equal(t, strings.Join(tc.errs, "\n"), err.Error())
			var refused *providers.RefusedError
			require.True(t, errors.As(err, &refused))
		})
	}
}

// TestInputTellsABaseSetOnce: what the base says is told once without a view, what a view's own file says with it.
func TestInputTellsABaseSetOnce(t *testing.T) {
	t.Parallel()
	want := records(t, "b MX 1 a\nc TXT x")
	own := want.Sets[1]
	own.View, own.Pos = "tel", zone.Pos{File: "z@tel.zone", Line: 1}
	want.Sets = append(want.Sets, own)
	p := memory(t, providers.Capabilities{Types: []uint16{dns.TypeA}, Views: []string{"tel", "uni"}}, "")
	_, _, err := apply.Input(p, providers.Live{}, diff.Input{Want: want, Rules: diff.DefaultRules()})
	require.EqualError(t, err, "z.zone:1: b.example.org. MX: the provider has no records of this type: leave it out, or ignore it in the zone's settings\n"+
		"z.zone:2: c.example.org. TXT@uni: the provider has no records of this type: leave it out, or ignore it in the zone's settings\n"+
		"z@tel.zone:1: c.example.org. TXT@tel: the provider has no records of this type: leave it out, or ignore it in the zone's settings")
}

func TestEstimate(t *testing.T) {
	t.Parallel()
	per := func(requests, burst int) providers.Rate {
		return providers.Rate{Requests: requests, Burst: burst, Per: providers.Duration(time.Second)}
	}
	for name, tc := range map[string]struct {
		caps    providers.Capabilities
		live    string
		rate    providers.Rate
		calls   int
		seconds float64
	}{
		"a whole diff and a read":       {providers.Capabilities{}, "", providers.Rate{}, 2, 0.5},
		"three batches and a read":      {providers.Capabilities{MaxBatch: 4}, "", providers.Rate{}, 4, 1},
		"ten requests and a read":       {providers.Capabilities{MaxBatch: 1}, "", providers.Rate{}, 11, 2.75},
		"a limit that is slower":        {providers.Capabilities{MaxBatch: 1}, "", per(1, 5), 11, 6},
		"a limit that is not":           {providers.Capabilities{MaxBatch: 1}, "", per(100, 1), 11, 2.75},
		"nothing where nothing differs": {providers.Capabilities{}, lines(10, "h%d A 192.0.2.1"), per(1, 1), 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := memory(t, tc.caps, tc.live)
			cost, err := apply.Estimate(plan(t, m, lines(10, "h%d A 192.0.2.1")))
			require.NoError(t, err)
			require.Equal(t, tc.calls, cost.Calls)
			require.InDelta(t, tc.seconds, apply.NewPace(m, tc.rate).Seconds(cost), 1e-9)
		})
	}
}

// paced is a provider that counts deletes apart.
type paced struct{ *providertest.Memory }

func (paced) Paces() map[string]providers.Rate {
	return map[string]providers.Rate{"DELETE": {Requests: 10, Per: providers.Duration(time.Minute), Burst: 10}}
}

func (p paced) Batches(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
	batches, err := p.Memory.Batches(live, changes)
	for i := range batches {
		batches[i].Classes, batches[i].Wait = []string{"DELETE"}, time.Second
	}
	return batches, err
}

// TestPaceCountsTheJobsBefore: ten calls go at once, and the next ten wait six seconds each.
func TestPaceCountsTheJobsBefore(t *testing.T) {
	t.Parallel()
	p := paced{memory(t, providers.Capabilities{MaxBatch: 1}, "")}
	j := plan(t, p.Memory, lines(10, "h%d A 192.0.2.1"))
	j.Provider = p
	cost, err := apply.Estimate(j)
	require.NoError(t, err)
	pace := apply.NewPace(p, providers.Rate{})
	require.InDelta(t, 12.75, pace.Seconds(cost), 1e-9, "eleven calls and ten waits")
	require.InDelta(t, 60, pace.Seconds(cost), 1e-9)
}

// What nobody may write and is as it is wanted keeps nothing else from being written; anything else of it is the provider's to refuse.
func TestASetThatIsLeftAloneIsNotWrittenWhereItIsEqual(t *testing.T) {
	t.Parallel()
	m, want := memory(t, providers.Capabilities{}, ""), records(t, "a A 192.0.2.1\nb A 192.0.2.1\nc A 192.0.2.1")
	live := providers.Live{Alone: map[zone.Key]zone.RRset{}}
	for _, s := range records(t, "a A 192.0.2.1\nb A 192.0.2.2").Sets {
		live.Alone[s.Key] = s
	}
	in, _, err := apply.Input(m, live, diff.Input{Want: want, Rules: diff.DefaultRules()})
	require.NoError(t, err)
	require.Equal(t, want.Sets[1:], in.Want.Sets)
	require.Len(t, want.Sets, 3, "the zone file's own stay")
}
