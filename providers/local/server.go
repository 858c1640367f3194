package local

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"

	"github.com/miekg/dns"
	"golang.org/x/net/netutil"
	"golang.org/x/sync/errgroup"

	"github.com/zonesync/zonesync/providers"
)

// The limits of the server.
const (
	maxTCP       = 256              // connections at once; more wait to be accepted
	tcpTimeout   = 10 * time.Second // for a client to send, to take an answer, or to ask again
	shutdownTime = 5 * time.Second  // for answers on their way
	refreshEvery = time.Second      // how often the directory is looked at
)

// sockets are a UDP and a TCP socket of one address.
type sockets struct {
	udp net.PacketConn
	tcp net.Listener
}

// Listen reads all zones and takes the address, without answering yet: from here on, Send makes zones ready to be served.
// It gives the address, which tells the port where the settings have port 0. Zones that cannot be read are logged and
// answered for with SERVFAIL.
func (p *Provider) Listen() (net.Addr, error) {
	s, err := bind(p.listen)
	if err != nil {
		return nil, err
	}
	p.sockets = s
	if err := p.store.serve(); err != nil {
		p.log.Error("reading zones", "dir", p.store.dir, "err", err)
	}
	return s.tcp.Addr(), nil
}

// Serve answers until ctx ends, then lets the answers on their way finish and closes the sockets. It calls Listen if
// nobody did.
func (p *Provider) Serve(ctx context.Context) error {
	if p.sockets == nil {
		if _, err := p.Listen(); err != nil {
			return err
		}
	}
	s := p.sockets
	p.sockets = nil
	h := &handler{store: p.store, allow: p.allow, log: p.log}
	g, ctx := errgroup.WithContext(ctx)
	run(ctx, g, &dns.Server{PacketConn: s.udp, Handler: h, UDPSize: 4096})
	run(ctx, g, &dns.Server{
		Listener: netutil.LimitListener(s.tcp, maxTCP), Handler: h,
		MaxTCPQueries: -1, ReadTimeout: tcpTimeout, WriteTimeout: tcpTimeout, IdleTimeout: func() time.Duration { return tcpTimeout },
	})
	g.Go(func() error { p.watch(ctx); return nil })
	return g.Wait()
}

// run answers on one socket, in the group, until ctx ends.
func run(ctx context.Context, g *errgroup.Group, srv *dns.Server) {
	started := make(chan struct{})
	srv.NotifyStartedFunc = func() { close(started) }
	g.Go(srv.ActivateAndServe)
	g.Go(func() error {
		<-ctx.Done()
		select {
		case <-started:
		case <-time.After(shutdownTime): // it never started: its own error ended the group
			return nil
		}
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
		defer cancel()
		err := srv.ShutdownContext(late)
		if errors.Is(err, context.DeadlineExceeded) {
			return nil // a client that takes its time does not make it an error
		}
		return err
	})
}

// watch takes in what others do to the directory. Trouble that lasts is told once.
func (p *Provider) watch(ctx context.Context) {
	tick := time.NewTicker(refreshEvery)
	defer tick.Stop()
	told := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			told = p.look(told)
		}
	}
}

// look reads the directory and gives its error, which it logs unless it was told before.
func (p *Provider) look(told string) string {
	err := p.store.refresh()
	if err == nil {
		return ""
	}
	if err.Error() != told {
		p.log.Error("reading zones", "dir", p.store.dir, "err", err)
	}
	return err.Error()
}

// bind takes one port for both protocols. With port 0, a free TCP port whose UDP twin is taken is tried again.
func bind(address string) (*sockets, error) {
	var err error
	for range 8 {
		var s *sockets
		if s, err = bindOnce(address); err == nil {
			return s, nil
		}
		if _, port, _ := net.SplitHostPort(address); port != "0" {
			break
		}
	}
	hint := "set listen to an address and port of this machine"
	if errors.Is(err, syscall.EADDRINUSE) {
		hint = "another server has this port: stop it, or set listen (--dns) to another port"
	}
	if errors.Is(err, syscall.EACCES) {
		hint = "ports below 1024 need a privilege: set listen (--dns) to a higher port"
	}
	return nil, &providers.APIError{Provider: "local", Op: "listen on " + address, Err: err, Hint: hint}
}

func bindOnce(address string) (*sockets, error) {
	tcp, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	udp, err := net.ListenPacket("udp", tcp.Addr().String())
	if err != nil {
		tcp.Close()
		return nil, fmt.Errorf("UDP: %w", err)
	}
	return &sockets{udp: udp, tcp: tcp}, nil
}
