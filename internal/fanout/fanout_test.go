package fanout

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
)

func refusal(status int, kind error) error {
	return &providers.APIError{Provider: "test", Op: "x", Status: status, Kind: kind}
}

var (
	errRefused  = refusal(http.StatusBadRequest, providers.ErrInvalid)
	errMoved    = refusal(http.StatusConflict, providers.ErrConflict)
	errBusy     = refusal(http.StatusTooManyRequests, providers.ErrTemporary)
	errLost     = refusal(0, providers.ErrTemporary)
	errNoRole   = refusal(http.StatusForbidden, providers.ErrAuth)
	errOverfull = refusal(http.StatusRequestEntityTooLarge, errors.New("over the quota"))
)

func TestEachGoesOnUntilAnErrorConcernsAll(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err   error
		begun int
	}{
		"no error":                {nil, 10},
		"one is refused":          {errRefused, 10},
		"one was there":           {errMoved, 10},
		"the service is busy":     {errBusy, 3},
		"an answer is lost":       {errLost, 3},
		"the user lacks a role":   {errNoRole, 3},
		"the project has no room": {errOverfull, 3},
		"the caller has gone":     {context.Canceled, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begun := 0
			errs := Each(t.Context(), 1, 10, func(_ context.Context, i int) error {
				if begun++; i == 2 {
					return tc.err
				}
				return nil
			})
			require.Equal(t, tc.begun, begun)
			for i, err := range errs {
				switch {
				case i < 2 || i > 2 && tc.begun == 10:
					require.NoError(t, err)
				case i > 2:
					require.Equal(t, providers.NotDone, Outcome(err))
					require.ErrorIs(t, err, tc.err)
				}
			}
		})
	}
}

func TestEachHasSoManyAtOnce(t *testing.T) {
	t.Parallel()
	var all sync.WaitGroup // of three tasks, which end when all of them have begun
	all.Add(3)
	errs := Each(t.Context(), 3, 3, func(context.Context, int) error {
		all.Done()
		all.Wait()
		return nil
	})
	require.Equal(t, make([]error, 3), errs)
}

func TestABatchTellsItsGravestError(t *testing.T) {
	t.Parallel()
	require.NoError(t, BatchError(make([]error, 3)))
	for name, tc := range map[string]struct {
		errs     []error
		outcomes []providers.Outcome
		err      error
	}{
		"one refused":             {[]error{nil, errRefused}, []providers.Outcome{providers.Done, providers.NotDone}, errRefused},
		"refused and moved":       {[]error{errRefused, errMoved}, []providers.Outcome{providers.NotDone, providers.NotDone}, errMoved},
		"moved and busy":          {[]error{errBusy, errMoved}, []providers.Outcome{providers.NotDone, providers.NotDone}, errBusy},
		"lost":                    {[]error{nil, errLost}, []providers.Outcome{providers.Done, providers.Unknown}, errLost},
		"busy and no room":        {[]error{errBusy, errOverfull, errRefused}, []providers.Outcome{providers.NotDone, providers.NotDone, providers.NotDone}, errOverfull},
		"not sent":                {[]error{errNoRole, Unsent{errNoRole}}, []providers.Outcome{providers.NotDone, providers.NotDone}, errNoRole},
		"refused after a part":    {[]error{Part{errRefused}}, []providers.Outcome{providers.Unknown}, errRefused},
		"not sent after a part":   {[]error{Part{Unsent{errBusy}}}, []providers.Outcome{providers.Unknown}, errBusy},
		"stopped by a part":       {[]error{Part{errNoRole}, Unsent{Part{errNoRole}}}, []providers.Outcome{providers.Unknown, providers.NotDone}, errNoRole},
		"another kind of trouble": {[]error{errors.New("x"), nil}, []providers.Outcome{providers.Unknown, providers.Done}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var told *providers.BatchError
			require.ErrorAs(t, BatchError(tc.errs), &told)
			require.Equal(t, tc.outcomes, told.Outcomes)
			if tc.err != nil {
				require.ErrorIs(t, told, tc.err)
			}
		})
	}
}
