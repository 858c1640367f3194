package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers/all"
	"github.com/zonesync/zonesync/zone"
)

func (a *app) sandbox() *cobra.Command {
	var listen, state string
	var names []string
	options := map[string]*string{} // by name of the flag
	for _, s := range all.Sandboxes() {
		if !slices.Contains(names, s.Provider) {
			names = append(names, s.Provider)
		}
		if s.Option != "" {
			options[s.Option] = new(string)
		}
	}
	cmd := &cobra.Command{
		Use:   "sandbox PROVIDER",
		Short: "Serve a simulator of a provider's API, to try everything without an account",
		Long: "sandbox answers as the API of a provider does, on loopback, until it is stopped. It prints the providers block with\n" +
			"which a config reaches it. With --zone it begins with these zones, and with --state it keeps what it holds in a file.\n\n" +
			"PROVIDER is one of: " + strings.Join(names, ", "),
		Args:      cobra.ExactArgs(1),
		ValidArgs: names,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := findSandbox(args[0], options)
			if err != nil {
				return err
			}
			return a.serveSandbox(cmd.Context(), s, listen, state)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:0", "where to answer, on loopback")
	cmd.Flags().StringVar(&state, "state", "", "a `file` that keeps the zones")
	for name, value := range options {
		cmd.Flags().StringVar(value, name, "", usage(name))
	}
	return cmd
}

// usage says what an option may be, and for whom.
func usage(option string) string {
	var who string
	var values []string
	for _, s := range all.Sandboxes() {
		if s.Option == option {
			who = s.Provider
			values = append(values, s.Value)
		}
	}
	return who + ": " + strings.Join(values, " or ")
}

// findSandbox gives the first simulator of a provider that fits the options.
func findSandbox(name string, options map[string]*string) (simulator.Sandbox, error) {
	asked := name
	for option, value := range options {
		if *value != "" {
			asked += " --" + option + " " + *value
		}
	}
	var there []string
	for _, s := range all.Sandboxes() {
		full := s.Provider
		if s.Option != "" {
			full += " --" + s.Option + " " + s.Value
		}
		if asked == s.Provider || asked == full {
			return s, nil
		}
		there = append(there, full)
	}
	return simulator.Sandbox{}, hinted(fmt.Errorf("no simulator of %q", asked), "one of "+strings.Join(there, ", "))
}

func (a *app) serveSandbox(ctx context.Context, s simulator.Sandbox, listen, state string) error {
	sim := s.New()
	store, err := openSimulator(sim, state)
	if err != nil {
		return err
	}
	if err := a.addZones(sim, s.Zones); err != nil {
		return err
	}
	if err := store.save(); err != nil {
		return err
	}
	l, err := listenLoopback(listen)
	if err != nil {
		return err
	}
	sim.OnWrite(func() {
		if err := store.save(); err != nil {
			a.warn("%v", err)
		}
	})
	url := "http://" + l.Addr().String()
	printSettings(a.stdout, s.Provider, sim.Settings(url))
	fmt.Fprintf(a.stderr, "zonesync: simulating %s at %s until interrupted\n", s.Provider, url)
	return serveHTTP(ctx, l, sim)
}

// addZones makes the zones of --zone, or those that the sandbox is to begin with.
func (a *app) addZones(sim simulator.Simulator, names []string) error {
	if len(a.zones) > 0 {
		names = a.zones
	}
	for _, name := range names {
		origin, err := zone.Name(name)
		if err == nil && strings.Contains(name, "*") {
			err = errors.New("a zone's name is wanted, not a pattern")
		}
		if err == nil {
			err = sim.AddZone(origin)
		}
		if err != nil {
			return fmt.Errorf("zone %s: %w", name, err)
		}
	}
	return nil
}

// listenLoopback refuses other addresses: whoever reaches a simulator may do with it what he likes.
func listenLoopback(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	if tcp, ok := l.Addr().(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() {
		_ = l.Close()
		return nil, hinted(fmt.Errorf("--listen %s: not on loopback", addr), "such as 127.0.0.1:8080")
	}
	return l, nil
}

// printSettings writes a config's providers block.
func printSettings(w io.Writer, kind string, settings []simulator.Setting) {
	var b strings.Builder
	fmt.Fprintf(&b, "providers:\n  sandbox:\n    type: %s\n", kind)
	for _, s := range settings {
		fmt.Fprintf(&b, "    %s: %s\n", s.Key, s.Value)
	}
	fmt.Fprint(w, &b)
}

// grace is how long requests in flight have when the sandbox is stopped.
const grace = 2 * time.Second

func serveHTTP(ctx context.Context, l net.Listener, h http.Handler) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(ended)
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		_ = srv.Shutdown(late) // what does not end in time is cut off by the end of the program
	})
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		stop()
		return err
	}
	<-ended
	return nil
}
