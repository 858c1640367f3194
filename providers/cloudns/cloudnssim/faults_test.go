package cloudnssim

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/simulator"
)

const form = "application/x-www-form-urlencoded"

func TestOnlyConflictsCannotBeShown(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	for kind, want := range map[simulator.FaultKind]bool{
		simulator.CutBefore: true, simulator.CutAfter: true, simulator.HalfBatch: true, simulator.Throttled: true,
		simulator.Rejected: true, simulator.Truncated: true, simulator.Slow: true, simulator.Denied: true,
		simulator.Conflict: false,
	} {
		require.Equal(t, want, s.Can(kind), kind)
	}
}

func TestDenied(t *testing.T) {
	t.Parallel()
	s := planted(t, Options{})
	s.Arm(simulator.Fault{Kind: simulator.Denied})
	for _, f := range []string{size, www, "a=zone_load_multi"} {
		require.Equal(t, "3 authenticate failed", s.post(t, f).String())
	}
	s.Arm(simulator.Fault{Kind: simulator.Disarm})
	s.does(t, size)
}

func TestThrottled(t *testing.T) {
	t.Parallel()
	s := planted(t, Options{})
	s.Arm(simulator.Fault{Kind: simulator.Throttled, Count: 2})
	before := s.show()
	for _, f := range []string{www, size} {
		w := s.exchange(http.MethodPost, path, form, f+credentials)
		require.Equal(t, http.StatusServiceUnavailable, w.Code)
		require.Equal(t, "1", w.Header().Get("Retry-After"))
	}
	require.Equal(t, before, s.show())
	s.does(t, size)
}

func TestTruncated(t *testing.T) {
	t.Parallel()
	s := planted(t, Options{})
	s.Arm(simulator.Fault{Kind: simulator.Truncated})
	s.does(t, "a=rec_load_by_name&z=example.org&name=www")
	require.Equal(t, []int{2, 5, 5}, totals(t, s.does(t, load)))
	require.Equal(t, []int{5, 5, 5}, totals(t, s.does(t, load)), "only the next one is short")
}

func TestRejected(t *testing.T) {
	t.Parallel()
	const refused = "13 the record of www.example.org is not accepted"
	edit := func(rid, name string) string {
		return "a=rec_edit&z=example.org&rid=" + rid + "&" + with(good, "name", name)
	}
	for form, want := range map[string]string{
		"a=rec_new&z=example.org&" + with(good, "name", "www"):                                           refused,
		"a=rec_new&z=example.org&" + good:                                                                "ok",
		"a=bulk_rec_new&z=example.org&records=" + url.QueryEscape(list(good, with(good, "name", "www"))): refused,
		edit("5", "www"):                                       refused,
		edit("1", "h"):                                         refused,
		edit("5", "h"):                                         "ok",
		"a=rec_delete&z=example.org&rid=1":                     refused,
		"a=rec_delete&z=example.org&rid=5":                     "ok",
		"a=bulk_rec_delete&z=example.org&rids=5,1":             refused,
		"a=rec_delete_by_name&z=example.org&name=www":          refused,
		"a=rec_delete_by_name&z=example.org&name=two":          "ok",
		"a=rec_load_by_name&z=example.org&name=www":            "ok",
		"a=rec_new&z=example.org&" + with(good, "name", "WWW"): refused,
	} {
		s := planted(t, Options{})
		s.Arm(simulator.Fault{Kind: simulator.Rejected, Name: "www.example.org."})
		before := s.show()
		require.Equal(t, want, s.post(t, form).String(), form)
		if want != "ok" {
			require.Equal(t, before, s.show(), form)
			s.Arm(simulator.Fault{Kind: simulator.Disarm})
			require.Equal(t, "ok", s.post(t, form).String(), "%s, once it may", form)
		}
	}
	s := planted(t, Options{})
	s.Arm(simulator.Fault{Kind: simulator.Rejected, Name: "example.org."})
	require.Equal(t, "13 the record of example.org is not accepted", s.post(t, "a=rec_new&z=example.org&"+with(good, "name", "")).String())
}

func TestHalfBatch(t *testing.T) {
	t.Parallel()
	const stopped = "13 the backend stopped, try later"
	s := planted(t, Options{})
	s.Arm(simulator.Fault{Kind: simulator.HalfBatch})
	s.does(t, "a=rec_delete&z=example.org&rid=4") // one record has no half
	require.Equal(t, stopped, s.post(t, "a=bulk_rec_delete&z=example.org&rids=1,2,5").String())
	require.NotContains(t, s.show(), "1 [1] www")
	require.Contains(t, s.show(), "2 [1] www")

	s.Arm(simulator.Fault{Kind: simulator.HalfBatch})
	records := url.QueryEscape(list(good, with(good, "name", "b")))
	require.Equal(t, stopped, s.post(t, "a=bulk_rec_new&z=example.org&records="+records).String())
	require.Contains(t, s.show(), "earlier 300 A 192.0.2.9 tel")
	require.NotContains(t, s.show(), " b 300 A")
	s.does(t, "a=bulk_rec_new&z=example.org&records="+url.QueryEscape(list(with(good, "name", "b"))))
}

func TestCutConnections(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.Arm(simulator.Fault{Kind: simulator.CutBefore})
	s.does(t, size)
	require.PanicsWithValue(t, http.ErrAbortHandler, func() { s.post(t, www) })
	require.Empty(t, s.show())
	s.Arm(simulator.Fault{Kind: simulator.CutAfter})
	require.PanicsWithValue(t, http.ErrAbortHandler, func() { s.post(t, www) })
	require.NotEmpty(t, s.show())
	require.Equal(t, "13 the same record has existed there", s.post(t, www).String())
	require.Equal(t, 2, s.Calls()["rec_new"], "the first was not heard")
	_, writes := s.Requests()
	require.Equal(t, 3, writes)
}
