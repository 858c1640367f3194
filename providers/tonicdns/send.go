package tonicdns

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
)

// Send carries one batch out. A refused batch changed nothing; what became of one whose answer was lost is not known.
func (p *Provider) Send(ctx context.Context, live providers.Live, b providers.Batch) error {
	w := b.Payload.(payload)
	err := p.write(ctx, live.Origin, w)
	if err == nil {
		return nil
	}
	outcome := providers.Unknown
	if httpapi.NotApplied(err) || errors.As(err, new(loginError)) {
		outcome = providers.NotDone
	}
	var told *providers.APIError
	switch {
	case !errors.As(err, &told):
	case strings.Contains(told.Code, codeBadRecords):
		p.detail(ctx, told, w.doc.Records)
	case w.create && told.Status == http.StatusInternalServerError && p.outOfReach(ctx, live.Origin):
		outcome, told.Kind = providers.NotDone, providers.ErrNotFound
		told.Message = "the zone is there already without records, where the API cannot reach it"
		told.Hint = "give it a record in the database, or delete it there"
	}
	return providers.Failed(len(b.Changes), outcome, err)
}

func (p *Provider) write(ctx context.Context, origin string, w payload) error {
	r := httpapi.Request{Op: "change zone " + origin, Method: http.MethodPost, Path: path(origin), Body: w.doc}
	if w.create {
		r.Op, r.Method, r.Path = "create zone "+origin, http.MethodPut, "/zone"
	}
	resp, err := p.do(ctx, r)
	if err == nil && !bytes.Equal(bytes.TrimSpace(resp.Body), []byte("true")) {
		return resp.Unfit("answer to a write is not true", nil)
	}
	return err
}

// detail asks what is wrong with each record of a refused write: the answer to the write itself has one code for all.
func (p *Provider) detail(ctx context.Context, told *providers.APIError, records []record) {
	_, err := p.do(ctx, httpapi.Request{
		Op: "check records", Method: "VALIDATE", Path: "/record", Body: zoneDoc{Records: records}, Safe: true,
	})
	var e *providers.APIError
	if errors.As(err, &e) && e.Status == http.StatusBadRequest && e.Code != "" {
		told.Code, told.Message = e.Code, e.Message
	}
}

// outOfReach tells whether a zone that cannot be read is listed all the same.
func (p *Provider) outOfReach(ctx context.Context, origin string) bool {
	refs, err := p.list(ctx, ownerName(origin))
	listed := slices.ContainsFunc(refs, func(r providers.Ref) bool { return r.Origin == origin })
	if err != nil || !listed {
		return false
	}
	_, err = p.read(ctx, origin)
	return errors.Is(err, providers.ErrNotFound)
}
