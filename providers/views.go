package providers

import "github.com/zonesync/zonesync/zone"

// Expand gives a zone of files in the provider's views. Where it has a line on which the others fall back, nothing is copied
// into these. The error is a *zone.ViewError.
func (c Capabilities) Expand(z zone.Zone) (zone.Zone, error) {
	if c.BaseView {
		return z, z.CheckViews(c.Views)
	}
	return z.Expand(c.Views)
}

// FoldViews gives a zone of the provider in as few RRsets as say the same. Expand undoes it.
func (c Capabilities) FoldViews(z zone.Zone) zone.Zone {
	if c.BaseView {
		return z
	}
	return z.FoldViews(c.Views)
}
