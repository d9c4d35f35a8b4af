"""OAuth 2.0 as its networks have it in common: the page to agree on, codes and tokens.

Authorization code with PKCE (RFC 6749 section 4.1, RFC 7636 with S256), refresh tokens (RFC 6749 section 6).
What a token endpoint says is never repeated in an error: it may hold secrets.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import httpx

from services.common.model import errors
from services.listener.sources import addresses, answers, base
from services.listener.sources.kind import OAuth

EARLY: Final = timedelta(seconds=60)
"""How long before its end a token is renewed."""
_LONGEST_LIFE_SECONDS: Final = 10 * 366 * 86_400.0


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a token endpoint gave.

    Attributes:
        grant: secrets `access_token` and, where it gave one, `refresh_token`.
        scopes: what they are good for; empty when it did not say.
    """

    grant: base.Grant
    scopes: tuple[str, ...]


def challenge(verifier: str) -> str:
    """What goes ahead of a verifier (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def authorize_uri(
    flow: OAuth, config: Mapping[str, str], *, client_id: str, redirect_uri: str, state: str, verifier: str
) -> str:
    """The page on which the account's owner agrees.

    Raises:
        InvalidField: a setting that the address is made of is missing.
    """
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(flow.scopes),
        "state": state,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
        **flow.parameters,
    }
    page = fill(flow.authorize_url, config)
    return f"{page}{'&' if urlsplit(page).query else '?'}{urlencode(asked)}"


def fill(template: str, config: Mapping[str, str]) -> str:
    """An address with `{key}` replaced by settings of the source.

    Raises:
        InvalidField: one of them is missing.
    """
    try:
        return template.format_map({key: value.rstrip("/") for key, value in config.items()})
    except KeyError as missing:
        key = missing.args[0]
        raise errors.InvalidField(f"config.{key}", "is needed to connect an account.") from None


class Endpoint:
    """The token endpoint of one source's network."""

    def __init__(self, flow: OAuth, context: base.SourceContext, what: str) -> None:
        """Takes what the network is called in sentences, with a capital, as `what`."""
        self._flow, self._context, self._what = flow, context, what

    async def exchange(
        self, app: Mapping[str, str], code: str, *, redirect_uri: str, verifier: str
    ) -> Tokens:
        """Tokens for a code.

        Raises:
            SourceError: the network gave none.
        """
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        return await self._ask(app, asked)

    async def renew(self, secrets: Mapping[str, str]) -> base.Grant:
        """New secrets for the present ones, as `Credentials.refresh` asks for them.

        Raises:
            SourceError: the network gave none; `SourceRejected` when the account must be connected anew.
        """
        refresh = secrets.get("refresh_token", "")
        if not refresh:
            raise base.SourceRejected(
                f"{self._what} gave nothing to renew the account with; connect it anew."
            )
        return (await self._ask(secrets, {"grant_type": "refresh_token", "refresh_token": refresh})).grant

    async def _ask(self, app: Mapping[str, str], asked: Mapping[str, str]) -> Tokens:
        form, headers = _as_client(self._flow.client_auth, app)
        url = fill(self._flow.token_url, self._context.config)
        headers["Accept"] = "application/json"
        async with addresses.client(allow_private=self._context.allow_private) as http:
            try:
                response = await http.post(url, data={**asked, **form}, headers=headers)
            except httpx.HTTPError as error:
                raise answers.unreachable(error, self._what) from None
        if response.status_code in {400, 401, 403}:
            raise base.SourceRejected(
                f"{self._what} does not give access ({response.status_code}); connect the account anew."
            )
        answers.check(response, self._what)
        return self._tokens(response)

    def _tokens(self, response: httpx.Response) -> Tokens:
        try:
            said = response.json()
            access = said["access_token"]
        except (ValueError, KeyError, TypeError):
            access = None
        if not isinstance(access, str) or not access:
            raise base.SourceUnreachable(f"{self._what} gave an answer without a token; it is tried again.")
        secrets = {"access_token": access}
        if isinstance(said.get("refresh_token"), str):
            secrets["refresh_token"] = said["refresh_token"]
        life = _seconds(said.get("expires_in"))
        ends = None if life is None else self._context.clock.now() + timedelta(seconds=life)
        return Tokens(
            base.Grant(secrets, ends), tuple(str(said.get("scope") or "").replace(",", " ").split())
        )


class Access:
    """The access token of a source's account, renewed before it ends."""

    def __init__(self, flow: OAuth, context: base.SourceContext, what: str) -> None:
        self._context = context
        self._endpoint = Endpoint(flow, context, what)

    async def token(self) -> str:
        """A token that is good for a minute at least, as far as is known.

        Raises:
            SourceError: there is none, and none can be had.
        """
        credentials = self._context.credentials
        ends = credentials.expire_time
        soon = ends is not None and ends - EARLY <= self._context.clock.now()
        if soon and credentials.find("refresh_token"):
            await credentials.refresh(self._endpoint.renew)
        return credentials.get("access_token")

    async def renewed(self) -> str:
        """Another token, after the network refused the present one.

        Raises:
            SourceError: none can be had.
        """
        await self._context.credentials.refresh(self._endpoint.renew)
        return self._context.credentials.get("access_token")


def _as_client(client_auth: str, app: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Fields and headers by which the application shows itself (RFC 6749, section 2.3.1).

    One without a secret only says its name (section 3.2.1).
    """
    client_id, secret = app.get("client_id", ""), app.get("client_secret", "")
    if client_auth == "basic" and secret:
        pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}".encode()
        return {}, {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    return {"client_id": client_id, **({"client_secret": secret} if client_auth == "post" else {})}, {}


def _seconds(said: Any) -> float | None:
    """Life of a token; None where nothing usable was said."""
    try:
        life = float(said)
    except (TypeError, ValueError):
        return None
    return life if 0 < life <= _LONGEST_LIFE_SECONDS else None
