package state

import (
	"fmt"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

// everything has a set of each kind of trouble: views, comments, several values, escapes, an unknown type, no place.
func everything(t *testing.T) zone.Zone {
	t.Helper()
	z := parsed(t, "example.org.", "@ 3600 SOA ns1 hostmaster 1 2 3 4 5", "@ 3600 NS ns1", "@ 3600 NS ns2.example.net.", `a\.b\000 60 A 192.0.2.1`,
		"www 0 A 192.0.2.1", "www 60 AAAA 2001:db8::1", `x 2147483647 TXT "a" "" "\000\255"`, `x 60 TYPE65400 \# 3 010203`)
	z.Sets[1].Comment = "name; servers"
	z.Sets[2].Pos = zone.Pos{File: "zones/inc/other.inc", Line: 7}
	z.Sets[3].Pos = zone.Pos{}
	own := z.Sets[3]
	own.View, own.TTL = "tel", 61
	z.Sets = append(z.Sets[:4:4], append([]zone.RRset{own}, z.Sets[4:]...)...)
	return z
}

func TestABaseComesBackAsItWas(t *testing.T) {
	t.Parallel()
	s := opened(t)
	for _, z := range []zone.Zone{everything(t), {Origin: "example.org."}, parsed(t, "example.org.", "@ 60 A 192.0.2.1")} {
		want := Base{Zone: z, Revision: "1a2b3c4", At: noon}
		require.NoError(t, s.SetBase(t.Context(), prod, want))
		got, err := s.Base(t.Context(), prod)
		require.NoError(t, err)
		require.Equal(t, want, *got)
	}
}

func TestNothingIsKnownOfAZoneWithoutABase(t *testing.T) {
	t.Parallel()
	s := opened(t)
	require.NoError(t, s.SetBase(t.Context(), prod, Base{Zone: everything(t)}))
	require.NoError(t, s.SetStatus(t.Context(), Status{Ref: spare, Status: "error"}))
	for _, r := range []Ref{spare, {Provider: "prod", Origin: "example.net."}} {
		got, err := s.Base(t.Context(), r)
		require.NoError(t, err)
		require.Nil(t, got)
	}
}

func count(t testing.TB, s *Store, query string) (n int) {
	t.Helper()
	require.NoError(t, s.reader.QueryRow(query).Scan(&n))
	return n
}

func TestEqualZonesAreStoredOnceAndDroppedWithTheirLastBase(t *testing.T) {
	t.Parallel()
	s := opened(t)
	contents := func() int { return count(t, s, "SELECT count(*) FROM contents") }
	set := func(r Ref, records ...string) {
		require.NoError(t, s.SetBase(t.Context(), r, Base{Zone: parsed(t, "example.org.", records...), Revision: fmt.Sprint(contents())}))
	}
	for _, step := range []struct {
		ref      Ref
		record   string
		contents int
	}{
		{prod, "@ 60 A 192.0.2.1", 1},
		{spare, "@ 60 A 192.0.2.1", 1},
		{spare, "@ 60 A 192.0.2.2", 2},
		{prod, "@ 60 A 192.0.2.2", 1},
		{prod, "@ 61 A 192.0.2.2", 2},
	} {
		set(step.ref, step.record)
		require.Equal(t, step.contents, contents())
	}
}

func TestTheSameZoneAtANewCommitRenewsTheBase(t *testing.T) {
	t.Parallel()
	s := opened(t)
	require.NoError(t, s.SetBase(t.Context(), prod, Base{Zone: everything(t), Revision: "1a2b3c4", At: noon}))
	want := Base{Zone: everything(t), Revision: "5d6e7f8", At: noon.Add(time.Hour)}
	require.NoError(t, s.SetBase(t.Context(), prod, want))
	got, err := s.Base(t.Context(), prod)
	require.NoError(t, err)
	require.Equal(t, want, *got)
}

// many makes a zone of n records that looks like a real one.
func many(origin string, n int) zone.Zone {
	records := make([]zone.Record, n)
	for i := range records {
		records[i] = zone.Record{
			Key: zone.Key{Name: fmt.Sprintf("host-%d.%s", i, origin), Type: dns.TypeA}, TTL: 300,
			RData: string([]byte{198, byte(i >> 16), byte(i >> 8), byte(i)}), Pos: zone.Pos{File: "zones/" + origin + "zone", Line: uint32(i)},
		}
	}
	z, _ := zone.Fold(origin, records)
	return z
}

func BenchmarkBaseOfAMillionRecords(b *testing.B) {
	z := many("example.org.", 1_000_000)
	s, err := Open(b.Context(), b.TempDir())
	require.NoError(b, err)
	defer s.Close()
	b.Run("store", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			z.Sets[0].TTL = uint32(i)
			require.NoError(b, s.SetBase(b.Context(), prod, Base{Zone: z, At: noon}))
		}
	})
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			got, err := s.Base(b.Context(), prod)
			require.NoError(b, err)
			require.Len(b, got.Zone.Sets, len(z.Sets))
		}
	})
}

func BenchmarkBasesOfSmallZones(b *testing.B) {
	s, err := Open(b.Context(), b.TempDir())
	require.NoError(b, err)
	defer s.Close()
	for i := 0; b.Loop(); i++ {
		origin := fmt.Sprintf("zone-%d.example.", i)
		require.NoError(b, s.SetBase(b.Context(), Ref{"prod", origin}, Base{Zone: many(origin, 50), At: noon}))
	}
	size := count(b, s, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
	b.ReportMetric(float64(size)/float64(b.N), "file-B/zone")
}
