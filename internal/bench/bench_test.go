//go:build bench

package bench

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBudgets prints the table. What is held in memory comes last (see run).
func TestBudgets(t *testing.T) {
	info, err := os.Stat(zonesync(t))
	require.NoError(t, err)
	rows := []row{{"binary", "MB", float64(info.Size()) / 1e6, "budget", 40, 1}}
	rows = append(rows, checkBudgets(t)...)
	rows = append(rows, manyBudgets(t)...)
	rows = append(rows, powerDNSBudgets(t)...)
	rows = append(rows, diffBudgets(t)...)
	fmt.Println()
	require.NoError(t, write(os.Stdout, rows))
}
