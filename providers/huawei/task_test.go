package huawei

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/huawei/huaweisim"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// firstBatch plans a text and gives its only batch.
func (l *lab) firstBatch(t *testing.T, text string) (apply.Job, providers.Batch) {
	t.Helper()
	j := l.plan(t, text)
	batches, err := l.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	require.Len(t, batches, 1)
	return j, batches[0]
}

// leave has another program create sets by a task and keep its record.
func (l *lab) leave(t *testing.T, text string) {
	t.Helper()
	j, b := l.firstBatch(t, text)
	s := &sender{Provider: l.Provider, live: j.Live, kept: keptIn(j.Live), changes: b.Changes, errs: make([]error, len(b.Changes))}
	at := make([]int, len(b.Changes))
	for i := range at {
		at[i] = i
	}
	_, err := s.startTask(t.Context(), "create sets elsewhere", request{byTask, zone.Create, at})
	require.NoError(t, err)
}

func TestAnotherTaskOfTheZoneIsWaitedFor(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]time.Duration{"it is done": -1, "it is still at work": 30 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, huaweisim.Options{ActiveAfter: after})
			j := l.plan(t, zonetest.Many(10, "h%d A 192.0.2.1"))
			l.leave(t, zonetest.Many(5, "h%d A 192.0.2.1"))
			require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
			require.Len(t, l.sim.RecordSets(origin), 12)
			require.Equal(t, []int{3, 2}, []int{l.sim.Calls()["POST task"], l.sim.Calls()["DELETE task"]})
		})
	}
}

func TestATaskThatTakesTooLongIsLeftAtWork(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{ActiveAfter: time.Hour})
	l.patience = 5 * time.Millisecond
	j, b := l.firstBatch(t, zonetest.Many(10, "h%d A 192.0.2.1"))
	var job string
	err := l.Send(providers.WithJobs(t.Context(), func(name string) { job = name }), j.Live, b)
	require.ErrorIs(t, err, providers.ErrPending)
	var told *providers.BatchError
	require.ErrorAs(t, err, &told)
	require.Equal(t, make([]providers.Outcome, 10), told.Outcomes, "nobody knows")
	require.NotEmpty(t, job)
	require.ErrorIs(t, l.Resume(t.Context(), j.Live.Ref, job), providers.ErrPending)
	require.Contains(t, l.log.String(), `level=INFO msg="waiting for a task of an earlier run" zone=example.org. task=`+job)
	require.NoError(t, l.Resume(t.Context(), providers.Ref{Origin: origin}, "another"), "the zone has a new task, so that one has ended")

	other, b := l.firstBatch(t, zonetest.Many(10, "other%d A 192.0.2.1"))
	err = l.Send(t.Context(), other.Live, b)
	require.ErrorIs(t, err, providers.ErrPending)
	require.ErrorContains(t, err, "another task of the zone is still at work")
	require.ErrorAs(t, err, &told)
	require.NotContains(t, told.Outcomes, providers.Unknown)
}

func TestATaskOfAnEarlierRunIsWaitedFor(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{ActiveAfter: 20 * time.Millisecond})
	j, b := l.firstBatch(t, zonetest.Many(10, "h%d A 192.0.2.1"))
	var job string
	ctx, die := context.WithCancel(t.Context())
	ctx = providers.WithJobs(ctx, func(name string) { job = name; die() })
	require.ErrorIs(t, l.Send(ctx, j.Live, b), context.Canceled)
	require.NoError(t, l.Resume(t.Context(), j.Live.Ref, job))
	require.Len(t, l.sim.RecordSets(origin), 12)
	l.reach(t, zonetest.Many(20, "h%d A 192.0.2.1"))
	require.NoError(t, l.Resume(t.Context(), j.Live.Ref, job), "its record is gone")
}

// TestATaskIsNotBelievedBlindly: what its record does not tell is read.
func TestATaskIsNotBelievedBlindly(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(text string) string{
		"a total that is not ours":     func(s string) string { return strings.Replace(s, `"total_count":10`, `"total_count":11`, 1) },
		"no total":                     func(s string) string { return strings.Replace(s, `"total_count"`, `"x"`, 1) },
		"counts that do not add up":    func(s string) string { return strings.Replace(s, `"success_count":10`, `"success_count":9`, 1) },
		"failed items that are hidden": func(s string) string { return strings.Replace(s, `"error_count":0`, `"error_count":2`, 1) },
		"another task":                 func(s string) string { return strings.Replace(s, `"task_id":"`, `"task_id":"x`, 1) },
		"no status":                    func(s string) string { return strings.Replace(s, `"status"`, `"x"`, 1) },
		"a web page":                   func(string) string { return "<html>" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, huaweisim.Options{ActiveAfter: -1})
			j, b := l.firstBatch(t, zonetest.Many(10, "h%d A 192.0.2.1"))
			l.says(func(w http.ResponseWriter, r *http.Request) bool {
				if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/batch-create-task") {
					return false
				}
				answer := httptest.NewRecorder()
				l.sim.ServeHTTP(answer, r)
				w.WriteHeader(answer.Code)
				_, _ = w.Write([]byte(change(answer.Body.String())))
				return true
			})
			var told *providers.BatchError
			require.ErrorAs(t, l.Send(t.Context(), j.Live, b), &told)
			require.Equal(t, make([]providers.Outcome, 10), told.Outcomes, "unknown")
			require.ErrorIs(t, told, providers.ErrProtocol)
			l.says(nil)
			require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
		})
	}
}

// asksTask has a lab's simulator answer what is asked of the zone's task by a method, in other words.
func (l *lab) asksTask(method string, change func(status int, body string) (int, string)) {
	l.says(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != method || !strings.HasSuffix(r.URL.Path, "/batch-create-task") {
			return false
		}
		answer := httptest.NewRecorder()
		l.sim.ServeHTTP(answer, r)
		status, body := change(answer.Code, answer.Body.String())
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
		return true
	})
}

func TestAFailedItemIsFoundHoweverItIsSpelled(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		bare     bool
		from, to string
		outcome  providers.Outcome // of what does not fail
		kind     error
	}{
		"as it was sent":             {outcome: providers.Done, kind: providers.ErrInvalid},
		"without the final dot":      {bare: true, outcome: providers.Done, kind: providers.ErrInvalid},
		"in capitals":                {from: `"name":"bad!.example.org."`, to: `"name":"BAD!.Example.org."`, outcome: providers.Done, kind: providers.ErrInvalid},
		"the line by its name":       {from: `"line":"default_view"`, to: `"line":"Default"`, outcome: providers.Done, kind: providers.ErrInvalid},
		"the line as a star":         {from: `"line":"default_view"`, to: `"line":"*"`, outcome: providers.Done, kind: providers.ErrInvalid},
		"no line":                    {from: `"line":"default_view",`, outcome: providers.Done, kind: providers.ErrInvalid},
		"a name that is not ours":    {from: `"name":"bad!.example.org."`, to: `"name":"bad!"`, outcome: providers.Unknown, kind: providers.ErrProtocol},
		"a name that is no name":     {from: `"name":"bad!.example.org."`, to: `"name":"..."`, outcome: providers.Unknown, kind: providers.ErrProtocol},
		"a line that is not ours":    {from: `"line":"default_view"`, to: `"line":"Dianxin"`, outcome: providers.Unknown, kind: providers.ErrProtocol},
		"an item more than it says":  {from: `"error_count":1`, to: `"error_count":0`, outcome: providers.Unknown, kind: providers.ErrProtocol},
		"an item fewer than it says": {from: `"success_count":9`, to: `"success_count":10`, outcome: providers.Unknown, kind: providers.ErrProtocol},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, huaweisim.Options{ActiveAfter: -1, BareItems: tc.bare})
			j, b := l.firstBatch(t, zonetest.Many(9, "h%d A 192.0.2.1")+"bad! A 192.0.2.1")
			l.asksTask(http.MethodGet, func(status int, body string) (int, string) {
				return status, strings.Replace(body, tc.from, tc.to, 1)
			})
			err := l.Send(t.Context(), j.Live, b)
			var told *providers.BatchError
			require.ErrorAs(t, err, &told)
			require.ErrorIs(t, err, tc.kind)
			for i, c := range b.Changes {
				if c.Key().Name != "bad!."+origin {
					require.Equal(t, tc.outcome, told.Outcomes[i], c.Key())
					continue
				}
				require.NotEqual(t, providers.Done, told.Outcomes[i])
			}
		})
	}
}

// TestARecordOfADeadTaskIsTakenAway: no document tells which code says that it is there.
func TestARecordOfADeadTaskIsTakenAway(t *testing.T) {
	t.Parallel()
	for _, code := range []huaweisim.Refusal{{Status: 409, Code: "DNS.0021"}, {Status: 409, Code: "DNS.0314"}, {Status: 403, Code: "DNS.1999"}, {Status: 400, Code: "DNS.1999"}, {Status: 404, Code: "DNS.1999"}} {
		for _, after := range []time.Duration{-1, 20 * time.Millisecond} {
			t.Run(fmt.Sprint(code, after), func(t *testing.T) {
				t.Parallel()
				l := newLab(t, huaweisim.Options{ActiveAfter: after, TaskExists: code, NoTask: huaweisim.Refusal{Status: 404, Code: "DNS.1804"}})
				j := l.plan(t, zonetest.Many(10, "h%d A 192.0.2.1"))
				l.leave(t, zonetest.Many(5, "h%d A 192.0.2.1"))
				require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
				require.Len(t, l.sim.RecordSets(origin), 12)
				require.Zero(t, l.sim.Calls()["POST recordset"])
			})
		}
	}
}

func TestATaskIsLookedForOnlyWhereOneMayBeInTheWay(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		body   string
		looks  int
		kind   error
	}{
		"a record is refused":         {400, `{"code":"DNS.0308","message":"bad value"}`, 1, providers.ErrInvalid},
		"a right is missing":          {403, `{"code":"DNS.0030","message":"no"}`, 1, providers.ErrAuth},
		"the login is refused":        {401, `{"code":"DNS.0005","message":"no"}`, 0, providers.ErrAuth},
		"the gateway throttles":       {429, `{"error_code":"APIGW.0308","error_msg":"slow down"}`, 0, providers.ErrTemporary},
		"the service throttles":       {403, `{"code":"DNS.0014","message":"slow down"}`, 0, providers.ErrTemporary},
		"nobody knows what was taken": {500, `{"code":"DNS.0000","message":"busy"}`, 0, providers.ErrTemporary},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, huaweisim.Options{ActiveAfter: -1, NoTask: huaweisim.Refusal{Status: 400, Code: "DNS.1804"}})
			j, b := l.firstBatch(t, zonetest.Many(10, "h%d A 192.0.2.1"))
			l.says(l.instead(http.MethodPost, tc.status, tc.body))
			require.ErrorIs(t, l.Send(t.Context(), j.Live, b), tc.kind)
			require.Equal(t, tc.looks, l.sim.Calls()["GET task"])
		})
	}
}

// instead answers in the place of the zone's task.
func (l *lab) instead(method string, status int, body string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != method || !strings.HasSuffix(r.URL.Path, "/batch-create-task") {
			return false
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
		return true
	}
}

func TestAWorkThatNobodyKnowsHasEnded(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{})
	require.NoError(t, l.Resume(t.Context(), providers.Ref{Origin: origin}, "gone"))
	require.NoError(t, l.Resume(t.Context(), providers.Ref{Origin: "gone.example."}, "job"), "its zone was deleted")
}

// TestWhatMeansThatAWorkHasEnded: no document tells with which code it comes that there is none.
func TestWhatMeansThatAWorkHasEnded(t *testing.T) {
	for name, tc := range map[string]struct {
		status int
		body   string
		ended  bool
	}{
		"not found, in other words":      {404, `{"code":"DNS.1804","message":"no"}`, true},
		"a bad request":                  {400, `{"code":"DNS.1804","message":"no"}`, true},
		"a bad request, and its code":    {400, `{"code":"DNS.0002","message":"no"}`, true},
		"the zone has gone":              {400, `{"code":"DNS.0302","message":"no"}`, true},
		"the call is not there":          {404, `{"error_code":"APIGW.0101","error_msg":"The API does not exist"}`, true},
		"the call is not for this one":   {403, `{"code":"DNS.0037","message":"no"}`, true},
		"the login is refused":           {401, `{"code":"DNS.0005","message":"no"}`, false},
		"a right is missing":             {403, `{"code":"DNS.0030","message":"no"}`, false},
		"the gateway throttles":          {429, `{"error_code":"APIGW.0308","error_msg":"slow down"}`, false},
		"the service throttles":          {403, `{"code":"DNS.0014","message":"slow down"}`, false},
		"the zone is at work":            {409, `{"code":"DNS.0209","message":"not normal"}`, false},
		"the service is busy":            {500, `{"code":"DNS.0000","message":"busy"}`, false},
		"a bad request of the gateway's": {400, `{"error_code":"APIGW.0106","error_msg":"no"}`, false},
		"a page of somebody else":        {404, "<html>", false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := openDirect(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.WriteHeader(tc.status)
					_, _ = w.Write([]byte(tc.body))
				}))
				p.session.project = "0123456789abcdef0123456789abcdef"
				err := p.Resume(t.Context(), providers.Ref{ID: zoneID, Origin: origin}, "job")
				require.Equal(t, tc.ended, err == nil, err)
			})
		})
	}
}

// TestALookThatFailsDoesNotCloseTheWay: the task was taken, and what it holds is not sent beside it.
func TestALookThatFailsDoesNotCloseTheWay(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]string{"at our task": "", "at one that is in the way": zonetest.Many(5, "old%d A 192.0.2.1")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, huaweisim.Options{ActiveAfter: 50 * time.Millisecond})
			j, b := l.firstBatch(t, zonetest.Many(100, "h%d A 192.0.2.1"))
			if before != "" {
				l.leave(t, before)
			}
			l.says(l.instead(http.MethodGet, 404, ""))
			require.Error(t, l.Send(t.Context(), j.Live, b))
			require.True(t, l.bulk.has(byTask))
			require.Zero(t, l.sim.Calls()["POST recordset"])
		})
	}
}

func TestAnotherTaskHoldsAPlanUpForOnePatience(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{ActiveAfter: time.Hour})
	l.patience = 20 * time.Millisecond
	l.leave(t, zonetest.Many(5, "old%d A 192.0.2.1"))
	r := apply.Zone(t.Context(), l.plan(t, zonetest.Many(5, "h%d A 192.0.2.1")), providertest.Options())
	require.ErrorIs(t, r.Err, providers.ErrPending)
	require.Equal(t, 2, l.sim.Calls()["POST task"], "theirs, and ours once")
}

func TestFlowControlOfAnItemIsNoRefusal(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{ActiveAfter: -1})
	j, b := l.firstBatch(t, zonetest.Many(9, "h%d A 192.0.2.1")+"bad! A 192.0.2.1")
	l.asksTask(http.MethodGet, func(status int, body string) (int, string) {
		return status, regexp.MustCompile(`"error_code":"[^"]*"`).ReplaceAllString(body, `"error_code":"DNS.0014"`)
	})
	var told *providers.BatchError
	err := l.Send(t.Context(), j.Live, b)
	require.ErrorAs(t, err, &told)
	require.ErrorIs(t, err, providers.ErrTemporary)
	require.NotContains(t, told.Outcomes, providers.Unknown)
}
