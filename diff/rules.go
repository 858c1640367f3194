package diff

// Mode says who owns records at the zone's apex.
type Mode string

// The modes.
const (
	Ignore Mode = "ignore" // the provider owns them; differences are not looked at
	Verify Mode = "verify" // differences are reported as held changes
	Manage Mode = "manage" // the zone file owns them
)

// Prune says which RRsets that the zone file lacks are deleted.
type Prune string

// The prune modes.
const (
	PruneAll   Prune = "all"
	PruneOwned Prune = "owned" // only those that the zone file once had (which needs a base)
	PruneNone  Prune = "none"
)

// OnDrift says what is done about RRsets that somebody changed at the provider.
type OnDrift string

// The drift modes.
const (
	Correct OnDrift = "correct"
	Report  OnDrift = "report" // hold the change
)

// Rules are a zone's settings that decide what a plan may hold. DefaultRules gives the defaults; the zero value is not
// valid.
type Rules struct {
	SOA      Mode      `yaml:"soa,omitempty" json:"soa,omitempty" jsonschema:"ignore (the provider owns it) or manage (all fields but the serial)"`
	ApexNS   Mode      `yaml:"apex_ns,omitempty" json:"apex_ns,omitempty" jsonschema:"ignore, verify (report differences) or manage"`
	DS       Mode      `yaml:"ds,omitempty" json:"ds,omitempty" jsonschema:"verify (hold every change of a DS RRset) or manage"`
	Ignore   []Pattern `yaml:"ignore,omitempty" json:"ignore,omitempty" jsonschema:"RRsets that are left alone on both sides"`
	Prune    Prune     `yaml:"prune,omitempty" json:"prune,omitempty" jsonschema:"all, owned (only what git once had) or none"`
	Drift    OnDrift   `yaml:"drift,omitempty" json:"drift,omitempty" jsonschema:"correct or report"`
	Guard    Guard     `yaml:"guard,omitempty" json:"guard,omitzero" jsonschema:"when a plan is held for a person"`
	Comments string    `yaml:"comments,omitempty" json:"comments,omitempty" jsonschema:"preserve (live comments stay) or sync (from the zone file)"`
}

// Pattern matches RRsets. Name is a glob on the owner name, relative to the origin unless it ends in a dot: "*" stands for
// one label, "**" for any number of them, "@" for the apex. An empty Name or Type matches all.
type Pattern struct {
	Name string `yaml:"name,omitempty" json:"name,omitempty" jsonschema:"owner name, relative unless it ends in a dot; * is one label, ** any number"`
	Type string `yaml:"type,omitempty" json:"type,omitempty" jsonschema:"record type; all when absent"`
}

// Guard are the limits beyond which a zone is held.
type Guard struct {
	// MaxDeletes RRsets may be deleted; more are held when they are also over 10 % of the live RRsets.
	MaxDeletes int `yaml:"max_deletes" json:"max_deletes,omitempty" jsonschema:"more deletes are held when they are over 10 % of the zone too"`
	// MaxDeletePercent of the live RRsets may be deleted, in zones of more than three RRsets.
	MaxDeletePercent int `yaml:"max_delete_percent" json:"max_delete_percent,omitempty" jsonschema:"more are held in any zone of more than 3 RRsets"`
}

// DefaultRules are the rules of a zone about which the config says nothing.
func DefaultRules() Rules {
	return Rules{
		SOA: Ignore, ApexNS: Ignore, DS: Verify, Prune: PruneAll, Drift: Correct, Comments: "preserve",
		Guard: Guard{MaxDeletes: 10, MaxDeletePercent: 25},
	}
}
