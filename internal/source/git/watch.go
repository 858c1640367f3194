package git

import (
	"cmp"
	"context"
	"math/rand/v2"
	"time"

	"github.com/zonesync/zonesync/internal/source"
)

const defaultPoll = time.Minute

// Watch calls changed with the commit that is followed, at once and then whenever it is another one or the error is another,
// until ctx ends; the error is that of ctx. It asks every Poll, a fifth more or less, so that many services do not ask a
// server at the same moment. changed is never called twice at the same time.
func (s *Source) Watch(ctx context.Context, changed func(source.Snapshot, error)) error {
	var told, warned string
	for {
		snap, err := s.Snapshot(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		now := snap.Revision
		if err != nil {
			now = "error: " + err.Error()
		}
		if snap.Warning != warned && snap.Warning != "" {
			s.log.Warn(snap.Warning)
		}
		warned = snap.Warning
		if now != told {
			told = now
			changed(snap, err)
		}
		if err := sleep(ctx, jitter(cmp.Or(s.Poll, defaultPoll))); err != nil {
			return err
		}
	}
}

// jitter gives a time that is up to a fifth longer or shorter.
func jitter(d time.Duration) time.Duration {
	return d - d/5 + rand.N(2*d/5+1)
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
