package huaweisim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// item1 is the body of a set: "name type ttl value|value". The TTL 300 is left out.
func item1(t testing.TB, text string) string {
	t.Helper()
	f := strings.SplitN(text, " ", 4)
	body := object{"name": f[0], "type": f[1], "records": strings.Split(f[3], "|")}
	if f[2] != "300" {
		body["ttl"] = json.Number(f[2])
	}
	out, err := json.Marshal(body)
	require.NoError(t, err)
	return string(out)
}

func TestSetsThatCannotBeMade(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 255)
	many := strings.TrimSuffix(strings.Repeat("192.0.2.1|", 51), "|")
	for name, c := range map[string]struct{ set, code string }{
		"an address":                   {"a.example.org. A 300 192.0.2.1", ""},
		"fifty addresses":              {"a.example.org. A 300 " + strings.TrimSuffix(many, "|192.0.2.1"), ""},
		"51 addresses":                 {"a.example.org. A 300 " + many, "DNS.0308"},
		"an IPv6 address for A":        {"a.example.org. A 300 2001:db8::1", "DNS.0308"},
		"an IPv4 address for AAAA":     {"a.example.org. AAAA 300 192.0.2.1", "DNS.0308"},
		"two targets of a CNAME":       {"a.example.org. CNAME 300 a.example.net.|b.example.net.", "DNS.0308"},
		"a target without dot":         {"a.example.org. CNAME 300 a.example.net", ""},
		"a wildcard":                   {"*.example.org. A 300 192.0.2.1", ""},
		"an asterisk in the middle":    {"a.*.example.org. A 300 192.0.2.1", "DNS.0304"},
		"a wildcard NS":                {"*.example.org. NS 300 ns.example.net.", "DNS.0304"},
		"a name in capitals":           {"A.Example.ORG. A 300 192.0.2.1", ""},
		"a name without dot":           {"a.example.org A 300 192.0.2.1", "DNS.0304"},
		"a name of another zone":       {"a.example.net. A 300 192.0.2.1", "DNS.0304"},
		"a name that ends alike":       {"aexample.org. A 300 192.0.2.1", "DNS.0304"},
		"an empty label":               {"a..example.org. A 300 192.0.2.1", "DNS.0304"},
		"a label of 64":                {long[:64] + ".example.org. A 300 192.0.2.1", "DNS.0304"},
		"a name of 255":                {strings.Repeat("abc.", 61) + "example.org. A 300 192.0.2.1", "DNS.0304"},
		"an MX":                        {"a.example.org. MX 300 10 mx.example.net.", ""},
		"a null MX":                    {"a.example.org. MX 300 0 .", "DNS.0308"},
		"an MX without priority":       {"a.example.org. MX 300 mx.example.net.", "DNS.0308"},
		"a large priority":             {"a.example.org. MX 300 65536 mx.example.net.", "DNS.0308"},
		"a text":                       {`a.example.org. TXT 300 "a b" "c"`, ""},
		"an empty text":                {`a.example.org. TXT 300 ""`, ""},
		"nothing for a text":           {"a.example.org. TXT 300 ", "DNS.0308"},
		"a text without quotes":        {"a.example.org. TXT 300 abc", "DNS.0308"},
		"a text with a backslash":      {`a.example.org. TXT 300 "a\\b"`, "DNS.0308"},
		"a text with a quote":          {`a.example.org. TXT 300 "a"b"`, "DNS.0308"},
		"a string of 255":              {`a.example.org. TXT 300 "` + long + `"`, ""},
		"a string of 256":              {`a.example.org. TXT 300 "` + long + `x"`, "DNS.0308"},
		"a text over 4096":             {`a.example.org. TXT 300 "` + long + strings.Repeat(`" "`+long, 15) + `"`, "DNS.0308"},
		"an SRV":                       {"_s._tcp.example.org. SRV 300 1 2 3 s.example.net.", ""},
		"an SRV without port":          {"_s._tcp.example.org. SRV 300 1 2 s.example.net.", "DNS.0308"},
		"a large port":                 {"_s._tcp.example.org. SRV 300 1 2 65536 s.example.net.", "DNS.0308"},
		"a CAA":                        {`example.org. CAA 300 0 issue "ca.example.net"`, ""},
		"a CAA without quotes":         {"example.org. CAA 300 0 issue ca.example.net", "DNS.0308"},
		"a CAA with a long tag":        {`example.org. CAA 300 0 issueissueissuei "x"`, "DNS.0308"},
		"CAA flags over 255":           {`example.org. CAA 300 256 issue "x"`, "DNS.0308"},
		"a delegation":                 {"sub.example.org. NS 300 ns.example.net.", ""},
		"the zone's own NS":            {"example.org. NS 300 ns.example.net.", "DNS.0307"},
		"an SOA":                       {"example.org. SOA 300 a. b. 1 2 3 4 5", "DNS.0307"},
		"a PTR":                        {"a.example.org. PTR 300 a.example.net.", "DNS.0307"},
		"a type nobody knows":          {"a.example.org. TYPE65400 300 x", "DNS.0307"},
		"a TTL of 0":                   {"a.example.org. A 0 192.0.2.1", "DNS.0319"},
		"a TTL of 1":                   {"a.example.org. A 1 192.0.2.1", ""},
		"a TTL of 2147483648":          {"a.example.org. A 2147483648 192.0.2.1", "DNS.0319"},
		"a CNAME beside the system's":  {"example.org. CNAME 300 a.example.net.", ""},
		"what is there":                {"www.example.org. A 300 192.0.2.9", "DNS.0312"},
		"a CNAME beside an address":    {"www.example.org. CNAME 300 a.example.net.", "DNS.0312"},
		"an address beside a CNAME":    {"alias.example.org. A 300 192.0.2.1", "DNS.0312"},
		"another type beside the same": {"www.example.org. AAAA 300 2001:db8::1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, Options{})
			s.add(t, "www.example.org. A 192.0.2.1")
			s.add(t, "alias.example.org. CNAME www.example.org.")
			for _, path := range []string{"POST z/recordsets", "POST Z/recordsets"} {
				got := s.do(t, path, item1(t, c.set))
				require.Equal(t, c.code, got.code(), got.Body)
				if c.code != "" {
					require.Equal(t, http.StatusBadRequest, got.Code)
					continue
				}
				require.Equal(t, http.StatusAccepted, got.Code)
				require.Equal(t, "PENDING_CREATE", got.body["status"])
				return
			}
			require.Len(t, s.show(), 2)
		})
	}
}

func TestBodiesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	id := s.add(t, "www.example.org. A 192.0.2.1")
	for request, body := range map[string]string{
		"POST Z/recordsets":                                `{`,
		"POST Z/recordsets?":                               `null`,
		"POST Z/recordsets?1":                              `{"name":"a.example.org.","type":"A"}`,
		"POST Z/recordsets?2":                              `{"name":"a.example.org.","type":"A","records":"192.0.2.1"}`,
		"POST Z/recordsets?3":                              `{"name":"a.example.org.","type":"A","records":["192.0.2.1"],"ttl":"300"}`,
		"POST Z/recordsets?4":                              `{"name":"a.example.org.","type":"A","records":["192.0.2.1"],"status":"ON"}`,
		"POST Z/recordsets?5":                              `{"name":"a.example.org.","type":"A","records":["192.0.2.1"],"colour":"red"}`,
		"POST z/recordsets":                                `{"name":"a.example.org.","type":"A","records":["192.0.2.1"],"line":"CN"}`,
		"PUT Z/recordsets/" + id:                           `{"records":["192.0.2.1"]}`,
		"PUT Z/recordsets/" + id + "?":                     `{"name":"www.example.org.","type":"A","line":"CN"}`,
		"PUT Z/recordsets":                                 `{"recordsets":[]}`,
		"DELETE Z/recordsets":                              `{"recordset_ids":[]}`,
		"DELETE /v2.1/recordsets":                          `{"recordset_ids":["` + id + `"]}`,
		"POST Z/recordsets/batch/lines":                    `{"name":"a.example.org.","type":"A","lines":[]}`,
		"POST Z/recordsets/batch/lines?1":                  `{"name":"a.example.org.","type":"A","lines":[{"records":["192.0.2.1"]}]}`,
		"POST Z/recordsets/batch-create-task":              `{"recordsets":[{"name":"a","type":"A"}]}`,
		"POST /v2.1/operation-task/batch-create-recordset": `{"recordsets":[{"name":"a","type":"A","records":["192.0.2.1"]}]}`,
	} {
		got := s.do(t, request, body)
		require.Equal(t, "DNS.0002", got.code(), "%s: %s", request, got.Body)
	}
	s.header.Set("Content-Type", "text/plain")
	r, err := http.NewRequest("POST", "http://sim.test/v2/zones", strings.NewReader(`{"name":"example.net."}`))
	require.NoError(t, err)
	r.Header = s.header
	require.Equal(t, "DNS.0002", s.send(t, r).code())
	require.Len(t, s.show(), 1)
}

func TestBulkCallsHaveLimits(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	body := func(n int, key, item string) string {
		return fmt.Sprintf(`{%s:[%s]}`, key, strings.TrimSuffix(strings.Repeat(item+",", n), ","))
	}
	set := `{"zone_name":"example.org.","name":"a.example.org.","type":"A","records":["192.0.2.1"]}`
	own := strings.NewReplacer(`"zone_name":"example.org.",`, "").Replace(set)
	for _, c := range []struct {
		request, key, item string
		most               int
	}{
		{"DELETE Z/recordsets", `"recordset_ids"`, `"x"`, 100},
		{"PUT Z/recordsets", `"recordsets"`, `{"id":"00000000000000000000000000000000","records":["192.0.2.1"]}`, 50},
		{"POST Z/recordsets/batch-create-task", `"recordsets"`, own, 2000},
		{"POST /v2.1/operation-task/batch-create-recordset", `"recordsets"`, set, 10000},
	} {
		require.Equal(t, "DNS.0002", s.do(t, c.request, body(c.most+1, c.key, c.item)).code(), c.request)
		require.NotEqual(t, "DNS.0002", s.do(t, c.request, body(c.most, c.key, c.item)).code(), c.request)
	}
	const lines = `"name":"b.example.org.","type":"A","lines"`
	line := `{"line":"CN","records":["192.0.2.1"]}`
	require.Equal(t, "DNS.0002", s.do(t, "POST Z/recordsets/batch/lines", body(51, lines, line)).code())
}

func TestWhatIsNotThere(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	id := s.add(t, "www.example.org. A 192.0.2.1")
	require.NoError(t, s.AddZone("example.net."))
	const none = "00000000000000000000000000000000"
	for request, code := range map[string]string{
		"GET /v2/zones/z1":            "DNS.0301",
		"GET /v2/zones/" + none:       "DNS.0302",
		"DELETE /v2/zones/" + none:    "DNS.0302",
		"GET Z/recordsets/" + none:    "DNS.0313",
		"GET Z/recordsets/rs1":        "DNS.0309",
		"DELETE Z/recordsets/" + none: "DNS.0313",
		"GET /v2.1/zones/" + s.ZoneID("example.net.") + "/recordsets/" + id: "DNS.0313",
		"GET /v2.1/zones":      "APIGW.0101",
		"GET /v3.1/zones":      "APIGW.0101",
		"PATCH Z/recordsets":   "APIGW.0101",
		"GET /v2/zones/z1/x":   "APIGW.0101",
		"PUT z/recordsets":     "APIGW.0101",
		"GET /v2/system-lines": "APIGW.0101",
	} {
		require.Equal(t, code, s.do(t, request, "").code(), request)
	}
}
