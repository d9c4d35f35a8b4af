#!/usr/bin/env bash
# Pins every package by version and hash: requirements.lock to run, requirements-dev.lock to work on it.
set -euo pipefail
compile() {
  uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet "$@"
}
compile --extra all --output-file requirements.lock
compile --extra dev --output-file requirements-dev.lock
# Each image holds only what its service needs, in the versions of the whole.
for part in listener scorer router insights console cli; do
  compile --extra "$part" --constraint requirements.lock --output-file "deploy/images/$part.lock"
done
echo hatchling | uv pip compile - --universal --python-version 3.11 --generate-hashes --constraint requirements.lock \
  --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet --output-file deploy/images/build.lock
