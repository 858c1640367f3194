package huaweisim

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/zonesync/zonesync/internal/simulator"
)

// The ids of the one account, its project and its user.
const (
	projectID = "e55c6f3dc4e34c9f86353b664ae0e70c"
	domainID  = "7b1e4f0a92c84d6cb5a3d8f2e6c90b17"
	userID    = "5f1a9c7e2b3d4a6c8e0f1b2c3d4e5f60"
)

func isIAM(path string) bool { return path == "/v3" || strings.HasPrefix(path, "/v3/") }

// iam answers the part of IAM that a client needs (IAM API reference, "Obtaining a User Token" and "Querying Project Information").
func (s *Server) iam(w http.ResponseWriter, r *http.Request, body []byte) {
	call := r.Method + " " + r.URL.Path
	switch call {
	case "POST /v3/auth/tokens":
		s.calls["POST token"]++
		s.login(w, r, body)
	case "GET /v3/projects":
		s.calls["GET projects"]++
		s.listProjects(w, r, body)
	default:
		s.calls[r.Method+" unknown"]++
		iamFault(w, http.StatusNotFound, "Could not find the requested resource.")
	}
}

func iamFault(w http.ResponseWriter, code int, message string) {
	sendJSON(w, code, object{"error": object{"code": code, "title": http.StatusText(code), "message": message}})
}

// login is POST /v3/auth/tokens. The token's project is asked for by name.
func (s *Server) login(w http.ResponseWriter, r *http.Request, body []byte) {
	var in tokenRequest
	if err := json.Unmarshal(body, &in); err != nil || media(r) != "application/json" {
		iamFault(w, http.StatusBadRequest, "The request body is invalid.")
		return
	}
	user, scope := in.Auth.Identity.Password.User, in.Auth.Scope.Project
	switch _, denied := s.Take(simulator.Denied); {
	case len(in.Auth.Identity.Methods) != 1 || in.Auth.Identity.Methods[0] != "password" || user.Domain.Name == "" || scope == (project{}):
		iamFault(w, http.StatusBadRequest, "The request body is invalid.")
		return
	case denied || user.Name != s.o.Username || user.Password != s.o.Password || user.Domain.Name != s.o.Domain ||
		scope != project{Name: s.o.Project} && scope != project{ID: projectID}:
		iamFault(w, http.StatusUnauthorized, "The username or password is wrong.")
		return
	}
	id := rand.Text()
	now := s.o.Now().UTC()
	s.tokens[id] = now.Add(s.o.TokenLife)
	const layout = "2006-01-02T15:04:05.000000Z"
	account := object{"id": domainID, "name": s.o.Domain}
	token := object{
		"methods": []string{"password"}, "issued_at": now.Format(layout), "expires_at": s.tokens[id].Format(layout),
		"user":    object{"id": userID, "name": s.o.Username, "domain": account, "password_expires_at": ""},
		"project": object{"id": projectID, "name": s.o.Project, "domain": account},
		"roles":   []object{{"id": "0", "name": "te_admin"}},
	}
	if !r.URL.Query().Has("nocatalog") {
		token["catalog"] = []object{s.service("iam", "identity", "http://"+r.Host+"/v3"), s.service("dns", "dns", "http://"+r.Host)}
	}
	w.Header().Set("X-Subject-Token", id)
	sendJSON(w, http.StatusCreated, object{"token": token})
}

// tokenRequest is the body of a login.
type tokenRequest struct {
	Auth struct {
		Identity struct {
			Methods  []string `json:"methods"`
			Password struct {
				User struct {
					Name     string  `json:"name"`
					Password string  `json:"password"`
					Domain   project `json:"domain"`
				} `json:"user"`
			} `json:"password"`
		} `json:"identity"`
		Scope struct {
			Project project `json:"project"`
		} `json:"scope"`
	} `json:"auth"`
}

// project is how a project or a domain is named.
type project struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (s *Server) service(name, kind, url string) object {
	return object{"id": newID(), "name": name, "type": kind, "endpoints": []object{
		{"id": newID(), "interface": "public", "region": s.o.Project, "region_id": s.o.Project, "url": url},
	}}
}

// listProjects is GET /v3/projects.
func (s *Server) listProjects(w http.ResponseWriter, r *http.Request, body []byte) {
	if err := s.identify(r, body); err != nil {
		iamFault(w, http.StatusUnauthorized, "The request you have made requires authentication: "+err.Error())
		return
	}
	list := []object{}
	if name := r.URL.Query().Get("name"); name == "" || name == s.o.Project {
		list = append(list, object{
			"id": projectID, "name": s.o.Project, "domain_id": domainID, "parent_id": domainID,
			"enabled": true, "is_domain": false, "description": "",
		})
	}
	sendJSON(w, http.StatusOK, object{"projects": list, "links": object{"self": "http://" + r.Host + "/v3/projects", "next": nil, "previous": nil}})
}

// ExpireTokens makes all tokens be of no use from now on.
func (s *Server) ExpireTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}
