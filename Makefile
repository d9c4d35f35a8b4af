# Antiphon: one task runner, the same on a laptop and in CI. `make` lists the tasks.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
DATA ?= .antiphon
WORKERS ?= 4
RUN_STAMP := $(VENV)/.run
DEV_STAMP := $(VENV)/.dev

.PHONY: help up demo web web-if-node test lint types walls proto proto-check docs openapi docs-check bench e2e images images-e2e soak release lock clean

help: ## List the tasks
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(RUN_STAMP): requirements.lock pyproject.toml scripts/setup.sh
	@PYTHON="$(PYTHON)" VENV="$(VENV)" bash scripts/setup.sh requirements.lock
	@touch $@

$(DEV_STAMP): requirements-dev.lock pyproject.toml scripts/setup.sh
	@PYTHON="$(PYTHON)" VENV="$(VENV)" bash scripts/setup.sh requirements-dev.lock
	@touch $@ $(RUN_STAMP)

up: $(RUN_STAMP) web-if-node ## Listen, score, route, answer: BRAND="…" for public sources, else the bundled scenario
	@$(BIN)/antiphon up --data "$(DATA)" $(if $(BRAND),--brand "$(BRAND)") $(ARGS)

demo: $(RUN_STAMP) web-if-node ## Play the bundled scenario, online or not
	@$(BIN)/antiphon demo --data "$(DATA)" $(ARGS)

web: ## Build the desk of web/ into the console (needs Node 20.19 or newer)
	@bash scripts/web.sh must

web-if-node:
	@bash scripts/web.sh

test: $(DEV_STAMP) web-if-node ## Set everything up and pass all tests
	@bash scripts/system_packages.sh
	@$(BIN)/python scripts/deploy_tools.py
	@bash scripts/web.sh test
	@bash scripts/in_memory.sh $(BIN)/python -m pytest -m "not soak" -n $(WORKERS) --dist loadfile $(ARGS)

lint: $(DEV_STAMP) ## Style of code and contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/python scripts/proto.py --dependencies-only
	@$(BIN)/buf lint
	@$(BIN)/buf format --diff --exit-code proto

types: $(DEV_STAMP) ## Strict types
	@$(BIN)/mypy
	@bash scripts/web.sh types

walls: $(DEV_STAMP) ## Import contracts
	@PYTHONPATH=.:proto/gen/python $(BIN)/lint-imports

proto: $(DEV_STAMP) ## Generate the code of the contracts
	@$(BIN)/python scripts/proto.py

proto-check: $(DEV_STAMP) ## Generated code matches, contracts stay compatible
	@$(BIN)/python scripts/proto.py --check
	@bash scripts/proto_breaking.sh

docs: $(DEV_STAMP) ## Write the reference pages from the code
	@$(BIN)/python -m services.common.config.reference
	@$(BIN)/python -m services.common.obs.reference
	@$(BIN)/python -m services.listener.core.capability_page
	@$(BIN)/python -m services.router.core.policies.page
	@$(BIN)/python scripts/charts.py
	@$(BIN)/python scripts/dashboards.py
	@$(BIN)/python scripts/nats_rights.py

openapi: $(DEV_STAMP) ## Write openapi.json, the description of the interface
	@$(BIN)/python -m services.console.reference > openapi.json

docs-check: $(DEV_STAMP) ## Reference pages match the code
	@$(BIN)/python -m services.common.config.reference --check
	@$(BIN)/python -m services.common.obs.reference --check
	@$(BIN)/python -m services.listener.core.capability_page --check
	@$(BIN)/python -m services.router.core.policies.page --check
	@$(BIN)/python scripts/charts.py --check
	@$(BIN)/python scripts/dashboards.py --check
	@$(BIN)/python scripts/nats_rights.py --check

bench: $(DEV_STAMP) ## End to end: mentions per second, latency, memory, ratios; a firehose through one listener
	@$(BIN)/python -m bench.pipeline
	@$(BIN)/python -m bench.listener

e2e: $(DEV_STAMP) $(if $(ENGINE),images) ## Against the networks' own servers; with ENGINE=podman or docker also from images
	@BIN="$(BIN)" bash scripts/e2e.sh
	@ANTIPHON_ENGINE="$(ENGINE)" ANTIPHON_BEFORE="$(if $(BEFORE),before)" $(BIN)/python -m pytest -m e2e tests/e2e $(ARGS)

soak: $(DEV_STAMP) ## Ten minutes of replay with random kill -9, then ten million posts through one listener and ten million mentions archived
	@$(BIN)/python -m pytest -m soak --timeout 1800 -s $(ARGS)
	@$(BIN)/python -m bench.listener --posts 10000000
	@$(BIN)/python -m bench.insights --queries --large 10000000

images: ## The images, with ENGINE=podman or docker; those of a revision BEFORE, too
	@ENGINE="$(ENGINE)" BEFORE="$(BEFORE)" bash scripts/images.sh

images-e2e: $(DEV_STAMP) images ## The whole system from its images: load, drills, an upgrade from BEFORE, a rollback
	@ANTIPHON_ENGINE="$(ENGINE)" ANTIPHON_BEFORE="$(if $(BEFORE),before)" \
	  $(BIN)/python -m pytest -m e2e -s tests/e2e/test_images.py $(ARGS)

release: $(DEV_STAMP) web ## Wheel, charts, bills of materials, checksums into dist/; ENGINE=podman builds images, too
	@$(BIN)/python scripts/deploy_tools.py
	@$(BIN)/python scripts/release.py --engine "$(ENGINE)" $(ARGS)

lock: ## Pin what the locks hold (needs uv)
	@bash scripts/lock.sh

clean: ## Remove what was built here; data folders stay
	rm -rf $(VENV) .proto-deps .mypy_cache .ruff_cache
