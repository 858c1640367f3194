package providers

import (
	"log/slog"
	"net/mail"
	"time"

	"github.com/zonesync/zonesync/internal/httpapi/limit"
)

// Kind is a type of provider, as the config names it. providers/all lists them.
type Kind struct {
	Name    string // "powerdns"
	Summary string // one line for `zonesync providers`
	// Settings gives a pointer to a new settings struct with the kind's defaults in it. Its fields carry yaml, json and
	// jsonschema tags; the config decodes into it strictly, and the JSON Schema is made of it.
	Settings func() any
	// Open makes a Provider of settings that Settings gave and the config filled. It does no network I/O, so a wrong
	// address shows at the first call; settings that can never work are errors.
	Open func(settings any, env Env) (Provider, error)
}

// Env is what every provider gets from the program.
type Env struct {
	Name     string       // the provider's name in the config, for logs
	Log      *slog.Logger // never nil
	StateDir string       // where a provider may keep files; "" outside the service
	Version  string       // for User-Agent
	Listen   string       // where a Server listens; "" leaves that to its settings
	// Limits are the request limits per credential, shared by all providers of the program; nil: each has its own.
	Limits *limit.Registry
}

// Common are the settings that every kind takes; embed it inline.
type Common struct {
	Rate        Rate     `yaml:"rate,omitempty" json:"rate,omitzero" jsonschema:"request limit per credential, shared by all zones; reads and polls count"`
	Concurrency int      `yaml:"concurrency,omitempty" json:"concurrency,omitempty" jsonschema:"requests in flight at once"`
	Timeout     Duration `yaml:"timeout,omitempty" json:"timeout,omitempty" jsonschema:"limit for one request, such as 30s"`
}

// Rate is a token bucket. The zero value means the kind's default.
type Rate struct {
	Requests int      `yaml:"requests,omitempty" json:"requests,omitempty" jsonschema:"requests"`
	Per      Duration `yaml:"per,omitempty" json:"per,omitempty" jsonschema:"in this time, such as 1s or 1m"`
	Burst    int      `yaml:"burst,omitempty" json:"burst,omitempty" jsonschema:"that may go out at once"`
}

// Duration is a time.Duration that reads and writes as text ("500ms", "1m").
type Duration time.Duration

// UnmarshalText reads what time.ParseDuration reads.
func (d *Duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	*d = Duration(v)
	return err
}

// MarshalText gives time.Duration's text.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// Path is a file or folder in a kind's settings. The config makes a relative one start at the config's own folder.
type Path string

// IsMailAddress tells whether a setting is a mail address, without a name before it.
func IsMailAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

// RequestLimit gives the configured rate. Settings that embed Common have it.
func (c Common) RequestLimit() Rate { return c.Rate }
