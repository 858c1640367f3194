//go:build bench

package bench

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// row is one budget: got may be at most limit times ref.
type row struct {
	work  string
	unit  string // of got and ref
	got   float64
	than  string // what ref is
	ref   float64
	limit float64
}

func (r row) verdict() string {
	if r.got <= r.limit*r.ref {
		return "ok"
	}
	return "over"
}

// ratio is how got compares with ref; a dash where the ref is nothing.
func (r row) ratio() string {
	if r.ref == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", r.got/r.ref)
}

// write prints rows under one heading.
func write(w io.Writer, rows []row) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "work\tmeasured\tagainst\tratio\tbudget\t")
	for _, r := range rows {
		fmt.Fprintf(tw, "%s\t%.4g %s\t%.4g %s (%s)\t%s\t%g\t%s\n",
			r.work, r.got, r.unit, r.ref, r.unit, r.than, r.ratio(), r.limit, r.verdict())
	}
	return tw.Flush()
}
