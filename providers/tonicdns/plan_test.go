package tonicdns

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// job plans from what is live to the text. The guard is lifted as a person would.
func job(t testing.TB, p *Provider, live providers.Live, text string, change ...func(*diff.Rules)) apply.Job {
	t.Helper()
	return providertest.Plan(t, p, live, parseZone(t, live.Origin, text), change...)
}

func manageSOA(r *diff.Rules) { r.SOA = diff.Manage }

// reach makes the zone what the text says; a second plan must be empty.
func reach(t testing.TB, p *Provider, text string) apply.Result {
	t.Helper()
	r := apply.Zone(t.Context(), job(t, p, current(t, p), text), providertest.Options())
	require.NoError(t, r.Err)
	require.Empty(t, job(t, p, fetch(t, p), text).Plan.Items, "a second plan")
	return r
}

// current reads the zone, also one that is to be created.
func current(t testing.TB, p *Provider) providers.Live {
	t.Helper()
	live, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	if errors.Is(err, providers.ErrNotFound) {
		return providers.Live{Ref: providers.Ref{Origin: origin}, Missing: true}
	}
	require.NoError(t, err)
	return live
}

// rec is a row as the database has it: name below example.org, TTL, type, content, and a priority for MX and SRV.
func rec(name string, ttl int, rrtype, content string, priority ...int) record {
	n := number(ttl)
	r := record{Name: strings.TrimPrefix(name+".example.org", "@."), Type: rrtype, Content: content, TTL: &n}
	if priority != nil {
		n := number(priority[0])
		r.Priority = &n
	}
	return r
}

var apexRows = []record{
	rec("@", 3600, "SOA", "ns1.example.net hostmaster.example.net 1 7200 3600 1209600 3600"),
	rec("@", 3600, "NS", "ns1.example.net"),
}

// liveOf is a zone with the apex and rows.
func liveOf(rows ...record) providers.Live {
	return zoneDoc{Name: "example.org", Type: "MASTER", Records: append(rows, apexRows...)}.live(origin)
}

// arrays gives what the requests of a plan hold, an entry a line.
func arrays(t testing.TB, p *Provider, live providers.Live, changes []zone.Change) [][]string {
	t.Helper()
	batches, err := p.Batches(live, changes)
	require.NoError(t, err)
	var out [][]string
	for _, b := range batches {
		var array []string
		for _, r := range b.Payload.(payload).doc.Records {
			array = append(array, r.String())
		}
		out = append(out, array)
	}
	return out
}

func (r record) String() string {
	sign, priority, ttl := "+", "", ""
	if r.Mode == modeDelete {
		sign = "-"
	}
	if r.Priority != nil {
		priority = fmt.Sprint(" ", *r.Priority)
	}
	if r.TTL != nil {
		ttl = fmt.Sprint(" ", *r.TTL)
	}
	return sign + strings.TrimSuffix(r.Name, ".example.org") + ttl + " " + r.Type + priority + " " + r.Content
}
