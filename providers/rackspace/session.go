package rackspace

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
)

const (
	tokenHeader = "X-Auth-Token"
	serviceName = "cloudDNS"
	apiVersion  = "v1.0"
)

// login is the body of POST /v2.0/tokens.
type login struct {
	Auth auth `json:"auth"`
}

type auth struct {
	APIKey   *apiKey   `json:"RAX-KSKEY:apiKeyCredentials,omitempty"`
	Password *password `json:"passwordCredentials,omitempty"`
}

type apiKey struct {
	Username string `json:"username"`
	APIKey   string `json:"apiKey"`
}

type password struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

func newLogin(user, key, word string) login {
	if key != "" {
		return login{auth{APIKey: &apiKey{user, key}}}
	}
	return login{auth{Password: &password{user, word}}}
}

// access is its answer.
type access struct {
	Access struct {
		Token struct {
			ID     string `json:"id"`
			Tenant struct {
				ID id `json:"id"`
			} `json:"tenant"`
		} `json:"token"`
		Catalog []struct {
			Name      string `json:"name"`
			Endpoints []struct {
				PublicURL string `json:"publicURL"`
				TenantID  id     `json:"tenantId"`
			} `json:"endpoints"`
		} `json:"serviceCatalog"`
	} `json:"access"`
}

// session keeps the token of a login, which lives for a day, and where the DNS service is.
type session struct {
	api               *httpapi.Client
	login             login
	endpoint, account string // as configured

	mu    sync.Mutex
	token string // "" before a login
	base  string
}

// use gives the token and the service's address, and logs in where there is none.
func (s *session) use(ctx context.Context) (token, base string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token != "" {
		return s.token, s.base, nil
	}
	resp, err := s.api.Do(ctx, httpapi.Request{
		Op: "log in", Method: http.MethodPost, Path: "/v2.0/tokens", Body: s.login, Safe: true, Private: true, Class: classLogin,
	})
	if err != nil {
		return "", "", err
	}
	var a access
	if err := resp.JSON(&a); err != nil {
		return "", "", err
	}
	if a.Access.Token.ID == "" {
		return "", "", resp.Unfit("answer has no token", nil)
	}
	s.api.AddSecret(a.Access.Token.ID)
	if base = s.locate(a); base == "" {
		e := resp.Unfit("the catalog has no "+serviceName+" for this account", nil)
		e.Hint = "check account, or set endpoint"
		return "", "", e
	}
	s.token, s.base = a.Access.Token.ID, base
	return s.token, s.base, nil
}

// locate gives the address of the DNS service, "" where the catalog has none.
func (s *session) locate(a access) string {
	if s.endpoint != "" {
		account := s.account
		if account == "" {
			account = string(a.Access.Token.Tenant.ID)
		}
		return complete(s.endpoint, account)
	}
	for _, service := range a.Access.Catalog {
		for _, e := range service.Endpoints {
			if service.Name == serviceName && httpapi.IsBase(e.PublicURL) && (s.account == "" || s.account == string(e.TenantID)) {
				return strings.TrimSuffix(e.PublicURL, "/")
			}
		}
	}
	return ""
}

// complete gives an endpoint with version and account, as far as it lacks them.
func complete(endpoint, account string) string {
	endpoint = strings.TrimSuffix(endpoint, "/")
	u, err := url.Parse(endpoint)
	if err != nil {
		return ""
	}
	switch last := path.Base(u.Path); {
	case u.Path == "":
		return endpoint + "/" + apiVersion + "/" + account
	case last == apiVersion:
		return endpoint + "/" + account
	}
	return endpoint
}

// drop forgets a token, so that the next call logs in.
func (s *session) drop(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == token {
		s.token = ""
	}
}

// loginError is a call that was not made because there is no token for it.
type loginError struct{ error }

func (e loginError) Unwrap() error { return e.error }

// do makes a call below the account with a token. One that is refused because the token has expired had no effect, so it is
// made again, once, after a login.
func (p *Provider) do(ctx context.Context, r httpapi.Request) (*httpapi.Response, error) {
	path := r.Path
	for again := false; ; again = true {
		token, base, err := p.session.use(ctx)
		if err != nil {
			return nil, loginError{err}
		}
		r.URL, r.Path, r.Header = base+path, "", http.Header{tokenHeader: {token}}
		resp, err := p.api.Do(ctx, r)
		if again || !unauthorized(err) {
			return resp, err
		}
		p.session.drop(token)
	}
}

func unauthorized(err error) bool {
	var e *providers.APIError
	return errors.As(err, &e) && e.Status == http.StatusUnauthorized
}
