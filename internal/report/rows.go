package report

import (
	"fmt"

	"github.com/zonesync/zonesync/diff"
)

// rows gives a zone's changes with those that differ in nothing but their view as one, at the place of the first, of the
// view "tel+uni".
func rows(changes []diff.ChangeDoc) []diff.ChangeDoc {
	out := make([]diff.ChangeDoc, 0, len(changes))
	at := map[string]int{}
	for _, c := range changes {
		if c.View != "" {
			view := c.View
			c.View = ""
			key := fmt.Sprintf("%+v", c)
			if i, ok := at[key]; ok {
				out[i].View += "+" + view
				continue
			}
			c.View = view
			at[key] = len(out)
		}
		out = append(out, c)
	}
	return out
}
