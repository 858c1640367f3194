package huaweisim

import (
	"fmt"
	"net/http"
	"time"

	"github.com/zonesync/zonesync/internal/simulator"
)

// window counts the requests of the one user since a time.
type window struct {
	since   time.Time
	heard   int
	refused int
}

// throttle counts a request, and refuses it when it is over the limit or a fault says so.
func (s *Server) throttle() error {
	limit, now, w := s.o.Throttle, s.o.Now(), &s.window
	if _, struck := s.Take(simulator.Throttled); struck {
		w.refused++
		return limit.fault()
	}
	if limit.Requests == 0 {
		return nil
	}
	if now.Sub(w.since) >= limit.Per {
		w.heard, w.since = 0, now
	}
	if w.heard++; w.heard > limit.Requests {
		w.refused++
		return limit.fault()
	}
	return nil
}

func (t Throttle) fault() error {
	if t.As403 {
		return refuse(http.StatusForbidden, "DNS.0014", "The request is rejected by flow control.")
	}
	unit := "1 minute"
	if t.Per != time.Minute && t.Per != 0 {
		unit = fmt.Sprint(t.Per)
	}
	return refuse(http.StatusTooManyRequests, "APIGW.0308",
		"The throttling threshold has been reached: policy user over ratelimit,limit:%d,time:%s", max(t.Requests, 1), unit)
}
