package rackspacesim

import (
	"crypto/rand"
	"net/http"
	"time"

	"github.com/zonesync/zonesync/internal/simulator"
)

// credentials is the body of a login. Just one of the two must be there.
type credentials struct {
	Auth *struct {
		APIKey *struct {
			Username string `json:"username"`
			APIKey   string `json:"apiKey"`
		} `json:"RAX-KSKEY:apiKeyCredentials"`
		Password *struct {
			Username string `json:"username"`
			Password string `json:"password"`
		} `json:"passwordCredentials"`
	} `json:"auth"`
}

// identity answers POST /v2.0/tokens, the only call there is (common-gs/samples/auth-req-curl.rst). Its faults say their
// name.
func (s *Server) identity(w http.ResponseWriter, r *http.Request, body []byte) {
	if r.URL.Path != "/v2.0/tokens" {
		sendNamed(w, http.StatusNotFound, "itemNotFound", "Resource Not Found")
		return
	}
	if r.Method != http.MethodPost {
		sendNamed(w, http.StatusMethodNotAllowed, "badMethod", "Method Not Allowed")
		return
	}
	s.calls["POST tokens"]++
	var in credentials
	if err := decode(body, &in); err != nil || in.Auth == nil || (in.Auth.APIKey == nil) == (in.Auth.Password == nil) {
		sendNamed(w, http.StatusBadRequest, "badRequest", "Invalid json request body")
		return
	}
	if !s.knows(in) {
		sendNamed(w, http.StatusUnauthorized, "unauthorized", "Username or api key is invalid.")
		return
	}
	token := rand.Text()
	s.tokens[token] = s.o.Now().Add(s.o.TokenLife)
	send(w, http.StatusOK, s.access(token, "http://"+r.Host))
}

func sendNamed(w http.ResponseWriter, code int, name, message string) {
	send(w, code, map[string]any{name: map[string]any{"code": code, "message": message}})
}

func (s *Server) knows(in credentials) bool {
	if _, denied := s.Take(simulator.Denied); denied {
		return false
	}
	if k := in.Auth.APIKey; k != nil {
		return k.Username == s.o.Username && k.APIKey == s.o.APIKey
	}
	p := in.Auth.Password
	return p.Username == s.o.Username && p.Password == s.o.Password
}

type object = map[string]any

// access is the answer to a login (common-gs/samples/auth-resp-json.rst). The catalog has another service before the DNS.
func (s *Server) access(token, base string) any {
	service := func(name, kind, path string) object {
		return object{"name": name, "type": kind, "endpoints": []object{{"tenantId": s.o.Account, "publicURL": base + path + s.o.Account}}}
	}
	return object{"access": object{
		"token": object{
			"id": token, "expires": s.tokens[token].UTC().Format("2006-01-02T15:04:05.000Z"),
			"tenant": object{"id": s.o.Account, "name": s.o.Account},
		},
		"serviceCatalog": []object{
			service("cloudMonitoring", "rax:monitor", "/monitoring/v1.0/"),
			service("cloudDNS", "rax:dns", root),
		},
		"user": object{"id": "172157", "name": s.o.Username, "roles": []object{{"id": "3", "name": "identity:user-admin"}}},
	}}
}

// authorize wants a token that lives, and the account that it is for.
func (s *Server) authorize(token, account string) error {
	expires, known := s.tokens[token]
	if !s.o.Now().Before(expires) {
		delete(s.tokens, token)
		known = false
	}
	if _, denied := s.Take(simulator.Denied); denied || !known || account != s.o.Account {
		return unauthorized()
	}
	return nil
}

// ExpireToken ends the life of all tokens.
func (s *Server) ExpireToken() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens = map[string]time.Time{}
}
