package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/config"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/providers"
)

const accounts = `
source: {dir: {path: zones}}
providers:
  prod: {type: fake, api_key: env:KEY}
  spare: {type: fake, lines: [uni]}
`

func TestDefaults(t *testing.T) {
	t.Parallel()
	c := parse(t, accounts+"zones: [{match: '**', provider: prod}]")
	require.Equal(t, diff.DefaultRules(), c.Zones[0].Rules)
	require.Equal(t, "127.0.0.1:8053", c.Server.Listen)
	require.Empty(t, c.State.Dir)
	require.Equal(t, []string{"tel"}, c.Providers["prod"].Settings.(*fakeSettings).Lines)
	require.Equal(t, []string{"uni"}, c.Providers["spare"].Settings.(*fakeSettings).Lines)
	require.Empty(t, c.Warnings)

	c = parse(t, "source: {git: {url: 'https://git.example.org/dns.git'}}")
	require.Equal(t, config.Git{
		URL: "https://git.example.org/dns.git", Branch: "main", Path: ".", Poll: providers.Duration(time.Minute),
	}, *c.Source.Git)
	for _, ref := range []string{"tag: v1", "commit: 0123456789abcdef0123456789abcdef01234567", "{branch: null, tag: v1}"} {
		c = parse(t, "source: {git: {url: 'https://git.example.org/dns.git', "+strings.Trim(ref, "{}")+", verify: {keyring: keys.asc}}}")
		require.Empty(t, c.Source.Git.Branch, "the default gives way to %s", ref)
		require.Equal(t, config.VerifyHead, c.Source.Git.Verify.Commits)
	}
}

func TestWhatIsGivenInPartKeepsTheOtherDefaults(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]diff.Guard{
		"{}":                            {MaxDeletes: 10, MaxDeletePercent: 25},
		"{max_deletes: 0}":              {MaxDeletes: 0, MaxDeletePercent: 25},
		"{max_delete_percent: 0}":       {MaxDeletes: 10, MaxDeletePercent: 0},
		"{max_deletes: 3}":              {MaxDeletes: 3, MaxDeletePercent: 25},
		"":                              {MaxDeletes: 10, MaxDeletePercent: 25},
		"{max_deletes: 0x10}":           {MaxDeletes: 16, MaxDeletePercent: 25},
		"{max_delete_percent: 100}":     {MaxDeletes: 10, MaxDeletePercent: 100},
		"{max_delete_percent: !!int 7}": {MaxDeletes: 10, MaxDeletePercent: 7},
	} {
		c := parse(t, accounts+"zones:\n- match: '**'\n  provider: prod\n  guard: "+text)
		require.Equal(t, want, c.Zones[0].Guard, text)
	}
}

func TestEverySettingOfAZone(t *testing.T) {
	t.Parallel()
	c := parse(t, accounts+`
zones:
  - match: Example.ORG
    file: legacy/org.txt
    provider: [prod, spare]
    private: true
    create_zone: yes
    atomic: true
    soa: manage
    apex_ns: verify
    ds: manage
    ignore: [{name: "_acme-challenge.**", type: TXT}, {name: "**.dyn"}]
    prune: owned
    drift: report
    guard: {max_deletes: 1, max_delete_percent: 2}
    comments: sync
`)
	require.Equal(t, config.Zone{
		Match: "example.org.", File: "legacy/org.txt", Provider: config.Names{"prod", "spare"},
		Private: true, CreateZone: true, Atomic: true,
		Rules: diff.Rules{
			SOA: diff.Manage, ApexNS: diff.Verify, DS: diff.Manage, Prune: diff.PruneOwned, Drift: diff.Report, Comments: "sync",
			Ignore: []diff.Pattern{{Name: "_acme-challenge.**", Type: "TXT"}, {Name: "**.dyn"}},
			Guard:  diff.Guard{MaxDeletes: 1, MaxDeletePercent: 2},
		},
	}, c.Zones[0])
	require.Equal(t, map[string]string{"legacy/org.txt": "example.org."}, c.Origins())
	require.True(t, c.Private("EXAMPLE.org"))
	require.False(t, c.Private("example.net."))
}

func TestTheFirstMatchDecides(t *testing.T) {
	t.Parallel()
	c := parse(t, accounts+`
zones:
  - {match: www.Example.com., provider: [prod]}
  - {match: "*.example.com", provider: [spare]}
  - {match: "**.example.com", provider: [prod, spare]}
  - {match: "*", provider: [spare, prod]}
`)
	for origin, want := range map[string]string{
		"www.example.com.": "prod",
		"WWW.example.COM":  "prod",
		"a.example.com":    "spare",
		"a.b.example.com.": "prod spare",
		"example.com.":     "prod spare",
		"test.":            "spare prod",
		"example.org.":     "",
		"notexample.com.":  "",
		"bad..name":        "",
	} {
		z, ok := c.Zone(origin)
		require.Equal(t, want != "", ok, origin)
		require.Equal(t, want, strings.Join(z.Provider, " "), origin)
	}
}

func TestRelativePathsStartAtTheConfig(t *testing.T) {
	t.Setenv("KEY", "x")
	c := parse(t, `
source: {dir: {path: ../zones}}
providers:
  a: {type: fake, ca_file: ca.pem, api_key: "file:key"}
  b: {type: fake, ca_file: "file:/etc/ca.pem", api_key: env:KEY}
state: {dir: state}
`)
	require.EqualValues(t, "zones", c.Source.Dir.Path)
	require.EqualValues(t, "conf/state", c.State.Dir)
	a, b := c.Providers["a"].Settings.(*fakeSettings), c.Providers["b"].Settings.(*fakeSettings)
	require.EqualValues(t, "conf/ca.pem", a.CAFile)
	require.EqualValues(t, "/etc/ca.pem", b.CAFile)
	require.Equal(t, secret.New("file:key").In("conf"), a.APIKey)
	value, err := b.APIKey.Reveal(t.Context())
	require.NoError(t, err)
	require.Equal(t, "x", value)
}

func TestMergedKeys(t *testing.T) {
	t.Parallel()
	c := parse(t, accounts+`
zones:
  - &careful {match: a.example, provider: prod, prune: owned, guard: {max_deletes: 3}}
  - {<<: *careful, match: b.example, drift: report}
  - {match: c.example, <<: [{prune: none}, *careful]}
`)
	b, d := c.Zones[1], c.Zones[2]
	require.Equal(t, "b.example.", b.Match)
	require.Equal(t, diff.PruneOwned, b.Prune)
	require.Equal(t, diff.Report, b.Drift)
	require.Equal(t, diff.Guard{MaxDeletes: 3, MaxDeletePercent: 25}, b.Guard)
	require.Equal(t, "c.example.", d.Match)
	require.Equal(t, diff.PruneNone, d.Prune)
	require.Equal(t, config.Names{"prod"}, d.Provider)
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	c := parse(t, `
source: {dir: {path: zones}}
providers:
  prod: {type: fake, api_key: hunter2}
server: {webhook_secret: hunter2}
zones:
  - {match: example.com, provider: prod}
  - {match: Example.com., provider: prod, prune: none}
`)
	var got []string
	for _, w := range c.Warnings {
		got = append(got, w.String())
	}
	const hint = " (refer to it with env:NAME, file:PATH or exec:COMMAND)"
	require.Equal(t, []string{
		"conf/zonesync.yaml:4:31: providers.prod.api_key: the secret itself stands in the file" + hint,
		"conf/zonesync.yaml:5:26: server.webhook_secret: the secret itself stands in the file" + hint,
		"conf/zonesync.yaml:8:13: zones[1].match: never used: zones[0] has the same and comes first",
	}, got)
	require.Equal(t, "conf/zonesync.yaml:1:1: zones: none: nothing is synced", parse(t, "source: {dir: {path: z}}").Warnings[0].String())
}

func TestDefaultServesAFolderFromTheBuiltInServer(t *testing.T) {
	t.Parallel()
	c := config.Default("zones", kinds())
	require.EqualValues(t, "zones", c.Source.Dir.Path)
	for _, origin := range []string{".", "example.com", "a.b.c.example.org."} {
		z, ok := c.Zone(origin)
		require.True(t, ok, origin)
		require.True(t, z.CreateZone)
		require.Equal(t, []diff.Mode{diff.Manage, diff.Manage, diff.Manage}, []diff.Mode{z.SOA, z.ApexNS, z.DS})
		require.Equal(t, diff.DefaultRules().Guard, z.Guard)
		require.Equal(t, "local", c.Providers[z.Provider[0]].Type)
		require.NotNil(t, c.Providers[z.Provider[0]].Settings)
	}
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	body := accounts + "#" + strings.Repeat("x", config.MaxBytes)
	_, err := config.Parse("zonesync.yaml", []byte(body), kinds())
	require.EqualError(t, err, "zonesync.yaml: over 1048576 bytes, which no config needs")
}

// TestAliasesCannotExplode makes a million values of a few hundred kilobytes in each of the ways that aliases allow.
func TestAliasesCannotExplode(t *testing.T) {
	t.Parallel()
	patterns := "zones:\n  - &zone\n    match: a.example\n    provider: prod\n    ignore: [" + strings.Repeat("{name: a},", 5000) + "]\n"
	names := "zones:\n  - &zone\n    match: a.example\n    provider: prod\n    ignore: &all [&p {name: a}," + strings.Repeat("*p,", 5000) + "]\n"
	for name, body := range map[string]string{
		"repeated": patterns + strings.Repeat("  - *zone\n", 5000),
		"nested":   names + strings.Repeat("  - {match: b.example, provider: prod, ignore: *all}\n", 2000),
		"merged":   patterns + "  - <<: [" + strings.Repeat("*zone,", 100000) + "]\n",
		"circular": "zones:\n  - &a\n    <<: *a\n",
	} {
		_, err := config.Parse("zonesync.yaml", []byte(accounts+body), kinds())
		var bad *config.Error
		require.ErrorAs(t, err, &bad, name)
		require.Contains(t, bad.Problems[0].Message+bad.Problems[len(bad.Problems)-1].Message, "aliases make too many values", name)
		require.Less(t, len(bad.Problems), 10, name)
	}
}

func FuzzParse(f *testing.F) {
	for _, body := range []string{accounts, "a: &a [*a]", "<<: {<<: [a]}", "? [a]\n: b", "- \n", "source: !!binary aGk=", "zones: [[]]"} {
		f.Add(body)
	}
	all := kinds()
	f.Fuzz(func(t *testing.T, body string) {
		c, err := config.Parse("zonesync.yaml", []byte(body), all)
		require.NotEqual(t, c == nil, err == nil)
	})
}
