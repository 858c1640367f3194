package simulator_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/simulator"
)

func TestDecodeTakesOneValueOfKnownFields(t *testing.T) {
	t.Parallel()
	var v struct{ Zones []string }
	require.NoError(t, simulator.Decode([]byte(`{"Zones": ["example.org."]} `), &v))
	require.Equal(t, []string{"example.org."}, v.Zones)
	for _, bad := range []string{``, `{`, `{"Other": 1}`, `{} {}`, `{} x`, `[]`} {
		require.Error(t, simulator.Decode([]byte(bad), &v), bad)
	}
}
