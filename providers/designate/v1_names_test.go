package designate

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers/designate/designatesim"
)

func TestNamesKeepTheirCapitals(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{})
	ttl, ten := 300, 10
	require.NoError(t, s.sim.PlantRecords(v1Origin,
		designatesim.Record{Name: "WWW.example.org.", Type: "A", Data: "192.0.2.1", TTL: &ttl},
		designatesim.Record{Name: "Example.org.", Type: "MX", Data: "mail.example.org.", Priority: &ten}))
	require.Empty(t, s.reach(t, "@ MX 10 mail\nwww 300 A 192.0.2.1"))
	require.Equal(t, verbs{post: 1}, counted(s.reach(t, "@ MX 10 mail\nwww 300 A 192.0.2.1\nwww 300 A 192.0.2.2")))
	require.Equal(t, verbs{put: 2}, counted(s.reach(t, "@ MX 20 mail\nwww 600 A 192.0.2.1\nwww 600 A 192.0.2.2")))
	require.Equal(t, []string{"Example.org. MX 20 mail.example.org.", "WWW.example.org. 600 A 192.0.2.1", "WWW.example.org. 600 A 192.0.2.2"}, s.stored())
	require.Equal(t, verbs{post: 1, del: 2}, counted(s.reach(t, "@ MX 20 mail\nwww CNAME mail")))
	require.Contains(t, s.stored(), "www.example.org. CNAME mail.example.org.", "what is made anew has none")
}

// TestSpellingsOfOneNameBecomeOneSet: to a service whose database tells capitals apart these are several, and the plan has one.
func TestSpellingsOfOneNameBecomeOneSet(t *testing.T) {
	t.Parallel()
	at := func(name, kind, data string, ttl int) designatesim.Record {
		return designatesim.Record{Name: name + ".example.org.", Type: kind, Data: data, TTL: &ttl}
	}
	for name, tc := range map[string]struct {
		planted []designatesim.Record
		text    string
		want    verbs
		stored  []string
	}{
		"with a value each": {
			[]designatesim.Record{at("WWW", "A", "192.0.2.1", 300), at("www", "A", "192.0.2.2", 300)}, "www 300 A 192.0.2.1\nwww 300 A 192.0.2.2",
			verbs{post: 1, del: 1}, []string{"www.example.org. 300 A 192.0.2.1", "www.example.org. 300 A 192.0.2.2"},
		},
		"with the same value": {
			[]designatesim.Record{at("WWW", "A", "192.0.2.1", 300), at("www", "A", "192.0.2.1", 300)}, "www 300 A 192.0.2.1",
			verbs{del: 1}, []string{"www.example.org. 300 A 192.0.2.1"},
		},
		"with TTLs of their own": {
			[]designatesim.Record{at("WWW", "A", "192.0.2.1", 300), at("www", "A", "192.0.2.2", 60)}, "www A 192.0.2.1\nwww A 192.0.2.2",
			verbs{post: 1, put: 1, del: 1}, []string{"www.example.org. A 192.0.2.1", "www.example.org. A 192.0.2.2"},
		},
		"neither of which is plain": {
			[]designatesim.Record{at("WWW", "A", "192.0.2.1", 60), at("Www", "A", "192.0.2.1", 300), at("WWw", "A", "192.0.2.1", 60)}, "www 60 A 192.0.2.1",
			verbs{del: 2}, []string{"WWW.example.org. 60 A 192.0.2.1"},
		},
		"of which one value stays, in the odd set": {
			[]designatesim.Record{at("WWW", "A", "192.0.2.1", 300), at("www", "A", "192.0.2.2", 300)}, "www 300 A 192.0.2.1",
			verbs{put: 1, del: 1}, []string{"www.example.org. 300 A 192.0.2.1"},
		},
		"that go": {
			[]designatesim.Record{at("WWW", "CNAME", "a.example.org.", 300), at("www", "CNAME", "b.example.org.", 300)}, "",
			verbs{del: 2}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV1Site(t, designatesim.Options{})
			for i, r := range tc.planted {
				r.ID = fmt.Sprint("11112222-3333-4444-5555-66667777888", i)
				require.NoError(t, s.sim.PlantRecords(v1Origin, r))
			}
			require.Equal(t, tc.want, counted(s.costs(t, tc.text)))
			require.Equal(t, tc.stored, s.stored())
		})
	}
}
