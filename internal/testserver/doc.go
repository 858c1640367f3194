// Package testserver starts real DNS servers for tests: in a directory of their own, on free ports of loopback, as a
// process group that ends with the test. A server that is not installed skips the test, and fails it where CI=true.
package testserver
