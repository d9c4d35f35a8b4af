"""Keeps libraries from loading others that no service uses, so that each service is megabytes smaller.

Some load whatever they find installed: structlog takes `rich` to draw tracebacks, nats-py takes `aiohttp` for
WebSockets. Both are installed, for the command line and for one network, and neither library has a switch.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import cast


@contextmanager
def left_out(*names: str) -> Iterator[None]:
    """Within it the libraries `names` look as if they were not installed.

    Afterwards everybody can import them, and who had loaded them before still has them.
    """
    loaded = cast("dict[str, ModuleType | None]", sys.modules)
    before = {name: loaded[name] for name in names if name in loaded}
    loaded.update(dict.fromkeys(names))  # nothing in a module's place is how Python marks what cannot be had
    try:
        yield
    finally:
        for name in names:
            del loaded[name]
        loaded.update(before)
