package designate

import (
	"cmp"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/zonesync/zonesync/providers"
)

// memory is what is known of a project beside what is read anew each time.
type memory struct {
	mu      sync.Mutex
	ids     map[string]string            // of domains, by origin
	leaving map[string]map[string]leaver // by the domain's id: records that were deleted and are still listed
	asking  singleflight.Group           // for the limits
	asked   time.Time                    // when that was, last
	limit   int                          // records in a domain; 0: none that is known
}

// leaver is a record that was deleted.
type leaver struct {
	owner string
	since time.Time
}

// maxHiding is how long a record that was deleted is taken for gone although it is listed. After that somebody else has
// taken the delete back, which a write to such a record does, or it is time to ask for it again.
const maxHiding = 10 * defaultPatience

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
		m.leaving = map[string]map[string]leaver{}
	}
	if m.leaving[domain] == nil {
		m.leaving[domain] = map[string]leaver{}
	}
	m.leaving[domain][record] = leaver{owner, time.Now()}
}

// staying takes the records that were deleted out of a list, and forgets those that are no longer in it,
// or have been for too long.
func (m *memory) staying(domain string, listed []recordDoc) (staying []recordDoc) {
	m.mu.Lock()
	defer m.mu.Unlock()
	left := map[string]leaver{}
	for _, r := range listed {
		l, leaves := m.leaving[domain][r.ID]
		if !leaves || time.Since(l.since) > maxHiding {
			staying = append(staying, r)
			continue
		}
		left[r.ID] = l
	}
	delete(m.leaving, domain)
	if len(left) > 0 {
		m.leaving[domain] = left
	}
	return staying
}

// lingersSince tells when the last one of some records was deleted that are still listed, as far as is known; zero where none is.
func (m *memory) lingersSince(domain string, some func(record, owner string) bool) (last time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for record, l := range m.leaving[domain] {
		if some(record, l.owner) && l.since.After(last) {
			last = l.since
		}
	}
	return last
}

// limitNow gives what was told of the limit, and whether that was of late.
func (m *memory) limitNow() (limit int, fresh bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.limit, time.Since(m.asked) < limitsAge
}

func (m *memory) keepLimit(limit int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.limit, m.asked = limit, time.Now()
}
