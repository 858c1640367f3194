package tonicdnssim

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"net/http"
	"regexp"
	"time"

	"github.com/zonesync/zonesync/internal/simulator"
)

// tokenOf is the same at every login of a user, for everyone who logs in as that user.
func tokenOf(username, password string) string {
	mac := hmac.New(sha1.New, []byte("sandbox"))
	mac.Write([]byte(username + ":" + password))
	return hex.EncodeToString(mac.Sum(nil))
}

var tokenPattern = regexp.MustCompile(`^[0-9a-f]{40}$`)

// session is the answer to a login.
type session struct {
	Username   string `json:"username"`
	ValidUntil int64  `json:"valid_until"`
	Hash       string `json:"hash"`
	Token      string `json:"token"`
}

// authenticate is the AuthenticationResource: login, check, logout.
func (s *Server) authenticate(c call) reply {
	switch {
	case c.Method == http.MethodPut && c.id == "":
		return s.login(c)
	case c.id == "" || c.Method != http.MethodPost && c.Method != http.MethodDelete:
		return wrongVerb(c)
	case !tokenPattern.MatchString(c.id):
		return fail(http.StatusBadRequest, "AUTH_INVALID_TOKEN", "The token is malformed.")
	case !s.present(c.id):
		return fail(http.StatusForbidden, "AUTH_INVALID_TOKEN", "The token is invalid.")
	case c.Method == http.MethodDelete:
		s.drop()
	}
	return done()
}

func (s *Server) login(c call) reply {
	doc, sound := c.decode()
	if !sound {
		return malformed()
	}
	username, hasUsername := doc["username"].(string)
	password, hasPassword := doc["password"].(string)
	if !hasUsername || !hasPassword {
		return missing("username, password")
	}
	if s.denied() || username != s.o.Username || password != s.o.Password {
		return fail(http.StatusForbidden, "AUTH_INVALID_CREDENTIALS", "Username and/or password was invalid.")
	}
	s.validUntil = s.o.Now().Add(s.o.TokenLife)
	return ok(session{s.o.Username, s.validUntil.Unix(), s.token, s.token})
}

// authorize gives the refusal of a call that needs a token and has none, or a wrong one.
func (s *Server) authorize(token string) *reply {
	switch {
	case token == "":
		refused := fail(http.StatusUnauthorized, "UNAUTHORIZED", "No authentication token was given.")
		return &refused
	case !s.present(token):
		refused := fail(http.StatusForbidden, "AUTHENTICATION_FAILED", "The authentication token is invalid or has expired.")
		return &refused
	}
	return nil
}

// present uses a token, which lengthens its life. One that has expired is dropped.
func (s *Server) present(token string) bool {
	now := s.o.Now()
	if s.denied() || token != s.token {
		return false
	}
	if !now.Before(s.validUntil) {
		s.drop()
		return false
	}
	s.validUntil = now.Add(s.o.TokenLife)
	return true
}

func (s *Server) drop() { s.validUntil = time.Time{} }

// denied tells whether the credential is refused by a fault; the token is gone then.
func (s *Server) denied() bool {
	_, yes := s.Take(simulator.Denied)
	if yes {
		s.drop()
	}
	return yes
}
