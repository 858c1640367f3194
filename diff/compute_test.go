package diff_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/zone"
)

func TestSerialNeverGoesBack(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name             string
		live, want, next string
	}{
		{"the next one", "5", "1", "6"},
		{"the file's, where it is higher", "5", "2026010101", "2026010101"},
		{"the next one, where it is the file's", "5", "6", "6"},
		{"around the end", "4294967295", "7", "7"},
		{"around the end by one", "4294967295", "4294967295", "0"},
		{"a number that is higher but older (RFC 1982)", "5", "4294967290", "6"},
		{"the furthest ahead", "5", "2147483652", "2147483652"},
		{"half way round, where RFC 1982 knows no order", "5", "2147483653", "6"},
		{"one further is behind", "5", "2147483655", "6"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := compute(t, diff.Input{
				Live: read(t, "@ 60 SOA ns1 h "+tc.live+" 2 3 4 5"), Want: read(t, "@ 60 SOA ns1 h "+tc.want+" 2 3 4 60"), Rules: manageAll(),
			})
			require.Len(t, p.Items, 1)
			soa, ok := zone.Zone{Origin: origin, Sets: []zone.RRset{*p.Items[0].New}}.SOA()
			require.True(t, ok)
			require.Equal(t, tc.next, fmt.Sprint(soa.Serial))
			require.EqualValues(t, 60, soa.Minttl)
		})
	}
}

func TestRaisedSerialIsNoUpdateForTheGuard(t *testing.T) {
	t.Parallel()
	in := sizes(t, 20, 0, 20, 0)
	soa := "@ 60 SOA ns1 h 1 2 3 4 5\n"
	in.Live, in.Want = read(t, soa+many(20, "h%03d 60 A 192.0.2.1")), read(t, soa+many(20, "h%03d 60 A 192.0.2.9"))
	in.Rules.SOA, in.SerialByUs = diff.Manage, true
	p := compute(t, in)
	require.Len(t, p.Changes(), 21)
}

func TestCommentsOfWhatIsSent(t *testing.T) {
	t.Parallel()
	live, want := read(t, "a 60 A 192.0.2.1 ; theirs"), read(t, "a 60 A 192.0.2.2 ; ours\nb 60 A 192.0.2.2 ; ours")
	for _, tc := range []struct{ mode, update, create string }{{"preserve", "theirs", ""}, {"sync", "ours", "ours"}} {
		rules := manageAll()
		rules.Comments = tc.mode
		p := compute(t, diff.Input{Live: live, Want: want, Rules: rules})
		require.Len(t, p.Items, 2)
		require.Equal(t, tc.create, p.Items[0].New.Comment, tc.mode)
		require.Equal(t, tc.update, p.Items[1].New.Comment, tc.mode)
	}
	require.Equal(t, "ours", want.Sets[0].Comment, "the zone itself is not altered")
}

func TestComputeRefuses(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*diff.Input){
		"another zone":                func(in *diff.Input) { in.Live.Origin = "example.net." },
		"rules that say nothing":      func(in *diff.Input) { in.Rules = diff.Rules{} },
		"a type that does not exist":  func(in *diff.Input) { in.Rules.Ignore = []diff.Pattern{{Type: "NOSUCH"}} },
		"a mode that does not exist":  func(in *diff.Input) { in.Rules.ApexNS = "sometimes" },
		"a SOA that is verified":      func(in *diff.Input) { in.Rules.SOA = diff.Verify },
		"a percentage over a hundred": func(in *diff.Input) { in.Rules.Guard.MaxDeletePercent = 101 },
		"a number below nought":       func(in *diff.Input) { in.Rules.Guard.MaxDeletes = -1 },
	} {
		in := diff.Input{Live: read(t, "a 60 A 192.0.2.1"), Want: read(t, "a 60 A 192.0.2.2"), Rules: diff.DefaultRules()}
		compute(t, in)
		change(&in)
		_, err := diff.Compute(in)
		require.Error(t, err, name)
	}
}

func TestRulesTellAllThatIsWrong(t *testing.T) {
	t.Parallel()
	require.NoError(t, diff.DefaultRules().Validate())
	r := diff.DefaultRules()
	r.Prune, r.DS = "some", diff.Ignore
	require.EqualError(t, r.Validate(), "ds: \"ignore\" is none of [\"verify\" \"manage\"]\nprune: \"some\" is none of [\"all\" \"owned\" \"none\"]")
}

// TestIgnorePatterns deletes what no pattern spares.
func TestIgnorePatterns(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, pattern, rrtype string
		spared                []string
	}{
		{"the apex", "@", "", []string{"example.org."}},
		{"the root is no pattern for all", ".", "", nil},
		{"one label", "*", "", []string{"*.example.org.", "a.example.org."}},
		{"any number of labels, none too", "**", "", []string{"example.org.", "*.example.org.", "a.example.org.", "b.a.example.org."}},
		{"labels before, and the name itself", "**.a", "", []string{"a.example.org.", "b.a.example.org."}},
		{"an absolute name", "A.Example.Org.", "", []string{"a.example.org."}},
		{"a type by its number", "", "type16", []string{"*.example.org."}},
		{"name and type", "**", "txt", []string{"*.example.org."}},
		{"another zone's name", "a.example.net.", "", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			in := diff.Input{Live: read(t, "@ 60 A 192.0.2.1\na 60 A 192.0.2.1\nb.a 60 A 192.0.2.1\n* 60 TXT x"), Want: zone.Zone{Origin: origin}, Rules: manageAll()}
			in.Rules.Ignore = []diff.Pattern{{Name: tc.pattern, Type: tc.rrtype}}
			gone := map[string]bool{}
			for _, it := range compute(t, in).Items {
				gone[it.Key().Name] = true
			}
			var spared []string
			for _, s := range in.Live.Sets {
				if !gone[s.Name] {
					spared = append(spared, s.Name)
				}
			}
			require.Equal(t, tc.spared, spared)
		})
	}
}
