package parse

import (
	"maps"
	"slices"

	"github.com/zonesync/zonesync/zone"
)

// read reads a zone's files and holds them against the rules.
func (r *reading) read(src Source, private func(string) bool) Result {
	result := Result{Source: src}
	files := src.zoneFiles()
	fail := func(f *fault) Result {
		result.Findings = []Finding{{File: r.display(src.Path()), Rule: f.rule, Severity: Error, Message: f.message, Hint: f.hint}}
		return result
	}
	if len(files) == 0 {
		return fail(&fault{rule: "empty-zone", message: "a zone without a file: " + quoteASCII([]byte(src.Origin))})
	}
	if f := r.setApex(src); f != nil {
		return fail(f)
	}
	result.Origin = r.apex.text
	var rep report
	var records []zone.Record
	var problems []problem
	for _, file := range files {
		p := r.readFile(file)
		rep.join(p.out.report)
		problems = append(problems, p.missing...)
		records = joined(records, p.out.records)
	}
	result.Files = r.filesRead(files)
	if f := r.ended(); f != nil {
		return fail(f)
	}
	z, found := r.fold(records)
	problems = append(problems, found...)
	problems = append(problems, checkZone(r.ctx, z, records, private != nil && private(r.apex.text))...)
	if f := r.ended(); f != nil {
		return fail(f)
	}
	result.Zone = z
	r.locate(problems, &rep)
	result.Findings = rep.sorted(r.ranks(files))
	if f, ok := rep.rest(r.display(src.Path())); ok {
		result.Findings = append(result.Findings, f)
	}
	return result
}

// joined appends, without copying what comes first to nothing.
func joined(a, b []zone.Record) []zone.Record {
	if a == nil {
		return b
	}
	return append(a, b...)
}

// setApex finds out which zone is read: what the source says, or the content of its base file.
func (r *reading) setApex(src Source) *fault {
	origin := src.Origin
	if origin == "" {
		text, f := r.mainContent(src.Path())
		if f != nil {
			return f
		}
		if origin = guessOrigin(text); origin == "" {
			return &fault{rule: "wrong-origin", message: "nothing tells which zone this is",
				hint: "name the file after its zone, as in example.com.zone, or begin it with $ORIGIN"}
		}
	}
	var err error
	if r.apex, err = newDomain(origin); err != nil {
		return &fault{rule: "wrong-origin", message: "not the name of a zone: " + quoteASCII([]byte(origin))}
	}
	return nil
}

// mainContent reads a file that a source names. That it is not there, or is a link out of the root, has another name than
// for an include.
func (r *reading) mainContent(path string) ([]byte, *fault) {
	text, f := r.content(path)
	if f != nil && f.rule != "limits" {
		f.rule = "unreadable"
	}
	return text, f
}

// readFile reads a base or view file.
func (r *reading) readFile(file zoneFile) *parser {
	p := &parser{reading: r, view: file.view, place: place{file: file.path, shown: r.display(file.path)}}
	p.origin = r.apex
	text, f := r.mainContent(file.path)
	if f != nil {
		p.wholeFile(f)
		return p
	}
	var outputs []output
	outputs, p.out.records = p.readParts(text)
	for _, o := range outputs {
		p.out.report.join(o.report)
	}
	if len(p.out.records) == 0 && len(p.out.report.findings) == 0 {
		p.wholeFile(&fault{rule: "empty-zone", message: "no records",
			hint: "delete the file, and the zone itself at its provider, when it shall go"})
	}
	return p
}

// wholeFile reports an error that has no place in the file.
func (p *parser) wholeFile(f *fault) {
	p.out.report.add(Finding{File: p.shown, Rule: f.rule, Severity: Error, Message: f.message, Hint: f.hint})
}

// ended gives the fault that ended the reading before its end.
func (r *reading) ended() *fault {
	if err := r.ctx.Err(); err != nil {
		return &fault{rule: "unreadable", message: "not read to the end: " + err.Error()}
	}
	if limit := r.full(); limit != "" {
		return &fault{rule: "limits", message: limit}
	}
	return nil
}

// filesRead gives all files that were read: those of the source in their order, then the includes by name.
func (r *reading) filesRead(files []zoneFile) []string {
	var paths []string
	for _, f := range files {
		if _, read := r.files[f.path]; read {
			paths = append(paths, f.path)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(r.files)) {
		if !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	return paths
}

// ranks gives the order of files in findings; includes, which have no rank, come last.
func (r *reading) ranks(files []zoneFile) map[string]int {
	ranks := map[string]int{}
	for i, f := range files {
		ranks[r.display(f.path)] = i - len(files)
	}
	return ranks
}
