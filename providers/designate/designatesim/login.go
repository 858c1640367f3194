package designatesim

import (
	"encoding/json"
	"slices"
)

// login is the body of POST /v3/auth/tokens, without its outer "auth".
type login struct {
	Identity struct {
		Methods  []string `json:"methods"`
		Password *struct {
			User *user `json:"user"`
		} `json:"password"`
		Application *struct {
			ID     string `json:"id"`
			Name   string `json:"name"`
			Secret string `json:"secret"`
			User   *user  `json:"user"`
		} `json:"application_credential"`
	} `json:"identity"`
	Scope *struct {
		Project *struct {
			ID     string  `json:"id"`
			Name   string  `json:"name"`
			Domain *domain `json:"domain"`
		} `json:"project"`
	} `json:"scope"`
}

type user struct {
	ID       string  `json:"id"`
	Name     string  `json:"name"`
	Domain   *domain `json:"domain"`
	Password string  `json:"password"`
}

type domain struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// readLogin reads a login, and tells what is wrong with its form.
func readLogin(body []byte) (login, string) {
	var in struct {
		Auth *login `json:"auth"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return login{}, "Malformed json in request body"
	}
	if in.Auth == nil || len(in.Auth.Identity.Methods) != 1 {
		return login{}, "Invalid input: auth.identity.methods is required"
	}
	id := in.Auth.Identity
	switch {
	case id.Methods[0] == "password" && (id.Password == nil || id.Password.User == nil):
		return login{}, "Expecting to find user in password"
	case in.Auth.isApplication() && (id.Application == nil || id.Application.Secret == ""):
		return login{}, "Expecting to find secret in application_credential"
	case in.Auth.isApplication() && in.Auth.Scope != nil:
		return login{}, "Application credentials cannot request a scope."
	}
	return *in.Auth, ""
}

func (in login) isApplication() bool {
	return slices.Equal(in.Identity.Methods, []string{"application_credential"})
}

// knows tells whether a login is good for the one user and its one project.
func (s *Server) knows(in login) bool {
	if in.isApplication() {
		a := in.Identity.Application
		named := a.ID == applicationID || a.ID == "" && a.Name == applicationID && s.isUser(a.User)
		return named && a.Secret == applicationSecret
	}
	if in.Identity.Methods[0] != "password" {
		return false
	}
	u := in.Identity.Password.User
	return s.isUser(u) && u.Password == s.o.Password && s.isScope(in)
}

// isUser tells whether a user is meant by id, or by name and domain.
func (s *Server) isUser(u *user) bool {
	if u == nil {
		return false
	}
	return u.ID == userID || u.ID == "" && u.Name == s.o.Username && u.Domain.isDefault()
}

// isScope tells whether no scope is meant, or the project.
func (s *Server) isScope(in login) bool {
	if in.Scope == nil {
		return true
	}
	p := in.Scope.Project
	return p != nil && (p.ID == s.o.ProjectID || p.ID == "" && p.Name == s.o.Project && p.Domain.isDefault())
}

func (d *domain) isDefault() bool {
	return d != nil && (d.ID == "default" || d.ID == "" && d.Name == "Default")
}
