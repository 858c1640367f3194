package local

import (
	"fmt"
	"slices"

	"github.com/zonesync/zonesync/providers"
)

// Settings are what the config says about a local provider.
type Settings struct {
	providers.Common `yaml:",inline"`

	Listen        string         `yaml:"listen,omitempty" json:"listen,omitempty" jsonschema:"address and port of the name server, UDP and TCP"`
	Dir           providers.Path `yaml:"dir,omitempty" json:"dir,omitempty" jsonschema:"where the zones are kept; the state directory when absent"`
	AllowTransfer []string       `yaml:"allow_transfer,omitempty" json:"allow_transfer,omitempty" jsonschema:"networks that may transfer zones (AXFR), as addresses or prefixes; loopback when absent"`
}

const defaultListen = "127.0.0.1:5300"

var loopback = []string{"127.0.0.0/8", "::1"}

// Kind describes the built-in name server.
func Kind() providers.Kind {
	return providers.Kind{
		Name:    "local",
		Summary: "the built-in authoritative name server, zones in files",
		Settings: func() any {
			return &Settings{Listen: defaultListen, AllowTransfer: slices.Clone(loopback)}
		},
		Open: func(settings any, env providers.Env) (providers.Provider, error) {
			s, ok := settings.(*Settings)
			if !ok {
				return nil, fmt.Errorf("local: settings are a %T", settings)
			}
			own := *s
			if env.Listen != "" {
				own.Listen = env.Listen
			}
			return Open(own, env)
		},
	}
}
