package rackspacesim

import (
	"fmt"
	"net/http"
	"time"
)

// fault is the object that tells an error, as an answer's body or in a job (general-api-info/faults.rst). JSON faults do
// not say their name.
type fault struct {
	Message    string    `json:"message,omitempty"`
	Code       int       `json:"code"`
	Details    string    `json:"details,omitempty"`
	Validation *messages `json:"validationErrors,omitempty"`
	Failed     *failed   `json:"failedItems,omitempty"`

	again time.Time // over the rate limit: when to come back
}

type messages struct {
	Messages []string `json:"messages"`
}

type failed struct {
	Faults []*fault `json:"faults"`
}

func (f *fault) Error() string { return fmt.Sprintf("%d %s %s", f.Code, f.Message, f.Details) }

func badRequest(details string) *fault {
	return &fault{Message: "The request could not be understood.", Code: http.StatusBadRequest, Details: details}
}

func unauthorized() *fault {
	return &fault{Message: "You are not authorized to complete this operation.", Code: http.StatusUnauthorized, Details: "The token is missing, unknown or expired."}
}

func notFound(details string) *fault {
	return &fault{Message: "Not Found", Code: http.StatusNotFound, Details: details}
}

func exists(details string) *fault {
	return &fault{Message: "The object already exists.", Code: http.StatusConflict, Details: details}
}

func invalid(list []string) *fault {
	return &fault{Code: http.StatusBadRequest, Validation: &messages{list}}
}

// overLimit is the absolute limit (general-api-info/limits.rst).
func overLimit(details string) *fault {
	return &fault{
		Message: "Your account is currently over the limit so your request could not be processed.",
		Code:    http.StatusRequestEntityTooLarge, Details: details,
	}
}

// maxEntities is the most records, domains and subdomains in one POST or PUT. The documents give none for DELETE, which has
// the same here.
const maxEntities = 100

func entities(n int) error {
	if n > maxEntities {
		return overLimit(fmt.Sprintf("A request may carry %d entities, and this one has %d.", maxEntities, n))
	}
	return nil
}

func dnsFault() *fault {
	return &fault{Message: "The DNS service has experienced a fault.", Code: http.StatusInternalServerError}
}

func unavailable() *fault {
	return &fault{Message: "The service is not available.", Code: http.StatusServiceUnavailable}
}

// deleteFault tells which items of a DELETE are still there; nil when none.
func deleteFault(faults []*fault) error {
	if len(faults) == 0 {
		return nil
	}
	return &fault{
		Message: "One or more items could not be deleted.", Code: http.StatusInternalServerError,
		Details: "See errors list for details.", Failed: &failed{faults},
	}
}
