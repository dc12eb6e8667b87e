# What a new machine needs beforehand: Python 3.11 or later, make.
#   make demo    the exercise: a distress call in the Dover Strait becomes a search box
#   make test    all checks and all tests
#   make check   lint, types, import order and documentation, without the other tests
#   make bench   every benchmark; make clean removes what these made

.DEFAULT_GOAL := test
.DELETE_ON_ERROR:
.PHONY: demo test check lint types rooms docs browser postgres bench clean

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; print(sys.executable) if sys.version_info >= (3, 11) else sys.exit(1)' \
	2>/dev/null && break; done)
UV := .uv/bin/uv
SYNC := UV_PYTHON_DOWNLOADS=never $(UV) sync --quiet --locked --compile-bytecode --python "$(PYTHON)"
BIN := .venv/bin
WORKERS ?= 2

demo: .venv/.demo
	@$(BIN)/lastknown demo --out out/varne

test: lint types rooms browser postgres
	@$(BIN)/pytest -n $(WORKERS) $(PYTEST_ARGS)

check: lint types rooms docs

lint: .venv/.all
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .

types: .venv/.all
	@$(BIN)/mypy

rooms: .venv/.all
	@$(BIN)/lint-imports --no-cache

docs: .venv/.all
	@$(BIN)/pytest -q tests/docs

browser: .venv/.all
	@sh .ci/browser

postgres:
	@sh .ci/postgres

bench: .venv/.all
	@for script in benchmarks/*.py; do $(BIN)/python "$$script" || exit 1; done

clean:
	rm -rf .venv .uv out dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.demo: uv.lock pyproject.toml | $(UV)
	@echo "Installing what the demo needs into .venv" >&2
	@$(SYNC) --no-dev --inexact
	@$(BIN)/python -m compileall -q src
	@touch $@

.venv/.all: uv.lock pyproject.toml | $(UV)
	@echo "Installing everything, with the tools for the checks, into .venv" >&2
	@$(SYNC) --all-extras
	@$(BIN)/python -m compileall -q src
	@touch .venv/.demo $@

$(UV):
	@sh .ci/get-uv "$(PYTHON)"
