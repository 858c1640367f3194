package rackspacesim

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// example gives one of the JSON examples of the page "Records operations".
func example(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name + ".json")
	require.NoError(t, err)
	return string(text)
}

// asInDocument is a server that holds the records of the page's examples, with their ids.
func asInDocument(t *testing.T) *site {
	t.Helper()
	s := start(t, Options{})
	require.NoError(t, s.AddZone("example.com"))
	s.id = s.DomainID("example.com")
	ids := []string{}
	for _, r := range s.Records("example.com") {
		ids = append(ids, r.ID)
	}
	var in struct{ Records []Record }
	require.NoError(t, json.Unmarshal([]byte(example(t, "list")), &in))
	d := s.byID[s.id]
	d.Records = nil // the server's own two are among those of the example
	d.index()
	require.Len(t, ids, 2)
	require.NoError(t, s.Plant("example.com", in.Records...))
	return s
}

func TestReadsAreAsInTheDocument(t *testing.T) {
	t.Parallel()
	s := asInDocument(t)
	require.JSONEq(t, example(t, "list"), s.do(t, "GET R", "").Body.String())
	require.JSONEq(t, example(t, "search"), s.do(t, "GET R?type=NS", "").Body.String())
	require.JSONEq(t, example(t, "show"), s.do(t, "GET R/A-6822994", "").Body.String())
	require.Equal(t, "1.0.35", s.do(t, "GET R", "").Header().Get("X-API-VERSION"))
}

func TestTheDocumentsUpdates(t *testing.T) {
	t.Parallel()
	s := asInDocument(t)
	before := s.Records("example.com")
	s.pass(time.Hour)
	require.Empty(t, s.does(t, "PUT R", example(t, "update-request")))
	require.Empty(t, s.does(t, "PUT R/MX-3151218", example(t, "update-one-request")))
	after := s.Records("example.com")
	for i := range after {
		after[i].Updated = before[i].Updated
	}
	require.Equal(t, before, after, "they change nothing but the date")
}

func TestTheDocumentsDelete(t *testing.T) {
	t.Parallel()
	s := asInDocument(t)
	out := s.job(t, "DELETE R/?id=A-6817754&id=111111111&id=222222222&id=NS-6251982", "")
	got, err := json.Marshal(out.Error)
	require.NoError(t, err)
	require.JSONEq(t, example(t, "delete-failure"), string(got))
	require.Len(t, s.Records("example.com"), 4)
}

// The example adds the name servers that every new domain has already, so they go first.
func TestTheDocumentsAdd(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	require.NoError(t, s.AddZone("example.com"))
	s.id = s.DomainID("example.com")
	require.Equal(t, "409 Record is a duplicate of another record: example.com NS ns.rackspace.com", s.fails(t, "POST R", example(t, "add-request")))
	d := s.byID[s.id]
	d.Records = nil
	d.index()
	var want, got struct{ Records []map[string]any }
	require.NoError(t, json.Unmarshal([]byte(example(t, "add-response")), &want))
	require.NoError(t, json.Unmarshal(s.does(t, "POST R", example(t, "add-request")), &got))
	for _, list := range [][]map[string]any{want.Records, got.Records} {
		for _, r := range list {
			for _, own := range []string{"id", "created", "updated"} {
				require.NotEmpty(t, r[own])
				delete(r, own)
			}
		}
	}
	require.Equal(t, want, got)
}
