"""Connects accounts: by secrets that a person has, or on the network's own page.

What is connected is shown to the network first where it can tell whose it is; what the network does not
take is not kept.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any, Final
from urllib.parse import urlsplit

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import clock as clocks
from services.common.model import errors
from services.listener.adapters.roll import Roll, Way
from services.listener.adapters.vault import Credentials, Vault
from services.listener.core import naming
from services.listener.core.sealing import SealBroken
from services.listener.sources import abilities, base, kind, oauth, registry
from services.listener.store import accounts, authorizations, connections
from services.listener.store.authorizations import Begun
from services.listener.store.connections import Connection, Handle

MAX_SECRET_BYTES: Final = 16 * 1024
"""Longest secret; a service account's key file has 2 to 3 KiB."""
OUT_OF_BAND: Final = "urn:ietf:wg:oauth:2.0:oob"
"""What some networks take as a redirect address, to show the code to the person instead."""
IDENTIFY_SECONDS: Final = 30.0
"""How long a network may take to say whose account it is; after that nobody knows, and it is kept."""
APP: Final = ("client_id", "client_secret")
GRANTED: Final = ("access_token", "refresh_token")


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of all sources."""

    vault: Vault
    clock: clocks.Clock
    allow_private: bool = False

    @property
    def roll(self) -> Roll:
        """What people may see of them."""
        return Roll(self.vault, self.clock)

    async def connect(self, request: api.ConnectAccountRequest) -> api.Account:
        """Keeps secrets that a person has.

        Raises:
            InvalidField: the type of source does not know one, needs another, or the network refuses them.
            NotFound: there is no such source.
            WrongState: this installation has no key to seal them with.
        """
        at, now = await self._load(source_of("name", request.name))
        type_ = registry.find(at.type)
        check_secrets(type_, request.secrets)
        self._check_unshadowed(at, request.secrets)
        check_complete(type_, {**now.present(), **request.secrets})
        # A new secret of the application alone does not change when the account's own end.
        expires = None if set(request.secrets).difference(APP) else now.expire_time
        if request.HasField("expire_time"):
            expires = request.expire_time.ToDatetime(UTC)
        return await self._keep(at, now, base.Grant(dict(request.secrets), expires), Way.WAY_GIVEN)

    async def begin(
        self, request: api.BeginAuthorizationRequest, caller: str
    ) -> api.BeginAuthorizationResponse:
        """Where the account's owner agrees; what was begun is good once and for this caller.

        Raises:
            InvalidField: an address or the application's id cannot be used.
            WrongState: the network has no such page, or this installation no key.
        """
        source = source_of("name", request.name)
        at, now = await self._load(source)
        flow = _flow(registry.find(at.type))
        check_redirect(request.redirect_uri)
        check_secrets(registry.find(at.type), request.secrets)
        self._check_unshadowed(at, (*request.secrets, *GRANTED))
        app = {name: text for name, text in {**now.present(), **request.secrets}.items() if name in APP}
        if not app.get("client_id"):
            raise errors.InvalidField(
                "secrets", "must hold client_id, of the application you registered there."
            )
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        page = oauth.authorize_uri(
            flow,
            at.config,
            client_id=app["client_id"],
            redirect_uri=request.redirect_uri,
            state=state,
            verifier=verifier,
        )
        sealed = self.vault.keys.seal(json.dumps({"verifier": verifier, "app": app}).encode(), _place(source))
        begun = Begun(source, caller, request.redirect_uri, sealed)
        expires = await self.vault.db.write(lambda conn: authorizations.begin(conn, state, begun))
        response = api.BeginAuthorizationResponse(authorize_uri=page, state=state)
        response.expire_time.FromDatetime(expires)
        return response

    async def complete(self, request: api.CompleteAuthorizationRequest, caller: str) -> api.Account:
        """Turns a code into an account.

        Raises:
            InvalidField: the state is unknown, used, too old or another person's, or the network refuses.
        """
        begun = await self.vault.db.write(lambda conn: authorizations.take(conn, request.state, caller))
        if begun is None:
            raise errors.InvalidField(
                "state", "is unknown, used already, too old, or somebody else's; begin anew."
            )
        at, now = await self._load(begun.source)
        type_ = registry.find(at.type)
        kept = self._unseal(begun)
        endpoint = oauth.Endpoint(_flow(type_), self._context(at, {}), type_.network.capitalize())
        try:
            tokens = await endpoint.exchange(
                kept["app"], request.code, redirect_uri=begun.redirect_uri, verifier=kept["verifier"]
            )
        except base.SourceError as fault:
            raise _refused("code", fault) from None
        mounted = self.vault.beside(at.name, at.config).names()
        app = {name: text for name, text in kept["app"].items() if name not in mounted}
        granted = replace(tokens.grant, secrets={**app, **tokens.grant.secrets})
        return await self._keep(at, now, granted, Way.WAY_AUTHORIZED, tokens.scopes)

    async def delete(self, source: str) -> None:
        """Removes a source, and its secrets with it.

        Raises:
            NotFound: there is none.
        """

        def work(conn: Handle) -> None:
            connections.delete(conn, source)
            accounts.remove(conn, source)
            authorizations.remove(conn, source)

        await self.vault.db.forget(work)

    async def disconnect(self, request: api.DisconnectAccountRequest) -> None:
        """Forgets secrets.

        Raises:
            NotFound: there are none.
            WrongState: they are not kept here, but in files or in the environment.
        """
        source = source_of("name", request.name)
        account = await self.roll.get(source)
        if account.mounted_secret_names and not account.secret_names:
            raise errors.WrongState(
                f"Nothing is kept for {source}: its secrets come from files or from the environment; "
                "take them away there."
            )

        def work(conn: Handle) -> None:
            accounts.restart(conn, source)
            authorizations.remove(conn, source)
            if not accounts.remove(conn, source):
                raise naming.missing(request.name)

        await self.vault.db.forget(work)

    async def _keep(
        self,
        at: Connection,
        now: Credentials,
        grant: base.Grant,
        way: api.Account.Way,
        scopes: tuple[str, ...] = (),
    ) -> api.Account:
        self.vault.keys  # noqa: B018 - refuses before the network is bothered
        dropped = outlived(grant.secrets)
        known = {name: text for name, text in now.present().items() if name not in dropped}
        who = await self._identify(at, {**known, **grant.secrets})
        change = self.vault.change(
            at.name,
            grant.secrets,
            grant.expire_time or who.expire_time,
            login=who.login,
            scopes=who.scopes or scopes,
            dropped=dropped,
            way=way,
        )

        def work(conn: Handle) -> None:
            connections.load(conn, at.name)
            accounts.restart(conn, at.name)  # first: it keeps a renewal from deciding meanwhile
            accounts.save(conn, at.name, change)

        await self.vault.db.write(work)
        return await self.roll.get(at.name)

    async def _identify(self, at: Connection, known: Mapping[str, str]) -> abilities.Identity:
        """Who the network says this is; nobody when it cannot say, or cannot be reached now."""
        source = await registry.find(at.type).opened(self._context(at, known))
        try:
            if isinstance(source, abilities.Identifying):
                async with asyncio.timeout(IDENTIFY_SECONDS):
                    return await source.identify()
        except base.SourceRejected as fault:
            raise _refused("secrets", fault) from None
        except (base.SourceError, TimeoutError):
            pass
        finally:
            await source.close()
        return abilities.Identity("")

    def _context(self, at: Connection, known: Mapping[str, str]) -> base.SourceContext:
        return base.SourceContext(
            name=at.name,
            config=at.config,
            allow_private=self.allow_private,
            clock=self.clock,
            credentials=base.GivenCredentials(known),
        )

    async def _load(self, source: str) -> tuple[Connection, Credentials]:
        at = await self.vault.db.read(lambda conn: connections.load(conn, source))
        return at, await self.vault.credentials(at)

    def _unseal(self, begun: Begun) -> Any:
        try:
            return json.loads(self.vault.keys.open(begun.sealed, _place(begun.source)))
        except SealBroken:
            raise errors.InvalidField("state", "was begun under a key that is gone; begin anew.") from None

    def _check_unshadowed(self, at: Connection, names: Iterable[str]) -> None:
        """Makes sure that what is given would count.

        Raises:
            InvalidField: a file or the environment has the say about it.
        """
        mounted = self.vault.beside(at.name, at.config).names()
        for name in names:
            if name in mounted:
                raise errors.InvalidField(
                    f"secrets.{name}",
                    "comes from a file that the source names, or from ANTIPHON_LISTENER_CREDENTIALS; put the "
                    "new one there, or take that away first.",
                )


def source_of(field: str, name: str) -> str:
    """The source in `sources/{source}/account`.

    Raises:
        InvalidField: the name has another form.
    """
    source, slash, last = name.rpartition("/")
    if not slash or last != "account":
        raise errors.InvalidField(field, "must have the form sources/{source}/account.")
    return f"sources/{naming.source_id(field, source)}"


def outlived(given: Mapping[str, str]) -> Sequence[str]:
    """Kept secrets that belong to an account's old ones: a refresh token must not bring those back."""
    renewed_by, brought = "refresh_token", "access_token"
    return (renewed_by,) if brought in given and renewed_by not in given else ()


def check_secrets(type_: kind.SourceType, given: Mapping[str, str]) -> None:
    """Checks what somebody gave, and never repeats it: a value may stand where a name belongs.

    Raises:
        InvalidField: a name is not known, or a value cannot be used.
    """
    granted = (*APP, *GRANTED) if isinstance(type_.flow, kind.OAuth) else ()
    known = {*type_.credentials, *granted}
    if not known.issuperset(given):
        names = ", ".join(sorted(known)) or "none; it needs no account"
        raise errors.InvalidField(
            "secrets", f"holds a name that {type_.name} does not know; known are {names}."
        )
    for name, text in given.items():
        spec = type_.credentials.get(name)
        if not text or len(text.encode()) > MAX_SECRET_BYTES:
            raise errors.InvalidField(f"secrets.{name}", f"must have 1 to {MAX_SECRET_BYTES:,} bytes.")
        if spec is not None and spec.check(text):
            raise errors.InvalidField(f"secrets.{name}", f"is not usable; needed is the {spec.help}.")


def check_complete(type_: kind.SourceType, known: Mapping[str, str]) -> None:
    """Makes sure that nothing is missing.

    Raises:
        InvalidField: a secret is.
    """
    if not known:
        raise errors.InvalidField("secrets", "is empty; give the secrets of the account.")
    for name, spec in type_.credentials.items():
        if spec.required and not known.get(name):
            raise errors.InvalidField(f"secrets.{name}", f"is needed: {spec.help}.")


def check_redirect(uri: str) -> None:
    """Makes sure that codes go to an encrypted address, to this machine, or onto the person's screen.

    Raises:
        InvalidField: they would not.
    """
    parts = urlsplit(uri)
    local = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if uri != OUT_OF_BAND and not local and not (parts.scheme == "https" and parts.hostname):
        raise errors.InvalidField("redirect_uri", "must be an https:// address, or http:// on this machine.")


def _flow(type_: kind.SourceType) -> kind.OAuth:
    if not isinstance(type_.flow, kind.OAuth):
        raise errors.WrongState(
            f"An account of type {type_.name} has no page to agree on; connect it by its secrets."
        )
    return type_.flow


def _place(source: str) -> str:
    return f"{source}/authorization"


def _refused(field: str, fault: base.SourceError) -> errors.InvalidField:
    return errors.InvalidField(field, fault.sentence)
