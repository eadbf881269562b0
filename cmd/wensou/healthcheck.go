package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"
)

func healthcheckCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "healthcheck [--url URL]",
		Short: "Ask a running server whether it is ready",
		Long: `healthcheck asks a server's /readyz and exits with 0 when it answers 200 within
three seconds, else with 1. Containers without curl use it.`,
		Example: `  wensou healthcheck --url http://127.0.0.1:8080/readyz`,
		Args:    exactArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			url, _ := cmd.Flags().GetString("url")
			ctx, cancel := context.WithTimeout(cmd.Context(), 3*time.Second)
			defer cancel()
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
			if err != nil {
				return usagef("--url: %w", err)
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				return fmt.Errorf("%w: %w", errUnhealthy, err)
			}
			defer resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				return fmt.Errorf("%w: %s answers %s", errUnhealthy, url, resp.Status)
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), "ready")
			return err
		},
	}
	cmd.Flags().String("url", "http://"+defaultListen+"/readyz", "`URL` to ask")
	return cmd
}
