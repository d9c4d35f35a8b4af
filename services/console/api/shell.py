"""The web app's one page: every address of the desk answers with it, and it does the rest itself."""

from __future__ import annotations

import functools
from http import HTTPStatus
from pathlib import Path
from typing import Final

from fastapi.responses import HTMLResponse, Response

from services.console.views.pages import FOLDER, Pages

WEB: Final[Path] = FOLDER / "web"
"""Where `make` and the wheel have the built app."""

_WORD: Final = '<meta name="antiphon-csrf" content="'


def page(csrf: str, status: HTTPStatus = HTTPStatus.OK) -> Response | None:
    """The page with the word that changes must carry; None where the app is not built."""
    text = _text(WEB)
    if text is None:
        return None
    return HTMLResponse(text.replace(_WORD, _WORD + csrf), status_code=status)


def is_built() -> bool:
    """Whether the app is there to be served."""
    return _text(WEB) is not None


def for_strangers(pages: Pages, status: HTTPStatus) -> Response:
    """What somebody sees who is not signed in."""
    known = page("", status)
    return known or HTMLResponse(pages.render("signin.html", wrong=False), status_code=status)


@functools.cache
def _text(folder: Path) -> str | None:
    file = folder / "index.html"
    return file.read_text() if file.exists() else None
