package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"github.com/google/renameio/v2"

	"github.com/zonesync/zonesync/internal/simulator"
)

// simulatorFile keeps a simulator's state. Without a path it keeps nothing.
type simulatorFile struct {
	path string
	sim  simulator.Simulator
	mu   sync.Mutex
}

// openSimulator puts the state of an earlier run into a simulator, where the file has one.
func openSimulator(sim simulator.Simulator, path string) (*simulatorFile, error) {
	f := &simulatorFile{path: path, sim: sim}
	if path == "" {
		return f, nil
	}
	state, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err == nil {
		err = sim.Load(state)
	}
	if err != nil {
		return nil, hinted(fmt.Errorf("state of the sandbox: %s: %w", path, err), "another file, or none, begins anew")
	}
	return f, nil
}

// save writes the state as it is now; a later one is never overwritten by an earlier one.
func (f *simulatorFile) save() error {
	if f.path == "" {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	state, err := f.sim.Save()
	if err == nil {
		err = renameio.WriteFile(f.path, state, 0o600)
	}
	if err != nil {
		return fmt.Errorf("state of the sandbox: %w", err)
	}
	return nil
}
