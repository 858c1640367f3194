package state

import (
	"context"
	"database/sql"
	"time"
)

// Status is how a zone was last found.
type Status struct {
	Ref
	File     string
	Revision string // that its file was read at
	Status   string // as in a plan: "changes", "in-sync", "held", "error"; never ""
	Message  string // what is wrong, why it is held
	Hash     string // of the plan
	Checked  time.Time
	Applied  time.Time // when something was last written to it; zero keeps what is stored
}

// SetStatus stores how zones were found, all in one transaction.
func (s *Store) SetStatus(ctx context.Context, statuses ...Status) error {
	return s.write(ctx, inOrder, func(tx *sql.Tx) error {
		for _, st := range statuses {
			if err := setStatus(tx, st); err != nil {
				return err
			}
		}
		return nil
	})
}

func setStatus(tx *sql.Tx, st Status) error {
	_, err := tx.Exec(`INSERT INTO zones (provider, origin, file, revision, status, message, hash, checked, applied)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET file = excluded.file, revision = excluded.revision, status = excluded.status,
			message = excluded.message, hash = excluded.hash, checked = excluded.checked,
			applied = iif(excluded.applied = 0, applied, excluded.applied)`,
		st.Provider, st.Origin, st.File, st.Revision, st.Status, st.Message, st.Hash, nanos(st.Checked), nanos(st.Applied))
	return err
}

// Statuses gives how all zones were last found, by origin, then provider.
func (s *Store) Statuses(ctx context.Context) ([]Status, error) {
	return list(ctx, s, scanStatus, `SELECT provider, origin, file, revision, status, message, hash, checked, applied
		FROM zones WHERE status <> '' ORDER BY origin, provider`)
}

func scanStatus(r row) (st Status, err error) {
	var checked, applied int64
	err = r.Scan(&st.Provider, &st.Origin, &st.File, &st.Revision, &st.Status, &st.Message, &st.Hash, &checked, &applied)
	st.Checked, st.Applied = timeOf(checked), timeOf(applied)
	return st, err
}
