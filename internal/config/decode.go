package config

import (
	"encoding"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/providers"
)

// maxValues bounds what aliases can make of a small file. A config of MaxBytes without aliases has hardly as many: a key and
// its value take five bytes at least.
const maxValues = MaxBytes / 5

// decoder fills Go values from YAML nodes. Unlike the library's own it goes on after a fault, knows the column of each, and
// remembers where every value stood, for the checks that follow.
type decoder struct {
	file, dir          string
	kinds              []providers.Kind
	nodes              map[string]*yaml.Node // by path, such as "zones[0].guard.max_deletes"
	failed             map[string]bool       // paths that a problem has been told about
	budget             int                   // values that may still be read
	problems, warnings []Problem
}

// selfDecoder is a type that the file writes in another shape than Go.
type selfDecoder interface {
	decode(d *decoder, n *yaml.Node, path string)
}

// value fills v, which holds its default, from a node. A null leaves the default.
func (d *decoder) value(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if !d.spend(n, 1) {
		return
	}
	d.nodes[path] = n
	if strings.HasPrefix(n.ShortTag(), "!") && !strings.HasPrefix(n.ShortTag(), "!!") {
		d.fail(path, "tag "+n.Tag+" is not known", "")
		return
	}
	if isNull(n) {
		return
	}
	switch p := v.Addr().Interface().(type) {
	case selfDecoder:
		p.decode(d, n, path)
	case encoding.TextUnmarshaler, *providers.Path:
		d.text(n, p, path)
	default:
		d.plain(n, v, path)
	}
}

// spend counts values, and complains once when aliases have made too many of them.
func (d *decoder) spend(n *yaml.Node, values int) bool {
	if before := d.budget; before >= 0 && before < values {
		d.problem(n, "aliases make too many values of this file", "")
	}
	d.budget -= values
	return d.budget >= 0
}

// plain fills a value of one of Go's own kinds.
func (d *decoder) plain(n *yaml.Node, v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		if p, ok := v.Interface().(defaulter); ok {
			p.setDefaults()
		}
		d.value(n, v.Elem(), path)
	case reflect.Struct:
		d.fill(n, fields(v), path)
	case reflect.Map:
		d.entries(n, v, path)
	case reflect.Slice:
		d.list(n, v, path)
	case reflect.String:
		if d.want(n, yaml.ScalarNode, "a text", path) {
			v.SetString(n.Value)
		}
	case reflect.Bool:
		if d.want(n, yaml.ScalarNode, "true or false", path) && n.Decode(v.Addr().Interface()) != nil {
			d.fail(path, fmt.Sprintf("want true or false, not %q", n.Value), "")
		}
	case reflect.Int:
		d.number(n, v, path)
	default:
		panic("config: no way to read a " + v.Type().String() + " at " + path) // a settings struct that no config can fill
	}
}

// number reads a whole number. All numbers in a config count something, so none may be negative.
func (d *decoder) number(n *yaml.Node, v reflect.Value, path string) {
	if !d.want(n, yaml.ScalarNode, "a whole number", path) {
		return
	}
	if n.ShortTag() != "!!int" || n.Decode(v.Addr().Interface()) != nil {
		d.fail(path, fmt.Sprintf("want a whole number, not %q", n.Value), "")
	} else if v.Int() < 0 {
		d.fail(path, "must not be negative", "")
	}
}

// text fills a type that reads itself from text. Only what is known to be no secret is quoted in a message.
func (d *decoder) text(n *yaml.Node, p any, path string) {
	if !d.want(n, yaml.ScalarNode, "a text", path) {
		return
	}
	switch p := p.(type) {
	case *providers.Path:
		*p = d.join(n.Value)
	case *providers.Duration:
		if p.UnmarshalText([]byte(n.Value)) != nil || *p < 0 {
			d.fail(path, fmt.Sprintf("%q is no duration", n.Value), "write a number and its unit, such as 500ms, 30s or 10m")
		}
	case *secret.Secret:
		if err := p.UnmarshalText([]byte(n.Value)); err != nil {
			d.fail(path, err.Error(), "")
		}
		if *p = p.In(d.dir); p.Literal() {
			d.warn(path, "the secret itself stands in the file", "refer to it with env:NAME, file:PATH or exec:COMMAND")
		}
	case encoding.TextUnmarshaler:
		if err := p.UnmarshalText([]byte(n.Value)); err != nil {
			d.fail(path, err.Error(), "")
		}
	}
}

// join makes a relative path start at the config's folder. The file: of secrets is allowed where only a file makes sense.
func (d *decoder) join(path string) providers.Path {
	path = strings.TrimPrefix(path, "file:")
	if path != "" && !filepath.IsAbs(path) {
		path = filepath.Join(d.dir, path)
	}
	return providers.Path(path)
}

// list fills a slice, with all its elements' defaults.
func (d *decoder) list(n *yaml.Node, v reflect.Value, path string) {
	if !d.want(n, yaml.SequenceNode, "a list", path) {
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, item := range n.Content {
		if p, ok := v.Index(i).Addr().Interface().(defaulter); ok {
			p.setDefaults()
		}
		d.value(item, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
}

// want tells whether a node is of the kind that a value needs, and complains where it is not.
func (d *decoder) want(n *yaml.Node, kind yaml.Kind, what, path string) bool {
	if n.Kind == kind {
		return true
	}
	is := map[yaml.Kind]string{yaml.ScalarNode: "a single value", yaml.SequenceNode: "a list", yaml.MappingNode: "keys with values"}
	d.fail(path, "want "+what+", not "+is[n.Kind], "")
	return false
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// decode reads one name or a list of them.
func (names *Names) decode(d *decoder, n *yaml.Node, path string) {
	if n.Kind == yaml.ScalarNode {
		*names = Names{n.Value}
		return
	}
	if d.want(n, yaml.SequenceNode, "a name or a list of names", path) {
		d.list(n, reflect.ValueOf((*[]string)(names)).Elem(), path)
	}
}

// decode reads an account's type and then its settings, which only the type knows.
func (p *Provider) decode(d *decoder, n *yaml.Node, path string) {
	if !d.want(n, yaml.MappingNode, "keys with values", path) {
		return
	}
	p.Type = d.peek(n, "type", path)
	if kind, ok := findKind(d.kinds, p.Type); ok {
		p.Settings = kind.Settings()
		known := fields(reflect.ValueOf(p.Settings).Elem())
		known["type"] = reflect.ValueOf(&p.Type).Elem()
		d.fill(n, known, path)
		p.places = map[string]string{"": d.place(n)}
		for key := range known {
			if at := d.nodes[join(path, key)]; at != nil {
				p.places[key] = d.place(at)
			}
		}
		for _, key := range missing(reflect.ValueOf(p.Settings).Elem()) {
			d.fail(join(path, key), "is missing", "")
		}
	}
}

// peek gives the text at a key of a mapping before the rest is read.
func (d *decoder) peek(n *yaml.Node, key, path string) string {
	var text string
	for _, e := range d.pairs(n) {
		if e.key.Value == key {
			d.value(e.value, reflect.ValueOf(&text).Elem(), join(path, key))
		}
	}
	return text
}
