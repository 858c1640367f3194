package huawei

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/providers"
)

const (
	origin = "example.org."
	zoneID = "2c9eb155587194ec01587224c9f90149"
)

// script is a service that answers what it is told to, and keeps what it is asked.
type script struct {
	answer func(r *http.Request) (status int, body any)

	mu    sync.Mutex
	asked []string
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r.Method+" "+r.URL.RequestURI())
	status, body := s.answer(r)
	if token, ok := body.(*tokenAnswer); ok {
		w.Header().Set("X-Subject-Token", token.id)
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// take gives what was asked, and forgets it.
func (s *script) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.asked
	s.asked = nil
	return out
}

// tokenAnswer is that of a login.
type tokenAnswer struct {
	id      string
	expires time.Time
}

func (a *tokenAnswer) MarshalJSON() ([]byte, error) {
	const layout = "2006-01-02T15:04:05.000000Z"
	return fmt.Appendf(nil, `{"token":{"issued_at":%q,"expires_at":%q}}`, a.expires.Add(-100*time.Minute).Format(layout), a.expires.Format(layout)), nil
}

// scripted opens a provider, with keys and a known project, on a service that answers what it is told to.
func scripted(t *testing.T, answer func(*http.Request) (int, any), change ...func(*settings)) (*Provider, *script) {
	t.Helper()
	s := &script{answer: answer}
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	keys := func(s *settings) {
		s.AccessKey, s.SecretKey, s.Project = "SANDBOXACCESSKEY0001", secret.New("sandbox-secret-key"), "0123456789abcdef0123456789abcdef"
	}
	return openAt(t, srv.URL, append([]func(*settings){keys}, change...)...), s
}

// openAt opens a provider without request limits, and with short waits.
func openAt(t testing.TB, url string, change ...func(*settings)) *Provider {
	t.Helper()
	s := Kind().Settings().(*settings)
	s.Region, s.Endpoint, s.IAMEndpoint = "sandbox-1", url, url
	s.Rate = providers.Rate{Requests: 1e6}
	for _, f := range change {
		f(s)
	}
	opened, err := Kind().Open(s, providers.Env{Name: "test", Version: "test"})
	require.NoError(t, err)
	p := opened.(*Provider)
	p.poll = time.Millisecond
	p.session.pace.first, p.session.pace.most = time.Millisecond, 2*time.Millisecond
	return p
}

// asUser logs in with a user instead of keys.
func asUser(s *settings) {
	s.AccessKey, s.SecretKey = "", secret.Secret{}
	s.Username, s.Password, s.Domain, s.Project = "sandbox", secret.New("sandbox-secret"), "sandbox-account", ""
}
