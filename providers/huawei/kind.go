package huawei

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/zonesync/zonesync/internal/gate"
	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/providers"
)

const (
	dialectHuawei = "huawei"
	dialectOTC    = "otc"
	regionOTC     = "eu-de" // the only one whose DNS service has public zones
)

// settings are the config's keys for this kind.
type settings struct {
	providers.Common `yaml:",inline"`
	Dialect          string        `yaml:"dialect,omitempty" json:"dialect,omitempty" jsonschema:"huawei, or otc for Open Telekom Cloud"`
	Region           string        `yaml:"region,omitempty" json:"region,omitempty" jsonschema:"region whose endpoints and project are used, such as ap-southeast-1; public zones are the same in all of them"`
	AccessKey        string        `yaml:"access_key,omitempty" json:"access_key,omitempty" jsonschema:"access key id (AK), to sign requests with"`
	SecretKey        secret.Secret `yaml:"secret_key,omitempty" json:"secret_key,omitzero" jsonschema:"its secret key (SK): env:NAME, file:PATH or exec:COMMAND"`
	Username         string        `yaml:"username,omitempty" json:"username,omitempty" jsonschema:"IAM user, instead of access_key"`
	Password         secret.Secret `yaml:"password,omitempty" json:"password,omitzero" jsonschema:"the user's password: env:NAME, file:PATH or exec:COMMAND"`
	Domain           string        `yaml:"domain,omitempty" json:"domain,omitempty" jsonschema:"name of the account that the user belongs to"`
	Project          string        `yaml:"project,omitempty" json:"project,omitempty" jsonschema:"name or id of the project (the region's own)"`
	Endpoint         string        `yaml:"endpoint,omitempty" json:"endpoint,omitempty" jsonschema:"address of the DNS service, without version, instead of the region's"`
	IAMEndpoint      string        `yaml:"iam_endpoint,omitempty" json:"iam_endpoint,omitempty" jsonschema:"address of the identity service, without version, instead of the region's"`
	Lines            []string      `yaml:"lines,omitempty" json:"lines,omitempty" jsonschema:"lines to look after beside default_view, such as Dianxin; each is a view (example.com@Dianxin.zone)"`
}

// Kind describes the provider to the config and to the command line.
func Kind() providers.Kind {
	return providers.Kind{
		Name:    kindName,
		Summary: "Huawei Cloud DNS and Open Telekom Cloud DNS",
		Settings: func() any {
			s := &settings{Dialect: dialectHuawei}
			s.Rate = providers.Rate{Requests: 90, Per: providers.Duration(time.Minute), Burst: 10} // the service takes 100 a minute
			return s
		},
		Open: func(s any, env providers.Env) (providers.Provider, error) { return open(s.(*settings), env) },
	}
}

func open(s *settings, env providers.Env) (*Provider, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	c, err := s.credentials()
	if err != nil {
		return nil, err
	}
	return s.connect(c, s.options(env, c))
}

func (s *settings) connect(c credentials, o httpapi.Options) (*Provider, error) {
	o.BaseURL = cmp.Or(s.Endpoint, s.host("dns"))
	api, err := httpapi.New(o)
	if err != nil {
		return nil, fmt.Errorf("endpoint: %w", err)
	}
	o.BaseURL = cmp.Or(s.IAMEndpoint, s.host("iam"))
	iam, err := httpapi.New(o)
	if err != nil {
		return nil, fmt.Errorf("iam_endpoint: %w", err)
	}
	return &Provider{
		session: newSession(c, api, iam), otc: s.otc(), lines: slices.Clone(s.Lines), log: o.Log,
		poll: defaultPoll, patience: defaultPatience, parallel: o.Rate.Parallel, ids: map[string]string{},
		quota: quota{asking: gate.New()},
		bulk:  bulk{none: s.otc()},
	}, nil
}

func (s *settings) otc() bool { return s.Dialect == dialectOTC }

// host gives the address of a service in the region.
func (s *settings) host(service string) string {
	if s.otc() {
		return "https://" + service + "." + cmp.Or(s.Region, regionOTC) + ".otc.t-systems.com"
	}
	return "https://" + service + "." + s.Region + ".myhuaweicloud.com"
}

// project gives what the zones belong to: every region has a project of its name.
func (s *settings) project() string {
	if s.otc() {
		return cmp.Or(s.Project, s.Region, regionOTC)
	}
	return cmp.Or(s.Project, s.Region)
}

func (s *settings) options(env providers.Env, c credentials) httpapi.Options {
	rate := httpapi.Settings(s.Common)
	rate.Parallel = cmp.Or(rate.Parallel, inFlight)
	o := httpapi.Options{
		Provider: kindName, Credential: c.name(), Scope: kindName + " " + s.Dialect, Limits: env.Limits, Rate: rate, Timeout: time.Duration(s.Timeout),
		UserAgent: "zonesync/" + env.Version, Explain: c.explain, AddressHint: urlHint, Secrets: []string{c.secretKey, c.password}, Log: env.Log,
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if c.signs() {
		o.Sign = c.sign
	}
	return o
}

// credentials reveals what logs in.
func (s *settings) credentials() (c credentials, err error) {
	c = credentials{accessKey: s.AccessKey, username: s.Username, domain: s.Domain, project: s.project(), now: time.Now, pace: newPace()}
	if c.secretKey, err = s.SecretKey.Reveal(context.Background()); err != nil {
		return c, fmt.Errorf("secret_key: %w", err)
	}
	if c.password, err = s.Password.Reveal(context.Background()); err != nil {
		return c, fmt.Errorf("password: %w", err)
	}
	return c, nil
}

var regionName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// check refuses settings that can never work.
func (s *settings) check() error {
	switch {
	case s.Dialect != dialectHuawei && s.Dialect != dialectOTC:
		return fmt.Errorf("dialect: %q is neither huawei nor otc", s.Dialect)
	case s.Region != "" && !regionName.MatchString(s.Region):
		return fmt.Errorf("region: %q is not the name of one, which is like ap-southeast-1", s.Region)
	case s.otc() && s.Region != "" && s.Region != regionOTC && s.Endpoint == "":
		return fmt.Errorf("region: Open Telekom Cloud has public zones in %s only, not in %q; another one needs endpoint", regionOTC, s.Region)
	case s.Region == "" && !s.otc() && (s.Endpoint == "" || s.IAMEndpoint == "" || s.Project == ""):
		return errors.New("region: is missing, such as ap-southeast-1")
	case s.Endpoint != "" && !isBase(s.Endpoint):
		return errors.New("endpoint: must be like https://dns.ap-southeast-1.myhuaweicloud.com, without version")
	case s.IAMEndpoint != "" && !isBase(s.IAMEndpoint):
		return errors.New("iam_endpoint: must be like https://iam.ap-southeast-1.myhuaweicloud.com, without version")
	}
	return errors.Join(s.checkLogin(), s.checkLines())
}

func (s *settings) checkLogin() error {
	keys := s.AccessKey != "" || !s.SecretKey.IsZero()
	user := s.Username != "" || !s.Password.IsZero()
	switch {
	case keys && user:
		return errors.New("access_key and username: only one of them is needed")
	case keys && s.otc():
		return errors.New("access_key: Open Telekom Cloud signs in a way of its own, which zonesync does not know: use username, password and domain")
	case keys && s.AccessKey == "":
		return errors.New("access_key: is missing")
	case keys && s.SecretKey.IsZero():
		return errors.New("secret_key: is missing")
	case keys:
		return nil
	case !user && s.otc():
		return errors.New("username: is missing")
	case !user:
		return errors.New("access_key: is missing (or username)")
	case s.Username == "":
		return errors.New("username: is missing")
	case s.Password.IsZero():
		return errors.New("password: is missing")
	case s.Domain == "":
		return errors.New("domain: is missing: the name of the account that the user belongs to")
	}
	return nil
}

func (s *settings) checkLines() error {
	if len(s.Lines) > 0 && s.otc() {
		return errors.New("lines: Open Telekom Cloud has none")
	}
	for i, l := range s.Lines {
		switch {
		case l == "":
			return errors.New("lines: one is empty")
		case l[0] == '.' || strings.ContainsAny(l, `/\@`):
			return fmt.Errorf("lines: %q cannot be a part of a zone file's name", l)
		case l == defaultLine:
			return errors.New("lines: default_view is always looked after, as the zone files without a view")
		case slices.Contains(s.Lines[:i], l):
			return fmt.Errorf("lines: %q is there twice", l)
		}
	}
	return nil
}

// isBase tells whether an address is one that paths can be put behind.
func isBase(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.RawQuery == "" && u.User == nil &&
		!strings.Contains(u.Path, "/v2") && !strings.Contains(u.Path, "/v3")
}
