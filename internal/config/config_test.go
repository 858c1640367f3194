package config_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/config"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/all"
)

var update = flag.Bool("update", false, "rewrite golden files")

// fakeSettings are settings of a kind that only tests have, of every shape that a kind may use.
type fakeSettings struct {
	providers.Common `yaml:",inline"`

	URL    string         `yaml:"url,omitempty" json:"url,omitempty"`
	APIKey secret.Secret  `yaml:"api_key,omitempty" json:"api_key,omitzero"`
	CAFile providers.Path `yaml:"ca_file,omitempty" json:"ca_file,omitempty"`
	Email  string         `yaml:"email" json:"email"`
	Lines  []string       `yaml:"lines,omitempty" json:"lines,omitempty"`
}

// kinds are all that there are and one more.
func kinds() []providers.Kind { return append(all.Kinds(), fake("fake")) }

func fake(name string) providers.Kind {
	return providers.Kind{Name: name, Settings: func() any { return &fakeSettings{Email: "dns@example.org", Lines: []string{"tel"}} }}
}

// TestBadConfigs reads every *.bad.yaml and compares what is told about it with the *.bad.txt beside it.
func TestBadConfigs(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.bad.yaml")
	require.NoError(t, err)
	require.Greater(t, len(files), 25)
	two := []providers.Kind{fake("fake"), fake("local")}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			_, err := config.Load(path, two)
			var bad *config.Error
			require.ErrorAs(t, err, &bad)
			got := strings.ReplaceAll(bad.Error(), "testdata/", "") + "\n"
			require.NotContains(t, got, "hunter2")
			golden := strings.TrimSuffix(path, "yaml") + "txt"
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}

func TestGoodConfigs(t *testing.T) {
	t.Parallel()
	for path, body := range goodConfigs(t) {
		c, err := config.Parse(path, body, kinds())
		require.NoError(t, err, path)
		for name, p := range c.Providers {
			require.NotNil(t, p.Settings, "%s: %s", path, name)
		}
	}
}

// TestExamples reads the configs that people are shown.
func TestExamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../examples/config/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, path := range files {
		c, err := config.Load(path, kinds())
		require.NoError(t, err)
		require.Empty(t, c.Warnings)
	}
}

func goodConfigs(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/*.good.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	bodies := map[string][]byte{}
	for _, path := range files {
		bodies[path], err = os.ReadFile(path)
		require.NoError(t, err)
	}
	return bodies
}

func TestLoadTellsThatThereIsNoFile(t *testing.T) {
	t.Parallel()
	_, err := config.Load("testdata/none.yaml", kinds())
	require.ErrorIs(t, err, os.ErrNotExist)
	var bad *config.Error
	require.False(t, errors.As(err, &bad))
}

func parse(t *testing.T, body string) *config.Config {
	t.Helper()
	c, err := config.Parse("conf/zonesync.yaml", []byte(body), kinds())
	require.NoError(t, err)
	return c
}

// TestAnErrorOfOpeningHasAPlace: that of the setting with which it begins, or else that of the account.
func TestAnErrorOfOpeningHasAPlace(t *testing.T) {
	t.Parallel()
	body := "source: {dir: {path: zones}}\nproviders:\n  here:\n    type: fake\n    email: x\nzones: [{match: \"**\", provider: here}]\n"
	c, err := config.Parse("conf/zonesync.yaml", []byte(body), kinds())
	require.NoError(t, err)
	p := c.Providers["here"]
	require.Equal(t, "conf/zonesync.yaml:5:12", p.Place(errors.New("email: is none")))
	require.Equal(t, "conf/zonesync.yaml:4:5", p.Place(errors.New("lines: are too many")))
	require.Equal(t, "conf/zonesync.yaml:4:5", p.Place(errors.New("it rains")))
	require.Empty(t, config.Provider{}.Place(errors.New("email: is none")))
}
