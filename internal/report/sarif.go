package report

import (
	"bytes"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
)

// The parts of SARIF 2.1.0 that are needed.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string       `json:"id"`
		ShortDescription sarifMessage `json:"shortDescription"`
		Help             sarifMessage `json:"help"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifMessage    `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
	}
	sarifMessage struct {
		Text string `json:"text"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
	}
)

const sarifSchema = "https://json.schemastore.org/sarif-2.1.0.json"

func writeSARIF(b *bytes.Buffer, notices []notice) error {
	ids := ruleIDs(notices)
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "zonesync", InformationURI: "https://github.com/zonesync/zonesync", Rules: []sarifRule{}}},
		ColumnKind: "unicodeCodePoints",
		Results:    make([]sarifResult, len(notices)),
	}
	for _, id := range ids {
		r := ruleOf(id)
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{ID: id, ShortDescription: sarifMessage{r.what}, Help: sarifMessage{r.cure}})
	}
	for i, n := range notices {
		run.Results[i] = n.sarif(slices.Index(ids, Clean(n.rule)))
	}
	return writeJSON(b, sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

func ruleIDs(notices []notice) []string {
	var ids []string
	for _, n := range notices {
		ids = append(ids, Clean(n.rule))
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (n notice) sarif(rule int) sarifResult {
	text := cleanText(n.text)
	if n.hint != "" {
		text += "\nhint: " + cleanText(n.hint)
	}
	r := sarifResult{RuleID: Clean(n.rule), RuleIndex: rule, Level: n.level, Message: sarifMessage{text}}
	if n.file == "" {
		return r
	}
	at := sarifPhysical{Artifact: sarifArtifact{fileURI(n.file)}}
	if n.line > 0 {
		at.Region = &sarifRegion{StartLine: n.line, StartColumn: n.column}
	}
	r.Locations = []sarifLocation{{at}}
	return r
}

// fileURI makes a path a reference: absolute paths get a scheme, odd characters are escaped.
func fileURI(path string) string {
	u := url.URL{Path: strings.ToValidUTF8(filepath.ToSlash(path), "\uFFFD")}
	if strings.HasPrefix(u.Path, "/") {
		u.Scheme = "file"
	}
	return u.String()
}
