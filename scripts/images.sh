#!/usr/bin/env bash
# Builds the images of this tree with ENGINE, and tags them with its version; those of a revision BEFORE as `before`.
set -euo pipefail
cd "$(dirname "$0")/.."

build() { # folder, tag
    local image
    for image in listener scorer router insights console cli; do
        $ENGINE build --file "$1/deploy/images/Dockerfile" --target "$image" --tag "localhost/antiphon/$image:$2" "$1"
    done
}

build . "$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)"
if [ -n "${BEFORE:-}" ]; then
    tree=$(mktemp -d)
    trap 'rm -rf "$tree"' EXIT
    git archive "$BEFORE" | tar -x -C "$tree"
    build "$tree" before
fi
