package diff_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/diff"
)

// keep writes n numbered sets; the first changed ones have another address in b, those from kept on are missing there.
func sizes(t *testing.T, n, deleted, updated, created int) diff.Input {
	t.Helper()
	want := many(n-deleted, "h%03d 60 A 192.0.2.1")
	if updated > 0 {
		want = many(updated, "h%03d 60 A 192.0.2.9") + many(n-deleted, "h%03d 60 A 192.0.2.1")[len(many(updated, "h%03d 60 A 192.0.2.1")):]
	}
	return diff.Input{
		Live:  read(t, many(n, "h%03d 60 A 192.0.2.1")),
		Want:  read(t, want+many(created, "n%03d 60 A 192.0.2.1")),
		Rules: diff.DefaultRules(),
	}
}

func TestGuardLimits(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name                      string
		n, deletes, updates, adds int
		held                      string
	}{
		{"a quarter of a zone may go", 40, 10, 0, 0, ""},
		{"one more than a quarter may not", 40, 11, 0, 0, "deletes 11 of 40 RRsets (27.5 %, the limit is 25 %)"},
		{"ten sets may go although they are over a tenth", 99, 10, 0, 0, ""},
		{"eleven sets may go where they are just a tenth", 110, 11, 0, 0, ""},
		{"eleven sets over a tenth may not", 109, 11, 0, 0, "deletes 11 of 109 RRsets (10.09 %, the limits are 10 RRsets and 10 %)"},
		{"two of three sets may go, the zone is small", 3, 2, 0, 0, ""},
		{"two of four sets may not", 4, 2, 0, 0, "deletes 2 of 4 RRsets (50 %, the limit is 25 %)"},
		{"one of four is a quarter", 4, 1, 0, 0, ""},
		{"the last set of a small zone may not", 1, 1, 0, 0, "deletes 1 of 1 RRsets (100 %) and leaves only SOA and NS"},
		{"the last set may when another takes its place", 1, 1, 0, 1, ""},
		{"twenty updates may be all of the zone", 20, 0, 20, 0, ""},
		{"twenty-one updates may be half of the zone", 42, 0, 21, 0, ""},
		{"twenty-one updates over a half may not", 41, 0, 21, 0, "updates 21 of 41 RRsets (51.22 %, the limits are 20 RRsets and 50 %)"},
		{"both limits are told", 41, 11, 21, 0, "deletes 11 of 41 RRsets (26.83 %, the limit is 25 %); updates 21 of 41 RRsets (51.22 %, the limits are 20 RRsets and 50 %)"},
		{"creates are free", 4, 0, 0, 500, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := compute(t, sizes(t, tc.n, tc.deletes, tc.updates, tc.adds))
			require.Len(t, p.Items, tc.deletes+tc.updates+tc.adds)
			require.Equal(t, tc.held, p.Held)
			if tc.held == "" {
				require.Len(t, p.Changes(), len(p.Items))
				require.Empty(t, p.ReleaseHint())
				return
			}
			require.Empty(t, p.Changes())
			for _, it := range p.Items {
				require.Equal(t, tc.held, it.Held)
			}
		})
	}
}

func TestGuardCountsOnlyWhatIsCompared(t *testing.T) {
	t.Parallel()
	in := sizes(t, 4, 1, 0, 0)
	in.Rules.Ignore = []diff.Pattern{{Name: "h000"}}
	require.Equal(t, "deletes 1 of 3 RRsets", compute(t, tighter(in)).Held[:21])
	in.Live = read(t, "@ 60 NS ns1\n@ 60 SOA ns1 h 1 2 3 4 5\n"+many(4, "h%03d 60 A 192.0.2.1"))
	require.Equal(t, "deletes 1 of 5 RRsets", compute(t, tighter(in)).Held[:21], "SOA and NS are of the zone, whoever owns them")
}

// tighter makes every delete of a set one too many.
func tighter(in diff.Input) diff.Input {
	in.Rules.Guard = diff.Guard{MaxDeletes: 0, MaxDeletePercent: 0}
	return in
}

func TestConsent(t *testing.T) {
	t.Parallel()
	in := sizes(t, 100, 60, 0, 5)
	held := compute(t, in)
	require.Equal(t, "deletes 60 of 100 RRsets (60 %, the limit is 25 %)", held.Held)
	require.Equal(t, 60, held.AllowDeletes)
	require.Equal(t, "review the plan, then: zonesync apply --allow-deletes 60, or --release "+held.Hash[:12], held.ReleaseHint())

	moved := in
	moved.Live = read(t, many(101, "h%03d 60 A 192.0.2.1"))
	require.NotEqual(t, held.Hash, compute(t, moved).Hash)

	for _, tc := range []struct {
		name  string
		allow diff.Allow
		free  bool
	}{
		{"the number of deletes", diff.Allow{Deletes: 60}, true},
		{"one delete less", diff.Allow{Deletes: 59}, false},
		{"one delete more", diff.Allow{Deletes: 61}, false},
		{"the number of all changes", diff.Allow{Deletes: 65}, false},
		{"the hash", diff.Allow{Release: held.Hash}, true},
		{"twelve digits of the hash", diff.Allow{Release: held.Hash[:12]}, true},
		{"eleven digits of the hash", diff.Allow{Release: held.Hash[:11]}, false},
		{"more than the hash", diff.Allow{Release: held.Hash + "0"}, false},
		{"the hash of a plan that has moved", diff.Allow{Release: compute(t, moved).Hash}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			in := in
			in.Allow = tc.allow
			p := compute(t, in)
			require.Equal(t, held.Hash, p.Hash)
			require.Equal(t, tc.free, p.Held == "", p.Held)
			require.Equal(t, tc.free, len(p.Changes()) == 65)
		})
	}
}

func TestAllowedDeletesDoNotAllowUpdates(t *testing.T) {
	t.Parallel()
	in := sizes(t, 41, 11, 21, 0)
	require.Zero(t, compute(t, in).AllowDeletes)
	in.Allow.Deletes = 11
	p := compute(t, in)
	require.Equal(t, "updates 21 of 41 RRsets (51.22 %, the limits are 20 RRsets and 50 %)", p.Held)
	require.Equal(t, "review the plan, then: zonesync apply --release "+p.Hash[:12], p.ReleaseHint())
}

func TestWrongNumberIsTold(t *testing.T) {
	t.Parallel()
	in := sizes(t, 4, 2, 0, 0)
	in.Allow.Deletes = 3
	require.Equal(t, "deletes 2 of 4 RRsets (50 %, the limit is 25 %); allowed are 3, which is not the number", compute(t, in).Held)
}
