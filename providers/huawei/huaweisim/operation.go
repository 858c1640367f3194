package huaweisim

import "net/http"

// How many items an operation takes, and how many of its errors a page has.
const (
	maxOperation = 10_000
	maxErrors    = 500
)

// createOperation takes a task over many zones.
func (s *Server) createOperation(q *request) (reply, error) {
	in, err := q.items(maxOperation, "zone_name", "name", "type", "records", "line", "ttl", "weight", "status")
	if err != nil {
		return reply{}, err
	}
	t, err := s.newTask("", in)
	if err != nil {
		return reply{}, err
	}
	s.operations[t.ID] = t
	return reply{http.StatusAccepted, object{"task_id": t.ID}}, nil
}

func (s *Server) showOperation(q *request) (reply, error) {
	t := s.operations[q.args[0]]
	if t == nil {
		return reply{}, refuse(http.StatusNotFound, "DNS.0004", "There is no task %s.", q.args[0])
	}
	page, err := t.errors(q, maxErrors)
	if err != nil {
		return reply{}, err
	}
	items := []object{}
	for _, e := range page {
		items = append(items, object{"item": absolute(e.Name, e.ZoneName), "error_message": e.Message})
	}
	return reply{http.StatusOK, object{
		"id": t.ID, "type": "create", "status": t.state(), "created_at": stamp(&t.CreatedAt),
		"success_count": t.succeeded(), "error_count": len(t.Errors), "error_items": items,
	}}, nil
}
