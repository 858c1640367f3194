package rackspacesim

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func contents(t testing.TB, lines ...string) string {
	t.Helper()
	b, err := json.Marshal(object{"domains": []object{{"contentType": "BIND_9", "contents": strings.Join(lines, "\n")}}})
	require.NoError(t, err)
	return string(b)
}

const soa = "example.net. 600 IN SOA ns.rackspace.com. admin@example.net. 1 3600 3600 3600 3600"

func TestImportMakesADomain(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	response := s.does(t, "POST /domains/import", contents(t, "",
		"example.net. 600 IN SOA ns.rackspace.com. admin@example.net. (", "  1 3600", "\t3600 3600 3600 )",
		"www.example.net.\t700\tIN\tA\t192.0.2.1", "example.net. IN MX 10 mail.example.net.", `t.example.net. IN TXT "a; (b"`,
		`u.example.net. IN TXT "a" "b"`, "c.example.net. CNAME www.example.net.", "_s._tcp.example.net. 300 IN SRV 1 2 3 www.example.net.", ""))
	require.NotContains(t, string(response), `"id":"A-`)
	var made struct {
		Domains []struct{ RecordsList struct{ Records []Record } }
	}
	require.NoError(t, json.Unmarshal(response, &made))
	require.Len(t, made.Domains[0].RecordsList.Records, 8)
	require.Empty(t, made.Domains[0].RecordsList.Records[0].ID)
	require.NotEmpty(t, s.Records("example.net")[0].ID)
	require.Equal(t, `example.net. 600 IN SOA ns.rackspace.com. admin@example.net. (
	1308874739
	3600
	3600
	3600
	3600 )
example.net. 600 IN NS ns.rackspace.com.
example.net. 600 IN NS ns2.rackspace.com.
www.example.net. 700 IN A 192.0.2.1
example.net. 600 IN MX 10 mail.example.net.
t.example.net. 600 IN TXT "a; (b"
u.example.net. 600 IN TXT "a" "b"
c.example.net. 600 IN CNAME www.example.net.
_s._tcp.example.net. 300 IN SRV 1 2 3 www.example.net.
`, s.export(t, "example.net"))
}

func (s *site) export(t testing.TB, origin string) string {
	t.Helper()
	var out bind
	require.NoError(t, json.Unmarshal(s.does(t, "GET /domains/"+s.DomainID(origin)+"/export", ""), &out))
	require.Equal(t, "BIND_9", out.ContentType)
	require.Equal(t, []any{s.DomainID(origin), "123456"}, []any{out.ID, out.AccountID})
	return out.Contents
}

func TestExportsHaveNoComments(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.add(t, record("TXT", "text", `,"comment":"secret"`))
	text := s.export(t, "example.org")
	require.Contains(t, text, `h.example.org. 3600 IN TXT "text"`)
	require.NotContains(t, text, "secret")
}

func TestImportsAreAllOrNone(t *testing.T) {
	t.Parallel()
	s := start(t, Options{MaxRecords: 5})
	for name, c := range map[string]struct {
		line, want string
	}{
		"not in column one":       {" www.example.net. IN A 192.0.2.1", "400 Line 3"},
		"two blanks":              {"www.example.net.  IN A 192.0.2.1", "400 Line 3"},
		"two blanks in the data":  {"www.example.net. IN A  192.0.2.1", "400 Line 3"},
		"a short name":            {"www IN A 192.0.2.1", "400 Line 3"},
		"the origin's sign":       {"@ IN A 192.0.2.1", "400 Line 3"},
		"a comment":               {"www.example.net. IN A 192.0.2.1 ; x", "400 Line 3"},
		"a directive":             {"$ORIGIN example.net.", "400 Line 3"},
		"no address":              {"www.example.net. IN A x", "400 The contents"},
		"a second SOA":            {soa, `400 Record example.net SOA : Type`},
		"a type that is not held": {`www.example.net. IN CAA 0 issue "ca.test"`, "400 Record www.example.net CAA : Type"},
		"a name outside":          {"www.example.com. IN A 192.0.2.1", "400 Record www.example.com A : Name"},
		"the default name server": {"example.net. IN NS ns.rackspace.com.", "409 Record is a duplicate"},
		"a short TTL":             {"www.example.net. 299 IN A 192.0.2.1", "400 "},
		"a TTL of 0":              {"www.example.net. 0 IN A 192.0.2.1", "400 "},
		"too many":                {"a.example.net. IN A 192.0.2.1\nb.example.net. IN A 192.0.2.1\nc.example.net. IN A 192.0.2.1", "413 Limit of 5"},
		"far too many":            {strings.Repeat("a.example.net. IN A 192.0.2.1\n", 100), "413 A request may"},
	} {
		got := s.fails(t, "POST /domains/import", contents(t, soa, "ok.example.net. IN A 192.0.2.1", c.line))
		require.True(t, strings.HasPrefix(got, c.want), "%s: %s", name, got)
		if strings.HasSuffix(c.want, " ") {
			require.Equal(t, c.want, got, "%s: no details", name)
		}
		require.Nil(t, s.Records("example.net"), name)
	}
	require.Equal(t, "400 The contents have no SOA record.", s.fails(t, "POST /domains/import", contents(t, "www.example.net. IN A 192.0.2.1")))
	require.Equal(t, "409 Domain already exists", s.fails(t, "POST /domains/import", contents(t, strings.Replace(soa, "example.net.", "example.org.", 1))))
	for name, body := range map[string]string{
		"no domains": domains(), "no contents": domains(`{"contentType":"BIND_9","contents":""}`),
		"another type": domains(`{"contentType":"DJB","contents":"x"}`), "an id": domains(`{"contentType":"BIND_9","contents":"x","id":"1"}`),
		"no JSON": "x", "many": domains(strings.Repeat(`{},`, 100) + "{}"),
	} {
		code := s.refused(t, "POST /domains/import", body)[:4]
		require.Equal(t, map[bool]string{true: "413 ", false: "400 "}[name == "many"], code, name)
		s.login(t)
	}
}
