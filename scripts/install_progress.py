"""Reads what pip says while it installs, and tells how far it is: how many packages, how many megabytes.

On a terminal one line that changes, elsewhere a line now and then. Called by `setup.sh`, before anything is
installed, so it needs nothing but Python.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator

FETCHED = re.compile(r"^\s*(?:Downloading|Using cached) (?!.*\.metadata).*\(([\d.]+) (bytes|[kMG]?B)\)")
LOCAL = re.compile(r"^Processing \S+")
FOUND = re.compile(r"^Collecting \S+")
SKIPPED = re.compile(r"^Ignoring \S+ markers ")
LAST = re.compile(r"^Installing collected packages")
MEGABYTES = {"bytes": 1e-6, "B": 1e-6, "kB": 1e-3, "MB": 1.0, "GB": 1e3}
EVERY = 20
"""Where there is no terminal, a line for so many packages."""


def told(lines: Iterable[str], total: int) -> Iterator[tuple[bool, str]]:
    """What to tell, and whether it is worth a line of its own; `total` is how many the lock names."""
    found = fetched = 0
    size = 0.0
    for line in lines:
        if SKIPPED.match(line):
            total -= 1
        elif FOUND.match(line) and not fetched:
            found += 1
            yield False, f"{found} of {total} packages looked up"
        elif LOCAL.match(line) or (download := FETCHED.match(line)):
            fetched += 1
            if not LOCAL.match(line):
                size += float(download[1]) * MEGABYTES[download[2]]
            yield fetched % EVERY == 0, f"{fetched} of {total} packages fetched, {size:.0f} MB"
        elif LAST.match(line):
            yield True, f"{fetched} packages fetched, {size:.0f} MB; unpacking them takes about a minute …"


def main() -> None:
    """Tells about what comes in on standard input; the number of packages is the only argument."""
    terminal = sys.stdout.isatty()
    for worth_a_line, words in told(sys.stdin, int(sys.argv[1])):
        if terminal:
            sys.stdout.write(f"\r\033[K  {words}")
        elif worth_a_line:
            sys.stdout.write(f"  {words}\n")
        sys.stdout.flush()
    if terminal:
        sys.stdout.write("\n")


if __name__ == "__main__":
    main()
