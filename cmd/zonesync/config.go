package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/zonesync/zonesync/internal/config"
	"github.com/zonesync/zonesync/internal/syncer"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/all"
)

// defaultConfig is the config file that is taken without -c, where it exists.
const defaultConfig = "zonesync.yaml"

func (a *app) configCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "Check the config file, or print its JSON Schema"}
	cmd.AddCommand(&cobra.Command{
		Use:   "check",
		Short: "Check the config file; no network, and no secret is read",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := a.loadConfig()
			if err != nil {
				return err
			}
			env := providers.Env{Log: a.logger(), StateDir: os.TempDir()} // opening writes nothing
			for _, account := range syncer.Open(cfg, all.Kinds(), env) {
				err = errors.Join(err, account.Err)
			}
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.stdout, "%s: good\n", a.configPath())
			return err
		},
	}, &cobra.Command{
		Use:   "schema",
		Short: "Print a JSON Schema of the config file, for editors",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			schema, err := config.Schema(all.Kinds())
			if err != nil {
				return err
			}
			_, err = a.stdout.Write(schema)
			return err
		},
	})
	return cmd
}

func (a *app) configPath() string {
	if a.config == "" {
		return defaultConfig
	}
	return a.config
}

// loadConfig reads the config file, which must exist, and says its warnings.
func (a *app) loadConfig() (*config.Config, error) {
	cfg, err := config.Load(a.configPath(), all.Kinds())
	if err != nil {
		if a.config == "" && errors.Is(err, fs.ErrNotExist) {
			return nil, hinted(fmt.Errorf("no %s here", defaultConfig), "name a config file with -c, or serve a folder with: zonesync run PATH")
		}
		return nil, plainPathError(err)
	}
	for _, w := range cfg.Warnings {
		a.warn("%s", w)
	}
	return cfg, nil
}

// optionalConfig gives nil where there is no config file and none was named.
func (a *app) optionalConfig() (*config.Config, error) {
	if a.config == "" {
		if _, err := os.Stat(defaultConfig); errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
	}
	return a.loadConfig()
}
