package cloudnssim

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// eventful gives a server with something of everything: zones in each status, records in each, and ids that are gone.
func eventful(t *testing.T, o Options) *site {
	s := planted(t, o)
	s.does(t, "a=rec_delete&z=example.org&rid=5")
	s.pass(time.Second)
	s.does(t, "a=rec_delete&z=example.org&rid=4")
	s.does(t, "a=rec_new&z=example.org&"+with(good, "name", "pending"))
	s.does(t, "a=zone_new&z=example.net")
	require.NoError(t, s.AddZone("example.com"))
	s.does(t, "a=zone_delete&z=example.com")
	return s
}

func TestSaveAndLoad(t *testing.T) {
	t.Parallel()
	o := Options{ShowRemoved: true, RemovedBlocks: true}
	s := eventful(t, o)
	state, err := s.Save()
	require.NoError(t, err)
	loaded := start(t, o)
	loaded.pass(time.Second) // its clock is that of s
	require.NoError(t, loaded.Load(state))
	again, err := loaded.Save()
	require.NoError(t, err)
	require.Equal(t, string(state), string(again))

	steps := []string{
		load, "a=zone_load_multi", "a=rec_load_size&z=foreign.example", // all as it was
		"a=rec_new&z=example.org&name=alias&type=TXT&content=www.example.org&isp=tel&ttl=1", // one in removal is in the way
		"a=rec_new&z=example.org&" + good, "a=zone_new&z=late.example", // ids go on
	}
	for range 6 { // and so does time
		for _, form := range steps {
			require.Equal(t, s.post(t, form), loaded.post(t, form), form)
		}
		require.Equal(t, s.show(), loaded.show())
		s.pass(700 * time.Millisecond)
		loaded.pass(700 * time.Millisecond)
	}
	require.NotContains(t, loaded.show(), "[2]")
	require.NotContains(t, loaded.show(), "[0]")
}

func TestIDsThatAreGoneStayGone(t *testing.T) {
	t.Parallel()
	s := start(t, Options{ActivateAfter: -1})
	s.does(t, www)
	s.does(t, "a=rec_delete&z=example.org&rid=1")
	require.Equal(t, "0", string(s.does(t, size)))
	require.NoError(t, s.AddZone("example.net"))
	s.does(t, "a=zone_delete&z=example.net")
	require.NoError(t, s.Approve("example.net"))
	state, err := s.Save()
	require.NoError(t, err)
	loaded := start(t, Options{})
	require.NoError(t, loaded.Load(state))
	require.Contains(t, string(loaded.does(t, www)), `"id":2,`)
	loaded.does(t, "a=zone_new&z=example.com")
	require.Contains(t, string(loaded.does(t, "a=zone_load_multi")), `"id":3,"name":"example.com"`)
}

func TestStatesThatAreNotTaken(t *testing.T) {
	t.Parallel()
	const record = `{"id":1,"name":"a","type":"A","content":"192.0.2.1","ttl":1,"isp":"tel","prio":0,"status":1,"ctime":""}`
	zone := func(id, name, status, records string) string {
		return `{"id":` + id + `,"name":"` + name + `","status":` + status + `,"ctime":"","records":[` + records + `]}`
	}
	state := func(zones ...string) string {
		return `{"last_zone":9,"last_record":9,"zones":[` + strings.Join(zones, ",") + `]}`
	}
	sound := state(zone("1", "example.org", "1", record))
	for name, c := range map[string]struct{ state, want string }{
		"nothing":                   {"", "EOF"},
		"an unknown field":          {`{"color":"red"}`, "color"},
		"something behind":          {sound + "{}", "more than one value"},
		"the end comes early":       {sound[:60], "unexpected"},
		"no name":                   {state(zone("1", "", "1", "")), "not a name"},
		"a name with a dot behind":  {state(zone("1", "example.org.", "1", "")), "not a name"},
		"a name in capitals":        {state(zone("1", "Example.org", "1", "")), "not a name"},
		"a zone twice":              {state(zone("1", "example.org", "1", ""), zone("2", "example.org", "1", "")), "there twice"},
		"two zones with one id":     {state(zone("1", "example.org", "1", ""), zone("1", "example.net", "1", "")), "unfit"},
		"a zone without an id":      {state(zone("0", "example.org", "1", "")), "unfit"},
		"a zone of no known status": {state(zone("1", "example.org", "3", "")), "unfit"},
		"two records with one id":   {state(zone("1", "example.org", "1", record+","+record)), "id of its own"},
		"one record in two zones":   {state(zone("1", "example.org", "1", record), zone("2", "example.net", "1", record)), "id of its own"},
		"a record without an id":    {strings.Replace(sound, `"id":1,"name":"a"`, `"id":0,"name":"a"`, 1), "id of its own"},
		"a record of no status":     {strings.Replace(sound, `"prio":0,"status":1`, `"prio":0,"status":-1`, 1), "status"},
		"a record that is null":     {state(zone("1", "example.org", "1", "null")), "record"},
		"a TTL that is a word":      {strings.Replace(sound, `"ttl":1`, `"ttl":"x"`, 1), "ttl"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := eventful(t, Options{})
			require.NoError(t, s.Load([]byte(sound)), "the state that the case makes unsound")
			require.Equal(t, "1 [1] a 1 A 192.0.2.1 tel\n", s.show())
			before, err := s.Save()
			require.NoError(t, err)
			require.ErrorContains(t, s.Load([]byte(c.state)), c.want)
			after, err := s.Save()
			require.NoError(t, err)
			require.Equal(t, string(before), string(after), "a Load that fails changes nothing")
		})
	}
}

func TestHooks(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.does(t, www)
	require.NoError(t, s.AddZone("Example.ORG"), "it is there")
	require.Len(t, s.Records("example.org."), 1, "one that exists stays as it is")
	require.Error(t, s.AddZone("a..b"))
	require.Error(t, s.Approve("example.org"), "there is nothing to approve")
	require.Error(t, s.Approve("example.net"))
	require.Nil(t, s.Records("example.net"))

	require.Error(t, s.Plant("example.net", Record{}))
	require.Error(t, s.Plant("example.org", Record{ID: 1}))
	odd := Record{ID: 7, Name: "@", Type: "cname", Content: "WWW.example.org.", TTL: -1, ISP: "any", Status: 3, CTime: "x"}
	require.NoError(t, s.Plant("example.org", odd, Record{Name: "next"}))
	got := s.Records("example.org")
	require.Equal(t, odd, got[1])
	require.Equal(t, Record{ID: 8, Name: "next"}, got[2])
	require.Equal(t, "9 process failed: record cannot delete when status is not 1", s.post(t, "a=rec_delete&z=example.org&rid=7").String())
}
