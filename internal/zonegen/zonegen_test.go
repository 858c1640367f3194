package zonegen_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/testserver"
	"github.com/zonesync/zonesync/internal/zonegen"
	"github.com/zonesync/zonesync/parse"
)

func text(t *testing.T, records int, seed uint64) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, zonegen.Write(&b, "example.org.", records, seed))
	return b.String()
}

func TestGeneratedZonesAreSoundWhereverTheyEnd(t *testing.T) {
	t.Parallel()
	for records := 6; records < 200; records++ {
		z, findings := parse.Text("example.org.", text(t, records, uint64(records)))
		require.Empty(t, findings)
		n := 0
		for _, s := range z.Sets {
			n += s.Data.Len()
		}
		require.Equal(t, records, n)
	}
}

func TestTheSameArgumentsGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	require.Equal(t, text(t, 500, 1), text(t, 500, 1))
	require.NotEqual(t, text(t, 500, 1), text(t, 500, 2))
}

func TestAZoneTooSmallIsRefused(t *testing.T) {
	t.Parallel()
	require.Error(t, zonegen.Write(&bytes.Buffer{}, "example.org.", 5, 1))
}

func TestOtherCheckersAcceptGeneratedZones(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "zone")
	require.NoError(t, os.WriteFile(file, []byte(text(t, 20_000, 3)), 0o600))
	for _, command := range [][]string{{"kzonecheck", "-o", "example.org", file}, {"nsd-checkzone", "example.org", file}} {
		t.Run(command[0], func(t *testing.T) {
			out, err := exec.Command(testserver.Need(t, command[0]), command[1:]...).CombinedOutput()
			require.NoError(t, err, "%s", out)
		})
	}
}
