package cloudnssim

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// planted gives a server whose records are all that a refusal needs.
func planted(t *testing.T, o Options) *site {
	s := start(t, o)
	require.NoError(t, s.AddForeignZone("foreign.example"))
	require.NoError(t, s.Plant("example.org",
		Record{Name: "www", Type: "A", Content: "192.0.2.1", TTL: 300, ISP: "tel", Status: Active},
		Record{Name: "www", Type: "A", Content: "192.0.2.1", TTL: 300, ISP: "uni", Status: Active},
		Record{Name: "new", Type: "A", Content: "192.0.2.3", TTL: 300, ISP: "tel", Status: PendingActive},
		Record{Name: "alias", Type: "CNAME", Content: "www.example.org", TTL: 300, ISP: "tel", Status: Active},
		Record{Name: "two", Type: "A", Content: "192.0.2.5", TTL: 300, ISP: "tel", Status: Active},
	))
	return s
}

func TestRequestsThatAreRefusedBeforeTheirAction(t *testing.T) {
	t.Parallel()
	const form = "application/x-www-form-urlencoded"
	const whole = "a=rec_load_size&z=example.org" + credentials
	for name, c := range map[string]struct{ method, query, kind, body, want string }{
		"a form that is whole":              {"POST", "", form, whole, "ok"},
		"the type's parameters do not hurt": {"POST", "", form + "; charset=UTF-8", whole, "ok"},
		"GET":                               {"GET", whole, "", "", "ok"},
		"GET with its parameters in a body": {"GET", "", form, whole, "4 a is required"},
		"POST with its parameters in the address": {
			"POST", whole, form, "", "4 a is required"},
		"another verb":               {"PUT", "", form, whole, "2 http PUT is not supported by the api"},
		"yet another verb":           {"DELETE", whole, "", "", "2 http DELETE is not supported by the api"},
		"bulk_rec_new by GET":        {"GET", "a=bulk_rec_new&z=example.org" + credentials, "", "", "2 http GET is not supported by the api"},
		"bulk_rec_delete by GET":     {"GET", "a=bulk_rec_delete&z=example.org&rids=1" + credentials, "", "", "ok"},
		"JSON":                       {"POST", "", "application/json", `{"a":"rec_load_size"}`, "4 a is required"},
		"no type of body":            {"POST", "", "", whole, "4 a is required"},
		"no body":                    {"POST", "", form, "", "4 a is required"},
		"an encoding that is broken": {"POST", "", form, "a=%zz", "5 request is invalid"},
		"a parameter twice":          {"POST", "", form, whole + "&z=example.net", "5 z is invalid"},
		"not UTF-8":                  {"POST", "", form, whole + "&k=%ff", "5 k is invalid"},
		"an unknown action":          {"POST", "", form, "a=rec_get" + credentials, "1 api is not supported"},
		"an action in capitals":      {"POST", "", form, "a=REC_LOAD_SIZE" + credentials, "1 api is not supported"},
		"a new token":                {"POST", "", form, "a=user_edit_token" + credentials, "1 api is not supported"},
		"no passport":                {"POST", "", form, "a=rec_load_size&z=example.org&tkn=sandbox-secret", "4 psp is required"},
		"no token":                   {"POST", "", form, "a=rec_load_size&z=example.org&psp=sandbox", "4 tkn is required"},
		"a wrong token":              {"POST", "", form, "a=rec_load_size&psp=sandbox&tkn=sandbox", "3 authenticate failed"},
		"a wrong passport":           {"POST", "", form, "a=rec_load_size&psp=Sandbox&tkn=sandbox-secret", "3 authenticate failed"},
		"unknown before not allowed": {"POST", "", form, "a=rec_get&psp=x&tkn=y", "1 api is not supported"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := planted(t, Options{}).exchange(c.method, path+"?"+c.query, c.kind, c.body)
			require.Equal(t, c.want, read(t, w).String())
		})
	}
}

// a good record, in which a case changes one parameter.
const good = "name=h&type=A&content=192.0.2.9&isp=tel&ttl=300"

// with gives a form with parameters replaced, or taken away by "-".
func with(form string, changes ...string) string {
	values, _ := url.ParseQuery(form)
	for i := 0; i < len(changes); i += 2 {
		values.Set(changes[i], changes[i+1])
		if changes[i+1] == "-" {
			values.Del(changes[i])
		}
	}
	return values.Encode()
}

// fields are faults of a record's fields, whichever action carries it.
var fields = map[string]struct {
	changes []string
	want    string
}{
	"nothing wrong":                      {nil, "ok"},
	"no name":                            {[]string{"name", "-"}, "4 name is required"},
	"no type":                            {[]string{"type", "-"}, "4 type is required"},
	"no content":                         {[]string{"content", "-"}, "4 content is required"},
	"no line":                            {[]string{"isp", "-"}, "4 isp is required"},
	"no TTL":                             {[]string{"ttl", "-"}, "4 ttl is required"},
	"no type in it":                      {[]string{"type", ""}, "4 type is required"},
	"no content in it":                   {[]string{"content", ""}, "4 content is required"},
	"a TXT with nothing in it":           {[]string{"type", "TXT", "content", ""}, "4 content is required"},
	"the apex":                           {[]string{"name", ""}, "ok"},
	"the apex as an at sign":             {[]string{"name", "@"}, "5 name is invalid"},
	"an absolute name":                   {[]string{"name", "h.example.org."}, "5 name is invalid"},
	"a name with a space":                {[]string{"name", "a b"}, "5 name is invalid"},
	"a name with an escape":              {[]string{"name", `a\046b`}, "5 name is invalid"},
	"a name with an empty label":         {[]string{"name", "a..b"}, "5 name is invalid"},
	"a name with a dot in front":         {[]string{"name", ".a"}, "5 name is invalid"},
	"a label that is too long":           {[]string{"name", strings.Repeat("a", 64)}, "5 name is invalid"},
	"a name too long with its zone":      {[]string{"name", strings.Repeat("abcd.", 48) + "abcd"}, "5 name is invalid"},
	"a name of many labels":              {[]string{"name", "_a.b-c.0.d"}, "ok"},
	"a wildcard":                         {[]string{"name", "*.a"}, "ok"},
	"the wildcard of the apex":           {[]string{"name", "*"}, "ok"},
	"a star that is part of a label":     {[]string{"name", "*a"}, "5 name is invalid"},
	"a star behind":                      {[]string{"name", "a.*"}, "5 name is invalid"},
	"a type in lower case":               {[]string{"type", "a"}, "ok"},
	"SRV":                                {[]string{"type", "SRV"}, "5 type is invalid"},
	"SOA":                                {[]string{"type", "SOA"}, "5 type is invalid"},
	"line any":                           {[]string{"isp", "any"}, "5 isp is invalid"},
	"a line in capitals":                 {[]string{"isp", "TEL"}, "5 isp is invalid"},
	"a TTL that is a word":               {[]string{"ttl", "5m"}, "5 ttl is invalid"},
	"a TTL below nothing":                {[]string{"ttl", "-1"}, "5 ttl is invalid"},
	"a TTL of no 31 bits":                {[]string{"ttl", "2147483648"}, "5 ttl is invalid"},
	"a TTL with a point":                 {[]string{"ttl", "300.5"}, "5 ttl is invalid"},
	"the greatest TTL":                   {[]string{"ttl", "2147483647"}, "ok"},
	"an A with a name":                   {[]string{"content", "www"}, "5 content is invalid"},
	"an A with an IPv6 address":          {[]string{"content", "2001:db8::1"}, "5 content is invalid"},
	"an A with zeros in front":           {[]string{"content", "192.0.02.1"}, "5 content is invalid"},
	"an AAAA":                            {[]string{"type", "AAAA", "content", "2001:DB8::1"}, "ok"},
	"an AAAA with an IPv4 address":       {[]string{"type", "AAAA", "content", "192.0.2.1"}, "5 content is invalid"},
	"an AAAA with an interface":          {[]string{"type", "AAAA", "content", "fe80::1%eth0"}, "5 content is invalid"},
	"a CNAME with a dot at its end":      {[]string{"type", "CNAME", "content", "www.example.org."}, "5 content is invalid"},
	"a CNAME":                            {[]string{"type", "CNAME", "content", "www.example.org"}, "ok"},
	"a delegation":                       {[]string{"type", "NS", "content", "ns.example.net"}, "ok"},
	"an NS to the root":                  {[]string{"type", "NS", "content", "."}, "5 content is invalid"},
	"an MX with its preference":          {[]string{"type", "MX", "content", "10 mail.example.org"}, "5 content is invalid"},
	"an MX":                              {[]string{"type", "MX", "content", "mail.example.org", "prio", "10"}, "ok"},
	"an MX with the greatest preference": {[]string{"type", "MX", "content", "mail.example.org", "prio", "65535"}, "ok"},
	"a preference that is too great":     {[]string{"type", "MX", "content", "mail.example.org", "prio", "65536"}, "5 prio is invalid"},
	"a preference that is a word":        {[]string{"type", "MX", "content", "mail.example.org", "prio", "ten"}, "5 prio is invalid"},
	"a TXT of 255 octets":                {[]string{"type", "TXT", "content", strings.Repeat("ü", 127) + "u"}, "ok"},
	"a TXT of 256 octets":                {[]string{"type", "TXT", "content", strings.Repeat("ü", 128)}, "13 content is too long"},
	"a TXT with quotes":                  {[]string{"type", "TXT", "content", `say "hi" \ ; &=+%`}, "ok"},
	"two faults, of which one is told":   {[]string{"ttl", "x", "name", "@"}, "5 ttl is invalid"},
	"a long TXT with another fault":      {[]string{"ttl", "x", "type", "TXT", "content", strings.Repeat("x", 256)}, "5 ttl is invalid"},
	"a duplicate":                        {[]string{"name", "www", "content", "192.0.2.1"}, "13 the same record has existed there"},
	"a duplicate but for type, TTL and preference": {
		[]string{"name", "www", "content", "192.0.2.1", "type", "TXT", "ttl", "60", "prio", "1"}, "13 the same record has existed there"},
	"a duplicate of a pending one":  {[]string{"name", "new", "content", "192.0.2.3"}, "13 the same record has existed there"},
	"the like on the other line":    {[]string{"name", "new", "content", "192.0.2.3", "isp", "uni"}, "ok"},
	"another content":               {[]string{"name", "www", "content", "192.0.2.2"}, "ok"},
	"a CNAME beside an A":           {[]string{"name", "www", "type", "CNAME", "content", "alias.example.org"}, "13 " + beside},
	"an A beside a CNAME":           {[]string{"name", "alias"}, "13 " + beside},
	"a second CNAME":                {[]string{"name", "alias", "type", "CNAME", "content", "new.example.org"}, "13 " + beside},
	"an A beside the other line's":  {[]string{"name", "alias", "isp", "uni"}, "ok"},
	"what is not asked for is left": {[]string{"priority", "x", "chk", "1"}, "ok"},
}

const beside = "a CNAME record cannot stand beside other records of its name"

func TestRecordsThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range fields {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			record := with(good, c.changes...)
			for _, form := range []string{
				"a=rec_new&z=example.org&" + record,
				"a=bulk_rec_new&z=example.org&records=" + url.QueryEscape(list(good, record)),
				"a=rec_edit&z=example.org&rid=5&" + record,
			} {
				s := planted(t, Options{})
				before := s.show()
				require.Equal(t, c.want, s.post(t, form).String(), form)
				require.Equal(t, c.want != "ok", before == s.show(), "state after %s", form)
			}
		})
	}
}

// list makes the JSON of records that are forms. The name of the first is made another, so that it is no duplicate.
func list(forms ...string) string {
	var all []string
	for i, form := range forms {
		values, _ := url.ParseQuery(form)
		if i+1 < len(forms) {
			values.Set("name", "earlier")
		}
		var fields []string
		for name := range values {
			v := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(values.Get(name)) + `"`
			if bare := values.Get(name); (name == "ttl" || name == "prio") && strings.Trim(bare, "-.0123456789") == "" {
				v = bare
			}
			fields = append(fields, `"`+name+`":`+v)
		}
		all = append(all, "{"+strings.Join(fields, ",")+"}")
	}
	return "[" + strings.Join(all, ",") + "]"
}

func TestActionsThatAreRefused(t *testing.T) {
	t.Parallel()
	const at = "&z=example.org&"
	bulk := func(records string) string { return "a=bulk_rec_new" + at + "records=" + url.QueryEscape(records) }
	edit := func(rid string, changes ...string) string {
		return "a=rec_edit" + at + "rid=" + rid + "&" + with("name=www&type=A&content=192.0.2.1&isp=tel&ttl=300", changes...)
	}
	const record = `{"type":"A","name":"h","content":"192.0.2.9","isp":"tel","ttl":300}`
	for name, c := range map[string]struct{ form, want string }{
		"no zone":                                 {"a=rec_load_all", "4 z is required"},
		"an empty zone":                           {"a=rec_load_all&z=", "4 z is required"},
		"an unknown zone":                         {"a=rec_load_all&z=example.net", "13 zone not exists"},
		"a zone with a dot at its end":            {"a=rec_load_all&z=example.org.", "13 zone not exists"},
		"a record in an unknown zone":             {"a=rec_new&z=example.net&" + good, "13 zone not exists"},
		"a zone of somebody else":                 {"a=rec_load_all&z=foreign.example", "6 permission denied"},
		"a record for somebody else":              {"a=rec_new&z=foreign.example&" + good, "6 permission denied"},
		"to delete somebody else's zone":          {"a=zone_delete&z=foreign.example", "6 permission denied"},
		"to ask for somebody else's zone":         {"a=zone_new&z=foreign.example", "8 duplicate zone"},
		"a zone that is there":                    {"a=zone_new&z=example.org", "8 duplicate zone"},
		"a zone that is no name":                  {"a=zone_new&z=a..b", "5 z is invalid"},
		"no name for a new zone":                  {"a=zone_new", "4 z is required"},
		"to delete an unknown zone":               {"a=zone_delete&z=example.net", "13 zone not exists"},
		"no zones to check":                       {"a=zone_check&z=example.org", "4 zones is required"},
		"a part from before the first":            {"a=rec_load_all" + at + "offset=-1", "5 offset is invalid"},
		"a part of less than all":                 {"a=rec_load_all" + at + "number=-2", "5 number is invalid"},
		"a part of some":                          {"a=zone_load_multi&number=some", "5 number is invalid"},
		"no record id":                            {"a=rec_load" + at, "4 rid is required"},
		"v1.2's name for the record id":           {"a=rec_delete" + at + "id=1", "4 rid is required"},
		"a record id that is a word":              {"a=rec_load" + at + "rid=one", "5 rid is invalid"},
		"a record id below nothing":               {"a=rec_delete" + at + "rid=-1", "5 rid is invalid"},
		"v1.1's delete without a zone":            {"a=rec_delete&rid=1", "4 z is required"},
		"no name to look up":                      {"a=rec_load_by_name" + at, "4 name is required"},
		"nothing to search for":                   {"a=rec_search" + at + "k=", "4 k is required"},
		"three stars":                             {"a=rec_load_by_prefix" + at + "name=*a*b*", "5 name is invalid"},
		"two stars side by side":                  {"a=rec_load_by_prefix" + at + "name=a**", "5 name is invalid"},
		"no records":                              {"a=bulk_rec_new" + at, "4 records is required"},
		"records that are none":                   {bulk("[]"), "5 records is invalid"},
		"records that are null":                   {bulk("null"), "5 records is invalid"},
		"a record without its list":               {bulk(record), "5 records is invalid"},
		"a list that does not end":                {bulk("[" + record), "5 records is invalid"},
		"something behind the list":               {bulk("[" + record + "] x"), "5 records is invalid"},
		"a list of numbers":                       {bulk("[1]"), "5 records is invalid"},
		"a record that is null":                   {bulk("[null]"), "4 type is required"},
		"a field that is null":                    {bulk(strings.Replace("["+record+"]", `"h"`, "null", 1)), "4 name is required"},
		"a field that is spelled in capitals":     {bulk(strings.Replace("["+record+"]", `"ttl"`, `"TTL"`, 1)), "4 ttl is required"},
		"a TTL that is a string":                  {bulk(strings.Replace("["+record+"]", "300", `"300"`, 1)), "5 ttl is invalid"},
		"a name that is a number":                 {bulk(strings.Replace("["+record+"]", `"h"`, "7", 1)), "5 name is invalid"},
		"one record twice in a list":              {bulk("[" + record + "," + record + "]"), "13 the same record has existed there"},
		"a CNAME after another in a list":         {bulk("[" + record + "," + strings.Replace(strings.Replace(record, `"A"`, `"CNAME"`, 1), "192.0.2.9", "a.example.org", 1) + "]"), "13 " + beside},
		"an edit of no record":                    {edit("99"), "13 not found record"},
		"an edit of nothing":                      {edit("1"), "13 record not modified"},
		"an edit without an id":                   {"a=rec_edit" + at + good, "4 rid is required"},
		"an edit that leaves fields away":         {"a=rec_edit" + at + "rid=1&ttl=60", "4 type is required"},
		"an edit of a pending record":             {edit("3"), "13 the record is in updating status, try later"},
		"not modified comes before pending":       {edit("3", "name", "new", "content", "192.0.2.3"), "13 record not modified"},
		"pending comes before duplicate":          {edit("3", "isp", "uni"), "13 the record is in updating status, try later"},
		"an edit into another's like":             {edit("1", "isp", "uni"), "13 the same record has existed there"},
		"an edit of the TTL alone":                {edit("1", "ttl", "60"), "ok"},
		"an edit of the type alone":               {edit("1", "type", "TXT"), "ok"},
		"an edit into a CNAME":                    {edit("1", "type", "CNAME", "content", "new.example.org"), "ok"},
		"an edit into a CNAME beside others":      {edit("5", "type", "CNAME", "content", "new.example.org"), "13 " + beside},
		"an edit out of a CNAME":                  {edit("4", "name", "alias"), "ok"},
		"to delete no record":                     {"a=rec_delete" + at + "rid=99", "13 not found record"},
		"to delete a pending record":              {"a=rec_delete" + at + "rid=3", "9 " + pending},
		"no ids to delete":                        {"a=bulk_rec_delete" + at + "rids=", "4 rids is required"},
		"ids that are words":                      {"a=bulk_rec_delete" + at + "rids=1,two", "5 rids is invalid"},
		"ids below nothing":                       {"a=bulk_rec_delete" + at + "rids=-1", "5 rids is invalid"},
		"ids with a comma at their end":           {"a=bulk_rec_delete" + at + "rids=1,", "5 rids is invalid"},
		"ids in JSON":                             {"a=bulk_rec_delete" + at + "rids=[1,2]", "5 rids is invalid"},
		"an unknown id among others":              {"a=bulk_rec_delete" + at + "rids=1,99", "13 not found record"},
		"one id twice":                            {"a=bulk_rec_delete" + at + "rids=1,1", "13 not found record"},
		"a pending record among others":           {"a=bulk_rec_delete" + at + "rids=1,3", "9 " + pending},
		"to delete a name that is not there":      {"a=rec_delete_by_name" + at + "name=old", "13 host not exists"},
		"to delete a name with a pending record":  {"a=rec_delete_by_name" + at + "name=new", "9 " + pending},
		"to delete the apex, which has no record": {"a=rec_delete_by_name" + at + "name=", "13 host not exists"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := planted(t, Options{})
			before := s.show()
			require.Equal(t, c.want, s.post(t, c.form).String())
			require.Equal(t, c.want != "ok", before == s.show(), "the state")
		})
	}
}

const pending = "process failed: record cannot delete when status is not 1"

func TestARefusedEditLeavesTheRecordInTheWayOfItsLike(t *testing.T) {
	t.Parallel()
	s := planted(t, Options{})
	require.Contains(t, s.post(t, "a=rec_edit&z=example.org&rid=5&"+with(good, "name", "alias")).String(), beside)
	require.Contains(t, s.post(t, "a=rec_new&z=example.org&"+with(good, "name", "two", "content", "192.0.2.5")).String(), "has existed")
}

func TestZonesOfOthersAreNotListed(t *testing.T) {
	t.Parallel()
	s := planted(t, Options{})
	require.Equal(t, []int{1, 1, 1}, totals(t, s.does(t, "a=zone_load_multi")))
	require.Equal(t, []int{1, 1, 1}, totals(t, s.does(t, "a=zone_check&zones=foreign.example,example.org")))
}

func TestAnswersOfRefusals(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	w := s.exchange(http.MethodPost, path, "application/x-www-form-urlencoded", "a=rec_load_all&psp=u&tkn=t")
	require.Equal(t, `{"errno":3,"errmsg":"authenticate failed","result":null}`, w.Body.String())
}
