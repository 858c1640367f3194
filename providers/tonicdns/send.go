package tonicdns

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
)

// Send carries one batch out. A refused batch changed nothing; what became of one whose answer was lost is not known.
func (p *Provider) Send(ctx context.Context, live providers.Live, b providers.Batch) error {
	w := b.Payload.(payload)
	s, _ := live.Private.(stored)
	if !w.create && s.left(w.growth) <= 0 { // the parts of a plan may be refused that would have added something
		return providers.Failed(len(b.Changes), providers.NotDone, emptied("change", live.Origin))
	}
	err := p.write(ctx, live.Origin, w)
	if err == nil {
		maps.Copy(s.sent, w.growth)
		return nil
	}
	return providers.Failed(len(b.Changes), p.outcome(ctx, live.Origin, w, err), err)
}

// outcome tells what became of a write that failed, and adds to its error what can be found out.
func (p *Provider) outcome(ctx context.Context, origin string, w payload, err error) providers.Outcome {
	outcome := providers.Unknown
	if httpapi.NotApplied(err) || errors.As(err, new(loginError)) {
		outcome = providers.NotDone
	}
	var told *providers.APIError
	switch {
	case !errors.As(err, &told):
	case told.Code == codeInsertFailed, told.Code == codeDeleteFailed:
		outcome = providers.NotDone // the transaction was rolled back
	case strings.Contains(told.Code, codeBadRecords):
		p.detail(ctx, told, w.doc.Records)
		blameDots(told, w.doc.Records)
	case w.create && told.Status == http.StatusInternalServerError && p.outOfReach(ctx, origin):
		outcome, told.Kind = providers.NotDone, providers.ErrNotFound
		told.Message = "the zone is there already without records, where the API cannot reach it"
		told.Hint = "give it a record in the database, or delete it there"
	}
	return outcome
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

// blameDots names a refused deletion's content that has a final dot. Other programs store such, and as long as the server does
// not allow it, its validators refuse to delete it.
func blameDots(told *providers.APIError, records []record) {
	i := slices.IndexFunc(records, func(r record) bool { return r.Mode == modeDelete && r.dotted() })
	if i < 0 {
		return
	}
	r := records[i]
	told.Message += fmt.Sprintf("; the content of %s %s %s is stored with a final dot", r.Name, r.Type, r.Content)
	told.Hint = "put that record right in the database: without the final dot"
}

// dotted tells whether a name in the content has a final dot.
func (r record) dotted() bool {
	return !slices.Contains([]string{"TXT", "SPF", "CAA"}, r.Type) && relative(r.Content) != r.Content
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
