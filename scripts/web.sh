#!/usr/bin/env bash
# web.sh [build|must|types|test]: builds the desk of web/ into services/console/web, where its sources changed. Without Node the console serves
# the simpler desk it has always with it, and says how to get this one.
set -euo pipefail
cd "$(dirname "$0")/.."
built=services/console/web/index.html
stamp=services/console/web/.sources

task=${1:-build}

if ! command -v npm >/dev/null || ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null; then
  [ -f "$built" ] || echo "The desk of web/ needs Node 20.19 or newer to be built; the simpler desk is served. Later: make web"
  [ "$task" != must ] || exit 1
  exit 0
fi
fetch() {
  local lock
  lock=$(sha256sum web/package-lock.json | cut -d' ' -f1)
  [ "$(cat web/node_modules/.lock 2>/dev/null)" != "$lock" ] || return 0
  (cd web && npm ci --no-audit --no-fund --loglevel=error) || {
    echo "What the desk is built with cannot be fetched just now; the desk that is there is served." >&2
    [ "$task" != must ] || exit 1
    exit 0
  }
  echo "$lock" >web/node_modules/.lock
}

case "$task" in
  types) fetch; cd web; exec node node_modules/typescript/bin/tsc --noEmit ;;
  test) fetch; cd web; exec node node_modules/vitest/vitest.mjs run --silent --reporter=dot --no-color ;;
esac

sources=$(find web -path web/node_modules -prune -o -type f -print | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -d' ' -f1)
if [ -f "$built" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$sources" ]; then
  exit 0
fi
fetch
(cd web && node node_modules/vite/bin/vite.js build --logLevel warn)
echo "$sources" >"$stamp"
