package huaweisim

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/simulator"
)

func TestAServerGoesOnWhereAnotherEnded(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	gone := s.add(t, "gone.example.org. A 192.0.2.1")
	require.NoError(t, s.Plant("example.org.", RecordSet{Name: "a.example.org.", Type: "A", Line: "CN", AliasTarget: map[string]string{"x": "y"}}))
	s.do(t, "DELETE Z/recordsets/"+gone, "")
	id := s.do(t, "POST /v2.1/operation-task/batch-create-recordset",
		`{"recordsets":[{"zone_name":"example.org.","name":"c","type":"A","records":["x"]}]}`).body["task_id"].(string)
	s.pass(100 * time.Millisecond)
	s.do(t, "POST Z/recordsets/batch-create-task", `{"recordsets":[{"name":"b","type":"A","records":["192.0.2.1"]}]}`)
	state, err := s.Save()
	require.NoError(t, err)

	next := start(t, Options{})
	require.NoError(t, next.Load(state))
	next.id, next.now = s.id, s.now
	again, err := next.Save()
	require.NoError(t, err)
	require.JSONEq(t, string(state), string(again))
	require.Equal(t, s.RecordSets("example.org."), next.RecordSets("example.org."))
	next.pass(150 * time.Millisecond) // the operation came first, and the task is not due yet
	require.Equal(t, "PENDING", next.do(t, "GET Z/recordsets/batch-create-task", "").body["status"])
	require.Equal(t, 1.0, next.do(t, "GET /v2.1/batch-operation-tasks/"+id, "").body["error_count"])
	next.pass(settled)
	require.Equal(t, "DONE", next.do(t, "GET Z/recordsets/batch-create-task", "").body["status"])
	next.pass(settled)
	require.Equal(t, []string{"a.example.org. A CN ACTIVE ", "b.example.org. A default_view ACTIVE 192.0.2.1"}, next.show())
	require.Equal(t, 2, next.counted)
}

func TestAStateThatIsWrongChangesNothing(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	state, err := s.Save()
	require.NoError(t, err)
	zone := `{"ID":"` + domainID + `","Name":"example.net."}`
	for name, bad := range map[string]string{
		"nothing":              "",
		"two values":           string(state) + "{}",
		"an unknown field":     `{"Colour":"red"}`,
		"a zone twice":         `{"Zones":[` + zone + `,` + zone + `]}`,
		"no zone":              `{"Zones":[null]}`,
		"a zone's name":        `{"Zones":[` + strings.Replace(zone, "net.", "net", 1) + `]}`,
		"a set without a zone": `{"Sets":[{"ZoneID":"x","Set":{"ID":"` + userID + `","Name":"a.","Type":"A"}}]}`,
		"no set":               `{"Zones":[` + zone + `],"Sets":[{"ZoneID":"` + domainID + `"}]}`,
		"no operation":         `{"Operations":[null]}`,
	} {
		require.Error(t, s.Load([]byte(bad)), name)
		now, err := s.Save()
		require.NoError(t, err)
		require.JSONEq(t, string(state), string(now), name)
	}
}

func TestSettingsAreThoseOfTheDialect(t *testing.T) {
	t.Parallel()
	require.Equal(t, []simulator.Setting{
		{Key: "region", Value: "sandbox-1"}, {Key: "access_key", Value: "SANDBOXACCESSKEY0001"}, {Key: "secret_key", Value: "sandbox-secret-key"},
		{Key: "endpoint", Value: "http://sim.test"}, {Key: "iam_endpoint", Value: "http://sim.test"},
	}, New(Options{Throttle: DefaultThrottle()}).Settings("http://sim.test/"))
	require.Contains(t, New(Options{}).Settings("http://sim.test"), simulator.Setting{Key: "rate", Value: "{requests: 1000, per: 1s}"})
	require.Equal(t, simulator.Setting{Key: "dialect", Value: "otc"}, New(Options{OTC: true}).Settings("http://sim.test")[0])
}
