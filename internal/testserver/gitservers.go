package testserver

import (
	"io"
	"net"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Daemon is a git daemon that can be away for a while.
type Daemon struct {
	URL  string
	repo *Repo
	port int
	*Process
}

// GitDaemon serves the repository by git daemon.
func (r *Repo) GitDaemon(t testing.TB) *Daemon {
	t.Helper()
	d := &Daemon{repo: r, port: Port(t)}
	d.URL = "git://" + Addr(d.port) + "/dns.git"
	d.Process = r.daemon(t, d.port)
	return d
}

// Restart starts it again under its address, after Stop.
func (d *Daemon) Restart(t testing.TB) {
	t.Helper()
	d.Process = d.repo.daemon(t, d.port)
}

func (r *Repo) daemon(t testing.TB, port int) *Process {
	t.Helper()
	return Start(t, dials(Addr(port)), gitCore(t, "git-daemon"), "--reuseaddr", "--listen=127.0.0.1",
		"--port="+strconv.Itoa(port), "--base-path="+r.Root, "--export-all")
}

// gitCore gives a program that only git itself calls.
func gitCore(t testing.TB, name string) string {
	t.Helper()
	out, err := exec.Command(Need(t, "git"), "--exec-path").Output()
	if err != nil {
		t.Fatal(err)
	}
	return Need(t, filepath.Join(strings.TrimSpace(string(out)), name))
}

func dials(addr string) func() bool {
	return func() bool {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			c.Close()
		}
		return err == nil
	}
}

// GitHTTP serves the repository by git's own HTTP program.
type GitHTTP struct {
	URL            string
	User, Password string // wanted of everybody, unless Password is ""

	mu       sync.Mutex
	requests []string
	status   int
}

// GitHTTP starts a server behind a login; an empty password leaves it open.
func (r *Repo) GitHTTP(t testing.TB, user, password string) *GitHTTP {
	t.Helper()
	backend := &cgi.Handler{Path: gitCore(t, "git-http-backend"), Root: "/git", Stderr: io.Discard,
		Env: append(r.env, "GIT_PROJECT_ROOT="+r.Root, "GIT_HTTP_EXPORT_ALL=1")}
	g := &GitHTTP{User: user, Password: password}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if g.admits(w, req) {
			backend.ServeHTTP(w, req)
		}
	}))
	t.Cleanup(srv.Close)
	g.URL = srv.URL + "/git/dns.git"
	return g
}

func (g *GitHTTP) admits(w http.ResponseWriter, req *http.Request) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.requests = append(g.requests, req.Method+" "+req.URL.Path)
	user, password, _ := req.BasicAuth()
	switch {
	case g.status != 0:
		w.WriteHeader(g.status)
	case g.Password != "" && (password != g.Password || g.User != "" && user != g.User):
		w.Header().Set("WWW-Authenticate", "Basic")
		w.WriteHeader(http.StatusUnauthorized)
	default:
		return true
	}
	return false
}

// Answer makes the server answer everything with a status; 0 makes it well again.
func (g *GitHTTP) Answer(status int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.status = status
}

// Requests gives the requests since the last call.
func (g *GitHTTP) Requests() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	out := g.requests
	g.requests = nil
	return out
}

// GitSSH serves the repository by sshd.
type GitSSH struct {
	URL        string
	Key        string // the private key file that may log in
	KnownHosts string // with the server's key
	OtherKey   string // one that may not
	NoHosts    string // a known_hosts file with another key for the server
}

const sshdConf = `Port %PORT
ListenAddress 127.0.0.1
HostKey %DIR/host
AuthorizedKeysFile %DIR/login.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
`

// GitSSH starts a server.
func (r *Repo) GitSSH(t testing.TB) GitSSH {
	t.Helper()
	sshd, me := Need(t, "sshd"), current(t)
	dir, port := t.TempDir(), Port(t)
	for _, name := range []string{"host", "login", "other"} {
		Keygen(t, filepath.Join(dir, name))
	}
	if os.Getuid() == 0 {
		_ = os.MkdirAll("/run/sshd", 0o755) // sshd says itself what it lacks
	}
	conf := strings.NewReplacer("%PORT", strconv.Itoa(port), "%DIR", dir).Replace(sshdConf)
	g := GitSSH{Key: filepath.Join(dir, "login"), OtherKey: filepath.Join(dir, "other"),
		KnownHosts: filepath.Join(dir, "known"), NoHosts: filepath.Join(dir, "unknown")}
	host := "[127.0.0.1]:" + strconv.Itoa(port) + " "
	for path, content := range map[string]string{
		"sshd_config": conf, "known": host + public(t, dir, "host"), "unknown": host + public(t, dir, "other"),
	} {
		if err := os.WriteFile(filepath.Join(dir, path), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	Start(t, dials(Addr(port)), sshd, "-D", "-e", "-f", filepath.Join(dir, "sshd_config"))
	g.URL = "ssh://" + me + "@" + Addr(port) + r.Bare
	return g
}

// Keygen makes an SSH key, and its public half beside it.
func Keygen(t testing.TB, path string) {
	t.Helper()
	cmd := exec.Command(Need(t, "ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("ssh-keygen: %v\n%s", err, out)
	}
}

func public(t testing.TB, dir, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name+".pub"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func current(t testing.TB) string {
	t.Helper()
	u, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	return u.Username
}
