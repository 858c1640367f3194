package rackspace

import (
	"errors"
	"net/http"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// account keeps what became of the records of each change.
type account struct {
	left   []int // records of which nothing is known to be done
	done   []int
	unsure []bool
	wrote  bool // something is done
}

func newAccount(changes int, steps []step) *account {
	a := &account{left: make([]int, changes), done: make([]int, changes), unsure: make([]bool, changes)}
	for _, s := range steps {
		for _, c := range s.of {
			a.left[c]++
		}
	}
	return a
}

// note takes in what a step came to. A DELETE that found nothing to delete is no error.
func (a *account) note(s step, err error) error {
	var part *partError
	switch {
	case err == nil:
	case errors.As(err, &part):
		still := part.failed(s.items)
		for i, c := range s.of {
			if !still[s.items[i].ID] {
				a.do(c)
			}
		}
		if len(still) == 0 {
			return nil
		}
		return err
	case nothingDone(err) && !(s.verb == http.MethodDelete && errors.Is(err, errNothingDone)): // a DELETE is not atomic
		return err
	default:
		for _, c := range s.of {
			a.unsure[c] = true
		}
		return err
	}
	for _, c := range s.of {
		a.do(c)
	}
	return nil
}

// doubt takes in that a job is still at work, which may do what is to be done.
func (a *account) doubt(e errand, changes []zone.Change) {
	for i, c := range changes {
		a.unsure[i] = a.unsure[i] || e.carries(c.Key())
	}
}

func (a *account) do(change int) {
	a.left[change]--
	a.done[change]++
	a.wrote = true
}

// nothingDone tells whether a failed write provably changed nothing.
func nothingDone(err error) bool {
	var login loginError
	var unseen unseenError
	if errors.As(err, &unseen) {
		return false
	}
	return errors.Is(err, errNothingDone) || errors.As(err, &login) || httpapi.NotApplied(err)
}

// tell makes the error of a batch.
func (a *account) tell(err error) *providers.BatchError {
	e := &providers.BatchError{Outcomes: make([]providers.Outcome, len(a.left)), Err: err}
	for i := range e.Outcomes {
		switch {
		case a.unsure[i], a.left[i] > 0 && a.done[i] > 0:
			e.Outcomes[i] = providers.Unknown
		case a.left[i] == 0:
			e.Outcomes[i] = providers.Done
		default:
			e.Outcomes[i] = providers.NotDone
		}
	}
	return e
}
