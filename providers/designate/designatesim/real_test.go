package designatesim

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/testserver"
)

// The stories are played to the real Designate and to a Server, whose answers have to be the same. There is nothing here
// that says what they are.
func TestServerAnswersAsTheRealDesignate(t *testing.T) {
	t.Parallel()
	real := testserver.Designate(t)
	simulated := httptest.NewServer(New(Options{NoAuth: true, Quotas: DefaultQuotas(), Nameservers: real.NS, ActiveAfter: 50 * time.Millisecond}))
	t.Cleanup(simulated.Close)
	for _, story := range stories() {
		t.Run(story.name, func(t *testing.T) {
			r, s := newSide(real.URL, story.project), newSide(simulated.URL, story.project)
			for _, step := range story.steps {
				t.Run(step.what, func(t *testing.T) {
					want, got := r.play(t, step), s.play(t, step)
					if step.differs != "" {
						require.NotEqual(t, want, got, "no longer true: %s", step.differs)
						return
					}
					require.Equal(t, want, got, "%s %s", step.call, step.body)
				})
			}
		})
	}
}

// story is a series of requests of a project of its own.
type story struct {
	name    string
	project string
	steps   []step
}

// step is a request. In call, head and body {NAME} stands for the path of what an earlier step has saved, {NAME.id} for its id.
type step struct {
	what    string
	call    string // method and path
	body    string
	head    string // "Name: value" instead of the content type of JSON
	save    string // the name under which what it makes is known
	wait    bool   // asks until it is no longer PENDING
	only    string // compares of the body the "type" only, or for "status" nothing
	differs string // why the two may differ here
}

// side is one of the two servers, with what is known there.
type side struct {
	base    string
	project string
	saved   map[string]string
	mask    mask
}

func newSide(base, project string) *side {
	return &side{base: base, project: project, saved: map[string]string{}, mask: mask{base, map[string]string{}}}
}

// play sends the request of a step and gives the answer as it can be compared.
func (s *side) play(t *testing.T, step step) shown {
	t.Helper()
	if _, path, _ := strings.Cut(s.fill(step.call), " "); !strings.HasPrefix(path, "/") {
		return shown{} // about something that there is not
	}
	for limit := time.Now().Add(20 * time.Second); ; {
		resp, body := s.send(t, step)
		if !step.wait || body["status"] != "PENDING" || time.Now().After(limit) {
			s.save(step.save, body)
			return s.mask.show(resp, body, step.only)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (s *side) send(t *testing.T, step step) (*http.Response, object) {
	t.Helper()
	method, path, _ := strings.Cut(s.fill(step.call), " ")
	req, err := http.NewRequest(method, s.base+path, strings.NewReader(s.fill(step.body)))
	require.NoError(t, err)
	req.Header.Set("X-Auth-Project-ID", s.project)
	if step.body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if name, value, yes := strings.Cut(s.fill(step.head), ": "); yes {
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultTransport.RoundTrip(req) // follows nothing
	require.NoError(t, err)
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	body := object{}
	if err := json.Unmarshal(raw, &body); err != nil {
		body = nil // what is no JSON is not Designate's own
	}
	return resp, body
}

func (s *side) fill(text string) string {
	for name, value := range s.saved {
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return text
}

// save keeps the path and id of what was made, or of the one set of a list, and with an import the path of its zone.
func (s *side) save(name string, body object) {
	if sets, is := body["recordsets"].([]any); is && len(sets) == 1 {
		body = sets[0].(object)
	}
	links, _ := body["links"].(object)
	self, _ := links["self"].(string)
	if name == "" || self == "" {
		return
	}
	id := body["id"].(string)
	s.mask.ids[id] = " of " + name
	zone, made := links["zone"].(string)
	if !made {
		zone = "none"
	}
	maps.Copy(s.saved, map[string]string{
		name: strings.TrimPrefix(self, s.base), name + ".id": id, name + ".zone": strings.TrimPrefix(zone, s.base),
	})
}
