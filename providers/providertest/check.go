package providertest

import (
	"fmt"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// CheckBatches tells what is wrong with the batches that a provider made of changes: every change once and unaltered,
// none too large, units whole, and creates and updates before the deletes that belong to no unit. Providers' own tests
// may use it with plans of their own.
func CheckBatches(caps providers.Capabilities, changes []zone.Change, batches []providers.Batch) error {
	if err := checkCarried(changes, batches); err != nil {
		return err
	}
	for i, b := range batches {
		if b.Calls < 1 {
			return fmt.Errorf("batch %d: %d calls", i, b.Calls)
		}
		if n := len(zone.Units(b.Changes)); caps.MaxBatch > 0 && n > 1 && len(b.Changes) > caps.MaxBatch {
			return fmt.Errorf("batch %d: %d changes, MaxBatch is %d", i, len(b.Changes), caps.MaxBatch)
		}
	}
	return checkOrder(changes, batches)
}

func checkCarried(changes []zone.Change, batches []providers.Batch) error {
	left := map[zone.Change]bool{}
	for _, c := range changes {
		left[c] = true
	}
	for i, b := range batches {
		for _, c := range b.Changes {
			if !left[c] {
				return fmt.Errorf("batch %d: %s %s is carried twice, or was not planned", i, c.Op(), c.Key())
			}
			delete(left, c)
		}
	}
	for c := range left {
		return fmt.Errorf("%s %s is in no batch", c.Op(), c.Key())
	}
	return nil
}

// checkOrder wants every unit whole in one batch, and in it deletes first unless it is atomic (the order of the request
// is then the provider's business). A delete that makes way for nothing comes after all creates and updates.
func checkOrder(changes []zone.Change, batches []providers.Batch) error {
	unit := map[zone.Change][]zone.Change{}
	for _, u := range zone.Units(changes) {
		for _, c := range u {
			unit[c] = u
		}
	}
	deleted := -1 // the batch of the first plain delete
	for i, b := range batches {
		here := map[zone.Change]int{}
		for j, c := range b.Changes {
			here[c] = j
		}
		for j, c := range b.Changes {
			if err := checkUnit(unit[c], here, b.Atomic); err != nil {
				return fmt.Errorf("batch %d: %w", i, err)
			}
			plain := len(unit[c]) == 1
			if plain && c.Op() != zone.Delete && deleted >= 0 && (deleted < i || !b.Atomic) {
				return fmt.Errorf("batch %d, change %d: %s %s comes after a delete", i, j, c.Op(), c.Key())
			}
			if plain && c.Op() == zone.Delete && deleted < 0 {
				deleted = i
			}
		}
	}
	return nil
}

func checkUnit(unit []zone.Change, here map[zone.Change]int, atomic bool) error {
	last := -1 // the place of its last delete
	for _, c := range unit {
		at, ok := here[c]
		if !ok {
			return fmt.Errorf("%s %s is in another batch than %s", c.Op(), c.Key(), unit[0].Key())
		}
		if c.Op() == zone.Delete {
			last = max(last, at)
		}
	}
	for _, c := range unit {
		if c.Op() == zone.Create && here[c] < last && !atomic {
			return fmt.Errorf("%s comes before the delete that makes way for it", c.Key())
		}
	}
	return nil
}
