package config

import (
	"fmt"
	"maps"
	"net"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/zone"
)

// choices are the words that a rule may have, by its key.
var choices = map[string][]string{
	"soa":      {string(diff.Ignore), string(diff.Manage)},
	"apex_ns":  {string(diff.Ignore), string(diff.Verify), string(diff.Manage)},
	"ds":       {string(diff.Verify), string(diff.Manage)},
	"prune":    {string(diff.PruneAll), string(diff.PruneOwned), string(diff.PruneNone)},
	"drift":    {string(diff.Correct), string(diff.Report)},
	"comments": {"preserve", "sync"},
}

// check tells what each value alone could not show. It brings matches into canonical form.
func (d *decoder) check(c *Config) {
	d.checkSource(c.Source)
	for name, p := range c.Providers {
		if p.Type == "" {
			d.fail(join("providers", name), "type is missing", suggest("", d.types()))
		} else if p.Settings == nil {
			d.fail(join("providers", name)+".type", fmt.Sprintf("no provider type %q", p.Type), suggest(p.Type, d.types()))
		}
	}
	if len(c.Zones) == 0 {
		d.warn("zones", "none: nothing is synced", "")
	}
	seen := map[string]int{}
	for i := range c.Zones {
		path := fmt.Sprintf("zones[%d]", i)
		d.checkZone(&c.Zones[i], c.Providers, path)
		if first, again := seen[c.Zones[i].Match]; again {
			d.warn(path+".match", fmt.Sprintf("never used: zones[%d] has the same and comes first", first), "")
			continue
		}
		seen[c.Zones[i].Match] = i
	}
	if _, _, err := net.SplitHostPort(c.Server.Listen); err != nil {
		d.fail("server.listen", fmt.Sprintf("%q is no address with a port", c.Server.Listen), "such as 127.0.0.1:8053")
	}
}

func (d *decoder) types() []string {
	var names []string
	for _, k := range d.kinds {
		names = append(names, k.Name)
	}
	return names
}

func (d *decoder) checkSource(s Source) {
	switch {
	case d.failed["source.git"] || d.failed["source.dir"]:
	case s.Git == nil && s.Dir == nil:
		d.fail("source", "names neither git nor dir", "")
	case s.Git != nil && s.Dir != nil:
		d.fail("source", "has both git and dir", "leave one of them out")
	case s.Dir != nil && s.Dir.Path == "":
		d.fail("source.dir.path", "is missing", "")
	case s.Git != nil:
		d.checkGit(s.Git)
	}
}

func (d *decoder) checkZone(z *Zone, known map[string]Provider, path string) {
	match, err := glob(z.Match)
	if err != nil {
		d.fail(path+".match", err.Error(), "")
	}
	z.Match = match
	if z.File != "" {
		d.checkFile(*z, path)
	}
	d.checkNames(z.Provider, known, path+".provider")
	rules := fields(reflect.ValueOf(&z.Rules).Elem())
	for key, words := range choices {
		if word := rules[key].String(); !slices.Contains(words, word) {
			d.fail(join(path, key), fmt.Sprintf("%q is none of %s", word, strings.Join(words, ", ")), "")
		}
	}
	if z.Guard.MaxDeletePercent > 100 {
		d.fail(path+".guard.max_delete_percent", "is over 100", "")
	}
	for i, p := range z.Ignore {
		d.checkPattern(p, fmt.Sprintf("%s.ignore[%d]", path, i))
	}
}

func (d *decoder) checkFile(z Zone, path string) {
	if !filepath.IsLocal(z.File) {
		d.fail(path+".file", "leads out of the source's folder", "")
	}
	if strings.Contains(z.Match, "*") {
		d.fail(path+".file", "needs a match that is one zone's name", "")
	}
}

func (d *decoder) checkNames(names Names, known map[string]Provider, path string) {
	if len(names) == 0 {
		d.fail(path, "is missing", suggest("", slices.Sorted(maps.Keys(known))))
	}
	for i, name := range names {
		at := path
		if d.nodes[fmt.Sprintf("%s[%d]", path, i)] != nil {
			at = fmt.Sprintf("%s[%d]", path, i)
		}
		if _, ok := known[name]; !ok {
			d.fail(at, fmt.Sprintf("no provider is named %q", name), suggest(name, slices.Sorted(maps.Keys(known))))
		}
		if slices.Contains(names[:i], name) {
			d.fail(at, fmt.Sprintf("%q is given twice", name), "")
		}
	}
}

func (d *decoder) checkPattern(p diff.Pattern, path string) {
	if p == (diff.Pattern{}) {
		d.fail(path, "matches everything", "give it name: or type:")
	}
	if _, err := zone.ParseType(p.Type); p.Type != "" && err != nil {
		d.fail(path+".type", fmt.Sprintf("no record type %q", p.Type), "")
	}
}
