#!/usr/bin/env bash
# Pins every package by version and hash: requirements.lock to run, requirements-dev.lock to work on it.
set -euo pipefail
compile() {
  uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet "$@"
}
compile --extra all --output-file requirements.lock
compile --extra dev --output-file requirements-dev.lock
