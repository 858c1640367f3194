package powerdns

import (
	"encoding/json"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/testserver"
	"github.com/zonesync/zonesync/zone"
)

// stored gives what the server stores of one set: contents with a mark at the disabled ones, then comments.
func stored(t *testing.T, s testserver.Server, name, rrtype string) (out []string) {
	t.Helper()
	var doc zoneDoc
	require.NoError(t, json.Unmarshal([]byte(raw(t, s, "GET", "/zones/example.org.", "")), &doc))
	for _, set := range *doc.RRsets {
		if set.Name != name || set.Type != rrtype {
			continue
		}
		for _, r := range set.Records {
			text := r.Content
			if r.Disabled {
				text += " (disabled)"
			}
			out = append(out, text)
		}
		for _, c := range set.Comments {
			out = append(out, c.Account+": "+c.Content)
		}
	}
	return out
}

const commented = `{"rrsets":[{"name":"www.example.org.","type":"A","ttl":60,"changetype":"REPLACE",
	"records":[{"content":"192.0.2.1","disabled":false},{"content":"192.0.2.99","disabled":true}],
	"comments":[{"content":"ask Ann","account":"ann"}]}]}`

func TestCommentsAndDisabledRecordsStay(t *testing.T) {
	t.Parallel()
	const disabled, note = "192.0.2.99 (disabled)", "ann: ask Ann"
	for _, c := range []struct {
		name, records string
		want          []string
	}{
		{"when the values change", "www 60 A 192.0.2.2", []string{"192.0.2.2", disabled, note}},
		{"when the TTL changes", "www 90 A 192.0.2.1", []string{"192.0.2.1", disabled, note}},
		{"when all live values go", "", []string{disabled, note}},
		{"when a CNAME takes the name", "www 60 CNAME example.net.", []string{disabled, note}},
		{"but a wanted value is enabled", "www 60 A 192.0.2.99", []string{"192.0.2.99", note}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := testserver.PowerDNS(t)
			p := openServer(t, s)
			newLiveZone(t, p, "")
			raw(t, s, "PATCH", "/zones/example.org.", commented)
			live := fetch(t, p, origin)
			set, _ := live.Records.Find(zone.Key{Name: "www.example.org.", Type: dns.TypeA})
			require.Equal(t, []string{"192.0.2.1"}, set.Text(), "disabled records are not live data")
			require.Equal(t, "ask Ann", set.Comment)
			want := parseZone(t, origin, apex+c.records+"\n")
			keepComments(want, live.Records)
			apply(t, p, want)
			require.ElementsMatch(t, c.want, stored(t, s, "www.example.org.", "A"))
		})
	}
}

// keepComments does what a plan does unless comments are synced.
func keepComments(want, live zone.Zone) {
	for i, s := range want.Sets {
		old, _ := live.Find(s.Key)
		want.Sets[i].Comment = old.Comment
	}
}

func TestASetOfDisabledRecordsOnly(t *testing.T) {
	t.Parallel()
	s := testserver.PowerDNS(t)
	p := openServer(t, s)
	newLiveZone(t, p, "")
	raw(t, s, "PATCH", "/zones/example.org.", `{"rrsets":[{"name":"www.example.org.","type":"A","ttl":60,"changetype":"REPLACE",
		"records":[{"content":"192.0.2.99","disabled":true}]}]}`)
	live := fetch(t, p, origin)
	_, ok := live.Records.Find(zone.Key{Name: "www.example.org.", Type: dns.TypeA})
	require.False(t, ok)
	apply(t, p, parseZone(t, origin, apex+"www 60 A 192.0.2.1\n"))
	require.ElementsMatch(t, []string{"192.0.2.1", "192.0.2.99 (disabled)"}, stored(t, s, "www.example.org.", "A"))
	apply(t, p, parseZone(t, origin, apex))
	require.ElementsMatch(t, []string{"192.0.2.99 (disabled)"}, stored(t, s, "www.example.org.", "A"))
}

func TestADisabledCNAMEGivesWayToNothing(t *testing.T) {
	t.Parallel()
	s := testserver.PowerDNS(t)
	p := openServer(t, s)
	newLiveZone(t, p, "")
	raw(t, s, "PATCH", "/zones/example.org.", `{"rrsets":[{"name":"www.example.org.","type":"CNAME","ttl":60,"changetype":"REPLACE",
		"records":[{"content":"example.net.","disabled":true}]}]}`)
	apply(t, p, parseZone(t, origin, apex+"www 60 A 192.0.2.1\n"))
	require.Equal(t, []string{"example.net. (disabled)"}, stored(t, s, "www.example.org.", "CNAME"))
}

func TestCommentsFollowThePlan(t *testing.T) {
	t.Parallel()
	s := testserver.PowerDNS(t)
	p := openServer(t, s)
	want := parseZone(t, origin, apex+"www 60 A 192.0.2.1\n")
	www := &want.Sets[len(want.Sets)-1]
	www.Comment = "web front"
	live := apply(t, p, want)
	require.Equal(t, []string{"192.0.2.1", ": web front"}, stored(t, s, "www.example.org.", "A"))
	for _, text := range []string{"another", ""} {
		old, _ := live.Records.Find(www.Key)
		set := *www
		set.Comment = text
		batches, err := p.Batches(live, []zone.Change{{Old: &old, New: &set}})
		require.NoError(t, err)
		require.NoError(t, p.Send(t.Context(), live, batches[0]))
		live = fetch(t, p, origin)
		now, _ := live.Records.Find(www.Key)
		require.Equal(t, text, now.Comment)
	}
}
