package config

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// fields gives the fields of a struct by their keys in the file, those of inlined structs included.
func fields(v reflect.Value) map[string]reflect.Value {
	out := map[string]reflect.Value{}
	for i := range v.NumField() {
		key, option, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		switch {
		case option == "inline":
			maps.Copy(out, fields(v.Field(i)))
		case key != "" && key != "-":
			out[key] = v.Field(i)
		}
	}
	return out
}

// missing gives the keys of a kind's settings that may not be left out and have no value yet: those whose json tag has no
// omitempty or omitzero.
func missing(settings reflect.Value) []string {
	var keys []string
	for _, f := range reflect.VisibleFields(settings.Type()) {
		if key := f.Tag.Get("json"); key != "" && !strings.Contains(key, ",omit") && settings.FieldByIndex(f.Index).IsZero() {
			keys = append(keys, key)
		}
	}
	return keys
}

// fill reads a mapping into fields.
func (d *decoder) fill(n *yaml.Node, known map[string]reflect.Value, path string) {
	if !d.want(n, yaml.MappingNode, "keys with values", path) {
		return
	}
	for _, e := range d.unique(n, path) {
		field, ok := known[e.key.Value]
		if !ok {
			d.unknown(e.key, slices.Sorted(maps.Keys(known)), path)
			continue
		}
		d.value(e.value, field, join(path, e.key.Value))
	}
}

// unknown complains about a key. That the one which was meant is missing goes without saying then.
func (d *decoder) unknown(key *yaml.Node, known []string, path string) {
	d.problem(key, join(path, key.Value)+": unknown key", suggest(key.Value, known))
	if near := nearest(key.Value, known); near != "" {
		d.failed[join(path, near)] = true
	}
}

// entries reads a mapping into a Go map, whose keys are the user's own names.
func (d *decoder) entries(n *yaml.Node, v reflect.Value, path string) {
	if !d.want(n, yaml.MappingNode, "names with their settings", path) {
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, e := range d.unique(n, path) {
		item := reflect.New(v.Type().Elem()).Elem()
		d.value(e.value, item, join(path, e.key.Value))
		v.SetMapIndex(reflect.ValueOf(e.key.Value), item)
	}
}

// pair is a key of a mapping with its value.
type pair struct{ key, value *yaml.Node }

// unique gives the pairs of a mapping, each key once, and complains about second ones.
func (d *decoder) unique(n *yaml.Node, path string) []pair {
	seen := map[string]bool{}
	return slices.DeleteFunc(d.pairs(n), func(e pair) bool {
		again := seen[e.key.Value]
		if again {
			d.problem(e.key, join(path, e.key.Value)+": given twice", "")
		}
		seen[e.key.Value] = true
		return again
	})
}

// pairs gives what stands in a mapping. Keys that a merge (<<: *anchor) brings in come last, unless the mapping has its own.
func (d *decoder) pairs(n *yaml.Node) []pair {
	var out, merged []pair
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.ShortTag() == "!!merge" {
			merged = append(merged, d.merged(value)...)
			continue
		}
		seen[key.Value] = true
		out = append(out, pair{key, value})
	}
	for _, m := range merged {
		if !seen[m.key.Value] {
			seen[m.key.Value] = true
			out = append(out, m)
		}
	}
	return out
}

// merged gives the pairs of a merge key's value: a mapping, or a list of them, of which the first wins.
func (d *decoder) merged(n *yaml.Node) []pair {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if !d.spend(n, 1+len(n.Content)) {
		return nil
	}
	switch n.Kind {
	case yaml.MappingNode:
		return d.pairs(n)
	case yaml.SequenceNode:
		var out []pair
		for _, item := range n.Content {
			out = append(out, d.merged(item)...)
		}
		return out
	}
	d.problem(n, "<<: want an alias of keys with values", "")
	return nil
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
