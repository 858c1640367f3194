package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/zonesync/zonesync/internal/config"
	"github.com/zonesync/zonesync/internal/report"
	"github.com/zonesync/zonesync/internal/syncer"
)

// The exit codes.
const (
	exitDone    = 0
	exitError   = 1
	exitChanges = 2
	exitHeld    = 3
	exitPartly  = 4
)

// statusError ends the program with a code; what there is to say has been said already.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// status is nil for code 0.
func status(code int) error {
	if code == exitDone {
		return nil
	}
	return statusError(code)
}

// hintError is an error with its likely cure.
type hintError struct {
	error
	hint string
}

func (e *hintError) Unwrap() error { return e.error }

// Hint gives the likely cure.
func (e *hintError) Hint() string { return e.hint }

func hinted(err error, hint string) error { return &hintError{err, hint} }

// exitCode says what went wrong, once, and gives the program's exit code.
func (a *app) exitCode(err error) int {
	if err == nil {
		return exitDone
	}
	var code statusError
	if errors.As(err, &code) {
		return int(code)
	}
	if errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	a.fail(suggestion(err))
	return exitError
}

// suggestion makes a hint of what cobra puts below an unknown command's error.
func suggestion(err error) error {
	text, similar, ok := strings.Cut(err.Error(), "\n\nDid you mean this?\n")
	if !ok {
		return err
	}
	return hinted(errors.New(text), "did you mean "+strings.Join(strings.Fields(similar), ", ")+"?")
}

// fail prints an error, line by line, and its hint. A server's words may be in it, so nothing raw reaches the terminal.
func (a *app) fail(err error) {
	var bad *config.Error
	if errors.As(err, &bad) {
		for _, p := range bad.Problems {
			hint := p.Hint
			p.Hint = "" // on a line of its own
			fmt.Fprintf(a.stderr, "zonesync: error: %s\n", report.Clean(p.String()))
			a.hint(hint)
		}
		return
	}
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(a.stderr, "zonesync: error: %s\n", report.Clean(strings.TrimSuffix(line, "\n")))
	}
	a.hint(syncer.Hint(err))
}

func (a *app) hint(hint string) {
	if hint != "" {
		fmt.Fprintf(a.stderr, "zonesync: hint: %s\n", report.Clean(hint))
	}
}

func (a *app) warn(format string, args ...any) {
	fmt.Fprintf(a.stderr, "zonesync: warning: %s\n", report.Clean(fmt.Sprintf(format, args...)))
}
