package simulator

import (
	"sync"
	"time"
)

// Fault is something that goes wrong at a server.
type Fault struct {
	Kind  FaultKind
	Count int           // Throttled: so many requests
	Name  string        // Rejected: the owner name that is refused, fully qualified
	Delay time.Duration // Slow: how long every answer takes
}

// FaultKind is a kind of fault.
type FaultKind string

// The faults. Those of a write strike the next write only; Rejected, Slow and Denied last until Disarm.
const (
	Disarm    FaultKind = "disarm"     // everything works again
	CutBefore FaultKind = "cut-before" // the connection ends when the write has arrived, and nothing is done
	CutAfter  FaultKind = "cut-after"  // the write is done, and the connection ends instead of an answer
	HalfBatch FaultKind = "half-batch" // the write stops half way, as the API would tell it; the server must not be atomic
	Conflict  FaultKind = "conflict"   // the write is answered as when somebody else wrote in between, and nothing is done
	Throttled FaultKind = "throttled"  // the next Count requests get the API's over-limit answer and nothing is done
	Rejected  FaultKind = "rejected"   // every write that carries Name is refused, as the API refuses bad data
	Truncated FaultKind = "truncated"  // the next listing lacks its second half, where the API gives means to notice
	Slow      FaultKind = "slow"       // every answer takes Delay
	Denied    FaultKind = "denied"     // the credential is refused
)

// Faults are those that are armed. The zero value has none.
type Faults struct {
	mu    sync.Mutex
	armed map[FaultKind]Fault
}

// Arm readies a fault; Disarm takes all away.
func (f *Faults) Arm(fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if fault.Kind == Disarm {
		clear(f.armed)
		return
	}
	if f.armed == nil {
		f.armed = map[FaultKind]Fault{}
	}
	f.armed[fault.Kind] = fault
}

// Take gives a fault that is to strike now, and uses it up where it strikes only once or so many times.
func (f *Faults) Take(kind FaultKind) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fault, ok := f.armed[kind]
	switch kind {
	case Rejected, Slow, Denied:
		return fault, ok
	}
	if fault.Count--; fault.Count > 0 {
		f.armed[kind] = fault
	} else {
		delete(f.armed, kind)
	}
	return fault, ok
}
