#!/usr/bin/env bash
# Compares the contracts with those of the last release tag, or of the main branch before this change.
set -euo pipefail
base=$(git describe --tags --abbrev=0 2>/dev/null || git rev-parse --verify --quiet HEAD~1 || true)
if [ -z "$base" ] || ! git cat-file -e "$base:buf.yaml" 2>/dev/null; then
  echo "No earlier contracts to compare with."
  exit 0
fi
before=$(mktemp -d)
trap 'rm -rf "$before"' EXIT
git archive "$base" proto buf.yaml | tar -x -C "$before"
cp -r .proto-deps "$before/.proto-deps"
.venv/bin/buf breaking --against "$before"
