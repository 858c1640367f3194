package testserver

import (
	"bytes"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	readyWithin = 20 * time.Second
	stopWithin  = 3 * time.Second
	pollEvery   = 5 * time.Millisecond
)

// Need gives the path of a program, also one in the directories for servers. Without it the test is skipped, or fails
// where CI=true.
func Need(t testing.TB, name string) string {
	t.Helper()
	for _, path := range []string{name, "/usr/sbin/" + name, "/sbin/" + name} {
		if found, err := exec.LookPath(path); err == nil {
			return found
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed, and CI=true", name)
	}
	t.Skipf("%s is not installed", name)
	return ""
}

// Port gives a port of 127.0.0.1 that is free for TCP and UDP. It lies below those that the system gives to outgoing
// connections, or one of them could have it before the server that it is for.
func Port(t testing.TB) int {
	t.Helper()
	for range 100 {
		port := 10_000 + rand.N(20_000)
		if _, taken := handedOut.LoadOrStore(port, true); taken {
			continue
		}
		tcp, err := net.Listen("tcp4", Addr(port))
		if err != nil {
			continue
		}
		udp, err := net.ListenPacket("udp4", Addr(port))
		tcp.Close()
		if err == nil {
			udp.Close()
			return port
		}
	}
	t.Fatal("no port is free for both TCP and UDP")
	return 0
}

// handedOut are the ports that this process has given away.
var handedOut sync.Map

// Addr gives 127.0.0.1 with a port.
func Addr(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// Process is a server that runs in the foreground as a child of the test.
type Process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	once sync.Once
	log  output
}

// output is what the child says. The test reads it while the child writes.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// Start runs a server in a process group of its own and waits until ready says so. It is stopped at the test's end.
func Start(t testing.TB, ready func() bool, name string, args ...string) *Process {
	t.Helper()
	p := &Process{cmd: exec.Command(name, args...), done: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	p.cmd.WaitDelay = time.Second
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", name, err)
	}
	go func() {
		_ = p.cmd.Wait() // how it ended shows in its log
		close(p.done)
	}()
	t.Cleanup(p.Stop)
	if !p.await(ready) {
		p.Stop()
		t.Fatalf("%s does not answer; it said:\n%s", name, p.Log())
	}
	return p
}

// await polls, while the child lives: another server on the port must not be taken for it.
func (p *Process) await(ready func() bool) bool {
	limit := time.After(readyWithin)
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for !ready() {
		select {
		case <-p.done:
			return false
		case <-limit:
			return false
		case <-tick.C:
		}
	}
	return true
}

// Log gives what the server has said so far.
func (p *Process) Log() string { return p.log.String() }

// Stop ends the server and waits for its end. It may be called again.
func (p *Process) Stop() {
	p.once.Do(func() {
		p.signal(syscall.SIGTERM)
		select {
		case <-p.done:
		case <-time.After(stopWithin):
		}
		p.signal(syscall.SIGKILL) // and what it may have left in its group
		<-p.done
	})
}

// Kill ends the server at once.
func (p *Process) Kill() {
	p.once.Do(func() {
		p.signal(syscall.SIGKILL)
		<-p.done
	})
}

// signal goes to the whole group. An error says that nobody is left in it.
func (p *Process) signal(s syscall.Signal) { _ = syscall.Kill(-p.cmd.Process.Pid, s) }
