package apply

import (
	"context"
	"fmt"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Journal is told of every write of one zone before and after it, so that a process that is killed leaves a trace of what
// is uncertain.
type Journal interface {
	// Intend stores what is about to be sent. When it fails, nothing is sent.
	Intend(ctx context.Context, changes []zone.Change) (batch int64, err error)
	// SetJob stores the provider's asynchronous job that carries the batch out.
	SetJob(ctx context.Context, batch int64, job string) error
	// Settle stores what became of the changes, beside those of Intend.
	Settle(ctx context.Context, batch int64, outcomes []providers.Outcome) error
}

// deliver sends a batch under the eyes of the journal. What the journal cannot store after the fact is an error of its own,
// and no reason to doubt the batch.
func (r *run) deliver(ctx context.Context, b providers.Batch) error {
	if r.Journal == nil {
		return r.Provider.Send(ctx, r.live, b)
	}
	id, err := r.Journal.Intend(ctx, b.Changes)
	if err != nil {
		return providers.Failed(len(b.Changes), providers.NotDone, fmt.Errorf("journal: %w", err))
	}
	keep := func(err error) {
		if err != nil && r.unkept == nil {
			r.unkept = fmt.Errorf("journal: %w", err)
		}
	}
	err = r.Provider.Send(providers.WithJobs(ctx, func(job string) { keep(r.Journal.SetJob(ctx, id, job)) }), r.live, b)
	keep(r.Journal.Settle(ctx, id, outcomes(len(b.Changes), err)))
	return err
}
