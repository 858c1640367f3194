package state

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"github.com/zonesync/zonesync/zone"
)

// What is kept of the past. A run that has unsettled batches is kept whatever its age.
const (
	KeepFor  = 90 * 24 * time.Hour
	KeepRuns = 10_000
)

// The results of a run.
const (
	Running     = "running"
	Done        = "done"
	Held        = "held"
	Partly      = "partly"
	Failed      = "error"
	Interrupted = "interrupted" // its process ended before it did
)

// Run is one round of changes, as `history` prints it.
type Run struct {
	ID       int64     `json:"id"`
	Started  time.Time `json:"started"`
	Seconds  float64   `json:"seconds"`
	Revision string    `json:"revision"`
	Trigger  string    `json:"trigger"`
	Zones    []string  `json:"zones"` // origins; never nil when read
	Created  int       `json:"created"`
	Updated  int       `json:"updated"`
	Deleted  int       `json:"deleted"`
	Result   string    `json:"result"` // Running, Done, …
}

// Begin stores a run as running and gives its number; ID and Result of r do not matter, and a zero Started is now. What is
// older than KeepFor, or has KeepRuns younger ones, is dropped. The holder of the lock calls other runs that seem to be
// running interrupted: their process is gone.
func (s *Store) Begin(ctx context.Context, r Run) (int64, error) {
	if r.Started.IsZero() {
		r.Started = s.Now()
	}
	var id int64
	err := s.write(ctx, inOrder, func(tx *sql.Tx) error {
		if s.lock != nil {
			if _, err := tx.Exec(`UPDATE runs SET result = ? WHERE result = ?`, Interrupted, Running); err != nil {
				return err
			}
		}
		res, err := tx.Exec(`INSERT INTO runs (started, seconds, revision, cause, zones, created, updated, deleted, result)
			VALUES (?, 0, ?, ?, ?, 0, 0, 0, ?)`, nanos(r.Started), r.Revision, r.Trigger, lines(r.Zones), Running)
		if err != nil {
			return err
		}
		if id, err = res.LastInsertId(); err != nil {
			return err
		}
		return prune(tx, s.Now().Add(-KeepFor), id-KeepRuns)
	})
	return id, err
}

// prune drops runs that began before a time, and those up to a number, with all that belongs to them.
func prune(tx *sql.Tx, before time.Time, upTo int64) error {
	const unsettled = `EXISTS (SELECT 1 FROM batches WHERE run = runs.id AND outcome IN ('', 'unknown'))`
	_, err := tx.Exec(`DELETE FROM runs WHERE (started < ? OR id <= ?) AND NOT `+unsettled, nanos(before), upTo)
	return err
}

// Finish stores what became of a run: everything of r but ID and Started.
func (s *Store) Finish(ctx context.Context, id int64, r Run) error {
	return s.execOne(ctx, inOrder, "such run", `UPDATE runs SET seconds = ?, revision = ?, cause = ?, zones = ?,
		created = ?, updated = ?, deleted = ?, result = ? WHERE id = ?`,
		r.Seconds, r.Revision, r.Trigger, lines(r.Zones), r.Created, r.Updated, r.Deleted, r.Result, id)
}

// Filter chooses runs. The zero value chooses all.
type Filter struct {
	Zone   string    // an origin, or a glob for origins
	Since  time.Time // began then or later
	Until  time.Time // began before
	Commit string    // the revision, or its beginning
	Limit  int       // at most so many; 0: all
}

// Runs gives runs, the newest first.
func (s *Store) Runs(ctx context.Context, f Filter) ([]Run, error) {
	const query = `SELECT id, started, seconds, revision, cause, zones, created, updated, deleted, result
		FROM runs WHERE started >= ? AND (? = 0 OR started < ?) ORDER BY id DESC`
	runs := []Run{}
	glob := zone.NewGlob(f.Zone)
	until := nanos(f.Until)
	err := s.each(ctx, func(r row) error {
		run, err := scanRun(r)
		if err == nil && f.matches(run, glob) {
			runs = append(runs, run)
		}
		if f.Limit > 0 && len(runs) == f.Limit {
			return errEnough
		}
		return err
	}, query, nanos(f.Since), until, until)
	return runs, err
}

func (f Filter) matches(r Run, glob zone.Glob) bool {
	return strings.HasPrefix(r.Revision, f.Commit) && (f.Zone == "" || matchAny(glob, r.Zones))
}

func matchAny(glob zone.Glob, origins []string) bool {
	for _, o := range origins {
		if glob.Match(o) {
			return true
		}
	}
	return false
}

func scanRun(r row) (run Run, err error) {
	var started int64
	var zones string
	err = r.Scan(&run.ID, &started, &run.Seconds, &run.Revision, &run.Trigger, &zones, &run.Created, &run.Updated, &run.Deleted, &run.Result)
	run.Started = timeOf(started)
	run.Zones = strings.FieldsFunc(zones, func(c rune) bool { return c == '\n' })
	return run, err
}

// lines puts origins one a line; a canonical name has no line end.
func lines(origins []string) string { return strings.Join(origins, "\n") }
