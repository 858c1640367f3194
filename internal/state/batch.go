package state

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/zonesync/zonesync/zone"
)

// Batch is an entry of the journal: what was about to be sent to a provider.
type Batch struct {
	ID, Run int64
	Ref
	Changes []zone.Change
	Job     string // the provider's handle of its asynchronous job, "" where there is none
	Started time.Time
	Ended   time.Time
	Outcome string // "" while open, "done", "not-done", "unknown" when the answer was lost, "settled" when that was looked into
}

// Intend stores what is about to be sent, on the disk, and gives the batch's number.
func (s *Store) Intend(ctx context.Context, run int64, r Ref, changes []zone.Change) (int64, error) {
	body := pack(encodeChanges(journal(changes)))
	var id int64
	err := s.write(ctx, atOnce, func(tx *sql.Tx) error {
		res, err := tx.Exec(`INSERT INTO batches (run, provider, origin, body, started) VALUES (?, ?, ?, ?, ?)`,
			run, r.Provider, r.Origin, body, nanos(s.Now()))
		if err == nil {
			id, err = res.LastInsertId()
		}
		return err
	})
	return id, err
}

// SetJob stores, on the disk, the handle of the job that a batch became.
func (s *Store) SetJob(ctx context.Context, batch int64, job string) error {
	return s.execOne(ctx, atOnce, fmt.Sprintf("batch %d", batch), `UPDATE batches SET job = ? WHERE id = ?`, job, batch)
}

// Settle stores the outcome of a batch.
func (s *Store) Settle(ctx context.Context, batch int64, outcome string) error {
	return s.execOne(ctx, inOrder, fmt.Sprintf("batch %d", batch), `UPDATE batches SET outcome = ?, ended = ? WHERE id = ?`,
		outcome, nanos(s.Now()), batch)
}

// Unsettled gives the batches whose effect nobody knows, in the order they were to be sent: open ones and unknown ones.
// To the holder of the lock that sends nothing at the moment they are what a crash left.
func (s *Store) Unsettled(ctx context.Context) ([]Batch, error) {
	return list(ctx, s, scanBatch, `SELECT id, run, provider, origin, body, job, started, ended, outcome
		FROM batches WHERE outcome IN ('', 'unknown') ORDER BY id`)
}

// Batches gives what a run meant to send, in that order.
func (s *Store) Batches(ctx context.Context, run int64) ([]Batch, error) {
	return list(ctx, s, scanBatch, `SELECT id, run, provider, origin, body, job, started, ended, outcome
		FROM batches WHERE run = ? ORDER BY id`, run)
}

func scanBatch(r row) (b Batch, err error) {
	var body []byte
	var started, ended int64
	if err := r.Scan(&b.ID, &b.Run, &b.Provider, &b.Origin, &body, &b.Job, &started, &ended, &b.Outcome); err != nil {
		return b, err
	}
	b.Started, b.Ended = timeOf(started), timeOf(ended)
	changes, err := decodeChanges(b.Ref, body)
	for _, c := range changes {
		b.Changes = append(b.Changes, zone.Change{Old: c.Before, New: c.After})
	}
	return b, err
}

func journal(changes []zone.Change) []Change {
	out := make([]Change, len(changes))
	for i, c := range changes {
		out[i] = Change{Before: c.Old, After: c.New}
	}
	return out
}
