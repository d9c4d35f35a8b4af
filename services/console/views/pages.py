"""Turns views into HTML. One environment of templates for the whole process."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

import jinja2

from services.common.model import masking_personal
from services.console.views import marks, words

FOLDER: Final = Path(__file__).parent.parent
STATIC: Final = FOLDER / "static"


class Pages:
    """The templates, with the words they use."""

    def __init__(self) -> None:
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self._environment.filters.update(
            {name: value for name, value in vars(words).items() if callable(value) and name.islower()}
        )
        self._environment.filters["masked"] = masking_personal.mask
        self._environment.globals["stretches"] = marks.stretches
        self._environment.globals["build"] = _build()

    def render(self, template: str, **values: Any) -> str:
        """A template filled in."""
        return self._environment.get_template(template).render(values)


def _build() -> str:
    """Changes with every change of a static file, so that browsers do not mix two versions."""
    digest = hashlib.sha256()
    for file in sorted(STATIC.rglob("*")):
        if file.is_file():
            digest.update(file.read_bytes())
    return digest.hexdigest()[:10]
