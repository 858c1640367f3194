package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/google/renameio/v2"

	"github.com/zonesync/zonesync/diff"
)

// save writes a plan to a file, where one is named. It holds zone data and no secret.
func save(path string, doc *diff.Document) error {
	if path == "" {
		return nil
	}
	text, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return err
	}
	return plainPathError(renameio.WriteFile(path, append(text, '\n'), 0o600))
}

// readPlan reads what save wrote.
func readPlan(path string) (*diff.Document, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, plainPathError(err)
	}
	var doc diff.Document
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("%s: not a saved plan: %w", path, err)
	}
	if doc.Schema != diff.PlanSchema {
		return nil, hinted(fmt.Errorf("%s: not a saved plan: schema %q", path, doc.Schema), "save one with: zonesync plan --out FILE")
	}
	return &doc, nil
}
