package cloudnssim

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	www  = "a=rec_new&z=example.org&name=www&type=A&content=192.0.2.1&isp=tel&ttl=300"
	load = "a=rec_load_all&z=example.org"
	size = "a=rec_load_size&z=example.org"
)

// totals gives how many entries a list has, and what it says of that.
func totals(t *testing.T, result json.RawMessage) []int {
	var l struct {
		Data          []json.RawMessage
		Number, Total int
	}
	require.NoError(t, json.Unmarshal(result, &l))
	return []int{len(l.Data), l.Number, l.Total}
}

func TestDelays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ option, after time.Duration }{
		"a second and a half by default": {0, 1500 * time.Millisecond},
		"as long as is set":              {time.Minute, time.Minute},
		"none at all":                    {-1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, Options{ActivateAfter: c.option, ShowRemoved: true})
			require.Contains(t, string(s.does(t, www)), `"status":0`, "the answer shows it pending in any case")
			if c.after > 0 {
				s.pass(c.after - 1)
				require.Contains(t, string(s.does(t, load)), `"status":0`)
			}
			s.pass(1)
			require.Contains(t, string(s.does(t, load)), `"status":1`)
			require.Contains(t, string(s.does(t, "a=rec_delete&z=example.org&rid=1")), `"status":2`)
			if c.after > 0 {
				s.pass(c.after - 1)
				require.Contains(t, string(s.does(t, load)), `"status":2`)
			}
			s.pass(1)
			require.Equal(t, "0", string(s.does(t, size)), "it is gone")
		})
	}
}

func TestRemovedRecordsCanBeShown(t *testing.T) {
	t.Parallel()
	for _, shown := range []bool{false, true} {
		s := planted(t, Options{ShowRemoved: shown})
		s.does(t, "a=bulk_rec_delete&z=example.org&rids=2,4")
		want, count := []int{3, 3, 3}, "3"
		if shown {
			want, count = []int{5, 5, 5}, "5"
			require.Contains(t, s.show(), "2 [2] www", "in the order of ids")
		}
		require.Equal(t, want, totals(t, s.does(t, load)))
		require.Equal(t, count, string(s.does(t, size)))
		require.Equal(t, []int{1, 1, 1}, totals(t, s.does(t, "a=rec_load_by_name&z=example.org&name=www")), "no other list shows them")
		require.Equal(t, "null", string(s.does(t, "a=rec_load&z=example.org&rid=2")))
		require.Equal(t, "13 not found record", s.post(t, "a=rec_delete&z=example.org&rid=2").String())
	}
}

func TestRemovedRecordsCanBlockTheirLike(t *testing.T) {
	t.Parallel()
	for _, blocks := range []bool{false, true} {
		s := start(t, Options{RemovedBlocks: blocks})
		s.does(t, www)
		s.pass(time.Minute)
		s.does(t, "a=rec_delete&z=example.org&rid=1")
		want := "ok"
		if blocks {
			want = "13 the same record has existed there"
		}
		require.Equal(t, want, s.post(t, www).String())
		s.does(t, strings.Replace(www, "192.0.2.1", "192.0.2.2", 1))
		s.pass(time.Minute)
		require.Equal(t, blocks, s.post(t, www).String() == "ok", "after it has gone")
	}
}

func TestEditsCanBePending(t *testing.T) {
	t.Parallel()
	for _, passes := range []bool{false, true} {
		s := planted(t, Options{EditGoesPending: passes})
		s.does(t, "a=rec_edit&z=example.org&rid=1&name=www&type=A&content=192.0.2.1&isp=tel&ttl=60")
		want := "1 [1] www 60 A 192.0.2.1 tel"
		if passes {
			want = "1 [0] www 60 A 192.0.2.1 tel"
		}
		require.Contains(t, s.show(), want)
		s.pass(time.Minute)
		require.Contains(t, s.show(), "1 [1] www 60 A 192.0.2.1 tel")
	}
}

func TestNewRecordsCanFailToBecomeActive(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		o             Options
		list, another string
	}{
		"by default they do":      {Options{}, "1 [1] www 300 A 192.0.2.1 tel\n", "13 the same record has existed there"},
		"they stay pending":       {Options{NeverActive: true}, "1 [0] www 300 A 192.0.2.1 tel\n", "13 the same record has existed there"},
		"they end in status 3":    {Options{PendingFails: true}, "1 [3] www 300 A 192.0.2.1 tel\n", "ok"},
		"they are gone":           {Options{PendingVanishes: true}, "", "ok"},
		"gone is gone altogether": {Options{PendingFails: true, PendingVanishes: true}, "", "ok"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, c.o)
			s.does(t, www)
			require.Equal(t, "1 [0] www 300 A 192.0.2.1 tel\n", s.show())
			s.pass(time.Minute)
			require.Equal(t, c.list, s.show())
			state, err := s.Save()
			require.NoError(t, err)
			loaded := start(t, c.o)
			require.NoError(t, loaded.Load(state))
			for _, s := range []*site{s, loaded} {
				require.Equal(t, c.another, s.post(t, www).String())
			}
		})
	}
}

func TestWhatStaysPendingCanBeLeftToAnotherServer(t *testing.T) {
	t.Parallel()
	s := start(t, Options{NeverActive: true})
	s.does(t, www)
	s.pass(time.Minute)
	state, err := s.Save()
	require.NoError(t, err)
	loaded := start(t, Options{})
	loaded.pass(time.Minute)
	require.NoError(t, loaded.Load(state))
	require.Contains(t, loaded.show(), "1 [1] www")
}

func TestBulkWritesCanKeepWhatWasDone(t *testing.T) {
	t.Parallel()
	for _, keeps := range []bool{false, true} {
		s := planted(t, Options{BulkKeepsEarlier: keeps})
		records := url.QueryEscape(list(good, good, good)) // the second is the first again
		require.Equal(t, "13 the same record has existed there", s.post(t, "a=bulk_rec_new&z=example.org&records="+records).String())
		require.Equal(t, keeps, strings.Contains(s.show(), " earlier 300 A 192.0.2.9 tel"))
		require.NotContains(t, s.show(), " h 300 A", "after the fault")

		require.Equal(t, "13 not found record", s.post(t, "a=bulk_rec_delete&z=example.org&rids=2,99,1").String())
		require.Equal(t, keeps, !strings.Contains(s.show(), "2 [1] www"))
		require.Contains(t, s.show(), "1 [1] www", "after the fault")
		if !keeps {
			s.does(t, "a=bulk_rec_new&z=example.org&records="+url.QueryEscape(list(good)))
			require.Contains(t, s.show(), "6 [0] h 300 A", "what was undone left nothing behind, not even an id")
		}
	}
}

func TestBulkWritesCanBeLimited(t *testing.T) {
	t.Parallel()
	s := planted(t, Options{MaxBulk: 1})
	require.Equal(t, "13 too many entries in the list",
		s.post(t, "a=bulk_rec_new&z=example.org&records="+url.QueryEscape(list(good, good))).String())
	require.Equal(t, "13 too many entries in the list", s.post(t, "a=bulk_rec_delete&z=example.org&rids=1,2").String())
	s.does(t, "a=bulk_rec_new&z=example.org&records="+url.QueryEscape(list(good)))
	s.does(t, "a=bulk_rec_delete&z=example.org&rids=1")
}

func TestLengthOfTXT(t *testing.T) {
	t.Parallel()
	txt := func(n int) string {
		return "a=rec_new&z=example.org&name=t&type=TXT&isp=tel&ttl=300&content=" + strings.Repeat("x", n)
	}
	s := start(t, Options{MaxTXT: 10})
	s.does(t, txt(10))
	require.Equal(t, "13 content is too long", s.post(t, txt(11)).String())
	start(t, Options{MaxTXT: -1}).does(t, txt(5000))
}

func TestOldNamesAndStrings(t *testing.T) {
	t.Parallel()
	s := start(t, Options{OldNames: true, StringNumbers: true})
	s.says(t, www, `{"rid":"1","z":"example.org","zid":"1","name":"www","type":"A","content":"192.0.2.1","ttl":"300","isp":"tel",`+
		`"prio":"0","status":"0","ctime":"2013-05-09"}`)
	s.says(t, size, `"1"`)
	s.says(t, "a=rec_load_all&z=example.org&offset=1", `{"data":[],"number":"0","total":"1","offset":"1"}`)
	s.says(t, "a=zone_load_multi", `{"data":[{"id":"1","name":"example.org","status":"1","ctime":"2013-05-09"}],"number":"1","total":"1","offset":"0"}`)
	w := s.exchange("POST", path, "application/x-www-form-urlencoded", "a=x"+credentials)
	require.Equal(t, `{"errno":"1","errmsg":"api is not supported","result":null}`, w.Body.String())
}

// says sends a form whose answer has its integers as strings, and wants this result.
func (s *site) says(t *testing.T, form, want string) {
	t.Helper()
	w := s.exchange("POST", path, "application/x-www-form-urlencoded", form+credentials)
	require.Equal(t, `{"errno":"0","errmsg":null,"result":`+want+`}`, w.Body.String())
}

func TestCredentialsOfOptions(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Passport: "u", Token: "t"})
	require.Equal(t, "3 authenticate failed", s.post(t, size).String())
	w := s.exchange("POST", path, "application/x-www-form-urlencoded", size+"&psp=u&tkn=t")
	require.Equal(t, "ok", read(t, w).String())
	require.Equal(t, "u", s.Settings("http://x.test")[1].Value)
}
