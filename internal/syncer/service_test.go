package syncer_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/config"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/internal/source"
	"github.com/zonesync/zonesync/internal/syncer"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// bench is a service on a folder, with a provider in memory.
type bench struct {
	t       *testing.T
	dir     string
	memory  *providertest.Memory
	log     strings.Builder
	service *syncer.Service
}

func newBench(t *testing.T, zones ...string) *bench {
	b := &bench{t: t, dir: t.TempDir(), memory: providertest.NewMemory(providers.Capabilities{Atomic: true, CreateZone: true}, zones...)}
	rules := diff.DefaultRules()
	rules.SOA, rules.ApexNS = diff.Manage, diff.Manage
	s := &syncer.Syncer{
		Config:   &config.Config{Zones: []config.Zone{{Match: "**", Provider: config.Names{"mem"}, Rules: rules}}},
		Accounts: map[string]syncer.Account{"mem": {Name: "mem", Kind: "memory", Provider: b.memory}},
		Parallel: 2, Log: slog.New(slog.NewTextHandler(&b.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	b.service = syncer.NewService(s, source.Dir{Path: b.dir})
	return b
}

func (b *bench) write(name, text string) {
	b.t.Helper()
	require.NoError(b.t, os.WriteFile(filepath.Join(b.dir, name), []byte(text), 0o644))
}

// has tells whether a live zone has an A record with this address at www.
func (b *bench) has(origin, addr string) bool {
	s, ok := b.memory.Records(origin).Find(zone.Key{Name: "www." + origin, Type: 1})
	return ok && s.Text()[0] == addr
}

// How long a test waits for what takes its time, and how often it looks.
const (
	deadline = 20 * time.Second
	tick     = 20 * time.Millisecond
)

const text = "$TTL 60\n@ NS ns1.example.net.\nwww A 192.0.2.1\n"

func TestRoundLeavesUnchangedZonesAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t, "example.org.", "example.net.")
	b.write("example.org.zone", text)
	b.write("example.net.zone", text)
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), true, "test"))
	require.True(t, b.has("example.org.", "192.0.2.1"))
	require.True(t, b.has("example.net.", "192.0.2.1"))

	before := b.memory.Requests()
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), false, "test"))
	require.Equal(t, before, b.memory.Requests(), "nothing changed, nothing is asked")

	b.write("example.org.zone", strings.Replace(text, "192.0.2.1", "192.0.2.2", 1))
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), false, "test"))
	require.True(t, b.has("example.org.", "192.0.2.2"))
	require.Equal(t, before+3, b.memory.Requests(), "one read, one write, one verifying read")

	before = b.memory.Requests()
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), true, "test"))
	require.Equal(t, before+2, b.memory.Requests(), "a round without changes reads each zone once and writes nothing")
}

func TestRoundWithABrokenZone(t *testing.T) {
	t.Parallel()
	b := newBench(t, "example.org.", "example.net.")
	b.write("example.org.zone", text)
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), true, "test"))
	b.write("example.org.zone", text+"www A\n")
	b.write("example.net.zone", text)
	require.Equal(t, apply.Partly, b.service.Round(t.Context(), false, "test"))
	require.True(t, b.has("example.org.", "192.0.2.1"), "stays")
	require.True(t, b.has("example.net.", "192.0.2.1"), "goes on")
	require.Contains(t, b.log.String(), filepath.Join(b.dir, "example.org.zone:4:"))

	told := b.log.Len()
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), false, "test"))
	require.Equal(t, told, b.log.Len(), "a file that is still broken is not told again")

	b.write("example.org.zone", strings.Replace(text, "192.0.2.1", "192.0.2.3", 1))
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), false, "test"))
	require.True(t, b.has("example.org.", "192.0.2.3"), "mended")
}

func TestRoundRepeatsWhatFailed(t *testing.T) {
	t.Parallel()
	b := newBench(t, "example.org.")
	b.write("example.org.zone", text)
	b.memory.Fault(simulator.Fault{Kind: simulator.Denied})
	require.Equal(t, apply.Failed, b.service.Round(t.Context(), true, "test"))
	require.False(t, b.has("example.org.", "192.0.2.1"))
	before := b.memory.Requests()
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), false, "test"))
	require.Equal(t, before, b.memory.Requests(), "not before its time")
}

func TestRoundWithoutASource(t *testing.T) {
	t.Parallel()
	b := newBench(t, "example.org.")
	b.write("example.org.zone", text)
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), true, "test"))
	require.NoError(t, os.RemoveAll(b.dir))
	require.Equal(t, apply.Failed, b.service.Round(t.Context(), true, "test"))
	require.True(t, b.has("example.org.", "192.0.2.1"), "a folder that is gone is no empty folder")
	require.Contains(t, b.log.String(), "the source cannot be read")
}

func TestRoundOfAZoneThatIsNotThere(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.write("example.org.zone", text)
	require.Equal(t, apply.Failed, b.service.Round(t.Context(), true, "test"))
	require.Contains(t, b.log.String(), "create_zone: true")
}

func TestRoundIsToldOfGoneFiles(t *testing.T) {
	t.Parallel()
	b := newBench(t, "example.org.")
	b.write("example.org.zone", text)
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), true, "test"))
	require.NoError(t, os.Remove(filepath.Join(b.dir, "example.org.zone")))
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), true, "test"))
	require.True(t, b.has("example.org.", "192.0.2.1"))
	require.Contains(t, b.log.String(), "the zone's file is gone")
}

func TestRoundFollowsIncludes(t *testing.T) {
	t.Parallel()
	b := newBench(t, "example.org.")
	b.write("example.org.zone", "$TTL 60\n@ NS ns1.example.net.\n$INCLUDE hosts.inc\n")
	require.Equal(t, apply.Failed, b.service.Round(t.Context(), true, "test"), "the include is missing")
	b.write("hosts.inc", "www A 192.0.2.1\n")
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), false, "test"))
	require.True(t, b.has("example.org.", "192.0.2.1"))
	b.write("hosts.inc", "www A 192.0.2.2\n")
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), false, "test"))
	require.True(t, b.has("example.org.", "192.0.2.2"))
}
