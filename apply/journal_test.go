package apply_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// diary is a journal that writes lines, and fails when it is told to.
type diary struct {
	lines        []string
	full, unkept error
}

func (d *diary) Intend(_ context.Context, changes []zone.Change) (int64, error) {
	d.lines = append(d.lines, fmt.Sprintf("intend %d", len(changes)))
	return int64(len(d.lines)), d.full
}

func (d *diary) SetJob(_ context.Context, _ int64, job string) error {
	d.lines = append(d.lines, "job "+job)
	return d.unkept
}

func (d *diary) Settle(_ context.Context, _ int64, outcomes []providers.Outcome) error {
	d.lines = append(d.lines, fmt.Sprint("settle ", outcomes))
	return d.unkept
}

// jobs is a provider that names a job in every Send.
type jobs struct{ *providertest.Memory }

func (j jobs) Send(ctx context.Context, live providers.Live, b providers.Batch) error {
	providers.ReportJob(ctx, "j1")
	return j.Memory.Send(ctx, live, b)
}

// journaled is a job of two creates on a provider that writes them one by one.
func journaled(t *testing.T, d *diary) (apply.Job, *providertest.Memory) {
	t.Helper()
	m := providertest.NewMemory(providers.Capabilities{MaxBatch: 1}, "example.org.")
	p := jobs{m}
	live, err := p.Fetch(t.Context(), providers.Ref{Origin: "example.org."})
	require.NoError(t, err)
	sets := []zone.RRset{
		{Key: zone.Key{Name: "a.example.org.", Type: 1}, TTL: 60, Data: zone.NewData("\xc0\x00\x02\x01")},
		{Key: zone.Key{Name: "b.example.org.", Type: 1}, TTL: 60, Data: zone.NewData("\xc0\x00\x02\x02")},
	}
	in, _, err := apply.Input(p, live, diff.Input{Want: zone.Zone{Origin: "example.org.", Sets: sets}, Rules: diff.DefaultRules()})
	require.NoError(t, err)
	plan, err := diff.Compute(in)
	require.NoError(t, err)
	return apply.Job{Provider: p, Live: live, Input: in, Plan: plan, Journal: d}, m
}

func TestJournalStandsAroundEveryWrite(t *testing.T) {
	t.Parallel()
	d := &diary{}
	job, _ := journaled(t, d)
	require.NoError(t, apply.Zone(t.Context(), job, apply.Options{}).Err)
	require.Equal(t, []string{"intend 1", "job j1", "settle [done]", "intend 1", "job j1", "settle [done]"}, d.lines)
}

func TestNothingIsSentThatTheJournalDoesNotHave(t *testing.T) {
	t.Parallel()
	d := &diary{full: errors.New("disk full")}
	job, m := journaled(t, d)
	res := apply.Zone(t.Context(), job, apply.Options{})
	require.ErrorIs(t, res.Err, d.full)
	require.Zero(t, res.Done())
	require.Empty(t, m.Records("example.org.").Sets)
}

func TestAJournalThatFailsAfterwardsIsTold(t *testing.T) {
	t.Parallel()
	d := &diary{unkept: errors.New("disk full")}
	job, m := journaled(t, d)
	res := apply.Zone(t.Context(), job, apply.Options{})
	require.ErrorIs(t, res.Err, d.unkept)
	require.Equal(t, 2, res.Done())
	require.Len(t, m.Records("example.org.").Sets, 2)
}
