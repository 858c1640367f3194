// Package bench holds the budgets of speed and size against what is measured, in one table: zonesync beside other
// programs on the same files in the same run. It is all tests behind the build tag bench, which `make bench` sets, and
// asserts nothing but that the programs work: figures are for people to judge, machines differ.
package bench
