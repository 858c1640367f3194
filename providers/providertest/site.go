package providertest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// site is a server under test.
type site struct {
	Server
	h    Harness
	caps providers.Capabilities
}

func open(t *testing.T, h Harness) *site {
	s := h.New(t)
	return &site{Server: s, h: h, caps: s.Provider.Capabilities()}
}

// arm arms a fault, or skips the test where the server cannot do it.
func (s *site) arm(t *testing.T, f simulator.Fault) {
	t.Helper()
	if s.Fault == nil || !s.Fault(f) {
		t.Skip("the server has no such fault: " + f.Kind)
	}
}

// rules leave the apex to the provider and everything else to the zone file.
func rules() diff.Rules {
	r := diff.DefaultRules()
	r.DS = diff.Manage
	return r
}

// records reads zone text below origin. The sets stand in "example.org.zone", the first on line 1.
func records(t *testing.T, origin, text string) zone.Zone {
	t.Helper()
	return zonetest.Parse(t, origin, strings.TrimSuffix(origin, ".")+".zone", text)
}

func (s *site) fetch(t *testing.T, r providers.Ref) providers.Live {
	t.Helper()
	live, err := apply.Fetch(t.Context(), s.Provider, r, Options())
	require.NoError(t, err)
	require.Equal(t, r.Origin, live.Origin)
	require.Empty(t, live.Unproven)
	return live
}

// job plans from what is live to want. The guard is lifted as a person would. What the provider says it cannot hold is
// a skip.
func (s *site) job(t *testing.T, live providers.Live, want zone.Zone) apply.Job {
	t.Helper()
	in, _, err := apply.Input(s.Provider, live, diff.Input{Want: want, Rules: rules()})
	if errors.Is(err, providers.ErrInvalid) {
		t.Skip("not held here: " + err.Error())
	}
	require.NoError(t, err)
	return release(t, s.Provider, live, in)
}

func (s *site) jobFor(t *testing.T, text string) apply.Job {
	t.Helper()
	return s.job(t, s.fetch(t, s.Zone), records(t, s.Zone.Origin, text))
}

// reach makes the zone what text says, proves it, and gives the job that did it.
func (s *site) reach(t *testing.T, text string) apply.Job {
	t.Helper()
	j := s.jobFor(t, text)
	s.isDone(t, j, apply.Zone(t.Context(), j, Options()))
	return j
}

// isDone proves that a job was carried out whole, by its result and by what is live.
func (s *site) isDone(t *testing.T, j apply.Job, r apply.Result) {
	t.Helper()
	require.NoError(t, r.Err)
	require.Equal(t, !j.Idle(), r.Verified)
	for _, c := range r.Changes {
		require.Equal(t, providers.Done, c.Outcome, c.Key())
	}
	s.isLive(t, j)
}

// isLive proves that a job's zone file is live, by a comparison of its own, by a second plan and by applying that.
func (s *site) isLive(t *testing.T, j apply.Job) {
	t.Helper()
	live := s.fetch(t, j.Live.Ref)
	require.Equal(t, show(managed(j.Input.Want)), show(managed(live.Records)), "what is live is not what was wanted")
	again := s.job(t, live, j.Input.Want)
	require.Empty(t, again.Plan.Items, "the second plan is not empty")
	before := s.count()
	require.NoError(t, apply.Zone(t.Context(), again, Options()).Err)
	require.Equal(t, before, s.count(), "an empty plan sends requests")
}

func (s *site) count() int {
	if s.Requests == nil {
		return 0
	}
	return s.Requests()
}

// managed leaves out what rules leaves to the provider.
func managed(z zone.Zone) []zone.RRset {
	return slices.DeleteFunc(slices.Clone(z.Sets), func(s zone.RRset) bool {
		return s.Name == z.Origin && (s.Type == dns.TypeSOA || s.Type == dns.TypeNS)
	})
}

// show gives sets as text, one value a line, so that a failed test shows what differs.
func show(sets []zone.RRset) string {
	var b strings.Builder
	for _, s := range sets {
		for _, v := range s.Text() {
			fmt.Fprintf(&b, "%s %d %s\n", s.Key, s.TTL, v)
		}
	}
	return b.String()
}
