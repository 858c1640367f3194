package diff

import "github.com/zonesync/zonesync/zone"

// Input is what a plan is made of.
type Input struct {
	// Account names the provider, so that plans for two of them never have one hash.
	Account string
	// Base is what zonesync last applied to the zone; nil when nothing is known, which makes every cause Adopt.
	Base *zone.Zone
	// Want is the zone file, already expanded to the provider's views and limits.
	Want zone.Zone
	// Live is what the provider has.
	Live zone.Zone
	// Missing says that the zone does not exist at the provider: SOA and apex NS are then part of the plan whatever the
	// rules say, unless the provider makes them itself.
	Missing, OwnsApex bool
	// Repair names live sets that must be written again although they are equal, and why.
	Repair map[zone.Key]string
	// Unproven says why the live read may be incomplete; deletes are then held.
	Unproven string
	// SerialByUs asks for an SOA update with a raised serial beside any other change, where the rules manage the SOA.
	SerialByUs bool
	Rules      Rules
	Allow      Allow
}

// Allow is a person's consent to a plan that the guard would hold. It never covers another plan than the one they saw.
type Allow struct {
	Deletes int    // exactly so many RRsets may be deleted; 0: no consent
	Release string // the plan's hash, or its first 12 digits or more; "": no consent
}

// Cause says why a change is there.
type Cause string

// The causes.
const (
	Git   Cause = "git"   // the zone file changed since the last apply
	Drift Cause = "drift" // the provider changed, the zone file did not
	Both  Cause = "both"
	Adopt Cause = "adopt" // nothing is known about the last apply
)

// Item is one change of a plan.
type Item struct {
	zone.Change
	Cause Cause
	Held  string // why it must not be sent; "" where it may
	Stuck bool   // held, and no consent can change that
	Note  string // what the values do not show: a new comment, a repair
}

// Plan is what is to be done to one zone. It is data: the same bytes for the same input.
type Plan struct {
	Origin string
	// Items are in the order to apply: creates, updates, swaps (a delete directly before the create that needs its
	// place, where a CNAME comes or goes), deletes; by key within each. Held items come last.
	Items []Item
	// Held says why the whole zone waits for a person; then every item is held too.
	Held string
	// AllowDeletes is the number of deletes that Held is about, if consenting to them is enough to let the zone go; it is
	// what --allow-deletes takes. 0 otherwise.
	AllowDeletes int
	// Fingerprint is "sha256:…" over the live sets that the plan looked at. Another fingerprint means that the zone moved.
	Fingerprint string
	// Hash names the plan: hex SHA-256 over account, origin, fingerprint and changes. It is what `release` takes.
	Hash string
}

// Changes gives the changes that may be sent, in the order to apply.
func (p Plan) Changes() []zone.Change {
	var out []zone.Change
	for _, it := range p.Items {
		if it.Held == "" {
			out = append(out, it.Change)
		}
	}
	return out
}

// Empty tells whether there is nothing to do and nothing held.
func (p Plan) Empty() bool { return len(p.Items) == 0 }
