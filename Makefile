# `make` prints what there is. Everything but `help`, `clean` and `lock` installs first what is missing.

.DEFAULT_GOAL := help
SHELL := /bin/bash

PY := .venv/bin/python
UV ?= uv
LOCK := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url $(if $(UPGRADE),--upgrade)
BENCHES := $(sort $(subst _,-,$(patsubst benchmarks/bench_%.py,bench-%,$(wildcard benchmarks/bench_*.py))))

# Tesseract's own threads gain nothing on a page's lines; documents run side by side instead.
export OMP_THREAD_LIMIT ?= 1

.PHONY: help setup demo test check audit format bench fonts servers lock clean FORCE

help:  ## what there is
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  benchmarks:        $(or $(BENCHES),none yet); BENCH_QUICK=1 keeps each under three minutes"

setup:  ## install what is missing: system packages, .venv, the project
	@scripts/setup.sh

demo: setup  ## review the samples through a Prefect server of its own, and show what came out (ARGS=--stay keeps its UI open)
	@$(PY) -m fixtures.demo $(ARGS)

test:  ## run every test on two cores (ARGS="tests/test_cli.py -x" for some); installs Chromium, nginx, PostgreSQL and Ceph first
	@scripts/setup.sh tests
	$(PY) -m pytest -n 2 --dist loadscope --durations=15 -rs $(ARGS)

check: setup  ## lint, formatting, types, floors, licences
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-logo
	$(PY) scripts/licences.py

audit: setup  ## known weaknesses of what is installed (pip-audit, in a folder of its own; says so where nothing can be reached)
	@scripts/audit.sh

format: setup  ## mend what ruff can mend
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .

bench: $(BENCHES)  ## every measurement; each ends with one line of JSON

bench-%: setup FORCE  ## one measurement
	@$(PY) benchmarks/bench_$(subst -,_,$*).py $(ARGS)

bench-samples bench-fields bench-decisions bench-reading bench-recogniser: fonts

bench-intake: servers

servers:  ## PostgreSQL, Ceph and what else tests and benchmarks run against
	@scripts/setup.sh tests

fonts:  ## the further fonts that generated documents are set in
	@scripts/fonts.sh

lock:  ## pin the dependencies anew, with hashes (needs uv; UPGRADE=1 for newer versions)
	$(LOCK) -o requirements.txt >/dev/null
	$(LOCK) --group dev -c requirements.txt -o requirements-dev.txt >/dev/null
	$(LOCK) --group dev --group train -c requirements-dev.txt -o requirements-train.txt >/dev/null

clean:  ## remove what was built, generated or cached; keeps .venv and data
	rm -rf build dist benchmarks/out fixtures/generated .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +

FORCE:
