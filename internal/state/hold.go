package state

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Hold is a plan that waits for a person.
type Hold struct {
	Ref
	Hash     string // of the plan, in full
	Reason   string
	Deletes  int // RRsets that it deletes
	Since    time.Time
	Released time.Time // when a person let it go; zero while it waits
}

// SetHolds stores the plan of a zone that waits, or with nil that none does. A plan that waits already keeps its Since and
// its release; another plan needs a release of its own.
func (s *Store) SetHolds(ctx context.Context, r Ref, h *Hold) error {
	if h == nil {
		_, err := s.exec(ctx, inOrder, `DELETE FROM holds WHERE provider = ? AND origin = ?`, r.Provider, r.Origin)
		return err
	}
	_, err := s.exec(ctx, inOrder, `INSERT INTO holds (provider, origin, hash, reason, deletes, since, released) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET hash = excluded.hash, reason = excluded.reason, deletes = excluded.deletes,
			since = iif(hash = excluded.hash, since, excluded.since), released = iif(hash = excluded.hash, released, 0)`,
		r.Provider, r.Origin, h.Hash, h.Reason, h.Deletes, nanos(h.Since), nanos(h.Released))
	return err
}

const holdColumns = `SELECT provider, origin, hash, reason, deletes, since, released FROM holds `

// Holds gives all plans that are held, by origin, then provider; those released too, until they are cleared.
func (s *Store) Holds(ctx context.Context) ([]Hold, error) {
	return list(ctx, s, scanHold, holdColumns+`ORDER BY origin, provider`)
}

// Released gives those that a person has let go.
func (s *Store) Released(ctx context.Context) ([]Hold, error) {
	return list(ctx, s, scanHold, holdColumns+`WHERE released <> 0 ORDER BY origin, provider`)
}

// minHash is how many digits of a hash name a plan.
const minHash = 12

// Release lets a held plan go, on the disk. The hash may be cut to minHash digits; when it names no plan, or more than
// one, the error is ErrNoHold. Two providers whose zones wait with the same plan are let go together.
func (s *Store) Release(ctx context.Context, hash string) (Hold, error) {
	var h Hold
	err := s.write(ctx, atOnce, func(tx *sql.Tx) error {
		full, err := heldHash(tx, hash)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE holds SET released = ? WHERE hash = ? AND released = 0`, nanos(s.Now()), full); err != nil {
			return err
		}
		h, err = scanHold(tx.QueryRow(holdColumns+`WHERE hash = ? ORDER BY origin, provider`, full))
		return err
	})
	return h, err
}

// heldHash gives the hash that a prefix stands for.
func heldHash(tx *sql.Tx, prefix string) (full string, err error) {
	if len(prefix) < minHash {
		return "", noHold("give at least 12 digits of the hash", prefix)
	}
	var hashes int
	err = tx.QueryRow(`SELECT count(DISTINCT hash), coalesce(min(hash), '') FROM holds WHERE substr(hash, 1, ?) = ?`,
		len(prefix), prefix).Scan(&hashes, &full)
	switch {
	case err != nil:
		return "", err
	case hashes > 1:
		return "", noHold("several begin so: give more digits", prefix)
	case hashes == 0:
		return "", noHold("a plan that has changed since has another hash: see zonesync status", prefix)
	}
	return full, nil
}

func noHold(hint, hash string) error {
	return &hintError{fmt.Errorf("%w: %s", ErrNoHold, hash), hint}
}

func scanHold(r row) (h Hold, err error) {
	var since, released int64
	err = r.Scan(&h.Provider, &h.Origin, &h.Hash, &h.Reason, &h.Deletes, &since, &released)
	h.Since, h.Released = timeOf(since), timeOf(released)
	return h, err
}
