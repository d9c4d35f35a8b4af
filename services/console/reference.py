"""Prints the OpenAPI document of the interface, for generators of clients: `make openapi`.

It is made from the contracts, so it lies nowhere in the tree; a running desk has its own at
`/api/v1/openapi.json`.
"""

from __future__ import annotations

import sys
from typing import Any

from services.console.api import document
from services.console.api.desk import Parts
from services.console.api.server import create_app
from services.console.views.pages import Pages


def main() -> None:
    """Prints it."""
    nothing: Any = None  # what the description does not ask
    app = create_app(Parts(nothing, nothing, Pages(), nothing), nothing, frozenset(), 1.0)
    sys.stdout.write(document.written(app))


if __name__ == "__main__":
    main()
