//go:build !unix

package source

import "io/fs"

const nonblock = 0

// inode is not to be had; size and time must do.
func inode(fs.FileInfo) uint64 { return 0 }
