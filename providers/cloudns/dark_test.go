package cloudns

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers/cloudns/cloudnssim"
)

// watch notes after every write which of the names, on which line, have no record that is served.
func (s *site) watch(names ...string) (dark func() []string) {
	var mu sync.Mutex
	var found []string
	s.sim.OnWrite(func() {
		served := map[string]bool{}
		for _, r := range s.sim.Records(origin) {
			served[r.Name+"@"+r.ISP] = served[r.Name+"@"+r.ISP] || r.Status == cloudnssim.Active
		}
		mu.Lock()
		defer mu.Unlock()
		for _, name := range names {
			for _, line := range lines {
				if !served[name+"@"+line] {
					found = append(found, name+"@"+line)
				}
			}
		}
	})
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return found
	}
}

// actions gives the writes that were asked for, in their order.
func (p *tap) actions() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for _, f := range p.forms {
		if a := f.Get("a"); !strings.Contains(a, "load") {
			out = append(out, a)
		}
	}
	p.forms = nil
	return strings.Join(out, " ")
}

func TestNoNameIsEverDark(t *testing.T) {
	t.Parallel()
	edits := func(n int) string { return strings.TrimSpace(strings.Repeat("rec_edit ", n)) }
	for _, tc := range []struct{ name, before, after, writes string }{
		{"all values are replaced", "www A 192.0.2.1\nwww A 192.0.2.2", "www A 192.0.2.3", "bulk_rec_new bulk_rec_delete"},
		{"one value is replaced, and the TTL", "www A 192.0.2.1\nwww A 192.0.2.2", "www 60 A 192.0.2.1\nwww 60 A 192.0.2.3",
			edits(2) + " bulk_rec_new bulk_rec_delete"},
		{"another type comes and the first one goes", "www A 192.0.2.1", "www AAAA 2001:db8::1", "bulk_rec_new bulk_rec_delete"},
		{"only the TTL", "www A 192.0.2.1\nwww A 192.0.2.2", "www 60 A 192.0.2.1\nwww 60 A 192.0.2.2", edits(4)},
		{"only a preference", "www MX 10 mail\nwww MX 20 mx", "www MX 10 mail\nwww MX 30 mx", edits(2)},
		{"two preferences change places", "www MX 10 mail\nwww MX 20 mx", "www MX 20 mail\nwww MX 10 mx", edits(4)},
		{"a CNAME comes", "www A 192.0.2.1", "www CNAME mail", edits(2)},
		{"a CNAME comes for several", "www A 192.0.2.1\nwww A 192.0.2.2\nwww MX 10 mail", "www CNAME mail", "bulk_rec_delete " + edits(2)},
		{"a CNAME goes", "www CNAME mail", "www A 192.0.2.1", edits(2)},
		{"a CNAME goes for several", "www CNAME mail", "www A 192.0.2.1\nwww MX 10 mail\nwww TXT x", edits(2) + " bulk_rec_new"},
		{"a CNAME changes", "www CNAME mail", "www CNAME mx", edits(2)},
		{"the same content under another type", "www NS mail", "www MX 10 mail", edits(2)},
		{"the same content, and another record", "www NS mail\nwww A 192.0.2.1", "www MX 10 mail\nwww A 192.0.2.2",
			"bulk_rec_new bulk_rec_delete " + edits(2)},
		{"one line gets its own data", "www A 192.0.2.1", "www A 192.0.2.1\n@tel\nwww A 192.0.2.9", "bulk_rec_new bulk_rec_delete"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, cloudnssim.Options{})
			s.reach(t, tc.before)
			s.tap.actions()
			dark := s.watch("www")
			s.reach(t, tc.after)
			require.Empty(t, dark())
			require.Equal(t, tc.writes, s.tap.actions())
		})
	}
}

// TestTheOldValueWaitsForTheNewOne fails the wait: what would have been deleted after it must still be there.
func TestTheOldValueWaitsForTheNewOne(t *testing.T) {
	t.Parallel()
	s := newSite(t, cloudnssim.Options{ActivateAfter: never})
	s.fill(t, "www A 192.0.2.1")
	s.patience = 5 * quick
	j := s.plan(t, "www A 192.0.2.2")
	batches, err := s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	err = s.Send(t.Context(), j.Live, batches[0])
	require.ErrorContains(t, err, "2 records are still pending")
	require.Equal(t, "bulk_rec_new", s.tap.actions())
	require.Equal(t, 4, strings.Count(s.stored(), "www"), s.stored())
	require.Equal(t, "[unknown unknown]", fmt.Sprint(outcomes(t, err)))
}
