package diff

import (
	"slices"

	"github.com/zonesync/zonesync/zone"
)

// WithoutServerMade gives a zone without the records that signing servers make by themselves, as a zone file would have it.
func WithoutServerMade(z zone.Zone) zone.Zone {
	z.Sets = slices.DeleteFunc(slices.Clone(z.Sets), func(s zone.RRset) bool { return slices.Contains(serverMade, s.Type) })
	return z
}
