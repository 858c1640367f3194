// Package all is the list of the providers that zonesync has. It is the only package that imports them; a new one adds a
// line here.
package all

import (
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/local"
	"github.com/zonesync/zonesync/providers/powerdns"
)

// Kinds gives all types of provider, in the order in which they are listed to people.
func Kinds() []providers.Kind {
	return []providers.Kind{
		local.Kind(),
		powerdns.Kind(),
	}
}

// Sandboxes gives the simulators that `zonesync sandbox` can serve.
func Sandboxes() []simulator.Sandbox {
	return []simulator.Sandbox{}
}
