package local

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

const small = "@ SOA ns h 7 1 1 1 1\n@ NS ns\nns A 192.0.2.1\n"

func TestFileNames(t *testing.T) {
	t.Parallel()
	for origin, file := range map[string]string{
		"example.org.":                      "example.org.zone",
		"64/26.100.51.198.in-addr.arpa.":    "64%2F26.100.51.198.in-addr.arpa.zone",
		"100%.example.":                     "100%25.example.zone",
		"%2f.example.":                      "%252f.example.zone",
		".":                                 "%2E.zone",
		`a\.b.example.`:                     `a\.b.example.zone`,
		"xn--bcher-kva.example.":            "xn--bcher-kva.example.zone",
		"..%2F..%2Fetc%2Fpasswd.zone.":      "",
		strings.Repeat("a.", 100) + "zone.": strings.Repeat("a.", 100) + "zone.zone",
	} {
		if file == "" {
			_, ok := originOf(origin)
			require.False(t, ok)
			continue
		}
		require.Equal(t, file, fileName(origin))
		back, ok := originOf(file)
		require.True(t, ok, file)
		require.Equal(t, origin, back)
	}
	for _, file := range []string{".lock", ".example.org.zone123", ".zone", "..zone", "zonesync.db", "Example.org.zone", "a..b.zone"} {
		_, ok := originOf(file)
		require.False(t, ok, file)
	}
}

// TestTextReadsBack writes what is hard to write.
func TestTextReadsBack(t *testing.T) {
	t.Parallel()
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	z := zoneOf(t, small+`a\.b A 192.0.2.1
\000\255\" TXT "a\"b;c\\\\" "\000\255" ""
\036ttl A 192.0.2.7
\* A 192.0.2.8
\@ A 192.0.2.9
loc LOC 52 22 23.001 N 4 53 32.999 E -2.01m 0.03m 10000m 10m
hinfo HINFO "a b" "c"
naptr NAPTR 1 2 "U" "E2U+sip" "!^.*$!sip:x@example.org!" .
empty TYPE65401 \# 0
caa CAA 0 issue "ca.example; a=b"
svcb SVCB 1 . alpn="h2,h3" key667="a\"b"
uri URI 1 1 "https://example.org/"
apl APL 1:192.0.2.0/24 !2:2001:db8::/32
hip HIP 2 200100107B1A74DF365639CC39F1D578 AwEAAbdxyhNuSutc5EMzxTs9LBPCIkOFH8cIvM4p9+LrV4e19WzK00+CI6zBCQTdtWsuxKbWIy87UOoJTwkUs7lBu+Upr1gsNrut79ryra+bSRGQb1slImA8YVJyuIDsj7kwzG7jnERNqnWxZ48AWkskmdHaVDP4BcelrTI3rMXdXF5D
ipseckey IPSECKEY 10 1 2 192.0.2.38 AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==
`)
	key := zone.Key{Name: "octets.example.org.", Type: dns.TypeTXT}
	z.Sets = append(z.Sets, zone.RRset{Key: key, TTL: 1, Data: zone.NewData("\xff" + string(every[:255]) + "\x01\xff")})
	slices.SortFunc(z.Sets, func(a, b zone.RRset) int { return a.Key.Compare(b.Key) })
	text, err := provenText(z)
	require.NoError(t, err)
	back, err := readText(string(text), z.Origin, "test")
	require.NoError(t, err)
	requireZone(t, z, back)
	for _, s := range z.Sets {
		got, ok := back.Find(s.Key)
		require.True(t, ok, s.Key)
		require.True(t, s.Equal(got), s.Key)
	}
	_, err = writeText(zone.Zone{Sets: []zone.RRset{{Key: zone.Key{Name: "a.", Type: dns.TypeA}, Data: zone.NewData("abc")}}})
	require.ErrorContains(t, err, "a. A: RDATA \\# 3 616263 is not what the type allows")
}

func TestZonesSurviveARestart(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "made", "when", "needed")
	first := openProvider(t, dir)
	refs, err := first.Zones(t.Context())
	require.NoError(t, err)
	require.Empty(t, refs)
	require.NoDirExists(t, dir, "reading makes nothing")
	create(t, first, zoneOf(t, small))
	require.NoError(t, os.WriteFile(filepath.Join(dir, ".example.org.zone4711"), []byte("half a zo"), 0o600), "a killed process leaves this")

	second := openProvider(t, dir)
	live := fetch(t, second, "example.org.")
	requireZone(t, zoneOf(t, small), live.Records)
	addr := serve(t, second)
	require.Equal(t, "192.0.2.1", ask(t, "udp", addr, question("ns.example.org.", dns.TypeA)).Answer[0].(*dns.A).A.String())
	send(t, second, live, changed(t, "", "new A 192.0.2.5")...)
	require.EqualValues(t, 8, ask(t, "udp", addr, question("example.org.", dns.TypeSOA)).Answer[0].(*dns.SOA).Serial)

	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 2, "the lock and the zone: %v", files)
	info, err := files[1].Info()
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o644), info.Mode())
}

func TestAZoneThatCannotBeRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := openProvider(t, dir)
	create(t, p, zoneOf(t, small))
	path := filepath.Join(dir, "broken.example.zone")
	for title, text := range map[string]string{
		"empty":          "",
		"no zone":        "half a zo",
		"without SOA":    "@ 300 NS ns\n",
		"cut short":      "@ 300 SOA ns h 7 1 1",
		"two CNAMEs":     "@ 300 SOA ns h 7 1 1 1 1\na 300 CNAME b\na 300 CNAME c\n",
		"another origin": "example.net. 300 SOA ns h 7 1 1 1 1\n",
	} {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		_, err := p.Fetch(t.Context(), providers.Ref{Origin: "broken.example."})
		require.ErrorIs(t, err, providers.ErrProtocol, title)
		require.ErrorContains(t, err, "broken.example.zone", title)
		require.NotErrorIs(t, err, providers.ErrNotFound, title)
		for _, missing := range []bool{false, true} {
			live := providers.Live{Ref: providers.Ref{Origin: "broken.example."}, Missing: missing}
			err = p.Send(t.Context(), live, providers.Batch{Changes: changed(t, "", "www.broken.example. A 192.0.2.1")})
			require.ErrorIs(t, err, providers.ErrProtocol, title)
			require.Equal(t, []providers.Outcome{providers.NotDone}, outcomes(t, err))
		}
		after, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, text, string(after), "%s: never overwritten", title)
	}
	refs, err := p.Zones(t.Context())
	require.NoError(t, err)
	require.Len(t, refs, 2)
	addr := serve(t, p)
	require.Equal(t, dns.RcodeServerFailure, ask(t, "udp", addr, question("broken.example.", dns.TypeSOA)).Rcode)
	require.Equal(t, dns.RcodeSuccess, ask(t, "udp", addr, question("example.org.", dns.TypeSOA)).Rcode, "the others go on")
}

func outcomes(t *testing.T, err error) []providers.Outcome {
	t.Helper()
	var b *providers.BatchError
	require.ErrorAs(t, err, &b)
	return b.Outcomes
}

// TestOthersWriteTheDirectory has a second process, and a person, work beside a server.
func TestOthersWriteTheDirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server, other := openProvider(t, dir), openProvider(t, dir)
	create(t, server, zoneOf(t, small))
	addr := serve(t, server)
	soon := func(why string, answered func() bool) {
		t.Helper()
		require.Eventually(t, answered, 20*time.Second, 20*time.Millisecond, why)
	}
	count := func(name string) int { return len(ask(t, "udp", addr, question(name, dns.TypeA)).Answer) }

	send(t, other, fetch(t, other, "example.org."), changed(t, "", "www A 192.0.2.9")...)
	soon("a zone written by another process is served", func() bool { return count("www.example.org.") == 1 })
	live := fetch(t, server, "example.org.")
	_, ok := live.Records.Find(zone.Key{Name: "www.example.org.", Type: dns.TypeA})
	require.True(t, ok, "and fetched")

	path := filepath.Join(dir, "example.org.zone")
	good, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, []byte("half a zo"), 0o600))
	_, err = server.Fetch(t.Context(), live.Ref)
	require.ErrorIs(t, err, providers.ErrProtocol)
	require.Equal(t, 1, count("www.example.org."), "a broken file leaves the zone as it was")

	require.NoError(t, os.WriteFile(path, append(good, "more.example.org. 300 IN A 192.0.2.10\n"...), 0o600))
	soon("a repaired file is served", func() bool { return count("more.example.org.") == 1 })

	require.NoError(t, os.Remove(path))
	soon("a zone whose file is removed is served no more", func() bool {
		return ask(t, "udp", addr, question("www.example.org.", dns.TypeA)).Rcode == dns.RcodeRefused
	})
	_, err = server.Fetch(t.Context(), live.Ref)
	require.ErrorIs(t, err, providers.ErrNotFound)
	err = server.Send(t.Context(), live, providers.Batch{Changes: changed(t, "", "a A 192.0.2.9")})
	require.ErrorIs(t, err, providers.ErrConflict, "a zone that is gone is not made anew by a change")
}

func TestADirectoryThatIsAwayForAMoment(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "zones")
	p := openProvider(t, dir)
	require.NoError(t, p.store.serve(), "one that is not there yet has no zones")
	create(t, p, zoneOf(t, small))
	require.NoError(t, os.Rename(dir, dir+"-away"))
	told := p.look("")
	require.Contains(t, told, "no such file")
	require.Equal(t, told, p.look(told))
	require.NotNil(t, p.store.find("example.org."), "the zone is served as before")
	_, err := p.Zones(t.Context())
	require.Error(t, err, "nor is it taken for empty elsewhere")
	require.NoError(t, os.Rename(dir+"-away", dir))
	require.Empty(t, p.look(told))
	require.NoError(t, os.Remove(filepath.Join(dir, "example.org.zone")))
	require.Empty(t, p.look(""))
	require.Nil(t, p.store.find("example.org."), "a zone whose file is removed goes")
}

// TestAFileThatCannotBeServed has a type that only a signed zone has: it reads as a zone.
func TestAFileThatCannotBeServed(t *testing.T) {
	t.Parallel()
	p := openProvider(t, t.TempDir())
	require.NoError(t, p.store.serve())
	create(t, p, zoneOf(t, small))
	served := p.store.find("example.org.").served
	path := p.store.path("example.org.")
	good, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, ending := range []string{"", "; touched\n"} {
		text := string(good) + "example.org. 0 IN NSEC3PARAM 1 0 0 -\n" + ending
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		err = p.store.refresh()
		require.Same(t, served, p.store.find("example.org.").served, "the last good zone is served")
		_, bad := p.Fetch(t.Context(), providers.Ref{Origin: "example.org."})
		require.ErrorIs(t, bad, providers.ErrProtocol)
		require.Equal(t, ending == "", err != nil, "told once: %v", err)
	}
	require.NoError(t, os.WriteFile(path, good, 0o600))
	require.NoError(t, p.store.refresh())
	fetch(t, p, "example.org.")
}

func TestOneWriterAtATime(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	one, two := openProvider(t, dir), openProvider(t, dir)
	create(t, one, zoneOf(t, small))
	live := fetch(t, two, "example.org.")
	batch := providers.Batch{Changes: changed(t, "", "www A 192.0.2.9")}
	unlock, err := one.store.lock()
	require.NoError(t, err)
	err = two.Send(t.Context(), live, batch)
	require.ErrorIs(t, err, providers.ErrTemporary)
	require.Equal(t, []providers.Outcome{providers.NotDone}, outcomes(t, err))
	var api *providers.APIError
	require.True(t, errors.As(err, &api))
	require.Positive(t, api.RetryAfter)
	fetch(t, two, "example.org.") // reading needs no lock
	unlock()
	require.NoError(t, two.Send(t.Context(), live, batch))
}

func TestAWriteThatFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := openProvider(t, dir)
	create(t, p, zoneOf(t, small))
	live := fetch(t, p, "example.org.")
	origin := strings.Repeat(strings.Repeat("a", 49)+".", 5) + "org." // a legal name, too long for a file
	ref := providers.Ref{Origin: origin}
	err := p.Send(t.Context(), providers.Live{Ref: ref, Missing: true}, providers.Batch{Changes: []zone.Change{}})
	require.Error(t, err)
	require.NoError(t, os.Rename(filepath.Join(dir, "example.org.zone"), filepath.Join(dir, "kept")))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "example.org.zone"), 0o700))
	err = p.Send(t.Context(), live, providers.Batch{Changes: changed(t, "", "www A 192.0.2.9")})
	require.Equal(t, []providers.Outcome{providers.NotDone}, outcomes(t, err))
}

func TestSentTwiceIsDoneOnce(t *testing.T) {
	t.Parallel()
	p := openProvider(t, t.TempDir())
	create(t, p, zoneOf(t, small))
	live := fetch(t, p, "example.org.")
	changes := changed(t, "ns A 192.0.2.1", "ns A 192.0.2.2\nwww CNAME ns")
	send(t, p, live, changes...)
	once, err := os.Stat(p.store.path("example.org."))
	require.NoError(t, err)
	send(t, p, live, changes...)
	twice, err := os.Stat(p.store.path("example.org."))
	require.NoError(t, err)
	require.True(t, os.SameFile(once, twice), "nothing is written")
	soa, _ := fetch(t, p, "example.org.").Records.SOA()
	require.EqualValues(t, 8, soa.Serial)
}
