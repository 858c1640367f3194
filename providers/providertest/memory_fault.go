package providertest

import (
	"context"
	"time"

	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers"
)

// Fault arms a fault, see Harness. Faults of writes queue up.
func (m *Memory) Fault(f simulator.Fault) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch f.Kind {
	case simulator.Disarm:
		m.queue, m.throttle, m.truncate = nil, 0, false
		clear(m.lasting)
	case simulator.CutBefore, simulator.CutAfter, simulator.Conflict:
		m.queue = append(m.queue, f)
	case simulator.HalfBatch:
		if m.caps.Atomic {
			return false
		}
		m.queue = append(m.queue, f)
	case simulator.Throttled:
		m.throttle += f.Count
	case simulator.Truncated:
		m.truncate = true
	default:
		m.lasting[f.Kind] = f
	}
	return true
}

// request is what every call goes through before it is looked at.
func (m *Memory) request(ctx context.Context, calls int) error {
	m.mu.Lock()
	m.requests += calls
	slow := m.lasting[simulator.Slow]
	_, denied := m.lasting[simulator.Denied]
	throttled := m.throttle > 0
	if throttled {
		m.throttle--
	}
	m.mu.Unlock()
	if err := pause(ctx, slow.Delay); err != nil {
		return err
	}
	switch {
	case denied:
		return failure("log in", providers.ErrAuth)
	case throttled:
		e := failure("write", providers.ErrTemporary)
		e.RetryAfter = time.Second
		return e
	}
	return nil
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
	return ctx.Err()
}

// strike takes the next fault of a write.
func (m *Memory) strike() simulator.FaultKind {
	if len(m.queue) == 0 {
		return ""
	}
	f := m.queue[0]
	m.queue = m.queue[1:]
	return f.Kind
}
