"""The desk's interface as commands use it: over HTTP, signed as the person at this terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from services.cli import app, embedded, session
from services.common.model import errors, principal
from services.common.rpc import tokens

VERSION: Final = "/api/v1"
SECONDS: Final = 30.0


class DeskAway(errors.AntiphonError):
    """The desk does not answer; start it with `antiphon up`, or name its address with `--desk`."""


class DeskRefused(errors.AntiphonError):
    """What the desk answered instead of doing it."""


class Desk:
    """One desk."""

    def __init__(self, address: str, signer: tokens.Signer) -> None:
        self.address = address.rstrip("/")
        self._signer = signer

    async def ask(self, verb: str, path: str, body: Any = None, **params: Any) -> Any:
        """What the desk answers; None for nothing.

        Raises:
            DeskAway: if it does not answer.
            DeskRefused: with its sentence, if it refuses.
        """
        who = principal.Principal(embedded.local_user(), "user", frozenset({"administrator"}))
        headers = {"authorization": f"Bearer {self._signer.token(who)}"}
        try:
            async with httpx.AsyncClient(timeout=SECONDS, trust_env=False, headers=headers) as client:
                answer = await client.request(
                    verb, f"{self.address}{VERSION}{path}", json=body, params=params
                )
        except httpx.HTTPError:
            raise DeskAway(DeskAway.__doc__) from None
        content = answer.json() if answer.content else None
        if answer.is_success:
            return content
        raise DeskRefused(str((content or {}).get("detail", f"The desk answered {answer.status_code}.")))


def opened(data: Path, address: str) -> Desk:
    """The desk at `address`, else the one of the set that runs in `data`.

    Raises:
        DeskAway: if neither says where.
    """
    settings = session.settings_of(data, app.environment())
    there = session.running(data)
    if not address and there is not None:
        page = urlsplit(there["page"])
        address = f"{page.scheme}://{page.netloc}"
    if not address:
        raise DeskAway(DeskAway.__doc__)
    return Desk(address, tokens.Signer.load(settings.auth))
