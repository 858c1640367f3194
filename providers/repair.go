package providers

import "github.com/zonesync/zonesync/zone"

// Repairs tells, for Live.Repair, the sets that are stored in a way which only a write puts right: what zone.Fold found at
// odds.
func Repairs(conflicts []zone.Conflict) map[zone.Key]string {
	if len(conflicts) == 0 {
		return nil
	}
	out := make(map[zone.Key]string)
	for _, c := range conflicts {
		out[c.Second.Key] = "stored twice at the provider"
		if c.Kind == zone.TTLMismatch {
			out[c.Second.Key] = "stored with several TTLs at the provider"
		}
	}
	return out
}
