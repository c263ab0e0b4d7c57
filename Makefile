# Two commands do everything: `make run` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3.11
CATALOGUE := ingestion/catalogue
# Everything Wasl keeps lives here, inside the clone: removing the clone removes it.
export WASL_HOME ?= $(CURDIR)/.wasl
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
# Debian's names of what scans are read with, and of what pages are tested with.
OCR := tesseract-ocr tesseract-ocr-ara tesseract-ocr-eng tesseract-ocr-fra
BROWSER := chromium fonts-noto-core
# Installs those of the packages $(1) that are missing.
define installed
	@missing=$$(dpkg-query -W -f '$${db:Status-Abbrev}$${Package}\n' $(1) 2>/dev/null | grep -c '^ii' || true); \
	if [ "$$missing" != $(words $(1)) ]; then \
		$(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1); \
	fi
endef

.PHONY: help install model data run test lint types unit ocr system clean

help:
	@echo "make run   install, build the model once, load the catalogue, demonstrate on http://localhost:8000"
	@echo "make test  install and run everything that CI runs"

$(VENV)/installed: pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is missing: $(PYTHON) was not found." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq python3.11-venv; }
	[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

install: $(VENV)/installed

model: install
	$(BIN)/wasl model build

data: model
	$(BIN)/wasl migrate
	$(BIN)/wasl ingest programmes $(CATALOGUE)/programmes
	$(BIN)/wasl ingest startups $(CATALOGUE)/startups.yaml
	$(BIN)/wasl ingest network $(CATALOGUE)/network

run: ocr data
	$(BIN)/wasl serve --demo

# Everything but scans is read without it.
ocr:
	$(call installed,$(OCR)) || echo "Tesseract was not installed: scans are refused until it is." >&2

system:
	$(call installed,$(OCR) $(BROWSER))

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types: install
	$(BIN)/mypy

# Tests have a home of their own, so that they never touch what a person keeps.
unit: export WASL_HOME := $(CURDIR)/.wasl/test
unit: install system
	$(BIN)/wasl model build
# Two processes or more share the files; tests of one file stay together, with what they set up.
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile

test: lint types unit

clean:
	rm -rf $(VENV) .wasl .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
