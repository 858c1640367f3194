package rackspacesim

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/zonesync/zonesync/internal/simulator"
)

// jobLife is how long a job's outcome is kept.
const jobLife = 24 * time.Hour

// job is a request that is carried out later (general-api-info/synchronous-and-asynchronous-responses.rst). It is read
// again when its time has come, so what has changed meanwhile counts.
type job struct {
	ID       string          `json:"id"`
	Verb     string          `json:"verb"`
	URL      string          `json:"url"`
	Request  string          `json:"request"`
	Base     string          `json:"base"`
	Begins   time.Time       `json:"begins"`
	Ends     time.Time       `json:"ends"`
	Done     bool            `json:"done,omitempty"`
	Response json.RawMessage `json:"response,omitempty"`
	Error    *fault          `json:"error,omitempty"`
	Rejected string          `json:"rejected,omitempty"` // a fault: this owner name is refused
	Half     bool            `json:"half,omitempty"`     // a fault: half of the items are not deleted
}

// submit takes a request as a job.
func (s *Server) submit(c call, q *request) (reply, error) {
	f, _ := s.Take(simulator.Rejected)
	rejected := strings.ToLower(strings.TrimSuffix(f.Name, "."))
	if s.o.RefuseAtOnce {
		s.rejected = rejected
	}
	_, err := c.write(s, q)
	s.rejected = ""
	if err != nil {
		return reply{}, err
	}
	now := s.o.Now()
	j := &job{
		Verb: q.method, URL: q.url.String(), Request: string(q.body), Base: q.base,
		Begins: now, Ends: now.Add(max(s.o.JobDelay, 0)), Rejected: rejected, Half: s.half(q),
	}
	s.minted++
	j.ID = s.uuid()
	s.jobs = append(s.jobs, j)
	s.settle()
	return reply{http.StatusAccepted, s.viewJob(j, true)}, nil
}

// half tells whether a DELETE of several items is to stop half way.
func (s *Server) half(q *request) bool {
	if q.method != http.MethodDelete || len(q.query["id"]) < 2 {
		return false
	}
	_, yes := s.Take(simulator.HalfBatch)
	return yes
}

// settle carries out the jobs whose time has come, in the order of their coming, and forgets the old ones.
func (s *Server) settle() {
	now := s.o.Now()
	for _, j := range s.jobs {
		if !j.Done && !s.armed.stick && !now.Before(j.Ends) {
			s.finish(j)
		}
	}
	s.jobs = slices.DeleteFunc(s.jobs, func(j *job) bool { return j.Done && now.Sub(j.Ends) >= jobLife })
}

// finish carries out a job.
func (s *Server) finish(j *job) {
	s.rejected, s.halved = j.Rejected, j.Half
	response, err := s.run(j)
	s.rejected, s.halved = "", false
	j.Done = true
	if err != nil && !errors.As(err, &j.Error) {
		panic(err) // a write gives faults only
	}
	if err == nil && response != nil {
		j.Response, err = json.Marshal(response)
		if err != nil {
			panic(err) // nothing in a response can fail
		}
	}
}

func (s *Server) run(j *job) (any, error) {
	c, q, err := j.parse()
	if err != nil {
		return nil, err
	}
	do, err := c.write(s, q)
	if err != nil {
		return nil, err
	}
	return do()
}

// parse gives a job's request and what it calls.
func (j *job) parse() (call, *request, error) {
	u, err := url.Parse(j.URL)
	if err != nil {
		return call{}, nil, badRequest("The URL is malformed.")
	}
	_, rest, _ := strings.Cut(strings.TrimPrefix(u.Path, root), "/")
	found, args := findRoute(rest)
	c := found.calls[j.Verb]
	if c.write == nil {
		return c, nil, notFound("There is no such operation.")
	}
	return c, &request{method: j.Verb, url: u, base: j.Base, args: args, query: u.Query(), body: []byte(j.Request)}, nil
}
