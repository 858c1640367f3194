package providertest_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// faulty is a Memory that breaks one promise: each function that is set stands in for the method of its name.
type faulty struct {
	*providertest.Memory
	fetch   func(ctx context.Context, r providers.Ref) (providers.Live, error)
	batches func(live providers.Live, changes []zone.Change) ([]providers.Batch, error)
	send    func(ctx context.Context, live providers.Live, b providers.Batch) error
}

func (f *faulty) Fetch(ctx context.Context, r providers.Ref) (providers.Live, error) {
	if f.fetch != nil {
		return f.fetch(ctx, r)
	}
	return f.Memory.Fetch(ctx, r)
}

func (f *faulty) Batches(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
	if f.batches != nil {
		return f.batches(live, changes)
	}
	return f.Memory.Batches(live, changes)
}

func (f *faulty) Send(ctx context.Context, live providers.Live, b providers.Batch) error {
	if f.send != nil {
		return f.send(ctx, live, b)
	}
	return f.Memory.Send(ctx, live, b)
}

// broken are promises that a provider may break, each with the part of the suite that must notice.
var broken = map[string]struct {
	part string
	sin  func(f *faulty)
}{
	"a page is dropped": {"thousand", func(f *faulty) {
		f.fetch = func(ctx context.Context, r providers.Ref) (providers.Live, error) {
			live, err := f.Memory.Fetch(ctx, r)
			live.Records.Sets = live.Records.Sets[:min(500, len(live.Records.Sets))]
			return live, err
		}
	}},
	"a short listing is taken for the whole": {"truncated listing", func(f *faulty) {
		f.fetch = func(ctx context.Context, r providers.Ref) (providers.Live, error) {
			live, err := f.Memory.Fetch(ctx, r)
			if errors.Is(err, providers.ErrProtocol) {
				live, err = f.Memory.Fetch(ctx, r)
				live.Records.Sets = live.Records.Sets[:len(live.Records.Sets)/2]
			}
			return live, err
		}
	}},
	"a missing zone reads as empty": {"no such zone", func(f *faulty) {
		f.fetch = func(ctx context.Context, r providers.Ref) (providers.Live, error) {
			live, err := f.Memory.Fetch(ctx, r)
			if errors.Is(err, providers.ErrNotFound) {
				return providers.Live{Ref: r}, nil
			}
			return live, err
		}
	}},
	"swaps are torn apart": {"batches", func(f *faulty) {
		f.batches = func(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
			var out []providers.Batch
			for i := range changes {
				out = append(out, providers.Batch{Changes: changes[i : i+1], Calls: 1})
			}
			return out, nil
		}
	}},
	"deletes go first": {"batches", func(f *faulty) {
		f.batches = func(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
			changes = slices.Clone(changes)
			slices.SortStableFunc(changes, func(a, b zone.Change) int { return int(b.Op()) - int(a.Op()) })
			return f.Memory.Batches(live, changes)
		}
	}},
	"the changes are sorted in place": {"batches", func(f *faulty) {
		f.batches = func(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
			slices.SortFunc(changes, func(a, b zone.Change) int { return a.Key().Compare(b.Key()) })
			return f.Memory.Batches(live, changes)
		}
	}},
	"a change is forgotten": {"batches", func(f *faulty) {
		f.batches = func(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
			return f.Memory.Batches(live, changes[:max(0, len(changes)-1)])
		}
	}},
	"batches are smaller than they could be": {"thousand", func(f *faulty) {
		f.batches = func(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
			var out []providers.Batch
			for _, u := range zone.Units(changes) {
				out = append(out, providers.Batch{Changes: u, Calls: 1})
			}
			return out, nil
		}
	}},
	"calls are counted too low": {"thousand", func(f *faulty) {
		f.send = func(ctx context.Context, live providers.Live, b providers.Batch) error {
			if _, err := f.Memory.Fetch(ctx, live.Ref); err != nil {
				return err
			}
			return f.Memory.Send(ctx, live, b)
		}
	}},
	"a foreign record is touched": {"foreign data stays", func(f *faulty) {
		f.send = func(ctx context.Context, live providers.Live, b providers.Batch) error {
			b.Changes = slices.Clone(b.Changes)
			for _, s := range live.Records.Sets {
				if s.Name == "odd.example.org." {
					b.Changes = append(b.Changes, zone.Change{Old: &s})
				}
			}
			return f.Memory.Send(ctx, live, b)
		}
	}},
	"done is said too early": {"story", func(f *faulty) {
		f.send = func(_ context.Context, live providers.Live, b providers.Batch) error { return nil }
	}},
	"what was lost is told as not done": {"connection cut after the write", func(f *faulty) {
		f.send = func(ctx context.Context, live providers.Live, b providers.Batch) error {
			if err := f.Memory.Send(ctx, live, b); err != nil {
				return providers.Failed(len(b.Changes), providers.NotDone, err)
			}
			return nil
		}
	}},
	"what was lost is told as done": {"connection cut before the write", func(f *faulty) {
		f.send = func(ctx context.Context, live providers.Live, b providers.Batch) error {
			if err := f.Memory.Send(ctx, live, b); err != nil {
				return providers.Failed(len(b.Changes), providers.Done, err)
			}
			return nil
		}
	}},
	"errors do not account for the changes": {"credential refused", func(f *faulty) {
		f.send = func(ctx context.Context, live providers.Live, b providers.Batch) error {
			return errors.Unwrap(f.Memory.Send(ctx, live, b))
		}
	}},
	"a throttled write is tried again": {"throttled", func(f *faulty) {
		f.send = func(ctx context.Context, live providers.Live, b providers.Batch) error {
			if err := f.Memory.Send(ctx, live, b); err == nil {
				return nil
			}
			return f.Memory.Send(ctx, live, b)
		}
	}},
	"the context is not heeded": {"context ended", func(f *faulty) {
		f.send = func(ctx context.Context, live providers.Live, b providers.Batch) error {
			return f.Memory.Send(context.WithoutCancel(ctx), live, b)
		}
	}},
	"a deadline is not kept": {"slow answers", func(f *faulty) {
		f.fetch = func(ctx context.Context, r providers.Ref) (providers.Live, error) {
			return f.Memory.Fetch(context.WithoutCancel(ctx), r)
		}
	}},
	"the credential's refusal has no kind": {"credential refused", func(f *faulty) {
		f.fetch = func(ctx context.Context, r providers.Ref) (providers.Live, error) {
			live, err := f.Memory.Fetch(ctx, r)
			if err != nil {
				err = errors.New("HTTP 401")
			}
			return live, err
		}
	}},
}

const brokenVar = "PROVIDERTEST_BROKEN"

// TestBroken proves that the suite notices: it runs this test binary again for each broken provider, and wants it to fail
// in the part that is there for it.
func TestBroken(t *testing.T) {
	t.Parallel()
	if os.Getenv(brokenVar) != "" {
		t.Skip("this is the run of TestBrokenSuite")
	}
	for name, b := range broken {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestBrokenSuite$/^"+b.part+"$", "-test.v")
			cmd.Env = append(os.Environ(), brokenVar+"="+name)
			out, err := cmd.CombinedOutput()
			require.Error(t, err, "the suite is content:\n%s", out)
			require.Contains(t, string(out), "--- FAIL: TestBrokenSuite/")
			require.NotContains(t, string(out), "panic:")
		})
	}
}

// TestBrokenSuite is what TestBroken runs.
func TestBrokenSuite(t *testing.T) {
	name := os.Getenv(brokenVar)
	if name == "" {
		t.Skip("only for TestBroken")
	}
	providertest.Run(t, providertest.Harness{New: func(t *testing.T) providertest.Server {
		m, s := memory(providers.Capabilities{MaxBatch: 50, Atomic: true})
		f := &faulty{Memory: m}
		broken[name].sin(f)
		s.Provider = f
		return s
	}})
}
