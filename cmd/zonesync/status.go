package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/zonesync/zonesync/internal/state"
	"github.com/zonesync/zonesync/zone"
)

func (a *app) status() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show how each zone was at the last look",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return a.listStatus(cmd.Context()) },
	}
	a.stateFlag(cmd)
	a.formatFlag(cmd, "text", "json")
	return cmd
}

// zoneStatus is a zone's line of status.
type zoneStatus struct {
	Zone     string     `json:"zone"`
	Provider string     `json:"provider"`
	File     string     `json:"file"`
	Revision string     `json:"revision"`
	Status   string     `json:"status"`
	Message  string     `json:"message"`
	Hash     string     `json:"hash"`
	Checked  time.Time  `json:"checked"`
	Applied  *time.Time `json:"applied"`
}

// statusSchema names the JSON form of status.
const statusSchema = "zonesync/status/v1"

func (a *app) listStatus(ctx context.Context) error {
	store, err := a.existing(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	all, err := store.Statuses(ctx)
	if err != nil {
		return err
	}
	zones := []zoneStatus{}
	for _, st := range all {
		if a.wanted(st.Origin) {
			zones = append(zones, newZoneStatus(st))
		}
	}
	if a.format == "json" {
		return a.printJSON(struct {
			Schema string       `json:"schema"`
			Zones  []zoneStatus `json:"zones"`
		}{statusSchema, zones})
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, z := range zones {
		message, _, _ := strings.Cut(z.Message, "\n")
		fmt.Fprintf(w, "%s\t%s\t%s\t%.7s\t%s\t%s\n", zone.Relative(z.Zone, "."), z.Provider, z.Status, z.Revision,
			z.Checked.Local().Format(time.DateTime), message)
	}
	return w.Flush()
}

func newZoneStatus(st state.Status) zoneStatus {
	z := zoneStatus{
		Zone: st.Origin, Provider: st.Provider, File: st.File, Revision: st.Revision, Status: st.Status, Message: st.Message,
		Hash: st.Hash, Checked: st.Checked.UTC(),
	}
	if !st.Applied.IsZero() {
		applied := st.Applied.UTC()
		z.Applied = &applied
	}
	return z
}
