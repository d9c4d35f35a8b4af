"""Signed tokens of a few minutes: who is calling, as every service can check it without asking anybody.

A token is a JWT signed with Ed25519 that carries `sub`, `kind`, `roles` and `brands`.
Both sides remember what they have done already: making one costs 60 µs and checking one 150 µs,
looking one up less than one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Self

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from services.common.config import AuthSettings
from services.common.model import errors
from services.common.model.clock import Clock, SystemClock
from services.common.model.principal import ROLES, Principal
from services.common.rpc import keys
from services.common.rpc.keys import KeyProblem, create_key_pair

__all__ = ["KeyProblem", "Signer", "Verifier", "create_key_pair"]

ALGORITHM: Final = "EdDSA"
ISSUER: Final = "antiphon"

RENEW_SECONDS: Final = 60
"""A token this close to its end is not used for another call."""

CLOCK_SKEW_SECONDS: Final = 10
"""How far the clocks of two machines may be apart."""

CACHE_SIZE: Final = 4096
"""Tokens or principals remembered; the oldest goes first."""


class _Known(NamedTuple):
    principal: Principal
    expiry: float


class Signer:
    """Makes tokens; one for each principal until shortly before it expires."""

    def __init__(self, key: Ed25519PrivateKey, lifetime: float, clock: Clock | None = None) -> None:
        self._key = key
        self._key_id = keys.key_id(key.public_key())
        self._lifetime = lifetime
        self._clock = clock or SystemClock()
        self._made: dict[Principal, tuple[str, float]] = {}

    @classmethod
    def load(cls, settings: AuthSettings, clock: Clock | None = None) -> Self:
        """A signer with the key the settings name.

        Raises:
            KeyProblem: if they name none, or the file holds none.
        """
        if settings.signing_key_file is None:
            raise KeyProblem(
                "This process makes calls: set ANTIPHON_AUTH_SIGNING_KEY_FILE to its private key."
            )
        return cls(keys.read_signing_key(settings.signing_key_file), settings.token_seconds, clock)

    def token(self, principal: Principal) -> str:
        """A token that is good for at least another minute."""
        now = self._clock.now().timestamp()
        known = self._made.get(principal)
        if known and known[1] - now > RENEW_SECONDS:
            return known[0]
        expiry = now + self._lifetime
        token = jwt.encode(
            _claims(principal, now, expiry), self._key, algorithm=ALGORITHM, headers={"kid": self._key_id}
        )
        self._made.pop(principal, None)
        _remember(self._made, principal, (token, expiry))
        return token


class Verifier:
    """Checks tokens against the known public keys."""

    def __init__(self, public_keys: Mapping[str, Ed25519PublicKey], clock: Clock | None = None) -> None:
        self._keys = public_keys
        self._clock = clock or SystemClock()
        self._known: dict[str, _Known] = {}

    @classmethod
    def load(cls, settings: AuthSettings, clock: Clock | None = None) -> Self:
        """A verifier with the keys the settings name.

        Raises:
            KeyProblem: if they name none, or a file holds none.
        """
        if not settings.verify_key_files:
            raise KeyProblem(
                "This service answers calls: set ANTIPHON_AUTH_VERIFY_KEY_FILES to public keys it believes."
            )
        loaded = [keys.read_verify_key(path) for path in settings.verify_key_files]
        return cls({keys.key_id(key): key for key in loaded}, clock)

    def verify(self, token: str) -> Principal:
        """Who the token speaks for.

        Raises:
            TokenInvalid: if it is malformed, expired, or signed by nobody we know; `problem` says which.
        """
        now = self._clock.now().timestamp()
        known = self._known.get(token)
        if known is None:
            known = self._check(token, now)
            _remember(self._known, token, known)
        if known.expiry + CLOCK_SKEW_SECONDS < now:
            self._known.pop(token, None)
            raise errors.TokenInvalid("The token has expired; sign in again.", problem="expired")
        return known.principal

    def _check(self, token: str, now: float) -> _Known:
        try:
            key = self._keys.get(str(jwt.get_unverified_header(token).get("kid")))
            if key is None:
                raise errors.TokenInvalid(
                    "The token is signed with a key this service does not know; "
                    "add the key to ANTIPHON_AUTH_VERIFY_KEY_FILES or sign in again.",
                    problem="unknown_key",
                )
            claims = jwt.decode(token, key, [ALGORITHM], options=_OPTIONS, issuer=ISSUER)
        except jwt.PyJWTError as error:
            raise errors.TokenInvalid(
                "The token is not one of ours; sign in again.", problem="signature"
            ) from error
        return _known_from(claims, now)


_OPTIONS: Final[Any] = {
    "require": ["sub", "kind", "roles", "brands", "exp", "iat", "iss"],
    # Judged by our own clock, and again at every use of a remembered token.
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
}


def _claims(principal: Principal, now: float, expiry: float) -> dict[str, Any]:
    return {
        "iss": ISSUER,
        "sub": principal.subject,
        "kind": principal.kind,
        "roles": sorted(principal.roles),
        "brands": sorted(principal.brands),
        "iat": int(now),
        "exp": int(expiry),
    }


def _known_from(claims: Mapping[str, Any], now: float) -> _Known:
    subject, kind, expiry, issued = (claims[name] for name in ("sub", "kind", "exp", "iat"))
    roles, brands = claims["roles"], claims["brands"]
    well_formed = (
        isinstance(subject, str)
        and subject
        and kind in ("user", "service")
        and isinstance(expiry, (int, float))
        and isinstance(issued, (int, float))
        and issued <= now + CLOCK_SKEW_SECONDS
        and all(isinstance(part, list) and all(isinstance(x, str) for x in part) for part in (roles, brands))
    )
    if not well_formed:
        raise errors.TokenInvalid("The token lacks what it must say; sign in again.", problem="claims")
    # A role this build does not know gives no right here, and must not lock out its bearer either.
    known_roles = frozenset(roles) & frozenset(ROLES)
    return _Known(Principal(subject, kind, known_roles, frozenset(brands)), float(expiry))


def _remember(cache: dict[Any, Any], key: Any, value: Any) -> None:
    if len(cache) >= CACHE_SIZE:
        cache.pop(next(iter(cache)))
    cache[key] = value
