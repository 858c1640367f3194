// Package simulator holds what the simulators of the providers' APIs have in common: what they are to the sandbox command,
// the faults that tests arm, and the count of requests. It knows no API.
package simulator

import "net/http"

// Simulator is a stateful stand-in for a provider's API, as strict as the real one. It may be used from many goroutines.
type Simulator interface {
	http.Handler
	// AddZone makes a zone as that system would show a new one. One that exists stays as it is.
	AddZone(origin string) error
	// Settings gives the settings with which a provider reaches it at a base URL, in the config's words and in the order
	// in which people expect them; type is left out.
	Settings(url string) []Setting
	// Save gives the whole state as JSON, and Load takes that. A Load that fails changes nothing.
	Save() ([]byte, error)
	Load(state []byte) error
	// OnWrite makes f be called after every request that may have changed the state, before its answer goes out. Front
	// has it.
	OnWrite(f func())
}

// Setting is one line of a provider's settings.
type Setting struct{ Key, Value string } // Value is YAML

// Sandbox is a simulator that people can start.
type Sandbox struct {
	Provider string // the type of provider, as the config names it
	// Option and Value tell the simulators of one provider apart: a setting, and what it is at this one. The first of a
	// provider is the usual one. Both are "" where there is only one.
	Option, Value string
	New           func() Simulator
	// Zones are those that it begins with, where people cannot make zones through the API.
	Zones []string
}
