package diff_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/zone"
)

var update = flag.Bool("update", false, "write what comes out into the golden files")

// settings are the parts of a case that are not zones.
type settings struct {
	Missing    bool
	OwnsApex   bool `yaml:"owns_apex"`
	SerialByUs bool `yaml:"serial_by_us"`
	Unproven   string
	Repair     string // "name type"
	Deletes    int    // --allow-deletes
	Release    bool   // with the hash of the same plan without it
}

// TestGolden runs the cases in testdata. Each has live.zone, want.zone, perhaps base.zone and zones of views
// (live@tel.zone), rules.yaml over the defaults, settings.yaml, and the plan that must come out.
func TestGolden(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			ar, err := txtar.ParseFile(file)
			require.NoError(t, err)
			got := show(compute(t, input(t, ar)))
			if *update {
				require.NoError(t, os.WriteFile(file, txtar.Format(withPlan(ar, got)), 0o644))
				return
			}
			require.Equal(t, section(ar, "plan"), got)
		})
	}
}

func input(t *testing.T, ar *txtar.Archive) diff.Input {
	t.Helper()
	rules := diff.DefaultRules()
	require.NoError(t, yaml.Unmarshal([]byte(section(ar, "rules.yaml")), &rules))
	var set settings
	require.NoError(t, yaml.Unmarshal([]byte(section(ar, "settings.yaml")), &set))
	in := diff.Input{
		Live: gather(t, ar, "live"), Want: gather(t, ar, "want"), Rules: rules,
		Missing: set.Missing, OwnsApex: set.OwnsApex, SerialByUs: set.SerialByUs, Unproven: set.Unproven,
		Allow: diff.Allow{Deletes: set.Deletes},
	}
	if slices.ContainsFunc(ar.Files, func(f txtar.File) bool { return f.Name == "base.zone" }) {
		base := gather(t, ar, "base")
		in.Base = &base
	}
	if name, rrtype, ok := strings.Cut(set.Repair, " "); ok {
		n, err := zone.ParseType(rrtype)
		require.NoError(t, err)
		in.Repair = map[zone.Key]string{{Name: name, Type: n}: "written twice"}
	}
	if set.Release {
		in.Allow.Release = compute(t, in).Hash
	}
	return in
}

// gather reads a side's sections: side.zone and side@view.zone.
func gather(t *testing.T, ar *txtar.Archive, side string) zone.Zone {
	t.Helper()
	var rs []zone.Record
	for _, f := range ar.Files {
		name, _ := strings.CutSuffix(f.Name, ".zone")
		if s, view, _ := strings.Cut(name, "@"); s == side {
			rs = append(rs, records(t, f.Name, view, string(f.Data))...)
		}
	}
	return fold(t, rs)
}

func section(ar *txtar.Archive, name string) string {
	for _, f := range ar.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func withPlan(ar *txtar.Archive, plan string) *txtar.Archive {
	ar.Files = slices.DeleteFunc(ar.Files, func(f txtar.File) bool { return f.Name == "plan" })
	ar.Files = append(ar.Files, txtar.File{Name: "plan", Data: []byte(plan)})
	return ar
}

// show writes a plan, one change a line.
func show(p diff.Plan) string {
	var b strings.Builder
	for _, c := range diff.NewZoneDoc(p).Changes {
		fmt.Fprintf(&b, "%s %s %s", c.Op, c.Cause, c.Name)
		if c.View != "" {
			fmt.Fprintf(&b, "@%s", c.View)
		}
		fmt.Fprintf(&b, " %s", c.Type)
		if c.Op != "create" {
			fmt.Fprintf(&b, " [%d %s]", c.OldTTL, strings.Join(c.OldData, ", "))
		}
		if c.Op != "delete" {
			fmt.Fprintf(&b, " -> [%d %s] %s:%d", c.TTL, strings.Join(c.Data, ", "), c.File, c.Line)
		}
		b.WriteString("\n")
		if c.Note != "" {
			fmt.Fprintf(&b, "  note: %s\n", c.Note)
		}
		if c.Held != "" {
			fmt.Fprintf(&b, "  held: %s\n", c.Held)
		}
	}
	if p.Held != "" {
		fmt.Fprintf(&b, "zone held: %s\n", p.Held)
	}
	if hint := p.ReleaseHint(); hint != "" {
		fmt.Fprintf(&b, "hint: %s\n", hint)
	}
	return b.String()
}
