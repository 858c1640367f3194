// Package zonetest makes zones of text, for tests.
package zonetest

import (
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

// Parse reads zone text, in which a record without a TTL has 3600. The sets stand in the file that is named, the first in
// canonical order on line 1.
func Parse(t testing.TB, origin, file, text string) zone.Zone {
	t.Helper()
	zp := dns.NewZoneParser(strings.NewReader(text), origin, "")
	zp.SetDefaultTTL(3600)
	var rrs []dns.RR
	for rr, ok := zp.Next(); ok; rr, ok = zp.Next() {
		rrs = append(rrs, rr)
	}
	require.NoError(t, zp.Err())
	z, err := zone.FromRRs(origin, rrs)
	require.NoError(t, err)
	for i := range z.Sets {
		z.Sets[i].Pos = zone.Pos{File: file, Line: uint32(i + 1)}
	}
	return z
}
