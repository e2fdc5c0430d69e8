# What developers and the machine that checks us run. `make help` lists the targets.
#
# The environment is .venv, made from the lock and remade when the lock changes (docs/decisions/lock.md).
# On Windows use WSL: a plain Windows Python has .venv/Scripts, which this file does not know.

ifndef PYTHON
# The first that is new enough and can make environments; `make PYTHON=...` takes another.
PYTHON := $(shell for python in python3.11 python3; do \
	"$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$python" && break; done)
endif

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PO := $(wildcard src/rencontres_feeds/locales/*/LC_MESSAGES/*.po)
MO := $(PO:.po=.mo)
COMPILED := src/rencontres_feeds/compiled/base.html.code

.DELETE_ON_ERROR:
.PHONY: build setup proofs test check format format-check lint types catalogues catalogues-check bench bench-docs screenshots lock clean help

build: setup ## Build output/ from sessions.yaml (this is what `make` alone does)
	@$(BIN)/rencontres-feeds build

setup: .venv/installed $(MO) $(COMPILED) ## Make .venv, if the lock or pyproject.toml changed

# Two stamps: a change of the lock makes a new environment, in which nothing is left of the old one; a change
# of pyproject.toml, mostly a tool's setting, only installs our own package again.
.venv/locked: requirements-dev.txt
	@test -n "$(PYTHON)" || { echo "This needs Python 3.11 or newer with venv (on Debian: apt install python3-venv)." >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

.venv/installed: .venv/locked pyproject.toml hatch_build.py
	$(PIP) install --no-deps --no-build-isolation --editable .
	$(PIP) check
	@touch $@

%.mo: %.po .venv/installed
	$(BIN)/python hatch_build.py compile

# One of the compiled templates stands for all: they are made together.
$(COMPILED): $(wildcard src/rencontres_feeds/templates/*) src/rencontres_feeds/renderers/compiled.py .venv/installed
	$(BIN)/python hatch_build.py compile

PACKAGES := benchmarks/node/node_modules/.package-lock.json
proofs: tests/node/node_modules/.package-lock.json $(PACKAGES) ## Install what subscribes, judges and is measured in the tests (needs npm)

# npm writes this file last, and it is older than the lock when the lock changed.
%/node_modules/.package-lock.json: %/package-lock.json
	npm ci --prefix $* --ignore-scripts --no-audit --no-fund --silent
	@touch $@

test: setup ## Run the tests; every line and branch of the package must be run
	$(BIN)/python -m pytest -n auto --dist worksteal --cov

check: format-check lint types catalogues-check ## Check the form, the rules, the types and the catalogues

format: setup ## Format the code, and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

format-check: setup
	$(BIN)/ruff format --check .

lint: setup ## Check the rules (ruff)
	$(BIN)/ruff check .

types: setup ## Check the types (mypy)
	$(BIN)/mypy

catalogues: setup ## Gather the messages, bring the catalogues up to date and compile them
	$(BIN)/python hatch_build.py update

catalogues-check: setup
	$(BIN)/python hatch_build.py check

# Who has no npm measures without what comes from there.
SIZES ?= 4,200,1000,10000
RUNS ?= 5
BENCH = $(BIN)/python benchmarks/bench.py --sizes $(SIZES) --runs $(RUNS) \
	$(if $(ONLY),--only $(ONLY)) $(if $(JSON),--json $(JSON))
bench: setup $(if $(shell command -v npm),$(PACKAGES)) ## Measure builds against others (SIZES=, RUNS=, ONLY=, JSON=: benchmarks/README.md)
	$(BENCH)

bench-docs: setup $(if $(shell command -v npm),$(PACKAGES)) ## The same, and write the tables into docs/performance.md
	$(BENCH) --docs

screenshots: setup ## Make the pictures of docs/screenshots/ from docs/sample/ (wants poppler-utils and pngquant)
	$(BIN)/python tools/screenshots.py

# Versions already in the lock stay where they still fit; UPGRADE=1 takes the newest. uv resolves for every
# platform at once; it is needed here only, so it lives in an environment of its own.
UV_COMPILE = build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	$(if $(UPGRADE),--upgrade) pyproject.toml

lock: ## Make the lock again from pyproject.toml (UPGRADE=1: with the newest versions)
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip --disable-pip-version-check --quiet install 'uv>=0.9,<1'
	$(UV_COMPILE) --extra dev --output-file requirements-dev.txt
	$(UV_COMPILE) --constraint requirements-dev.txt --output-file requirements.txt

# Never output/: it is published, and its ledger is the only memory of what was.
clean: ## Remove the environment and everything that the tools made
	rm -rf .venv build dist htmlcov .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis
	rm -f $(MO)
	rm -rf src/rencontres_feeds/compiled
	find src tests benchmarks -type d -name __pycache__ -prune -exec rm -rf {} +

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
