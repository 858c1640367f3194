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
	w := b.Payload.(work)
	err := s.run(ctx, w)
	if err != nil {
		err = s.account(ctx, live, b, err)
	}
	if w.whole {
		err = unsplit(err)
	}
	return err
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
