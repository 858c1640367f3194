package tonicdnssim_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers/tonicdns/tonicdnssim"
)

func TestSaveAndLoadKeepEverything(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{})
	require.NoError(t, s.AddZoneType("example.net.", "SLAVE"))
	require.Equal(t, 200, s.do(t, "PUT", "/zone", `{"name":"empty.example","type":"NATIVE"}`).status)
	ten := int64(10)
	require.NoError(t, s.Plant("example.org.",
		tonicdnssim.Row{Name: "www.example.com", Type: "A", Content: "192.0.2.1", TTL: 60},
		tonicdnssim.Row{Name: "www.example.com", Type: "A", Content: "192.0.2.1", TTL: 60},
		tonicdnssim.Row{Name: "www.example.com", Type: "A", Content: "192.0.2.1", TTL: 300, ChangeDate: 1},
		tonicdnssim.Row{Name: "example.org", Type: "MX", Content: "Mail.example.org", Priority: &ten},
		tonicdnssim.Row{Name: "example.org", Type: "LOC", Content: "52 22 23.000 N 4 53 32.000 E -2.00m"}))
	saved, err := s.Save()
	require.NoError(t, err)

	other := open(t, tonicdnssim.Options{})
	require.NoError(t, other.Load(saved))
	again, err := other.Save()
	require.NoError(t, err)
	require.Equal(t, string(saved), string(again))
	require.Equal(t, s.Rows("example.org"), other.Rows("example.org"))
	require.Equal(t, s.do(t, "GET", "/zone", "").body, other.do(t, "GET", "/zone", "").body)
	require.Equal(t, 400, other.post(t, `{"name":"www.example.com","type":"CNAME","content":"a.example.org"}`).status, "the index of names is not loaded")
}

func TestALoadThatFailsChangesNothing(t *testing.T) {
	t.Parallel()
	row := `{"name":"a.example.net","type":"A","content":"192.0.2.1","ttl":60}`
	good := `{"zones":[{"name":"example.net","type":"MASTER","records":[` + row + `]}]}`
	for name, bad := range map[string][2]string{
		"half a document":    {good, good[:20]},
		"another document":   {good, `{}`},
		"an unknown key":     {`"type"`, `"serial":1,"type"`},
		"a zone twice":       {`"zones":[`, `"zones":[{"name":"Example.net","type":"NATIVE","records":[]},`},
		"a bad zone name":    {`"example.net"`, `"example"`},
		"a bad zone type":    {`"MASTER"`, `"master"`},
		"a stray master":     {`"MASTER"`, `"MASTER","master":"192.0.2.53"`},
		"a row without name": {`"a.example.net"`, `""`},
		"a row's odd type":   {`"A"`, `"a"`},
		"a negative TTL":     {`60`, `-1`},
		"too long a TTL":     {`60`, `2147483648`},
		"a bad priority":     {`60`, `60,"priority":-1`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, tonicdnssim.Options{})
			before, err := s.Save()
			require.NoError(t, err)
			text := strings.Replace(good, bad[0], bad[1], 1)
			require.NotEqual(t, good, text)
			require.Error(t, s.Load([]byte(text)))
			after, err := s.Save()
			require.NoError(t, err)
			require.Equal(t, string(before), string(after))
			require.NoError(t, s.Load([]byte(good)))
		})
	}
}

func TestPlantTakesNothingOfABadList(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{})
	good := tonicdnssim.Row{Name: "a.example.org", Type: "A", Content: "192.0.2.1"}
	require.Error(t, s.Plant("example.net.", good))
	require.Error(t, s.Plant("example.org.", good, tonicdnssim.Row{Name: "a.example.org", Type: "TXT", Content: "\xff"}))
	require.Empty(t, s.rows())
	require.Nil(t, s.Rows("example.net."))
}

// TestTrailingBlanksAreNotCompared as in MySQL, where columns are padded for it.
func TestTrailingBlanksAreNotCompared(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{})
	require.NoError(t, s.Plant("example.org.",
		tonicdnssim.Row{Name: "www.example.org", Type: "A", Content: "192.0.2.1 "}, tonicdnssim.Row{Name: "www.example.org ", Type: "A", Content: "192.0.2.1"},
		tonicdnssim.Row{Name: "www.example.org", Type: "A", Content: " 192.0.2.1"}))
	require.Equal(t, 200, s.post(t, strings.Replace(www, "{", `{"mode":"delete",`, 1)).status)
	require.Equal(t, []string{"www.example.org 0 A  192.0.2.1"}, s.rows())
}

func TestAPlantedRowGoesByItsTupleWhateverItsPriority(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{})
	zero := int64(0)
	require.NoError(t, s.Plant("example.org.", tonicdnssim.Row{Name: "www.example.org", Type: "A", Content: "192.0.2.1", Priority: &zero}))
	require.Contains(t, s.do(t, "GET", "/zone/example.org", "").body, `"priority":"0"`)
	require.Equal(t, 200, s.post(t, strings.Replace(www, "{", `{"mode":"delete",`, 1)).status)
	require.Empty(t, s.rows())
}

func TestANewZoneIsReachable(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{})
	require.Equal(t, 200, s.post(t, www).status)
	require.NoError(t, s.AddZone("example.org."), "a zone that exists stays")
	require.Len(t, s.Rows("example.org."), 3)
	require.Error(t, s.AddZone("org."))
	require.Error(t, s.AddZoneType("example.net.", "slave"))
	require.NoError(t, s.AddZone("example.net"))
	require.Equal(t, 200, s.do(t, "GET", "/zone/example.net", "").status)
}

func TestSettingsLogIn(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{})
	require.Equal(t, []simulator.Setting{{Key: "url", Value: s.url}, {Key: "username", Value: "sandbox"}, {Key: "password", Value: "sandbox-secret"}}, s.Settings(s.url))
}

// TestServerTimeIsThatOfTheProgram holds the model against what was measured, within a third.
func TestServerTimeIsThatOfTheProgram(t *testing.T) {
	t.Parallel()
	additions := func(from, to int) string { return entries(from, to, `"ttl":60`) }
	deletions := func(from, to int) string { return entries(from, to, `"mode":"delete"`) }
	for name, tt := range map[string]struct {
		records string
		seconds float64
	}{
		"100 additions":                 {additions(0, 100), 0.02},
		"1000 additions":                {additions(0, 1000), 0.13},
		"2000 additions":                {additions(0, 2000), 0.24},
		"1000 deletions":                {deletions(0, 1000), 0.05},
		"200 updates, deletions first":  {deletions(0, 200) + "," + additions(0, 200), 0.41},
		"500 updates, deletions first":  {deletions(0, 500) + "," + additions(0, 500), 2.0},
		"1000 updates, deletions first": {deletions(0, 1000) + "," + additions(0, 1000), 8.7},
		"500 updates, additions first":  {additions(0, 500) + "," + deletions(0, 500), 0.09},
		"1000 updates, additions first": {additions(0, 1000) + "," + deletions(0, 1000), 0.18},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, tonicdnssim.Options{})
			require.Equal(t, 200, s.post(t, tt.records).status)
			require.InEpsilon(t, tt.seconds, s.ServerTime().Seconds(), 1.0/3)
			s.do(t, "GET", "/zone/example.org", "")
			before := s.ServerTime()
			require.Equal(t, 400, s.post(t, `{"type":"X"}`).status)
			require.Equal(t, before, s.ServerTime(), "what is refused costs nothing")
		})
	}
}

func entries(from, to int, rest string) string {
	var out []string
	for i := from; i < to; i++ {
		out = append(out, fmt.Sprintf(`{"name":"h%d.example.org","type":"A","content":"192.0.2.1",%s}`, i, rest))
	}
	return strings.Join(out, ",")
}

// TestWorkGrowsWithTheRowsOnly compares two sizes, ten to one; a scan per record would make it a hundred to one. It runs alone.
func TestWorkGrowsWithTheRowsOnly(t *testing.T) {
	small := min(effort(t, 3_000), effort(t, 3_000), effort(t, 3_000))
	large := min(effort(t, 30_000), effort(t, 30_000))
	require.Less(t, large, 30*small)
}

// effort adds n rows, reads them, and updates every second one.
func effort(t *testing.T, n int) time.Duration {
	s := open(t, tonicdnssim.Options{})
	start := time.Now()
	require.Equal(t, 200, s.post(t, entries(0, n, `"ttl":60`)).status)
	require.Equal(t, 200, s.do(t, "GET", "/zone/example.org", "").status)
	require.Equal(t, 200, s.post(t, entries(0, n/2, `"mode":"delete"`)+","+entries(0, n/2, `"ttl":300`)).status)
	require.Len(t, s.rows(), n)
	return time.Since(start)
}

func TestManyMayUseItAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{})
	t.Run("at once", func(t *testing.T) {
		for i := range 8 {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				require.Equal(t, 200, s.do(t, "GET", "/zone/example.org", "").status)
				require.Equal(t, 200, s.post(t, entries(i*10, i*10+10, `"ttl":60`)).status)
				s.ServerTime()
				saved, err := s.Save()
				require.NoError(t, err)
				require.NoError(t, tonicdnssim.New(tonicdnssim.Options{}).Load(saved))
			})
		}
	})
	require.Len(t, s.rows(), 80)
}
