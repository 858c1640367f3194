package apply

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Input makes a plan's input fit a provider. raw has Want and Base as the zone files have them, Rules and Allow; the rest
// is filled in from live. Want and Base are given the provider's views, its TTL limits (told in warnings, which are for
// people) and its form of TXT; comments are compared only where the provider keeps them.
//
// The error tells every set that the provider cannot hold, with its place, and is of kind providers.ErrInvalid, or is a
// *zone.ViewError. Nothing may then be sent.
func Input(p providers.Provider, live providers.Live, raw diff.Input) (diff.Input, []string, error) {
	caps := p.Capabilities()
	want, err := caps.Expand(raw.Want)
	if err != nil {
		return diff.Input{}, nil, err
	}
	var warnings []string
	raw.Want, warnings = fit(want, caps)
	if raw.Base != nil {
		base, _ := fit(expandBase(*raw.Base, caps), caps)
		raw.Base = &base
	}
	if !caps.Comments {
		raw.Rules.Comments = "preserve"
	}
	raw.OwnsApex = caps.OwnsApex
	return over(raw, live), warnings, unfit(p, raw)
}

// over lays an input over a zone as it was read.
func over(in diff.Input, live providers.Live) diff.Input {
	in.Live, in.Missing, in.Repair = live.Records, live.Missing, live.Repair
	in.Unproven, in.SerialByUs = live.Unproven, live.SerialByUs
	if len(live.Alone) > 0 {
		in.Want.Sets = slices.DeleteFunc(slices.Clone(in.Want.Sets), func(s zone.RRset) bool {
			alone, is := live.Alone[s.Key]
			return is && s.Equal(alone)
		})
	}
	return in
}

// expandBase gives what was last applied in the provider's views of today; views that are gone say nothing any more.
func expandBase(base zone.Zone, caps providers.Capabilities) zone.Zone {
	base.Sets = slices.DeleteFunc(slices.Clone(base.Sets), func(s zone.RRset) bool {
		return s.View != "" && !slices.Contains(caps.Views, s.View)
	})
	expanded, err := caps.Expand(base)
	if err != nil {
		panic(err) // unknown views were just taken out
	}
	return expanded
}

// fit brings every set into the form in which the provider gives it back.
func fit(z zone.Zone, caps providers.Capabilities) (zone.Zone, []string) {
	out := zone.Zone{Origin: z.Origin, Sets: slices.Clone(z.Sets)}
	var short, long []zone.RRset
	for i, s := range out.Sets {
		if s.TTL < caps.MinTTL {
			short = append(short, s)
			out.Sets[i].TTL = caps.MinTTL
		}
		if caps.MaxTTL != 0 && s.TTL > caps.MaxTTL {
			long = append(long, s)
			out.Sets[i].TTL = caps.MaxTTL
		}
		if caps.JoinsTXT && (s.Type == dns.TypeTXT || s.Type == dns.TypeSPF) {
			out.Sets[i].Data = JoinTXT(s.Data)
		}
	}
	return out, append(ttlWarning("under the provider's least", caps.MinTTL, short),
		ttlWarning("over the provider's greatest", caps.MaxTTL, long)...)
}

func ttlWarning(what string, limit uint32, sets []zone.RRset) []string {
	if len(sets) == 0 {
		return nil
	}
	first := sets[0]
	w := fmt.Sprintf("%s: %s: TTL %d is %s, %d is used", first.Pos, first.Key, first.TTL, what, limit)
	if n := len(sets) - 1; n > 0 {
		w += fmt.Sprintf(" (and for %d more RRsets)", n)
	}
	return []string{w}
}

var errType = errors.New("the provider has no records of this type: leave it out, or ignore it in the zone's settings")

// unfit gives everything that the provider cannot hold, as one error.
func unfit(p providers.Provider, in diff.Input) error {
	types := p.Capabilities().Types
	auditor, audits := p.(providers.Auditor)
	if types == nil && !audits {
		return nil
	}
	managed, err := diff.Managed(in)
	if err != nil {
		return err
	}
	var errs []error
	for _, s := range managed.Sets {
		if types != nil && !slices.Contains(types, s.Type) {
			errs = append(errs, &providers.RefusedError{Set: s, Err: errType})
		}
	}
	if audits {
		errs = append(errs, auditor.Audit(managed)...)
	}
	if len(errs) > 0 {
		return &UnfitError{Errs: inFileOrder(errs)}
	}
	return nil
}

// inFileOrder sorts errors by the places of their sets, and tells once, without a view, what a file says for several.
func inFileOrder(errs []error) []error {
	slices.SortStableFunc(errs, func(a, b error) int {
		p, q := refusedSet(a).Pos, refusedSet(b).Pos
		return cmp.Or(strings.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line))
	})
	out := errs[:0]
	for _, err := range errs {
		s := refusedSet(err)
		if n := len(out) - 1; n >= 0 && s.View != "" && refusedSet(out[n]).Pos == s.Pos && sameReason(out[n], err) {
			s.View = ""
			out[n] = &providers.RefusedError{Set: s, Err: errors.Unwrap(err)}
			continue
		}
		out = append(out, err)
	}
	return out
}

// sameReason tells whether two errors are about one name and type, and say the same.
func sameReason(a, b error) bool {
	s, o := refusedSet(a), refusedSet(b)
	return s.Name == o.Name && s.Type == o.Type && errors.Unwrap(a).Error() == errors.Unwrap(b).Error()
}

func refusedSet(err error) zone.RRset {
	if refused, ok := err.(*providers.RefusedError); ok {
		return refused.Set
	}
	return zone.RRset{}
}

// UnfitError is a zone of which the provider cannot hold some sets. It is of kind providers.ErrInvalid.
type UnfitError struct{ Errs []error }

func (e *UnfitError) Error() string { return errors.Join(e.Errs...).Error() }

// Unwrap gives the kind and the single errors.
func (e *UnfitError) Unwrap() []error { return append([]error{providers.ErrInvalid}, e.Errs...) }
