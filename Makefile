# The front door. `make` alone lists what there is; README.md tells more.

PYTHON ?= python3
ARGS ?=
BROWSER ?= 1
PY := .venv/bin/python
SERVERS := $(PY) -m yibao.dev exec --

export BROWSER

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test test-full bench stress model check docs shell clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## make .venv and install what the site needs
	@$(PYTHON) yibao/dev/bootstrap.py runtime

setup-dev: ## the same and what tests and checks need
	@$(PYTHON) yibao/dev/bootstrap.py dev

run: setup ## start everything with the demo city; Ctrl-C stops it (PORT, DATA_DIR, WEB_WORKERS)
	@$(PY) -m yibao.dev run

test: setup-dev ## run the tests, in a real browser too (BROWSER=0 without; ARGS="-k word" fewer)
	@$(PY) -m yibao.dev test -- $(ARGS)

test-full: setup-dev ## the tests and everything that takes long
	@YIBAO_FULL=1 $(PY) -m yibao.dev test -- $(ARGS)

bench: setup-dev ## measure what the work costs, as ratios (bench/README.md)
	@$(SERVERS) $(PY) -m bench

stress: setup-dev ## settle under load with real processes and prove the books (ARGS="--seeds 1-3")
	@$(PY) -m yibao.dev stress -- $(ARGS)

model: setup-dev ## 20,000 random histories of money against a plain model (ARGS="--seed 7")
	@$(PY) -m yibao.dev model $(ARGS)

check: setup-dev ## lint, import contracts, Django's checks, pending migrations, templates
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/lint-imports
	@$(SERVERS) sh -ec '\
		$(PY) manage.py check --fail-level WARNING; \
		$(PY) manage.py makemigrations --check --dry-run; \
		$(PY) -m yibao.dev.templates'

docs: setup-dev ## write the generated parts of docs/ again
	@$(SERVERS) $(PY) manage.py generate_docs

shell: setup ## a Django shell on the data of a running `make run`
	@test -f "$${DATA_DIR:-.yibao}/env.sh" || { echo "Start the site with 'make run' first."; exit 1; }
	@. "$${DATA_DIR:-.yibao}/env.sh" && $(PY) manage.py shell

clean: ## remove the environment, caches and throw-away test data; the data of `make run` stays
	@rm -rf .venv .pytest_cache .ruff_cache .import_linter_cache .hypothesis staticfiles
	@rm -rf "$${DATA_DIR:-.yibao}"/test "$${DATA_DIR:-.yibao}"/test-*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
