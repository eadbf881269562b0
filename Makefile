# Everything that is checked, built and measured. `make check` is what a change
# has to pass.

GO          ?= go
BIN         := bin/wensou
TOOLS       := $(CURDIR)/.bin
STATICCHECK := $(TOOLS)/staticcheck
GOFUMPT     := $(TOOLS)/gofumpt
VERSION     ?=
FUZZTIME    ?= 30s
SOURCES     := cmd analysis document index internal parse query search server testdata

.PHONY: build test check tools format vet staticcheck race tidy docs docs-check clean-tree fuzz cover run-demo bench-first clean

build:
	$(GO) build -trimpath -ldflags '-s -w -X main.release=$(VERSION)' -o $(BIN) ./cmd/wensou

test:
	$(GO) test ./...

check: format vet staticcheck race tidy docs-check clean-tree

# Tools are installed by exact version and stand outside go.mod.
tools: $(STATICCHECK) $(GOFUMPT)

$(STATICCHECK):
	GOBIN=$(TOOLS) $(GO) install honnef.co/go/tools/cmd/staticcheck@v0.8.2

$(GOFUMPT):
	GOBIN=$(TOOLS) $(GO) install mvdan.cc/gofumpt@v0.12.0

format: $(GOFUMPT)
	@unformatted=$$($(GOFUMPT) -l $(SOURCES)); \
	if [ -n "$$unformatted" ]; then echo "run gofumpt -w on:"; echo "$$unformatted"; exit 1; fi

vet:
	$(GO) vet ./...

staticcheck: $(STATICCHECK)
	$(STATICCHECK) ./...

# The import rules are among the tests (internal/archtest).
race:
	$(GO) test -race -timeout 15m ./...

tidy:
	$(GO) mod tidy -diff

docs:
	@mkdir -p docs
	$(GO) run ./cmd/wensou docs > docs/commands.md

docs-check:
	$(GO) test -run TestCommandReference ./cmd/wensou

# Neither tests nor generators may leave anything in the tree.
clean-tree:
	@changed=$$(git status --porcelain); \
	if [ -n "$$changed" ]; then echo "the tree is not clean:"; echo "$$changed"; exit 1; fi

# Each fuzz target for FUZZTIME.
fuzz:
	@set -e; for pkg in $$($(GO) list ./...); do \
		for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
			echo "$$pkg $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$pkg; \
		done; \
	done

cover:
	$(GO) test -coverpkg=./... -coverprofile=cover.out ./...
	$(GO) tool cover -func=cover.out | tail -n 1

run-demo: build
	$(BIN) serve --demo

# BENCH is a folder with corpus/bench-1m.jsonl.zst, bench/queries.jsonl and
# bench/drive.py: builds an index of it and times the queries.
bench-first: build
	@test -n "$(BENCH)" || { echo "usage: make bench-first BENCH=folder"; exit 2; }
	@mkdir -p .bench
	time $(BIN) build --index .bench/idx --publish $(BENCH)/corpus/bench-1m.jsonl.zst
	@set -e; $(BIN) serve --index .bench/idx --listen 127.0.0.1:0 > .bench/out 2> .bench/err & pid=$$!; \
	trap 'kill $$pid' EXIT; \
	for i in $$(seq 600); do grep -q 'listening on' .bench/out && break; kill -0 $$pid; sleep 0.1; done; \
	python3 $(BENCH)/bench/drive.py "$$(sed 's/listening on //' .bench/out)" $(BENCH)/bench/queries.jsonl --pid $$pid

clean:
	rm -rf bin .bench cover.out
