package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// durability says what a write must outlive. Every write outlives the process.
type durability string

const (
	inOrder durability = "NORMAL" // a power cut may take it, and then everything after it
	atOnce  durability = "FULL"   // a power cut after it is nothing to it, nor to what was written before
)

// write carries out a transaction, all of it or nothing. It goes on when ctx has ended.
func (s *Store) write(ctx context.Context, d durability, do func(*sql.Tx) error) error {
	return s.explain(s.writeRaw(context.WithoutCancel(ctx), d, do))
}

func (s *Store) writeRaw(ctx context.Context, d durability, do func(*sql.Tx) error) error {
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "PRAGMA synchronous = "+string(d)); err != nil {
		return err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// exec is a write of one statement. It gives the number of rows that it changed.
func (s *Store) exec(ctx context.Context, d durability, query string, args ...any) (int64, error) {
	var rows int64
	err := s.write(ctx, d, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(context.WithoutCancel(ctx), query, args...)
		if err == nil {
			rows, err = res.RowsAffected()
		}
		return err
	})
	return rows, err
}

// execOne is exec of a statement that must find its row; what names the row.
func (s *Store) execOne(ctx context.Context, d durability, what string, query string, args ...any) error {
	n, err := s.exec(ctx, d, query, args...)
	if err == nil && n == 0 {
		return s.explain(fmt.Errorf("no %s", what))
	}
	return err
}

// row is what can be scanned: sql.Row and sql.Rows.
type row interface{ Scan(dest ...any) error }

// errEnough ends the reading of rows.
var errEnough = errors.New("enough")

// list reads all rows of a query.
func list[T any](ctx context.Context, s *Store, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	var out []T
	err := s.each(ctx, func(r row) error {
		v, err := scan(r)
		out = append(out, v)
		return err
	}, query, args...)
	return out, err
}

// each reads the rows of a query one by one, until f gives an error; errEnough is none.
func (s *Store) each(ctx context.Context, f func(row) error, query string, args ...any) error {
	rows, err := s.reader.QueryContext(ctx, query, args...)
	if err != nil {
		return s.explain(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); errors.Is(err, errEnough) {
			return nil
		} else if err != nil {
			return s.explain(err)
		}
	}
	return s.explain(rows.Err())
}

func (s *Store) explain(err error) error { return explain(filepath.Join(s.dir, File), err) }

// nanos gives a time as it is stored.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// timeOf gives a stored time.
func timeOf(nanos int64) time.Time {
	if nanos == 0 {
		return time.Time{}
	}
	return time.Unix(0, nanos).UTC()
}
