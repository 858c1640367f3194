package tonicdns

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/providers/tonicdns/tonicdnssim"
)

func TestAServerThatCannotDelete(t *testing.T) {
	t.Parallel()
	s := newSite(t, tonicdnssim.Options{NoDeletes: true, Numbers: true})
	require.NoError(t, s.AddZone(origin))
	p := s.open(t)
	err := send(t, p, "www A 192.0.2.1")
	require.ErrorContains(t, err, "RECORD_DELETE_FAILED")
	require.Equal(t, providers.NotDone, outcome(t, err))
	require.Contains(t, providers.Hint(err), "PHP 8.1")
	require.Len(t, s.Rows(origin), 2)

	_, before := s.Requests()
	r := apply.Zone(t.Context(), job(t, p, fetch(t, p), hosts(5, "h%d A 192.0.2.1")), providertest.Options())
	require.ErrorContains(t, r.Err, "RECORD_DELETE_FAILED")
	_, after := s.Requests()
	require.Equal(t, before+1, after, "no smaller request does better")
}

// TestARecordThatTheDatabaseRefuses is found as one that the server's checks refuse.
func TestARecordThatTheDatabaseRefuses(t *testing.T) {
	t.Parallel()
	s := newSite(t, tonicdnssim.Options{Width: 255})
	require.NoError(t, s.AddZone(origin))
	p := s.open(t)
	long := `h3 TXT "` + strings.Repeat("x", 254) + `"`
	err := send(t, p, long)
	require.ErrorIs(t, err, providers.ErrInvalid)
	require.Equal(t, providers.NotDone, outcome(t, err))

	r := apply.Zone(t.Context(), job(t, p, fetch(t, p), hosts(5, "h%d A 192.0.2.1")+long), providertest.Options())
	var refused *providers.RefusedError
	require.ErrorAs(t, r.Err, &refused)
	require.Equal(t, "h3.example.org. TXT", refused.Set.Key.String())
	require.ErrorContains(t, r.Err, "RECORD_INSERT_FAILED")
	require.Contains(t, providers.Hint(r.Err), "log")
	require.Equal(t, 5, r.Done())
}

// TestAFinalDotThatKeepsARecordFromBeingDeleted is told, since nothing that was planned looks wrong.
func TestAFinalDotThatKeepsARecordFromBeingDeleted(t *testing.T) {
	t.Parallel()
	for _, row := range []record{
		rec("a", 60, "CNAME", "www.example.net."), rec("a", 60, "RP", "ann.example.net. txt.example.net"), rec("a", 60, "SRV", "1 2 www.example.net.", 3),
	} {
		t.Run(row.Type, func(t *testing.T) {
			t.Parallel()
			s := newZoneSite(t)
			s.plant(t, row, rec("b", 60, "TXT", `"ends in. "`))
			p := s.open(t)
			r := apply.Zone(t.Context(), job(t, p, fetch(t, p), "x A 192.0.2.1"), providertest.Options())
			require.ErrorContains(t, r.Err, "a.example.org "+row.Type+" "+row.Content+" is stored with a final dot")
			require.Contains(t, providers.Hint(r.Err), "database")
			require.Equal(t, 2, r.Done())
			require.Len(t, s.Rows(origin), 2+2)
		})
	}
	s := newZoneSite(t)
	s.plant(t, rec("b", 60, "TXT", `"ends in. "`))
	s.Arm(simulator.Fault{Kind: simulator.Rejected, Name: "x.example.org."})
	require.NotContains(t, send(t, s.open(t), "x A 192.0.2.1").Error(), "final dot")
}

// TestAZoneIsNotEmptiedInParts: where what comes is refused, what goes is sent by itself, and must not be all that there is.
func TestAZoneIsNotEmptiedInParts(t *testing.T) {
	t.Parallel()
	s := newSite(t, tonicdnssim.Options{})
	require.NoError(t, s.Load([]byte(`{"zones":[{"name":"example.org","type":"MASTER","records":[
		{"name":"a.example.org","type":"A","content":"192.0.2.1","ttl":60},
		{"name":"b.example.org","type":"A","content":"192.0.2.1","ttl":60},
		{"name":"c.example.org","type":"A","content":"192.0.2.1","ttl":60}]}]}`)))
	p := s.open(t)
	s.Arm(simulator.Fault{Kind: simulator.Rejected, Name: "x.example.org."})
	r := apply.Zone(t.Context(), job(t, p, fetch(t, p), "x A 192.0.2.9"), providertest.Options())
	require.ErrorContains(t, r.Err, "nothing would be left")
	require.ErrorIs(t, r.Err, providers.ErrInvalid)
	require.Equal(t, 2, r.Done())
	require.Len(t, s.Rows(origin), 1)
	require.Len(t, fetch(t, p).Records.Sets, 1)
}

func TestARepeatedRequestCountsOnce(t *testing.T) {
	t.Parallel()
	s := newZoneSite(t)
	s.plant(t, hostRows(3, 60, "A", "192.0.2.1")...)
	p := s.open(t)
	live := fetch(t, p)
	batches, err := p.Batches(live, job(t, p, live, "").Plan.Changes())
	require.NoError(t, err)
	for range 3 {
		require.NoError(t, p.Send(t.Context(), live, batches[0]))
	}
	require.Len(t, s.Rows(origin), 2)
}

// TestARefusedRecord is told with the server's codes of each record, which one more call asks for, and nothing is done.
func TestARefusedRecord(t *testing.T) {
	t.Parallel()
	s := newZoneSite(t)
	px := newProxy(t, s)
	p := openAt(t, px.url)
	s.Arm(simulator.Fault{Kind: simulator.Rejected, Name: "h3.example.org."})
	err := send(t, p, hosts(5, "h%d A 192.0.2.1"))
	require.ErrorIs(t, err, providers.ErrInvalid)
	require.Equal(t, providers.NotDone, outcome(t, err))
	require.ErrorContains(t, err, "change zone example.org.: HTTP 400: RECORD_INVALID_NAME: ")
	require.ErrorContains(t, err, "h3.example.org A")
	require.NotContains(t, err.Error(), "\n")
	require.Contains(t, px.calls(), "VALIDATE /record")
	require.Len(t, s.Rows(origin), 2)

	px.says("VALIDATE /record", http.StatusOK, "true")
	require.ErrorContains(t, send(t, p, hosts(5, "h%d A 192.0.2.1")), "ZONE_INVALID_RECORDS", "without that call's help, the first answer is told")
}
