package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// TestNoWayOfPrintingAConfigShowsASecret has a literal secret wherever one can stand.
func TestNoWayOfPrintingAConfigShowsASecret(t *testing.T) {
	t.Parallel()
	c := parse(t, `
source:
  git: {url: "https://git.example.org/dns.git", username: bob, password: hunter2, ssh_key: hunter2}
providers:
  prod: {type: fake, api_key: hunter2}
  real: {type: powerdns, url: "http://127.0.0.1:8081", api_key: hunter2}
zones: [{match: "**", provider: prod}]
server: {webhook_secret: hunter2}
`)
	require.Len(t, c.Warnings, 5)
	var out bytes.Buffer
	subjects := []any{c, *c, c.Providers, c.Providers["prod"], c.Providers["prod"].Settings, c.Providers["real"].Settings, c.Server, c.Source.Git, c.Warnings}
	for _, v := range subjects {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("config", "v", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("config", "v", v)
		b, err := json.Marshal(v)
		require.NoError(t, err)
		out.Write(b)
		b, err = yaml.Marshal(v)
		require.NoError(t, err)
		out.Write(b)
	}
	require.Contains(t, out.String(), "***")
	require.NotContains(t, out.String(), "hunter2")
	require.NotContains(t, out.String(), fmt.Sprintf("%x", "hunter2"))
}
