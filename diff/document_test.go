package diff_test

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/diff"
)

const schemaFile = "../docs/plan.schema.json"

// TestSchemaIsThatOfTheTypes keeps docs/plan.schema.json equal to Document.
func TestSchemaIsThatOfTheTypes(t *testing.T) {
	t.Parallel()
	want, err := json.MarshalIndent(schema(t), "", "  ")
	require.NoError(t, err)
	want = append(want, '\n')
	if *update {
		require.NoError(t, os.WriteFile(schemaFile, want, 0o644))
	}
	got, err := os.ReadFile(schemaFile)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
}

// schema is made of the types, and of what they do not say: words that a string may be, and lists that are never null.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.ForType(reflect.TypeFor[diff.Document](), &jsonschema.ForOptions{})
	require.NoError(t, err)
	s.Schema = "https://json-schema.org/draft/2020-12/schema"
	s.Title = "zonesync plan"
	s.Description = "What zonesync plan, diff and apply print with --format json. New properties may come; those here stay."
	notNull(s)
	z := s.Properties["zones"].Items
	c := z.Properties["changes"].Items
	oneOf(s.Properties["schema"], diff.PlanSchema, diff.ApplySchema)
	oneOf(z.Properties["status"], diff.StatusChanges, diff.StatusInSync, diff.StatusHeld, diff.StatusError)
	oneOf(c.Properties["op"], "create", "update", "delete")
	oneOf(c.Properties["cause"], diff.Git, diff.Drift, diff.Both, diff.Adopt)
	oneOf(c.Properties["outcome"], "done", "not-done", "unknown")
	return s
}

func notNull(s *jsonschema.Schema) {
	if len(s.Types) == 2 && s.Types[1] == "array" {
		s.Type, s.Types = "array", nil
	}
	if s.Items != nil {
		notNull(s.Items)
	}
	for _, p := range s.Properties {
		notNull(p)
	}
	s.AdditionalProperties = nil
}

func oneOf[T ~string](s *jsonschema.Schema, words ...T) {
	for _, w := range words {
		s.Enum = append(s.Enum, string(w))
	}
}

func validate(t *testing.T, d *diff.Document) {
	t.Helper()
	text, err := os.ReadFile(schemaFile)
	require.NoError(t, err)
	var s jsonschema.Schema
	require.NoError(t, json.Unmarshal(text, &s))
	resolved, err := s.Resolve(nil)
	require.NoError(t, err)
	out, err := json.Marshal(d)
	require.NoError(t, err)
	var v any
	require.NoError(t, json.Unmarshal(out, &v))
	require.NoError(t, resolved.Validate(v), string(out))
}

func sample(t *testing.T) diff.ZoneDoc {
	t.Helper()
	in := diff.Input{
		Live:  read(t, "a 60 A 192.0.2.1\nb 60 A 192.0.2.1\nsub 60 NS a\nc 60 A 192.0.2.1\nd 60 A 192.0.2.1\n"),
		Want:  read(t, "a 300 A 192.0.2.2\nsub 60 NS a\nsub 60 DS 1 13 2 00\nc 60 A 192.0.2.1\nd 60 A 192.0.2.1\nnew 60 A 192.0.2.1\n"),
		Rules: diff.DefaultRules(),
	}
	return diff.NewZoneDoc(compute(t, in))
}

func TestDocument(t *testing.T) {
	t.Parallel()
	broken := "not readable"
	d := &diff.Document{Schema: diff.PlanSchema, Zones: []diff.ZoneDoc{
		sample(t),
		{Zone: "example.net.", Status: diff.StatusError, Error: &broken},
		diff.NewZoneDoc(compute(t, diff.Input{Want: read(t, "a 60 A 192.0.2.1"), Live: read(t, "a 60 A 192.0.2.1"), Rules: diff.DefaultRules()})),
	}}
	d.Zones[0].Calls = 3
	d.Sum()
	validate(t, d)
	require.Equal(t, diff.Summary{Create: 1, Update: 1, Delete: 1, Held: 1, Calls: 3, Errors: 1}, d.Summary)
	require.Equal(t, diff.StatusChanges, d.Zones[0].Status)
	require.Equal(t, diff.StatusInSync, d.Zones[2].Status)
	require.Equal(t, diff.ChangeDoc{
		Op: "update", Name: "a.example.org.", Type: "A", Cause: diff.Adopt, TTL: 300, OldTTL: 60,
		Data: []string{"192.0.2.2"}, OldData: []string{"192.0.2.1"}, File: "want.zone", Line: 1,
	}, d.Zones[0].Changes[1])
}

func TestDocumentOfApplyCountsWhatWasDone(t *testing.T) {
	t.Parallel()
	d := &diff.Document{Schema: diff.ApplySchema, Zones: []diff.ZoneDoc{sample(t)}}
	for i, outcome := range []string{"done", "unknown", "not-done"} {
		d.Zones[0].Changes[i].Outcome = outcome
	}
	d.Sum()
	validate(t, d)
	require.Equal(t, diff.Summary{Create: 1, Held: 1}, d.Summary)
}

func TestDocumentHasNoNull(t *testing.T) {
	t.Parallel()
	d := &diff.Document{Schema: diff.PlanSchema}
	d.Sum()
	out, err := json.Marshal(d)
	require.NoError(t, err)
	require.JSONEq(t, `{"schema":"zonesync/plan/v1","revision":"","zones":[],"summary":{"create":0,"update":0,"delete":0,"held":0,"calls":0,"errors":0}}`, string(out))

	d.Zones = []diff.ZoneDoc{{Status: diff.StatusError, Changes: []diff.ChangeDoc{{Op: "create", Cause: diff.Git}}}}
	d.Sum()
	validate(t, d)
}

func TestPlanIsTheSameBytes(t *testing.T) {
	t.Parallel()
	a, err := json.Marshal(sample(t))
	require.NoError(t, err)
	b, err := json.Marshal(sample(t))
	require.NoError(t, err)
	require.Equal(t, string(a), string(b))
}

// TestHashCoversWhatIsDone changes one thing at a time.
func TestHashCoversWhatIsDone(t *testing.T) {
	t.Parallel()
	base := func() diff.Input {
		return diff.Input{Live: read(t, "a 60 A 192.0.2.1\nb 60 A 192.0.2.1"), Want: read(t, "a 60 A 192.0.2.2\nb 60 A 192.0.2.1"), Rules: manageAll()}
	}
	hash := compute(t, base()).Hash
	require.Len(t, hash, 64)
	for name, change := range map[string]func(*diff.Input){
		"a value":       func(in *diff.Input) { in.Want = read(t, "a 60 A 192.0.2.3\nb 60 A 192.0.2.1") },
		"a TTL":         func(in *diff.Input) { in.Want = read(t, "a 61 A 192.0.2.2\nb 60 A 192.0.2.1") },
		"a change more": func(in *diff.Input) { in.Want = read(t, "a 60 A 192.0.2.2\nb 60 A 192.0.2.1\nc 60 A 192.0.2.1") },
		"a live set elsewhere": func(in *diff.Input) {
			in.Live = read(t, "a 60 A 192.0.2.1\nb 60 A 192.0.2.1\nc 60 TXT x")
			in.Rules.Prune = diff.PruneNone
		},
		"an origin":             func(in *diff.Input) { in.Want.Origin, in.Live.Origin = "example.net.", "example.net." },
		"a set that is ignored": func(in *diff.Input) { in.Rules.Ignore = []diff.Pattern{{Name: "b"}} },
	} {
		in := base()
		change(&in)
		require.NotEqual(t, hash, compute(t, in).Hash, name)
	}
	in := base()
	in.Unproven, in.Allow, in.Rules.Drift = "who knows", diff.Allow{Deletes: 3}, diff.Report
	require.Equal(t, hash, compute(t, in).Hash, "what is held is not part of it")
}
