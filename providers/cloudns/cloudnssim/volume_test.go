package cloudnssim

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// batch gives the form that makes n records from a number on.
func batch(from, n int) string {
	var b strings.Builder
	for i := from; i < from+n; i++ {
		fmt.Fprintf(&b, `,{"type":"A","name":"h%d","content":"192.0.2.1","isp":"tel","ttl":300}`, i)
	}
	return "a=bulk_rec_new&z=example.org&records=" + url.QueryEscape("["+b.String()[1:]+"]")
}

// rids gives the form that deletes the records of an answer.
func rids(t testing.TB, made json.RawMessage) string {
	var list []struct{ ID int }
	require.NoError(t, json.Unmarshal(made, &list))
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = strconv.Itoa(r.ID)
	}
	return "a=bulk_rec_delete&z=example.org&rids=" + strings.Join(out, ",")
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	s := start(t, Options{ActivateAfter: -1})
	t.Run("clients", func(t *testing.T) {
		for i := range 8 {
			t.Run(strconv.Itoa(i), func(t *testing.T) {
				t.Parallel()
				made := s.does(t, batch(i*100, 20))
				s.does(t, load)
				_, err := s.Save()
				require.NoError(t, err)
				s.Calls()
				s.Records("example.org")
				s.does(t, rids(t, made))
			})
		}
	})
	require.Empty(t, s.show())
	require.Equal(t, map[string]int{"bulk_rec_new": 8, "rec_load_all": 8, "bulk_rec_delete": 8}, s.Calls())
}

// BenchmarkBulk makes 100 records and deletes them, in zones of two sizes.
func BenchmarkBulk(b *testing.B) {
	for _, size := range []int{1000, 100_000} {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			s := start(b, Options{ActivateAfter: -1})
			for i := 0; i < size; i += 1000 {
				s.does(b, batch(i, 1000))
			}
			for i := 0; b.Loop(); i++ {
				s.does(b, rids(b, s.does(b, batch(size+i*100, 100))))
			}
		})
	}
}

// BenchmarkList lists a zone of 100,000 records.
func BenchmarkList(b *testing.B) {
	s := start(b, Options{ActivateAfter: -1})
	for i := 0; i < 100_000; i += 1000 {
		s.does(b, batch(i, 1000))
	}
	for b.Loop() {
		s.does(b, load+"&number=-1")
	}
}
