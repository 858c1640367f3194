package designatesim

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/zonesync/zonesync/internal/simulator"
)

// saved is the world as Save writes it.
type saved struct {
	Zones   []*zone
	Imports []*task
	Exports []*task
	Quotas  map[string]Quotas
}

// Save gives zones, tasks and quotas, what is pending with the time at which it is due. Tokens are not part of it.
func (s *Server) Save() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, z := range s.zones {
		z.sweep()
	}
	return json.Marshal(saved{s.zones, s.imports, s.exports, s.quotas})
}

// Load takes what Save gave.
func (s *Server) Load(state []byte) error {
	var in saved
	if err := simulator.Decode(state, &in); err != nil {
		return fmt.Errorf("designate %w", err)
	}
	w, err := in.world()
	if err != nil {
		return fmt.Errorf("designate state: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world = w
	return nil
}

// world builds the world again.
func (in saved) world() (world, error) {
	w := newWorld()
	if in.Quotas == nil { // Save writes them always
		return w, fmt.Errorf("no quotas")
	}
	w.imports, w.exports, w.quotas = in.Imports, in.Exports, in.Quotas
	for _, z := range in.Zones {
		if z == nil || !uuidPattern.MatchString(z.ID) || !isZoneName(z.Name) || w.byID[z.ID] != nil || w.byName[z.Name] != nil {
			return w, fmt.Errorf("a zone without an id or name of its own")
		}
		if err := z.restore(); err != nil {
			return w, fmt.Errorf("zone %s: %w", z.Name, err)
		}
		w.add(z)
	}
	seen := map[string]bool{}
	for _, t := range append(in.Imports[:len(in.Imports):len(in.Imports)], in.Exports...) {
		if t == nil || t.ID == "" || seen[t.ID] || !slices.Contains([]string{pending, complete, failed}, t.Status) {
			return w, fmt.Errorf("a task without an id of its own or a status")
		}
		seen[t.ID] = true
	}
	return w, nil
}

// restore indexes a zone that was read, and refuses sets and records that cannot be told apart, and a zone without those that
// the system makes.
func (z *zone) restore() error {
	records := 0
	keys := map[[2]string]bool{}
	for _, r := range z.Sets {
		if r == nil || r.ID == "" {
			return fmt.Errorf("a set without an id")
		}
		keys[[2]string{r.Name, r.Type}] = true
		for _, rec := range r.Records {
			if rec == nil || rec.ID == "" {
				return fmt.Errorf("%s %s: a record without an id", r.Name, r.Type)
			}
		}
		records += len(r.Records)
	}
	z.index()
	if len(z.byID) != len(z.Sets) || len(z.records) != records || len(keys) != len(z.Sets) {
		return fmt.Errorf("an id or a set twice")
	}
	for _, kind := range []string{"SOA", "NS"} {
		if r := z.find(z.Name, kind); z.Type != "SECONDARY" && (r == nil || !r.Managed || len(r.Records) == 0) {
			return fmt.Errorf("no %s of the system", kind)
		}
	}
	return nil
}
