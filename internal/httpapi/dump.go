package httpapi

import (
	"context"
	"log/slog"
	"net/http"
)

// maxDump is how much of a body a dump shows.
const maxDump = 16 << 10

func (c *Client) dumping(ctx context.Context) bool { return c.o.Log.Enabled(ctx, slog.LevelDebug) }

func (c *Client) dumpRequest(r Request, req *http.Request, body []byte) {
	if ctx := req.Context(); c.dumping(ctx) {
		c.o.Log.DebugContext(ctx, "request", "op", r.Op, "method", req.Method, "path", c.redact.strike(req.URL.EscapedPath()),
			"header", c.redact.header(req.Header), "body", c.dumpBody(r, body))
	}
}

func (c *Client) dumpResponse(ctx context.Context, r Request, resp *Response) {
	if c.dumping(ctx) {
		c.o.Log.DebugContext(ctx, "answer", "op", r.Op, "status", resp.Status,
			"header", c.redact.header(resp.Header), "body", c.dumpBody(r, resp.Body))
	}
}

func (c *Client) dumpError(ctx context.Context, r Request, err error) {
	if c.dumping(ctx) {
		c.o.Log.DebugContext(ctx, "no answer", "op", r.Op, "error", c.redact.strike(plain(err).Error()))
	}
}

// dumpBody strikes secrets out before it cuts, so that no half of one remains.
func (c *Client) dumpBody(r Request, body []byte) string {
	if r.Private && len(body) > 0 {
		return "(left out)"
	}
	s := c.redact.strike(string(body))
	if len(s) > maxDump {
		return s[:maxDump] + "…"
	}
	return s
}
