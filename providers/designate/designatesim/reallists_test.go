package designatesim

import (
	"fmt"
	"strings"
)

func listSteps() []step {
	steps := zoneMade("lists.example.org.")
	for i := range 6 {
		steps = append(steps, step{what: fmt.Sprint("set ", i), call: "POST {zone}/recordsets", save: fmt.Sprint("set", i),
			body: fmt.Sprintf(`{"name":"h%d.lists.example.org.","type":"A","ttl":%d,"records":["192.0.2.%d"],"description":"number %d"}`, i, 60+i%2, i, i)})
	}
	steps = append(steps, step{what: "another zone", call: "POST /v2/zones", body: `{"name":"lists2.example.org.","email":"g@example.org"}`, save: "other"},
		step{what: "active", call: "GET {zone}", wait: true}, step{what: "other active", call: "GET {other}", wait: true})
	for _, q := range []string{
		"", "limit=1", "limit=2&sort_key=name", "limit=8&sort_key=name", "limit=9&sort_key=name", "limit=6&sort_key=name", "limit=0", "limit=-1", "limit=x", "limit=max", "limit=MAX", "limit=1000", "limit=1001", "limit=5000", "limit=",
		"marker={set2.id}&sort_key=name", "marker={set2.id}&sort_key=name&limit=2", "marker={set5.id}&sort_key=name&limit=2", "marker=x", "marker=00000000-0000-4000-8000-000000000000", "marker=",
		"sort_key=name&sort_dir=desc", "sort_key=name&sort_dir=asc", "sort_key=name&sort_dir=x", "sort_key=x", "sort_key=ttl", "sort_key=records", "sort_key=type", "sort_key=status", "sort_key=updated_at", "sort_key=id", "sort_key=zone_id", "sort_key=tenant_id", "sort_key=created_at",
		"name=h1.lists.example.org.", "name=h1", "name=h1*", "name=*lists.example.org.", "name=h*.lists.example.org.", "name=*", "name=H1.lists.example.org.", "name=H1*", "name=h_.lists.example.org.", "name=h%25", "name=",
		"type=A", "type=a", "type=A&name=h1*", "type=X", "type=A*", "ttl=60", "ttl=61", "ttl=x", "ttl=60*", "ttl=",
		"data=192.0.2.1", "data=192.0.2.*", "data=x", "data=ns1*", "status=ACTIVE", "status=ERROR", "status=x", "description=number 1", "description=number*", "description=",
		"x=1", "action=NONE", "zone_id={zone.id}", "zone_name=lists.example.org.", "id={set1.id}", "limit=2&type=A&sort_key=name", "records=192.0.2.1", "version=1", "x=1&y=2",
	} {
		q = strings.ReplaceAll(q, " ", "%20")
		steps = append(steps, step{what: "sets ?" + q, call: "GET {zone}/recordsets?" + q})
	}
	for _, q := range []string{
		"", "limit=1&sort_key=name", "limit=2&sort_key=name", "limit=3", "name=lists.example.org.", "name=lists*", "name=x", "type=PRIMARY", "type=x", "email=g@example.org", "email=g*", "status=ACTIVE", "status=x", "ttl=3600", "description=x",
		"x=1", "serial=1", "sort_key=name", "sort_key=name&sort_dir=desc", "sort_key=serial", "sort_key=email", "sort_key=x", "limit=0", "marker=x", "marker={zone.id}&sort_key=name", "marker={other.id}&sort_key=name", "name=LISTS.example.org.", "id={zone.id}", "masters=x", "pool_id=x", "project_id=lists", "tenant_id=lists", "created_at=x",
	} {
		steps = append(steps, step{what: "zones ?" + q, call: "GET /v2/zones?" + q})
	}
	for _, q := range []string{"limit=100", "name=h1*", "type=SOA", "zone_name=lists.example.org.", "x=1", "limit=3&sort_key=name&type=A", "data=192.0.2.1"} {
		steps = append(steps, step{what: "all sets ?" + q, call: "GET /v2/recordsets?" + q})
	}
	return append(steps,
		step{what: "all sets of a zone", call: "GET /v2/recordsets?zone_id={zone.id}", differs: "release 15 finds the column ambiguous and fails with 500"},
		step{what: "no counts", call: "GET {zone}/recordsets?limit=2&sort_key=name", head: "OpenStack-DNS-Hide-Counts: true"},
		step{what: "accept text", call: "GET /v2/zones", head: "Accept: text/plain"},
		step{what: "accept anything", call: "GET /v2/zones", head: "Accept: */*"},
		step{what: "zones of nobody", call: "GET /v2/zones", head: "X-Auth-Project-ID: nobody-here"},
		step{what: "delete", call: "DELETE {other}"},
	)
}

func quotaSteps() []step {
	set := func(what, name, records string) step {
		return step{what: what, call: "POST {zone}/recordsets", body: fmt.Sprintf(`{"name":"%s.quotas.example.org.","type":"A","records":[%s]}`, name, records), save: name}
	}
	quota := func(body string) step {
		return step{what: "quotas " + body, call: "PATCH /v2/quotas/quotas", body: body}
	}
	steps := append(zoneMade("quotas.example.org."),
		quota(`{"zones":1}`),
		step{what: "one zone too many", call: "POST /v2/zones", body: `{"name":"quotas2.example.org.","email":"h@example.org"}`},
		quota(`{"zone_records":3}`),
		set("two records", "a", `"192.0.2.1","192.0.2.2"`),
		set("four records", "b", `"192.0.2.1","192.0.2.2"`),
		set("three records", "c", `"192.0.2.1"`),
		set("none", "d", ``),
		step{what: "put one more", call: "PUT {a}", body: `{"records":["192.0.2.1","192.0.2.2","192.0.2.3"]}`},
		step{what: "put others", call: "PUT {a}", body: `{"records":["192.0.2.7","192.0.2.8"]}`},
		step{what: "put ttl", call: "PUT {a}", body: `{"ttl":5}`},
		quota(`{"zone_records":50,"recordset_records":2}`),
		set("three in a set", "e", `"192.0.2.1","192.0.2.2","192.0.2.3"`),
		step{what: "put three in a set", call: "PUT {a}", body: `{"records":["192.0.2.1","192.0.2.2","192.0.2.3"]}`},
		quota(`{"zone_recordsets":4}`),
		set("sets too many", "f", `"192.0.2.1"`),
		set("sets too many and a bad one", "f", `"x"`),
		quota(`{"zone_recordsets":6}`),
		set("one more", "g", `"192.0.2.1"`),
		set("and one more", "h", `"192.0.2.1"`),
		set("a third", "i", `"192.0.2.1"`),
		quota(`{"zones":-1,"zone_recordsets":-1,"zone_records":-1,"recordset_records":-1}`),
		set("unlimited", "j", `"192.0.2.1","192.0.2.2","192.0.2.3"`),
		quota(`{"zones":0}`),
		step{what: "limits", call: "GET /v2/limits"},
		step{what: "active", call: "GET {zone}", wait: true},
	)
	return steps
}

func importSteps() []step {
	steps := []step{{what: "quotas", call: "PATCH /v2/quotas/imports", body: `{"zones":-1}`}}
	for _, in := range imports {
		what, text := in[0], in[1]
		slug := strings.ReplaceAll(what, " ", "-")
		origin := slug + ".import.example.org."
		text = strings.ReplaceAll(text, "ORIGIN.", origin)
		steps = append(steps,
			step{what: what, call: "POST /v2/zones/tasks/imports", head: "Content-Type: text/dns", body: text, save: "import"},
			step{what: what + " done", call: "GET {import}", wait: true, save: "import"},
			step{what: what + " active", call: "GET {import.zone}", wait: true},
			step{what: what + " made", call: "GET {import.zone}/recordsets?limit=100", differs: spelt[what]},
		)
	}
	steps = append(steps,
		step{what: "wrong media type", call: "POST /v2/zones/tasks/imports", body: "x"},
		step{what: "imports by status", call: "GET /v2/zones/tasks/imports?status=ERROR&limit=1", only: "status"},
		step{what: "unknown import", call: "GET /v2/zones/tasks/imports/00000000-0000-4000-8000-000000000000"},
		step{what: "no uuid", call: "GET /v2/zones/tasks/imports/x"},
		step{what: "delete an import", call: "DELETE {import}"},
		step{what: "it is gone", call: "GET {import}"},
		step{what: "delete it again", call: "DELETE {import}"},
		step{what: "a zone to export", call: "POST /v2/zones", body: `{"name":"export.example.org.","email":"h@example.org"}`, save: "zone"},
		step{what: "it is active", call: "GET {zone}", wait: true},
		step{what: "export", call: "POST {zone}/tasks/export", save: "export"},
		step{what: "export done", call: "GET {export}", wait: true},
		step{what: "export text", call: "GET {export}/export", head: "Accept: text/dns"},
		step{what: "delete the export", call: "DELETE {export}"},
		step{what: "unknown export", call: "GET /v2/zones/tasks/exports/00000000-0000-4000-8000-000000000000"},
	)
	return append(steps, capSteps()...)
}

// spelt are imports after which values are other texts, or TTLs others, than dnspython makes them: who reads them has to parse
// them in any case.
var spelt = map[string]string{
	"address":  "dnspython keeps addresses as they were spelt",
	"generate": "what $GENERATE makes has the default TTL in dnspython, and always 3600 in miekg/dns",
}

const soaLine = "@ 300 IN SOA ns1.example.net. h.example.org. 1 7200 900 1209600 300\n"

var imports = [][2]string{
	{"plain", "$ORIGIN ORIGIN.\n$TTL 600\n" + soaLine + "@ NS ns.example.net.\nwww A 192.0.2.1\nwww A 192.0.2.2\nmail MX 10 mail\nsub NS ns.example.net.\n"},
	{"values", "$ORIGIN ORIGIN.\n$TTL 600\n" + soaLine + `t TXT one two "three four"` + "\nq TXT \"a\\\"b\" \"\\195\\169\"\ns SPF \"v=spf1 -all\"\nf SSHFP 4 2 " + strings.Repeat("AB", 32) + "\nc CAA 0 issue \"ca.example.net\"\n_a._tcp SRV 1 2 3 host\nptr PTR host\nsix AAAA 2001:db8::1\n"},
	{"ttls", "$ORIGIN ORIGIN.\n$TTL 600\n" + soaLine + "a 60 A 192.0.2.1\na 30 A 192.0.2.2\nz 0 A 192.0.2.1\n"},
	{"no-default-ttl", "$ORIGIN ORIGIN.\n" + soaLine + "a A 192.0.2.1\nb 60 A 192.0.2.1\n"},
	{"no-origin", "@ 300 IN SOA ns1.example.net. h.example.org. 1 2 3 4 5\n"},
	{"origin-later", "$TTL 300\n$ORIGIN ORIGIN.\n" + soaLine},
	{"comment-first", "; a comment\n$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine},
	{"no-soa", "$ORIGIN ORIGIN.\n$TTL 300\nwww A 192.0.2.1\n"},
	{"malformed", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "www A x\n"},
	{"unknown-type", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "www LOC 52 22 23.000 N 4 53 32.000 E -2.00m\n"},
	{"https", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "www HTTPS 1 . alpn=h2\n"},
	{"generic", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "www TYPE65400 \\# 1 ab\n"},
	{"cname-clash", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "www A 192.0.2.1\nwww CNAME example.net.\n"},
	{"cname-apex", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "@ CNAME example.net.\n"},
	{"cname-two", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "www CNAME example.net.\nwww CNAME example.com.\n"},
	{"outside", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "www.example.net. A 192.0.2.1\n"},
	{"duplicate", "$ORIGIN plain.import.example.org.\n$TTL 300\n" + soaLine},
	{"capitals", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "WWW A 192.0.2.1\nMail CNAME Host.Example.NET.\n"},
	{"two-soa", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "@ 300 IN SOA ns2.example.net. h.example.org. 1 2 3 4 5\n"},
	{"records-twice", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "www A 192.0.2.1\nwww A 192.0.2.1\n"},
	{"wildcard", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "* A 192.0.2.1\n_x TXT y\n"},
	{"bad-name", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "a\\.b A 192.0.2.1\n"},
	{"email-dots", "$ORIGIN ORIGIN.\n$TTL 300\n@ 300 IN SOA ns1.example.net. first\\.last.example.org. 1 2 3 4 5\n"},
	{"soa-ttl", "$ORIGIN ORIGIN.\n$TTL 300\n@ 0 IN SOA ns1.example.net. h.example.org. 1 2 3 4 5\n"},
	{"long-txt", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "t TXT \"" + strings.Repeat("a", 255) + "\" \"" + strings.Repeat("b", 255) + "\"\n"},
	{"include", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "$INCLUDE /etc/passwd\n"},
	{"many-in-a-set", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + many(21)},
	{"address", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "six AAAA 2001:DB8:0::1\n"},
	{"generate", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "$GENERATE 1-3 g$ A 192.0.2.$\n"},
	{"origin-in-capitals", "$ORIGIN Origin-IN-capitals.import.Example.org.\n$TTL 300\n" + soaLine + "www A 192.0.2.1\n"},
	{"empty", "$ORIGIN ORIGIN.\n"},
	{"root", "$ORIGIN .\n$TTL 300\n" + soaLine},
	{"bad-mx", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "m MX 0 .\nsrv SRV 0 0 0 .\n"},
	{"class", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "c CH A 192.0.2.1\n"},
	{"ttl-units", "$ORIGIN ORIGIN.\n$TTL 1h\n" + soaLine + "u 1h30m A 192.0.2.1\n"},
	{"naptr-cert", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "n NAPTR 100 10 \"S\" \"SIP+D2U\" \"\" _sip._udp.example.net.\nc CERT PKIX 1 5 AQID\n"},
	{"tlsa", "$ORIGIN ORIGIN.\n$TTL 300\n" + soaLine + "_443._tcp TLSA 3 1 1 " + strings.Repeat("ab", 32) + "\n"},
}

func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "many A 192.0.2.%d\n", i)
	}
	return b.String()
}

// capSteps try how large a body may be.
func capSteps() []step {
	text := "$ORIGIN cap.import.example.org.\n$TTL 300\n" + soaLine
	pad := func(n int) string { return text + strings.Repeat(";", n-len(text)-1) + "\n" }
	return []step{
		{what: "one byte over the cap", call: "POST /v2/zones/tasks/imports", head: "Content-Type: text/dns", body: pad(114689)},
		{what: "at the cap", call: "POST /v2/zones/tasks/imports", head: "Content-Type: text/dns", body: pad(114688), save: "import"},
		{what: "at the cap done", call: "GET {import}", wait: true},
		{what: "JSON over the cap", call: "POST /v2/zones", body: `{"description":"` + strings.Repeat("d", 120_000) + `"}`},
	}
}
