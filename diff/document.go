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
	Schema   string    `json:"schema"`
	Revision string    `json:"revision"`
	Zones    []ZoneDoc `json:"zones"`
	Summary  Summary   `json:"summary"`
}

// ZoneDoc is one zone at one provider.
type ZoneDoc struct {
	Zone        string      `json:"zone"`
	Provider    string      `json:"provider"` // its name in the config
	Type        string      `json:"type"`     // its kind
	File        string      `json:"file"`
	Status      string      `json:"status"`
	Error       *string     `json:"error"`
	Fingerprint string      `json:"fingerprint"`
	Hash        string      `json:"hash"`
	Changes     []ChangeDoc `json:"changes"`
	Warnings    []string    `json:"warnings,omitempty"`
	Calls       int         `json:"calls"`
	Seconds     float64     `json:"seconds"`
	// Held, Hint and Plan are for renderings; JSON has them in the changes.
	Held string `json:"-"`
	Hint string `json:"-"`
}

// ChangeDoc is one change.
type ChangeDoc struct {
	Op      string   `json:"op"`
	Name    string   `json:"name"`
	Type    string   `json:"type"`
	View    string   `json:"view"`
	Cause   Cause    `json:"cause"`
	TTL     uint32   `json:"ttl"`
	OldTTL  uint32   `json:"old_ttl"`
	Data    []string `json:"data"`
	OldData []string `json:"old_data"`
	File    string   `json:"file"`
	Line    int      `json:"line"`
	Held    string   `json:"held"`
	Note    string   `json:"note,omitempty"`    // what the values do not show: a new comment, a repair
	Outcome string   `json:"outcome,omitempty"` // apply only
}

// Summary counts over all zones. Held changes count as held only.
type Summary struct {
	Create int `json:"create"`
	Update int `json:"update"`
	Delete int `json:"delete"`
	Held   int `json:"held"`
	Calls  int `json:"calls"`
	Errors int `json:"errors"` // zones in error
}
