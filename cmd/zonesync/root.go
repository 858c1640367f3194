package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/net/idna"
	"golang.org/x/term"

	"github.com/zonesync/zonesync/internal/report"
	"github.com/zonesync/zonesync/zone"
)

// app is one call of the program: its streams and the flags that every command has.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer

	config     string
	stateDir   string
	zones      []string
	format     string
	verbose    bool
	logFormat  string
	color      string
	noProgress bool
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "zonesync",
		Short: "Keep DNS providers equal to zone files",
		Long: "zonesync keeps DNS providers equal to a git repository or a directory of RFC 1035 zone files.\n" +
			"Start with: zonesync check PATH, then zonesync run PATH.",
		Version:           version,
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: func(*cobra.Command, []string) error { return a.checkFlags() },
	}
	f := root.PersistentFlags()
	f.StringVarP(&a.config, "config", "c", "", "config file (zonesync.yaml, where it exists)")
	f.StringArrayVar(&a.zones, "zone", nil, "only zones that match this glob on their origin (repeatable)")
	f.BoolVarP(&a.verbose, "verbose", "v", false, "say more")
	f.StringVar(&a.logFormat, "log-format", "text", "text or json")
	f.StringVar(&a.color, "color", "auto", "auto, always or never")
	f.BoolVar(&a.noProgress, "no-progress", false, "no progress bar")
	root.AddCommand(a.check(), a.diff(), a.plan(), a.apply(), a.runService(), a.export(), a.status(), a.history(),
		a.rollback(), a.release(), a.sandbox(), a.providers(), a.configCommand(),
		a.versionCommand())
	root.SetVersionTemplate("zonesync {{.Version}}\n")
	return root
}

// formatFlag adds --format to commands that have renderings.
func (a *app) formatFlag(cmd *cobra.Command, formats ...string) {
	cmd.Flags().StringVar(&a.format, "format", "text", strings.Join(formats, ", "))
	run := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if !slices.Contains(formats, a.format) {
			return hinted(fmt.Errorf("no format %q", a.format), "one of "+strings.Join(formats, ", "))
		}
		return run(cmd, args)
	}
}

func (a *app) checkFlags() error {
	if !slices.Contains([]string{"auto", "always", "never"}, a.color) {
		return hinted(fmt.Errorf("no colour mode %q", a.color), "one of auto, always, never")
	}
	if !slices.Contains([]string{"text", "json"}, a.logFormat) {
		return hinted(fmt.Errorf("no log format %q", a.logFormat), "one of text, json")
	}
	for i, glob := range a.zones {
		if strings.ContainsAny(glob, "[]?") {
			return hinted(fmt.Errorf("--zone %s: not a pattern", glob), "* stands for one label, ** for any number of them")
		}
		if ascii, err := idna.ToASCII(glob); err == nil {
			a.zones[i] = ascii
		}
	}
	return nil
}

// wanted tells whether --zone lets an origin pass; without --zone all pass.
func (a *app) wanted(origin string) bool {
	if len(a.zones) == 0 {
		return true
	}
	return slices.ContainsFunc(a.zones, func(glob string) bool { return zone.MatchName(glob, origin) })
}

// style is how reports are to look on stdout.
func (a *app) style() report.Options {
	return report.Options{Color: a.colored(), Verbose: a.verbose}
}

func (a *app) colored() bool {
	if a.color != "auto" {
		return a.color == "always"
	}
	return os.Getenv("NO_COLOR") == "" && isTerminal(a.stdout)
}

func (a *app) logger() *slog.Logger {
	o := &slog.HandlerOptions{Level: slog.LevelInfo}
	if a.verbose {
		o.Level = slog.LevelDebug
	}
	if a.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(a.stderr, o))
	}
	return slog.New(slog.NewTextHandler(a.stderr, o))
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
