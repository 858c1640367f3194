package providers

import "fmt"

// maxLeftAlone is how much of a record a warning shows.
const maxLeftAlone = 100

// LeftAlone gathers the records that a provider finds and cannot look after, for Live.Warnings. The zero value has none.
type LeftAlone struct {
	reasons []string // in the order of their first record
	records map[string]*leftAlone
}

type leftAlone struct {
	first string
	more  int
}

// Add notes a record, as people know it, and why it is left alone.
func (l *LeftAlone) Add(record, why string) {
	if r := l.records[why]; r != nil {
		r.more++
		return
	}
	if len(record) > maxLeftAlone {
		record = record[:maxLeftAlone] + "…"
	}
	if l.records == nil {
		l.records = map[string]*leftAlone{}
	}
	l.reasons, l.records[why] = append(l.reasons, why), &leftAlone{first: record}
}

// Warnings gives one line for each reason, with the first record that has it.
func (l *LeftAlone) Warnings() []string {
	var out []string
	for _, why := range l.reasons {
		r := l.records[why]
		w := fmt.Sprintf("%s is left alone: %s", r.first, why)
		if r.more > 0 {
			w += fmt.Sprintf(" (and %d more)", r.more)
		}
		out = append(out, w)
	}
	return out
}
