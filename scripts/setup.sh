#!/usr/bin/env bash
# Makes the virtual environment and installs exactly what the given lock holds, checked by hash.
set -euo pipefail
lock=$1
python=${PYTHON:-python3}
venv=${VENV:-.venv}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "Antiphon needs Python 3.11 or newer as '$python'. Install it, or name another: make PYTHON=python3.12 …" >&2
  exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
  else
    echo "Python's venv module is missing. Run: sudo apt-get install python3-venv" >&2
    exit 1
  fi
fi
[ -x "$venv/bin/python" ] || { echo "Setting up $venv …"; "$python" -m venv "$venv"; }
packages=$(grep -c '^[A-Za-z0-9]' "$lock")
echo "Installing the $packages packages of $lock; a few minutes where they are fetched for the first time …"
PYTHONUNBUFFERED=1 "$venv/bin/python" -m pip install --progress-bar off --disable-pip-version-check --require-hashes -r "$lock" \
  2> >(grep -v "is ignored: it is neither a file" >&2) |
  "$venv/bin/python" "$(dirname "$0")/install_progress.py" "$packages"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . 2> >(grep -v "is ignored: it is neither a file" >&2)
