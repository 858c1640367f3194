package rackspace

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// submit sends a write and waits until its job has ended. An error that httpapi.NotApplied or errNothingDone tells of has
// done nothing; whatever else is wrong, the job may have been carried out.
func (p *Provider) submit(ctx context.Context, origin string, r httpapi.Request) error {
	r.Class = r.Method
	resp, err := p.do(ctx, r)
	if err != nil {
		return err
	}
	var j job
	if err := resp.JSON(&j); err != nil {
		return err
	}
	if j.ID == "" {
		return resp.Unfit("answer names no job", nil)
	}
	providers.ReportJob(ctx, j.ID)
	return p.await(ctx, r.Op, origin, j)
}

// unseenError is what keeps the end of a job from being known: whatever it is, it says nothing of the write.
type unseenError struct{ error }

func (e unseenError) Unwrap() error { return e.error }

// await looks at a job until it has ended. One that has not in time is remembered, to be asked before the next write.
func (p *Provider) await(ctx context.Context, op, origin string, j job) error {
	pause := p.poll
	for end := time.Now().Add(p.patience); !j.ended(); {
		p.remember(origin, j.ID)
		if time.Now().After(end) {
			return unseenError{stuck(op, fmt.Sprintf("job %s is still running after %s", j.ID, p.patience))}
		}
		if err := providers.Sleep(ctx, pause); err != nil {
			return unseenError{fmt.Errorf("%s: waiting for job %s: %w", op, j.ID, err)}
		}
		pause = min(pause*3/2, maxPoll)
		now, err := p.look(ctx, op, j.ID)
		if err != nil {
			return unseenError{err}
		}
		j = now
	}
	p.remember(origin, "")
	if j.Status == failed {
		return j.failure(op)
	}
	return nil
}

func (j job) ended() bool { return j.Status == completed || j.Status == failed }

// stuck makes the error of a job that does not end.
func stuck(op, message string) *providers.APIError {
	return &providers.APIError{
		Provider: kindName, Op: op, Kind: providers.ErrPending, Message: message,
		Hint: "nothing more is sent to this domain before the job has ended: apply again later, which asks the job first; Rackspace's support can tell what holds it up",
	}
}

// look asks for a job. The address that its first answer names is not used: it may have another scheme.
func (p *Provider) look(ctx context.Context, op, handle string) (job, error) {
	var now job
	err := p.read(ctx, httpapi.Request{
		Op: op + ": look at job " + handle, Path: "/status/" + url.PathEscape(handle), Query: url.Values{"showDetails": {"true"}}, Class: classStatus,
	}, &now)
	if err == nil && now.Status == "" {
		err = unfit(op, "the answer does not tell the state of job "+handle)
	}
	now.ID = handle
	return now, err
}

// errand is a job that was still running when it was last seen.
type errand struct {
	job  string
	keys []zone.Key // of the sets that it writes; none where an earlier process has sent it
}

// remember keeps the job that a domain is waiting for; "" is none.
func (p *Provider) remember(origin, job string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.unfinished[origin].job != job {
		p.unfinished[origin] = errand{job: job}
	}
}

// entrust notes which sets are written by the job that a domain is waiting for, if it is waiting for one.
func (p *Provider) entrust(origin string, changes []zone.Change, s step) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e := p.unfinished[origin]
	if e.job == "" {
		return
	}
	for _, c := range s.of {
		e.keys = append(e.keys, changes[c].Key())
	}
	p.unfinished[origin] = e
}

// inFlight gives the job that a domain is waiting for.
func (p *Provider) inFlight(origin string) errand {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.unfinished[origin]
}

// carries tells whether a job may still write a set.
func (e errand) carries(k zone.Key) bool {
	return e.job != "" && (e.keys == nil || slices.Contains(e.keys, k))
}

// Resume waits until a job of an earlier process has ended. After a day they are forgotten.
func (p *Provider) Resume(ctx context.Context, r providers.Ref, job string) error {
	op := "wait for a job of domain " + r.Origin
	j, err := p.look(ctx, op, job)
	if err == nil && !j.ended() {
		p.log.InfoContext(ctx, "waiting for job "+job+" of an earlier run", "zone", r.Origin)
	}
	if err == nil {
		err = p.await(ctx, op, r.Origin, j)
	}
	if errors.Is(err, providers.ErrNotFound) || errors.Is(err, errNothingDone) || errors.Is(err, errJobEnded) {
		p.remember(r.Origin, "")
		return nil
	}
	return err
}

// settled asks for the job that a domain was left with. While it runs nothing may be sent, and when it has ended since, the
// zone is not what it was when the plan was made.
func (p *Provider) settled(ctx context.Context, op, origin string) error {
	last := p.inFlight(origin).job
	if last == "" {
		return nil
	}
	j, err := p.look(ctx, op, last)
	switch {
	case err != nil && !errors.Is(err, providers.ErrNotFound):
		return err
	case err == nil && !j.ended():
		return stuck(op, fmt.Sprintf("job %s of an earlier write is still running", last))
	}
	p.remember(origin, "")
	return &providers.APIError{
		Provider: kindName, Op: op, Kind: providers.ErrConflict, Message: fmt.Sprintf("job %s has ended meanwhile", last),
	}
}
