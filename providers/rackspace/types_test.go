package rackspace

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

// The fixtures are the examples of the page "Records operations".

func fixture(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return b
}

func decodeFixture(t *testing.T, name string, v any) {
	t.Helper()
	require.NoError(t, json.Unmarshal(fixture(t, name), v))
}

func TestTheDocumentedListsAreRead(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"list_records.json", "add_records_response.json"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var list recordList
			decodeFixture(t, name, &list)
			require.Equal(t, num(6), *list.Total)
			live := domainDoc{}.live("example.com.", list.Records)
			require.Empty(t, live.Warnings)
			require.Empty(t, live.Repair)
			var got []string
			for _, s := range live.Records.Sets {
				for _, v := range s.Text() {
					got = append(got, s.Key.String()+" "+v)
				}
			}
			require.Equal(t, []string{
				"example.com. A 192.0.2.17", "example.com. NS ns.rackspace.com.", "example.com. NS ns2.rackspace.com.",
				"example.com. MX 5 mail.example.com.", "ftp.example.com. A 192.0.2.8", "www.example.com. CNAME example.com.",
			}, got)
			www := live.Records.Sets[len(live.Records.Sets)-1]
			require.Equal(t, "This is a comment on the CNAME record", www.Comment)
			require.Equal(t, uint32(5400), www.TTL)
			require.Equal(t, []row{{"CNAME-9778009", "\x07example\x03com\x00", 5400, www.Comment}}, live.Private.(*kept).rows[www.Key])
		})
	}
}

func TestADocumentedSearchHasNoTotal(t *testing.T) {
	t.Parallel()
	var list recordList
	decodeFixture(t, "search_records.json", &list)
	require.Nil(t, list.Total)
	require.Len(t, list.Records, 2)
	var one recordDoc
	decodeFixture(t, "show_record.json", &one)
	require.Equal(t, id("A-6822994"), one.ID)
}

// TestTheDocumentedCreateIsWritten makes the documented request of the records that it creates.
func TestTheDocumentedCreateIsWritten(t *testing.T) {
	t.Parallel()
	var list recordList
	decodeFixture(t, "add_records_response.json", &list)
	live := domainDoc{}.live("example.com.", list.Records)
	got := map[string]item{}
	for _, set := range live.Records.Sets {
		l, err := (&kept{}).load(zone.Change{New: &set})
		require.NoError(t, err)
		for _, it := range l.items[posts] {
			got[it.Type+" "+it.Data] = it
		}
	}
	var want items
	decodeFixture(t, "add_records_request.json", &want)
	require.Len(t, got, len(want.Records))
	for _, it := range want.Records {
		require.Equal(t, it, got[it.Type+" "+it.Data])
	}
	var raw struct{ Records []json.RawMessage }
	require.NoError(t, json.Unmarshal(fixture(t, "add_records_request.json"), &raw))
	for i, it := range want.Records {
		text, err := json.Marshal(it)
		require.NoError(t, err)
		require.JSONEq(t, string(raw.Records[i]), string(text))
	}
}

func TestTheDocumentedUpdateHasFieldsThatWeKnow(t *testing.T) {
	t.Parallel()
	var body items
	decodeFixture(t, "update_records_request.json", &body)
	require.Equal(t, item{ID: "MX-3151218", Name: "example.com", Data: "mail.example.com", TTL: 3600}, body.Records[0])
	require.Equal(t, "This is a comment on the CNAME record", *body.Records[1].Comment)
}

func TestTheDocumentedFailureOfADeleteNamesItsRecords(t *testing.T) {
	t.Parallel()
	var j job
	decodeFixture(t, "delete_records_failure.json", &j)
	sent := []item{{ID: "A-6817754"}, {ID: "111111111"}, {ID: "222222222"}, {ID: "NS-6251982"}}
	require.Len(t, j.Error.Failed.Faults, 2)
	part := &partError{j.Error.Failed.Faults}
	require.Empty(t, part.failed(sent), "what is not found is gone")
	for i := range part.faults {
		part.faults[i].Code = 500
	}
	require.Equal(t, map[id]bool{"111111111": true, "222222222": true}, part.failed(sent))
	part.faults = []fault{{Code: 500, Details: "something else"}}
	require.Len(t, part.failed(sent), 4, "a fault that names none may be about each")
	part.faults = []fault{{Code: 500, Details: "Domain ID: 2720150; Record ID: 111111111"}}
	require.Equal(t, map[id]bool{"111111111": true}, part.failed(append(sent, item{ID: "1111"})))
}

func TestIDsOfEveryShapeAreRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]id{
		`"A-6817754"`: "A-6817754", `2725233`: "2725233", `"2725233"`: "2725233", `null`: "",
		`"ea85e6ac-baff-4a6c-bf43-848020ea3812"`: "ea85e6ac-baff-4a6c-bf43-848020ea3812", `"0a1b2c3d4e"`: "0a1b2c3d4e",
	} {
		var got id
		require.NoError(t, json.Unmarshal([]byte(text), &got), text)
		require.Equal(t, want, got)
	}
	for _, text := range []string{`{}`, `[]`, `true`} {
		require.Error(t, json.Unmarshal([]byte(text), new(id)), text)
	}
}

func TestIntegersMayBeStrings(t *testing.T) {
	t.Parallel()
	var r recordDoc
	require.NoError(t, json.Unmarshal([]byte(`{"ttl":"300","priority":5}`), &r))
	require.Equal(t, []num{300, 5}, []num{*r.TTL, *r.Priority})
	require.Error(t, json.Unmarshal([]byte(`{"ttl":"x"}`), &r))
	require.Error(t, json.Unmarshal([]byte(`{"ttl":1.5}`), &r))
}
