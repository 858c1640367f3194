package huawei

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPausesDoubleUntilARequestGoesThrough(t *testing.T) {
	t.Parallel()
	p, now := newPace(), time.Unix(1e9, 0)
	for _, want := range []time.Duration{5, 10, 20, 40, 60, 60} {
		pause := p.refused(now)
		require.InDelta(t, (want*time.Second).Seconds()*1.05, pause.Seconds(), (want*time.Second).Seconds()*0.051)
		require.Equal(t, pause-time.Second, p.refused(now.Add(time.Second)), "one that was on its way lengthens nothing")
		p.well(now.Add(time.Second)) // it was, too
		now = now.Add(pause)
	}
	p.well(now)
	require.Less(t, p.refused(now), 6*time.Second)
}
