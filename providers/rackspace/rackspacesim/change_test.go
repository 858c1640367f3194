package rackspacesim

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatStandsInTheWayIsToldByTheJob(t *testing.T) {
	t.Parallel()
	const duplicate = "409 Record is a duplicate of another record"
	for name, c := range map[string]struct{ first, then, want string }{
		"the same":                           {www, strings.Replace(www, "300", "600", 1), duplicate},
		"the same address, spelt otherwise":  {record("AAAA", "2001:db8::1", ""), record("AAAA", "2001:DB8:0::1", ""), duplicate},
		"the same host in capitals":          {record("NS", "ns.example.net", ""), record("NS", "NS.example.net", ""), duplicate},
		"an MX of another priority":          {record("MX", "a.example.net", `,"priority":1`), record("MX", "a.example.net", `,"priority":2`), duplicate},
		"the service's own name server":      {www, `{"type":"NS","data":"ns.rackspace.com"}`, duplicate},
		"an A beside a CNAME":                {record("CNAME", "a.example.net", ""), record("A", "192.0.2.1", ""), "409 A CNAME record"},
		"a CNAME beside an A":                {record("A", "192.0.2.1", ""), record("CNAME", "a.example.net", ""), "409 A CNAME record"},
		"two CNAMEs":                         {record("CNAME", "a.example.net", ""), record("CNAME", "b.example.net", ""), "409 A CNAME record"},
		"a CNAME at the apex":                {www, `{"type":"CNAME","data":"a.example.net"}`, "409 A CNAME record"},
		"a TXT in capitals is another":       {record("TXT", "a", ""), record("TXT", "A", ""), ""},
		"an SRV of another priority is, too": {`{"name":"_s._tcp.example.org","type":"SRV","data":"1 2 h.example.org","priority":1}`, `{"name":"_s._tcp.example.org","type":"SRV","data":"1 2 h.example.org","priority":2}`, ""},
		"an SRV that is the same":            {`{"name":"_s._tcp.example.org","type":"SRV","data":"0 2 h.example.org","priority":1}`, `{"name":"_s._tcp.example.org","type":"SRV","data":"2 h.example.org","priority":1}`, duplicate},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, Options{})
			s.add(t, c.first)
			before := s.show()
			body := list(record("TXT", "before", `,"comment":"x"`), c.then)
			if strings.Contains(c.first+c.then, "CNAME") {
				body = list(strings.Replace(www, "www", "before", 1), c.then)
			}
			if c.want == "" {
				s.does(t, "POST R", body)
				return
			}
			require.True(t, strings.HasPrefix(s.fails(t, "POST R", body), c.want))
			require.Equal(t, before, s.show(), "all or none")

			alone := start(t, Options{})
			require.True(t, strings.HasPrefix(alone.fails(t, "POST R", list(c.first, c.then)), c.want), "in one request as well")
		})
	}
}

func TestUpdatesAreAllOrNone(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	ids := s.add(t, record("A", "192.0.2.1", ""), record("A", "192.0.2.2", ""), www)
	put := func(id, name, data string) string {
		return fmt.Sprintf(`{"id":%q,"name":"%s.example.org","data":%q}`, id, name, data)
	}
	s.does(t, "PUT R", list(put(ids[0], "h", "192.0.2.2"), put(ids[1], "h", "192.0.2.1")))
	const swapped = "h.example.org 3600 A 192.0.2.2\nh.example.org 3600 A 192.0.2.1\nwww.example.org 300 A 192.0.2.1\n"
	require.Equal(t, swapped, s.show())

	require.Equal(t, "404 The record with ID A-1 was not found.", s.fails(t, "PUT R", list(put(ids[2], "www", "192.0.2.9"), put("A-1", "h", "192.0.2.9"))))
	require.Equal(t, "404 The record with ID A-1 was not found.", s.fails(t, "PUT R/A-1", `{"name":"h.example.org"}`))
	require.True(t, strings.HasPrefix(s.fails(t, "PUT R", list(put(ids[2], "www", "192.0.2.9"), put(ids[0], "h", "192.0.2.1"))), "409 Record is a duplicate"))
	require.Equal(t, swapped, s.show())
	require.True(t, strings.HasPrefix(s.fails(t, "POST R", list(www)), "409 Record is a duplicate"), "what was put back counts again")
	s.add(t, record("A", "192.0.2.3", ""))
	s.does(t, "PUT R", list(put(ids[2], "www", "192.0.2.9")))
	require.Contains(t, s.show(), "www.example.org 300 A 192.0.2.9")
	s.add(t, www) // its old data is free again
}

func TestDeletesAreTriedOneByOne(t *testing.T) {
	t.Parallel()
	for other, wording := range map[bool]string{false: "The record with ID 111111111 was not found.", true: "Domain ID: 2725233; Record ID: 111111111"} {
		s := start(t, Options{OtherFailedItems: other})
		ids := s.add(t, www, record("A", "192.0.2.1", ""), record("A", "192.0.2.2", ""))
		out := s.job(t, "DELETE R/?id="+ids[0]+"&id=111111111&id="+ids[2]+"&id="+ids[2], "")
		require.Equal(t, "ERROR", out.Status)
		require.Equal(t, []any{500, "One or more items could not be deleted.", "See errors list for details."}, []any{out.Error.Code, out.Error.Message, out.Error.Details})
		require.Len(t, out.Error.Failed.Faults, 2, "the second time it is gone")
		require.Equal(t, fault{Message: "Not Found", Code: 404, Details: wording}, *out.Error.Failed.Faults[0])
		require.Equal(t, "h.example.org 3600 A 192.0.2.1\n", s.show())
		require.Empty(t, s.does(t, "DELETE R/"+ids[1], ""))
		require.Empty(t, s.show())
		require.Equal(t, "404", s.fails(t, "DELETE R/"+ids[1], "")[:3])
		s.add(t, www)
	}
}

func TestOneNameServerStays(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.add(t, record("NS", "ns.example.net", ""))
	all := s.Records("example.org")
	require.Equal(t, []string{"ns.rackspace.com", "ns2.rackspace.com", "ns.example.net"}, []string{all[0].Data, all[1].Data, all[2].Data})
	out := s.job(t, "DELETE R?id="+all[0].ID+"&id="+all[1].ID+"&id="+all[2].ID, "")
	require.Len(t, out.Error.Failed.Faults, 1)
	require.Equal(t, 400, out.Error.Failed.Faults[0].Code)
	require.Contains(t, out.Error.Failed.Faults[0].Details, all[1].ID)
	require.Len(t, s.Records("example.org"), 1)
}

func TestLimits(t *testing.T) {
	t.Parallel()
	s := start(t, Options{MaxRecords: 105, MaxDomains: 2, JobDelay: -1})
	many := func(from, n int) string {
		var out []string
		for i := from; i < from+n; i++ {
			out = append(out, fmt.Sprintf(`{"type":"A","name":"h%d.example.org","data":"192.0.2.1"}`, i))
		}
		return list(out...)
	}
	require.Equal(t, "413 A request may carry 100 entities, and this one has 101.", s.refused(t, "POST R", many(0, 101)))
	require.Equal(t, "413 A request may carry 100 entities, and this one has 101.", s.refused(t, "DELETE R?id=x"+strings.Repeat("&id=x", 100), ""))
	s.does(t, "POST R", many(0, 100))
	const full = "413 Limit of 105 records per domain has been reached."
	require.Equal(t, full, s.refused(t, "POST R", many(100, 4)))
	s.login(t)
	s.does(t, "POST R", many(100, 3))

	domain := func(name string, records string) string {
		return fmt.Sprintf(`{"name":%q,"emailAddress":"a@example.org","recordsList":%s}`, name, records)
	}
	post := func(list ...string) string { return `{"domains":[` + strings.Join(list, ",") + `]}` }
	require.Equal(t, "413 Limit of 2 domains has been reached.", s.refused(t, "POST /domains", post(domain("a.test", list()), domain("b.test", list()))))
	require.Equal(t, "413 A request may carry 100 entities, and this one has 102.", s.refused(t, "POST /domains", post(domain("example.net", many(0, 50)), domain("example.com", many(0, 50)))))

	jobs := start(t, Options{MaxRecords: 103})
	jobs.do(t, "POST R", many(0, 100))
	require.Equal(t, "413 Limit of 103 records per domain has been reached.", jobs.fails(t, "POST R", many(100, 2)), "the room went meanwhile")
}

func TestWhatIsKeptOfTheData(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ kind, data, want string }{
		"text":                       {"TXT", "v=spf1 mx; -all", "v=spf1 mx; -all"},
		"text in quotes":             {"TXT", `"one"`, "one"},
		"text with stray quotes":     {"TXT", `a"b\c/d`, "abc/d"},
		"several strings":            {"TXT", `"one" "two words"`, `"one" "two words"`},
		"several strings, not quite": {"TXT", `"one" two"`, `one two`},
		"an SRV's target":            {"SRV", "h.example.org", "0 0 h.example.org"},
		"its port and target":        {"SRV", "443 h.example.org", "0 443 h.example.org"},
		"all three":                  {"SRV", "5  443\th.example.org", "5 443 h.example.org"},
		"more than three":            {"SRV", "5 443 h.example.org 1 2", "5 443 h.example.org"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, Options{PriorityOptional: true})
			data, err := json.Marshal(c.data)
			require.NoError(t, err)
			s.add(t, fmt.Sprintf(`{"name":"_s._tcp.example.org","type":%q,"data":%s}`, c.kind, data))
			require.Equal(t, "_s._tcp.example.org 3600 "+c.kind+" "+c.want+"\n", s.show())
		})
	}
}
