package providertest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Send carries a batch out, or as much of it as the armed faults allow.
func (m *Memory) Send(ctx context.Context, live providers.Live, b providers.Batch) error {
	n := len(b.Changes)
	if err := m.request(ctx, b.Calls); err != nil {
		return providers.Failed(n, providers.NotDone, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	fault := m.strike()
	z, ok := m.zones[live.Origin]
	switch {
	case fault == simulator.CutBefore:
		return providers.Failed(n, providers.Unknown, cut(b))
	case fault == simulator.Conflict, live.Missing == ok:
		return providers.Failed(n, providers.NotDone, failure("write", providers.ErrConflict))
	case live.Missing:
		z = sets{}
		m.zones[live.Origin] = z
	}
	if fault == simulator.HalfBatch {
		return m.half(z, live, b)
	}
	outcomes, err := m.write(z, live, b)
	if err == nil && fault == simulator.CutAfter {
		return providers.Failed(n, providers.Unknown, cut(b))
	}
	if err != nil {
		if live.Missing && b.Atomic {
			delete(m.zones, live.Origin)
		}
		return &providers.BatchError{Outcomes: outcomes, Err: err}
	}
	return nil
}

func cut(b providers.Batch) error {
	return &providers.APIError{
		Provider: "memory", Op: fmt.Sprintf("write %d changes", len(b.Changes)),
		Kind: providers.ErrTemporary, Err: errors.New("connection cut"),
	}
}

// write does the changes in order, up to the first that cannot be; an atomic server tries on a
// copy first.
func (m *Memory) write(z sets, live providers.Live, b providers.Batch) ([]providers.Outcome, error) {
	outcomes := providers.Failed(len(b.Changes), providers.NotDone, nil).Outcomes
	if b.Atomic {
		if err := m.rehearse(maps.Clone(z), live, b.Changes); err != nil {
			return outcomes, err
		}
	}
	for i, c := range b.Changes {
		if err := m.allowed(z, live, c); err != nil {
			return outcomes, err
		}
		if m.change(z, c) {
			m.writes[c.Key()]++
		}
		outcomes[i] = providers.Done
	}
	return outcomes, nil
}

func (m *Memory) rehearse(z sets, live providers.Live, changes []zone.Change) error {
	for _, c := range changes {
		if err := m.allowed(z, live, c); err != nil {
			return err
		}
		m.change(z, c)
	}
	return nil
}

// allowed refuses what is armed to be refused, a CNAME beside other data, and handles that are gone.
func (m *Memory) allowed(z sets, live providers.Live, c zone.Change) error {
	k := c.Key()
	if f, armed := m.lasting[simulator.Rejected]; armed && f.Name == k.Name {
		return failure("write "+k.String(), providers.ErrInvalid)
	}
	now, exists := z[k]
	if so(now.RRset, exists, c) {
		return nil
	}
	if m.caps.Unit == providers.PerRecord && !slices.Equal(now.ids, live.IDs[k]) {
		return failure("write "+k.String(), providers.ErrConflict)
	}
	if c.New != nil && z.clashes(k) {
		return failure("write "+k.String()+" beside other data", providers.ErrInvalid)
	}
	return nil
}

// clashes tells whether a CNAME would come to stand beside other data.
func (z sets) clashes(k zone.Key) bool {
	if k.Type != dns.TypeCNAME {
		_, alias := z[zone.Key{Name: k.Name, View: k.View, Type: dns.TypeCNAME}]
		return alias && zone.ConflictsWithCNAME(k.Type)
	}
	for o := range z {
		if o.Name == k.Name && o.View == k.View && zone.ConflictsWithCNAME(o.Type) {
			return true
		}
	}
	return false
}

// so tells whether a change is already so.
func so(now zone.RRset, exists bool, c zone.Change) bool {
	if c.New == nil {
		return !exists
	}
	return exists && now.Equal(*c.New)
}

// change does one change and tells whether it was not so already.
func (m *Memory) change(z sets, c zone.Change) bool {
	now, exists := z[c.Key()]
	if so(now.RRset, exists, c) {
		return false
	}
	if c.New == nil {
		delete(z, c.Key())
	} else {
		m.store(z, *c.New)
	}
	return true
}

// store puts a set in place of another of its key. Values that stay keep their handles.
func (m *Memory) store(z sets, s zone.RRset) {
	old := map[string]string{}
	was := z[s.Key]
	for i, v := range was.Data.Values() {
		old[v] = was.ids[i]
	}
	s.Pos = zone.Pos{}
	next := stored{RRset: s}
	for v := range s.Data.All() {
		id, kept := old[v]
		if !kept {
			m.handle++
			id = fmt.Sprint("record/", m.handle)
		}
		next.ids = append(next.ids, id)
	}
	z[s.Key] = next
}

// half does the first half of a batch and tears the change in the middle, where records are written one by one.
func (m *Memory) half(z sets, live providers.Live, b providers.Batch) error {
	mid := len(b.Changes) / 2
	outcomes, err := m.write(z, live, providers.Batch{Changes: b.Changes[:mid]})
	outcomes = append(outcomes, providers.Failed(len(b.Changes)-mid, providers.NotDone, nil).Outcomes...)
	if err == nil {
		err = failure("write", providers.ErrTemporary)
		outcomes[mid] = providers.Unknown
		m.tear(z, live, b.Changes[mid])
	}
	return &providers.BatchError{Outcomes: outcomes, Err: err}
}

// tear leaves a set with its old values but one and all its new values but one.
func (m *Memory) tear(z sets, live providers.Live, c zone.Change) {
	if m.caps.Unit != providers.PerRecord || m.allowed(z, live, c) != nil {
		return
	}
	var values []string
	torn := *c.Set()
	if c.Old != nil {
		values = append(values, c.Old.Data.Values()[1:]...)
	}
	if c.New != nil {
		values = append(values, c.New.Data.Values()[1:]...)
	}
	if len(values) > 0 {
		torn.Data = zone.NewData(values...)
		m.store(z, torn)
	}
}
