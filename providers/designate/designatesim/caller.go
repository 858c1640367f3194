package designatesim

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"
)

// caller is who asks, and what for beside the path (designate/api/middleware.py, ContextMiddleware).
type caller struct {
	project     string
	admin       bool
	allProjects bool
	editManaged bool
	hideCounts  bool
}

// errNoProject is that a token is good but belongs to no project.
var errNoProject = errors.New("no project")

// errToken is that a token is missing, unknown or has expired.
var errToken = errors.New("token")

// identify tells who asks. Its errors are a *fault where the caller may not do that.
func (s *Server) identify(r *http.Request, denied bool) (caller, error) {
	if denied {
		return caller{}, errToken
	}
	c, err := s.credentials(r)
	if err != nil {
		return c, err
	}
	q := r.URL.Query()
	c.allProjects = isTrue(r.Header.Get("X-Auth-All-Projects")) || isTrue(q.Get("all_projects")) || isTrue(q.Get("all_tenants"))
	c.editManaged = isTrue(r.Header.Get("X-Designate-Edit-Managed-Records")) || isTrue(q.Get("edit_managed_records"))
	c.hideCounts = isTrue(r.Header.Get("OpenStack-DNS-Hide-Counts"))
	sudo := cmp.Or(r.Header.Get("X-Auth-Sudo-Project-ID"), r.Header.Get("X-Auth-Sudo-Tenant-ID"))
	if !c.admin && (c.allProjects || c.editManaged || sudo != "") {
		return c, forbidden()
	}
	c.project = cmp.Or(sudo, c.project)
	return c, nil
}

// credentials tells project and role.
func (s *Server) credentials(r *http.Request) (caller, error) {
	if s.o.NoAuth {
		roles := strings.Split(cmp.Or(r.Header.Get("X-Roles"), "admin"), ",")
		return caller{project: cmp.Or(r.Header.Get("X-Auth-Project-ID"), "noauth-project"), admin: slices.Contains(roles, "admin")}, nil
	}
	t, known := s.tokens[r.Header.Get("X-Auth-Token")]
	switch {
	case !known || !s.o.Now().Before(t.expires):
		return caller{}, errToken
	case !t.scoped:
		return caller{}, errNoProject
	}
	return caller{project: s.o.ProjectID, admin: !s.o.Member}, nil
}

func isTrue(s string) bool {
	return slices.Contains([]string{"1", "t", "true", "on", "y", "yes"}, strings.ToLower(s))
}

// sees tells whether a zone is there for the caller.
func (c caller) sees(project string) bool { return c.allProjects || c.project == project }

// sendUnauthorized answers who may not ask. The 401 of Keystone's filter is not Designate's JSON.
func (s *Server) sendUnauthorized(w http.ResponseWriter, r *http.Request, err error) {
	var f *fault
	switch {
	case errors.As(err, &f):
		s.sendFault(w, f)
	case errors.Is(err, errNoProject):
		w.WriteHeader(http.StatusUnauthorized)
	default:
		w.Header().Set("Www-Authenticate", `Keystone uri="http://`+r.Host+`/identity"`)
		plain(w, http.StatusUnauthorized, "Authentication required")
	}
}
