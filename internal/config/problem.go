package config

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/agext/levenshtein"
	"go.yaml.in/yaml/v3"
)

// Problem is one thing that is wrong with a config file. Line and Column count from 1 and are 0 where it is about the whole
// file.
type Problem struct {
	File         string `json:"file"`
	Line, Column int    `json:"-"`
	Message      string `json:"message"`
	Hint         string `json:"hint"` // the likely cure, "" where none is known
}

// String gives "file:line:column: message", with the hint in brackets.
func (p Problem) String() string {
	s := p.place() + ": " + p.Message
	if p.Hint != "" {
		s += " (" + p.Hint + ")"
	}
	return s
}

func (p Problem) place() string {
	s := p.File
	for _, n := range []int{p.Line, p.Column} {
		if n == 0 {
			break
		}
		s += fmt.Sprintf(":%d", n)
	}
	return s
}

// Error is all that is wrong with a config file.
type Error struct{ Problems []Problem } // in file order

// Error gives a line per problem.
func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

func compareProblems(a, b Problem) int {
	return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

// problem tells an error at a node, or of the whole file.
func (d *decoder) problem(at *yaml.Node, message, hint string) {
	d.problems = append(d.problems, d.newProblem(at, message, hint))
}

func (d *decoder) newProblem(at *yaml.Node, message, hint string) Problem {
	if at == nil {
		at = &yaml.Node{}
	}
	return Problem{File: d.file, Line: at.Line, Column: at.Column, Message: message, Hint: hint}
}

func (d *decoder) place(at *yaml.Node) string { return d.newProblem(at, "", "").place() }

// fail tells an error about the value at a path; where the file has no such value, at the nearest one around it. A value
// is complained about once: what follows from its first fault, or from that of a value around it, is noise.
func (d *decoder) fail(path, message, hint string) {
	for p := path; !d.failed[p]; p = parent(p) {
		if p != "" {
			continue
		}
		d.failed[path] = true
		d.problem(d.node(path), strings.TrimPrefix(path+": ", ": ")+message, hint)
		return
	}
}

// warn is fail for what is only unwise.
func (d *decoder) warn(path, message, hint string) {
	d.warnings = append(d.warnings, d.newProblem(d.node(path), path+": "+message, hint))
}

func (d *decoder) node(path string) *yaml.Node {
	for d.nodes[path] == nil && path != "" {
		path = parent(path)
	}
	return d.nodes[path]
}

// parent gives the path of the value around the one at a path.
func parent(path string) string { return path[:max(0, strings.LastIndexAny(path, ".["))] }

// suggest gives a hint for a word that is not among the known ones: the one that was probably meant, or all of them.
func suggest(word string, known []string) string {
	if near := nearest(word, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if len(known) == 0 {
		return ""
	}
	return "known are " + strings.Join(known, ", ")
}

// nearest gives the known word that was probably meant, "" where none is near.
func nearest(word string, known []string) string {
	best, distance := "", 1+len(word)/3
	for _, k := range known {
		if n := levenshtein.Distance(strings.ToLower(word), k, nil); n <= distance && (best == "" || n < distance) {
			best, distance = k, n
		}
	}
	return best
}
