package syncer_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/syncer"
)

func TestASavedPlanIsDoneExactlyOrNotAtAll(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		meddle func(b *bench, saved *diff.Document)
		moved  int
		why    string
	}{
		"nothing moved": {func(*bench, *diff.Document) {}, 0, ""},
		"a record at the provider": {func(b *bench, _ *diff.Document) { b.put("x.example.org.", "\xc0\x00\x02\x09") }, 1,
			"the live zone has changed"},
		"the zone file": {func(b *bench, _ *diff.Document) { b.write("example.org.zone", text+"x A 192.0.2.9\n") }, 1,
			"the zone files have changed"},
		"the zone's settings": {func(b *bench, _ *diff.Document) { b.service.Config.Zones[0].Atomic = true }, 1, "settings have changed"},
		"the zone file went away": {func(b *bench, _ *diff.Document) {
			require.NoError(b.t, os.Remove(filepath.Join(b.dir, "example.org.zone")))
		}, 1, "not wanted any more"},
		"the saved file": {func(_ *bench, saved *diff.Document) { saved.Zones[0].Changes[0].Data = []string{"192.0.2.66"} }, 1,
			"the file was altered"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, "example.org.", "example.net.")
			b.write("example.org.zone", text)
			saved := b.service.Plan(t.Context(), b.desired(), syncer.Scope{}).Document()
			b.write("example.net.zone", text) // which the saved plan does not have
			tc.meddle(b, saved)
			round := b.service.Plan(t.Context(), b.desired(), syncer.Scope{})
			require.Equal(t, tc.moved, round.Keep(saved))
			doc, _, err := b.service.Apply(t.Context(), round, "test")
			require.NoError(t, err)
			require.Empty(t, b.memory.Records("example.net.").Sets)
			require.Equal(t, tc.moved == 0, b.has("example.org.", "192.0.2.1"))
			if tc.why != "" {
				require.Contains(t, *doc.Zones[0].Error, tc.why)
			}
		})
	}
}
