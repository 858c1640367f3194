package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/zonesync/zonesync/internal/config"
	"github.com/zonesync/zonesync/internal/report"
	"github.com/zonesync/zonesync/parse"
)

func (a *app) check() *cobra.Command {
	var strict bool
	cmd := &cobra.Command{
		Use:     "check [PATH…]",
		Aliases: []string{"lint"},
		Short:   "Parse and check zone files; no network, no credentials, no config needed",
		Long: "check parses zone files and applies every rule. PATHs are files or folders; without one it takes the config's\n" +
			"folder, else the current one. Exit code 1 when there is an error, with --strict also on a warning.",
		RunE: func(cmd *cobra.Command, args []string) error {
			checked, err := a.checkPaths(cmd.Context(), args)
			if err != nil {
				return err
			}
			if err := report.Findings(a.stdout, checked.findings, checked.zones, checked.records, a.format, a.style()); err != nil {
				return err
			}
			return status(checked.code(strict))
		},
	}
	cmd.Flags().BoolVar(&strict, "strict", false, "warnings fail too")
	a.formatFlag(cmd, "text", "json", "github", "sarif", "junit", "markdown")
	return cmd
}

// checked is what check found.
type checked struct {
	findings       []parse.Finding
	zones, records int
}

func (c *checked) add(r parse.Result) {
	c.zones++
	c.findings = append(c.findings, r.Findings...)
	for _, s := range r.Zone.Sets {
		c.records += s.Data.Len()
	}
}

func (c *checked) code(strict bool) int {
	for _, f := range c.findings {
		if strict || f.Severity == parse.Error {
			return exitError
		}
	}
	return exitDone
}

// checkMemory is where the collector starts to work harder, in bytes: a zone of a million records is checked within it,
// and the process stays small beside others in a pipeline.
const checkMemory = 600 << 20

func (a *app) checkPaths(ctx context.Context, args []string) (checked, error) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(checkMemory))
	cfg, err := a.checkConfig(args)
	if err != nil {
		return checked{}, err
	}
	if len(args) == 0 {
		args = []string{"."}
		if cfg.Source.Dir != nil {
			args = []string{string(cfg.Source.Dir.Path)}
		}
	}
	var all checked
	for _, arg := range args {
		l, err := loadPath(ctx, arg, checkOptions(cfg, arg))
		if err != nil {
			return checked{}, err
		}
		all.findings = append(all.findings, l.findings...)
		for _, r := range l.zones {
			if a.wanted(r.Origin) {
				all.add(r)
			}
		}
	}
	if all.zones == 0 && len(all.findings) == 0 {
		return checked{}, hinted(errors.New("no zone files found"), "zone files are named ORIGIN.zone, ORIGIN.db or db.ORIGIN")
	}
	return all, nil
}

// checkConfig gives the config's help where there is one: which zones are private, and what odd files hold. Who names PATHs
// needs none, so one that happens to lie about and is broken is only told.
func (a *app) checkConfig(args []string) (*config.Config, error) {
	cfg, err := a.optionalConfig()
	if err != nil && len(args) > 0 && a.config == "" {
		a.warn("%s is not used: %v", defaultConfig, err)
		err = nil
	}
	if cfg == nil {
		cfg = &config.Config{}
	}
	return cfg, err
}

func checkOptions(cfg *config.Config, path string) parse.Options {
	o := parse.Options{Private: cfg.Private}
	if cfg.Source.Dir != nil && filepath.Clean(string(cfg.Source.Dir.Path)) == filepath.Clean(path) {
		o.Origins = cfg.Origins()
	}
	return o
}

// loaded is what there is at a path.
type loaded struct {
	prefix   string // of the zones' files, as the user gave it
	zones    []parse.Result
	findings []parse.Finding // about no zone in particular
}

// loadPath reads the zones of a folder, or of one file. What cannot be read at all is an error.
func loadPath(ctx context.Context, path string, o parse.Options) (loaded, error) {
	info, err := os.Stat(path)
	if err != nil {
		return loaded{}, plainPathError(err)
	}
	dir, file := path, ""
	if !info.IsDir() {
		dir, file = filepath.Split(path)
	}
	root, err := os.OpenRoot(filepath.Clean(dir))
	if err != nil {
		return loaded{}, plainPathError(err)
	}
	defer root.Close()
	o.Prefix = parse.Prefix(dir)
	l := loaded{prefix: o.Prefix}
	if file == "" {
		l.zones, l.findings = parse.Load(ctx, root.FS(), o)
	} else {
		l.zones = []parse.Result{parse.Zone(ctx, root.FS(), parse.SourceOf(root.FS(), file, o), o)}
	}
	return l, ctx.Err()
}

// plainPathError says what is wrong with a path, without the name of the system call.
func plainPathError(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return fmt.Errorf("%s: %w", pe.Path, pe.Err)
	}
	return err
}
