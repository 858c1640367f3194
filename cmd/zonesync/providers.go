package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/zonesync/zonesync/providers/all"
)

func (a *app) providers() *cobra.Command {
	return &cobra.Command{
		Use:   "providers",
		Short: "List the kinds of provider that the config may name",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
			for _, k := range all.Kinds() {
				fmt.Fprintf(w, "%s\t%s\n", k.Name, k.Summary)
			}
			return w.Flush()
		},
	}
}
