"""Lets people and programs in, and keeps who they are.

A wrong password counts before it is looked at, so that many at once are not more guesses than one after
the other. What was proven already is believed for a few seconds without asking the database.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from services.common.model import errors
from services.common.model.principal import Principal
from services.common.obs import logs
from services.common.store import Database
from services.console.adapters import factors
from services.console.adapters.believed import Believed
from services.console.adapters.factors import Factors
from services.console.adapters.passwords import Passwords
from services.console.core import people
from services.console.core.people import User
from services.console.core.refusals import CodeNeeded, WrongCredentials
from services.console.store import entries, passes, users
from services.console.store.entries import Entry

SESSION: Final = timedelta(days=7)
INVITATION: Final = timedelta(days=3)
ENTRIES_KEPT: Final = timedelta(days=400)
TOKEN_PREFIX: Final = "apt_"  # noqa: S105  # what tokens begin with, no token

log = logs.get()


class Opened(NamedTuple):
    """A session that was just opened, with what its cookie carries."""

    secret: str
    session: passes.Session


class Accounts:
    """People, sessions and tokens."""

    def __init__(self, db: Database, passwords: Passwords, second: Factors) -> None:
        self._db = db
        self._passwords = passwords
        self._factors = second
        self._sessions: Believed[passes.Session] = Believed()
        self._tokens: Believed[passes.Token] = Believed()

    async def session(self, secret: str) -> passes.Session | None:
        """Who a cookie speaks for."""
        return await self._sessions.get(
            secret, lambda: self._db.read(lambda conn: passes.session(conn, secret, _now()))
        )

    async def token(self, secret: str) -> passes.Token | None:
        """Whom a token acts for, and what it may do."""
        return await self._tokens.get(
            secret, lambda: self._db.read(lambda conn: passes.token(conn, secret, _now()))
        )

    async def sign_in(self, name: str, password: str, code: str) -> Opened:
        """Opens a session for a name, a password and, where one is set, a second factor.

        Raises:
            WrongCredentials: if they do not fit; CodeNeeded where only the code is missing.
            Locked: after too many tries.
        """
        known = await self._db.write(lambda conn: users.count_try(conn, name, _now()))
        fits = await self._passwords.fits(password, known.password if known else None)
        if known is None or not fits:
            raise await self._wrong(name, "wrong password")
        values: Mapping[str, Any] = {"failures": 0, "locked_until": None}
        if known.second_factor is not None:
            values = {**values, **await self._prove(known, known.second_factor, code)}
        return await self._open(known.user, "password", values)

    async def _prove(self, known: users.Secrets, sealed: bytes, code: str) -> Mapping[str, Any]:
        """What changes of a person whose code fits."""
        if not code:
            # The password was right: asking for the code is no failed try.
            await self._db.write(lambda conn: users.change(conn, known.user.id, {"failures": known.failures}))
            raise CodeNeeded("Enter the code that your phone shows, or one of your recovery codes.")
        step = self._factors.step_of(sealed, known.user.name, code, known.last_step, _now())
        if step is not None:
            return {"last_step": step}
        digest = factors.recovery_digest(code)
        if digest not in known.recovery_codes:
            raise await self._wrong(known.user.name, "wrong code")
        return {"recovery_codes": [each for each in known.recovery_codes if each != digest]}

    async def _wrong(self, name: str, reason: str) -> WrongCredentials:
        await self.note(Entry("", "session.open", f"users/{name[:63]}", reason))
        return WrongCredentials("Name, password or code do not fit; try again.")

    async def enter(self, name: str, method: str, roles: frozenset[str]) -> Opened:
        """Opens a session for somebody who proved themselves otherwise; makes them known at first."""
        user = await self._db.write(lambda conn: users.ensure(conn, name, roles, _now()))
        return await self._open(user, method, {})

    async def enter_as(self, identity: str, wish: users.Wish | None) -> Opened:
        """Opens a session for an identity of an issuer; `wish` is who they become where nobody has it.

        Raises:
            NotPermitted: if nobody has it and nobody may.
        """

        def work(conn: Any) -> User:
            known = users.by_identity(conn, identity)
            if known is not None:
                if wish is not None:
                    values = {"roles": sorted(wish.roles), "brands": sorted(wish.brands)}
                    users.change(conn, known.user.id, values)
                return known.user
            if wish is None:
                raise errors.NotPermitted(
                    "Nobody here knows you yet; ask an administrator to give you a role."
                )
            return users.create(conn, wish, _now())

        return await self._open(await self._db.write(work), "oidc", {})

    async def _open(self, user: User, method: str, values: Mapping[str, Any]) -> Opened:
        if user.disabled:
            raise errors.NotPermitted("This account is switched off; ask an administrator.")
        secret, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)

        def work(conn: Any) -> passes.Session:
            now = _now()
            if values:
                users.change(conn, user.id, values)
            passes.sweep(conn, now)
            entries.sweep(conn, now - ENTRIES_KEPT)
            expiry = now + SESSION
            passes.open_session(conn, secret, user.id, method, csrf, create_time=now, expire_time=expiry)
            entries.add(conn, Entry(user.principal.holder, "session.open", f"by {method}"), now)
            return passes.Session(user, csrf, method, expiry)

        return Opened(secret, await self._db.write(work))

    async def sign_out(self, secret: str) -> None:
        """Ends a session."""
        self._sessions.forget()
        await self._db.write(lambda conn: passes.close_session(conn, secret))

    async def is_set_up(self) -> bool:
        """Whether an administrator can sign in without the first link."""
        return await self._db.read(users.any_administrator)

    async def set_up(self, name: str, display_name: str, password: str) -> Opened:
        """Makes the first administrator.

        Raises:
            WrongState: if there is one already.
        """
        _check_person(name, {"administrator"}, {"*"})
        people.check_password(password, name)
        kept = await self._passwords.digest(password)
        roles = frozenset({"administrator", "lead", "agent"})

        def work(conn: Any) -> User:
            if users.any_administrator(conn):
                raise errors.WrongState("There is an administrator already; sign in.", state="SET_UP")
            user = users.create(conn, users.Wish(name, display_name, roles, frozenset({"*"})), _now())
            users.change(conn, user.id, {"password": kept})
            return user

        return await self._open(await self._db.write(work), "password", {})

    async def accept(self, invitation: str, password: str) -> Opened:
        """Sets the password of whoever the one-time link was made for, and opens a session.

        Raises:
            NotPermitted: if the link is not known, was used, or has run out.
        """
        user = await self._db.write(lambda conn: passes.take_invitation(conn, invitation, _now()))
        if user is None:
            raise errors.NotPermitted("This link was used or has run out; ask for another.")
        people.check_password(password, user.name)
        kept = await self._passwords.digest(password)
        values = {"password": kept, "failures": 0, "locked_until": None}
        return await self._open(user, "password", values)

    async def change_password(self, user: User, old: str, new: str) -> None:
        """Sets another password, and ends all sessions of the person."""
        await self._confirm(user, old)
        people.check_password(new, user.name)
        kept = await self._passwords.digest(new)

        def work(conn: Any) -> None:
            users.change(conn, user.id, {"password": kept})
            passes.close_all(conn, user.id)
            entries.add(conn, Entry(user.principal.holder, "password.change"), _now())

        self._sessions.forget()
        await self._db.write(work)

    async def begin_second_factor(self, user: User) -> tuple[str, str]:
        """A fresh secret for a phone and the address of its picture; it counts from its first code on."""
        secret, sealed = self._factors.create(user.name)
        await self._db.write(lambda conn: users.change(conn, user.id, {"second_factor_pending": sealed}))
        return secret, factors.address(secret, user.name)

    async def confirm_second_factor(self, user: User, code: str) -> Sequence[str]:
        """Has codes asked for from now on; gives the recovery codes.

        Raises:
            WrongCredentials: if the code is not of the fresh secret.
        """
        known = await self._db.read(lambda conn: users.by_id(conn, user.id))
        pending = known.pending if known else None
        step = self._factors.step_of(pending, user.name, code, 0, _now()) if pending else None
        if step is None:
            raise WrongCredentials("This is not the code of now; look at the phone again, and at its clock.")
        codes = factors.recovery_codes()
        values = {
            "second_factor": pending,
            "second_factor_pending": None,
            "last_step": step,
            "recovery_codes": [factors.recovery_digest(each) for each in codes],
        }
        await self._change(user.principal, user, values, "second_factor.set")
        return codes

    async def drop_second_factor(self, user: User, password: str) -> None:
        """Asks for no code any more."""
        await self._confirm(user, password)
        await self._change(user.principal, user, _NO_SECOND_FACTOR, "second_factor.drop")

    async def _confirm(self, user: User, password: str) -> None:
        known = await self._db.write(lambda conn: users.count_try(conn, user.name, _now()))
        if not await self._passwords.fits(password, known.password if known else None):
            raise await self._wrong(user.name, "wrong password")
        await self._db.write(lambda conn: users.change(conn, user.id, {"failures": 0}))

    async def people(self, after: str, limit: int) -> Sequence[User]:
        """People by name."""
        return await self._db.read(lambda conn: users.page(conn, after, limit))

    async def known(self, caller: Principal) -> User:
        """Whoever calls, also where they came by a link or a terminal: they are made known at first."""
        return await self._db.write(lambda conn: users.ensure(conn, caller.subject, caller.roles, _now()))

    async def person(self, name: str) -> User:
        """Somebody.

        Raises:
            NotFound: if there is nobody of that name.
        """
        found = await self._db.read(lambda conn: users.by_name(conn, name))
        if found is None:
            raise errors.NotFound(f"users/{name}")
        return found.user

    async def create(self, caller: Principal, wish: users.Wish) -> tuple[User, str]:
        """Adds somebody, with the secret of the one-time link they set their password with."""
        _check_person(wish.name, wish.roles, wish.brands)
        people.check_reach(caller, wish.brands)
        secret = secrets.token_urlsafe(32)

        def work(conn: Any) -> User:
            now = _now()
            user = users.create(conn, wish, now)
            passes.invite(conn, secret, user.id, now + INVITATION)
            entries.add(conn, Entry(caller.holder, "user.create", f"users/{user.name}"), now)
            return user

        return await self._db.write(work), secret

    async def change(self, caller: Principal, user: User, values: Mapping[str, Any]) -> User:
        """Changes what somebody is called, may do and works for, or keeps them out."""
        _check_person(user.name, values.get("roles", user.roles), values.get("brands", user.brands))
        people.check_reach(caller, user.brands | frozenset(values.get("brands", ())))
        if user.name == caller.subject and (
            values.get("disabled") or "administrator" not in values.get("roles", ("administrator",))
        ):
            raise errors.WrongState(
                "You would lock yourself out; have another administrator do it.", state="SELF"
            )
        await self._change(caller, user, values, "user.change")
        return await self.person(user.name)

    async def reset(self, caller: Principal, user: User) -> str:
        """Takes password, second factor and sessions away; gives the secret of a one-time link."""
        people.check_reach(caller, user.brands)
        secret = secrets.token_urlsafe(32)

        def work(conn: Any) -> None:
            now = _now()
            values = {"password": None, "failures": 0, "locked_until": None, **_NO_SECOND_FACTOR}
            users.change(conn, user.id, values)
            passes.close_all(conn, user.id)
            passes.invite(conn, secret, user.id, now + INVITATION)
            entries.add(conn, Entry(caller.holder, "user.reset", f"users/{user.name}"), now)

        self._sessions.forget()
        await self._db.write(work)
        return secret

    async def tokens(self, user: User | None) -> Sequence[passes.Token]:
        """Tokens of somebody, or everybody's."""
        return await self._db.read(lambda conn: passes.tokens_of(conn, user.id if user else None))

    async def create_token(
        self, user: User, title: str, scopes: frozenset[str], brands: frozenset[str], expire_time: datetime
    ) -> tuple[passes.Token, str]:
        """A token that acts for its maker, and what programs send."""
        people.check_brands(brands)
        secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
        made = passes.Token(secrets.token_hex(8), user, title, scopes, brands, _now(), expire_time)

        def work(conn: Any) -> None:
            passes.create_token(conn, secret, made)
            entries.add(conn, Entry(user.principal.holder, "token.create", f"tokens/{made.uid}"), _now())

        await self._db.write(work)
        return made, secret

    async def drop_token(self, caller: Principal, uid: str, *, any_owner: bool) -> None:
        """Ends a token of the caller's, or anybody's.

        Raises:
            NotFound: if there is none of that name for the caller.
        """

        def work(conn: Any) -> None:
            known = passes.token_by_uid(conn, uid)
            if known is None or not (any_owner or known.user.name == caller.subject):
                raise errors.NotFound(f"tokens/{uid}")
            passes.drop_token(conn, uid)
            entries.add(conn, Entry(caller.holder, "token.drop", f"tokens/{uid}"), _now())

        self._tokens.forget()
        await self._db.write(work)

    async def begin_handshake(self, state: str, handshake: passes.Handshake, seconds: float) -> None:
        """Keeps what an issuer's answer must fit."""
        expiry = _now() + timedelta(seconds=seconds)
        await self._db.write(lambda conn: passes.begin_handshake(conn, state, handshake, expiry))

    async def take_handshake(self, state: str) -> passes.Handshake | None:
        """What an answer with this state must fit; it works no second time."""
        return await self._db.write(lambda conn: passes.take_handshake(conn, state, _now()))

    async def note(self, entry: Entry) -> None:
        """Writes a line of what was done or refused; a database that is away makes nothing worse."""
        try:
            await self._db.write(lambda conn: entries.add(conn, entry, _now()))
        except errors.Refusal as fault:
            log.warning("entries.lost", reason=fault.reason)

    async def entries(self, before: int, limit: int, *, refused: bool) -> Sequence[entries.Dated]:
        """Lines, newest first."""
        return await self._db.read(lambda conn: entries.page(conn, before, limit, refused=refused))

    async def _change(self, caller: Principal, user: User, values: Mapping[str, Any], action: str) -> None:
        def work(conn: Any) -> None:
            users.change(conn, user.id, values)
            if values.get("disabled"):
                passes.close_all(conn, user.id)
            entries.add(conn, Entry(caller.holder, action, f"users/{user.name}"), _now())

        self._sessions.forget()
        self._tokens.forget()
        await self._db.write(work)


_NO_SECOND_FACTOR: Final[Mapping[str, Any]] = {
    "second_factor": None,
    "second_factor_pending": None,
    "recovery_codes": [],
}


def _check_person(name: str, roles: Any, brands: Any) -> None:
    people.check_name(name)
    people.check_roles(roles)
    people.check_brands(brands)


def _now() -> datetime:
    return datetime.now(UTC)
