"""The Graph API of Meta: requests with the account's token, and what its errors mean.

The token goes into a header, so that no address holds it; `appsecret_proof` shows that the app itself asks.
Codes as in https://developers.facebook.com/docs/graph-api/guides/error-handling/ (read 2026-11-22). Limits
are told in the body with status 400 or 403, and the wait in minutes in `X-Business-Use-Case-Usage`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx
import msgspec

from services.listener.sources import addresses, answers, base, fetching

DEFAULT_URL: Final = "https://graph.facebook.com/v24.0"
_LIMITS: Final = frozenset({4, 17, 32, 341, 613, *range(80000, 80015)})
_TOKENS: Final = frozenset({102, 190, 463, 467})
_TRANSIENT: Final = frozenset({1, 2})


@dataclass(frozen=True, slots=True)
class Fault:
    """An error as the API tells it.

    Attributes:
        code: number of the kind; 0 when the answer does not say.
        subcode: the same, closer.
        said: in the API's words, shortened; they name fields and rules, no persons.
    """

    code: int = 0
    subcode: int = 0
    said: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether what was addressed is not there, or not for us."""
        return (self.code, self.subcode) == (100, 33)


class Graph:
    """The API as one account sees it."""

    def __init__(self, context: base.SourceContext, what: str) -> None:
        self._context = context
        self._what = what
        self._url = (context.config.get("url") or DEFAULT_URL).rstrip("/")
        self._http = addresses.client(allow_private=context.allow_private)

    async def get(self, path: str, **query: str) -> dict[str, Any]:
        """Reads something.

        Raises:
            SourceError: of the kind that the answer calls for.
        """
        await self._context.budget.take("read")
        try:
            response = await fetching.get(
                self._http,
                f"{self._url}/{path}",
                self._what,
                params={**query, **self._proof()},
                headers=self._headers(),
            )
        except httpx.HTTPError as error:
            raise answers.unreachable(error, self._what) from error
        self._context.budget.learn(response.headers)
        self._check(response)
        return self._read(response)

    async def send(
        self, call: str, method: str, path: str, **content: Any
    ) -> httpx.Response | base.NeverLeft | base.Refused | base.Unknown:
        """Sends something once; whatever is no answer is an outcome already."""
        try:
            headers, query = self._headers(), self._proof()
            await self._context.budget.take(call)
            response = await self._http.request(
                method, f"{self._url}/{path}", params=query, headers=headers, json=content or None
            )
        except base.SourceError as fault:
            return answers.unsent(fault)
        except httpx.HTTPError as error:
            return answers.unanswered(error, self._what)
        self._context.budget.learn(response.headers)
        return response

    def refusal(self, response: httpx.Response) -> base.Refused | base.Unknown:
        """What an answer that is no success means to something that was sent."""
        fault, status = read_fault(response), response.status_code
        if fault.code in _LIMITS or status == httpx.codes.TOO_MANY_REQUESTS:
            wait = self._wait(response)
            return base.Refused(f"{self._what} asks us to slow down.", permanent=False, retry_after=wait)
        if fault.code in _TRANSIENT or response.is_server_error or status == httpx.codes.REQUEST_TIMEOUT:
            return base.Unknown(f"{self._what} failed with {status}; it may have it or not.")
        if fault.code in _TOKENS:
            return base.Refused(f"{self._what} does not accept the token; connect it anew.", permanent=True)
        said = fault.said or f"status {status}"
        return base.Refused(f"{self._what} refused it: {said.rstrip('.')}.", permanent=True)

    async def close(self) -> None:
        """Lets go of connections."""
        await self._http.aclose()

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._context.credentials.get('access_token')}"}

    def _proof(self) -> dict[str, str]:
        secret = self._context.credentials.find("app_secret")
        if not secret:
            return {}
        token = self._context.credentials.get("access_token")
        return {"appsecret_proof": hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()}

    def _check(self, response: httpx.Response) -> None:
        if response.is_success:
            return
        fault = read_fault(response)
        if fault.code in _LIMITS:
            raise base.SourceRateLimited(f"{self._what} asks us to slow down.", self._wait(response))
        if fault.code in _TOKENS:
            raise base.SourceRejected(f"{self._what} does not accept the token; connect it anew.")
        if fault.code in _TRANSIENT:
            raise base.SourceUnreachable(f"{self._what} has a passing fault; it is tried again.")
        answers.check(response, self._what)

    def _wait(self, response: httpx.Response) -> float | None:
        return regain(response.headers) or answers.retry_after(response, self._context.clock.now())

    def _read(self, response: httpx.Response) -> dict[str, Any]:
        try:
            return msgspec.json.decode(response.content, type=dict[str, Any])
        except msgspec.DecodeError:
            raise base.SourceUnreachable(
                f"{self._what} sent an answer that cannot be read; it is tried again."
            ) from None


def read_fault(response: httpx.Response) -> Fault:
    """The error in an answer."""
    try:
        told = response.json()["error"]
        code, subcode = int(told.get("code", 0)), int(told.get("error_subcode", 0))
        return Fault(code, subcode, str(told.get("message", ""))[:200])
    except (ValueError, KeyError, TypeError, AttributeError):
        return Fault()


def regain(headers: Mapping[str, str]) -> float | None:
    """Seconds until the account may ask again, where the API says so."""
    try:
        usage = msgspec.json.decode(headers.get("x-business-use-case-usage", ""), type=dict[str, Any])
        minutes = [
            float(each.get("estimated_time_to_regain_access", 0)) for uses in usage.values() for each in uses
        ]
    except (msgspec.DecodeError, ValueError, TypeError, AttributeError):
        return None
    return max(minutes, default=0.0) * 60 or None
