"""Requests to one forum, and what its refusals mean; from https://docs.discourse.org/.

Two ways out: what changes something goes out on a connection of its own, because one that went stale would
leave its outcome unknown.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec

from services.listener.core import userinfo
from services.listener.sources import addresses, answers, base, fetching

NETWORK: Final = "discourse"

_GONE: Final = {httpx.codes.NOT_FOUND, httpx.codes.GONE}
_UNDECIDED: Final = {httpx.codes.REQUEST_TIMEOUT, httpx.codes.CONFLICT}
_LONGEST_WAIT_SECONDS: Final = 86_400.0

_Read = TypeVar("_Read")


class _Extras(msgspec.Struct):
    wait_seconds: float | None = None


class _Complaint(msgspec.Struct):
    errors: list[str] = []
    extras: _Extras | None = None


class Api:
    """One forum.

    Attributes:
        url: its address, without a slash at the end.
        shown_url: the same for others, without a name and password.
        site: its host.
        what: what it is called in sentences.
    """

    def __init__(self, context: base.SourceContext) -> None:
        self.url = context.config["url"].rstrip("/")
        self.shown_url = userinfo.without(self.url)
        self.site = urlsplit(self.url).hostname or ""
        self.what = f"The forum {self.site}"
        self._credentials = context.credentials
        self._budget = context.budget
        self._in = addresses.client(allow_private=context.allow_private, keep_alive=True)
        self._out = addresses.client(allow_private=context.allow_private)

    async def get(
        self,
        call: str,
        path: str,
        decoder: msgspec.json.Decoder[_Read],
        params: Mapping[str, Any] | None = None,
    ) -> _Read:
        """What the forum answers to a question; `call` is its name in the capability registry.

        Raises:
            SourceError: it gave no answer, or no good one.
        """
        found = await self.find(call, path, decoder, params)
        if found is None:
            raise base.SourceRejected(f"{self.what} has nothing at {path}; check its address.")
        return found

    async def find(
        self,
        call: str,
        path: str,
        decoder: msgspec.json.Decoder[_Read],
        params: Mapping[str, Any] | None = None,
    ) -> _Read | None:
        """The same, and None when the forum says that there is no such thing."""
        await self._budget.take(call)
        try:
            response = await fetching.get(
                self._in, self.url + path, self.what, params=params or {}, headers=self._headers()
            )
        except httpx.HTTPError as error:
            raise answers.unreachable(error, self.what) from error
        self._budget.learn(response.headers)
        if response.status_code in _GONE:
            return None
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise base.SourceRateLimited(f"{self.what} asks us to slow down (429).", wait(response))
        answers.check(response, self.what)
        return self.read(decoder, response)

    def read(self, decoder: msgspec.json.Decoder[_Read], response: httpx.Response) -> _Read:
        """An answer, decoded.

        Raises:
            SourceUnreachable: it cannot be read.
        """
        try:
            return decoder.decode(response.content)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise base.SourceUnreachable(
                f"{self.what} sent an answer that cannot be read; it is tried again."
            ) from None

    async def tell(
        self, call: str, method: str, path: str, fields: Mapping[str, Any]
    ) -> httpx.Response | base.ReplyOutcome:
        """Has the forum do something: its answer when it did, else what became of it.

        Raises:
            SourceError: it was not even asked.
        """
        await self._budget.take(call)
        headers = {**self._headers(), "Accept": "application/json"}
        posting = method == "POST"
        try:
            response = await self._out.request(
                method,
                self.url + path,
                headers=headers,
                json=dict(fields) if posting else None,
                params=None if posting else dict(fields),
            )
        except httpx.HTTPError as error:
            return answers.unanswered(error, self.what)
        self._budget.learn(response.headers)
        return response if response.is_success else self._refusal(response)

    def username(self) -> str:
        """Name of the account, as far as it was given; empty when not."""
        return self._credentials.find("api_username")

    async def close(self) -> None:
        """Lets go of connections."""
        await self._in.aclose()
        await self._out.aclose()

    def _headers(self) -> dict[str, str]:
        if not (key := self._credentials.find("api_key")):
            return {}
        name = self.username()
        return {"Api-Key": key, **({"Api-Username": name} if name else {})}

    def _refusal(self, response: httpx.Response) -> base.ReplyOutcome:
        status = response.status_code
        if status == httpx.codes.TOO_MANY_REQUESTS:
            return base.Refused(f"{self.what} asks us to slow down.", False, wait(response))
        if not httpx.codes.is_client_error(status) or status in _UNDECIDED:
            return base.Unknown(f"{self.what} failed with {status}; it may have done it or not.")
        if status == httpx.codes.UNPROCESSABLE_ENTITY:
            return base.Refused(f"{self.what} does not take it: {_said(response)}", permanent=True)
        if status in _GONE:
            return base.Refused(f"{self.what} no longer has that post.", permanent=True)
        return base.Refused(
            f"{self.what} does not let the account do that ({status}): {_said(response)} "
            "Check the topic, the key and its rights.",
            permanent=True,
        )


def wait(response: httpx.Response) -> float | None:
    """Seconds the forum asks to wait: in a header, or in the `extras` of the body; None without."""
    asked = answers.retry_after(response)
    if asked is not None:
        return asked
    extras = _complaint(response).extras
    seconds = extras.wait_seconds if extras else None
    if seconds is None or not math.isfinite(seconds):
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT_SECONDS)


def _said(response: httpx.Response) -> str:
    words = " ".join(_words(_complaint(response).errors))[:300].rstrip(".! ")
    return f"{words or 'no reason given'}."


def _words(errors: Sequence[str]) -> list[str]:
    return [" ".join(each.split()) for each in errors]


def _complaint(response: httpx.Response) -> _Complaint:
    try:
        return msgspec.json.decode(response.content, type=_Complaint)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _Complaint()
