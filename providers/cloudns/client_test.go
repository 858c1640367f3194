package cloudns

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
)

// scripted is a server that gives these bodies one after the other, and the last one again and again.
func scripted(t *testing.T, status int, bodies ...string) (p *Provider, asked *int) {
	t.Helper()
	n := 0
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, bodies[min(n, len(bodies)-1)])
		n++
	}))
	t.Cleanup(front.Close)
	return openWith(t, func(s *settings) { s.URL = front.URL }), &n
}

func fixture(t *testing.T, name string) string {
	t.Helper()
	body, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	return string(body)
}

func TestTheDocumentsOwnExamplesDecode(t *testing.T) {
	t.Parallel()
	var entries []entry
	require.NoError(t, json.Unmarshal([]byte(fixture(t, "create_records.json")), &entries))
	require.Equal(t, []entry{{Type: "A", Name: "test1", ISP: "tel", TTL: 300}, {Type: "A", Name: "test1", ISP: "uni", TTL: 300}}, entries)

	p, _ := scripted(t, 200, fixture(t, "zone_load_multi.json"))
	refs, err := p.Zones(t.Context())
	require.NoError(t, err)
	require.Equal(t, []providers.Ref{{ID: "example.com", Origin: "example.com."}}, refs)

	p, _ = scripted(t, 200, fixture(t, "refused.json"))
	_, err = p.Zones(t.Context())
	require.ErrorIs(t, err, providers.ErrAuth)
	require.EqualError(t, err, "cloudns: list zones: errno 3: authenticate failed")
}

func TestBothVersionsOfAListingAreRead(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"rec_load_all.json":      "example.org. MX@tel 300 [10 mail.example.org.]\na.b.example.org. CNAME@uni 300 [www.example.net.]\n",
		"rec_load_all_v1.1.json": "example.org. TXT@tel 300 [\"v=spf1 -all\"]\n",
	} {
		p, asked := scripted(t, 200, fixture(t, name))
		live, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
		require.NoError(t, err)
		require.Equal(t, 1, *asked)
		require.Empty(t, live.Warnings)
		var b strings.Builder
		for _, s := range live.Records.Sets {
			fmt.Fprintln(&b, s.Key, s.TTL, s.Text())
		}
		require.Equal(t, want, b.String())
	}
}

func TestTheOrderOfAListingDoesNotMatter(t *testing.T) {
	t.Parallel()
	row := func(id int, ttl int) string {
		return fmt.Sprintf(`{"id":%d,"name":"www","type":"A","content":"192.0.2.%d","ttl":%d,"isp":"tel","status":1}`, id, id, ttl)
	}
	list := func(rows ...string) string {
		return fmt.Sprintf(`{"errno":0,"result":{"data":[%s],"number":2,"total":2,"offset":0}}`, strings.Join(rows, ","))
	}
	p, _ := scripted(t, 200, list(row(1, 60), row(2, 300)), list(row(2, 300), row(1, 60)))
	first, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	second, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	require.Equal(t, first, second)
	require.Contains(t, first.Repair[first.Records.Sets[0].Key], "several TTLs")
}

func TestWhatIsNoAnswer(t *testing.T) {
	t.Parallel()
	list := func(s string) string { return `{"errno":0,"errmsg":null,"result":` + s + `}` }
	for name, tc := range map[string]struct{ body, tells string }{
		"nothing":                         {"", "empty answer"},
		"a web page":                      {"<html>portal</html>", "web page"},
		"null":                            {"null", "answer is null"},
		"no object":                       {"[1]", "not the expected JSON"},
		"half an object":                  {`{"errno":0,"result":{"data":[`, "not the expected JSON"},
		"no result":                       {`{"errno":0,"errmsg":null}`, "no errno, or no result"},
		"no errno":                        {`{"result":{"data":[],"number":0,"total":0}}`, "no errno, or no result"},
		"errno is a word":                 {`{"errno":"ok","result":{}}`, "not an integer"},
		"a listing without result":        {list("null"), "no result"},
		"another kind of result":          {list(`"done"`), "not what was asked for"},
		"no data":                         {list(`{"number":0,"total":0,"offset":0}`), "no data, number or total"},
		"no total":                        {list(`{"data":[],"number":0}`), "no data, number or total"},
		"data is null":                    {list(`{"data":null,"number":0,"total":0}`), "no data, number or total"},
		"fewer entries than it says":      {list(`{"data":[],"number":1,"total":1}`), "says that it has 1 entries and has 0"},
		"fewer entries than there are":    {list(`{"data":[],"number":0,"total":7}`), "ends after 0 of 7"},
		"more entries than there are":     {list(`{"data":[{"id":1}],"number":1,"total":0}`), "there are 0 entries, and has 1"},
		"another place of the list":       {list(`{"data":[],"number":0,"total":0,"offset":100}`), "starts at 100"},
		"a record without id":             {list(`{"data":[{"status":1,"ttl":1}],"number":1,"total":1}`), "no id"},
		"a record without status":         {list(`{"data":[{"id":1,"ttl":1}],"number":1,"total":1}`), "no status"},
		"a record of another zone":        {list(`{"data":[{"id":1,"status":1,"ttl":1,"zname":"example.net"}],"number":1,"total":1}`), `zone "example.net"`},
		"a record with a float for a ttl": {list(`{"data":[{"id":1,"status":1,"ttl":1.5}],"number":1,"total":1}`), "not an integer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, asked := scripted(t, 200, tc.body)
			_, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
			require.ErrorIs(t, err, providers.ErrProtocol)
			require.ErrorContains(t, err, tc.tells)
			require.Contains(t, providers.Hint(err), "url")
			require.Equal(t, 1, *asked)
		})
	}
}

func TestAWrongAddressIsNoMissingZone(t *testing.T) {
	t.Parallel()
	for _, status := range []int{404, 405, 410} {
		p, _ := scripted(t, status, "<html>")
		_, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
		require.ErrorIs(t, err, providers.ErrProtocol)
		require.NotErrorIs(t, err, providers.ErrNotFound)
		require.Contains(t, providers.Hint(err), "url")
	}
}

// page is a slice of a listing; what says how it lies about it.
func page(offset, number, total int) string {
	var rows []string
	for i := offset; i < offset+number; i++ {
		rows = append(rows, fmt.Sprintf(`{"id":%d,"name":"h%d","type":"A","content":"192.0.2.1","ttl":300,"isp":"tel","status":1}`, i+1, i))
	}
	return fmt.Sprintf(`{"errno":0,"result":{"data":[%s],"number":%d,"total":%d,"offset":%d}}`, strings.Join(rows, ","), number, total, offset)
}

func TestPages(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		pages []string
		sets  int
		asked int
		kind  error
	}{
		{"a server that gives all", []string{page(0, 300, 300)}, 300, 1, nil},
		{"an empty zone", []string{page(0, 0, 0)}, 0, 1, nil},
		{"a server with pages", []string{page(0, 100, 250), page(100, 100, 250), page(200, 50, 250)}, 250, 3, nil},
		{"the list grows meanwhile", []string{page(0, 100, 200), page(100, 101, 201), page(0, 100, 201), page(100, 101, 201)}, 201, 4, nil},
		{"the list shrinks meanwhile", []string{page(0, 100, 250), page(100, 0, 90), page(0, 90, 90)}, 90, 3, nil},
		{"the list moves by one", []string{page(0, 100, 200), strings.Replace(page(99, 100, 200), `"offset":99`, `"offset":100`, 1),
			page(0, 200, 200)}, 200, 3, nil},
		{"a list that is never still", []string{page(0, 1, 3), page(1, 1, 4), page(0, 1, 3), page(1, 1, 4), page(0, 1, 3), page(1, 1, 4)},
			0, 6, providers.ErrTemporary},
		{"a list that ends early", []string{page(0, 100, 200), page(100, 0, 200)}, 0, 2, providers.ErrProtocol},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p, asked := scripted(t, 200, tc.pages...)
			live, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
			require.Equal(t, tc.asked, *asked)
			if tc.kind != nil {
				require.ErrorIs(t, err, tc.kind)
				return
			}
			require.NoError(t, err)
			require.Len(t, live.Records.Sets, tc.sets)
		})
	}
}

func TestWhatARefusalMeans(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		number          num
		message         string
		kind, condition error
		nothingDone     bool
	}{
		{1, "api is not supported", providers.ErrProtocol, nil, true},
		{2, "http GET is not supported by the api", providers.ErrProtocol, nil, true},
		{3, "authenticate failed", providers.ErrAuth, nil, true},
		{4, "z is required", providers.ErrInvalid, nil, true},
		{5, "records is invalid", providers.ErrInvalid, nil, true},
		{6, "permission denied", providers.ErrAuth, nil, true},
		{7, "duplicate user", providers.ErrInvalid, nil, false},
		{9, "process failed: record cannot delete when status is not 1", providers.ErrTemporary, errNotReady, false},
		{9, "process failed: disk", providers.ErrInvalid, nil, false},
		{10, "expect result 1, but not 2", providers.ErrTemporary, nil, false},
		{11, "invalid user x", providers.ErrAuth, nil, true},
		{12, "invalid zone example.org", providers.ErrNotFound, nil, true},
		{13, "The Same Record Has Existed There", providers.ErrConflict, errDuplicate, false},
		{1000, "the same record has existed there", providers.ErrConflict, errDuplicate, false},
		{13, "not found record", providers.ErrConflict, errNoRecord, false},
		{13, "host not exists", providers.ErrConflict, errNoRecord, false},
		{13, "the record is in updating status, try later", providers.ErrTemporary, errNotReady, false},
		{13, "record not modified", providers.ErrConflict, errUnchanged, false},
		{13, "zone not exists", providers.ErrNotFound, errNoZone, true},
		{13, "the content is bad", providers.ErrInvalid, nil, false},
		{1000, "something", providers.ErrTemporary, nil, false},
		{77, "a number of next year", providers.ErrInvalid, nil, false},
	} {
		err := refused("do", tc.number, tc.message)
		require.ErrorIs(t, err, tc.kind, tc.message)
		for _, condition := range []error{errDuplicate, errNoRecord, errNotReady, errUnchanged, errNoZone} {
			require.Equal(t, condition == tc.condition, isCondition(err, condition), "%s: %s", tc.message, condition)
		}
		require.Equal(t, tc.nothingDone, nothingDone(err), tc.message)
		require.True(t, answered(err))
		require.Equal(t, fmt.Sprintf("cloudns: do: errno %d: %s", tc.number, tc.message), err.Error())
	}
}
