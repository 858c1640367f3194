package rackspacesim

import (
	"encoding/json"
	"net/http"
	"slices"
)

// The states of a job.
const (
	initialized = "INITIALIZED"
	running     = "RUNNING"
	completed   = "COMPLETED"
	failedJob   = "ERROR"
)

func (s *Server) statusOf(j *job) string {
	switch {
	case j.Error != nil:
		return failedJob
	case j.Done:
		return completed
	case s.o.Initialized && s.o.Now().Sub(j.Begins) < s.o.JobDelay/2:
		return initialized
	}
	return running
}

// jobView is a job in an answer. Without details only the first three fields are there.
type jobView struct {
	Status      string          `json:"status"`
	JobID       string          `json:"jobId"`
	CallbackURL string          `json:"callbackUrl"`
	Verb        string          `json:"verb,omitempty"`
	RequestURL  string          `json:"requestUrl,omitempty"`
	Request     string          `json:"request,omitempty"`
	Response    json.RawMessage `json:"response,omitempty"`
	Error       *fault          `json:"error,omitempty"`
}

func (s *Server) viewJob(j *job, details bool) jobView {
	v := jobView{Status: s.statusOf(j), JobID: j.ID, CallbackURL: j.Base + "/status/" + j.ID}
	if s.o.HTTPCallback {
		v.CallbackURL += "?showDetails=true"
	}
	if details {
		v.Verb, v.RequestURL, v.Request, v.Response, v.Error = j.Verb, j.URL, j.Request, j.Response, j.Error
	}
	return v
}

// showJob is GET /status/{jobId}: 202 while the job runs, 200 when it has ended in whatever way.
func (s *Server) showJob(q *request) (reply, error) {
	i := slices.IndexFunc(s.jobs, func(j *job) bool { return j.ID == q.args[0] })
	if i < 0 {
		return reply{}, notFound("There is no job " + q.args[0] + ".")
	}
	j := s.jobs[i]
	status := http.StatusAccepted
	if j.Done {
		status = http.StatusOK
	}
	return reply{status, s.viewJob(j, q.query.Get("showDetails") == "true")}, nil
}

// listJobs is GET /status, documented with 202. A kind of jobs is left out where its flag is false.
func (s *Server) listJobs(q *request) (reply, error) {
	out := []jobView{}
	for _, j := range s.jobs {
		flag := "showRunning"
		switch s.statusOf(j) {
		case completed:
			flag = "showCompleted"
		case failedJob:
			flag = "showErrors"
		}
		if q.query.Get(flag) != "false" {
			out = append(out, s.viewJob(j, q.query.Get("showDetails") == "true"))
		}
	}
	items, page, err := paged(q, out)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusAccepted, object{"totalEntries": page.Total, "asyncResponses": items}}, nil
}
