package config

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/providers"
)

// Schema gives the JSON Schema of a config file, for editors. It is made of the Go types, so it knows every key, every word
// and every default that Parse knows; what only Parse can see, such as a zone naming no provider, it lets pass.
func Schema(kinds []providers.Kind) ([]byte, error) {
	types, err := special(kinds)
	if err != nil {
		return nil, err
	}
	s, err := jsonschema.For[Config](&jsonschema.ForOptions{TypeSchemas: types})
	if err != nil {
		return nil, err
	}
	s.Schema = "https://json-schema.org/draft/2020-12/schema"
	s.Title = "zonesync.yaml"
	s.Properties["source"].OneOf = []*jsonschema.Schema{{Required: []string{"git"}}, {Required: []string{"dir"}}}
	refine(s)
	zone := s.Properties["zones"].Items
	for key, words := range choices {
		zone.Properties[key].Enum = anys(words)
	}
	zone.Properties["match"].MinLength = jsonschema.Ptr(1)
	zone.Properties["ignore"].Items.MinProperties = jsonschema.Ptr(1)
	zone.Properties["guard"].Properties["max_delete_percent"].Maximum = jsonschema.Ptr(100.0)
	git := s.Properties["source"].Properties["git"]
	refineGit(git)
	for object, value := range map[*jsonschema.Schema]defaulter{
		zone: &Zone{}, s.Properties["server"]: &Server{}, git: &Git{}, git.Properties["verify"]: &Verify{},
	} {
		value.setDefaults()
		if err := addDefaults(object, value); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	err = enc.Encode(s)
	return out.Bytes(), err
}

// refineGit says what the Go types do not: one of three ways to name a commit, and keys to verify it with.
func refineGit(git *jsonschema.Schema) {
	git.Not = &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
		{Required: []string{"branch", "tag"}}, {Required: []string{"branch", "commit"}}, {Required: []string{"tag", "commit"}},
		{Required: []string{"token", "password"}},
	}}
	git.DependentRequired = map[string][]string{"password": {"username"}}
	git.Properties["commit"].Pattern = commitID.String()
	verify := git.Properties["verify"]
	verify.AnyOf = []*jsonschema.Schema{{Required: []string{"allowed_signers"}}, {Required: []string{"keyring"}}}
	verify.Properties["commits"].Enum = anys([]string{VerifyHead, VerifyAll})
}

// special gives the schemas of the types that the file writes in another shape than Go.
func special(kinds []providers.Kind) (map[reflect.Type]*jsonschema.Schema, error) {
	text := &jsonschema.Schema{Type: "string"}
	names := &jsonschema.Schema{Type: "array", Items: text, MinItems: jsonschema.Ptr(1), UniqueItems: true}
	types := map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[secret.Secret]():      text,
		reflect.TypeFor[providers.Path]():     text,
		reflect.TypeFor[providers.Duration](): {Type: "string", Pattern: `^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$`},
		reflect.TypeFor[Names]():              {OneOf: []*jsonschema.Schema{text, names}},
	}
	account, err := account(kinds, types)
	types[reflect.TypeFor[Provider]()] = account
	return types, err
}

// account gives the schema of a provider: which settings it may have depends on its type.
func account(kinds []providers.Kind, types map[reflect.Type]*jsonschema.Schema) (*jsonschema.Schema, error) {
	s := &jsonschema.Schema{Type: "object", Required: []string{"type"}, Properties: map[string]*jsonschema.Schema{}}
	kindOf := &jsonschema.Schema{Type: "string", Description: "what holds the zones"}
	for _, k := range kinds {
		settings, err := jsonschema.ForType(reflect.TypeOf(k.Settings()).Elem(), &jsonschema.ForOptions{TypeSchemas: types})
		if err != nil {
			return nil, err
		}
		refine(settings)
		settings.Required = missing(reflect.ValueOf(k.Settings()).Elem())
		if err := addDefaults(settings, k.Settings()); err != nil {
			return nil, err
		}
		is := &jsonschema.Schema{Const: jsonschema.Ptr[any](k.Name)}
		settings.Properties["type"] = is.CloneSchemas()
		s.AllOf = append(s.AllOf, &jsonschema.Schema{
			If:   &jsonschema.Schema{Required: []string{"type"}, Properties: map[string]*jsonschema.Schema{"type": is}},
			Then: settings,
		})
		kindOf.Enum = append(kindOf.Enum, k.Name)
	}
	s.Properties["type"] = kindOf
	return s, nil
}

// refine takes back what the Go types allow and the file does not: nulls and negative numbers.
func refine(s *jsonschema.Schema) {
	if i := slices.IndexFunc(s.Types, func(t string) bool { return t != "null" }); i >= 0 {
		s.Type, s.Types = s.Types[i], nil
	}
	if s.Type == "integer" {
		s.Minimum = jsonschema.Ptr(0.0)
	}
	for _, p := range s.Properties {
		refine(p)
	}
	if s.Items != nil {
		refine(s.Items)
	}
	if s.AdditionalProperties != nil {
		refine(s.AdditionalProperties)
	}
}

// addDefaults writes a value's fields beside the properties that they are defaults of.
func addDefaults(s *jsonschema.Schema, value any) error {
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(b, &fields); err != nil {
		return err
	}
	for key, p := range s.Properties {
		if v, ok := fields[key]; ok && !slices.Contains(s.Required, key) {
			p.Default = v
		}
	}
	return nil
}

func anys(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}
