package rackspacesim

import (
	"encoding/json"
	"fmt"

	"github.com/zonesync/zonesync/internal/simulator"
)

// saved is the world as Save writes it.
type saved struct {
	Minted  int       `json:"minted"`
	Domains []*domain `json:"domains"`
	Jobs    []*job    `json:"jobs"`
}

// Save gives domains, records and jobs, those that run with the time at which they end. Tokens are not part of it.
func (s *Server) Save() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return json.Marshal(saved{s.minted, s.domains, s.jobs})
}

// Load takes what Save gave.
func (s *Server) Load(state []byte) error {
	var in saved
	if err := simulator.Decode(state, &in); err != nil {
		return fmt.Errorf("rackspace %w", err)
	}
	w, err := in.world()
	if err != nil {
		return fmt.Errorf("rackspace state: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world = w
	return nil
}

// world builds the world again.
func (in saved) world() (world, error) {
	w := newWorld()
	w.minted = in.Minted
	for _, d := range in.Domains {
		if d == nil || d.ID == "" || !isHost(d.Name) || d.Name != fold(d.Name) || w.byID[d.ID] != nil || w.byName[d.Name] != nil {
			return w, fmt.Errorf("a domain without an id or name of its own")
		}
		for _, r := range d.Records {
			if r == nil || r.ID == "" {
				return w, fmt.Errorf("domain %s: a record without an id", d.Name)
			}
		}
		if d.index(); len(d.byID) != len(d.Records) {
			return w, fmt.Errorf("domain %s: an id twice", d.Name)
		}
		w.add(d)
	}
	seen := map[string]bool{}
	for _, j := range in.Jobs {
		if j == nil || j.ID == "" || seen[j.ID] {
			return w, fmt.Errorf("a job without an id of its own")
		}
		if _, _, err := j.parse(); err != nil {
			return w, fmt.Errorf("job %s: %s %q is none", j.ID, j.Verb, j.URL)
		}
		seen[j.ID] = true
	}
	w.jobs = in.Jobs
	return w, nil
}
