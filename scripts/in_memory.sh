#!/usr/bin/env bash
# Runs a command with its temporary files in memory where there is room for them: the tests make thousands of
# small databases and logs, and creating their files takes a disk ten times as long.
set -euo pipefail
NEEDED_KB=$((4 * 1024 * 1024))

room() { # of the file system and of the memory, whichever is less
  { df -Pk /dev/shm | awk 'NR == 2 {print $4}'; awk '/^MemAvailable/ {print $2}' /proc/meminfo; } | sort -n | head -1
}

if [ -d /dev/shm ] && [ -w /dev/shm ] && [ "$(room)" -ge "$NEEDED_KB" ]; then
  TMPDIR=$(mktemp -d /dev/shm/antiphon-XXXXXX)
  chmod 755 "$TMPDIR" # Postgres runs as somebody else
  export TMPDIR
  trap 'rm -rf "$TMPDIR"' EXIT
fi
"$@"
