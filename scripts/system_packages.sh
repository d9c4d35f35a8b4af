#!/usr/bin/env bash
# Installs what tests need beside Python, when it may; else prints the one command that would.
set -euo pipefail
missing=()
command -v chromium >/dev/null || missing+=(chromium)
PATH="$PATH:/usr/sbin" command -v dovecot >/dev/null || missing+=(dovecot-imapd) # a real mailbox for the tests
command -v promtool >/dev/null || missing+=(prometheus) # alert rules and their tests
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]} …"
  # RUNLEVEL=1: installed, not started; the tests start their own.
  if apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
    exit 0
  fi
fi
echo "Some tests will be skipped. To run them: sudo apt-get install ${missing[*]}" >&2
