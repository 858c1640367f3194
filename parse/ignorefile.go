package parse

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// ignoreFile names, in any folder, the files of that folder and those below it that are left out, in the syntax of
// gitignore.
const ignoreFile = ".zonesyncignore"

// maxIgnoreBytes bounds an ignore file: every file's name is held against every pattern.
const maxIgnoreBytes = 64 << 10

// ignorePatterns reads the ignore file of a folder; no such file is no patterns.
func ignorePatterns(fsys fs.FS, dir []string) ([]gitignore.Pattern, error) {
	f, err := fsys.Open(path.Join(append(dir[:len(dir):len(dir)], ignoreFile)...))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxIgnoreBytes+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxIgnoreBytes {
		return nil, fmt.Errorf("over %d bytes", maxIgnoreBytes)
	}
	var patterns []gitignore.Pattern
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		patterns = append(patterns, gitignore.ParsePattern(line, dir))
	}
	return patterns, nil
}
