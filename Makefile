# Everything that is checked, built and measured. `make check` is what a change
# has to pass.

GO          ?= go
BIN         := bin/wensou
TOOLS       := $(CURDIR)/.bin
STATICCHECK := $(TOOLS)/staticcheck
GOFUMPT     := $(TOOLS)/gofumpt
BENCHSTAT   := $(TOOLS)/benchstat
VERSION     ?=
FUZZTIME    ?= 30s
SOURCES     := cmd analysis bibliography document index internal parse query search server testdata

.PHONY: build test check tools format vet staticcheck race tidy docs docs-check clean-tree fuzz papers cover zero-miss zero-miss-large crash flips incremental takeover soak run-demo bench bench-micro clean

build:
	$(GO) build -trimpath -ldflags '-s -w -X main.release=$(VERSION)' -o $(BIN) ./cmd/wensou

test:
	$(GO) test -timeout 20m ./...

check: format vet staticcheck race tidy docs-check clean-tree

# Tools are installed by exact version and stand outside go.mod.
tools: $(STATICCHECK) $(GOFUMPT) $(BENCHSTAT)

$(STATICCHECK):
	GOBIN=$(TOOLS) $(GO) install honnef.co/go/tools/cmd/staticcheck@v0.8.2

$(GOFUMPT):
	GOBIN=$(TOOLS) $(GO) install mvdan.cc/gofumpt@v0.12.0

$(BENCHSTAT):
	GOBIN=$(TOOLS) $(GO) install golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da

format: $(GOFUMPT)
	@unformatted=$$($(GOFUMPT) -l $(SOURCES)); \
	if [ -n "$$unformatted" ]; then echo "run gofumpt -w on:"; echo "$$unformatted"; exit 1; fi

vet:
	$(GO) vet ./...

staticcheck: $(STATICCHECK)
	$(STATICCHECK) ./...

# The import rules are among the tests (internal/archtest).
# The detector lets each process that ends sleep for a second; the scripts start
# hundreds.
race:
	GORACE=atexit_sleep_ms=10 $(GO) test -race -short -timeout 20m ./...

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
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$pkg; \
		done; \
	done

# Prints PAPERS papers in each layout and reads them back.
PAPERS ?= 40
papers:
	WENSOU_PAPERS=$(PAPERS) $(GO) test -count=1 -run TestPrinted -timeout 30m ./parse/pdftext

cover:
	$(GO) test -coverpkg=./... -coverprofile=cover.out ./...
	$(GO) tool cover -func=cover.out | tail -n 1

# Searches random pieces of the bundled documents, and of those in SEEDS when it
# is there, in both scripts: each unit that holds one is found, and no other.
ZERO_MISS ?= 10000
zero-miss:
	ZERO_MISS=$(ZERO_MISS) $(GO) test -count=1 -v -timeout 30m -run '^TestZeroMiss$$' ./cmd/wensou

# The same over the first rows of ../shared/corpus/bench-1m.jsonl.zst, where that
# is, with substrings of up to 30 characters; prints one line.
ZERO_MISS_LARGE ?= 200000 20000
zero-miss-large:
	@mkdir -p .bench; ZERO_MISS_LARGE="$(ZERO_MISS_LARGE)" $(GO) test -count=1 -v -timeout 60m -run '^TestZeroMissLarge$$' ./cmd/wensou > .bench/zero-miss 2>&1; \
	status=$$?; grep -E '^zero-miss|zeromisslarge_test.go|^(FAIL|panic)' .bench/zero-miss || cat .bench/zero-miss; exit $$status

# Kills the binary (kill -9) at random times of builds, publishes, rollbacks and
# prunes: what served goes on answering, and the next build is clean.
CRASH ?= 200
crash: build
	CRASH=$(CRASH) CRASH_BIN=$(CURDIR)/$(BIN) $(GO) test -count=1 -v -timeout 120m -run '^TestCrash$$' ./cmd/wensou

# Flips bits at FLIPS places of every file of a generation: verify and serve name
# the file.
FLIPS ?= 500
flips:
	FLIPS=$(FLIPS) $(GO) test -count=1 -v -timeout 60m -run '^TestFlips$$' ./cmd/wensou

# Changes generations under 100 searches a second: no failed and no mixed answer,
# nothing kept. The last line tells times and memory.
TAKEOVER ?= 200
takeover:
	TAKEOVER=$(TAKEOVER) $(GO) test -count=1 -v -timeout 60m -run '^TestTakeover$$' ./cmd/wensou

# Mixed load with takeovers, hostile queries and clients that go away.
SOAK ?= 10m
soak:
	SOAK=$(SOAK) $(GO) test -count=1 -v -timeout 120m -run '^TestSoak$$' ./cmd/wensou

# Changes 150 files of INCREMENTAL, builds on what was there before and from
# nothing, and compares every file and 300 answers; prints what was read.
INCREMENTAL ?= ../shared/corpus/docs
incremental:
	INCREMENTAL=$(abspath $(INCREMENTAL)) $(GO) test -count=1 -v -timeout 60m -run '^TestIncremental$$' ./cmd/wensou

run-demo: build
	$(BIN) serve --demo

# BENCH is a folder with corpus/bench-1m.jsonl.zst and bench/queries.jsonl. Builds
# an index of it, serves that without the answer cache and times the queries;
# BENCHFLAGS are further options of wensou bench, such as --compare FILE.
BENCHFLAGS ?=
MEASURE    := $(if $(wildcard /usr/bin/time),/usr/bin/time -v)
bench: build
	@test -n "$(BENCH)" || { echo "usage: make bench BENCH=folder"; exit 2; }
	@mkdir -p .bench && rm -rf .bench/idx .bench/out
	$(MEASURE) $(BIN) build --index .bench/idx --publish $(BENCH)/corpus/bench-1m.jsonl.zst
	@$(BIN) serve --index .bench/idx --listen 127.0.0.1:0 --cache 0 > .bench/out 2> .bench/err & pid=$$!; \
	trap 'kill $$pid' EXIT; \
	for i in $$(seq 600); do \
		grep -qs 'listening on' .bench/out && break; \
		kill -0 $$pid 2> /dev/null || { cat .bench/err; trap - EXIT; exit 1; }; \
		sleep 0.1; \
	done; \
	$(BIN) bench "$$(sed 's/listening on //' .bench/out)" --queries $(BENCH)/bench/queries.jsonl --pid $$pid $(BENCHFLAGS)

# Benchmarks of single parts, six times each, beside those that are committed.
# They say something when both come from one machine: to renew them, copy
# .bench/micro.txt over the committed file.
MICRO := ./analysis ./index/bleveindex ./search ./search/highlight
bench-micro:
	@mkdir -p .bench
	$(GO) test -run '^$$' -bench . -benchmem -count 6 -timeout 60m $(MICRO) | tee .bench/micro.txt
	@! grep -q '^FAIL' .bench/micro.txt
	@if [ -x $(BENCHSTAT) ]; then $(BENCHSTAT) testdata/bench/micro.txt .bench/micro.txt; \
	else echo "make tools installs benchstat, which compares with testdata/bench/micro.txt"; fi

clean:
	rm -rf bin .bench cover.out
