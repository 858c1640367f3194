package cloudnssim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const credentials = "&psp=sandbox&tkn=sandbox-secret"

// site is a Server with a clock of its own.
type site struct {
	*Server
	mu  sync.Mutex
	now time.Time
}

// start gives a Server with the zone example.org.
func start(t testing.TB, o Options) *site {
	t.Helper()
	s := &site{now: time.Date(2013, 5, 9, 12, 0, 0, 0, time.UTC)}
	o.Now = s.clock
	s.Server = New(o)
	require.NoError(t, s.AddZone("example.org."))
	return s
}

func (s *site) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *site) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// answer is an answer of the API.
type answer struct {
	Errno  int             `json:"errno"`
	Errmsg *string         `json:"errmsg"`
	Result json.RawMessage `json:"result"`
}

// String gives "ok", or the number and text of the error.
func (a answer) String() string {
	if a.Errmsg == nil {
		return "ok"
	}
	return fmt.Sprint(a.Errno, " ", *a.Errmsg)
}

// exchange sends a request as it is.
func (s *site) exchange(method, target, contentType, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// post sends a form, to which it adds the credentials.
func (s *site) post(t testing.TB, form string) answer {
	t.Helper()
	return read(t, s.exchange(http.MethodPost, path, "application/x-www-form-urlencoded", form+credentials))
}

// does sends a form that must succeed.
func (s *site) does(t testing.TB, form string) json.RawMessage {
	t.Helper()
	a := s.post(t, form)
	require.Equal(t, "ok", a.String(), form)
	return a.Result
}

func read(t testing.TB, w *httptest.ResponseRecorder) answer {
	t.Helper()
	require.Equal(t, http.StatusOK, w.Code)
	var a answer
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &a), w.Body.String())
	return a
}

// show gives the records of example.org as text: the id, the status and the record.
func (s *site) show() string {
	var b strings.Builder
	for _, r := range s.Records("example.org") {
		fmt.Fprintf(&b, "%d [%d] %s %d %s", r.ID, r.Status, r.Name, r.TTL, r.Type)
		if r.Type == "MX" {
			fmt.Fprintf(&b, " %d", r.Prio)
		}
		fmt.Fprintf(&b, " %s %s\n", r.Content, r.ISP)
	}
	return b.String()
}

func TestSettingsReachTheServer(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	for _, base := range []string{"http://192.0.2.1:80", "http://192.0.2.1:80/"} {
		got := s.Settings(base)
		require.Equal(t, "url", got[0].Key)
		require.Equal(t, "http://192.0.2.1:80/v1.2/api/", got[0].Value)
		form := "a=rec_load_size&z=example.org&psp=" + got[1].Value + "&tkn=" + got[2].Value
		w := s.exchange(http.MethodPost, got[0].Value, "application/x-www-form-urlencoded", form)
		require.Equal(t, "ok", read(t, w).String())
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	for path, since := range map[string]int{ // the first of the two servers below that answers there
		"/v1.2/api/": 0, "/api/": 1,
		"": 2, "/": 2, "/v1.2/api": 2, "/v1.2/api/x": 2, "/api": 2, "/v2/api/": 2, "/api/x": 2, "/index.html": 2,
	} {
		for i, o := range []Options{{}, {OldNames: true}} {
			w := start(t, o).exchange(http.MethodGet, "http://192.0.2.1"+path+"?a=zone_load_multi"+credentials, "", "")
			if i >= since {
				require.Equal(t, http.StatusOK, w.Code, path)
				continue
			}
			require.Equal(t, http.StatusNotFound, w.Code, path)
			require.Contains(t, w.Header().Get("Content-Type"), "text/plain")
		}
	}
}

func TestRequestsAreCounted(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	reads := []string{
		"zone_load_multi", "zone_check", "rec_load_all", "rec_load_size", "rec_load", "rec_load_by_name",
		"rec_load_by_prefix", "rec_search", "rec_load_all",
	}
	writes := []string{
		"rec_new", "bulk_rec_new", "rec_edit", "rec_delete", "bulk_rec_delete", "rec_delete_by_name", "zone_new", "zone_delete",
	}
	want := map[string]int{}
	for _, a := range append(reads, writes...) {
		s.post(t, "a="+a)
		want[a]++
	}
	s.post(t, "a=no_such_action")
	require.Equal(t, want, s.Calls())
	r, w := s.Requests()
	require.Equal(t, []int{len(reads) + 1, len(writes)}, []int{r, w})

	s.exchange(http.MethodGet, path+"?a=rec_new"+credentials, "", "")
	_, w = s.Requests()
	require.Equal(t, len(writes)+1, w, "a write by GET is a write")
	s.Calls()["rec_new"] = 99
	require.Equal(t, 2, s.Calls()["rec_new"], "Calls gives its own map away")
}
