// Command zonesync keeps DNS providers equal to a git repository or a directory of RFC 1035 zone files.
//
// Results go to stdout. Messages go to stderr, as "zonesync: error: …" and "zonesync: hint: …". The exit codes are 0 done
// or nothing to do, 1 error, 2 changes pending (with --detailed-exitcode), 3 held by a safety rule, 4 partly applied.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// version is set by the linker.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole program, so that tests can call it.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return a.exitCode(root.ExecuteContext(ctx))
}
