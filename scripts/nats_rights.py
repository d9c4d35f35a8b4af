"""Writes deploy/nats/authorization.conf: users of the log, each with its least rights.

`--check` fails when it does not match services/common/bus/rights.py.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "proto/gen/python")]

from services.common.bus import rights  # noqa: E402  # the path is set above

PAGE: Final = ROOT / "deploy/nats/authorization.conf"

NOTE: Final = """\
# Written by scripts/nats_rights.py from services/common/bus/rights.py.
# Include it in the configuration of NATS. Passwords come from its environment; begin them with a letter,
# for example: echo "p$(openssl rand -hex 24)". Services name themselves with ANTIPHON_BUS_USER.
"""


def variable(user: str) -> str:
    """How the configuration of the log refers to a user's password."""
    return f"$ANTIPHON_{user.upper()}_PASSWORD"


def render(password: Callable[[str], str] = variable) -> str:
    """The configuration, with what stands for each password."""
    users = "\n".join(_user(service, password(service)) for service in rights.RIGHTS)
    return f"{NOTE}authorization {{\n  users: [\n{users}\n  ]\n}}\n"


def _user(service: str, password: str) -> str:
    allowed = rights.subjects(service)
    deny = f"\n          deny: {_list(allowed.never)}" if allowed.never else ""
    return (
        f"    {{\n      user: {service}\n      password: {password}\n      permissions: {{\n"
        f"        publish: {{\n          allow: {_list(allowed.publish)}{deny}\n        }}\n"
        f"        subscribe: {_list(allowed.subscribe)}\n      }}\n    }}"
    )


def _list(subjects: Sequence[str]) -> str:
    lines = "".join(f'\n            "{subject}"' for subject in sorted(subjects))
    return f"[{lines}\n          ]"


def main() -> int:
    """Writes the page, or with --check says whether it matches."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when it is stale")
    text = render()
    current = PAGE.exists() and PAGE.read_text() == text
    if parser.parse_args().check:
        return 0 if current else 1
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
