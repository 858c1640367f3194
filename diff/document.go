package diff

// The schema names of the JSON outputs.
const (
	PlanSchema  = "zonesync/plan/v1"
	ApplySchema = "zonesync/apply/v1"
)

// The statuses of a zone in a Document.
const (
	StatusChanges = "changes"
	StatusInSync  = "in-sync"
	StatusHeld    = "held"
	StatusError   = "error"
)

// Document is what plan, diff and apply print, in every format; its JSON form is stable (docs/plan.schema.json).
type Document struct {
	Schema   string    `json:"schema" jsonschema:"zonesync/plan/v1 of plan and diff, zonesync/apply/v1 of apply"`
	Revision string    `json:"revision" jsonschema:"the git commit of the zone files, empty for a directory"`
	Zones    []ZoneDoc `json:"zones"`
	Summary  Summary   `json:"summary"`
}

// ZoneDoc is one zone at one provider.
type ZoneDoc struct {
	Zone        string      `json:"zone" jsonschema:"origin, fully qualified"`
	Provider    string      `json:"provider" jsonschema:"the provider's name in the config, empty offline"`
	Type        string      `json:"type" jsonschema:"the provider's kind"`
	File        string      `json:"file" jsonschema:"the zone file"`
	Status      string      `json:"status" jsonschema:"what is to be done"`
	Error       *string     `json:"error" jsonschema:"why the zone could not be planned or applied"`
	Fingerprint string      `json:"fingerprint" jsonschema:"digest of the live RRsets that were compared"`
	Hash        string      `json:"hash" jsonschema:"names the plan, for --release"`
	Options     string      `json:"options,omitempty" jsonschema:"digest of the zone's settings that decide what a plan holds"`
	Changes     []ChangeDoc `json:"changes" jsonschema:"in the order to apply, held ones last"`
	Warnings    []string    `json:"warnings,omitempty" jsonschema:"about the live zone or what the provider can hold"`
	Calls       int         `json:"calls" jsonschema:"API calls that applying takes"`
	Seconds     float64     `json:"seconds" jsonschema:"about how long applying takes"`
	// Held and Hint are for renderings; in JSON the changes have the first, and the second follows from the hash.
	Held string `json:"-"`
	Hint string `json:"-"`
}

// ChangeDoc is one change.
type ChangeDoc struct {
	Op      string   `json:"op" jsonschema:"what is done to the RRset"`
	Name    string   `json:"name" jsonschema:"owner, fully qualified"`
	Type    string   `json:"type" jsonschema:"record type"`
	View    string   `json:"view" jsonschema:"the provider's line, empty where there is one"`
	Cause   Cause    `json:"cause" jsonschema:"who moved away from what was last applied"`
	TTL     uint32   `json:"ttl" jsonschema:"seconds, 0 of a delete"`
	OldTTL  uint32   `json:"old_ttl" jsonschema:"seconds, 0 of a create"`
	Data    []string `json:"data" jsonschema:"values in presentation form, empty of a delete"`
	OldData []string `json:"old_data" jsonschema:"values before, empty of a create"`
	File    string   `json:"file" jsonschema:"where the zone file has it"`
	Line    int      `json:"line" jsonschema:"0 where there is none"`
	Held    string   `json:"held" jsonschema:"why it is not sent, empty where it is"`
	Note    string   `json:"note,omitempty" jsonschema:"what the values do not show"`
	Outcome string   `json:"outcome,omitempty" jsonschema:"what became of it, of apply only"`
	Commit  string   `json:"commit,omitempty" jsonschema:"the commit that the line is from, where the source has a history"`
	Author  string   `json:"author,omitempty" jsonschema:"who wrote the line"`
}

// Summary counts over all zones. Held changes count as held only.
type Summary struct {
	Create int `json:"create" jsonschema:"RRsets"`
	Update int `json:"update" jsonschema:"RRsets"`
	Delete int `json:"delete" jsonschema:"RRsets"`
	Held   int `json:"held" jsonschema:"RRsets that are not sent"`
	Calls  int `json:"calls" jsonschema:"API calls"`
	Errors int `json:"errors" jsonschema:"zones in error"`
}
