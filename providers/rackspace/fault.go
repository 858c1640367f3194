package rackspace

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/zonesync/zonesync/providers"
)

// errNothingDone marks the error of a job that was refused as a whole.
var errNothingDone = errors.New("nothing was done")

// errDuplicate marks the refusal of a record that is there already.
var errDuplicate = errors.New("the record exists")

// errJobEnded marks the error of a job that may have done something.
var errJobEnded = errors.New("the job has ended")

// failure makes the error of a job that ended with one.
func (j job) failure(op string) *providers.APIError {
	f := fault{}
	if j.Error != nil {
		f = *j.Error
	}
	e := &providers.APIError{
		Provider: kindName, Op: op, Code: fmt.Sprintf("job %s: %d", j.ID, f.Code), Message: f.text(), Kind: providers.ErrInvalid, Err: errNothingDone,
	}
	switch {
	case len(f.Failed.Faults) > 0:
		e.Err = &partError{f.Failed.Faults}
		e.Kind = kindOf(f.Failed.Faults)
	case strings.Contains(f.text(), "duplicate of another record"):
		e.Err = errors.Join(errNothingDone, errDuplicate)
	case absolute(f):
		e.Kind, e.Hint = errAccountLimit, limitHint
	case f.Code == http.StatusNotFound:
		e.Kind = providers.ErrConflict // a record that is gone
	case f.Code == http.StatusConflict && strings.Contains(strings.ToLower(f.text()), "already exists"):
		e.Kind = providers.ErrConflict
	case f.Code >= 500 || f.Code == 0:
		e.Kind, e.Err = providers.ErrTemporary, errJobEnded
	}
	return e
}

// partError is the records that a DELETE could not delete; all others are gone.
type partError struct{ faults []fault }

func (e *partError) Error() string { return "not all are deleted" }

// Unwrap tells that the job has ended.
func (e *partError) Unwrap() error { return errJobEnded }

// kindOf gives the kind that a DELETE's faults have in common with that of an answer.
func kindOf(faults []fault) error {
	for _, f := range faults {
		if f.Code != http.StatusNotFound && f.Code < 500 {
			return providers.ErrInvalid
		}
	}
	return providers.ErrTemporary
}

// failed gives the ids that are still there: of the two wordings of a fault's details, both name the id. A record that was
// not found is gone, as it should be. A fault that names none of the ids could be about each.
func (e *partError) failed(items []item) map[id]bool {
	out := map[id]bool{}
	for _, f := range e.faults {
		if f.Code == http.StatusNotFound {
			continue
		}
		named := false
		for _, it := range items {
			if names(f.Details, it.ID) {
				out[it.ID], named = true, true
			}
		}
		for _, it := range items {
			if !named {
				out[it.ID] = true
			}
		}
	}
	return out
}

// names tells whether an id stands in a text as a word.
func names(text string, id id) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ;:,.\"'", r) })
	for _, w := range words {
		if w == string(id) {
			return true
		}
	}
	return false
}
