package apply

import (
	"context"
	"fmt"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// verify reads the zone a last time. What is left of the plan must be what is known not to be done.
func (r *run) verify(ctx context.Context) error {
	expected := map[zone.Key]bool{}
	for k, i := range r.index {
		expected[k] = r.result.Changes[i].Outcome != providers.Done
	}
	plan, err := r.reread(ctx)
	if err != nil {
		return fmt.Errorf("applied but not verified: %w", err)
	}
	r.result.Residual = plan
	var rest []diff.Item
	for _, it := range plan.Items {
		if !expected[it.Key()] && !onlySerial(it.Change) {
			rest = append(rest, it)
		}
	}
	if len(rest) > 0 {
		return &ResidualError{Items: rest}
	}
	r.result.Verified = true
	return nil
}
