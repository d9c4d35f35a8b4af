"""Renders docs/reference/metrics.md from the catalogue.

`python -m services.common.obs.reference` writes the page, `--check` fails when it is stale.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from services.common.config import pages
from services.common.obs.metrics import DECLARATIONS, Declaration

PAGE: Final = "docs/reference/metrics.md"

INTRODUCTION: Final = """\
# Metrics

Every process serves these on `/metrics`, beside those of Python and of the process itself.
Names are `antiphon_<service>_<what>_<unit>`; a process shows only what it has measured.
Labels hold names from short closed lists, never an id, a text or a person.

*Written from `services/common/obs/catalogue.py` by `python -m services.common.obs.reference`.*
"""


def render() -> str:
    """The page as Markdown."""
    return "\n".join([INTRODUCTION, *_areas()])


def area_of(declaration: Declaration) -> str:
    """Second part of the name: who measures it."""
    return declaration.name.split("_")[1]


def _areas() -> Iterator[str]:
    by_area: dict[str, list[Declaration]] = {}
    for declaration in DECLARATIONS:
        by_area.setdefault(area_of(declaration), []).append(declaration)
    for area, declarations in by_area.items():
        rows = "\n".join(_row(declaration) for declaration in declarations)
        yield f"## {area}\n\n| metric | kind | labels | meaning |\n| --- | --- | --- | --- |\n{rows}\n"


def _row(declaration: Declaration) -> str:
    labels = ", ".join(f"`{label}`" for label in declaration.labels)
    return f"| `{declaration.name}` | {declaration.kind} | {labels} | {declaration.help} |"


if __name__ == "__main__":
    pages.main(PAGE, render, "python -m services.common.obs.reference")
