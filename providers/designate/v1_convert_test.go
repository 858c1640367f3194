package designate

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

func fixture(t *testing.T, name string, out any) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "v1", name))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, out))
}

// TestTheDocumentsExamplesGoThereAndBack reads each request and answer of the API's own page, which has names with a dot before
// them, targets without one behind them and text without quotes.
func TestTheDocumentsExamplesGoThereAndBack(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{
		"a":     "www.example.com. 3600 A 192.0.2.3",
		"aaaa":  "www.example.com. 3600 AAAA 2001:db8:0:1234:0:5678:9:12",
		"mx":    "www.example.com. 3600 MX 10 mail.example.com.",
		"cname": "www.example.com. 3600 CNAME example.com.",
		"txt":   `www.example.com. 3600 TXT "ThisisaTXTrecord"`,
		"srv":   "_sip._tcp.example.com. 3600 SRV 30 0 5060 sip.example.com.",
		"ns":    "example.com. 3600 NS ns1.example.com.",
		"ptr":   "1.2.3.192.in-addr.arpa. 3600 PTR www.example.com.",
		"spf":   `example.com. 3600 SPF "v=spf1+mxa:colo.example.com/28-all"`,
		"sshfp": "www.example.com. 3600 SSHFP 2 1 6C3C958AF43D953F91F40E0D84157F4FE7B4A898",
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			var asked, answered recordDoc
			fixture(t, "create-"+kind+"-request.json", &asked)
			fixture(t, "create-"+kind+"-response.json", &answered)
			origin := "example.com."
			if kind == "ptr" {
				origin = "2.3.192.in-addr.arpa."
			}
			first, err := answered.parse(origin, defaultTTL)
			require.NoError(t, err)
			require.Equal(t, want, line(first))
			request, err := asked.parse(origin, defaultTTL)
			require.NoError(t, err)
			require.Equal(t, first.RData, request.RData)

			set := zone.RRset{Key: first.Key, TTL: first.TTL, Data: zone.NewData(first.RData)}
			sent, err := json.Marshal((&domainState{ttl: defaultTTL}).write(&set, "", first.RData).body)
			require.NoError(t, err)
			var back recordDoc
			require.NoError(t, json.Unmarshal(sent, &back))
			again, err := back.parse(origin, defaultTTL)
			require.NoError(t, err)
			require.Equal(t, first, again)
		})
	}
}

func line(r zone.Record) string {
	return strings.Join(strings.Fields(zoneLine(r)), " ")
}

func zoneLine(r zone.Record) string {
	rr, err := zone.NewRR(r.Name, r.Type, r.TTL, r.RData)
	if err != nil {
		return err.Error()
	}
	return strings.Replace(rr.String(), "\tIN\t", "\t", 1)
}

func TestTheDocumentsLists(t *testing.T) {
	t.Parallel()
	var list recordList
	fixture(t, "list-response.json", &list)
	for _, name := range []string{"get-response.json", "update-response.json", "update-request.json"} {
		var one recordDoc
		fixture(t, name, &one)
		one.ID += name
		list.Records = append(list.Records, one)
	}
	live := domainDoc{ID: "89acac79-38e7-497d-807c-a011e1310438", Name: "example.com."}.live("example.com.", list.Records)
	require.Empty(t, live.Warnings)
	want := zonetest.Parse(t, "example.com.", "", `
host1 A 15.185.172.154
web   CNAME www
www   A 15.185.172.153
www   A 192.0.2.5`)
	for i, set := range want.Sets {
		require.Equal(t, set.Text(), live.Records.Sets[i].Text())
	}
	require.Equal(t, map[zone.Key]string{{Name: "www.example.com.", Type: 1}: "stored twice at the provider"}, live.Repair)
}

func TestTextThatTheAPIHolds(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ stored, want, sent string }{
		"quoted":                     {`"v=spf1 -all"`, `"v=spf1 -all"`, `"v=spf1 -all"`},
		"several strings are one":    {`"v=spf1" " -all"`, `"v=spf1 -all"`, `"v=spf1 -all"`},
		"without quotes or blanks":   {`token=abc`, `"token=abc"`, `"token=abc"`},
		"quotes and backslashes":     {`"a\"b\\c"`, `"a\"b\\c"`, `"a\"b\\c"`},
		"a backslash at the end":     {`"a\\"`, `"a\\"`, `"a\\"`},
		"octets":                     {`"gr\195\188n"`, `"gr\195\188n"`, `"gr\195\188n"`},
		"nothing":                    {`""`, `""`, `""`},
		"as it is in the zone's own": {`"\065b"`, `"Ab"`, `"Ab"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := recordDoc{ID: "x", Name: "t.example.org.", Type: "TXT", Data: tc.stored}.parse(v1Origin, 60)
			require.NoError(t, err)
			require.Equal(t, tc.want, zone.Text(r.Type, r.RData))
			data, _, err := v1Content(r.Type, r.RData)
			require.NoError(t, err)
			require.Equal(t, tc.sent, data)
		})
	}
}

func TestWhatCannotBeReadIsLeftAlone(t *testing.T) {
	t.Parallel()
	ten, far := int64(10), int64(70000)
	for name, tc := range map[string]struct {
		doc  recordDoc
		want string
	}{
		"a type of later days":    {recordDoc{Name: "x.example.org.", Type: "CAA", Data: `0 issue "ca.example"`}, "its type is none that the API can write"},
		"no type":                 {recordDoc{Name: "x.example.org.", Type: "", Data: "x"}, "its type is none that the API can write"},
		"a name elsewhere":        {recordDoc{Name: "x.example.net.", Type: "A", Data: "192.0.2.1"}, "its name is outside of the domain"},
		"no name":                 {recordDoc{Name: "", Type: "A", Data: "192.0.2.1"}, "the API has no such name"},
		"a name with a blank":     {recordDoc{Name: "a b.example.org.", Type: "A", Data: "192.0.2.1"}, "the API has no such name"},
		"no address":              {recordDoc{Name: "x.example.org.", Type: "A", Data: "2001:db8::1"}, "its data is not of its type"},
		"a line break":            {recordDoc{Name: "x.example.org.", Type: "TXT", Data: "a\nb"}, "its data is not of its type"},
		"a quote that stays open": {recordDoc{Name: "x.example.org.", Type: "TXT", Data: `"a`}, "its data is not of its type"},
		"a MX without priority":   {recordDoc{Name: "x.example.org.", Type: "MX", Data: "mail.example.org."}, "its priority is missing, or none"},
		"a priority too high":     {recordDoc{Name: "x.example.org.", Type: "MX", Data: "mail.example.org.", Priority: &far}, "its priority is missing, or none"},
		"a SRV without a weight":  {recordDoc{Name: "_x._tcp.example.org.", Type: "SRV", Data: "443 h.example.org.", Priority: &ten}, "its data is not of its type"},
		"a null MX":               {recordDoc{Name: "x.example.org.", Type: "MX", Data: ".", Priority: &ten}, "the API cannot point at the root in a record of this type"},
		"a TTL below zero":        {recordDoc{Name: "x.example.org.", Type: "A", Data: "192.0.2.1", TTL: -1}, "its TTL is none"},
		"a TTL too high":          {recordDoc{Name: "x.example.org.", Type: "A", Data: "192.0.2.1", TTL: 1 << 31}, "its TTL is none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.doc.ID = "11112222-3333-4444-5555-666677778888"
			live := domainDoc{}.live(v1Origin, []recordDoc{tc.doc})
			require.Empty(t, live.Records.Sets)
			require.Len(t, live.Warnings, 1)
			require.Contains(t, live.Warnings[0], "is left alone: "+tc.want)
		})
	}
}

func TestRecordsWithoutATTLHaveTheDomains(t *testing.T) {
	t.Parallel()
	docs := []recordDoc{{ID: "1", Name: "a.example.org.", Type: "A", Data: "192.0.2.1"}, {ID: "2", Name: "b.example.org.", Type: "A", Data: "192.0.2.1", TTL: 60}}
	live := domainDoc{TTL: 7200}.live(v1Origin, docs)
	require.EqualValues(t, 7200, live.Records.Sets[0].TTL)
	require.EqualValues(t, 60, live.Records.Sets[1].TTL)
}

func TestAuditV1(t *testing.T) {
	t.Parallel()
	const sha1 = "6c3c958af43d953f91f40e0d84157f4fe7b4a898"
	for name, tc := range map[string]struct{ text, want string }{
		"a usual name":                     {"www A 192.0.2.1", ""},
		"a wildcard":                       {"*.w A 192.0.2.1", ""},
		"underscores":                      {"_dmarc TXT x", ""},
		"a star elsewhere":                 {"w.*.x A 192.0.2.1", "the API has no such name"},
		"a star in a label":                {"a*.x A 192.0.2.1", "the API has no such name"},
		"a hyphen at the start":            {"-a A 192.0.2.1", "the API has no such name"},
		"a hyphen at the end":              {"a-.b A 192.0.2.1", "the API has no such name"},
		"a name with other letters":        {`a\032b A 192.0.2.1`, "the API has no such name"},
		"no address":                       {"www A 0.0.0.0", "the API does not take this address"},
		"the other family's":               {"www AAAA ::", ""},
		"a null MX":                        {"www MX 0 .", "the API cannot point at the root in a record of this type"},
		"a SRV of nothing":                 {"_s._tcp SRV 0 0 0 .", "the API cannot point at the root in a record of this type"},
		"a SRV at one label":               {"_s SRV 0 0 443 h", "the API wants service and protocol before the name of an SRV"},
		"a SRV at a host":                  {"h.x SRV 0 0 443 h", "the API wants service and protocol before the name of an SRV"},
		"a SRV where it belongs":           {"_s._tcp SRV 0 0 443 h", ""},
		"a target with other letters":      {`www CNAME a\064b`, `the API has no such target: it takes letters, digits, - and _: a\@b.example.org.`},
		"a PTR at a name":                  {"www PTR h", "the API wants a PTR at the reverse name of a whole address"},
		"an SSHFP of RSA and SHA-1":        {"h SSHFP 1 1 " + sha1, ""},
		"an SSHFP of SHA-256":              {"h SSHFP 1 2 " + sha1 + sha1[:24], "the API takes SSHFP of RSA and DSA keys with SHA-1 only"},
		"an SSHFP of Ed25519":              {"h SSHFP 4 1 " + sha1, "the API takes SSHFP of RSA and DSA keys with SHA-1 only"},
		"as much text as goes":             {`t TXT "` + strings.Repeat("x", 253) + `"`, ""},
		"a text over that":                 {`t TXT "` + strings.Repeat("x", 254) + `"`, "with quotes and escapes, it has 256 characters, and the API takes 255"},
		"a text that is long with escapes": {`t TXT "` + strings.Repeat(`\\`, 127) + `"`, "with quotes and escapes, it has 256 characters"},
		"a text that ends in a backslash":  {`t TXT "a\\"`, ""},
		"a long name in a SRV":             {"_s._tcp SRV 0 65535 65535 " + strings.Repeat(strings.Repeat("x", 61)+".", 3) + strings.Repeat("y", 58) + ".", "it has 257 characters"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			errs := (&v1{}).audit(zonetest.Parse(t, v1Origin, "example.org.zone", tc.text))
			if tc.want == "" {
				require.Empty(t, errs)
				return
			}
			require.Len(t, errs, 1)
			require.ErrorContains(t, errs[0], tc.want)
			require.ErrorContains(t, errs[0], "example.org.zone:1: ")
			require.ErrorContains(t, errs[0], "or ignore it in the zone's settings")
			var refused *providers.RefusedError
			require.ErrorAs(t, errs[0], &refused)
		})
	}
}

func TestReverseNamesOfPTR(t *testing.T) {
	t.Parallel()
	six := strings.TrimSuffix(strings.Repeat("0.", 32), ".") + ".ip6.arpa."
	for name, want := range map[string]bool{
		"1.2.0.192.in-addr.arpa.":     true,
		"2.0.192.in-addr.arpa.":       false,
		"x.2.0.192.in-addr.arpa.":     false,
		"1.0.2.0.192.in-addr.arpa.":   false,
		six:                           true,
		strings.TrimPrefix(six, "0."): false,
	} {
		set := zonetest.Parse(t, ".", "f", name+" PTR h.example.net.").Sets[0]
		require.Equal(t, want, v1Unheld(set) == nil, name)
	}
}

// FuzzRecordsOfV1: what is read can be written, and reads back as the same.
func FuzzRecordsOfV1(f *testing.F) {
	f.Add("www.example.org.", "A", "192.0.2.1", int64(0), int64(0))
	f.Add(".example.org", "MX", "Mail.example.org", int64(10), int64(300))
	f.Add("_s._tcp.example.org", "SRV", "0  443 h", int64(1), int64(1))
	f.Add("t.example.org.", "TXT", `two "words \" \\ \200" ; no`, int64(0), int64(0))
	f.Add("h.example.org.", "SSHFP", "1 1 (6C3C958AF43D953F91F40E0D84157F4FE7B4A898)", int64(0), int64(0))
	f.Fuzz(func(t *testing.T, name, kind, data string, priority, ttl int64) {
		r, err := recordDoc{ID: "1", Name: name, Type: kind, Data: data, Priority: &priority, TTL: ttlDoc(ttl)}.parse(v1Origin, 60)
		if err != nil {
			return
		}
		set := zone.RRset{Key: r.Key, TTL: r.TTL, Data: zone.NewData(r.RData)}
		body := (&domainState{ttl: 60}).write(&set, "", r.RData).body
		require.LessOrEqual(t, len(body.Data), v1MaxData)
		back := recordDoc{ID: "1", Name: body.Name, Type: body.Type, Data: body.Data, TTL: ttlDoc(r.TTL)}
		if body.Priority != nil {
			n := int64(*body.Priority)
			back.Priority = &n
		}
		again, err := back.parse(v1Origin, 60)
		require.NoError(t, err)
		require.Equal(t, r, again)
	})
}
