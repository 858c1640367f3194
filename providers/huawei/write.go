package huawei

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/zonesync/zonesync/internal/fanout"
	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// setWrite is a set as the requests have it. What is left out of one for a single set keeps its value; in one for many it may
// get a default, so that all of it is there, and only a weight that there is none of is left out.
type setWrite struct {
	ID          string   `json:"id,omitempty"`
	Name        string   `json:"name,omitempty"`
	Type        string   `json:"type,omitempty"`
	Line        string   `json:"line,omitempty"`
	TTL         uint32   `json:"ttl"`
	Weight      *int     `json:"weight,omitempty"`
	Records     []string `json:"records"`
	Description *string  `json:"description,omitempty"`
}

// setWrites is the body of a batch update, and of a task that creates sets.
type setWrites struct {
	Recordsets []setWrite `json:"recordsets"`
}

// linesWrite is the body of a request that creates several lines of one name and type.
type linesWrite struct {
	Name  string     `json:"name"`
	Type  string     `json:"type"`
	Lines []setWrite `json:"lines"`
}

// recordsets gives the path of the zone's sets.
func (s *sender) recordsets() string {
	return s.versioned("/zones/" + url.PathEscape(s.live.ID) + "/recordsets")
}

// write sends a request that is done as a whole or not at all.
func (s *sender) write(ctx context.Context, r request) error {
	c := s.changes[r.at[0]]
	call := httpapi.Request{Op: fmt.Sprintf("%s %s", r.op, c.Key()), Path: s.recordsets()}
	var err error
	switch {
	case r.by == byLines:
		call.Op, call.Method, call.Path = fmt.Sprintf("create %d lines of %s", len(r.at), c.Key()), http.MethodPost, call.Path+"/batch/lines"
		call.Body, err = s.newLines(r)
	case r.by == byUpdate:
		call.Op, call.Method = fmt.Sprintf("update %s of %s", some(len(r.at)), s.live.Origin), http.MethodPut
		call.Body, err = s.updates(r)
	case r.op == zone.Delete:
		call.Method, call.Path = http.MethodDelete, call.Path+"/"+url.PathEscape(s.kept.sets[c.Key()].id)
	case r.op == zone.Update:
		call.Method, call.Path = http.MethodPut, call.Path+"/"+url.PathEscape(s.kept.sets[c.Key()].id)
		call.Body, err = s.update(c)
	default:
		call.Method = http.MethodPost
		call.Body, err = s.created(c)
	}
	if err != nil {
		return fanout.Unsent{Err: err}
	}
	if _, err = s.do(ctx, call); r.op == zone.Delete && isGone(err) {
		return nil
	}
	return err
}

// isGone tells of a set that there is none.
func isGone(err error) bool {
	code := codeOf(err)
	return code == "DNS.0313" || code == "DNS.0004"
}

// created gives a new set.
func (p *Provider) created(c zone.Change) (setWrite, error) {
	k := c.Key()
	values, err := records(*c.New)
	return setWrite{Name: k.Name, Type: zone.TypeString(k.Type), Line: p.lineOf(k.View), TTL: c.New.TTL, Records: values}, err
}

// update gives the set of a request for a single one.
func (s *sender) update(c zone.Change) (setWrite, error) {
	k, had := c.Key(), s.kept.sets[c.Key()]
	values, err := records(*c.New)
	w := setWrite{Name: k.Name, Type: zone.TypeString(k.Type), TTL: c.New.TTL, Records: values}
	if !s.otc {
		w.Weight = had.weight
	}
	if had.description != "" {
		w.Description = &had.description
	}
	return w, err
}

func (s *sender) updates(r request) (out setWrites, err error) {
	for _, i := range r.at {
		c := s.changes[i]
		had := s.kept.sets[c.Key()]
		values, err := records(*c.New)
		if err != nil {
			return out, err
		}
		out.Recordsets = append(out.Recordsets, setWrite{
			ID: had.id, TTL: c.New.TTL, Weight: had.weight, Records: values, Description: &had.description,
		})
	}
	return out, nil
}

func (s *sender) newLines(r request) (out linesWrite, err error) {
	for _, i := range r.at {
		w, err := s.created(s.changes[i])
		if err != nil {
			return out, err
		}
		out.Name, out.Type = w.Name, w.Type
		w.Name, w.Type = "", ""
		out.Lines = append(out.Lines, w)
	}
	return out, nil
}

// records spells the values of a set.
func records(set zone.RRset) ([]string, error) {
	out := make([]string, 0, set.Data.Len())
	for rdata := range set.Data.All() {
		text, err := content(set.Type, rdata)
		if err != nil {
			return nil, &providers.APIError{Provider: kindName, Op: "write " + set.Key.String(), Kind: providers.ErrInvalid, Message: err.Error()}
		}
		out = append(out, text)
	}
	return out, nil
}

// deletion is the body of a batch delete, deleted its answer.
type deletion struct {
	IDs []string `json:"recordset_ids"`
}

type deleted struct {
	Recordsets []struct {
		ID string `json:"id"`
	} `json:"recordsets"`
}

// deleteMany deletes sets with one request. The service passes over those that are not there, and its answer names only those
// that it has deleted; so what it does not name is looked for.
func (s *sender) deleteMany(ctx context.Context, r request) error {
	op := fmt.Sprintf("delete %s of %s", some(len(r.at)), s.live.Origin)
	var body deletion
	for _, i := range r.at {
		body.IDs = append(body.IDs, s.kept.sets[s.changes[i].Key()].id)
	}
	resp, err := s.do(ctx, httpapi.Request{Op: op, Method: http.MethodDelete, Path: s.recordsets(), Body: body})
	if err != nil {
		err = told(err)
		s.fail(r.at, err)
		return err
	}
	var answer deleted
	_ = resp.JSON(&answer) // one that names nothing is as good
	named := map[string]bool{}
	for _, d := range answer.Recordsets {
		named[d.ID] = true
	}
	var unnamed []int
	for n, i := range r.at {
		if !named[body.IDs[n]] {
			unnamed = append(unnamed, i)
		}
	}
	return s.lookFor(ctx, op, unnamed)
}

// lookFor tells what became of deletes of which an answer says nothing. It goes by the ids: what is there may be such by now as is
// left alone.
func (s *sender) lookFor(ctx context.Context, op string, at []int) error {
	if len(at) == 0 {
		return nil
	}
	sets, err := s.zoneSets(ctx, op, s.live.ID)
	if err != nil {
		s.fail(at, fanout.Part{Err: err})
		return fanout.Part{Err: err}
	}
	there := map[string]bool{}
	for _, set := range sets {
		there[set.ID] = set.Status != statusPendingDelete
	}
	var still error
	for _, i := range at {
		if k := s.changes[i].Key(); there[s.kept.sets[k].id] {
			still = fanout.Unsent{Err: &providers.APIError{
				Provider: kindName, Op: op, Kind: providers.ErrConflict, Message: k.String() + " is still there",
			}}
			s.errs[i] = still
		}
	}
	return still
}
