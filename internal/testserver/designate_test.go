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
	zone := s.post("/v2/zones", `{"name":"example.org.","email":"hostmaster@example.org"}`)
	require.Equal(t, http.StatusAccepted, zone.status, zone.body)
	path := "/v2/zones/" + zone.field("id")
	require.Equal(t, "ACTIVE", s.await(t, path))

	imported := s.importZone(t, 40) // one transaction, during which the others have to wait
	require.Equal(t, map[int]int{http.StatusAccepted: 8}, s.postSets(path, 8))
	require.Equal(t, "COMPLETE", s.await(t, imported), "an import beside them")
	require.Equal(t, "ACTIVE", s.await(t, path))
	require.NotContains(t, s.Log(), "database is locked")

	s.Quotas(t, "noauth-project", DesignateQuotas{ZoneRecords: 9})
	again := func(name string) int {
		return s.post(path+"/recordsets", `{"name":"`+name+`.example.org.","type":"A","records":["192.0.2.1"]}`).status
	}
	require.Equal(t, http.StatusAccepted, again("ninth"))
	require.Equal(t, http.StatusRequestEntityTooLarge, again("tenth"))
}

// importZone begins an import of another zone, with so many records, and gives its path.
func (s DesignateServer) importZone(t *testing.T, records int) string {
	t.Helper()
	text := "$ORIGIN example.net.\n$TTL 300\n@ SOA ns1 hostmaster 1 7200 900 1209600 300\n"
	for i := range records {
		text += fmt.Sprintf("h%d A 192.0.2.1\n", i)
	}
	a := read(http.Post(s.URL+"/v2/zones/tasks/imports", "text/dns", strings.NewReader(text)))
	require.Equal(t, http.StatusAccepted, a.status, a.body)
	return "/v2/zones/tasks/imports/" + a.field("id")
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

// await gives the status of a zone or import when it is no longer PENDING.
func (s DesignateServer) await(t *testing.T, path string) (status string) {
	t.Helper()
	require.Eventually(t, func() bool {
		status = read(http.Get(s.URL + path)).field("status")
		return status != "PENDING"
	}, 20*time.Second, 20*time.Millisecond)
	return status
}
