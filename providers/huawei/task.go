package huawei

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/zonesync/zonesync/internal/fanout"
	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

const (
	taskDone = "DONE"
	// maxItems is how many failed items one answer shows at most.
	maxItems = 2000
	// maxTakes bounds how often the record of an earlier task is taken away to make room for one.
	maxTakes = 3
)

// taskDoc is a task that creates sets.
type taskDoc struct {
	ID      string     `json:"task_id"`
	Status  string     `json:"status"` // PENDING or DONE
	Total   *int       `json:"total_count"`
	Success int        `json:"success_count"`
	Failed  int        `json:"error_count"`
	Items   []taskItem `json:"error_items"`
}

// taskItem is a set that could not be created.
type taskItem struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Line    string `json:"line"`
	Code    string `json:"error_code"`
	Message string `json:"error_message"`
}

func (s *sender) taskPath() string { return s.recordsets() + "/batch-create-task" }

// task creates sets by a task of the service, and tells what became of each. A zone has one task at a time, the record of
// which stays when it is done: it is taken away then.
func (s *sender) task(ctx context.Context, r request) error {
	op := fmt.Sprintf("create %s in %s", some(len(r.at)), s.live.Origin)
	id, err := s.startTask(ctx, op, r)
	if err != nil {
		s.fail(r.at, err)
		return err
	}
	providers.ReportJob(ctx, id)
	t, err := s.awaitTask(ctx, op, id)
	if err == nil && t == nil {
		err = &providers.APIError{
			Provider: kindName, Op: op, Kind: providers.ErrPending, RequestID: id,
			Message: fmt.Sprintf("task %s is still at work after %s", id, s.patience),
		}
	}
	if err != nil {
		s.fail(r.at, fanout.Part{Err: err})
		return fanout.Part{Err: err}
	}
	s.dropTask(ctx)
	return s.account(op, r, t)
}

// startTask begins a task, and waits for one that is there before.
func (s *sender) startTask(ctx context.Context, op string, r request) (id string, err error) {
	var body setWrites
	for _, i := range r.at {
		w, err := s.created(s.changes[i])
		if err != nil {
			return "", fanout.Unsent{Err: err}
		}
		body.Recordsets = append(body.Recordsets, w)
	}
	for take := 1; ; take++ {
		id, err = s.postTask(ctx, op, body)
		if take == maxTakes || !maybeBusy(err) {
			return id, told(err)
		}
		cleared, failed := s.clearTask(ctx, op)
		switch {
		case failed != nil:
			return "", fanout.Unsent{Err: fanout.Part{Err: failed}} // the look's error, which says nothing of the request itself
		case !cleared:
			return "", told(err)
		}
	}
}

// maybeBusy tells whether a refusal may mean that the zone has a task already. No document says with which code it comes, so
// that only a look tells, save where the refusal is about the login, the rate or the endpoint.
func maybeBusy(err error) bool {
	var before loginError
	var e *providers.APIError
	if errors.As(err, &before) || !errors.As(err, &e) || e.Status == http.StatusUnauthorized {
		return false
	}
	rate := e.Kind == providers.ErrTemporary && e.RetryAfter > 0
	return e.Status != 0 && notApplied(err) && !rate && !refusesWay(err)
}

func (s *sender) postTask(ctx context.Context, op string, body setWrites) (string, error) {
	resp, err := s.do(ctx, httpapi.Request{Op: op, Method: http.MethodPost, Path: s.taskPath(), Body: body})
	if err != nil {
		return "", err
	}
	var t taskDoc
	if err := resp.JSON(&t); err != nil {
		return "", err
	}
	if t.ID == "" {
		return "", resp.Unfit("the answer has no task_id", nil)
	}
	s.bulk.prove(byTask)
	return t.ID, nil
}

// clearTask waits until a task that is in the way has ended, and takes its record away; it tells whether there was one. What
// it has created is then there, which is for the next one's items to find.
func (s *sender) clearTask(ctx context.Context, op string) (bool, error) {
	t, err := s.readTask(ctx, op, 0)
	if noTask(err) {
		return false, nil
	}
	if err == nil && t.Status != taskDone {
		s.log.InfoContext(ctx, "waiting for a task of the zone that was begun elsewhere or earlier", "zone", s.live.Origin, "task", t.ID)
		t, err = s.awaitTask(ctx, op, "")
	}
	switch {
	case noTask(err): // whoever began it has taken it away
		return true, nil
	case err != nil:
		return false, err
	case t == nil:
		return false, &providers.APIError{
			Provider: kindName, Op: op, Kind: providers.ErrPending,
			Message: fmt.Sprintf("another task of the zone is still at work after %s", s.patience),
		}
	}
	s.dropTask(ctx)
	return true, nil
}

// awaitTask waits until a task is done and gives it with all failed items; nil where it takes too long. The task must be
// that of an id, where there is one.
func (s *sender) awaitTask(ctx context.Context, op, id string) (done *taskDoc, err error) {
	_, err = s.await(ctx, func() (bool, error) {
		t, err := s.readTask(ctx, op, 0)
		if err != nil {
			return false, err
		}
		if id != "" && t.ID != id {
			return false, unfit(op, fmt.Sprintf("task %s has taken the place of task %s", t.ID, id))
		}
		if t.Status == taskDone {
			done = t
		}
		return done != nil, nil
	})
	if err != nil || done == nil {
		return nil, err
	}
	return done, s.allItems(ctx, op, done)
}

// allItems completes the failed items of a task, which come in pages.
func (s *sender) allItems(ctx context.Context, op string, t *taskDoc) error {
	for len(t.Items) < t.Failed {
		more, err := s.readTask(ctx, op, len(t.Items))
		switch {
		case err != nil:
			return err
		case len(more.Items) == 0 || more.ID != t.ID:
			return unfit(op, fmt.Sprintf("the task has %d failed items and shows %d", t.Failed, len(t.Items)))
		}
		t.Items = append(t.Items, more.Items...)
	}
	return nil
}

// noTask tells whether the service says of the zone's task that there is none. It is not documented with which code: any refusal of its
// own is taken for it that is not about the login or a right, and that it would not take back in a moment.
func noTask(err error) bool {
	if errors.Is(err, providers.ErrNotFound) || statusOf(err) == http.StatusNotFound && codeOf(err) != "" {
		return true
	}
	return strings.HasPrefix(codeOf(err), "DNS.") && !errors.Is(err, providers.ErrAuth) && !errors.Is(err, providers.ErrTemporary)
}

// noTasks tells whether the service says that it has no tasks at all.
func noTasks(err error) bool { return refusesWay(err) && codeOf(err) != "" }

func (s *sender) readTask(ctx context.Context, op string, offset int) (*taskDoc, error) {
	resp, err := s.do(ctx, httpapi.Request{
		Op: op, Path: s.taskPath(),
		Query: url.Values{"error_item_limit": {strconv.Itoa(maxItems)}, "error_item_offset": {strconv.Itoa(offset)}},
	})
	if err != nil {
		return nil, err
	}
	var t taskDoc
	if err := resp.JSON(&t); err != nil {
		return nil, err
	}
	if t.Status == "" {
		return nil, resp.Unfit("the task has no status", nil)
	}
	return &t, nil
}

// dropTask takes the record of a task away. That it stays is no harm: the next one finds it.
func (s *sender) dropTask(ctx context.Context) {
	_, err := s.do(ctx, httpapi.Request{Op: "take the create task of " + s.live.Origin + " away", Method: http.MethodDelete, Path: s.taskPath()})
	if err != nil {
		s.log.InfoContext(ctx, "the record of a task stays", "zone", s.live.Origin, "error", err.Error())
	}
}

// account tells what became of the changes of a task that is done. The counts must add up, or nothing is concluded of what it
// does not name.
func (s *sender) account(op string, r request, t *taskDoc) error {
	failed := make(map[item]taskItem, len(t.Items))
	for _, it := range t.Items {
		failed[it.set()] = it
	}
	var errs []error
	var others []int // that no failed item is about
	for _, i := range r.at {
		k := s.changes[i].Key()
		it, bad := failed[item{k.Name, zone.TypeString(k.Type), strings.ToLower(s.lineOf(k.View))}]
		if !bad {
			others = append(others, i)
			continue
		}
		s.errs[i] = fanout.Unsent{Err: it.err(k)}
		errs = append(errs, s.errs[i])
	}
	if t.Total == nil || *t.Total != len(r.at) || t.Success != len(others) || t.Failed != len(errs) {
		rest := fanout.Part{Err: unfit(op, "the counts of the task do not add up, or it shows failed items that are none of its own")}
		s.fail(others, rest)
		errs = append(errs, rest)
	}
	return fanout.Gravest(errs)
}

// item names a set, in one spelling.
type item struct{ name, rrtype, line string }

// set names what an item is about. Names are taken without a final dot, too, and the default line under the names that it goes by.
func (it taskItem) set() item {
	line := strings.ToLower(it.Line)
	if line == "" || line == "default" || line == "*" {
		line = defaultLine
	}
	name, _ := zone.Name(strings.TrimSuffix(it.Name, ".") + ".") // one that is none names no set
	return item{name, strings.ToUpper(it.Type), line}
}

// err makes the error of a failed item. One without a known code speaks of the set itself.
func (it taskItem) err(k zone.Key) error {
	e := &providers.APIError{
		Provider: kindName, Op: "create " + k.String(), Code: it.Code, Message: it.Message, Kind: providers.ErrInvalid, Hint: hints[it.Code],
	}
	kind, known := kinds[it.Code]
	switch {
	case overRate(it.Code, it.Message): // the service's own way to it
		e.Kind = providers.ErrTemporary
	case isQuota(&providers.APIError{Status: http.StatusBadRequest, Code: it.Code, Message: it.Message}):
		e.Kind, e.Hint = errQuota, quotaHint
	case known && kind != providers.ErrAuth:
		e.Kind = kind
	}
	return e
}

// Resume waits for a task of an earlier run. One that is not there any more has ended, and so have those of a zone that is gone and of
// a service that has taken its tasks away: the zone is read afterwards in any case.
func (p *Provider) Resume(ctx context.Context, r providers.Ref, job string) error {
	if r.ID == "" {
		z, err := p.lookUp(ctx, r.Origin)
		switch {
		case errors.Is(err, providers.ErrNotFound):
			return nil
		case err != nil:
			return err
		}
		r.ID = z.ID
	}
	s := &sender{Provider: p, live: providers.Live{Ref: r}}
	op := "wait for task " + job
	ended := func() (bool, error) {
		t, err := s.readTask(ctx, op, 0)
		switch {
		case noTask(err), noTasks(err):
			return true, nil
		case err != nil:
			return false, err
		}
		return t.Status == taskDone || t.ID != job, nil
	}
	done, err := ended()
	if err != nil || done {
		return err
	}
	p.log.InfoContext(ctx, "waiting for a task of an earlier run", "zone", r.Origin, "task", job)
	if done, err = p.await(ctx, ended); err == nil && !done {
		err = &providers.APIError{Provider: kindName, Op: op, Kind: providers.ErrPending, Message: "it is still at work"}
	}
	return err
}
