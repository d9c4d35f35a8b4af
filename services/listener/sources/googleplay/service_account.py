"""Access tokens of a Google service account, by a signed assertion (RFC 7523).

What https://developers.google.com/identity/protocols/oauth2/service-account describes is one signature and
one request, so it is made here with what is there already, behind the guard of all requests.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import httpx
import jwt
import msgspec

from services.listener.sources import addresses, answers, base

TOKEN_URL: Final = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
WHAT: Final = "Google's service for tokens"

_GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LIFE: Final = timedelta(hours=1)
_EARLY: Final = timedelta(seconds=60)


class _Key(msgspec.Struct):
    client_email: str
    private_key: str
    private_key_id: str = ""


class _Token(msgspec.Struct):
    access_token: str
    expires_in: float = 0.0


class ServiceAccount:
    """One account; its token is kept until a minute before its end."""

    def __init__(self, context: base.SourceContext, scope: str) -> None:
        self._context = context
        self._scope = scope
        self._url = context.config.get("token_url") or TOKEN_URL
        self._secret = ""
        self._token = ""
        self._ends: datetime | None = None

    async def token(self, *, fresh: bool = False) -> str:
        """A token; another than before when that was refused.

        Raises:
            SourceError: there is none to be had.
        """
        now, secret = self._context.clock.now(), self._context.credentials.get("service_account")
        good = self._ends is not None and now < self._ends and secret == self._secret
        if fresh or not good:
            given = await self._ask(_assertion(secret, self._scope, self._url, now))
            self._token, self._secret = given.access_token, secret
            self._ends = now + timedelta(seconds=given.expires_in) - _EARLY
        return self._token

    async def _ask(self, assertion: str) -> _Token:
        async with addresses.client(allow_private=self._context.allow_private) as http:
            try:
                response = await http.post(self._url, data={"grant_type": _GRANT, "assertion": assertion})
            except httpx.HTTPError as error:
                raise answers.unreachable(error, WHAT) from None
        if response.status_code in {400, 401, 403}:
            raise base.SourceRejected(
                f"{WHAT} does not accept the service account ({response.status_code}); set another key file."
            )
        answers.check(response, WHAT)
        try:
            return msgspec.json.decode(response.content, type=_Token)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise base.SourceUnreachable(
                f"{WHAT} gave an answer without a token; it is tried again."
            ) from None


def _assertion(secret: str, scope: str, audience: str, now: datetime) -> str:
    """What shows that we hold the account's key.

    Raises:
        SourceRejected: it is no key file.
    """
    try:
        key = msgspec.json.decode(secret, type=_Key)
        claims = {
            "iss": key.client_email,
            "scope": scope,
            "aud": audience,
            "iat": int(now.timestamp()),
            "exp": int((now + _LIFE).timestamp()),
        }
        return jwt.encode(claims, key.private_key, "RS256", headers={"kid": key.private_key_id})
    except (msgspec.DecodeError, UnicodeError, ValueError, TypeError, jwt.PyJWTError):
        raise base.SourceRejected(
            "The secret service_account is no key file of a service account; set its JSON as downloaded."
        ) from None
