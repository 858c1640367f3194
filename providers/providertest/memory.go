package providertest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Memory is a provider whose server is a map. What it can do is its Capabilities: with PerRecord it hands out a handle per
// value and refuses writes on handles that are gone, as such APIs do; with MaxBatch 1 every change is a request. It fails
// when it is told to.
type Memory struct {
	caps     providers.Capabilities
	mu       sync.Mutex
	zones    map[string]sets
	handle   int
	requests int
	writes   map[zone.Key]int
	queue    []simulator.Fault // each strikes one write
	lasting  map[simulator.FaultKind]simulator.Fault
	throttle int
	truncate bool
}

// sets are the RRsets of a zone with the handles of their values.
type sets map[zone.Key]stored

type stored struct {
	zone.RRset
	ids []string // beside Data's values
}

// NewMemory makes a provider with these zones, all empty.
func NewMemory(caps providers.Capabilities, origins ...string) *Memory {
	m := &Memory{caps: caps, zones: map[string]sets{}, writes: map[zone.Key]int{}, lasting: map[simulator.FaultKind]simulator.Fault{}}
	for _, o := range origins {
		m.zones[o] = sets{}
	}
	return m
}

// Capabilities gives what NewMemory was told.
func (m *Memory) Capabilities() providers.Capabilities { return m.caps }

// Zones lists the zones by name.
func (m *Memory) Zones(ctx context.Context) ([]providers.Ref, error) {
	if err := m.request(ctx, 1); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var refs []providers.Ref
	for _, o := range slices.Sorted(maps.Keys(m.zones)) {
		refs = append(refs, ref(o))
	}
	return refs, nil
}

func ref(origin string) providers.Ref { return providers.Ref{ID: "zone/" + origin, Origin: origin} }

// Fetch copies a zone.
func (m *Memory) Fetch(ctx context.Context, r providers.Ref) (providers.Live, error) {
	if err := m.request(ctx, 1); err != nil {
		return providers.Live{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	z, ok := m.zones[r.Origin]
	switch {
	case !ok:
		return providers.Live{}, failure("fetch "+r.Origin, providers.ErrNotFound)
	case m.truncate:
		m.truncate = false
		return providers.Live{}, failure("fetch "+r.Origin+": fewer records than the total says", providers.ErrProtocol)
	}
	live := providers.Live{Ref: ref(r.Origin), Records: z.zone(r.Origin), IDs: map[zone.Key][]string{}}
	for k, s := range z {
		if m.caps.Unit == providers.PerRecord {
			live.IDs[k] = slices.Clone(s.ids)
		}
	}
	return live, nil
}

func (z sets) zone(origin string) zone.Zone {
	out := zone.Zone{Origin: origin}
	for _, s := range z {
		out.Sets = append(out.Sets, s.RRset)
	}
	slices.SortFunc(out.Sets, func(a, b zone.RRset) int { return a.Key.Compare(b.Key) })
	return out
}

// Batches fills one batch after the other, in the order of the changes, and tears no unit apart.
func (m *Memory) Batches(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
	var out []providers.Batch
	if live.Missing && len(changes) == 0 {
		out = append(out, m.batch(nil))
	}
	var full []zone.Change
	for _, unit := range zone.Units(changes) {
		if len(full) > 0 && m.caps.MaxBatch > 0 && len(full)+len(unit) > m.caps.MaxBatch {
			out, full = append(out, m.batch(full)), nil
		}
		full = append(full, unit...)
	}
	if len(full) > 0 {
		out = append(out, m.batch(full))
	}
	if live.Missing {
		out[0].Calls++
		out[0].Repeatable = false
	}
	return out, nil
}

func (m *Memory) batch(changes []zone.Change) providers.Batch {
	b := providers.Batch{Changes: changes, Calls: 1, Atomic: m.caps.Atomic, Repeatable: true}
	if m.caps.MaxBatch == 1 {
		b.Calls = len(changes)
	}
	return b
}

// Records gives what a zone has now.
func (m *Memory) Records(origin string) zone.Zone {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.zones[origin].zone(origin)
}

// Put lays RRsets into a zone as another program would, without a request.
func (m *Memory) Put(origin string, rrsets ...zone.RRset) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range rrsets {
		m.store(m.zones[origin], s)
	}
}

// Requests counts the requests so far.
func (m *Memory) Requests() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.requests
}

// Writes tells how often a key was written with an effect.
func (m *Memory) Writes(k zone.Key) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.writes[k]
}

func failure(op string, kind error) *providers.APIError {
	return &providers.APIError{Provider: "memory", Op: op, Message: fmt.Sprint(kind), Kind: kind}
}
