package designate

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/config/clouds"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/providers"
)

const (
	apiV1 = "v1"
	apiV2 = "v2"
	// defaultDomain is the Keystone domain of clouds that have only one.
	defaultDomain = "Default"
	// allProjects is the header by which an administrator sees what is not of his project.
	allProjects = "X-Auth-All-Projects"
)

// settings are the config's keys for this kind.
type settings struct {
	providers.Common `yaml:",inline"`
	API              string        `yaml:"api,omitempty" json:"api,omitempty" jsonschema:"v2 or v1; asked of the service when not set"`
	Endpoint         string        `yaml:"endpoint,omitempty" json:"endpoint,omitempty" jsonschema:"address of the DNS service, without version, instead of the catalog's"`
	AuthURL          string        `yaml:"auth_url,omitempty" json:"auth_url,omitempty" jsonschema:"address of Keystone, as OS_AUTH_URL; without it and cloud, the OS_* variables are used"`
	Username         string        `yaml:"username,omitempty" json:"username,omitempty" jsonschema:"user"`
	Password         secret.Secret `yaml:"password,omitempty" json:"password,omitzero" jsonschema:"the user's password: env:NAME, file:PATH or exec:COMMAND"`
	UserDomain       string        `yaml:"user_domain,omitempty" json:"user_domain,omitempty" jsonschema:"name of the user's Keystone domain (Default)"`
	Project          string        `yaml:"project,omitempty" json:"project,omitempty" jsonschema:"name of the project that owns the zones"`
	ProjectDomain    string        `yaml:"project_domain,omitempty" json:"project_domain,omitempty" jsonschema:"name of the project's Keystone domain (user_domain)"`
	ProjectID        string        `yaml:"project_id,omitempty" json:"project_id,omitempty" jsonschema:"id of the project, instead of its name"`
	Region           string        `yaml:"region,omitempty" json:"region,omitempty" jsonschema:"region in the service catalog"`
	AppID            string        `yaml:"application_credential_id,omitempty" json:"application_credential_id,omitempty" jsonschema:"application credential, instead of user and project"`
	AppSecret        secret.Secret `yaml:"application_credential_secret,omitempty" json:"application_credential_secret,omitzero" jsonschema:"its secret: env:NAME, file:PATH or exec:COMMAND"`
	Cloud            string        `yaml:"cloud,omitempty" json:"cloud,omitempty" jsonschema:"name of a cloud in clouds.yaml, instead of all other settings of the login"`
	NoAuth           bool          `yaml:"noauth,omitempty" json:"noauth,omitempty" jsonschema:"the service asks for no login (auth_strategy = noauth); needs endpoint"`
	AllProjects      bool          `yaml:"all_projects,omitempty" json:"all_projects,omitempty" jsonschema:"see the zones of all projects; for administrators"`
	Email            string        `yaml:"email,omitempty" json:"email,omitempty" jsonschema:"address of the person responsible for new zones"`
}

// access is how to get at the service.
type access struct {
	noauth   bool
	auth     gophercloud.AuthOptions
	renews   bool // a login can be made again
	where    gophercloud.EndpointOpts
	tls      *tls.Config // nil: the usual
	endpoint string      // instead of the catalog's; ends with a slash
	header   map[string]string
}

// access works out what logs in, and refuses settings that can never work.
func (s *settings) access() (access, error) {
	a := access{noauth: s.NoAuth, header: map[string]string{}}
	if err := s.check(); err != nil {
		return a, err
	}
	if s.Endpoint != "" {
		a.endpoint = withoutVersion(s.Endpoint)
	}
	if s.AllProjects {
		a.header[allProjects] = "true"
	}
	if s.NoAuth {
		if s.ProjectID != "" {
			a.header["X-Auth-Project-ID"] = s.ProjectID
		}
		return a, nil
	}
	err := s.identify(&a)
	a.where.Region = cmp.Or(s.Region, a.where.Region)
	a.renews = a.auth.TokenID == ""
	a.auth.AllowReauth = false // see client.do
	return a, err
}

func (s *settings) check() error {
	switch {
	case s.API != "" && s.API != apiV1 && s.API != apiV2:
		return fmt.Errorf("api: %q is neither v1 nor v2", s.API)
	case s.Email != "" && !providers.IsMailAddress(s.Email):
		return fmt.Errorf("email: %q is no mail address", s.Email)
	case s.Endpoint != "" && !httpapi.IsBase(s.Endpoint):
		return errors.New("endpoint: must be like https://host:9001")
	case s.AuthURL != "" && !httpapi.IsBase(s.AuthURL):
		return errors.New("auth_url: must be like https://host:5000/v3")
	case s.NoAuth && s.Endpoint == "":
		return errors.New("endpoint: is missing, and with noauth there is no catalog that names it")
	case s.NoAuth && (s.AuthURL != "" || s.Cloud != "" || s.ofLogin() != "" && s.ofLogin() != "project_id"):
		return errors.New("noauth: does not go with a login")
	case s.Cloud != "" && s.AuthURL != "":
		return errors.New("cloud and auth_url: only one of them is needed")
	}
	return nil
}

// identify takes the login from where it is: the settings, clouds.yaml, or the environment. It comes whole from there: two
// halves of two logins may fit, and lead to somebody else's project.
func (s *settings) identify(a *access) (err error) {
	cloud, inEnvironment := s.Cloud, s.AuthURL == "" && os.Getenv("OS_AUTH_URL") != ""
	if s.AuthURL == "" && cloud == "" && !inEnvironment {
		cloud = os.Getenv("OS_CLOUD")
	}
	switch also := s.ofLogin(); {
	case cloud != "" && also != "":
		return fmt.Errorf("%s: the login is that of the cloud %q in clouds.yaml: leave it out", also, cloud)
	case cloud != "":
		if a.auth, a.where, a.tls, err = clouds.Parse(clouds.WithCloudName(cloud)); err != nil {
			return fmt.Errorf("cloud: %w", err)
		}
		return nil
	case inEnvironment && also != "":
		return fmt.Errorf("%s: without auth_url the login is that of the OS_ variables: set auth_url too, or leave it out", also)
	case inEnvironment:
		l := loginOfEnvironment()
		a.where.Region = os.Getenv("OS_REGION_NAME")
		a.auth, err = l.options(inEnv)
		return err
	}
	l, err := s.login()
	if err != nil {
		return err
	}
	a.auth, err = l.options(inSettings)
	return err
}

// ofLogin names a setting that is a part of a login, beside auth_url.
func (s *settings) ofLogin() string {
	for _, part := range []struct {
		key string
		set bool
	}{
		{"username", s.Username != ""}, {"password", !s.Password.IsZero()}, {"user_domain", s.UserDomain != ""},
		{"project", s.Project != ""}, {"project_domain", s.ProjectDomain != ""}, {"project_id", s.ProjectID != ""},
		{"application_credential_id", s.AppID != ""}, {"application_credential_secret", !s.AppSecret.IsZero()},
	} {
		if part.set {
			return part.key
		}
	}
	return ""
}

// login is what the settings say.
func (s *settings) login() (l login, err error) {
	l = login{
		url: s.AuthURL, user: s.Username, userDomain: cmp.Or(s.UserDomain, defaultDomain), project: s.Project, projectID: s.ProjectID, appID: s.AppID,
	}
	l.projectDomain = cmp.Or(s.ProjectDomain, l.userDomain)
	if l.password, err = s.Password.Reveal(context.Background()); err != nil {
		return l, fmt.Errorf("password: %w", err)
	}
	if l.appSecret, err = s.AppSecret.Reveal(context.Background()); err != nil {
		return l, fmt.Errorf("application_credential_secret: %w", err)
	}
	return l, nil
}

// address is where the first request goes to.
func (a access) address() string {
	if a.noauth {
		return a.endpoint
	}
	return a.auth.IdentityEndpoint
}

// blame names the setting that address came from.
func (a access) blame(err error) error {
	if a.noauth {
		return fmt.Errorf("endpoint: %w", err)
	}
	return fmt.Errorf("auth_url: %w", err)
}

// credential tells apart what has limits of its own: a user in a project, at one region's service.
func (a access) credential() string {
	scope := a.auth.Scope
	if scope == nil {
		scope = &gophercloud.AuthScope{}
	}
	return strings.Join([]string{
		a.header["X-Auth-Project-ID"], a.endpoint, a.where.Region,
		a.auth.UserID, a.auth.Username, a.auth.DomainID, a.auth.DomainName, a.auth.TenantID, a.auth.TenantName,
		a.auth.ApplicationCredentialID, a.auth.ApplicationCredentialName, a.auth.TokenID,
		scope.ProjectID, scope.ProjectName, scope.DomainID, scope.DomainName,
	}, "\x00")
}

func (a access) secrets() []string {
	return []string{a.auth.Password, a.auth.ApplicationCredentialSecret, a.auth.Passcode, a.auth.TokenID}
}

// withoutVersion gives an endpoint as gophercloud wants it: with a slash at the end, and without the API's version, which
// some catalogs have in it.
func withoutVersion(endpoint string) string {
	endpoint = strings.TrimSuffix(endpoint, "/")
	for _, version := range []string{"/" + apiV1, "/" + apiV2} {
		endpoint = strings.TrimSuffix(endpoint, version)
	}
	return endpoint + "/"
}
