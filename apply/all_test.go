package apply_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
)

// manyJobs are jobs of one record each, for as many zones. The nth write of zone 2 fails.
func manyJobs(t *testing.T, n int) []apply.Job {
	origins := []string{"a.example.", "b.example.", "c.example.", "d.example.", "e.example.", "f.example."}[:n]
	m := providertest.NewMemory(providers.Capabilities{}, origins...)
	var jobs []apply.Job
	for i, o := range origins {
		h := &hooked{Provider: m}
		if i == 2 {
			h.send = func(_ context.Context, _ int, b providers.Batch) error {
				return providers.Failed(len(b.Changes), providers.NotDone, fails(providers.ErrAuth))
			}
		}
		jobs = append(jobs, planWith(t, h, recordsOf(t, o, "www A 192.0.2.1\nmail A 192.0.2.2"), diff.DefaultRules()))
	}
	return jobs
}

func TestAllKeepsTheOrderAndGoesOn(t *testing.T) {
	t.Parallel()
	jobs := manyJobs(t, 6)
	var told []int
	o := quick()
	o.Progress = func(done, total int) {
		require.Equal(t, 12, total)
		told = append(told, done)
	}
	results := apply.All(t.Context(), jobs, o)
	require.Len(t, results, 6)
	for i, r := range results {
		require.Equal(t, jobs[i].Plan.Origin, r.Plan.Origin)
		if i == 2 {
			require.ErrorIs(t, r.Err, providers.ErrAuth)
			continue
		}
		require.NoError(t, r.Err)
		require.Equal(t, "done done", outcomes(r))
	}
	require.IsIncreasing(t, told)
	require.Equal(t, 10, told[len(told)-1])
	require.Equal(t, apply.Partly, apply.Exit(results))
}

func TestAllWorksOnSeveralZonesAtOnce(t *testing.T) {
	t.Parallel()
	jobs := manyJobs(t, 2)
	arrived, both := make(chan bool), make(chan bool)
	for _, j := range jobs {
		j.Provider.(*hooked).send = func(context.Context, int, providers.Batch) error {
			arrived <- true
			<-both // until the other is here, too
			return nil
		}
	}
	go func() { <-arrived; <-arrived; close(both) }()
	for _, r := range apply.All(t.Context(), jobs, quick()) {
		require.NoError(t, r.Err)
	}
}

func TestAllBeginsNothingAfterTheContextEnded(t *testing.T) {
	t.Parallel()
	jobs := manyJobs(t, 4)
	ctx, interrupt := context.WithCancel(t.Context())
	jobs[0].Provider.(*hooked).send = func(context.Context, int, providers.Batch) error {
		interrupt()
		return nil
	}
	o := quick()
	o.Parallel = 1
	results := apply.All(ctx, jobs, o)
	require.Equal(t, 2, results[0].Done())
	for _, r := range results[1:] {
		require.ErrorIs(t, r.Err, context.Canceled)
		require.Zero(t, r.Done())
	}
	require.Equal(t, apply.Partly, apply.Exit(results))
}

func TestExit(t *testing.T) {
	t.Parallel()
	item := diff.Item{}
	result := func(err error, outcomes ...providers.Outcome) apply.Result {
		r := apply.Result{Err: err}
		for _, o := range outcomes {
			r.Plan.Items = append(r.Plan.Items, item)
			r.Changes = append(r.Changes, apply.Change{Outcome: o})
		}
		return r
	}
	held := result(nil, providers.NotDone)
	held.Plan.Items[0].Held = "more than 10 deletes"
	fault := errors.New("fault")
	for name, tc := range map[string]struct {
		results []apply.Result
		want    int
	}{
		"no zones":                     {nil, apply.AllDone},
		"nothing to do":                {[]apply.Result{result(nil)}, apply.AllDone},
		"all done":                     {[]apply.Result{result(nil, providers.Done)}, apply.AllDone},
		"held":                         {[]apply.Result{held}, apply.AnyHeld},
		"held beside done":             {[]apply.Result{held, result(nil, providers.Done)}, apply.AnyHeld},
		"nothing done":                 {[]apply.Result{result(fault, providers.NotDone)}, apply.Failed},
		"an error and held":            {[]apply.Result{result(fault, providers.NotDone), held}, apply.Failed},
		"one of two done":              {[]apply.Result{result(fault, providers.Done, providers.NotDone)}, apply.Partly},
		"one of two zones done":        {[]apply.Result{result(nil, providers.Done), result(fault, providers.NotDone)}, apply.Partly},
		"a zone that was not planned":  {[]apply.Result{result(nil, providers.Done), result(fault)}, apply.Partly},
		"only that":                    {[]apply.Result{result(fault)}, apply.Failed},
		"all done and not verified":    {[]apply.Result{result(fault, providers.Done)}, apply.Failed},
		"done, with an uncertain rest": {[]apply.Result{result(fault, providers.Done, providers.Unknown)}, apply.Partly},
		"nothing known to be done":     {[]apply.Result{result(fault, providers.Unknown)}, apply.Partly},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, apply.Exit(tc.results))
		})
	}
}
