"""The REST API of one WordPress site, and what its errors mean.

As in https://developer.wordpress.org/rest-api/reference/comments/ (read 2026-11-22). Application passwords go
in Basic authentication. Whoever has a wrong one may still read as a guest (seen with 6.1.9), so that it shows
only where the API is asked who we are.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import msgspec

from services.listener.sources import addresses, answers, base, fetching

WHAT: Final = "The WordPress site"
_API: Final = "wp-json"
_ROUTE: Final = "rest_route"


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a collection.

    Attributes:
        records: what is in it.
        more: whether there is another page.
    """

    records: list[Any]
    more: bool


class Site:
    """The API as one user, or as nobody."""

    def __init__(self, context: base.SourceContext) -> None:
        self._context = context
        parts = urlsplit(context.config["url"])
        path = parts.path.rstrip("/")
        self._routed = _ROUTE in parts.query
        self._url = f"{parts.scheme}://{parts.netloc}{path}"
        if not self._routed and not path.endswith(f"/{_API}"):
            self._url += f"/{_API}"
        self.name = f"{(parts.hostname or '').lower()}{path.removesuffix(f'/{_API}')}"
        self._username = context.config.get("username", "")
        self._http = addresses.client(allow_private=context.allow_private)

    @property
    def answers(self) -> bool:
        """Whether there is a user who can answer."""
        return bool(self._username and self._context.credentials.find("application_password"))

    async def list(self, call: str, path: str, **query: str) -> Listed:
        """One page of a collection.

        Raises:
            SourceError: of the kind that the answer calls for.
        """
        response = await self._get(call, path, query)
        answers.check(response, WHAT)
        records = _decode(response)
        if not isinstance(records, list):
            raise base.SourceUnreachable(f"{WHAT} sent something that is no list; it is tried again.")
        return Listed(records, "next" in response.links)

    async def find(self, call: str, path: str, **query: str) -> dict[str, Any] | None:
        """One record; None when it is not there, or not for us.

        Raises:
            SourceError: of the kind that the answer calls for.
        """
        response = await self._get(call, path, query)
        if response.status_code in {404, 410} or code_of(response) in _HIDDEN:
            return None
        answers.check(response, WHAT)
        record = _decode(response)
        return record if isinstance(record, dict) else None

    async def send(
        self, call: str, method: str, path: str, content: Mapping[str, Any]
    ) -> httpx.Response | base.NeverLeft | base.Refused | base.Unknown:
        """Sends something once; whatever is no answer is an outcome already."""
        try:
            headers = self._headers()
            if not headers:
                return base.Refused(
                    "The source has no user who may do this; set username and connect its password.",
                    permanent=True,
                )
            await self._context.budget.take(call)
            url, params = self._target(path, {})
            response = await self._http.request(
                method, url, params=params, headers=headers, json=dict(content) or None
            )
        except base.SourceError as fault:
            return answers.unsent(fault)
        except httpx.HTTPError as error:
            return answers.unanswered(error, WHAT)
        self._context.budget.learn(response.headers)
        return response

    async def close(self) -> None:
        """Lets go of connections."""
        await self._http.aclose()

    async def _get(self, call: str, path: str, query: Mapping[str, str]) -> httpx.Response:
        await self._context.budget.take(call)
        url, params = self._target(path, query)
        try:
            response = await fetching.get(self._http, url, WHAT, params=params, headers=self._headers())
        except httpx.HTTPError as error:
            raise answers.unreachable(error, WHAT) from error
        self._context.budget.learn(response.headers)
        return response

    def _target(self, path: str, query: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        if self._routed:
            return f"{self._url}/", {_ROUTE: f"/wp/v2/{path}", **query}
        return f"{self._url}/wp/v2/{path}", dict(query)

    def _headers(self) -> dict[str, str]:
        password = self._context.credentials.find("application_password")
        if not (self._username and password):
            return {}
        token = base64.b64encode(f"{self._username}:{password}".encode()).decode()
        return {"Authorization": f"Basic {token}"}


_HIDDEN: Final = frozenset(
    {"rest_comment_invalid_id", "rest_cannot_read", "rest_forbidden_context", "rest_comment_trashed"}
)
"""Codes that say that a comment is gone, trashed, held or spam for whom we are."""


def code_of(response: httpx.Response) -> str:
    """The site's word for what is wrong; empty when nothing is."""
    try:
        return "" if response.is_success else str(response.json()["code"])
    except (ValueError, KeyError, TypeError):
        return ""


def said(response: httpx.Response) -> str:
    """The site's sentence for it, shortened and without markup."""
    try:
        found = " ".join(str(response.json()["message"]).split())[:200]
    except (ValueError, KeyError, TypeError):
        found = ""
    return found.replace("<", "").replace(">", "").rstrip(".") or f"status {response.status_code}"


def _decode(response: httpx.Response) -> Any:
    try:
        return msgspec.json.decode(response.content)
    except msgspec.DecodeError:
        raise base.SourceUnreachable(
            f"{WHAT} sent an answer that cannot be read; check its address, or wait for it to be mended."
        ) from None
