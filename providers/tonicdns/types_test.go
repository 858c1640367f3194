package tonicdns

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

func decode(t *testing.T, name string, v any) {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, v))
}

// TestTheDocumentsOwnExamples have the shapes of the ZoneResource page, with values in place of its placeholders. Numbers
// come as strings, too.
func TestTheDocumentsOwnExamples(t *testing.T) {
	t.Parallel()
	var list []zoneDoc
	decode(t, "zones.json", &list)
	require.Equal(t, []zoneDoc{{Name: "example.net", Type: "SLAVE"}, {Name: "example.org", Type: "MASTER"}}, list)

	var doc zoneDoc
	decode(t, "zone.json", &doc)
	live := doc.live(origin)
	require.Empty(t, live.Warnings)
	require.Equal(t, lines(parseZone(t, origin, `
@ 3600 SOA ns1 hostmaster 2012030601 3600 900 86400 3600
@ 3600 NS ns1
@ 300 MX 10 mx
@ 300 MX 20 mx.example.net.
_sip._tcp 60 SRV 0 5 5060 sip
www 0 A 192.0.2.1
`)), lines(live.Records))
	require.Equal(t, map[zone.Key]string{{Name: "www.example.org.", Type: 1}: "stored without a TTL"}, live.Repair)
	require.True(t, live.SerialByUs)
	require.Equal(t, "MASTER", live.Private.(stored).kind)
}

func TestAllShapesOfErrors(t *testing.T) {
	t.Parallel()
	var docs []errorDoc
	decode(t, "errors.json", &docs)
	var got []string
	for _, d := range docs {
		got = append(got, d.Detail.codes())
	}
	require.Equal(t, []string{"ZONE_NOT_FOUND", "ZONE_INVALID_RECORDS", "RECORD_RHS_INVALID_IPV4, RECORD_INVALID_NAME"}, got)
}

func TestNumbersThatAreNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`"abc"`, `""`, `1.5`, `{}`, `"1 "`} {
		var r record
		require.Error(t, json.Unmarshal([]byte(`{"ttl":`+text+`}`), &r), text)
	}
}
