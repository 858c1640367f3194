package syncer

import (
	"context"

	"github.com/zonesync/zonesync/providers"
)

// sweep reads the live zones of many tasks together, at providers that can. The others, and all those that a sweep leaves
// out, are read one by one. An error is that of no zone: reading the zones for themselves says what is wrong with which.
func (s *Syncer) sweep(ctx context.Context, tasks []Task) {
	for name, account := range s.Accounts {
		sweeper, ok := account.Provider.(providers.Sweeper)
		if !ok {
			continue
		}
		var origins []string
		for _, t := range tasks {
			if t.Account.Name == name && t.Err == nil {
				origins = append(origins, t.Origin)
			}
		}
		if len(origins) < 2 {
			continue
		}
		swept, err := sweeper.Sweep(ctx, origins)
		if err != nil {
			s.Log.Info("reading the zones one by one", "provider", name, "error", err)
			continue
		}
		for i := range tasks {
			if live, ok := swept[tasks[i].Origin]; ok && tasks[i].Account.Name == name {
				tasks[i].swept = &live
			}
		}
	}
}

// live gives the zone that was swept, once: it grows old. Without one it is read now.
func (t *Task) live(ctx context.Context) (providers.Live, error) {
	if t.swept == nil {
		return t.fetch(ctx)
	}
	live := *t.swept
	t.swept = nil
	return live, nil
}
