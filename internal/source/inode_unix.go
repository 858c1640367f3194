//go:build unix

package source

import (
	"io/fs"
	"syscall"
)

// nonblock keeps the opening of a pipe that has taken a file's place from waiting for its writer.
const nonblock = syscall.O_NONBLOCK

// inode tells a file from another that has taken its name.
func inode(info fs.FileInfo) uint64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Ino)
	}
	return 0
}
