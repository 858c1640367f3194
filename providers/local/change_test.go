package local

import (
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// changed gives the changes between the sets of two texts.
func changed(t *testing.T, from, to string) []zone.Change {
	t.Helper()
	old, next := sets(t, from), sets(t, to)
	var out []zone.Change
	for k, s := range old {
		if n, ok := next[k]; ok {
			out = append(out, zone.Change{Old: s, New: n})
		} else {
			out = append(out, zone.Change{Old: s})
		}
	}
	for k, s := range next {
		if _, ok := old[k]; !ok {
			out = append(out, zone.Change{New: s})
		}
	}
	return out
}

func sets(t *testing.T, text string) map[zone.Key]*zone.RRset {
	t.Helper()
	zp := dns.NewZoneParser(strings.NewReader("$TTL 300\n"+text), "example.org.", "test")
	var records []zone.Record
	for rr, ok := zp.Next(); ok; rr, ok = zp.Next() {
		r, err := zone.NewRecord(rr)
		require.NoError(t, err)
		records = append(records, r)
	}
	require.NoError(t, zp.Err())
	z, _ := zone.Fold("example.org.", records)
	out := map[zone.Key]*zone.RRset{}
	for i := range z.Sets {
		out[z.Sets[i].Key] = &z.Sets[i]
	}
	return out
}

func TestCarryOut(t *testing.T) {
	t.Parallel()
	const now = "@ SOA ns h 7 1 1 1 1\n@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.2\nalias CNAME www\n"
	for _, tc := range []struct {
		title    string
		from, to string // what the changes are between
		want     string // the zone afterwards; "" when nothing changes
	}{
		{"a create raises the serial", "", "a A 192.0.2.3", strings.Replace(now, " 7 ", " 8 ", 1) + "a A 192.0.2.3\n"},
		{"an update", "www A 192.0.2.2", "www A 192.0.2.3",
			strings.NewReplacer(" 7 ", " 8 ", "www A 192.0.2.2", "www A 192.0.2.3").Replace(now)},
		{"a delete", "www A 192.0.2.2", "", strings.NewReplacer(" 7 ", " 8 ", "www A 192.0.2.2\n", "").Replace(now)},
		{"a CNAME in place of an address", "www A 192.0.2.2", "www CNAME ns",
			strings.NewReplacer(" 7 ", " 8 ", "www A 192.0.2.2", "www CNAME ns").Replace(now)},
		{"an SOA with a newer serial", "@ SOA ns h 7 1 1 1 1", "@ SOA ns h 20 2 2 2 2", strings.Replace(now, " 7 1 1 1 1", " 20 2 2 2 2", 1)},
		{"an SOA with an older serial", "@ SOA ns h 7 1 1 1 1", "@ SOA ns h 3 2 2 2 2", strings.Replace(now, " 7 1 1 1 1", " 8 2 2 2 2", 1)},
		{"an SOA that differs in its serial only is as wanted", "@ SOA ns h 7 1 1 1 1", "@ SOA ns h 20 1 1 1 1", ""},
		{"what is so already", "", "www A 192.0.2.2", ""},
		{"what is gone already", "gone A 192.0.2.2", "", ""},
		{"an SOA found under a serial that has passed", "@ SOA ns h 5 1 1 1 1", "@ SOA ns h 6 2 2 2 2", strings.Replace(now, " 7 1 1 1 1", " 8 2 2 2 2", 1)},
	} {
		t.Run(tc.title, func(t *testing.T) {
			t.Parallel()
			cur := zoneOf(t, now)
			next, did, err := carryOut(cur, changed(t, tc.from, tc.to), 1)
			require.NoError(t, err)
			require.Equal(t, tc.want != "", did)
			want := cur
			if did {
				want = zoneOf(t, tc.want)
			}
			requireZone(t, want, next)
		})
	}
}

func TestCarryOutRefuses(t *testing.T) {
	t.Parallel()
	const now = "@ SOA ns h 7 1 1 1 1\n@ NS ns\nwww A 192.0.2.2\n"
	for _, tc := range []struct {
		title, from, to, want string
		kind                  error
	}{
		{"an update of what somebody else changed", "www A 192.0.2.9", "www A 192.0.2.3", "changed since it was read", providers.ErrConflict},
		{"a delete of what somebody else changed", "www A 192.0.2.9", "", "changed since it was read", providers.ErrConflict},
		{"a create of what somebody else made", "", "www A 192.0.2.9", "changed since it was read", providers.ErrConflict},
		{"a CNAME beside other data", "", "www CNAME ns", "beside A", providers.ErrInvalid},
		{"a CNAME at the apex", "", "@ CNAME www", "beside the SOA", providers.ErrInvalid},
		{"to delete the SOA", "@ SOA ns h 7 1 1 1 1", "", "cannot be without", providers.ErrInvalid},
		{"an SOA below the apex", "", "www SOA ns h 7 1 1 1 1", "at its apex", providers.ErrInvalid},
		{"a name outside the zone", "", "www.example.net. A 192.0.2.1", "outside the zone", providers.ErrInvalid},
		{"records of signed zones", "", "www NSEC3PARAM 1 0 0 -", "no signed zones", providers.ErrInvalid},
	} {
		t.Run(tc.title, func(t *testing.T) {
			t.Parallel()
			_, _, err := carryOut(zoneOf(t, now), changed(t, tc.from, tc.to), 1)
			require.ErrorIs(t, err, tc.kind)
			require.ErrorContains(t, err, tc.want)
		})
	}
}

func TestZonesWithoutSOAGetOne(t *testing.T) {
	t.Parallel()
	for want, text := range map[string]string{
		"@ 3600 SOA dns.example.net. hostmaster 77 3600 900 1209600 300\n@ NS dns.example.net.\n@ NS dns2.example.net.\n": "@ NS dns2.example.net.\n@ NS dns.example.net.\n",
		"@ 3600 SOA ns hostmaster 77 3600 900 1209600 300\nwww A 192.0.2.1\n":                                             "www A 192.0.2.1\n",
	} {
		next, did, err := carryOut(zone.Zone{Origin: "example.org."}, changed(t, "", text), 77)
		require.NoError(t, err)
		require.True(t, did)
		requireZone(t, zoneOf(t, want), next)
	}
}

func TestRaise(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ old, wanted, want uint32 }{
		{1, 2, 2},
		{1, 2026010101, 2026010101},
		{2026010101, 1, 2026010102},
		{5, 5, 6},
		{4294967295, 4294967295, 0},
		{4294967295, 3, 3}, // newer, by RFC 1982
		{1, 1 << 31, 1 << 31},
		{1, 1<<31 + 1, 2}, // neither newer nor older
	} {
		require.Equal(t, tc.want, raise(tc.old, tc.wanted), "%d, %d", tc.old, tc.wanted)
	}
}

func TestAudit(t *testing.T) {
	t.Parallel()
	p := openProvider(t, t.TempDir())
	z := zoneOf(t, "@ SOA ns h 7 1 1 1 1\n@ NS ns\n@ NSEC a A NS\na A 192.0.2.1\na NSEC @ A\n")
	errs := p.Audit(z)
	require.Len(t, errs, 2)
	require.ErrorIs(t, errs[0], providers.ErrInvalid)
	_, err := p.Batches(providers.Live{}, []zone.Change{{New: &zone.RRset{Key: zone.Key{Name: "a.", Type: 1, View: "tel"}}}})
	require.ErrorContains(t, err, "no views")
}

// requireZone compares zones by what they mean, and shows them as text.
func requireZone(t *testing.T, want, got zone.Zone) {
	t.Helper()
	w, err := writeText(want)
	require.NoError(t, err)
	g, err := writeText(got)
	require.NoError(t, err)
	require.Equal(t, string(w), string(g))
}
