package designatesim

import (
	"cmp"
	"net/http"
)

// showVersions is GET /, which needs no token (designate/api/versions.py). Releases that still had v1 wrapped the list.
func (s *Server) showVersions(w http.ResponseWriter, r *http.Request) {
	if r.Method != get {
		s.sendFault(w, refuse(http.StatusMethodNotAllowed, "method_not_allowed", ""))
		return
	}
	base := cmp.Or(s.o.LinksBase, "http://"+r.Host)
	if s.o.V1 {
		links := []object{{"href": base + "/v1", "rel": "self"}}
		list := []object{{"id": "v1", "status": "CURRENT", "links": links}}
		sendJSON(w, http.StatusOK, object{"versions": object{"values": list}})
		return
	}
	links := []object{{"href": base + "/v2", "rel": "self"}, {"href": "https://docs.openstack.org/api-ref/dns", "rel": "help"}}
	const updated = "2022-06-29T00:00:00Z"
	sendJSON(w, http.StatusOK, object{"versions": []object{
		{"id": "v2", "status": "SUPPORTED", "updated": updated, "links": links},
		{"id": "v2.0", "status": "CURRENT", "updated": updated, "links": links},
	}})
}
