// Package diff compares what a zone should be with what it is and makes a plan of it: which RRsets to create, update and
// delete, in an order without gaps, why, and which of them a safety rule holds back. It is pure: no I/O, no clock, the
// same plan for the same input, in time linear in the size of the zones.
package diff
