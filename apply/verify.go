package apply

import (
	"context"
	"fmt"
	"slices"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// verify reads the zone a last time. All that is left of the plan must be what was refused, and, where something stopped
// the run, what is known not to be done.
func (r *run) verify(ctx context.Context, stop error) error {
	expected := map[zone.Key]bool{}
	for k, i := range r.index {
		c := r.result.Changes[i]
		expected[k] = c.Outcome != providers.Done && (c.Err != nil || stop != nil)
	}
	plan, err := r.reread(ctx)
	if notDone, unknown := r.left(); err != nil && notDone+unknown > 0 {
		return fmt.Errorf("what is done is not verified: %w", err)
	}
	if err != nil {
		return fmt.Errorf("applied but not verified: %w", err)
	}
	r.result.Residual = plan
	rest := slices.DeleteFunc(slices.Clone(plan.Items), func(it diff.Item) bool {
		return expected[it.Key()] || onlySerial(it.Change)
	})
	if len(rest) > 0 {
		return &ResidualError{Items: rest}
	}
	r.result.Verified = true
	return nil
}
