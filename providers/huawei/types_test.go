package huawei

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func fixture(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file)
	require.NoError(t, err)
	return text
}

func decode(t *testing.T, file string) (p page) {
	t.Helper()
	require.NoError(t, json.Unmarshal(fixture(t, file), &p))
	return p
}

func at(hour, minute, second, ms int) time.Time {
	return time.Date(2016, 11, 17, hour, minute, second, ms*1e6, time.UTC)
}

// The example of "Querying Public Zones": its next link points at its own first zone, although the list is whole.
func TestTheExampleOfZonesIsRead(t *testing.T) {
	t.Parallel()
	p := decode(t, "zones.json")
	require.Equal(t, []zoneDoc{
		{"2c9eb155587194ec01587224c9f90149", "example.com.", "public", "ACTIVE", 2, stamp{at(11, 56, 3, 439)}, stamp{at(11, 56, 5, 528)}},
		{"2c9eb155587228570158722996c50001", "example.org.", "public", "PENDING_CREATE", 2, stamp{at(12, 1, 17, 996)}, stamp{at(12, 1, 18, 528)}},
	}, *p.Zones)
	require.Equal(t, 2, *p.Metadata.Total)
	require.Equal(t, "2c9eb155587194ec01587224c9f90149", markerIn(p.Links.Next))
	require.Nil(t, p.Recordsets)
}

func TestBothSpellingsOfTimesAreRead(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"sets_v2.json", "sets_v21.json"} {
		sets := *decode(t, file).Recordsets
		require.Equal(t, at(11, 56, 3, 439), sets[0].created(), file)
		require.Equal(t, at(11, 56, 3, 0), sets[1].created(), file)
	}
	for _, none := range []string{`null`, `""`, `"yesterday"`, `5`} {
		var s stamp
		require.NoError(t, json.Unmarshal([]byte(none), &s), none)
		require.True(t, s.IsZero(), none)
	}
}
