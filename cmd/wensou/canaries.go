package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/goccy/go-yaml"

	"wensou/internal/gate"
	"wensou/search"
)

// maxCanaries bounds what is asked before each publish.
const maxCanaries = 10_000

// readCanaries reads a YAML or JSON file of queries; no name, no queries.
func readCanaries(name string) ([]gate.Canary, error) {
	if name == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("%w: gate: canaries: %w", errConfig, err)
	}
	var all []gate.Canary
	if err := yaml.UnmarshalWithOptions(raw, &all, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%w: gate: canaries: %s: %s", errConfig, name, strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	var errs []error
	if len(all) == 0 {
		errs = append(errs, errors.New("it holds no query"))
	}
	if len(all) > maxCanaries {
		errs = append(errs, fmt.Errorf("%d queries are more than %d", len(all), maxCanaries))
	}
	for i := range all {
		if err := all[i].Validate(); err != nil {
			errs = append(errs, fmt.Errorf("number %d: %w", i+1, err))
		}
		var r search.Request
		if err := narrow(&r, all[i].Filters); err != nil {
			errs = append(errs, fmt.Errorf("number %d: %w", i+1, err))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("%w: gate: canaries: %s: %w", errConfig, name, err)
	}
	return all, nil
}

// narrow puts filters into a request.
func narrow(r *search.Request, filters map[string][]string) error {
	fields := map[string]*[]string{
		"source": &r.Sources, "topic": &r.Topics, "kind": &r.Kinds, "author": &r.Authors, "lang": &r.Langs, "doc": &r.Docs,
	}
	var errs []error
	for name, values := range filters {
		if fields[name] == nil {
			errs = append(errs, fmt.Errorf("there is no filter %q; filters are source, topic, kind, author, lang and doc", name))
			continue
		}
		*fields[name] = values
	}
	return errors.Join(errs...)
}

// ask is how the gate searches.
func (a *asked) ask(ctx context.Context, c *gate.Canary, limit int) (*gate.Answer, error) {
	r := search.Request{Query: c.Query, Ungrouped: true, Limit: limit, Highlight: search.HighlightNone}
	if err := narrow(&r, c.Filters); err != nil {
		return nil, err
	}
	resp, err := a.service.Search(ctx, r)
	if err != nil {
		return nil, err
	}
	out := &gate.Answer{Total: resp.Total}
	for i := range resp.Hits {
		out.IDs = append(out.IDs, resp.Hits[i].ID)
	}
	return out, nil
}
