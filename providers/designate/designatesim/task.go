package designatesim

import (
	"slices"
	"time"
)

// task is an import or export, carried out when it is due (designate/objects/zone_import.py, zone_export.py).
type task struct {
	ID        string
	Project   string
	Status    string
	ZoneID    string
	Message   string
	Text      string // of an import: the zone file
	CreatedAt time.Time
	UpdatedAt *time.Time
	Due       time.Time
}

func (s *Server) newTask(q *request) *task {
	now := s.o.Now()
	return &task{ID: uuid(), Project: q.project, Status: pending, CreatedAt: now, Due: now.Add(max(s.o.ActiveAfter, 0))}
}

// end notes how a task came out. Messages are cut at what the column holds.
func (t *task) end(status, message string, now time.Time) {
	t.Status, t.Message, t.UpdatedAt, t.Text = status, message[:min(len(message), 160)], &now, ""
}

func (t *task) text() (zoneID, message any) {
	if t.ZoneID != "" {
		zoneID = t.ZoneID
	}
	if t.Message != "" {
		message = t.Message
	}
	return zoneID, message
}

// taskOf gives the task that a path names.
func taskOf(q *request, tasks []*task, kind string) (*task, error) {
	i := slices.IndexFunc(tasks, func(t *task) bool { return t.ID == q.args[0] && q.sees(t.Project) })
	if i < 0 {
		return nil, notFound(kind)
	}
	return tasks[i], nil
}

// listTasks shows the tasks of the project.
func listTasks(q *request, key string, tasks []*task, body func(t *task) object) (reply, error) {
	var all []*task
	for _, t := range tasks {
		if q.sees(t.Project) {
			all = append(all, t)
		}
	}
	return listing[*task]{
		key: key, filters: []string{"status", "message", "zone_id"}, sorts: []string{"created_at", "id", "status"},
		value: taskValue, body: body,
	}.show(q, all)
}

func taskValue(t *task, key string) []string {
	switch key {
	case "id":
		return []string{t.ID}
	case "status":
		return []string{t.Status}
	case "message":
		return []string{t.Message}
	case "zone_id":
		return []string{t.ZoneID}
	}
	return nil
}
