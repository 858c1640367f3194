package state

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	hash  = strings.Repeat("0123456789abcdef", 4)
	alike = "0123456789abcdef" + strings.Repeat("f", 48)
)

func hold(t *testing.T, s *Store, r Ref, hash string) Hold {
	t.Helper()
	h := Hold{Ref: r, Hash: hash, Reason: "deletes 11 RRsets", Deletes: 11, Since: noon}
	require.NoError(t, s.SetHolds(t.Context(), r, &h))
	return h
}

func requireHolds(t *testing.T, s *Store, want ...Hold) {
	t.Helper()
	got, err := s.Holds(t.Context())
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestAHoldStaysUntilItIsCleared(t *testing.T) {
	t.Parallel()
	s := opened(t)
	b, a := hold(t, s, spare, alike), hold(t, s, prod, hash)
	requireHolds(t, s, a, b)
	require.NoError(t, s.SetHolds(t.Context(), spare, nil))
	require.NoError(t, s.SetHolds(t.Context(), spare, nil))
	requireHolds(t, s, a)
}

func TestTheSamePlanKeepsItsReleaseAndAnotherNeedsItsOwn(t *testing.T) {
	t.Parallel()
	s := opened(t)
	first := hold(t, s, prod, hash)
	_, err := s.Release(t.Context(), hash)
	require.NoError(t, err)
	again := first
	again.Since, again.Reason = noon.Add(time.Hour), "deletes 11 of 20"
	require.NoError(t, s.SetHolds(t.Context(), prod, &again))
	again.Since, again.Released = noon, noon
	requireHolds(t, s, again)
	requireHolds(t, s, hold(t, s, prod, alike))
}

func TestAPlanIsReleasedByItsHashOrTheBeginning(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, hash string
		ok         bool
	}{
		{"the whole hash", hash, true},
		{"a beginning that only it has", hash[:17], true},
		{"a beginning that two have", hash[:16], false},
		{"nothing", "", false},
		{"another hash", strings.Repeat("0", 64), false},
		{"more than the hash", hash + "0", false},
		{"a pattern", hash[:16] + "%", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := opened(t)
			want, other := hold(t, s, prod, hash), hold(t, s, spare, alike)
			got, err := s.Release(t.Context(), tc.hash)
			if !tc.ok {
				require.ErrorIs(t, err, ErrNoHold)
				require.NotEmpty(t, hintOf(err))
				requireHolds(t, s, want, other)
				return
			}
			require.NoError(t, err)
			want.Released = noon
			require.Equal(t, want, got)
			requireHolds(t, s, want, other)
			released, err := s.Released(t.Context())
			require.NoError(t, err)
			require.Equal(t, []Hold{want}, released)
		})
	}
}

func TestTheShortestBeginningHasTwelveDigits(t *testing.T) {
	t.Parallel()
	s := opened(t)
	hold(t, s, prod, hash)
	_, err := s.Release(t.Context(), hash[:11])
	require.ErrorIs(t, err, ErrNoHold)
	_, err = s.Release(t.Context(), hash[:12])
	require.NoError(t, err)
}

func TestTheSamePlanAtTwoProvidersIsReleasedAtBoth(t *testing.T) {
	t.Parallel()
	s := opened(t)
	a, b := hold(t, s, prod, hash), hold(t, s, spare, hash)
	_, err := s.Release(t.Context(), hash)
	require.NoError(t, err)
	a.Released, b.Released = noon, noon
	requireHolds(t, s, a, b)
}
