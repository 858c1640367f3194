package designate

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/zonesync/zonesync/internal/fanout"
	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
)

// importTime is about how long an import of so many sets takes.
func importTime(sets int) time.Duration { return time.Duration(sets) * 20 * time.Millisecond }

// importZone makes a zone of a zone file, which is all or nothing. refused says that it could not be made so, and perhaps in
// another way.
func (v *v2) importZone(ctx context.Context, origin string, p v2Payload) (refused bool, err error) {
	op := "import zone " + origin
	var t v2Task
	err = v.do(ctx, call{
		op: op, method: http.MethodPost, path: []string{apiV2, "zones", "tasks", "imports"}, out: &t,
		body: p.file, header: map[string]string{"Content-Type": "text/dns"},
	})
	switch {
	case err != nil:
		return importRefused(err), err
	case t.ID == "":
		return false, unfit(op, "the answer has no id")
	}
	providers.ReportJob(ctx, t.ID)
	if t, err = v.imported(ctx, op, t.ID, importTime(len(p.units))); err != nil {
		return false, fanout.Part{Err: err} // it may go on
	}
	if t.Status == statusError {
		return v.importFailed(ctx, origin, t.Message)
	}
	v.finishImport(ctx, origin, t, p.last)
	return false, nil
}

// importRefused tells whether an import was provably refused, in a way that does not speak against the zone itself: policies
// forbid imports alone, and proxies know no such path. A login that has ended, a name that is taken, a full quota or a service
// that is busy would be the same for a zone that is made in another way.
func importRefused(err error) bool {
	var e *providers.APIError
	if !errors.As(err, &e) || !httpapi.NotApplied(err) || e.Status == http.StatusUnauthorized {
		return false
	}
	for _, kind := range []error{providers.ErrTemporary, providers.ErrConflict, errQuota} {
		if errors.Is(err, kind) {
			return false
		}
	}
	return true
}

// imported waits for the end of an import that takes about so long, and takes it from the list of those that were.
func (v *v2) imported(ctx context.Context, op, id string, takes time.Duration) (t v2Task, err error) {
	path := []string{apiV2, "zones", "tasks", "imports", id}
	ended, err := v.polling(v.patience+5*takes).Until(ctx, func() (bool, error) {
		t = v2Task{}
		err := v.do(ctx, call{op: op, path: path, out: &t})
		return t.Status == statusComplete || t.Status == statusError, err
	})
	switch {
	case err != nil:
		return t, err
	case !ended:
		return t, &providers.APIError{
			Provider: kindName, Op: op, Kind: providers.ErrPending, Message: "the import " + id + " has not ended in time",
			Hint: "run the same again later: it is waited for first",
		}
	}
	if err := v.do(ctx, call{op: "forget import " + id, method: http.MethodDelete, path: path}); err != nil {
		v.log.InfoContext(ctx, "a finished import stays in the project's list", "import", id, "error", err.Error())
	}
	return t, nil
}

// importFailed says what the end of an import means. Nothing of it is there. Where the plan has been held against the quotas of a
// zone, another one is exceeded: that of one set, or of zones. Which of them it is shows when the zone is made set by set.
func (v *v2) importFailed(ctx context.Context, origin, message string) (refused bool, err error) {
	e := &providers.APIError{Provider: kindName, Op: "import zone " + origin, Message: message, Kind: providers.ErrInvalid}
	switch {
	case message == "Duplicate zone.":
		return false, v.taken(ctx, origin)
	case strings.HasPrefix(message, "Quota exceeded") && !v.limitsTold():
		e.Kind, e.Hint = errQuota, quotaHint
		return false, fanout.Unsent{Err: e}
	}
	return true, fanout.Unsent{Err: e}
}

// mailbox spells an address as an SOA does. A dot before the @ would have to be escaped there, and the service refuses an import
// with a backslash in it (measured with 15.0.2): it takes the first dot for the @, whatever stands before it.
func mailbox(email string) string { return strings.Replace(email, "@", ".", 1) }

// importedAddress gives what an import makes of an address.
func importedAddress(email string) string { return strings.Replace(mailbox(email), ".", "@", 1) }

// finishImport does what is left to do for a zone that is there. None of it makes the import a failure: that the address is not
// set, reads tell from then on.
func (v *v2) finishImport(ctx context.Context, origin string, t v2Task, last bool) {
	r := providers.Ref{ID: t.ZoneID, Origin: origin}
	if importedAddress(v.email) != v.email {
		err := v.do(ctx, call{
			op: "set the address of zone " + origin, method: http.MethodPatch, path: []string{apiV2, "zones", r.ID}, body: v2Zone{Email: v.email},
		})
		if err != nil {
			v.log.WarnContext(ctx, "the zone has not got its mail address", "zone", origin, "error", err.Error())
		}
	}
	if last {
		v.settle(ctx, r)
	}
}

// Resume waits for the end of an import that an earlier process began.
func (p *Provider) Resume(ctx context.Context, r providers.Ref, job string) error {
	v := &v2{client: p.client}
	if _, err := v.imported(ctx, "import zone "+r.Origin, job, 0); !errors.Is(err, providers.ErrNotFound) {
		return err
	}
	return nil // nobody knows it any more
}
