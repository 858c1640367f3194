package httpapi

import (
	"sync/atomic"
	"time"

	"github.com/zonesync/zonesync/internal/httpapi/limit"
)

// Stats counts what a client has done.
type Stats struct {
	Reads, Writes     int64 // requests sent, retries included
	Retries           int64
	BytesOut, BytesIn int64 // of bodies
	Waited            time.Duration
}

type counters struct {
	reads, writes, retries, bytesOut, bytesIn, waited atomic.Int64
}

func (c *counters) count(use limit.Use, size int) {
	if use == limit.Write {
		c.writes.Add(1)
	} else {
		c.reads.Add(1)
	}
	c.bytesOut.Add(int64(size))
}

// Stats gives the counts so far.
func (c *Client) Stats() Stats {
	s := &c.stats
	return Stats{
		Reads: s.reads.Load(), Writes: s.writes.Load(), Retries: s.retries.Load(),
		BytesOut: s.bytesOut.Load(), BytesIn: s.bytesIn.Load(), Waited: time.Duration(s.waited.Load()),
	}
}
