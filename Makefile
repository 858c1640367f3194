# `make` alone builds, lints and tests. Every target does its own set-up; Go, make and git are all that must be there.
# `make help` lists the targets.

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := all

VERSION     := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
FUZZTIME    ?= 10000x

.PHONY: all
all: build test ## build, lint (vet is in there) and test

.PHONY: run
run: build ## serve examples/zones on 127.0.0.1:5300; follows every edit
	./bin/zonesync run $(RUNFLAGS) examples/zones

.PHONY: build
build: ## the binary, bin/zonesync: static, stripped
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/zonesync ./cmd/zonesync

.PHONY: test
test: setup lint race fuzz ## lint, all tests with the race detector, a few thousand runs of each fuzz target

# Needs a C compiler, which setup installs on Debian. Elsewhere, without one, the tests run all the same.
.PHONY: race
race: ## all tests, with the race detector where there is a C compiler
	if [ "$$(go env CGO_ENABLED)" = 1 ]; then race=-race; else race=; echo "no C compiler: tests run without the race detector"; fi; \
	go test $$race -vet=off -timeout 9m ./...

.PHONY: setup
setup: ## the DNS servers and checkers that tests compare with (Debian, as root; says what it skips)
	scripts/setup

.PHONY: lint
lint: vet ## gofmt, go vet, staticcheck, go.mod tidy
	files=$$(gofmt -l .); if [ -n "$$files" ]; then echo "not as gofmt writes it:"; echo "$$files"; exit 1; fi
	go mod tidy -diff
	go run $(STATICCHECK) -tags bench ./...

.PHONY: vet
vet: ## go vet
	go vet -tags bench ./...

.PHONY: vuln
vuln: ## known vulnerabilities in what is linked in (needs the network)
	go run $(GOVULNCHECK) ./...

.PHONY: fuzz
fuzz: ## each fuzz target for FUZZTIME (10000x: so many runs; also a time, such as 1m)
	scripts/fuzz $(FUZZTIME)

.PHONY: bench
bench: setup build ## Go benchmarks, then the table of budgets: side by side with other tools, in ratios
	go test -run '^$$' -bench . -benchmem -benchtime 1s ./parse/... ./diff/...
	go test -tags bench -count 1 -timeout 60m -v -run TestBudgets ./internal/bench

.PHONY: golden
golden: ## rewrite the expected outputs of the tests that know -update
	go test $$(grep -rl --include '*_test.go' '"update"' . | xargs -rn1 dirname | sort -u) -update

.PHONY: cover
cover: ## how much of the code the tests reach
	mkdir -p bin
	go test -coverpkg ./... -coverprofile bin/cover.out ./... > /dev/null
	go tool cover -func bin/cover.out | tail -1

.PHONY: style
style: ## long files and long functions
	scripts/style

.PHONY: clean
clean: ## remove what was built
	rm -rf bin

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 10
