package state

import (
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

var (
	prod  = Ref{Provider: "prod", Origin: "example.org."}
	spare = Ref{Provider: "spare", Origin: "example.org."}
	noon  = time.Date(2026, 3, 1, 12, 0, 0, 123456789, time.UTC)
)

// opened gives a Store on a new directory whose clock stands at noon.
func opened(t *testing.T) *Store {
	t.Helper()
	return openedAt(t, t.TempDir())
}

func openedAt(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	s.Now = func() time.Time { return noon }
	return s
}

// parsed makes a zone of records in zone-file text, as if they stood in a file one a line.
func parsed(t *testing.T, origin string, records ...string) zone.Zone {
	t.Helper()
	var all []zone.Record
	for i, text := range records {
		rr, err := dns.NewRR("$ORIGIN " + origin + "\n" + text + "\n")
		require.NoError(t, err)
		r, err := zone.NewRecord(rr)
		require.NoError(t, err)
		r.Pos = zone.Pos{File: "zones/" + origin + "zone", Line: uint32(i + 1)}
		all = append(all, r)
	}
	z, conflicts := zone.Fold(origin, all)
	require.Empty(t, conflicts)
	return z
}
