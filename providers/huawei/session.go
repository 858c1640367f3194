package huawei

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"time"

	"github.com/zonesync/zonesync/internal/gate"
	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
)

const (
	tokenHeader   = "X-Auth-Token"
	projectHeader = "X-Project-Id"
	// classLogin is that of the calls to the identity service.
	classLogin = "login"
	// tokenLife is that of a token which does not say when it ends.
	tokenLife = 24 * time.Hour
	// refusedFor is how long a refused login is not tried again: the service locks users out after a few.
	refusedFor = time.Minute
)

// credentials are what logs in: a key pair, or a user.
type credentials struct {
	accessKey, secretKey       string
	username, password, domain string
	project                    string // name or id
	now                        func() time.Time
	pace                       *pace
}

func (c credentials) signs() bool { return c.accessKey != "" }

// name is what the service counts requests by.
func (c credentials) name() string {
	if c.signs() {
		return c.accessKey
	}
	return c.domain + "\x00" + c.username
}

func (c credentials) sign(req *http.Request, body []byte) error {
	signer{c.accessKey, c.secretKey}.sign(req, body, c.now())
	return nil
}

// session keeps what a login gives, for the header of every request: a token or, of a key pair, the id of the project.
type session struct {
	credentials
	api, iam *httpapi.Client

	entry  gate.Gate   // of whoever logs in; for what is below
	owner  string      // the account's id, where a login has told it
	header http.Header // nil before a login
	renew  time.Time   // when a new token is due; zero: never
	no     error       // that of the last login, where it was refused
	again  time.Time   // when a refused one may be tried again
	pause  time.Duration
}

func newSession(c credentials, api, iam *httpapi.Client) *session {
	return &session{credentials: c, api: api, iam: iam, entry: gate.New(), pause: refusedFor}
}

// do makes a call. One that is refused because the token has ended had no effect, so it is made again, once, after a login.
func (s *session) do(ctx context.Context, r httpapi.Request) (*httpapi.Response, error) {
	for again := false; ; again = true {
		header, err := s.use(ctx)
		if err != nil {
			return nil, loginError{err}
		}
		r.Header = header
		resp, err := s.api.Do(ctx, r)
		if err == nil {
			s.pace.well(s.now())
		}
		if again || s.signs() || !unauthorized(err) {
			return resp, err
		}
		s.drop(ctx, header)
	}
}

// use gives the header of requests, and logs in where there is none or where the token grows old.
func (s *session) use(ctx context.Context) (http.Header, error) {
	leave, err := s.entry.Enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	if s.header != nil && (s.renew.IsZero() || s.now().Before(s.renew)) {
		return s.header, nil
	}
	if s.no != nil && s.now().Before(s.again) {
		return nil, s.no
	}
	header, err := s.login(ctx)
	if s.no = nil; errors.Is(err, providers.ErrAuth) {
		s.no, s.again = err, s.now().Add(s.pause)
	}
	if err == nil {
		s.header = header
	}
	return header, err
}

// account gives the id of the account, "" where no login tells it.
func (s *session) account(ctx context.Context) string {
	if _, err := s.use(ctx); err != nil {
		return ""
	}
	leave, err := s.entry.Enter(ctx)
	if err != nil {
		return ""
	}
	defer leave()
	return s.owner
}

func (s *session) login(ctx context.Context) (http.Header, error) {
	if !s.signs() {
		return s.token(ctx)
	}
	id, err := s.projectID(ctx)
	if err != nil || id == "" {
		return http.Header{}, err
	}
	return http.Header{projectHeader: {id}}, nil
}

// drop forgets a token that the service does not take any more.
func (s *session) drop(ctx context.Context, header http.Header) {
	leave, err := s.entry.Enter(ctx)
	if err != nil {
		return
	}
	defer leave()
	if s.header.Get(tokenHeader) == header.Get(tokenHeader) {
		s.header = nil
	}
}

// token logs the user in. Tokens live for a day, and are renewed after four fifths of it.
func (s *session) token(ctx context.Context) (http.Header, error) {
	resp, err := s.iam.Do(ctx, httpapi.Request{
		Op: "log in", Method: http.MethodPost, Path: "/v3/auth/tokens", Query: url.Values{"nocatalog": {""}}, Body: s.loginDoc(),
		Safe: true, Private: true, Class: classLogin,
	})
	if err != nil {
		return nil, err
	}
	var doc tokenDoc
	if err := resp.JSON(&doc); err != nil {
		return nil, err
	}
	token := resp.Header.Get("X-Subject-Token")
	if token == "" {
		return nil, resp.Unfit("the answer has no token", nil)
	}
	s.api.AddSecret(token)
	s.iam.AddSecret(token)
	s.owner = doc.Token.User.Domain.ID
	s.renew = s.now().Add(doc.life(s.now()) * 4 / 5)
	return http.Header{tokenHeader: {token}}, nil
}

// life gives how long a token lives, by the service's own clock where it tells both ends.
func (d tokenDoc) life(now time.Time) time.Duration {
	from := d.Token.IssuedAt.Time
	if from.IsZero() {
		from = now
	}
	if life := d.Token.ExpiresAt.Sub(from); !d.Token.ExpiresAt.IsZero() && life > 0 {
		return life
	}
	return tokenLife
}

var isID = regexp.MustCompile(`^[0-9a-f]{32}$`).MatchString

func (s *session) loginDoc() loginDoc {
	var d loginDoc
	d.Auth.Identity.Methods = []string{"password"}
	d.Auth.Identity.Password.User = userDoc{Name: s.username, Password: s.password, Domain: named{Name: s.domain}}
	d.Auth.Scope.Project = named{Name: s.project}
	if isID(s.project) {
		d.Auth.Scope.Project = named{ID: s.project}
	}
	return d
}

// projectID gives the id of the project that signed requests are for. A user who may not look at projects has only one; the
// service then takes it from the key.
func (s *session) projectID(ctx context.Context) (string, error) {
	if isID(s.project) {
		return s.project, nil
	}
	resp, err := s.iam.Do(ctx, httpapi.Request{
		Op: "look up project " + s.project, Path: "/v3/projects", Query: url.Values{"name": {s.project}}, Class: classLogin,
	})
	if forbidden(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	var doc projectsDoc
	if err := resp.JSON(&doc); err != nil {
		return "", err
	}
	for _, p := range doc.Projects {
		if p.Name == s.project && p.ID != "" {
			s.owner = p.Account
			return p.ID, nil
		}
	}
	e := resp.Unfit("the account has no such project", nil)
	e.Kind, e.Hint = providers.ErrAuth, "check region and project"
	return "", e
}

// loginError is a call that was not made because there is no login for it.
type loginError struct{ error }

func (e loginError) Unwrap() error { return e.error }

// notApplied tells whether a failed write provably changed nothing.
func notApplied(err error) bool {
	var before loginError
	return errors.As(err, &before) || httpapi.NotApplied(err)
}

func statusOf(err error) int {
	var e *providers.APIError
	if errors.As(err, &e) {
		return e.Status
	}
	return 0
}

func unauthorized(err error) bool { return statusOf(err) == http.StatusUnauthorized }

// forbidden tells a missing right from a throttle, which has the same status.
func forbidden(err error) bool {
	return statusOf(err) == http.StatusForbidden && errors.Is(err, providers.ErrAuth)
}
