package state

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTheLastStatusOfEachZoneIsKept(t *testing.T) {
	t.Parallel()
	s := opened(t)
	other := Ref{"prod", "example.net."}
	first := Status{Ref: prod, File: "zones/example.org.zone", Revision: "1a2b3c4", Status: "in-sync", Checked: noon, Applied: noon}
	require.NoError(t, s.SetStatus(t.Context(), first, Status{Ref: spare, Status: "held", Hash: "abc", Message: "deletes 11", Checked: noon}))
	require.NoError(t, s.SetBase(t.Context(), Ref{"prod", "example.com."}, Base{Zone: everything(t)}))
	require.NoError(t, s.SetBase(t.Context(), prod, Base{Zone: everything(t), Revision: "5d6e7f8"}))
	require.NoError(t, s.SetStatus(t.Context(), Status{Ref: other, Status: "changes", Checked: noon}))
	require.NoError(t, s.SetStatus(t.Context(), Status{Ref: prod, Status: "error", Message: "no answer", Checked: noon.Add(time.Hour)}))
	got, err := s.Statuses(t.Context())
	require.NoError(t, err)
	require.Equal(t, []Status{
		{Ref: other, Status: "changes", Checked: noon},
		{Ref: prod, Status: "error", Message: "no answer", Checked: noon.Add(time.Hour), Applied: noon},
		{Ref: spare, Status: "held", Hash: "abc", Message: "deletes 11", Checked: noon},
	}, got)
}
