package huaweisim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/zonesync/zonesync/internal/simulator"
)

// saved is the world as Save writes it. Sets are in the order in which they were made, over all zones.
type saved struct {
	Zones      []*zone
	Sets       []savedSet
	Operations []*task
}

type savedSet struct {
	ZoneID string
	Set    *set
}

// Save gives zones, sets and tasks, what is pending with the time at which it is due. Tokens are not part of it.
func (s *Server) Save() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := saved{Zones: s.zones}
	for _, r := range s.sets {
		out.Sets = append(out.Sets, savedSet{r.zone.ID, r})
	}
	for _, t := range s.operations {
		out.Operations = append(out.Operations, t)
	}
	slices.SortFunc(out.Operations, func(a, b *task) int { return cmp.Compare(a.ID, b.ID) })
	return json.Marshal(out)
}

// Load takes what Save gave.
func (s *Server) Load(state []byte) error {
	var in saved
	if err := simulator.Decode(state, &in); err != nil {
		return fmt.Errorf("huawei %w", err)
	}
	w, err := in.world()
	if err != nil {
		return fmt.Errorf("huawei state: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world = w
	return nil
}

// world builds the world again.
func (in saved) world() (world, error) {
	w := newWorld()
	for _, z := range in.Zones {
		if z == nil || !isID(z.ID) || !isZoneName(z.Name) || w.zoneByID[z.ID] != nil || w.zoneByName[z.Name] != nil {
			return w, fmt.Errorf("a zone without an id or name of its own")
		}
		w.addZone(z)
		w.addTask(z.Task)
	}
	for _, r := range in.Sets {
		z := w.zoneByID[r.ZoneID]
		if z == nil || r.Set == nil || !isID(r.Set.ID) || w.setByID[r.Set.ID] != nil || r.Set.Name == "" || r.Set.Type == "" {
			return w, fmt.Errorf("a set without a zone, a name, or an id of its own")
		}
		w.addSet(z, r.Set)
	}
	for _, t := range in.Operations {
		if t == nil || t.ID == "" || w.operations[t.ID] != nil {
			return w, fmt.Errorf("an operation without an id of its own")
		}
		w.operations[t.ID] = t
		w.addTask(t)
	}
	slices.SortStableFunc(w.dying, func(a, b *set) int { return a.Due.Compare(b.Due) })
	slices.SortStableFunc(w.pendings, func(a, b *task) int { return a.Due.Compare(b.Due) })
	return w, nil
}

// addTask takes a task in that is yet to be carried out.
func (w *world) addTask(t *task) {
	if t != nil && !t.Done {
		w.pendings = append(w.pendings, t)
	}
}
