package designatesim

import "net/http"

// showVersions is GET /, which needs no token (designate/api/versions.py). Releases that still had v1 wrapped the list.
func (s *Server) showVersions(w http.ResponseWriter, r *http.Request) {
	if r.Method != get {
		s.sendFault(w, refuse(http.StatusMethodNotAllowed, "method_not_allowed", ""))
		return
	}
	base := or(s.o.LinksBase, "http://"+r.Host)
	list := []object{{
		"id": s.version(), "status": "CURRENT", "links": []object{{"href": base + "/" + s.version(), "rel": "self"}},
	}}
	if s.o.V1 {
		sendJSON(w, http.StatusOK, object{"versions": object{"values": list}})
		return
	}
	sendJSON(w, http.StatusOK, object{"versions": list})
}
