package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/providers"
)

// MaxBytes is the size up to which a config is read.
const MaxBytes = 1 << 20

// Load reads a config file. Faults of its content are an *Error; that it cannot be read is an error of os.
func Load(path string, kinds []providers.Kind) (*Config, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	return Parse(path, body, kinds)
}

// Parse reads the content of a config file. The path stands in messages, and relative paths start at its folder. The kinds
// are the types of provider that there are. Every fault is an *Error.
func Parse(path string, body []byte, kinds []providers.Kind) (*Config, error) {
	d := &decoder{file: path, dir: filepath.Dir(path), kinds: kinds, budget: maxValues}
	d.nodes, d.failed = map[string]*yaml.Node{}, map[string]bool{}
	c := &Config{}
	c.setDefaults()
	if root := d.parse(body); root != nil {
		d.value(root, reflect.ValueOf(c).Elem(), "")
		if d.budget >= 0 { // else much has not been read
			d.check(c)
		}
	}
	if len(d.problems) > 0 {
		slices.SortStableFunc(d.problems, compareProblems)
		return nil, &Error{Problems: slices.Compact(d.problems)}
	}
	slices.SortStableFunc(d.warnings, compareProblems)
	c.Warnings = d.warnings
	return c, nil
}

// parse gives the one document of a file, nil after a problem.
func (d *decoder) parse(body []byte) *yaml.Node {
	if len(body) > MaxBytes {
		d.problem(nil, fmt.Sprintf("over %d bytes, which no config needs", MaxBytes), "")
		return nil
	}
	var doc, next yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(body))
	err := dec.Decode(&doc)
	if errors.Is(err, io.EOF) || err == nil && isNull(doc.Content[0]) {
		d.problem(nil, "empty", "a config needs at least a source; zonesync runs without any config too")
		return nil
	}
	if err == nil {
		if err = dec.Decode(&next); errors.Is(err, io.EOF) {
			return doc.Content[0]
		}
	}
	if err != nil {
		d.syntax(err)
		return nil
	}
	d.problem(&next, "a second document", "put everything before the ---")
	return nil
}

// syntax tells the YAML library's error, whose text is "yaml: line 3: what", at its line.
func (d *decoder) syntax(err error) {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	at := &yaml.Node{}
	if rest, ok := strings.CutPrefix(text, "line "); ok {
		number, what, _ := strings.Cut(rest, ": ")
		if at.Line, err = strconv.Atoi(number); err == nil {
			text = what
		}
	}
	d.problem(at, text, "")
}

// Default is the config without a file: all zones of a folder go to the built-in name server, which they own whole.
func Default(dir string, kinds []providers.Kind) *Config {
	c := &Config{Source: Source{Dir: &Dir{Path: providers.Path(dir)}}}
	c.setDefaults()
	p := Provider{Type: "local"}
	if k, ok := findKind(kinds, p.Type); ok {
		p.Settings = k.Settings()
	}
	c.Providers = map[string]Provider{p.Type: p}
	z := Zone{Match: "**", Provider: Names{p.Type}, CreateZone: true}
	z.setDefaults()
	z.SOA, z.ApexNS, z.DS = diff.Manage, diff.Manage, diff.Manage
	c.Zones = []Zone{z}
	return c
}

func findKind(kinds []providers.Kind, name string) (providers.Kind, bool) {
	i := slices.IndexFunc(kinds, func(k providers.Kind) bool { return k.Name == name })
	if i < 0 {
		return providers.Kind{}, false
	}
	return kinds[i], true
}
