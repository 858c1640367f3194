package testserver

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDesignateTakesAZoneAndParallelWrites(t *testing.T) {
	t.Parallel()
	s := Designate(t)
	s.Quotas(t, "noauth-project", DesignateQuotas{ZoneRecords: 5})
	zone := s.post("/v2/zones", `{"name":"example.org.","email":"hostmaster@example.org"}`)
	require.Equal(t, http.StatusAccepted, zone.status, zone.body)
	path := "/v2/zones/" + zone.field("id")
	s.awaitActive(t, path)

	statuses := s.postSets(path, 8)
	require.Equal(t, map[int]int{http.StatusAccepted: 5, http.StatusRequestEntityTooLarge: 3}, statuses, "8 sets with a quota of 5")
	s.awaitActive(t, path)
	require.NotContains(t, s.Log(), "database is locked")
}

type answer struct {
	status int
	body   string
}

// field gives what is in the body under a name, and "<nil>" without it.
func (a answer) field(name string) string {
	var m map[string]any
	_ = json.Unmarshal([]byte(a.body), &m)
	return fmt.Sprint(m[name])
}

func (s DesignateServer) post(path, body string) answer {
	return read(http.Post(s.URL+path, "application/json", strings.NewReader(body)))
}

// read gives status 0 for a request that failed: it is called from goroutines, which cannot end the test.
func read(resp *http.Response, err error) answer {
	if err != nil {
		return answer{body: err.Error()}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return answer{body: err.Error()}
	}
	return answer{resp.StatusCode, string(body)}
}

// postSets makes n sets at once and counts the answers' statuses.
func (s DesignateServer) postSets(zone string, n int) map[int]int {
	statuses, mu, all := map[int]int{}, sync.Mutex{}, sync.WaitGroup{}
	for i := range n {
		all.Go(func() {
			a := s.post(zone+"/recordsets", fmt.Sprintf(`{"name":"h%d.example.org.","type":"A","records":["192.0.2.1"]}`, i))
			mu.Lock()
			defer mu.Unlock()
			statuses[a.status]++
		})
	}
	all.Wait()
	return statuses
}

func (s DesignateServer) awaitActive(t *testing.T, path string) {
	t.Helper()
	require.Eventually(t, func() bool {
		return read(http.Get(s.URL+path)).field("status") == "ACTIVE"
	}, 20*time.Second, 20*time.Millisecond)
}
