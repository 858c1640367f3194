package huaweisim

import (
	"net/http"
	"strings"
	"time"

	"github.com/zonesync/zonesync/internal/simulator"
)

// maxTask is how many items the task of a zone takes.
const maxTask = 2000

// task creates sets later: those of one zone, or in an operation those of many.
type task struct {
	ID        string
	ZoneID    string // "" in an operation, whose items name their zones
	Items     []item // until it is carried out
	Total     int
	Errors    []taskError
	Half      bool   // a fault: the second half is in error
	Rejected  string // a fault: the owner name that is refused
	CreatedAt time.Time
	UpdatedAt time.Time
	Due       time.Time
	Done      bool
}

// taskError is an item that could not be created.
type taskError struct {
	item
	Code    string `json:"error_code"`
	Message string `json:"error_message"`
}

// createTask takes a task for a zone that has none, not even one that is done.
func (s *Server) createTask(q *request) (reply, error) {
	z := q.zone
	if z.Task != nil {
		return reply{}, refuse(s.o.TaskExists.Status, s.o.TaskExists.Code, "A batch creation task of zone %s exists already.", z.Name)
	}
	in, err := q.items(maxTask, "name", "type", "records", "line", "ttl", "weight", "status", "description")
	if err != nil {
		return reply{}, err
	}
	if z.Task, err = s.newTask(z.ID, in); err != nil {
		return reply{}, err
	}
	return reply{http.StatusAccepted, object{"task_id": z.Task.ID}}, nil
}

// newTask looks at the form of the items only; what is wrong with their values is told when it is carried out.
func (s *Server) newTask(zoneID string, in []item) (*task, error) {
	for _, one := range in {
		if one.Type == "" || one.Records == nil || zoneID == "" && one.ZoneName == "" {
			return nil, malformed("an item lacks what is mandatory")
		}
	}
	now := s.o.Now()
	t := &task{
		ID: newID(), ZoneID: zoneID, Items: in, Total: len(in), Rejected: s.rejected, CreatedAt: now, UpdatedAt: now,
		Due: now.Add(s.o.ActiveAfter),
	}
	_, t.Half = s.Take(simulator.HalfBatch)
	s.pendings = append(s.pendings, t)
	return t, nil
}

// carryOut creates what can be created. Several MX items of one name and line become one set.
func (s *Server) carryOut(t *task) {
	s.rejected = t.Rejected
	merged := map[string]*set{}
	for i, in := range t.Items {
		var err error
		if t.Half && i >= len(t.Items)/2 {
			err = refuse(http.StatusInternalServerError, "DNS.0000", "System busy.")
		} else {
			err = s.carryOutOne(t, in, merged)
		}
		if f, refused := err.(*fault); refused {
			t.Errors = append(t.Errors, taskError{in, f.code, f.message})
		}
	}
	t.Items, t.Done, t.UpdatedAt = nil, true, s.o.Now()
}

func (s *Server) carryOutOne(t *task, in item, merged map[string]*set) error {
	z := s.zoneByID[t.ZoneID]
	if t.ZoneID == "" {
		z = s.zoneByName[strings.ToLower(in.ZoneName)]
	}
	if z == nil {
		return refuse(http.StatusNotFound, "DNS.0302", "The zone does not exist.")
	}
	if err := s.isNormal(z); err != nil {
		return err
	}
	in.Name = absolute(in.Name, z.Name)
	if in.Type != "MX" {
		_, err := s.insert(z, in)
		return err
	}
	in.Weight = nil
	key := z.ID + " " + strings.ToLower(in.Name) + " " + in.Line
	if r := merged[key]; r != nil {
		values := append(r.Records[:len(r.Records):len(r.Records)], in.Records...)
		if err := checkValues(r.Type, values); err != nil {
			return err
		}
		r.Records = values
		return nil
	}
	r, err := s.insert(z, in)
	if err == nil {
		merged[key] = r
	}
	return err
}

// absolute takes a name with a final dot for a whole one, and all others for what stands before the zone's.
func absolute(name, origin string) string {
	switch {
	case name == "":
		return origin
	case strings.HasSuffix(name, "."):
		return name
	}
	return name + "." + origin
}

func (t *task) state() string {
	if t.Done {
		return done
	}
	return pending
}

// errors gives the page of them that a request asks for.
func (t *task) errors(q *request, most int) ([]taskError, error) {
	limit, err := number(q.query.Get("error_item_limit"), most, most, "DNS.0006")
	if err != nil {
		return nil, err
	}
	offset, err := number(q.query.Get("error_item_offset"), 0, 1<<31-1, "DNS.0017")
	if err != nil {
		return nil, err
	}
	from := min(offset, len(t.Errors))
	return t.Errors[from:min(from+limit, len(t.Errors))], nil
}

// taskOf gives the task of the zone that a path names.
func (s *Server) taskOf(q *request) (*task, error) {
	if q.zone.Task == nil {
		return nil, refuse(s.o.NoTask.Status, s.o.NoTask.Code, "Zone %s has no batch creation task.", q.zone.Name)
	}
	return q.zone.Task, nil
}

func (s *Server) showTask(q *request) (reply, error) {
	t, err := s.taskOf(q)
	if err != nil {
		return reply{}, err
	}
	page, err := t.errors(q, maxTask)
	items := []object{}
	for _, e := range page {
		if s.o.BareItems {
			e.Name = strings.TrimSuffix(e.Name, ".")
		}
		items = append(items, object{
			"name": e.Name, "type": e.Type, "line": e.Line, "ttl": e.TTL, "weight": e.Weight, "records": e.Records,
			"status": failed, "error_code": e.Code, "error_message": e.Message,
		})
	}
	body := object{
		"task_id": t.ID, "status": t.state(), "created_at": stamp(&t.CreatedAt), "updated_at": stamp(&t.UpdatedAt),
		"total_count": t.Total, "success_count": t.succeeded(), "error_count": len(t.Errors), "error_items": items,
	}
	return reply{http.StatusOK, body}, err
}

func (t *task) succeeded() int {
	if !t.Done {
		return 0
	}
	return t.Total - len(t.Errors)
}

// deleteTask forgets a task that is done.
func (s *Server) deleteTask(q *request) (reply, error) {
	t, err := s.taskOf(q)
	if err != nil {
		return reply{}, err
	}
	if !t.Done {
		return reply{}, refuse(http.StatusConflict, "DNS.0314", "The task is not done.")
	}
	q.zone.Task = nil
	return reply{}, nil
}
