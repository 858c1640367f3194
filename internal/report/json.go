package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode"

	"github.com/zonesync/zonesync/parse"
)

// CheckSchema names the JSON form of findings.
const CheckSchema = "zonesync/check/v1"

type checkDocument struct {
	Schema   string          `json:"schema"`
	Findings []parse.Finding `json:"findings"`
}

// writeJSON writes v with indents. encoding/json escapes the control characters of ASCII only; those beyond, which a
// terminal heeds as well, can only stand inside strings, so they are escaped here.
func writeJSON(b *bytes.Buffer, v any) error {
	var raw bytes.Buffer
	enc := json.NewEncoder(&raw)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	for _, r := range raw.String() {
		if r != '\n' && r < 0x10000 && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			fmt.Fprintf(b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return nil
}
