package state

import (
	"context"
	"database/sql"

	"github.com/zonesync/zonesync/zone"
)

// Change is what became of a change of a run, with the zone before and after it.
type Change struct {
	Ref
	Before, After *zone.RRset // nil of a create, of a delete
	Outcome       string
	Cause         string
	File          string // where git wants it, or wanted it
	Line          int
	Commit        string
	Author        string
}

// AddChanges adds changes to a run, behind those that it has.
func (s *Store) AddChanges(ctx context.Context, run int64, changes []Change) error {
	return s.write(ctx, inOrder, func(tx *sql.Tx) error {
		for rest := changes; len(rest) > 0; {
			n := sameRef(rest)
			body := pack(encodeChanges(rest[:n]))
			_, err := tx.Exec(`INSERT INTO changes (run, provider, origin, body) VALUES (?, ?, ?, ?)`,
				run, rest[0].Provider, rest[0].Origin, body)
			if err != nil {
				return err
			}
			rest = rest[n:]
		}
		return nil
	})
}

// sameRef counts the changes at the beginning that are of one zone.
func sameRef(changes []Change) int {
	n := 1
	for n < len(changes) && changes[n].Ref == changes[0].Ref {
		n++
	}
	return n
}

// Changes gives a run's changes, in the order they were added.
func (s *Store) Changes(ctx context.Context, run int64) ([]Change, error) {
	var out []Change
	err := s.each(ctx, func(r row) error {
		var ref Ref
		var body []byte
		if err := r.Scan(&ref.Provider, &ref.Origin, &body); err != nil {
			return err
		}
		changes, err := decodeChanges(ref, body)
		out = append(out, changes...)
		return err
	}, `SELECT provider, origin, body FROM changes WHERE run = ? ORDER BY id`, run)
	return out, err
}
