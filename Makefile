# make demo    the whole chain on an invented study, in outputs/demo
# make test    the whole test-suite
# make check   format, lint, types, layers, documentation
# Each makes what it needs; nothing but Python 3.11+ has to be there.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help demo test check format docs benchmark clean

help:
	@sed -n '1,4s/^# //p' Makefile

demo: $(VENV)/.tool
	@$(BIN)/wbp demo outputs/demo

test: $(VENV)/.test
	@$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/.check
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@WBP_LANG=en $(BIN)/cog --check README.md docs/*.md
	@$(BIN)/wbp instrument check

format: $(VENV)/.check
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(VENV)/.check
	@WBP_LANG=en $(BIN)/cog -r README.md docs/*.md

benchmark: $(VENV)/.benchmark
	@for file in benchmarks/*.py; do $(BIN)/python $$file; done

clean:
	rm -rf $(VENV) outputs/demo

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit("wbp-survey needs Python 3.11 or newer; say: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	@echo "Making the environment in $(VENV) (once; a few minutes)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --upgrade "pip>=25.1"
	@touch $@

$(VENV)/.tool: $(VENV)/.python pyproject.toml
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.tool
	@$(PIP) install --group test
	@touch $@

$(VENV)/.check: $(VENV)/.test
	@$(PIP) install --group check
	@touch $@

$(VENV)/.benchmark: $(VENV)/.test
	@$(PIP) install --group benchmark
	@touch $@
