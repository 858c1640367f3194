package rackspacesim

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func domains(list ...string) string { return `{"domains":[` + strings.Join(list, ",") + `]}` }

func names(t *testing.T, a answer) string {
	t.Helper()
	require.Equal(t, 200, a.ResponseRecorder.Code, a.ResponseRecorder.Body)
	var in struct{ Domains []struct{ Name string } }
	require.NoError(t, json.Unmarshal(a.ResponseRecorder.Body.Bytes(), &in))
	var out []string
	for _, d := range in.Domains {
		out = append(out, d.Name)
	}
	return strings.Join(out, " ")
}

func TestDomainsComeWithTheirRecordsAndSubdomains(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	response := s.does(t, "POST /domains", domains(`{"name":"Example.net","emailAddress":"a@example.net","ttl":600,"comment":"c",
		"recordsList":{"records":[{"name":"www.example.net","type":"A","data":"192.0.2.1"}]},
		"subdomains":{"domains":[{"name":"sub.example.net","emailAddress":"b@example.net"}]}}`))
	var made struct {
		Domains []struct {
			Name, Comment string
			TTL           int
			Nameservers   []nameserver
			RecordsList   struct{ Records []Record }
		}
	}
	require.NoError(t, json.Unmarshal(response, &made))
	require.Len(t, made.Domains, 2)
	d := made.Domains[0]
	require.Equal(t, []any{"example.net", "c", 600}, []any{d.Name, d.Comment, d.TTL})
	require.Equal(t, []nameserver{{"ns.rackspace.com"}, {"ns2.rackspace.com"}}, d.Nameservers)
	require.Len(t, d.RecordsList.Records, 3)
	require.Equal(t, 600, d.RecordsList.Records[2].TTL, "the domain's")
	require.Len(t, s.Records("sub.example.net"), 2)
	for _, r := range append(s.Records("example.net"), s.Records("sub.example.net")...) {
		require.NotEqual(t, "SOA", r.Type)
	}
	id := s.DomainID("example.net.")
	require.Equal(t, "sub.example.net", names(t, s.do(t, "GET /domains/"+id+"/subdomains", "")))
	a := s.do(t, "GET /domains/"+id+"?showRecords=true&showSubdomains=true", "")
	require.Len(t, a.body["recordsList"].(object)["records"], 3)
	require.Equal(t, 1.0, a.body["subdomains"].(object)["totalEntries"])
	a = s.do(t, "GET /domains/"+id+"?showRecords=false", "")
	require.NotContains(t, a.body, "recordsList")
	require.Equal(t, 600.0, a.body["ttl"])
}

func TestDomainsThatCannotBe(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	const exists = "409 Domain already exists"
	draft := func(fields string) string { return domains("{" + fields + "}") }
	for name, c := range map[string]struct{ body, want string }{
		"no name":              {draft(`"emailAddress":"a@example.net"`), "400 Domain : Domain name"},
		"a final dot":          {draft(`"name":"example.net.","emailAddress":"a@example.net"`), "400 Domain example.net.: Domain name"},
		"no email":             {draft(`"name":"example.net"`), "400 Domain example.net: Email"},
		"half an email":        {draft(`"name":"example.net","emailAddress":"hostmaster"`), "400 Domain example.net: Email"},
		"a short TTL":          {draft(`"name":"example.net","emailAddress":"a@example.net","ttl":1`), "400 Domain example.net: TTL"},
		"an id":                {draft(`"id":"1","name":"example.net","emailAddress":"a@example.net"`), "400 Domain example.net: Id"},
		"a subdomain outside":  {draft(`"name":"example.net","emailAddress":"a@example.net","subdomains":{"domains":[{"name":"b.test","emailAddress":"a@example.net"}]}`), "400 Domain b.test: Name"},
		"a record outside":     {draft(`"name":"example.net","emailAddress":"a@example.net","recordsList":` + list(www)), "400 Record www.example.org A : Name"},
		"no domains":           {domains(), "400 There are no domains"},
		"one that exists":      {draft(`"name":"EXAMPLE.org","emailAddress":"a@example.net"`), "!" + exists},
		"one twice":            {domains(`{"name":"b.test","emailAddress":"a@b.test"}`, `{"name":"b.test","emailAddress":"a@b.test"}`), "!" + exists},
		"the name server anew": {draft(`"name":"b.test","emailAddress":"a@b.test","recordsList":` + list(`{"type":"NS","data":"ns.rackspace.com"}`)), "!409 Record is a duplicate"},
	} {
		if want, later := strings.CutPrefix(c.want, "!"); later {
			require.True(t, strings.HasPrefix(s.fails(t, "POST /domains", c.body), want), name)
		} else {
			got := s.refused(t, "POST /domains", c.body)
			require.True(t, strings.HasPrefix(got, c.want), "%s: %s", name, got)
			s.login(t)
		}
		require.Equal(t, "example.org", names(t, s.do(t, "GET /domains", "")), name)
	}
}

func TestDomainsAreUpdated(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	require.Empty(t, s.does(t, "PUT D", `{"ttl":900}`))
	require.Empty(t, s.does(t, "PUT /domains", domains(`{"id":"`+s.id+`","emailAddress":"x@example.org","comment":"new"}`)))
	d := s.do(t, "GET D", "").body
	require.Equal(t, []any{900.0, "x@example.org", "new"}, []any{d["ttl"], d["emailAddress"], d["comment"]})
	for _, fields := range []string{`"name":"example.net"`, `"recordsList":` + list(), `"ttl":299`, `"emailAddress":""`, `"comment":"` + strings.Repeat("c", 161) + `"`} {
		require.Equal(t, "400 Domain", s.refused(t, "PUT D", "{"+fields+"}")[:10], fields)
		s.login(t)
	}
	require.Equal(t, "400 The id", s.refused(t, "PUT D", `{"id":"1"}`)[:10])
	s.login(t)
	require.Equal(t, "404 The domain", s.fails(t, "PUT /domains", domains(`{"id":"`+s.id+`","ttl":301}`, `{"id":"1","ttl":301}`))[:14])
	require.Equal(t, 900.0, s.do(t, "GET D", "").body["ttl"])
	s.add(t, `{"name":"h.example.org","type":"A","data":"192.0.2.1"}`)
	require.Equal(t, "h.example.org 900 A 192.0.2.1\n", s.show())
}

func TestDomainsAreDeleted(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	for _, name := range []string{"a.example.org", "b.a.example.org", "example.net", "x.example.net"} {
		require.NoError(t, s.AddZone(name+"."))
	}
	s.does(t, "DELETE /domains/"+s.DomainID("example.net"), "")
	require.Equal(t, "example.org a.example.org b.a.example.org x.example.net", names(t, s.do(t, "GET /domains", "")))
	out := s.job(t, "DELETE /domains?deleteSubdomains=true&id=1&id="+s.id, "")
	require.Equal(t, "ERROR", out.Status)
	require.Len(t, out.Error.Failed.Faults, 1)
	require.Equal(t, "x.example.net", names(t, s.do(t, "GET /domains", "")))
	require.Equal(t, 404, s.do(t, "DELETE D", "").ResponseRecorder.Code)
	require.Nil(t, s.Records("example.org"))
	require.Empty(t, s.DomainID("example.org"))
}

func TestLookUps(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	for _, name := range []string{"an-example.org", "example.com"} {
		require.NoError(t, s.AddZone(name))
	}
	for query, want := range map[string]string{
		"?name=example.org": "example.org", "?name=EXAMPLE.com": "example.com", "?name=example": "", "?name=": "",
		"/search?name=example": "example.org an-example.org example.com", "/search?name=an-ex": "an-example.org",
	} {
		require.Equal(t, want, names(t, s.do(t, "GET /domains"+query, "")), query)
	}
	for _, part := range []string{"ex", "", "exa.", "exa_"} {
		require.Equal(t, 400, s.do(t, "GET /domains/search?name="+part, "").ResponseRecorder.Code, part)
	}
}

func TestIDsComeInAllShapes(t *testing.T) {
	t.Parallel()
	for numeric, want := range map[bool]string{false: `"id":"2725233"`, true: `"id":2725233`} {
		s := start(t, Options{NumericDomainIDs: numeric})
		require.Contains(t, s.do(t, "GET D", "").Body.String(), want)
	}
	s := start(t, Options{})
	for i := range 4 {
		s.add(t, fmt.Sprintf(`{"type":"A","data":"192.0.2.%d"}`, i))
	}
	shapes := map[bool]int{}
	for _, r := range s.Records("example.org.") {
		old := strings.HasPrefix(r.ID, r.Type+"-")
		if !old {
			require.Regexp(t, "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$", r.ID)
		}
		shapes[old]++
	}
	require.Positive(t, shapes[true])
	require.Positive(t, shapes[false])
}
