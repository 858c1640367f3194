package designate

import (
	"cmp"
	"context"
	"errors"
	"os"
	"time"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack"

	"github.com/zonesync/zonesync/providers"
)

// login is what Keystone v3 is told.
type login struct {
	url                              string
	user, userID, password           string
	userDomain, userDomainID         string
	project, projectID               string
	projectDomain, projectDomainID   string
	appID, appName, appSecret, token string
}

// loginOfEnvironment reads what an openrc file sets.
func loginOfEnvironment() login {
	env := func(names ...string) string {
		for _, name := range names {
			if v := os.Getenv(name); v != "" {
				return v
			}
		}
		return ""
	}
	return login{
		url:  env("OS_AUTH_URL"),
		user: env("OS_USERNAME"), userID: env("OS_USER_ID", "OS_USERID"), password: env("OS_PASSWORD"), token: env("OS_TOKEN"),
		userDomain: env("OS_USER_DOMAIN_NAME", "OS_DOMAIN_NAME"), userDomainID: env("OS_USER_DOMAIN_ID", "OS_DOMAIN_ID", "OS_DEFAULT_DOMAIN"),
		project: env("OS_PROJECT_NAME", "OS_TENANT_NAME"), projectID: env("OS_PROJECT_ID", "OS_TENANT_ID"),
		projectDomain: env("OS_PROJECT_DOMAIN_NAME", "OS_DOMAIN_NAME"), projectDomainID: env("OS_PROJECT_DOMAIN_ID", "OS_DOMAIN_ID", "OS_DEFAULT_DOMAIN"),
		appID: env("OS_APPLICATION_CREDENTIAL_ID"), appName: env("OS_APPLICATION_CREDENTIAL_NAME"), appSecret: env("OS_APPLICATION_CREDENTIAL_SECRET"),
	}
}

// lacks names what a login lacks, in the words of where it is from.
type lacks struct{ url, secret, user, password, project string }

var (
	inSettings = lacks{
		url:    "auth_url: is missing (or cloud, or OS_AUTH_URL, or noauth with endpoint)",
		secret: "application_credential_secret: is missing", user: "username: is missing (or application_credential_id)",
		password: "password: is missing", project: "project: is missing (or project_id)",
	}
	inEnv = lacks{
		secret: "OS_APPLICATION_CREDENTIAL_SECRET is not set", user: "OS_USERNAME is not set, nor OS_APPLICATION_CREDENTIAL_ID",
		password: "OS_PASSWORD is not set", project: "OS_PROJECT_NAME is not set, nor OS_PROJECT_ID",
	}
)

// options puts a login into the library's words. An application credential is bound to its project and takes no scope.
func (l login) options(lacks lacks) (gophercloud.AuthOptions, error) {
	o := gophercloud.AuthOptions{
		IdentityEndpoint: l.url, ApplicationCredentialID: l.appID, ApplicationCredentialName: l.appName, ApplicationCredentialSecret: l.appSecret,
	}
	switch byApp := l.appID != "" || l.appName != ""; {
	case l.url == "":
		return o, errors.New(lacks.url)
	case byApp && l.appSecret == "":
		return o, errors.New(lacks.secret)
	case l.appID != "":
		return o, nil
	case !byApp && l.token != "":
		o.TokenID = l.token
		return o, l.scope(lacks, &o)
	case l.user == "" && l.userID == "":
		return o, errors.New(lacks.user)
	}
	o.Username, o.UserID, o.Password = l.user, l.userID, l.password
	if l.userID != "" {
		o.Username = ""
	} else if o.DomainID = l.userDomainID; l.userDomain != "" || o.DomainID == "" {
		o.DomainID, o.DomainName = "", cmp.Or(l.userDomain, defaultDomain)
	}
	switch {
	case l.appName != "":
		return o, nil
	case l.password == "":
		return o, errors.New(lacks.password)
	}
	return o, l.scope(lacks, &o)
}

// scope names the project.
func (l login) scope(lacks lacks, o *gophercloud.AuthOptions) error {
	switch {
	case l.projectID != "":
		o.Scope = &gophercloud.AuthScope{ProjectID: l.projectID}
	case l.project == "":
		return errors.New(lacks.project)
	case l.projectDomain != "" || l.projectDomainID == "":
		o.Scope = &gophercloud.AuthScope{ProjectName: l.project, DomainName: cmp.Or(l.projectDomain, defaultDomain)}
	default:
		o.Scope = &gophercloud.AuthScope{ProjectName: l.project, DomainID: l.projectDomainID}
	}
	return nil
}

// refusedFor is how long a refused login is not tried again: a Keystone may lock users out after a few.
const refusedFor = time.Minute

// service gives where calls go to, after a login where there is none.
func (c *client) service(ctx context.Context) (*gophercloud.ServiceClient, error) {
	leave, err := c.entry.Enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	if c.session == nil && c.no != nil && time.Now().Before(c.again) {
		return nil, c.no
	}
	if c.session != nil {
		return c.session, nil
	}
	s, err := c.login(ctx)
	if err != nil {
		err = c.told(opLogin, err)
		if c.no = nil; errors.Is(err, providers.ErrAuth) {
			c.no, c.again = err, time.Now().Add(refusedFor)
		}
		return nil, err
	}
	c.session, c.no = s, nil
	return s, nil
}

// drop forgets a session whose token the service does not take any more.
func (c *client) drop(ctx context.Context, s *gophercloud.ServiceClient) error {
	leave, err := c.entry.Enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	if c.session == s {
		c.session = nil
	}
	return nil
}

// login makes a session.
func (c *client) login(ctx context.Context) (*gophercloud.ServiceClient, error) {
	p, err := c.account(ctx)
	if err != nil {
		return nil, err
	}
	s := &gophercloud.ServiceClient{ProviderClient: p, Endpoint: c.access.endpoint}
	if s.Endpoint == "" {
		where := c.access.where // without a version: the library would look for v2, and the service may speak v1 only
		where.ApplyDefaults("dns")
		found, err := p.EndpointLocator(where)
		if err != nil {
			return nil, err
		}
		s.Endpoint = withoutVersion(found)
	}
	s.ResourceBase, s.MoreHeaders = s.Endpoint+apiV2+"/", c.access.header // the library knows nothing of v1
	return s, nil
}

// account gives the library's client, logged in where a login is needed.
func (c *client) account(ctx context.Context) (*gophercloud.ProviderClient, error) {
	if c.access.noauth {
		return &gophercloud.ProviderClient{HTTPClient: c.httpClient()}, nil
	}
	p, err := openstack.NewClient(c.access.auth.IdentityEndpoint)
	if err != nil {
		return nil, err
	}
	p.HTTPClient = c.httpClient()
	return p, openstack.Authenticate(ctx, p, c.access.auth)
}
