package syncer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/diff"
)

func TestNothingIsDueBeforeItsTime(t *testing.T) {
	t.Parallel()
	overdue := retry{at: time.Now().Add(-time.Hour), delay: time.Second}
	s := NewService(&Syncer{}, nil)
	require.Equal(t, defaultDrift, s.nextRetry(), "nothing failed")
	s.retries["example.org."] = overdue
	require.Zero(t, s.nextRetry())

	s.postpone(noZone)
	require.Positive(t, s.nextRetry(), "while the source cannot be read, no zone can be tried")
	delete(s.retries, noZone)

	s.remember(time.Now(), Round{}, &diff.Document{})
	require.Empty(t, s.retries, "a zone that was due and is not planned is gone, or not ours")
	s.postpone("example.org.")
	s.remember(time.Now(), Round{}, &diff.Document{})
	require.Len(t, s.retries, 1, "one that is not due yet stays")
}
