# `make` lists the targets. Everything is installed under .venv, from the lock files, with hashes checked.
PYTHON ?= python3
BIN := .venv/bin
PYTEST = $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help demo test check soak bench quality format docs lock clean

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do \
		printf '%-14s %s\n' "$$name" "$$what"; done

demo: .venv/.run-installed ## Crawl a small newspaper served on this machine, and show what came out
	$(BIN)/newscrawl demo

test: check .venv-tools/.installed ## Run every check and the tests (a few minutes)
	$(PYTEST) -n auto

check: .venv/.dev-installed ## Run the checks without the tests: format, lint, types, imports, generated docs
	sh tools/apt-packages.sh
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/generate_docs.py --check

soak: .venv/.dev-installed .venv-tools/.installed ## Run the tests that take minutes
	$(PYTEST) -m soak

bench: .venv/.dev-installed ## Measure extraction against bare parsing and what archiving costs; with NEWSCRAWL_CORPUS archives of real pages
	$(BIN)/python benchmarks/extraction.py
	$(BIN)/python benchmarks/archiving.py
	@[ -z "$$NEWSCRAWL_CORPUS" ] || $(BIN)/python benchmarks/corpus_round_trip.py

quality: .venv/.dev-installed ## Score extraction on the corpus in NEWSCRAWL_CORPUS; a drop below the floors fails
	$(BIN)/python benchmarks/quality.py

format: .venv/.dev-installed ## Format the code and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: .venv/.dev-installed ## Remake the generated documents
	$(BIN)/python tools/generate_docs.py

lock: .venv/.dev-installed ## Remake the lock files from pyproject.toml (newer versions: make lock UPGRADE=--upgrade)
	sh tools/lock.sh $(UPGRADE)

clean: ## Remove .venv, .venv-tools and all caches; output/ stays
	rm -rf .venv .venv-tools build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find newscrawl tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is newer than what it was made from, so a second run installs nothing. The tests' lock holds the same
# versions as the other and more: installing it serves `make demo` too.
.venv/.run-installed: pyproject.toml requirements.lock
	@sh tools/bootstrap.sh '$(PYTHON)' requirements.lock
	@touch $@

.venv/.dev-installed: pyproject.toml requirements-dev.lock
	@sh tools/bootstrap.sh '$(PYTHON)' requirements-dev.lock
	@touch .venv/.run-installed $@

.venv-tools/.installed: requirements-tools.lock tools/other_tools.sh | .venv/.dev-installed
	@sh tools/other_tools.sh
