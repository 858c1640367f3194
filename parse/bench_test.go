package parse

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/zonegen"
)

func BenchmarkZone(b *testing.B) {
	var text bytes.Buffer
	require.NoError(b, zonegen.Write(&text, "example.org.", 100_000, 1))
	fsys := fstest.MapFS{"z": {Data: text.Bytes()}}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		r := Zone(context.Background(), fsys, Source{Origin: "example.org.", Base: "z"}, Options{})
		require.Empty(b, r.Findings)
	}
}

func BenchmarkLoadManySmallZones(b *testing.B) {
	fsys := fstest.MapFS{}
	for i := range 1000 {
		var text bytes.Buffer
		require.NoError(b, zonegen.Write(&text, fmt.Sprintf("z%d.example.", i), 50, uint64(i)))
		fsys[fmt.Sprintf("z%d.example.zone", i)] = &fstest.MapFile{Data: text.Bytes()}
	}
	b.ReportAllocs()
	for b.Loop() {
		results, findings := Load(context.Background(), fsys, Options{})
		require.Empty(b, findings)
		require.Len(b, results, 1000)
	}
}
