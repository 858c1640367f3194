package apply

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

// All carries jobs out, several at once, and gives their results in the same order. They are of different zones. No
// zone's failure stops another; when ctx ends, no other begins.
func All(ctx context.Context, jobs []Job, o Options) []Result {
	o = o.withDefaults()
	results := make([]Result, len(jobs))
	m := newMeter(o.Progress, jobs)
	var g errgroup.Group
	g.SetLimit(o.Parallel)
	for i, j := range jobs {
		g.Go(func() error {
			results[i] = carryOut(ctx, j, o, m)
			return nil
		})
	}
	_ = g.Wait() // no job returns an error
	return results
}

// meter adds up the progress of all zones.
type meter struct {
	mu          sync.Mutex
	tell        func(done, total int)
	done, total int
}

func newMeter(tell func(done, total int), jobs []Job) *meter {
	m := &meter{tell: tell}
	for _, j := range jobs {
		m.total += len(j.Plan.Changes())
	}
	return m
}

// tell lets the meter know how many changes are settled by now.
func (r *run) tell() {
	r.meter.add(r.settled - r.told)
	r.told = r.settled
}

func (m *meter) add(n int) {
	if n == 0 || m.tell == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done += n
	m.tell(m.done, m.total)
}
