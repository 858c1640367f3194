package cloudns

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
)

// TestAnswersThatProveNothing sends a batch to a server that answers the write oddly: what became of it is not known, and
// nothing more is sent.
func TestAnswersThatProveNothing(t *testing.T) {
	t.Parallel()
	made := `{"id":7,"status":1},`
	for name, tc := range map[string]struct{ want, answer string }{
		"fewer records than were created": {"a A 192.0.2.1\nb A 192.0.2.1", `[` + strings.TrimSuffix(made, ",") + `]`},
		"one record twice":                {"a A 192.0.2.1\nb A 192.0.2.1", `[` + made + strings.TrimSuffix(made, ",") + `]`},
		"a record without id":             {"a A 192.0.2.1", `[{"status":1}]`},
		"no records":                      {"a A 192.0.2.1", `[]`},
		"a word":                          {"a A 192.0.2.1", `"ok"`},
		"null":                            {"a A 192.0.2.1", `null`},
		"fewer records than were deleted": {"", `[]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, asked := scripted(t, 200, `{"errno":0,"errmsg":null,"result":`+tc.answer+`}`)
			p.lines = []string{"tel"}
			live := liveOf(t, p, "A old 300 tel 192.0.2.1")
			if tc.want != "" {
				tc.want += "\nold A 192.0.2.1"
			}
			batches, err := p.Batches(live, plan(t, live, tc.want))
			require.NoError(t, err)
			require.Len(t, batches, 1)
			err = p.Send(t.Context(), live, batches[0])
			require.ErrorIs(t, err, providers.ErrProtocol)
			for _, o := range outcomes(t, err) {
				require.Equal(t, providers.Unknown, o)
			}
			require.Equal(t, 1, *asked)
		})
	}
}

// TestARecordIsWaitedForWhereverItIsListed: the end of the list need not hold what is new.
func TestARecordIsWaitedForWhereverItIsListed(t *testing.T) {
	t.Parallel()
	result := func(s string) string { return `{"errno":0,"errmsg":null,"result":` + s + `}` }
	row := func(id, status string) string {
		return `{"id":` + id + `,"name":"x` + id + `","type":"A","content":"192.0.2.1","ttl":300,"isp":"tel","status":` + status + `}`
	}
	end := result(`{"data":[` + row("1", "1") + `],"number":1,"total":2,"offset":1}`)
	all := func(status string) string {
		return result(`{"data":[` + row("2", status) + `,` + row("1", "1") + `],"number":2,"total":2,"offset":0}`)
	}
	p, asked := scripted(t, 200, result(`[`+row("2", "0")+`]`), end, all("0"), end, all("1"), result(`[{"id":1,"status":2}]`))
	p.lines = []string{"tel"}
	live := liveOf(t, p, "A old 300 tel 192.0.2.1")
	batches, err := p.Batches(live, plan(t, live, "x2 A 192.0.2.1"))
	require.NoError(t, err)
	require.NoError(t, p.Send(t.Context(), live, batches[0]))
	require.Equal(t, 6, *asked, "a write, two looks of two reads each, a write")
}
