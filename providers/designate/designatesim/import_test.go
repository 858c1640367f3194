package designatesim

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/simulator"
)

const zonefile = `; a comment
$TTL 300
$ORIGIN example.net.
@ 7200 IN SOA ns.example.com. hostmaster.example.com. 1 2 3 4 5
@ IN NS ns.example.com.
@ IN MX 10 mail
www 60 IN A 192.0.2.1
www 90 IN A 192.0.2.2
www 90 IN A 192.0.2.2
zero 0 IN A 192.0.2.3
sub IN NS ns.sub
*.wild IN TXT "a" "b"
fp IN SSHFP 4 2 ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB
c IN CAA 0 issue "ca.example"
elsewhere.example. IN A 192.0.2.4
`

// imports sends a zone file, lets its time go by and gives how the import ended.
func (s *site) imports(t testing.TB, text string) object {
	t.Helper()
	s.header.Set("Content-Type", "text/dns")
	a := s.do(t, "POST /zones/tasks/imports", text)
	s.header.Del("Content-Type")
	require.Equal(t, 202, a.Code, a.Body)
	require.Equal(t, []any{"PENDING", nil, nil}, []any{a.body["status"], a.body["zone_id"], a.body["message"]})
	path := "/zones/tasks/imports/" + fmt.Sprint(a.body["id"])
	require.Equal(t, "PENDING", s.does(t, "GET "+path, "")["status"])
	s.pass(200 * time.Millisecond)
	return s.does(t, "GET "+path, "")
}

func TestAnImportMakesAZone(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	got := s.imports(t, zonefile)
	require.Equal(t, []any{"COMPLETE", "example.net. imported"}, []any{got["status"], got["message"]})
	z := s.does(t, "GET /zones/"+fmt.Sprint(got["zone_id"]), "")
	require.Equal(t, []any{"example.net.", 7200., "hostmaster@example.com"}, []any{z["name"], z["ttl"], z["email"]})
	var b strings.Builder
	for _, r := range s.RecordSets("example.net.") {
		fmt.Fprintln(&b, r.Name, r.Type, deref(r.TTL), r.Records)
	}
	require.Equal(t, fmt.Sprintf(`example.net. SOA 0 [ns1.designate.test. hostmaster.example.com. %d 3559 600 86400 3600]
example.net. NS 0 [ns1.designate.test. ns2.designate.test.]
example.net. MX 300 [10 mail.example.net.]
www.example.net. A 60 [192.0.2.1 192.0.2.2]
zero.example.net. A 0 [192.0.2.3]
sub.example.net. NS 300 [ns.sub.example.net.]
*.wild.example.net. TXT 300 ["a" "b"]
fp.example.net. SSHFP 300 [4 2 abababababababababababababababababababababababababababababababab]
c.example.net. CAA 300 [0 issue "ca.example"]
`, s.now.Unix()), b.String())
	require.Nil(t, s.RecordSets("example.net.")[4].TTL)
}

func TestImportsThatFail(t *testing.T) {
	t.Parallel()
	const head = "$ORIGIN example.net.\n@ 60 SOA ns.example.com. a.example.com. 1 2 3 4 5\n"
	quotas := Quotas{Zones: 2, ZoneRecordSets: 4, ZoneRecords: 3, RecordSetRecords: 2}
	for _, c := range []struct{ why, text, want string }{
		{"a zone that is there", strings.Replace(head, ".net", ".org", 1), saysDuplicate},
		{"no origin", "@ 60 SOA ns.example.com. a.example.com. 1 2 3 4 5\n", saysOrigin},
		{"an origin that comes late", "www.example.net. 60 A 192.0.2.1\n" + head, saysOrigin},
		{"nothing at all", "", saysOrigin},
		{"bad syntax", head + "www 60 A 192.0.2.256\n", saysMalformed},
		{"no SOA", "$ORIGIN example.net.\nwww 60 A 192.0.2.1\n", saysSOA},
		{"a set too many", head + "a 60 A 192.0.2.1\nb 60 A 192.0.2.1\nc 60 A 192.0.2.1\n", saysQuota},
		{"a record too many", head + "a 60 A 192.0.2.1\na 60 A 192.0.2.2\nb 60 A 192.0.2.1\nb 60 A 192.0.2.2\n", saysQuota},
		{"a value too many", head + "a 60 A 192.0.2.1\na 60 A 192.0.2.2\na 60 A 192.0.2.3\n", saysQuota},
		{"an address with a dot", strings.Replace(head, "a.example.com", `a\.b.example.com`, 1), saysUndefined},
		{"a type that is not supported", head + "a 60 HTTPS 1 .\n", saysUndefined},
		{"a CNAME beside others", head + "a 60 CNAME b\na 60 A 192.0.2.1\n", saysUndefined},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			s := start(t, Options{Quotas: quotas})
			got := s.imports(t, c.text)
			require.Equal(t, []any{"ERROR", c.want, nil}, []any{got["status"], got["message"], got["zone_id"]})
			require.Len(t, s.does(t, "GET /zones", "")["zones"], 1)
			require.Len(t, s.RecordSets("example.org."), 2)
		})
	}
	s := start(t, Options{Quotas: quotas})
	require.NoError(t, s.AddZone("example.com."))
	require.Equal(t, saysQuota, s.imports(t, head)["message"], "a zone too many")
}

func TestAnImportCarriesARefusedName(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.Arm(simulator.Fault{Kind: simulator.Rejected, Name: "www.example.net."})
	require.Equal(t, "ERROR", s.imports(t, zonefile)["status"])
	s.Arm(simulator.Fault{Kind: simulator.Disarm})
	require.Equal(t, "COMPLETE", s.imports(t, zonefile)["status"])
}

func TestImportsAreListedAndDeleted(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	id := fmt.Sprint(s.imports(t, zonefile)["id"])
	require.Equal(t, "ERROR", s.imports(t, zonefile)["status"])
	require.Len(t, s.does(t, "GET /zones/tasks/imports", "")["imports"], 2)
	require.Len(t, s.does(t, "GET /zones/tasks/imports?status=ERROR", "")["imports"], 1)
	require.Equal(t, 204, s.do(t, "DELETE /zones/tasks/imports/"+id, "").Code)
	require.Equal(t, "404 zone_import_not_found", s.refused(t, "GET /zones/tasks/imports/"+id, ""))
	require.NotEmpty(t, s.RecordSets("example.net."), "the zone stays")
}

func TestAnExportGivesTheZone(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Quotas: Quotas{ExportSize: 3}})
	s.add(t, www)
	id := fmt.Sprint(s.does(t, "POST Z/tasks/export", "")["id"])
	path := "/zones/tasks/exports/" + id
	require.Equal(t, "400 bad_request", s.refused(t, "GET "+path+"/export", ""))
	s.pass(200 * time.Millisecond)
	require.Equal(t, "COMPLETE", s.does(t, "GET "+path, "")["status"])
	s.header.Set("Accept", "text/dns")
	a := s.do(t, "GET "+path+"/export", "")
	s.header.Del("Accept")
	require.Equal(t, "text/dns", a.Header().Get("Content-Type"))
	require.Contains(t, a.Body.String(), "www.example.org. 300 IN A 192.0.2.1\n")
	require.Contains(t, a.Body.String(), "$ORIGIN example.org.\n$TTL 3600\n")
	s.add(t, `{"name":"a.example.org.","type":"A","records":["192.0.2.1"]}`)
	require.Equal(t, "413 over_quota", s.refused(t, "POST Z/tasks/export", ""))
	require.Len(t, s.does(t, "GET /zones/tasks/exports", "")["exports"], 1)
	require.Equal(t, 204, s.do(t, "DELETE "+path, "").Code)
	require.Equal(t, "404 zone_export_not_found", s.refused(t, "GET "+path, ""))
}
