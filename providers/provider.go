// Package providers is the contract between zonesync and the systems that hold live zones. It holds no provider itself:
// each lives in a folder below, and only providers/all knows them. The suite in providers/providertest holds every one of
// them to this page.
package providers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/zonesync/zonesync/zone"
)

// Provider is one account at a system that holds live zones.
//
//   - Fetch gives every record of the zone, however many pages that takes; two fetches with nothing between are equal. What
//     cannot be read whole is an error, never a shorter zone.
//   - Batches is pure. It turns changes into the fewest requests that the API allows, in an order that is safe one by one.
//   - Send carries one batch out. nil means that all of it is live, asynchronous jobs included: it waits for them, within
//     ctx. Every other outcome is a *BatchError, which tells each change's fate.
//   - A change that is already so is Done, not an error, so that a batch can be planned twice. No record outside the batch
//     is touched.
//   - Send never repeats a write and never sleeps for an error: apply does. (The request limits of internal/httpapi do make
//     it wait before a request.)
//   - It is safe for use on different zones at once; one zone is its caller's to serialise.
type Provider interface {
	Capabilities() Capabilities
	// Zones lists the zones of the account.
	Zones(ctx context.Context) ([]Ref, error)
	// Fetch reads a zone. A Ref without ID is looked up by its origin, in the fewest calls that takes. A zone that does not
	// exist is an error of kind ErrNotFound.
	Fetch(ctx context.Context, r Ref) (Live, error)
	// Batches packs changes. With live.Missing the first batch creates the zone.
	Batches(live Live, changes []zone.Change) ([]Batch, error)
	Send(ctx context.Context, live Live, b Batch) error
}

// Ref is a zone as the API knows it.
type Ref struct {
	ID     string // the API's handle; "" where it is not known yet
	Origin string // canonical name
}

// Live is a zone as it was read.
type Live struct {
	Ref
	Records zone.Zone
	// Missing says that the zone does not exist and is to be created; everything else is then empty.
	Missing bool
	// IDs are the API's handles: beside Data's values where the API writes records, one per set where it writes sets.
	// They are never compared.
	IDs map[zone.Key][]string
	// Repair names sets that must be written again although they read as equal (duplicates, several TTLs), and why.
	Repair map[zone.Key]string
	// Alone are sets that are not in Records, and that nobody may write: where such a one is wanted as it is, nothing is to do.
	Alone map[zone.Key]zone.RRset
	// Unproven says why the read may be incomplete; "" when it is proven whole. Nothing is deleted on an unproven read.
	Unproven string
	// SerialByUs is true where the server does not raise the SOA serial by itself when records change.
	SerialByUs bool
	// Warnings are for people: settings of the live zone that will bite.
	Warnings []string
	// Private is the provider's own, carried from Fetch to Batches and Send.
	Private any
}

// Unit is what one write replaces.
type Unit uint8

// The units.
const (
	PerRRset Unit = iota
	PerRecord
	PerZone
)

// Capabilities says what a provider can hold and do. The zero value of a limit means that there is none.
type Capabilities struct {
	Types          []uint16 // the record types it can hold; nil: all
	Unit           Unit
	MaxBatch       int      // most changes in one batch
	Atomic         bool     // a batch happens whole or not at all
	Views          []string // the lines it has; nil: it has no views
	BaseView       bool     // sets of no view are on a line of their own, on which the views fall back
	MinTTL, MaxTTL uint32   // seconds; shorter and longer ones are lifted or cut before diffing, with a warning
	CreateZone     bool     // Batches accepts Live.Missing
	OwnsApex       bool     // it makes SOA and apex NS itself, also in a new zone
	Comments       bool     // it keeps a comment per RRset
	JoinsTXT       bool     // it keeps only the concatenation of a TXT record's strings
}

// Batch is one request, or a few that belong together, ready to be sent.
type Batch struct {
	Changes    []zone.Change // what it carries, in order
	Calls      int           // requests that sending it takes, without polls
	Atomic     bool          // it happens whole or not at all
	Repeatable bool          // sending it twice has the effect of sending it once
	Classes    []string      // of its calls, where the API counts them apart (Paced)
	Wait       time.Duration // about how long sending it waits for the server's own work, beside its calls
	Payload    any           // the provider's own, from Batches to Send
}

// Auditor is a Provider that knows records which its API cannot hold, so that a plan can say so.
type Auditor interface {
	// Audit gives a *RefusedError per set that cannot be held, with the reason and a cure. Errors of other types are about
	// the whole zone.
	Audit(want zone.Zone) []error
}

// Paced is a Provider whose API has a request limit for each class of calls, as batches name them.
type Paced interface {
	Paces() map[string]Rate
}

// Server is a Provider that answers DNS queries itself. Listen binds its addresses, so that a port in use shows at once;
// Serve answers until ctx ends.
type Server interface {
	Listen() (net.Addr, error)
	Serve(ctx context.Context) error
}

// Outcome is what became of a change.
type Outcome uint8

// The outcomes. The zero value is Unknown: what nobody vouches for must be read again.
const (
	Unknown Outcome = iota // the answer was lost: fetch again before anything else
	Done                   // it is live
	NotDone                // provably not applied
)

// String gives the word of the JSON output.
func (o Outcome) String() string { return [...]string{"unknown", "done", "not-done"}[o] }

// BatchError is Send's error.
type BatchError struct {
	Outcomes []Outcome // one per change of the batch, in its order
	Err      error
}

func (e *BatchError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *BatchError) Unwrap() error { return e.Err }

// Failed makes the error of a batch whose n changes all had one outcome.
func Failed(n int, o Outcome, err error) *BatchError {
	outcomes := make([]Outcome, n)
	for i := range outcomes {
		outcomes[i] = o
	}
	return &BatchError{Outcomes: outcomes, Err: err}
}

// The kinds of error, by what the caller does next. Compare with errors.Is.
var (
	ErrTemporary = errors.New("temporary")    // wait, then the same again
	ErrConflict  = errors.New("conflict")     // somebody else wrote: fetch, plan again
	ErrAuth      = errors.New("not allowed")  // stop: the credential is wrong or lacks a right
	ErrNotFound  = errors.New("not found")    // no such zone
	ErrInvalid   = errors.New("refused")      // the data is not accepted; smaller batches find the guilty record
	ErrPending   = errors.New("pending")      // the server is still at work on it: stop, and ask about it before anything else
	ErrProtocol  = errors.New("answer unfit") // not what the API's document says: nothing can be concluded from it
)

// APIError is an error of a provider's API.
type APIError struct {
	Provider   string        // the type, such as "powerdns"
	Op         string        // what was being done, such as "patch zone example.org."
	Status     int           // HTTP status; 0 where no answer came
	Code       string        // the API's own code, where it has one
	Message    string        // the API's own words, or ours where it has none
	RequestID  string        // the API's handle for its own log
	RetryAfter time.Duration // how long it wants to be left alone
	Hint       string        // the likely cure
	Kind       error         // one of the kinds above
	Err        error         // the cause below, such as a network error
}

func (e *APIError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s: ", e.Provider, e.Op)
	if e.Status != 0 {
		fmt.Fprintf(&b, "HTTP %d: ", e.Status)
	}
	if e.Code != "" {
		fmt.Fprintf(&b, "%s: ", e.Code)
	}
	switch {
	case e.Message != "":
		b.WriteString(e.Message)
	case e.Err != nil:
		b.WriteString(e.Err.Error())
	default:
		fmt.Fprint(&b, e.Kind)
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, " (request %s)", e.RequestID)
	}
	return b.String()
}

// Unwrap gives the kind and the cause.
func (e *APIError) Unwrap() []error {
	var errs []error
	for _, err := range []error{e.Kind, e.Err} {
		if err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

// Hint gives the hint of the innermost APIError in err, "" where there is none.
func Hint(err error) string {
	var e *APIError
	if errors.As(err, &e) {
		return e.Hint
	}
	return ""
}
