package tonicdnssim

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/zonesync/zonesync/internal/simulator"
)

// state is what Save writes.
type state struct {
	Zones []zoneState `json:"zones"`
}

type zoneState struct {
	Name           string `json:"name"`
	Type           string `json:"type"`
	Master         string `json:"master,omitempty"`
	LastCheck      int64  `json:"last_check,omitempty"`
	NotifiedSerial int64  `json:"notified_serial,omitempty"`
	Records        []Row  `json:"records"`
}

// Save gives all zones with their rows. The token is not part of it.
func (s *Server) Save() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := state{Zones: []zoneState{}}
	for _, name := range slices.Sorted(maps.Keys(s.table.zones)) {
		z := s.table.zones[name]
		out.Zones = append(out.Zones, zoneState{z.Name, z.Type, z.Master, z.LastCheck, z.NotifiedSerial, z.sorted()})
	}
	return json.Marshal(out)
}

// Load takes what Save gave in place of all zones.
func (s *Server) Load(b []byte) error {
	var in state
	if err := simulator.Decode(b, &in); err != nil {
		return err
	}
	if in.Zones == nil {
		return fmt.Errorf("state: there is no list of zones")
	}
	t := newTable()
	for _, z := range in.Zones {
		if err := t.load(z); err != nil {
			return fmt.Errorf("state: zone %q: %w", z.Name, err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.table = t
	return nil
}

func (t *table) load(from zoneState) error {
	if !isHost(from.Name) || !isKind(from.Type) || from.Master != "" && (from.Type != "SLAVE" || !isIP(from.Master)) {
		return fmt.Errorf("name, type or master unfit")
	}
	z := &zoneRows{Name: from.Name, Type: from.Type, Master: from.Master, LastCheck: from.LastCheck, NotifiedSerial: from.NotifiedSerial}
	if err := t.addZone(z); err != nil {
		return err
	}
	for _, r := range from.Records {
		if err := r.hold(); err != nil {
			return err
		}
		t.insert(z, r)
	}
	return nil
}
