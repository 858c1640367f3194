package state

import (
	"context"
	"database/sql"
	_ "embed" // the schema
	"fmt"
)

//go:embed schema/1.sql
var schema1 string

// migrations lead from each version of the schema to the next; the first makes an empty database version 1. One that has
// been released is never edited: a change is a new one at the end. Each runs in the same transaction as the others, so
// that a process killed in between leaves the version that there was.
var migrations = []string{schema1}

// migrate brings the schema up to date. Where there is an older one, nobody may work with it meanwhile.
func (s *Store) migrate(ctx context.Context, migrations []string) error {
	var version int
	if err := s.writer.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version == len(migrations) {
		return nil
	}
	if 0 < version && version < len(migrations) {
		if err := s.Lock(); err != nil {
			return err
		}
		defer s.unlock()
	}
	return s.writeRaw(ctx, atOnce, func(tx *sql.Tx) error { return upgrade(ctx, tx, migrations) })
}

func upgrade(ctx context.Context, tx *sql.Tx, migrations []string) error {
	var version int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version > len(migrations) {
		err := fmt.Errorf("%w: its schema is version %d, this one knows %d", ErrNewer, version, len(migrations))
		return &hintError{err, hintNewer}
	}
	for i, sql := range migrations[version:] {
		if _, err := tx.ExecContext(ctx, sql); err != nil {
			return fmt.Errorf("schema version %d: %w", version+i+1, err)
		}
	}
	_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", len(migrations)))
	return err
}
