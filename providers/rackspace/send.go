package rackspace

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
)

// Send carries one batch out: its requests one after the other, each when the job of the one before has ended.
func (p *Provider) Send(ctx context.Context, live providers.Live, b providers.Batch) error {
	w := b.Payload.(payload)
	keptIn(live).begun = true
	a := newAccount(len(b.Changes), w.steps)
	if err := p.prepare(ctx, &live, w); err != nil {
		a.doubt(p.inFlight(live.Origin), b.Changes)
		return a.tell(err)
	}
	for _, s := range w.steps {
		err := a.note(s, p.carryOut(ctx, live, w, s))
		if err == nil {
			continue
		}
		p.entrust(live.Origin, b.Changes, s)
		switch {
		case errors.Is(err, errDuplicate):
			return p.compare(ctx, live, b, a, err)
		case errors.Is(err, errAccountLimit) && w.create == nil && p.fuller(ctx, live, s):
			return a.tell(conflict("write domain "+live.Origin, err))
		}
		return a.tell(err)
	}
	return nil
}

// prepare finds out where to write, and that nothing is still at work there.
func (p *Provider) prepare(ctx context.Context, live *providers.Live, w payload) error {
	if err := p.learn(ctx); err != nil {
		return err
	}
	if err := p.settled(ctx, "write domain "+live.Origin, live.Origin); err != nil {
		return err
	}
	if live.ID == "" && w.create == nil {
		found, err := p.lookUp(ctx, live.Origin)
		if err != nil {
			return err
		}
		live.ID = found
	}
	return nil
}

// carryOut sends one request and waits for its job.
func (p *Provider) carryOut(ctx context.Context, live providers.Live, w payload, s step) error {
	r := httpapi.Request{Method: s.verb, Path: "/domains/" + url.PathEscape(live.ID) + "/records"}
	switch {
	case w.create != nil:
		r.Op, r.Path, r.Body = "create domain "+live.Origin, "/domains", newDomains{[]newDomain{*w.create}}
	case s.verb == http.MethodDelete:
		r.Op, r.Query = fmt.Sprintf("delete %s of %s", some(s), live.Origin), url.Values{}
		for _, it := range s.items {
			r.Query.Add("id", string(it.ID))
		}
	case s.verb == http.MethodPut:
		r.Op, r.Body = fmt.Sprintf("update %s of %s", some(s), live.Origin), items{s.items}
	default:
		r.Op, r.Body = fmt.Sprintf("create %s in %s", some(s), live.Origin), items{s.items}
	}
	return p.submit(ctx, live.Origin, r)
}

// some counts the records of a request.
func some(s step) string {
	if len(s.items) == 1 {
		return "1 record"
	}
	return fmt.Sprintf("%d records", len(s.items))
}

// fuller tells, of a request for which a domain was too full, whether it is fuller than the plan took it for: a record that
// was to go is still there, or another program has been at work. Else the limit is another one than the account tells.
func (p *Provider) fuller(ctx context.Context, live providers.Live, s step) bool {
	now, err := p.Fetch(ctx, live.Ref)
	return err == nil && keptIn(now).listed+len(s.items) > p.maxRecords()
}

// compare looks whether what the service calls a duplicate is there as it is wanted: a write whose answer was lost has then
// been carried out after all.
func (p *Provider) compare(ctx context.Context, live providers.Live, b providers.Batch, a *account, err error) error {
	now, failed := p.Fetch(ctx, live.Ref)
	if failed != nil {
		return a.tell(err)
	}
	told := a.tell(err)
	moved := false
	for i, c := range b.Changes {
		o := now.Outcome(c)
		moved = moved || o != told.Outcomes[i]
		told.Outcomes[i] = o
	}
	switch {
	case !slices.ContainsFunc(told.Outcomes, func(o providers.Outcome) bool { return o != providers.Done }):
		return nil
	case moved:
		told.Err = conflict("write domain "+live.Origin, err)
	}
	return told
}

// conflict makes the error that asks for another look at the zone.
func conflict(op string, err error) error {
	return &providers.APIError{Provider: kindName, Op: op, Kind: providers.ErrConflict, Message: err.Error(), Hint: providers.Hint(err)}
}
