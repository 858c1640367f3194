package config_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/zonesync/zonesync/internal/config"
	"github.com/zonesync/zonesync/providers/all"
)

const schemaFile = "../../docs/config.schema.json"

func TestSchemaFileIsThatOfTheTypes(t *testing.T) {
	t.Parallel()
	got, err := config.Schema(all.Kinds())
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile(schemaFile, got, 0o644))
	}
	want, err := os.ReadFile(schemaFile)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "make golden rewrites %s", schemaFile)
}

func TestSchemaTakesGoodConfigs(t *testing.T) {
	t.Parallel()
	schema := schema(t)
	files := goodConfigs(t)
	// The schema knows no nulls and no numbers for text; Parse is kinder.
	delete(files, "testdata/nothing-given-is-default.good.yaml")
	delete(files, "testdata/numbers-as-text.good.yaml")
	examples, err := filepath.Glob("../../examples/config/*.yaml")
	require.NoError(t, err)
	for _, path := range examples {
		files[path], err = os.ReadFile(path)
		require.NoError(t, err)
	}
	for path, body := range files {
		require.NoError(t, schema.Validate(asJSON(t, body)), path)
	}
}

// beyondSchema are faults that only Parse can see: of YAML itself, between two places, or in the meaning of a text.
var beyondSchema = map[string]bool{
	"syntax": true, "tab": true, "two-documents": true, "tag": true, "merge-of-text": true, "unknown-anchor": true,
	"duplicate-key": true, "duplicate-key-nested": true, "duplicate-provider": true,
	"zone-provider-unknown": true, "zone-provider-unknown-in-list": true,
	"zone-match-glob": true, "zone-match-glob-stars": true, "zone-match-unicode": true, "zone-match-empty-label": true,
	"zone-file-with-glob": true, "zone-file-outside": true, "ignore-type": true, "secret-empty-reference": true, "setting-missing": true, "listen": true,
	"git-url": true, "git-url-password": true, "git-http-token": true, "git-http-password": true, "git-path-outside": true,
	"git-branch-empty": true,
}

func TestSchemaRefusesBadConfigs(t *testing.T) {
	t.Parallel()
	schema := schema(t)
	files, err := filepath.Glob("testdata/*.bad.yaml")
	require.NoError(t, err)
	for _, path := range files {
		name := filepath.Base(path)
		if beyondSchema[name[:len(name)-len(".bad.yaml")]] {
			continue
		}
		body, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Error(t, schema.Validate(asJSON(t, body)), path)
	}
}

func schema(t *testing.T) *jsonschema.Resolved {
	t.Helper()
	text, err := config.Schema(kinds())
	require.NoError(t, err)
	var s jsonschema.Schema
	require.NoError(t, json.Unmarshal(text, &s))
	resolved, err := s.Resolve(&jsonschema.ResolveOptions{ValidateDefaults: true})
	require.NoError(t, err)
	return resolved
}

// asJSON gives a YAML document as a JSON Schema validator wants it.
func asJSON(t *testing.T, body []byte) any {
	t.Helper()
	var doc any
	require.NoError(t, yaml.Unmarshal(body, &doc))
	b, err := json.Marshal(doc)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &doc))
	return doc
}
