package powerdns

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/testserver"
	"github.com/zonesync/zonesync/zone"
)

// TestEveryTypeComesBack writes each record of testdata/types.txt alone, so that a failure names its type.
func TestEveryTypeComesBack(t *testing.T) {
	t.Parallel()
	p := openServer(t, testserver.PowerDNS(t))
	newLiveZone(t, p, "")
	f, err := os.Open("testdata/types.txt")
	require.NoError(t, err)
	defer f.Close()
	for sc := bufio.NewScanner(f); sc.Scan(); {
		if sc.Text() == "" || strings.HasPrefix(sc.Text(), "#") {
			continue
		}
		t.Run(sc.Text(), func(t *testing.T) {
			typ, text, _ := strings.Cut(sc.Text(), " ")
			rrtype, err := zone.ParseType(typ)
			require.NoError(t, err)
			rdata, err := zone.ParseRData(rrtype, text, origin)
			require.NoError(t, err)
			spelled := content(rrtype, rdata)
			back, err := parseContent(rrtype, spelled)
			require.NoError(t, err)
			require.Equal(t, rdata, back, "own spelling %q", spelled)
			apply(t, p, parseZone(t, origin, apex+"x 60 "+typ+" "+text+"\n"))
		})
	}
}
