# What to type. ARGS go to the program behind a target: make bench ARGS="--repetitions 10".

SWIFT_FILES := Package.swift $(wildcard Plugins Sources Tests Fuzz Benchmarks)
SCRIPTS := $(wildcard scripts/* .ci/* Benchmarks/*/run Benchmarks/Traces/record-* docs/ci/*)
ARGS ?=
# Options of the lab of virtual machines that `make bench` runs on a host without an RDMA device;
# LAB=no leaves it out.
LAB_ARGS ?=
LAB ?= yes
# Options of the RDMA part of `make benchmark`; those of the other part are in ARGS.
RDMA_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup bench test benchmark lint format clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo 'ARGS="..." is passed on, for example: make bench ARGS="--repetitions 10"'

setup: ## install what is missing (Debian packages); says nothing where all is there
	@scripts/setup

bench: setup ## build in release and compare the transports on this machine, and RDMA in a lab
	swift build -c release --product bench
	LAB_ARGS="$(LAB_ARGS)" LAB="$(LAB)" scripts/compare $(ARGS)

test: setup ## build and run the tests; scripts/lab-test runs those that need an RDMA device
	swift build
	swift test --no-parallel $(ARGS)

benchmark: setup ## measure the hot paths against iperf3, plain C, perftest and rstream, and the harness itself
	swift build -c release
	Benchmarks/DataPath/run $(ARGS)
	Benchmarks/RDMA/run $(RDMA_ARGS)
	Benchmarks/HarnessCost/run

lint: ## check the form of Swift files, and of scripts where shellcheck is installed
	swift format lint --strict -r --parallel $(SWIFT_FILES)
	@if command -v shellcheck > /dev/null; then \
		grep -lE '^#!.*\b(ba)?sh$$' $(SCRIPTS) | xargs shellcheck; \
	fi

format: ## bring Swift files into form
	swift format -i -r --parallel $(SWIFT_FILES)

clean: ## remove what builds left
	rm -rf .build .build-*
