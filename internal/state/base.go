package state

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"time"

	"github.com/zonesync/zonesync/zone"
)

// Ref names a zone at a provider of the config.
type Ref struct{ Provider, Origin string }

// Base is what zonesync last applied to a zone.
type Base struct {
	Zone     zone.Zone
	Revision string // the commit that it is from
	At       time.Time
}

// Base gives what was last applied to a zone, nil when nothing is known.
func (s *Store) Base(ctx context.Context, r Ref) (*Base, error) {
	const query = `SELECT body, base_revision, base_at FROM zones JOIN contents ON contents.id = content WHERE provider = ? AND origin = ?`
	var body []byte
	var b Base
	var at int64
	err := s.reader.QueryRowContext(ctx, query, r.Provider, r.Origin).Scan(&body, &b.Revision, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, s.explain(err)
	}
	b.At = timeOf(at)
	b.Zone, err = decodeZone(body)
	return &b, s.explain(err)
}

// SetBase remembers what was applied to a zone. Equal zones are stored once; one that no base is any more is dropped.
func (s *Store) SetBase(ctx context.Context, r Ref, b Base) error {
	raw := encodeZone(b.Zone)
	hash := sha256.Sum256(raw)
	c := content{hash[:], pack(raw)}
	return s.write(ctx, inOrder, func(tx *sql.Tx) error { return replaceBase(tx, r, b, c) })
}

// content is an encoded zone.
type content struct{ hash, body []byte }

func replaceBase(tx *sql.Tx, r Ref, b Base, c content) error {
	if _, err := tx.Exec(`INSERT INTO contents (hash, body) VALUES (?, ?) ON CONFLICT DO NOTHING`, c.hash, c.body); err != nil {
		return err
	}
	var old sql.NullInt64
	err := tx.QueryRow(`SELECT content FROM zones WHERE provider = ? AND origin = ?`, r.Provider, r.Origin).Scan(&old)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	const set = `INSERT INTO zones (provider, origin, content, base_revision, base_at)
		VALUES (?, ?, (SELECT id FROM contents WHERE hash = ?), ?, ?)
		ON CONFLICT DO UPDATE SET content = excluded.content, base_revision = excluded.base_revision, base_at = excluded.base_at`
	if _, err := tx.Exec(set, r.Provider, r.Origin, c.hash, b.Revision, nanos(b.At)); err != nil {
		return err
	}
	_, err = tx.Exec(`DELETE FROM contents WHERE id = ? AND NOT EXISTS (SELECT 1 FROM zones WHERE content = contents.id)`, old)
	return err
}
