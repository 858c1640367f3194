package secret

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	// maxBytes is plenty for a key or a token bundle, and keeps a wrong path from being read into memory.
	maxBytes = 64 << 10
	// maxWait is how long a command may think; it may have to ask a vault over the network.
	maxWait = 10 * time.Second
)

var (
	errUnset = errors.New("is not set")
	errLong  = fmt.Errorf("is over %d bytes", maxBytes)
	errSlow  = fmt.Errorf("no answer within %s", maxWait)
)

// reader fetches the value that a reference's text after the colon stands for.
type reader func(ctx context.Context, rest, dir string) (string, error)

var readers = map[string]reader{"env": readEnv, "file": readFile, "exec": readExec}

func readEnv(_ context.Context, name, _ string) (string, error) {
	value, ok := os.LookupEnv(name)
	if !ok {
		return "", errUnset
	}
	return value, nil
}

func readFile(_ context.Context, path, dir string) (string, error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", reason(err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	switch {
	case err != nil:
		return "", reason(err)
	case len(b) > maxBytes:
		return "", errLong
	}
	return trim(b), nil
}

// readExec runs a command in dir. What it says on stderr is not shown: it may hold the secret.
func readExec(ctx context.Context, line, dir string) (string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, maxWait, errSlow)
	defer cancel()
	args := strings.Fields(line)
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir = dir
	cmd.WaitDelay = time.Second // its children may hold the pipe open
	var out limited
	cmd.Stdout = &out
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	case out.over:
		return "", errLong
	case err != nil:
		return "", reason(err)
	}
	return trim(out.buf), nil
}

// limited is a buffer that refuses to grow beyond maxBytes.
type limited struct {
	buf  []byte
	over bool
}

func (l *limited) Write(p []byte) (int, error) {
	if l.over = l.over || len(l.buf)+len(p) > maxBytes; l.over {
		return 0, errLong
	}
	l.buf = append(l.buf, p...)
	return len(p), nil
}

// trim drops one line break at the end, the one that editors and commands add.
func trim(b []byte) string { return strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r") }

// reason is an error of os and os/exec without the path and arguments, which the caller has told already.
func reason(err error) error {
	var path *os.PathError
	var run *exec.Error
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &run):
		return run.Err
	}
	return err
}
