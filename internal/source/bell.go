package source

import "time"

// maxQuiets bounds how many quiet times a change is held back while more keep coming.
const maxQuiets = 5

// bell rings once nothing has happened for a while, or has happened for too long.
type bell struct {
	*time.Timer
	quiet time.Duration
	first time.Time // touch since it rang; zero when there was none
}

func newBell(quiet time.Duration) *bell {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return &bell{Timer: t, quiet: quiet}
}

// touch says that something happened.
func (b *bell) touch() {
	now := time.Now()
	if b.first.IsZero() {
		b.first = now
	}
	b.Reset(min(b.quiet, b.first.Add(maxQuiets*b.quiet).Sub(now)))
}

// rung makes it ready for the next touch.
func (b *bell) rung() { b.first = time.Time{} }
