package designatesim

import (
	"crypto/rand"
	"net/http"
	"strings"
	"time"
)

// Where Keystone is.
const (
	identityRoot  = "/identity/v3"
	applicationID = "sandbox-app" // its secret is applicationSecret
	userID        = "5f1a9c7e2b3d4a6c8e0f1b2c3d4e5f60"

	applicationSecret = "sandbox-app-secret"
)

type token struct {
	expires time.Time
	scoped  bool // it belongs to the project
}

func isIdentity(path string) bool {
	return path == "/identity" || strings.HasPrefix(path, "/identity/")
}

// identity answers the part of Keystone's API v3 that a client needs (docs.openstack.org/api-ref/identity/v3).
func (s *Server) identity(w http.ResponseWriter, r *http.Request, body []byte, denied bool) {
	path := strings.TrimSuffix(r.URL.Path, "/")
	root := "http://" + r.Host + identityRoot + "/"
	version := object{"id": "v3.14", "status": "stable", "updated": "2020-04-07T00:00:00Z", "links": []object{{"rel": "self", "href": root}}}
	if path == identityRoot+"/auth/tokens" && r.Method == post {
		s.calls["POST token"]++
	}
	switch {
	case denied:
		keystoneFault(w, http.StatusUnauthorized, "The request you have made requires authentication.")
	case path == "/identity" && r.Method == get:
		sendJSON(w, http.StatusMultipleChoices, object{"versions": object{"values": []object{version}}})
	case path == identityRoot && r.Method == get:
		sendJSON(w, http.StatusOK, object{"version": version})
	case path == identityRoot+"/auth/tokens" && r.Method == post:
		s.login(w, r, body)
	case path == identityRoot+"/auth/tokens":
		keystoneFault(w, http.StatusMethodNotAllowed, "The method is not allowed for the requested URL.")
	default:
		keystoneFault(w, http.StatusNotFound, "The requested URL was not found on the server.")
	}
}

func keystoneFault(w http.ResponseWriter, code int, message string) {
	sendJSON(w, code, object{"error": object{"code": code, "title": http.StatusText(code), "message": message}})
}

// login is POST /v3/auth/tokens.
func (s *Server) login(w http.ResponseWriter, r *http.Request, body []byte) {
	if media(r.Header.Get("Content-Type")) != "application/json" {
		keystoneFault(w, http.StatusUnsupportedMediaType, "The content type must be application/json.")
		return
	}
	in, problem := readLogin(body)
	if problem != "" {
		keystoneFault(w, http.StatusBadRequest, problem)
		return
	}
	if !s.knows(in) {
		keystoneFault(w, http.StatusUnauthorized, "The request you have made requires authentication.")
		return
	}
	now := s.o.Now().UTC()
	t := token{expires: now.Add(s.o.TokenLife), scoped: in.isApplication() || in.Scope != nil}
	id := rand.Text()
	s.tokens[id] = t
	w.Header().Set("X-Subject-Token", id)
	sendJSON(w, http.StatusCreated, object{"token": s.tokenBody(in, t, "http://"+r.Host)})
}

// tokenBody is what Keystone tells of a token. The catalog has another service before the DNS, whose URL has no version.
func (s *Server) tokenBody(in login, t token, host string) object {
	const layout = "2006-01-02T15:04:05.000000Z"
	domain := object{"id": "default", "name": "Default"}
	out := object{
		"methods": in.Identity.Methods, "audit_ids": []string{rand.Text()[:22]},
		"issued_at": t.expires.Add(-s.o.TokenLife).Format(layout), "expires_at": t.expires.Format(layout),
		"user": object{"id": userID, "name": s.o.Username, "domain": domain, "password_expires_at": nil},
	}
	if !t.scoped {
		return out
	}
	role := "admin"
	if s.o.Member {
		role = "member"
	}
	out["project"] = object{"id": s.o.ProjectID, "name": s.o.Project, "domain": domain}
	out["is_domain"] = false
	out["roles"] = []object{{"id": uuid(), "name": role}}
	out["catalog"] = []object{
		service("keystone", "identity", host+identityRoot), service("designate", "dns", host+"/"),
	}
	return out
}

func service(name, kind, url string) object {
	var endpoints []object
	for _, face := range []string{"admin", "internal", "public"} {
		endpoints = append(endpoints, object{"id": uuid(), "interface": face, "region": "RegionOne", "region_id": "RegionOne", "url": url})
	}
	return object{"id": uuid(), "name": name, "type": kind, "endpoints": endpoints}
}

// ExpireTokens makes all tokens be of no use from now on.
func (s *Server) ExpireTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}
