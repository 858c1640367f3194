package git

import (
	"context"
	"errors"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/sideband"
	"github.com/go-git/go-git/v5/plumbing/transport"
)

// fetch brings what is wanted into the clone. It says honestly where the clone's history ends, every time: go-git's own
// Fetch does so only with a depth, and without it a server leaves out what a revert needs again.
//
// A pack becomes visible only when it is whole, the ref is set only after it, and where history ends is seen from the
// commits themselves; so a kill at any moment leaves a clone that lacks something and never one that lies.
func (c *clone) fetch(ctx context.Context, session transport.UploadPackSession, r request, from plumbing.Hash) error {
	ctx, cancel := context.WithTimeout(ctx, fetchWithin)
	defer cancel()
	disk := openDisk(c.dir) // readers go on with the other one meanwhile
	defer disk.Close()
	if err := disk.HasEncodedObject(r.target); err != nil && !errors.Is(err, plumbing.ErrObjectNotFound) {
		return broken(err)
	}
	req := c.upload(r, from)
	answer, err := session.UploadPack(ctx, req)
	if err != nil && !errors.Is(err, transport.ErrEmptyUploadPackRequest) {
		return err
	}
	if err == nil {
		defer answer.Close()
		err = packfile.UpdateObjectStorage(disk, demultiplexed(req.Capabilities, answer))
		if err != nil && !errors.Is(err, packfile.ErrEmptyPackfile) {
			return err
		}
	}
	c.reload()
	return nil
}

// upload words the request.
func (c *clone) upload(r request, from plumbing.Hash) *packp.UploadPackRequest {
	req := packp.NewUploadPackRequestFromCapabilities(r.can)
	req.Wants = r.wants
	if r.can.Supports(capability.NoProgress) {
		_ = req.Capabilities.Set(capability.NoProgress) // it takes no value that could be wrong
	}
	if r.depth == 0 || !r.can.Supports(capability.Shallow) {
		return req // all of it, as if there were nothing yet
	}
	_ = req.Capabilities.Set(capability.Shallow)
	req.Depth = packp.DepthCommits(r.depth)
	known := c.history(from, maxHistory)
	req.Haves, req.Shallows = known.ids[:min(len(known.ids), maxHaves)], known.ends
	return req
}

// demultiplexed gives the pack in an answer.
func demultiplexed(can *capability.List, answer *packp.UploadPackResponse) *sideband.Demuxer {
	if can.Supports(capability.Sideband64k) {
		return sideband.NewDemuxer(sideband.Sideband64k, answer)
	}
	return sideband.NewDemuxer(sideband.Sideband, answer)
}
