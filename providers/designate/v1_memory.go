package designate

import (
	"cmp"
	"sync"

	"github.com/zonesync/zonesync/providers"
)

// memory is what is known of a project beside what is read anew each time.
type memory struct {
	mu      sync.Mutex
	ids     map[string]string            // of domains, by origin
	leaving map[string]map[string]string // by the domain's id: records that were deleted and are still listed, with their owners
	asked   bool                         // for the limits
	limit   int                          // records in a domain; 0: none that is known
}

func (m *memory) idOf(r providers.Ref) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return cmp.Or(r.ID, m.ids[r.Origin])
}

func (m *memory) remember(origin, id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.ids == nil {
		m.ids = map[string]string{}
	}
	m.ids[origin] = id
}

// leaves notes a record that was deleted.
func (m *memory) leaves(domain, record, owner string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.leaving == nil {
		m.leaving = map[string]map[string]string{}
	}
	if m.leaving[domain] == nil {
		m.leaving[domain] = map[string]string{}
	}
	m.leaving[domain][record] = owner
}

// staying takes the records that were deleted out of a list, and forgets those that are no longer in it.
func (m *memory) staying(domain string, listed []recordDoc) (staying []recordDoc) {
	m.mu.Lock()
	defer m.mu.Unlock()
	left := map[string]string{}
	for _, r := range listed {
		owner, leaves := m.leaving[domain][r.ID]
		if !leaves {
			staying = append(staying, r)
			continue
		}
		left[r.ID] = owner
	}
	delete(m.leaving, domain)
	if len(left) > 0 {
		m.leaving[domain] = left
	}
	return staying
}

// lingers tells whether one of some records that were deleted is still listed, as far as is known.
func (m *memory) lingers(domain string, some func(record, owner string) bool) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	for record, owner := range m.leaving[domain] {
		if some(record, owner) {
			return true
		}
	}
	return false
}
