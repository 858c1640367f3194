package designate

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers/designate/designatesim"
)

// reverse is a zone that can have all ten types: the API takes PTR at reverse names only.
const reverse = "2.0.192.in-addr.arpa."

// sixty is 60 records of all ten types: six CNAME, and three sets of two records of each of the others.
func sixty(ttl, data, preference int) string {
	var b strings.Builder
	add := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	for i := range 3 {
		for j := range 2 {
			add("a%d %d A 192.0.%d.%d", i, ttl, data, j)
			add("aaaa%d %d AAAA 2001:db8:%d::%d", i, ttl, data, j)
			add("cname%d %d CNAME www%d.example.net.", 2*i+j, ttl, data)
			add("mx%d %d MX %d mx%d-%d.example.net.", i, ttl, preference+j, data, j)
			add("_s%d._tcp %d SRV %d %d 443 s%d.example.net.", i, ttl, preference+j, data, j)
			add("txt%d %d TXT \"say \\\"%d\\\" in %d words; and a \\\\\"", i, ttl, j, data)
			add("spf%d %d SPF \"v=spf1 ip4:192.0.%d.%d -all\"", i, ttl, data, j)
			add("ns%d %d NS ns%d-%d.example.net.", i, ttl, j, data)
			add("%d %d PTR h%d-%d.example.net.", i, ttl, j, data)
			add("sshfp%d %d SSHFP %d 1 %040x", i, ttl, j+1, data)
		}
	}
	return b.String()
}

// swapped makes every set of A a CNAME and every CNAME an A.
func swapped(text string) (out string) {
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		switch {
		case f[2] == "A" && strings.HasSuffix(f[3], ".0"):
			line = f[0] + " CNAME www.example.net.\n"
		case f[2] == "A":
			line = ""
		case f[2] == "CNAME":
			line = f[0] + " A 192.0.2.1\n"
		}
		out += line
	}
	return out
}

func TestSixtyRecordsOfAllTenTypes(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{Linger: 10 * time.Millisecond})
	require.NoError(t, s.sim.AddZone(reverse))
	s.origin = reverse
	for _, step := range []struct {
		name, text string
		want       verbs
	}{
		{"created", sixty(3600, 2, 10), verbs{post: 60}},
		{"updated in place", sixty(3600, 3, 10), verbs{put: 60}},
		{"with other priorities", sixty(3600, 3, 30), verbs{put: 12}},
		{"with another TTL, one call a set", sixty(300, 3, 30), verbs{put: 33}},
		{"with other data and the domain's TTL in one", sixty(3600, 2, 10), verbs{put: 60}},
		{"A become CNAME and CNAME become A", swapped(sixty(3600, 2, 10)), verbs{post: 9, del: 12}},
		{"and back", sixty(3600, 2, 10), verbs{post: 12, del: 9}},
		{"deleted", "", verbs{del: 60}},
	} {
		writes := s.reach(t, step.text)
		require.Equal(t, step.want, counted(writes), step.name)
		require.Len(t, s.stored(), strings.Count(step.text, "\n"), step.name)
		for _, w := range writes {
			s.isWhole(t, w)
		}
	}
}

// isWhole wants every update to have name, type, data and priority, and nothing of what is not the file's.
func (s *v1Site) isWhole(t *testing.T, w v1Asked) {
	t.Helper()
	if w.method == http.MethodDelete {
		return
	}
	kind := w.body["type"]
	require.NotEmpty(t, w.body["name"])
	require.NotEmpty(t, w.body["data"])
	require.Equal(t, kind == "MX" || kind == "SRV", w.body["priority"] != nil, w.body)
	require.NotContains(t, w.body, "description")
}
