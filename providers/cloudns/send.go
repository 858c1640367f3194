package cloudns

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// sender is one batch on its way.
type sender struct {
	*Provider
	origin  string
	asked   bool         // a write was sent, whatever became of it
	wrote   bool         // one has succeeded
	pending map[num]bool // records that are not live yet, as far as is known
}

// Send carries one batch out and waits until its records are live.
func (p *Provider) Send(ctx context.Context, live providers.Live, b providers.Batch) error {
	s := &sender{Provider: p, origin: live.Origin, pending: map[num]bool{}}
	if err := s.run(ctx, b.Payload.(work)); err != nil {
		return s.account(ctx, live, b, err)
	}
	return nil
}

// run sends the work in its order. What replaces others is live before those go, so that no name is ever without an answer.
func (s *sender) run(ctx context.Context, w work) error {
	for _, id := range w.waits {
		s.pending[id] = true
	}
	if err := s.wait(ctx, 0); err != nil {
		return err
	}
	if err := s.delete(ctx, w.room); err != nil {
		return err
	}
	for _, r := range w.edits {
		if err := s.edit(ctx, r); err != nil {
			return err
		}
	}
	if err := s.create(ctx, w.creates); err != nil {
		return err
	}
	if err := s.wait(ctx, w.place); err != nil {
		return err
	}
	return s.delete(ctx, w.deletes)
}

func (s *sender) create(ctx context.Context, entries []entry) error {
	for chunk := range slices.Chunk(entries, s.chunk) {
		text, _ := json.Marshal(chunk) // strings and numbers always have a JSON form
		c := s.call("create %d records in %s", len(chunk), "bulk_rec_new")
		c.params.Set("records", string(text))
		made, err := s.bulk(ctx, c, len(chunk))
		if err != nil {
			return err
		}
		for _, r := range made {
			s.await(r.id(), r)
		}
	}
	return nil
}

func (s *sender) delete(ctx context.Context, rows []num) error {
	for chunk := range slices.Chunk(rows, s.chunk) {
		var rids []string
		for _, id := range chunk {
			rids = append(rids, id.String())
		}
		c := s.call("delete %d records in %s", len(chunk), "bulk_rec_delete")
		c.params.Set("rids", strings.Join(rids, ","))
		if _, err := s.bulk(ctx, c, len(chunk)); err != nil {
			return err
		}
	}
	return nil
}

func (s *sender) call(op string, n int, action string) call {
	s.asked = true
	return call{op: fmt.Sprintf(op, n, s.origin), action: action, params: url.Values{"z": {zoneName(s.origin)}}, write: true}
}

// bulk sends a call about n records. An answer that shows another number of them proves nothing.
func (s *sender) bulk(ctx context.Context, c call, n int) ([]record, error) {
	records, err := ask[[]record](ctx, s.Provider, c)
	if err != nil {
		return nil, err
	}
	seen := map[num]bool{}
	for _, r := range records {
		if r.id() > 0 {
			seen[r.id()] = true
		}
	}
	if len(records) != n || len(seen) != n {
		return nil, unfit(c.op, fmt.Sprintf("the answer shows %d records instead of %d", len(seen), n))
	}
	s.wrote = true
	return records, nil
}

// edit makes a row another. That it is so already is no error.
func (s *sender) edit(ctx context.Context, r row) error {
	c := s.call("edit record %d in %s", int(r.id), "rec_edit")
	for key, value := range map[string]string{
		"rid": r.id.String(), "name": r.Name, "type": r.Type, "content": r.Content, "isp": r.ISP,
		"ttl": strconv.Itoa(int(r.TTL)), "prio": strconv.Itoa(int(r.Prio)),
	} {
		c.params.Set(key, value)
	}
	edited, err := ask[record](ctx, s.Provider, c)
	switch {
	case errors.Is(err, errUnchanged):
		return nil
	case err != nil:
		return err
	}
	s.wrote = true
	s.await(r.id, edited)
	return nil
}

// await notes a record that an answer does not show as live.
func (s *sender) await(id num, r record) {
	if !r.is(statusActive) {
		s.pending[id] = true
	}
}

// wait looks at the zone until all that was written is live. New records are expected from that place of the list on.
func (s *sender) wait(ctx context.Context, place int) error {
	op := "wait for records of " + s.origin
	for end := time.Now().Add(s.patience); len(s.pending) > 0; {
		if time.Now().After(end) {
			return &providers.APIError{
				Provider: "cloudns", Op: op, Kind: providers.ErrTemporary,
				Message: fmt.Sprintf("%d records are still pending after %s", len(s.pending), s.patience),
			}
		}
		if err := sleep(ctx, s.poll); err != nil {
			return fmt.Errorf("%s: %w", op, err)
		}
		if err := s.look(ctx, place); err != nil {
			return err
		}
	}
	return nil
}

// look strikes out what is live now. It reads the end of the list, and all of it where that does not show every record that
// is looked for: no document tells the order of the list. A record that is gone, or in any other state, does not become live.
func (s *sender) look(ctx context.Context, place int) error {
	records, err := s.tail(ctx, place)
	is := s.states(records)
	if err != nil || len(is) < len(s.pending) {
		records, err = s.records(ctx, s.origin)
		is = s.states(records)
	}
	if err != nil {
		return err
	}
	for id := range s.pending {
		state, there := is[id]
		if !there || state != statusActive && state != statusPending {
			return &providers.APIError{
				Provider: "cloudns", Op: "wait for records of " + s.origin, Kind: providers.ErrConflict,
				Message: fmt.Sprintf("record %d was pending, and is gone instead of active", id),
			}
		}
		if state == statusActive {
			delete(s.pending, id)
		}
	}
	return nil
}

// tail reads the list from a place on.
func (s *sender) tail(ctx context.Context, place int) ([]record, error) {
	c := readZone(s.origin)
	c.params.Set("offset", strconv.Itoa(place))
	c.params.Set("number", "-1")
	page, err := ask[slice[record]](ctx, s.Provider, c)
	return page.Data, err
}

// states gives those of the pending records among these.
func (s *sender) states(records []record) map[num]num {
	is := map[num]num{}
	for _, r := range records {
		if s.pending[r.id()] && r.Status != nil {
			is[r.id()] = *r.Status
		}
	}
	return is
}

// account tells what became of the changes of a batch that failed. What a bulk call has done that was refused is not
// documented, so the zone is read; a lost answer may still be at work, and is left to the caller.
func (s *sender) account(ctx context.Context, live providers.Live, b providers.Batch, err error) error {
	n := len(b.Changes)
	switch {
	case !s.asked, !s.wrote && nothingDone(err):
		return providers.Failed(n, providers.NotDone, err)
	case !answered(err):
		return providers.Failed(n, providers.Unknown, err)
	}
	now, failed := s.Fetch(ctx, live.Ref)
	if failed != nil {
		return providers.Failed(n, providers.Unknown, err)
	}
	told := &providers.BatchError{Err: err}
	for _, c := range b.Changes {
		told.Outcomes = append(told.Outcomes, outcome(now, c))
	}
	if !slices.ContainsFunc(told.Outcomes, func(o providers.Outcome) bool { return o != providers.Done }) {
		return nil
	}
	told.Err = explainClash(now, b.Changes, err)
	return told
}

// outcome holds a change against the zone as it is now. A set that is neither what it was nor what it should be is for the
// caller to read again.
func outcome(now providers.Live, c zone.Change) providers.Outcome {
	k := c.Key()
	set, there := now.Records.Find(k)
	is := func(end *zone.RRset) bool { return there == (end != nil) && (!there || set.Equal(*end)) }
	switch {
	case is(c.New) && now.Repair[k] == "":
		return providers.Done
	case is(c.Old):
		return providers.NotDone
	}
	return providers.Unknown
}

// explainClash knows a duplicate that no plan can do away with: a record of another type with the same content, which the
// server does not tell apart.
func explainClash(now providers.Live, changes []zone.Change, err error) error {
	var e *providers.APIError
	if !errors.Is(err, errDuplicate) || !errors.As(err, &e) {
		return err
	}
	k := now.Private.(kept)
	there := map[identity]zone.Key{}
	for key, rows := range k.rows {
		for _, r := range rows {
			there[r.identity()] = key
		}
	}
	for _, w := range k.entriesOf(changes, func(c zone.Change) *zone.RRset { return c.New }) {
		if key, ok := there[w.identity()]; ok && zone.TypeString(key.Type) != w.Type {
			e.Kind, e.Hint = providers.ErrInvalid, fmt.Sprintf("ClouDNS has one record for a name, line and content, and %s has "+
				"%q already", key, w.Content)
			return e
		}
	}
	return err
}
