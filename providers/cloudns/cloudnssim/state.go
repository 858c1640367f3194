package cloudnssim

import (
	"encoding/json"
	"fmt"

	"github.com/zonesync/zonesync/internal/simulator"
)

// saved is the world as Save writes it.
type saved struct {
	LastZone   int64       `json:"last_zone"`
	LastRecord int64       `json:"last_record"`
	Zones      []savedZone `json:"zones"`
}

type savedZone struct {
	ID      int64     `json:"id"`
	Name    string    `json:"name"`
	Status  Status    `json:"status"`
	CTime   string    `json:"ctime"`
	Foreign bool      `json:"foreign,omitempty"`
	Records []*stored `json:"records"`
}

// Save gives zones, records and what is pending.
func (s *Server) Save() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := saved{LastZone: s.lastZone, LastRecord: s.lastRecord}
	for _, z := range s.sorted() {
		out.Zones = append(out.Zones, savedZone{z.ID, z.Name, z.Status, z.CTime, z.Foreign, z.listed(true)})
	}
	return json.Marshal(out)
}

// Load takes what Save gave.
func (s *Server) Load(state []byte) error {
	var in saved
	if err := simulator.Decode(state, &in); err != nil {
		return fmt.Errorf("cloudns %w", err)
	}
	w, err := in.world(s.o.RemovedBlocks)
	if err != nil {
		return fmt.Errorf("cloudns state: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world = w
	return nil
}

// world builds the world again.
func (in saved) world(removedBlocks bool) (world, error) {
	w, seen := newWorld(), map[int64]bool{}
	for _, from := range in.Zones {
		z, err := w.load(from)
		if err != nil {
			return w, err
		}
		for _, r := range from.Records {
			if r == nil || r.ID <= 0 || r.Status < PendingActive || seen[r.ID] {
				return w, fmt.Errorf("zone %s: a record without a status or an id of its own", z.Name)
			}
			seen[r.ID] = true
			w.put(z, r, removedBlocks)
		}
	}
	w.lastZone, w.lastRecord = max(w.lastZone, in.LastZone), max(w.lastRecord, in.LastRecord)
	return w, nil
}

// load adds a zone without its records.
func (w *world) load(from savedZone) (*zone, error) {
	_, twice := w.zones[from.Name]
	if twice || from.Name != canonical(from.Name) || !hostname(from.Name) {
		return nil, fmt.Errorf("zone %q: not a name, or there twice", from.Name)
	}
	if from.ID <= w.lastZone || // Save writes them by id
		from.Status < PendingActive || from.Status > PendingRemoval {
		return nil, fmt.Errorf("zone %s: id %d or status %d unfit", from.Name, from.ID, from.Status)
	}
	z := newZone(from.Name)
	z.ID, z.Status, z.CTime, z.Foreign = from.ID, from.Status, from.CTime, from.Foreign
	w.addZone(z)
	return z, nil
}
