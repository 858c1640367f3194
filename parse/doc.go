// Package parse reads RFC 1035 zone files into zones, with the place of every RRset, checks them, and writes them back. All
// that is wrong with a file is told at once, each finding with file, line, column and a rule. It reads through an fs.FS and
// nothing else, so a file can name only what lies below the source's root.
package parse
