package providers

import (
	"context"
	"time"
)

// Poll is how to look at work that goes on at the other end.
type Poll struct {
	First, Longest time.Duration // pauses between two looks: they double
	Patience       time.Duration // the bound on all of them together
}

// Until calls look after each pause, until it is satisfied or fails, or patience is at an end; it tells whether look was
// satisfied.
func (p Poll) Until(ctx context.Context, look func() (done bool, err error)) (bool, error) {
	waited := time.Duration(0)
	for pause := p.First; ; pause = min(2*pause, p.Longest) {
		if err := Sleep(ctx, pause); err != nil {
			return false, err
		}
		waited += pause
		if done, err := look(); done || err != nil || waited >= p.Patience {
			return done, err
		}
	}
}
