package parse

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"
	"sync/atomic"
)

// The defaults of Limits.
const (
	defaultFileBytes = 256 << 20
	defaultRecords   = 5_000_000
	defaultGenerate  = 65_536
	defaultDepth     = 8
)

func (l Limits) orDefaults() Limits {
	or := func(n *int, value int) {
		if *n == 0 {
			*n = value
		}
	}
	or(&l.Records, defaultRecords)
	or(&l.Generate, defaultGenerate)
	or(&l.Depth, defaultDepth)
	if l.FileBytes == 0 {
		l.FileBytes = defaultFileBytes
	}
	return l
}

// reading is one zone while it is read. All its parsers share it.
type reading struct {
	ctx    context.Context
	fsys   fs.FS // nil: there are no files
	prefix string
	limits Limits
	apex   domain // the zone's origin

	partSize int // of the parts of large files

	records atomic.Int64 // so far, against limits.Records
	bytes   atomic.Int64 // of includes and $GENERATE so far, as often as they are read
	mu      sync.Mutex
	files   map[string][]byte // what was read; a file is read once, so that all see the same
}

// What $INCLUDE and $GENERATE add to a zone may have includeFactor times the bytes of one file. Each include counts
// includeCost bytes more than it has, so that files that have hardly any cannot include each other for ever.
const (
	includeFactor = 4
	includeCost   = 1 << 10
)

// full tells whether the zone has passed a limit that ends the reading, and which.
func (r *reading) full() string {
	switch {
	case r.records.Load() > int64(r.limits.Records):
		return fmt.Sprintf("zone of more than %d records", r.limits.Records)
	case r.bytes.Load() > includeFactor*r.limits.FileBytes:
		return fmt.Sprintf("included and generated text of more than %d bytes in all", includeFactor*r.limits.FileBytes)
	}
	return ""
}

// stopped tells whether to go on is no use.
func (r *reading) stopped() bool { return r.ctx.Err() != nil || r.full() != "" }

// content gives the bytes of a file below the root, from memory when it was read before.
func (r *reading) content(name string) ([]byte, *fault) {
	r.mu.Lock()
	defer r.mu.Unlock()
	text, ok := r.files[name]
	if !ok {
		var f *fault
		if text, f = r.load(name); f != nil {
			return nil, f
		}
		r.files[name] = text
	}
	return text, nil
}

// load reads a file. Its faults say nothing of what is in it.
func (r *reading) load(name string) ([]byte, *fault) {
	if r.fsys == nil {
		return nil, &fault{rule: "include-missing", message: fmt.Sprintf("no such file: %q", name)}
	}
	info, err := fs.Stat(r.fsys, name) // before opening: to open a named pipe would wait for its writer
	if err != nil {
		return nil, openFault(name, err)
	}
	if !info.Mode().IsRegular() {
		return nil, &fault{rule: "unreadable", message: fmt.Sprintf("not a regular file: %q", name)}
	}
	if info.Size() > r.limits.FileBytes {
		return nil, r.tooLarge(name)
	}
	f, err := r.fsys.Open(name)
	if err != nil {
		return nil, openFault(name, err)
	}
	defer f.Close()
	text, err := readAll(f, info.Size(), r.limits.FileBytes)
	switch {
	case err != nil:
		return nil, openFault(name, err)
	case int64(len(text)) > r.limits.FileBytes:
		return nil, r.tooLarge(name)
	}
	return withoutBOM(text), nil
}

func (r *reading) tooLarge(name string) *fault {
	return &fault{rule: "limits", message: fmt.Sprintf("file of more than %d bytes: %q", r.limits.FileBytes, name)}
}

// readAll reads a file of about the given size in one piece, and no more than a byte over the limit.
func readAll(f io.Reader, size, limit int64) ([]byte, error) {
	text := make([]byte, 0, size+1)
	f = io.LimitReader(f, limit+1)
	for {
		n, err := f.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		switch {
		case errors.Is(err, io.EOF):
			return text, nil
		case err != nil:
			return nil, err
		case len(text) == cap(text): // it has grown
			text = append(text, 0)[:len(text)]
		}
	}
}

// withoutBOM leaves out the mark that some editors put before UTF-8.
func withoutBOM(text []byte) []byte {
	if len(text) >= 3 && text[0] == 0xef && text[1] == 0xbb && text[2] == 0xbf {
		return text[3:]
	}
	return text
}

// openFault says in our words why a file could not be read: an error of the system may name paths outside the root.
func openFault(name string, err error) *fault {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &fault{rule: "include-missing", message: fmt.Sprintf("no such file: %q", name)}
	case strings.Contains(err.Error(), "escapes from parent"): // os.Root has no error value for it
		return &fault{rule: "include-escape", message: fmt.Sprintf("%q leads out of the root", name)}
	}
	return &fault{rule: "unreadable", message: fmt.Sprintf("%q: %v", name, err)}
}

// display gives a path as the user wrote it.
func (r *reading) display(name string) string { return r.prefix + name }

// includePath gives the path below the root that a file's $INCLUDE means, relative to that file's folder.
func includePath(from, name string) (string, *fault) {
	if path.IsAbs(name) {
		return "", &fault{rule: "include-escape", message: fmt.Sprintf("absolute path %q", name),
			hint: "paths are relative to the folder of this file"}
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == ".." {
			return "", &fault{rule: "include-escape", message: fmt.Sprintf("%q goes up", name),
				hint: "only files in the folder of this file, or below it, can be included"}
		}
	}
	p := path.Join(path.Dir(from), name)
	if name == "" || !fs.ValidPath(p) || p == "." {
		return "", &fault{rule: "include-missing", message: fmt.Sprintf("no such file: %q", name)}
	}
	return p, nil
}

// newReading begins to read a zone.
func newReading(ctx context.Context, fsys fs.FS, o Options) *reading {
	return &reading{ctx: ctx, fsys: fsys, prefix: o.Prefix, limits: o.Limits.orDefaults(), partSize: defaultPart, files: map[string][]byte{}}
}
