package rackspacesim

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// batch gives the body that makes n records from a number on.
func batch(from, n int) string {
	var out []string
	for i := from; i < from+n; i++ {
		out = append(out, fmt.Sprintf(`{"type":"A","name":"h%d.example.org","data":"192.0.2.1"}`, i))
	}
	return list(out...)
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	s := start(t, Options{JobDelay: -1, MaxRecords: 10_000})
	t.Run("clients", func(t *testing.T) {
		for i := range 8 {
			t.Run(strconv.Itoa(i), func(t *testing.T) {
				t.Parallel()
				s.does(t, "POST R", batch(i*100, 100))
				s.do(t, "GET R", "")
				_, err := s.Save()
				require.NoError(t, err)
				s.Calls()
				s.StickJobs(false)
				require.NotEmpty(t, s.Records("example.org"))
				require.NotEmpty(t, s.DomainID("example.org"))
			})
		}
	})
	require.Len(t, s.Records("example.org"), 802)
	require.Equal(t, 8, s.Calls()["POST domains/*/records"])
}

// BenchmarkBatch makes 100 records and deletes them, in domains of two sizes.
func BenchmarkBatch(b *testing.B) {
	for _, size := range []int{1000, 100_000} {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			s := start(b, Options{JobDelay: -1, MaxRecords: 1 << 30})
			for i := 0; i < size; i += 100 {
				s.does(b, "POST R", batch(i, 100))
			}
			for b.Loop() {
				var ids []string
				s.does(b, "POST R", batch(size, 100))
				all := s.domains[0].Records
				for _, r := range all[len(all)-100:] {
					ids = append(ids, r.ID)
				}
				s.does(b, "DELETE R?id="+strings.Join(ids, "&id="), "")
			}
		})
	}
}
