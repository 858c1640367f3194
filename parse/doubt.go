package parse

import (
	"cmp"
	"errors"
	"io/fs"
	"strings"
)

// refuseWithoutBase refuses zones of which only view files are there. The base has most likely been lost, and all that it
// had would be taken for deleted.
func (w *walker) refuseWithoutBase() {
	for _, s := range w.sources {
		if s.Base == "" && !w.blind && !w.refused[s.Origin] {
			w.refused[s.Origin] = true
			w.fail(s.Path(), "base-missing", "a file of a view, and none of the zone "+s.Origin+" itself")
			w.hint("the file that all views share is named " + FileName(s.Origin, ""))
		}
	}
}

// unseen tells that a folder could not be looked into.
func (w *walker) unseen(p, rule, message string) {
	w.blind = true
	w.fail(p, rule, message)
	w.hint("a file of any zone may lie there, so none is read; mend it, or name the folder in " + ignoreFile + " above it")
}

// hint adds a hint to the last finding.
func (w *walker) hint(text string) { w.findings[len(w.findings)-1].Hint = text }

func (w *walker) fail(p, rule, message string) {
	w.findings = append(w.findings, Finding{File: w.display(p), Rule: rule, Severity: Error, Message: message})
}

// display gives a path as the user wrote it.
func (w *walker) display(p string) string {
	if p == "." {
		return cmp.Or(strings.TrimSuffix(w.options.Prefix, "/"), ".")
	}
	return w.options.Prefix + p
}

// reason gives the cause of a file error without the path, which the finding has already.
func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}
