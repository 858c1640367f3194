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

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// sender is one batch on its way.
type sender struct {
	*Provider
	origin  string
	wrote   bool         // a call has succeeded
	pending map[num]bool // records that the answers showed as not live yet
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
	if err := s.wait(ctx); err != nil {
		return err
	}
	return s.delete(ctx, w.deletes)
}

func (s *sender) create(ctx context.Context, entries []entry) error {
	for chunk := range slices.Chunk(entries, s.chunk) {
		text, _ := json.Marshal(chunk) // strings and numbers always have a JSON form
		c := s.call("create %d records in %s", len(chunk), "bulk_rec_new")
		c.params.Set("records", string(text))
		if err := s.bulk(ctx, c, len(chunk)); err != nil {
			return err
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
		if err := s.bulk(ctx, c, len(chunk)); err != nil {
			return err
		}
	}
	return nil
}

func (s *sender) call(op string, n int, action string) call {
	return call{op: fmt.Sprintf(op, n, s.origin), action: action, params: url.Values{"z": {zoneName(s.origin)}}, write: true}
}

// bulk sends a call about n records. An answer that shows another number of them proves nothing.
func (s *sender) bulk(ctx context.Context, c call, n int) error {
	records, err := ask[[]record](ctx, s.Provider, c)
	if err != nil {
		return err
	}
	if len(records) != n {
		return unfit(c.op, fmt.Sprintf("the answer shows %d records instead of %d", len(records), n))
	}
	s.note(records...)
	return nil
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
	record, err := ask[record](ctx, s.Provider, c)
	if errors.Is(err, errUnchanged) {
		return nil
	}
	if err == nil {
		s.note(record)
	}
	return err
}

func (s *sender) note(records ...record) {
	s.wrote = true
	for _, r := range records {
		if r.is(statusPending) {
			s.pending[r.id()] = true
		}
	}
}

// wait looks at the zone until all that was written is live.
func (s *sender) wait(ctx context.Context) error {
	if len(s.pending) == 0 {
		return nil
	}
	op := "wait for records of " + s.origin
	if err := sleep(ctx, s.poll); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	waits := func(r record) bool { return s.pending[r.id()] && r.is(statusPending) }
	records, err := s.settled(ctx, s.origin, waits)
	if err == nil && slices.ContainsFunc(records, waits) {
		return &providers.APIError{
			Provider: "cloudns", Op: op, Kind: providers.ErrTemporary,
			Message: fmt.Sprintf("records are still pending after %s", s.patience),
		}
	}
	return err
}

// account tells what became of the changes of a batch that failed. What a bulk call has done that was refused is not
// documented, so the zone is read; a lost answer may still be at work, and is left to the caller.
func (s *sender) account(ctx context.Context, live providers.Live, b providers.Batch, err error) error {
	n := len(b.Changes)
	switch {
	case !s.wrote && nothingDone(err):
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
