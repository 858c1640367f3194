package state

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

func TestTheBodyOfAZoneTellsAllOfIt(t *testing.T) {
	t.Parallel()
	whole := encodeZone(everything(t))
	for name, edit := range map[string]func(z *zone.Zone){
		"origin":  func(z *zone.Zone) { z.Origin = "example.net." },
		"name":    func(z *zone.Zone) { z.Sets[2].Name = "b.example.org." },
		"view":    func(z *zone.Zone) { z.Sets[2].View = "uni" },
		"type":    func(z *zone.Zone) { z.Sets[2].Type++ },
		"ttl":     func(z *zone.Zone) { z.Sets[2].TTL++ },
		"values":  func(z *zone.Zone) { z.Sets[2].Data = zone.NewData("other") },
		"file":    func(z *zone.Zone) { z.Sets[2].Pos.File = "other" },
		"line":    func(z *zone.Zone) { z.Sets[2].Pos.Line++ },
		"comment": func(z *zone.Zone) { z.Sets[2].Comment = "other" },
		"a set":   func(z *zone.Zone) { z.Sets = z.Sets[:len(z.Sets)-1] },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			z := everything(t)
			edit(&z)
			require.NotEqual(t, whole, encodeZone(z))
			got, err := decodeZone(pack(encodeZone(z)))
			require.NoError(t, err)
			require.Equal(t, z, got)
		})
	}
}

func TestValuesThatDoNotEndWhereTheySayAreAnError(t *testing.T) {
	t.Parallel()
	for _, data := range []zone.Data{"\x00", "\x00\x02a", "\x00\x01a\x00"} {
		_, err := decodeZone(pack(encodeZone(zone.Zone{Sets: []zone.RRset{{Data: data}}})))
		require.ErrorIs(t, err, ErrCorrupt)
	}
}

// A body that is not what an encoder wrote is an error, whatever it is; one that is taken is written again as it was.
func FuzzDecode(f *testing.F) {
	z := many("example.org.", 3)
	f.Add(encodeZone(z))
	f.Add(encodeChanges([]Change{{Ref: prod, Before: &z.Sets[0], After: &z.Sets[1], Outcome: "done", Line: 7}}))
	f.Add([]byte{1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, body []byte) {
		if z, err := decodeZone(pack(body)); err == nil {
			again, err := decodeZone(pack(encodeZone(z)))
			require.NoError(t, err)
			require.Equal(t, z, again)
			for _, s := range z.Sets {
				s.Data.Len()
			}
		}
		if c, err := decodeChanges(prod, pack(body)); err == nil {
			again, err := decodeChanges(prod, pack(encodeChanges(c)))
			require.NoError(t, err)
			require.Equal(t, c, again)
		}
		if _, err := decodeZone(body); err != nil {
			require.ErrorIs(t, err, ErrCorrupt)
		}
	})
}
