package designatesim

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRecordsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t, Options{V1: true})
	require.NoError(t, s.AddZone("child.example.org."))
	require.NoError(t, s.AddZone("2.0.192.in-addr.arpa."))
	id := s.add(t, wwwV1)
	s.add(t, recordV1("alias.", "CNAME", "www.example.org.", ""))
	const unknown = "/8c1a5c4e-0000-4000-8000-000000000000"
	const fingerprint = "6c3c958af43d953f91f40e0d84157f4fe7b4a898"
	for _, c := range []struct{ why, request, body, want string }{
		{"no body", "POST R", " ", "400 empty_request_body"},
		{"a body that is not JSON", "POST R", "{", "400 invalid_json"},
		{"an unknown key", "POST R", recordV1("a.", "A", "192.0.2.1", `,"records":[]`), "400 invalid_object"},
		{"a key to be read only", "PUT R/" + id, `{"id":"x"}`, "400 invalid_object"},
		{"no data", "POST R", `{"name":"a.example.org.","type":"A"}`, "400 invalid_object"},
		{"no name", "POST R", `{"type":"A","data":"192.0.2.1"}`, "400 invalid_object"},
		{"no type", "POST R", `{"name":"a.example.org.","data":"192.0.2.1"}`, "400 invalid_object"},
		{"data that is null", "PUT R/" + id, `{"data":null}`, "400 invalid_object"},
		{"a name without its final dot", "POST R", `{"name":"a.example.org","type":"A","data":"192.0.2.1"}`, "400 invalid_object"},
		{"a name with a leading dot", "POST R", recordV1(".", "A", "192.0.2.1", ""), "400 invalid_object"},
		{"a type that v1 has not", "POST R", recordV1("a.", "CAA", "0 issue ca.example", ""), "400 invalid_object"},
		{"a TTL of 0", "POST R", recordV1("a.", "A", "192.0.2.1", `,"ttl":0`), "400 invalid_object"},
		{"a TTL of 2^31", "POST R", recordV1("a.", "A", "192.0.2.1", `,"ttl":2147483648`), "400 invalid_object"},
		{"a TTL that is a text", "POST R", recordV1("a.", "A", "192.0.2.1", `,"ttl":"60"`), "400 invalid_object"},
		{"a priority for an A", "POST R", recordV1("a.", "A", "192.0.2.1", `,"priority":1`), "400 invalid_object"},
		{"no priority for an MX", "POST R", recordV1("a.", "MX", "mail.example.org.", ""), "400 invalid_object"},
		{"null for a priority of an MX", "POST R", recordV1("a.", "MX", "mail.example.org.", `,"priority":null`), "400 invalid_object"},
		{"a priority of 65536", "POST R", recordV1("a.", "MX", "mail.example.org.", `,"priority":65536`), "400 invalid_object"},
		{"a preference in the data of an MX", "POST R", recordV1("a.", "MX", "10 mail.example.org.", `,"priority":1`), "400 invalid_object"},
		{"0.0.0.0", "POST R", recordV1("a.", "A", "0.0.0.0", ""), "400 invalid_object"},
		{"an IPv6 address for an A", "POST R", recordV1("a.", "A", "2001:db8::1", ""), "400 invalid_object"},
		{"an IPv4 address for an AAAA", "POST R", recordV1("a.", "AAAA", "192.0.2.1", ""), "400 invalid_object"},
		{"a target without final dot", "POST R", recordV1("a.", "CNAME", "www.example.org", ""), "400 invalid_object"},
		{"an SRV whose name has no service", "POST R", recordV1("a.", "SRV", "0 5060 h.example.org.", `,"priority":1`), "400 invalid_object"},
		{"an SRV whose target is the root", "POST R", recordV1("_s._tcp.", "SRV", "0 5060 .", `,"priority":1`), "400 invalid_object"},
		{"an SRV with its priority in the data", "POST R", recordV1("_s._tcp.", "SRV", "1 0 5060 h.example.org.", `,"priority":1`), "400 invalid_object"},
		{"an SRV with two spaces", "POST R", recordV1("_s._tcp.", "SRV", "0  5060 h.example.org.", `,"priority":1`), "400 invalid_object"},
		{"a TXT that ends in a backslash", "POST R", recordV1("a.", "TXT", `x\`, ""), "400 invalid_object"},
		{"a TXT of 256", "POST R", recordV1("a.", "TXT", strings.Repeat("x", 256), ""), "400 invalid_object"},
		{"an SSHFP of SHA-256", "POST R", recordV1("a.", "SSHFP", "2 2 "+strings.Repeat("ab", 32), ""), "400 invalid_object"},
		{"an SSHFP of another algorithm", "POST R", recordV1("a.", "SSHFP", "3 1 "+fingerprint, ""), "400 invalid_object"},
		{"a PTR of any name", "POST R", recordV1("a.", "PTR", "www.example.org.", ""), "400 invalid_object"},
		{"a record that is there", "POST R", wwwV1, "409 duplicate_record"},
		{"a name outside the domain", "POST R", `{"name":"www.example.net.","type":"A","data":"192.0.2.1"}`, "400 invalid_recordset_location"},
		{"a name in a domain below", "POST R", recordV1("www.child.", "A", "192.0.2.1", ""), "400 invalid_recordset_location"},
		{"a CNAME at the apex", "POST R", recordV1("", "CNAME", "www.example.net.", ""), "400 invalid_recordset_location"},
		{"a CNAME beside others", "POST R", recordV1("www.", "CNAME", "www.example.net.", ""), "400 invalid_recordset_location"},
		{"others beside a CNAME", "POST R", recordV1("alias.", "A", "192.0.2.1", ""), "400 invalid_recordset_location"},
		{"a second CNAME", "POST R", recordV1("alias.", "CNAME", "www.example.net.", ""), "400 bad_request"},
		{"a record that is not there", "PUT R" + unknown, `{"ttl":60}`, "404 record_not_found"},
		{"a domain that is not there", "GET /domains" + unknown, "", "404 domain_not_found"},
		{"an id that is no UUID", "GET R/1", "", "404"},
		{"a path that is not there", "GET /zones", "", "404"},
		{"a verb that is not there", "PATCH R/" + id, "{}", "405 invalid_method"},
	} {
		t.Run(c.why, func(t *testing.T) { require.Equal(t, c.want, s.refused(t, c.request, c.body)) })
	}
	s.header.Set("Content-Type", "text/plain")
	require.Equal(t, "415 unsupported_content_type", s.refused(t, "POST R", wwwV1))
}

func TestSchemaFailuresListWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := start(t, Options{V1: true})
	a := s.do(t, "POST R", recordV1("a.", "A", "x", `,"priority":1`))
	require.Equal(t, "Provided object does not match schema", a.body["message"])
	require.Len(t, a.body["errors"], 2)
	require.Equal(t, []any{"data"}, a.body["errors"].([]any)[1].(object)["path"])
}

func TestRecordsThatV1Takes(t *testing.T) {
	t.Parallel()
	s := start(t, Options{V1: true})
	for _, body := range []string{
		recordV1("*.", "A", "192.0.2.1", `,"ttl":1,"description":"d","priority":null`),
		recordV1("t.", "TXT", `"v=spf1 -all"`, ""), recordV1("t.", "TXT", "a b", ""), recordV1("t.", "TXT", strings.Repeat("x", 255), ""),
		recordV1("_s._tcp.", "SRV", "0 5060 h.example.org.", `,"priority":0`), recordV1("a.", "AAAA", "2001:DB8::1", ""),
	} {
		s.add(t, body)
	}
	s.does(t, "POST R/?limit=1&colour=red", wwwV1)
	require.Len(t, s.does(t, "GET R?limit=1&name=x", "")["records"], 10, "no query counts, a final slash is none")
}
