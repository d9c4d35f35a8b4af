"""Signing in with a company's own accounts: OpenID Connect, authorization code with PKCE.

The issuer's answer is taken once, for the state, nonce and verifier that we sent; its signature is checked
against the keys it publishes. Beside it, only notices for phones call out from the console.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import httpx
import jwt

from services.common.config import ConsoleSettings, secretfile
from services.common.model import errors
from services.common.model.principal import ROLES
from services.common.obs import logs
from services.console.adapters.accounts import Accounts, Opened
from services.console.core import people
from services.console.store.passes import Handshake
from services.console.store.users import Wish

SCOPE: Final = "openid profile email"
ALGORITHMS: Final = ("RS256", "ES256", "EdDSA", "PS256")
HANDSHAKE_SECONDS: Final = 600.0
CALL_SECONDS: Final = 10.0
KNOWN_SECONDS: Final = 3600.0
"""How long what the issuer says of itself is believed."""

SKEW_SECONDS: Final = 30

log = logs.get()


class IssuerAway(errors.StoreUnavailable):
    """The issuer does not answer, or not as one should."""


class _Known(NamedTuple):
    """What the issuer says of itself."""

    authorize: str
    token: str
    keys: jwt.PyJWKSet
    at: float


class Issuer:
    """One issuer of identities.

    Raises:
        SecretProblem: a file is set for our secret there, and cannot be read.
    """

    def __init__(self, settings: ConsoleSettings, accounts: Accounts) -> None:
        _secret(settings)
        self._settings = settings
        self._accounts = accounts
        self._known: _Known | None = None

    @property
    def title(self) -> str:
        """What people know it as."""
        return self._settings.oidc_title

    async def begin(self, redirect_uri: str) -> str:
        """The address at the issuer to send a person to."""
        known = await self._read()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        await self._accounts.begin_handshake(state, Handshake(nonce, verifier), HANDSHAKE_SECONDS)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        query = {
            "response_type": "code",
            "client_id": self._settings.oidc_client_id,
            "redirect_uri": redirect_uri,
            "scope": SCOPE,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        separator = "&" if "?" in known.authorize else "?"
        return f"{known.authorize}{separator}{urlencode(query)}"

    async def complete(self, state: str, code: str, redirect_uri: str) -> Opened:
        """A session for whoever the issuer says it is.

        Raises:
            NotPermitted: if the answer is none that was asked for, or nobody here has that identity.
        """
        handshake = await self._accounts.take_handshake(state)
        if handshake is None:
            raise errors.NotPermitted("This sign-in was not begun here, or too long ago; begin it again.")
        claims = await self._claims(await self._exchange(code, handshake.verifier, redirect_uri))
        if not secrets.compare_digest(str(claims.get("nonce", "")), handshake.nonce):
            raise errors.NotPermitted("The issuer answered something else than was asked; begin again.")
        identity = f"{claims['iss']} {claims['sub']}"
        return await self._accounts.enter_as(identity, self._wish(claims, identity))

    def _wish(self, claims: Mapping[str, Any], identity: str) -> Wish | None:
        """Who the issuer would have them be; None where it gives them no role here."""
        roles = frozenset(_words(claims.get(self._settings.oidc_roles_claim))) & frozenset(ROLES)
        brands = frozenset(_words(claims.get(self._settings.oidc_brands_claim))) or frozenset({"*"})
        if not roles:
            return None
        wanted = str(claims.get("preferred_username") or claims.get("email") or "").lower()
        try:
            people.check_name(wanted)
            people.check_brands(brands)
        except errors.InvalidField:
            wanted = f"oidc-{hashlib.sha256(identity.encode()).hexdigest()[:16]}"
        return Wish(wanted, str(claims.get("name") or wanted)[:200], roles, brands, identity)

    async def _exchange(self, code: str, verifier: str, redirect_uri: str) -> str:
        """The identity token for a code."""
        known = await self._read()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        name, secret = self._settings.oidc_client_id, self._secret()
        if not secret:
            form["client_id"] = name
        answer = await _call("POST", known.token, data=form, auth=(name, secret) if secret else None)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise errors.NotPermitted("The issuer gave no identity; begin the sign-in again.")
        return token

    def _secret(self) -> str:
        """The client's secret as it is now; empty where none is set."""
        try:
            return _secret(self._settings)
        except secretfile.SecretProblem as fault:
            log.warning("issuer.no_secret", problem=str(fault))
            raise IssuerAway("The console cannot read its secret for the issuer; see its log.") from fault

    async def _claims(self, token: str) -> Mapping[str, Any]:
        known = await self._read()
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            if not any(each.key_id == kid for each in known.keys.keys):
                self._known = None  # keys change; those of now may be newer than what we remember
                known = await self._read()
            key = next(each for each in known.keys.keys if kid in {None, each.key_id})
            claims: Mapping[str, Any] = jwt.decode(
                token,
                key,
                list(ALGORITHMS),
                audience=self._settings.oidc_client_id,
                issuer=self._settings.oidc_issuer,
                leeway=SKEW_SECONDS,
                options={"require": ["exp", "iat", "sub", "iss", "aud"]},
            )
        except (jwt.PyJWTError, StopIteration) as fault:
            log.warning("issuer.token_refused", problem=type(fault).__name__)
            raise errors.NotPermitted("The issuer's word could not be checked; begin again.") from None
        return claims

    async def _read(self) -> _Known:
        if self._known is not None and time.monotonic() - self._known.at < KNOWN_SECONDS:
            return self._known
        issuer = self._settings.oidc_issuer.rstrip("/")
        said = await _call("GET", f"{issuer}/.well-known/openid-configuration")
        if str(said.get("issuer", "")).rstrip("/") != issuer:
            raise IssuerAway("The issuer says it is another one; see ANTIPHON_CONSOLE_OIDC_ISSUER.")
        try:
            keys = jwt.PyJWKSet.from_dict(dict(await _call("GET", str(said["jwks_uri"]))))
            authorize, token = str(said["authorization_endpoint"]), str(said["token_endpoint"])
        except (KeyError, jwt.PyJWTError) as fault:
            raise IssuerAway("The issuer does not describe itself as OpenID Connect has it.") from fault
        self._known = _Known(authorize, token, keys, time.monotonic())
        return self._known


async def _call(verb: str, url: str, **more: Any) -> Mapping[str, Any]:
    try:
        async with httpx.AsyncClient(timeout=CALL_SECONDS, follow_redirects=False) as client:
            answer = await client.request(verb, url, **more)
            found = answer.json()
    except (httpx.HTTPError, ValueError) as fault:
        log.warning("issuer.away", problem=type(fault).__name__)
        raise IssuerAway("The issuer of identities does not answer; try again in a moment.") from None
    if answer.is_success and isinstance(found, dict):
        return found
    log.warning("issuer.refused", status=answer.status_code)
    raise errors.NotPermitted("The issuer of identities refused; begin the sign-in again.")


def _secret(settings: ConsoleSettings) -> str:
    return secretfile.read("ANTIPHON_CONSOLE_OIDC_CLIENT_SECRET_FILE", settings.oidc_client_secret_file)


def _words(claim: Any) -> Iterable[str]:
    """A claim as words, whether it is a list or a string of them."""
    if isinstance(claim, str):
        return claim.replace(",", " ").split()
    return [each for each in claim if isinstance(each, str)] if isinstance(claim, list) else []
