package local

import (
	"context"
	"errors"
	"io/fs"

	"github.com/zonesync/zonesync/providers"
)

// Send carries a batch out in one atomic replacement of the zone's file, with the SOA serial raised, and puts the new zone
// into the server before it returns. A batch of changes that are all so already writes nothing. An RRset that is neither
// what the batch found nor what it wants was changed by somebody else: ErrConflict, and nothing is written.
func (p *Provider) Send(ctx context.Context, live providers.Live, b providers.Batch) error {
	if err := ctx.Err(); err != nil {
		return providers.Failed(len(b.Changes), providers.NotDone, err)
	}
	unlock, err := p.store.lock()
	if err != nil {
		return providers.Failed(len(b.Changes), providers.NotDone, err)
	}
	defer unlock()
	outcome, err := p.send(live, b)
	if err != nil {
		return providers.Failed(len(b.Changes), outcome, err)
	}
	return nil
}

func (p *Provider) send(live providers.Live, b providers.Batch) (providers.Outcome, error) {
	op := "write zone " + live.Origin
	e, err := p.store.load(live.Origin)
	switch {
	case errors.Is(err, fs.ErrNotExist) && live.Missing:
		e = &entry{origin: live.Origin}
		e.zone.Origin = live.Origin
	case errors.Is(err, fs.ErrNotExist):
		return providers.NotDone, fault(op, providers.ErrConflict, err)
	case err != nil:
		return providers.NotDone, fault(op, nil, err)
	case e.err != nil:
		return providers.NotDone, unreadable(op, e.err)
	}
	next, changed, err := carryOut(e.zone, b.Changes, uint32(p.now().Unix()))
	if err != nil {
		return providers.NotDone, err
	}
	if !changed {
		return providers.Done, nil
	}
	text, err := provenText(next)
	if err != nil {
		return providers.NotDone, fault(op, providers.ErrInvalid, err)
	}
	if err := p.store.write(next, text); err != nil {
		if p.store.holds(e) {
			return providers.NotDone, fault(op, nil, err)
		}
		return providers.Unknown, fault(op, nil, err)
	}
	return providers.Done, nil
}
