package rackspacesim

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// record gives a draft of a record; a key without value takes a field away.
func record(kind, data, more string) string {
	return fmt.Sprintf(`{"name":"h.example.org","type":%q,"data":%q%s}`, kind, data, more)
}

func TestWhatIsWrongWithNewRecordsIsToldAtOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ record, want string }{
		"no type":                   {`{"data":"192.0.2.1"}`, "Type"},
		"an unknown type":           {record("CAA", "0 issue ca.example.net", ""), "Type"},
		"PTR is for rdns":           {record("PTR", "192.0.2.1", ""), "Type"},
		"a lower-case type":         {record("a", "192.0.2.1", ""), "Type"},
		"SOA":                       {record("SOA", "x", ""), "Type"},
		"an id":                     {record("A", "192.0.2.1", `,"id":"A-1"`), "Id"},
		"a short TTL":               {record("A", "192.0.2.1", `,"ttl":299`), "TTL"},
		"a long TTL":                {record("A", "192.0.2.1", `,"ttl":2147483648`), "TTL"},
		"a long comment":            {record("A", "192.0.2.1", `,"comment":"`+strings.Repeat("ü", 161)+`"`), "Comment"},
		"a priority of an A":        {record("A", "192.0.2.1", `,"priority":1`), "Priority"},
		"a priority of a TXT":       {record("TXT", "text", `,"priority":0`), "Priority"},
		"a priority below 0":        {record("MX", "mail.example.org", `,"priority":-1`), "Priority"},
		"a priority above 65535":    {record("MX", "mail.example.org", `,"priority":65536`), "Priority"},
		"MX without priority":       {record("MX", "mail.example.org", ""), "Priority"},
		"SRV without priority":      {`{"name":"_s._tcp.example.org","type":"SRV","data":"1 2 h.example.org"}`, "Priority"},
		"SRV without name":          {`{"type":"SRV","data":"1 2 h.example.org","priority":1}`, "Name"},
		"SRV with another name":     {record("SRV", "1 2 h.example.org", `,"priority":1`), "Name"},
		"SRV with a word as weight": {`{"name":"_s._tcp.example.org","type":"SRV","data":"x 2 h.example.org","priority":1}`, "Data"},
		"SRV with a great port":     {`{"name":"_s._tcp.example.org","type":"SRV","data":"1 65536 h.example.org","priority":1}`, "Data"},
		"SRV without data":          {`{"name":"_s._tcp.example.org","type":"SRV","data":" ","priority":1}`, "Data"},
		"a name outside":            {`{"name":"www.example.net","type":"A","data":"192.0.2.1"}`, "Name"},
		"a name that only ends so":  {`{"name":"wwwexample.org","type":"A","data":"192.0.2.1"}`, "Name"},
		"a name with final dot":     {`{"name":"www.example.org.","type":"A","data":"192.0.2.1"}`, "Name"},
		"a name with a blank":       {`{"name":"w w.example.org","type":"A","data":"192.0.2.1"}`, "Name"},
		"an empty label":            {`{"name":"a..example.org","type":"A","data":"192.0.2.1"}`, "Name"},
		"a star within":             {`{"name":"a.*.example.org","type":"A","data":"192.0.2.1"}`, "Name"},
		"a long label":              {`{"name":"` + strings.Repeat("a", 64) + `.example.org","type":"A","data":"192.0.2.1"}`, "Name"},
		"no data":                   {`{"type":"A"}`, "Data"},
		"a host as address":         {record("A", "www.example.org", ""), "Data"},
		"an IPv6 address as A":      {record("A", "2001:db8::1", ""), "Data"},
		"an IPv4 address as AAAA":   {record("AAAA", "192.0.2.1", ""), "Data"},
		"an address with zone":      {record("AAAA", "fe80::1%eth0", ""), "Data"},
		"a target with final dot":   {record("CNAME", "www.example.net.", ""), "Data"},
		"the root as target":        {record("MX", ".", `,"priority":0`), "Data"},
		"a wildcard as target":      {record("CNAME", "*.example.net", ""), "Data"},
		"a wildcard as mail server": {record("MX", "*.example.net", `,"priority":0`), "Data"},
		"a wildcard as name server": {record("NS", "*.example.net", ""), "Data"},
		"SRV to a wildcard":         {`{"name":"_s._tcp.example.org","type":"SRV","data":"1 2 *.example.net","priority":1}`, "Data"},
		"a long text":               {record("TXT", strings.Repeat("x", 256), ""), "Data"},
		"a long text in quotes":     {record("TXT", `"`+strings.Repeat("x", 256)+`"`, ""), "Data"},
		"a long string of several":  {record("TXT", `"`+strings.Repeat("x", 256)+`" "y"`, ""), "Data"},
		"no text":                   {record("TXT", "", ""), "Data"},
		"text of quotes":            {record("TXT", `""`, ""), "Data"},
		"text with line feed":       {record("TXT", "a\nb", ""), "Data"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, Options{})
			got := s.refused(t, "POST R", list(www, c.record))
			require.Regexp(t, "^400 Record .*: "+c.want, got)
			require.NotContains(t, got, "www.example.org A")
			require.NotContains(t, got, "|", "one thing is wrong, and one is told")
		})
	}
}

func TestAllThatIsWrongIsTold(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	got := s.refused(t, "POST R", list(record("A", "x", `,"ttl":1`), record("MX", "mail.example.org", "")))
	require.Equal(t, "400 Record h.example.org A : TTL must be greater than or equal to 300.|"+
		`Record h.example.org A : Data "x" is invalid or missing.|Record h.example.org MX : Priority is required.`, got)
}

func TestBodiesAreRead(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	id := s.add(t, www)[0]
	for name, c := range map[string]struct{ request, body, want string }{
		"no JSON":                {"POST R", "{", "400 The body is not"},
		"no body":                {"POST R", "", "400 The body is not"},
		"two values":             {"POST R", list(www) + "{}", "400 The body has more"},
		"an array":               {"POST R", "[" + www + "]", "400 The body is not"},
		"no records":             {"POST R", list(), "400 There are no records"},
		"an unknown field":       {"POST R", list(`{"type":"A","data":"192.0.2.1","created":"x"}`), "400 The body is not"},
		"a TTL as string":        {"POST R", list(`{"type":"A","data":"192.0.2.1","ttl":"300"}`), "400 The body is not"},
		"a TTL with fraction":    {"POST R", list(`{"type":"A","data":"192.0.2.1","ttl":300.5}`), "400 The body is not"},
		"a number as data":       {"POST R", list(`{"type":"A","data":1}`), "400 The body is not"},
		"not UTF-8":              {"POST R", list(`{"type":"TXT","data":"` + "\xff" + `"}`), "400 The body is not UTF-8"},
		"a DELETE with body":     {"DELETE R?id=A-1", "{}", "400 This operation"},
		"a DELETE without ids":   {"DELETE R", "", "400 There are no ids"},
		"a DELETE of no id":      {"DELETE R?id=", "", "400 There are no ids"},
		"a PUT of no records":    {"PUT R", list(), "400 There are no records"},
		"a PUT without id":       {"PUT R", list(www), "400 Record: Id"},
		"a PUT of one id twice":  {"PUT R", list(`{"id":"`+id+`","name":"www.example.org"}`, `{"id":"`+id+`","name":"www.example.org"}`), "400 Record: Id"},
		"a PUT of another id":    {"PUT R/" + id, `{"id":"A-1","name":"www.example.org"}`, "400 The id"},
		"a PUT of an array":      {"PUT R/" + id, list(www), "400 The body is not"},
		"another domain":         {"POST /domains/1/records", list(www), "404 The domain with ID 1"},
		"another domain to read": {"GET /domains/1/records", "", "404 The domain with ID 1"},
		"another record to read": {"GET R/A-1", "", "404 The record with ID A-1 was not found."},
		"another job":            {"GET /status/1", "", "404 There is no job"},
		"another path":           {"GET /rdns/x", "", "404 There is no"},
		"another verb":           {"PATCH R", list(www), "405 "},
		"POST to a record":       {"POST R/" + id, www, "405 "},
		"a bad query":            {"GET R?limit=%zz", "", "400 The query"},
	} {
		s.login(t)
		require.True(t, strings.HasPrefix(s.refused(t, c.request, c.body), c.want), name)
	}
	s.login(t)
	s.header.Set("Content-Type", "application/xml")
	require.Equal(t, "415 ", s.refused(t, "POST R", list(www)))
	s.header.Set("Content-Type", "application/json; charset=utf-8")
	s.header.Set("Accept", "application/xml")
	require.Equal(t, "406 ", s.refused(t, "GET R", ""))
}

func TestUpdatesChangeOnlySomeFields(t *testing.T) {
	t.Parallel()
	const srv = `{"name":"_s._tcp.example.org","type":"SRV","data":"1 2 h.example.org","priority":3,"ttl":300}`
	for name, c := range map[string]struct{ was, fields, want string }{
		"the data":                     {www, `"name":"www.example.org","data":"192.0.2.2"`, "www.example.org 300 A 192.0.2.2"},
		"the TTL":                      {www, `"name":"www.example.org","ttl":600`, "www.example.org 600 A 192.0.2.1"},
		"the comment":                  {www, `"name":"WWW.example.org","comment":"x"`, "www.example.org 300 A 192.0.2.1 ; x"},
		"the type as it is":            {www, `"name":"www.example.org","type":"A"`, "www.example.org 300 A 192.0.2.1"},
		"the priority":                 {srv, `"name":"_s._tcp.example.org","priority":4`, "_s._tcp.example.org 300 SRV 4 1 2 h.example.org"},
		"the service":                  {srv, `"name":"_t._udp.example.org"`, "_t._udp.example.org 300 SRV 3 1 2 h.example.org"},
		"the host of a service":        {srv, `"name":"_s._tcp.h.example.org"`, "!Name"},
		"the name":                     {www, `"name":"web.example.org"`, "!Name"},
		"no name, so the domain's":     {www, `"data":"192.0.2.2"`, "!Name"},
		"the type":                     {www, `"name":"www.example.org","type":"AAAA","data":"192.0.2.1"`, "!Type"},
		"bad data":                     {www, `"name":"www.example.org","data":"x"`, "!Data"},
		"a short TTL":                  {www, `"name":"www.example.org","ttl":1`, "!TTL"},
		"a priority":                   {www, `"name":"www.example.org","priority":1`, "!Priority"},
		"a TXT without data":           {record("TXT", "t", `,"ttl":300`), `"name":"h.example.org","ttl":600`, "!Data"},
		"a TXT with data":              {record("TXT", "t", `,"ttl":300`), `"name":"h.example.org","ttl":600,"data":"t"`, "h.example.org 600 TXT t"},
		"a comment that is taken away": {record("A", "192.0.2.1", `,"ttl":300,"comment":"x"`), `"name":"h.example.org","comment":""`, "h.example.org 300 A 192.0.2.1"},
		"a comment that is left out":   {record("A", "192.0.2.1", `,"ttl":300,"comment":"x"`), `"name":"h.example.org"`, "h.example.org 300 A 192.0.2.1 ; x"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, single := range []bool{true, false} {
				s := start(t, Options{})
				id := s.add(t, c.was)[0]
				request, body := "PUT R/"+id, "{"+c.fields+"}"
				if !single {
					request, body = "PUT R", list(`{"id":"`+id+`",`+c.fields+"}")
				}
				if part, refused := strings.CutPrefix(c.want, "!"); refused {
					require.Regexp(t, "^400 Record "+id+" .*: "+part+"[^|]*$", s.refused(t, request, body))
					continue
				}
				require.Empty(t, s.does(t, request, body), "a PUT has no response")
				require.Equal(t, c.want+"\n", s.show())
			}
		})
	}
}
