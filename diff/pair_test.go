package diff_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/diff"
)

func TestPair(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name                              string
		old, new, updates, removed, added string // values between commas; an update is old>new
	}{
		{"what is on both sides stays", "a,b", "b,a", "", "", ""},
		{"one for one", "a", "b", "a>b", "", ""},
		{"what is left over is added", "a", "b,c", "a>b", "", "c"},
		{"what is left over is removed", "a,b", "c", "a>c", "b", ""},
		{"nothing to pair with", "", "a,b", "", "", "a,b"},
		{"nothing new", "a,b", "", "", "a,b", ""},
		{"a preference keeps its record", "10 a.,20 b.", "20 c.,10 d.", "10 a.>10 d.,20 b.>20 c.", "", ""},
		{"a target keeps its record", "10 a.example.,20 b.example.", "30 b.example.,40 a.example.", "10 a.example.>40 a.example.,20 b.example.>30 b.example.", "", ""},
		{"the likest of several is updated", "v=spf1 -all,site=1", "v=spf1 a -all", "v=spf1 -all>v=spf1 a -all", "site=1", ""},
		{"the likest of several is taken", "site=1", "v=spf1 -all,site=2", "site=1>site=2", "", "v=spf1 -all"},
		{"a value twice on one side counts twice", "a,a", "a,b", "a>b", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			updates, removed, added := diff.Pair(values(tc.old), values(tc.new))
			var got []string
			for _, u := range updates {
				got = append(got, u[0]+">"+u[1])
			}
			require.Equal(t, tc.updates, strings.Join(got, ","))
			require.Equal(t, tc.removed, strings.Join(removed, ","))
			require.Equal(t, tc.added, strings.Join(added, ","))
		})
	}
}

func values(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

func TestPairOfManyValuesIsInOrder(t *testing.T) {
	t.Parallel()
	old, new := values(strings.TrimSuffix(many(300, "o%d,"), ",\n")), values(strings.TrimSuffix(many(300, "n%d,"), ",\n"))
	updates, removed, added := diff.Pair(old, new)
	require.Len(t, updates, 300)
	require.Equal(t, [2]string{old[299], new[299]}, updates[299])
	require.Empty(t, removed)
	require.Empty(t, added)
}

func FuzzPair(f *testing.F) {
	f.Add("a,b,c", "c,d")
	f.Add("10 a,10 a", "10 a,20 b,30 c")
	f.Fuzz(func(t *testing.T, a, b string) {
		old, new := values(a), values(b)
		updates, removed, added := diff.Pair(old, new)
		require.True(t, len(removed) == 0 || len(added) == 0, "no update was missed")
		left := make(map[string]int)
		count := func(n int, values ...string) {
			for _, v := range values {
				left[v] += n
			}
		}
		count(1, old...)
		for _, u := range updates {
			count(-1, u[0])
			count(1, u[1])
		}
		count(-1, removed...)
		count(1, added...)
		count(-1, new...)
		for v, n := range left {
			require.Zero(t, n, "%q: carried out, old is new", v)
		}
	})
}
