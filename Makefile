# `make help` lists every target. The set-up itself is tools/bootstrap.py.
MAKEFLAGS += --no-print-directory
# PYTHON=/path/to/python3 chooses the Python for .venv; else the newest tried version found is it.
FIND_PYTHON = $(or $(PYTHON),$(shell sh tools/find_python.sh))
VENV := .venv/bin

.PHONY: bench pictures help run setup test test-fast test-drills drill test-long check lock
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

run: .setup-run ## set up if needed, start everything on this machine, print the sign-in link
	@$(VENV)/python manage.py run

setup: .setup-run ## set up only: .venv/bin/python manage.py letter and deadline work then
	@echo "Ready: .venv/bin/python manage.py letter --help"

test: .setup-dev ## set up if needed, then every test but the long drills (ARGS="..." goes to pytest)
	@$(VENV)/python tools/run_tests.py all $(ARGS)

test-fast: .setup-dev ## the tests that need neither a browser nor other processes: under a minute
	@$(VENV)/python tools/run_tests.py fast $(ARGS)

test-drills: .setup-dev ## only the tests that start, kill and restart real processes
	@$(VENV)/python tools/run_tests.py drill $(ARGS)

drill: .setup-dev ## reminders under kill -9: ARGS="--reminders 10000 --kills 200 --database postgresql"
	@$(VENV)/python -m tests.drills.drill $(ARGS)

test-long: .setup-dev ## the long form of the drills
	@$(VENV)/python tools/run_tests.py long $(ARGS)

bench: .setup-dev ## measure speed and size (ARGS="letters law" names some; wants a quiet machine)
	@$(VENV)/python -m benchmarks $(ARGS)

pictures: .setup-dev ## make the README's pictures anew from the journey through the site
	DSR_PICTURES=$(CURDIR)/docs/pictures $(VENV)/python -m pytest -q -p no:cacheprovider tests/journeys/test_main_job.py

screens: .setup-dev ## a picture of every page into var/screens: two widths, light and dark
	$(VENV)/python -m pytest -q -p no:cacheprovider tests/journeys/screens.py tests/journeys/screens_rare.py

check: export DSR_VAR := $(CURDIR)/.venv/check
check: .setup-dev ## style, types, import contracts, missing migrations, settings for the open net
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports
	$(VENV)/python manage.py makemigrations --check --dry-run
	SITE_URL=https://desk.example.org $(VENV)/python manage.py check --deploy --fail-level WARNING
	SITE_URL=https://desk.example.org BEHIND_TLS_PROXY=1 $(VENV)/python manage.py check --deploy --fail-level WARNING

# The pins stand in requirements/*.in. The locks hold for every Python from 3.11.0 on and every
# system, name no package index, and are made with uv, which is not a part of .venv:
#     python3 -m pip install uv        then        make lock        then        make test
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header
lock: ## after a change to requirements/*.in: pin and hash all packages anew (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: python3 -m pip install uv" >&2; exit 1; }
	cd requirements && $(LOCK) run.in --output-file run.lock
	cd requirements && $(LOCK) dev.in --constraint run.lock --output-file dev.lock

.PHONY: .setup-run .setup-dev
.setup-run:
	@$(or $(FIND_PYTHON),exit 1;) tools/bootstrap.py run
.setup-dev:
	@$(or $(FIND_PYTHON),exit 1;) tools/bootstrap.py dev
