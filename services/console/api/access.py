"""Who is asking: a cookie, a token of ours, or a token that the command line signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from fastapi import Request

from services.common.model import errors
from services.common.model.principal import ALL_BRANDS, Principal
from services.common.rpc.permissions import ADMINISTRATORS, EVERYONE, LEADS, Permission
from services.common.rpc.tokens import Verifier
from services.console.adapters.accounts import TOKEN_PREFIX, Accounts
from services.console.adapters.issuer import Issuer
from services.console.adapters.links import Links
from services.console.api import sharing
from services.console.store.entries import Entry
from services.console.store.passes import Token

BEARER: Final = "Bearer "
EVERY_SCOPE: Final = "*"

MANAGE_USERS: Final = Permission("users.manage", ADMINISTRATORS)
READ_ACCESS: Final = Permission("access.read", LEADS)
OWN_ACCOUNT: Final = Permission("account.own", EVERYONE)
MANAGE_LOG: Final = Permission("log.manage", ADMINISTRATORS)
"""Rights over what the console itself keeps; all others are the services'."""

OWN: Final = (MANAGE_USERS, READ_ACCESS, OWN_ACCOUNT, MANAGE_LOG)


class Caller(NamedTuple):
    """Who is asking.

    Attributes:
        principal: whom services are told of.
        csrf: word that changes must carry; empty for programs, which no page can borrow.
        scopes: permissions that a token was made for; `*` for all the person has.
        secret: of the cookie; empty for programs.
    """

    principal: Principal
    csrf: str = ""
    scopes: frozenset[str] = frozenset({EVERY_SCOPE})
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Doors:
    """Ways in.

    Attributes:
        link_always: whether the link signs in whoever has it, as on one's own machine; else it makes the
            first administrator only.
    """

    links: Links
    accounts: Accounts
    verifier: Verifier | None
    issuer: Issuer | None
    link_always: bool

    async def caller(self, request: Request) -> Caller | None:
        """Who is asking; None where nobody says."""
        bearer = request.headers.get("authorization", "")
        if bearer.startswith(BEARER):
            return await self._bearer(bearer.removeprefix(BEARER).strip())
        secret = cookie(request, self.links.cookie_name)
        known = await self.accounts.session(secret) if secret else None
        return Caller(known.user.principal, known.csrf, secret=secret) if known else None

    async def _bearer(self, token: str) -> Caller | None:
        if token.startswith(TOKEN_PREFIX):
            found = await self.accounts.token(token)
            if found is None:
                raise errors.TokenInvalid("This token is not known or has run out; make another.")
            return Caller(_narrowed(found), scopes=found.scopes)
        if self.verifier is None:
            return None
        principal = self.verifier.verify(token)
        if principal.kind != "user":
            raise errors.NotPermitted("The desk is for people; services call each other directly.")
        return Caller(principal)


def check(request: Request, permission: Permission) -> Caller:
    """Who is asking, if they may; for what the console itself keeps.

    Raises:
        NotPermitted: if they may not.
    """
    caller: Caller = request.state.session
    check_scope(caller, permission.name)
    if not permission.allows(caller.principal):
        raise errors.NotPermitted(
            f"This needs the permission {permission.name}, which {caller.principal.holder} does not have; "
            "ask an administrator for a role that has it.",
            permission=permission.name,
        )
    return caller


def check_scope(caller: Caller, permission: str) -> None:
    """Refuses a caller whose token was not made for this.

    Raises:
        NotPermitted: with the scope that it lacks.
    """
    if permission not in caller.scopes and EVERY_SCOPE not in caller.scopes:
        raise errors.NotPermitted(
            f"This token was not made for {permission}; make one with that scope.", permission=permission
        )


async def note_refusal(request: Request, refusal: errors.Refusal) -> None:
    """Keeps who was refused what."""
    doors: Doors | None = getattr(request.app.state, "doors", None)
    caller: Caller | None = getattr(request.state, "session", None)
    if doors is None:
        return
    route = getattr(request.scope.get("route"), "path", "") or sharing.told(request.url.path)[:100]
    actor = caller.principal.holder if caller else ""
    permission = refusal.metadata.get("permission", "")
    await doors.accounts.note(Entry(actor, f"{request.method} {route}", permission, refusal.reason))


def cookie(request: Request, name: str) -> str:
    """The value of a cookie; a header that another program left odd spoils nothing else."""
    for part in request.headers.get("cookie", "").split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return ""


def _narrowed(token: Token) -> Principal:
    """The person as their token lets them act: for brands of both."""
    brands, asked = token.user.brands, token.brands
    if ALL_BRANDS in brands:
        brands = asked
    elif ALL_BRANDS not in asked:
        brands &= asked
    return Principal(token.user.name, "user", token.user.roles, brands)
