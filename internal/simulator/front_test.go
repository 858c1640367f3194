package simulator_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/simulator"
)

// echo is an API that keeps what is POSTed, and a server before it.
type echo struct {
	*simulator.Front
	kept []string
	url  string
}

func newEcho(t *testing.T) *echo {
	e := &echo{}
	e.Front = simulator.NewFront(
		func(r *http.Request, _ []byte) bool { return r.Method == http.MethodPost },
		func(w http.ResponseWriter, r *http.Request, body []byte) {
			if r.Method == http.MethodPost {
				e.kept = append(e.kept, string(body))
			}
			w.Header().Set("X-Echo", "yes")
			w.WriteHeader(http.StatusAccepted)
			_, _ = w.Write(body)
		})
	srv := httptest.NewServer(e)
	t.Cleanup(srv.Close)
	e.url = srv.URL
	return e
}

func (e *echo) post(text string) (string, error) {
	resp, err := http.Post(e.url, "text/plain", strings.NewReader(text))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp.Status + " " + resp.Header.Get("X-Echo") + " " + string(body), err
}

func TestFrontPassesOnAndCounts(t *testing.T) {
	t.Parallel()
	e := newEcho(t)
	written := 0
	e.OnWrite(func() { written++ })
	got, err := e.post("a")
	require.NoError(t, err)
	require.Equal(t, "202 Accepted yes a", got)
	resp, err := http.Get(e.url)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	reads, writes := e.Requests()
	require.Equal(t, []int{1, 1, 1}, []int{reads, writes, written})
}

func TestCutsStrikeTheNextWriteOnly(t *testing.T) {
	t.Parallel()
	for kind, kept := range map[simulator.FaultKind][]string{
		simulator.CutBefore: {"b"},
		simulator.CutAfter:  {"a", "b"},
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			e := newEcho(t)
			e.Arm(simulator.Fault{Kind: kind})
			resp, err := http.Get(e.url)
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			_, err = e.post("a")
			require.Error(t, err)
			_, err = e.post("b")
			require.NoError(t, err)
			require.Equal(t, kept, e.kept)
		})
	}
}

func TestWhoGoesBeforeASlowAnswerChangesNothing(t *testing.T) {
	t.Parallel()
	e := newEcho(t)
	e.Arm(simulator.Fault{Kind: simulator.Slow, Delay: time.Hour})
	client := http.Client{Timeout: 20 * time.Millisecond}
	_, err := client.Post(e.url, "", strings.NewReader("a"))
	require.Error(t, err)
	e.Arm(simulator.Fault{Kind: simulator.Disarm})
	_, err = e.post("b")
	require.NoError(t, err)
	require.Equal(t, []string{"b"}, e.kept)
}

func TestFaultsAreUsedUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault simulator.Fault
		times int // of five takes
	}{
		{simulator.Fault{Kind: simulator.Conflict}, 1},
		{simulator.Fault{Kind: simulator.Throttled, Count: 3}, 3},
		{simulator.Fault{Kind: simulator.Rejected, Name: "x."}, 5},
		{simulator.Fault{Kind: simulator.Denied}, 5},
	} {
		t.Run(string(c.fault.Kind), func(t *testing.T) {
			t.Parallel()
			var f simulator.Faults
			f.Arm(c.fault)
			times := 0
			for range 5 {
				if got, ok := f.Take(c.fault.Kind); ok {
					require.Equal(t, c.fault.Name, got.Name)
					times++
				}
			}
			require.Equal(t, c.times, times)
			_, ok := f.Take(simulator.Truncated)
			require.False(t, ok)
			f.Arm(simulator.Fault{Kind: simulator.Disarm})
			_, ok = f.Take(c.fault.Kind)
			require.False(t, ok)
		})
	}
}
