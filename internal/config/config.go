// Package config reads zonesync.yaml, strictly: what it does not know is an error with its place and a suggestion, and all
// errors of a file are told at once. It opens nothing that the file names, and asks no secret for its value.
package config

import (
	"cmp"
	"strings"
	"time"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Config is the whole file. Load, Parse and Default make one with all defaults filled in; it is not changed afterwards.
// Relative paths in it have been joined with the folder of the file.
type Config struct {
	Source    Source              `yaml:"source" json:"source" jsonschema:"where the zone files are"`
	Providers map[string]Provider `yaml:"providers" json:"providers,omitempty" jsonschema:"accounts that hold live zones, by a name of your choice"`
	Zones     []Zone              `yaml:"zones" json:"zones,omitempty" jsonschema:"which zones go where; the first match decides"`
	State     State               `yaml:"state" json:"state,omitzero" jsonschema:"what the service remembers"`
	Server    Server              `yaml:"server" json:"server,omitzero" jsonschema:"status page, metrics and webhooks"`

	Warnings []Problem `yaml:"-" json:"-"` // in file order
}

// Source is where the zone files are: one of the two.
type Source struct {
	Git *Git `yaml:"git" json:"git,omitempty" jsonschema:"a folder of a git repository, as one commit has it"`
	Dir *Dir `yaml:"dir" json:"dir,omitempty" jsonschema:"a folder, watched for changes"`
}

// Dir is a folder of zone files.
type Dir struct {
	Path providers.Path `yaml:"path" json:"path" jsonschema:"the folder; relative paths start at this file's folder"`
}

// Git is a folder of a git repository: at the head of a branch, at a tag, or at a commit. Exactly one of the three is set.
type Git struct {
	URL        string             `yaml:"url" json:"url" jsonschema:"https, ssh, file or git address of the repository, without a password"`
	Branch     string             `yaml:"branch" json:"branch,omitempty" jsonschema:"the branch to follow"`
	Tag        string             `yaml:"tag" json:"tag,omitempty" jsonschema:"the tag to follow, instead of a branch"`
	Commit     string             `yaml:"commit" json:"commit,omitempty" jsonschema:"the id of the one commit to use, instead of a branch"`
	Path       string             `yaml:"path" json:"path,omitempty" jsonschema:"folder of the zone files inside the repository"`
	Poll       providers.Duration `yaml:"poll" json:"poll,omitempty" jsonschema:"how often the remote is asked for its head"`
	Token      secret.Secret      `yaml:"token" json:"token,omitzero" jsonschema:"access token for https: env:NAME, file:PATH or exec:COMMAND"`
	Username   string             `yaml:"username" json:"username,omitempty" jsonschema:"user for https; most servers take any with a token"`
	Password   secret.Secret      `yaml:"password" json:"password,omitzero" jsonschema:"password for https: env:NAME, file:PATH or exec:COMMAND"`
	SSHKey     secret.Secret      `yaml:"ssh_key" json:"ssh_key,omitzero" jsonschema:"private key for ssh: env:NAME, file:PATH or exec:COMMAND"`
	KnownHosts providers.Path     `yaml:"known_hosts" json:"known_hosts,omitempty" jsonschema:"known_hosts file for ssh"`
	Verify     *Verify            `yaml:"verify" json:"verify,omitempty" jsonschema:"refuse commits without a good signature"`
}

// Verify names the keys whose signatures make a commit good. Either is enough.
type Verify struct {
	AllowedSigners providers.Path `yaml:"allowed_signers" json:"allowed_signers,omitempty" jsonschema:"allowed signers file of ssh-keygen"`
	Keyring        providers.Path `yaml:"keyring" json:"keyring,omitempty" jsonschema:"armored OpenPGP public keys"`
	Commits        string         `yaml:"commits" json:"commits,omitempty" jsonschema:"which commits must be signed: the head alone, or all since the last good one"`
}

// The commits that Verify asks of.
const (
	VerifyHead = "head"
	VerifyAll  = "all"
)

// Provider is an account at a system that holds live zones.
type Provider struct {
	Type     string `json:"type"`     // the name of a providers.Kind
	Settings any    `json:"settings"` // what the kind's Settings gave, filled from the file; for the kind's Open

	places map[string]string // "file:line:column" by setting; that of the account itself is at ""
}

// Place gives "file:line:column" of the setting that an error of the kind's Open begins with, as in "url: must be …", or else of
// the account; "" without a file.
func (p Provider) Place(err error) string {
	setting, _, _ := strings.Cut(err.Error(), ": ")
	return cmp.Or(p.places[setting], p.places[""])
}

// Zone says what is done with the zones that it matches.
type Zone struct {
	Match      string `yaml:"match" json:"match" jsonschema:"glob on the zone's origin: * is one label or a part of one, ** any number of labels"`
	File       string `yaml:"file" json:"file,omitempty" jsonschema:"the zone's file below the source's folder, where its name does not tell the zone; needs a match without globs"`
	Provider   Names  `yaml:"provider" json:"provider" jsonschema:"a name from providers, or a list of them: the zone goes to all"`
	Private    bool   `yaml:"private" json:"private,omitempty" jsonschema:"private addresses are meant to be in these zones"`
	CreateZone bool   `yaml:"create_zone" json:"create_zone,omitempty" jsonschema:"create the zone where the provider does not have it"`
	Atomic     bool   `yaml:"atomic" json:"atomic,omitempty" jsonschema:"a refused batch leaves the zone as it is, instead of being bisected"`
	diff.Rules `yaml:",inline"`
}

// Names is one or more names; in the file a single one needs no list.
type Names []string

// State is where the service keeps what it remembers. Without Dir the command line and the environment decide.
type State struct {
	Dir providers.Path `yaml:"dir" json:"dir,omitempty" jsonschema:"folder of the state database"`
}

// Server is the service's HTTP side.
type Server struct {
	Listen        string        `yaml:"listen" json:"listen,omitempty" jsonschema:"address and port to listen at"`
	WebhookSecret secret.Secret `yaml:"webhook_secret" json:"webhook_secret,omitzero" jsonschema:"key of webhook signatures: env:NAME, file:PATH or exec:COMMAND"`
}

// defaulter is a part of the config whose zero value is not its default.
type defaulter interface{ setDefaults() }

func (c *Config) setDefaults() { c.Server.setDefaults() }
func (s *Server) setDefaults() { s.Listen = "127.0.0.1:8053" }
func (z *Zone) setDefaults()   { z.Rules = diff.DefaultRules() }
func (g *Git) setDefaults() {
	g.Branch, g.Path, g.Poll = "main", ".", providers.Duration(time.Minute)
}
func (v *Verify) setDefaults() { v.Commits = VerifyHead }

// Zone gives the settings of the first zone whose match fits a zone's origin, and whether there is one.
func (c *Config) Zone(origin string) (Zone, bool) {
	name, err := zone.Name(origin)
	if err != nil {
		return Zone{}, false
	}
	for _, z := range c.Zones {
		if zone.MatchName(z.Match, name) {
			return z, true
		}
	}
	return Zone{}, false
}

// Private tells whether a zone is meant to hold private addresses.
func (c *Config) Private(origin string) bool {
	z, _ := c.Zone(origin)
	return z.Private
}

// Origins gives the zones of files whose names do not tell them, by paths below the source's root.
func (c *Config) Origins() map[string]string {
	files := map[string]string{}
	for _, z := range c.Zones {
		if z.File != "" {
			files[z.File] = z.Match
		}
	}
	return files
}
