"""Opens the secrets of accounts for the sources that need them, and keeps new ones.

Of all replicas one at a time gets new secrets from a network; the others wait and take what it got, so that
a refresh token that is good once is used once. What a network gave is written down whatever happens to who
asked: the old token may be worth nothing already.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import errors
from services.common.obs import logs
from services.common.store import Database
from services.listener.adapters.keyfiles import SETTING, Given
from services.listener.core import kept as keeping
from services.listener.core.kept import Secret
from services.listener.core.sealing import Keyring, SealBroken
from services.listener.sources import base, mounted, registry
from services.listener.store import accounts, leasing
from services.listener.store.accounts import Change, Kept, Version
from services.listener.store.connections import Connection, Handle

log = logs.get()

REFRESH_LEASE_SECONDS: Final = 60.0
"""How long a replica may take to get new secrets before another one tries; longer than a request may take."""
KEEP_TRIES: Final = 8
FIRST_PAUSE: Final = 0.5
"""Seconds before what a network gave is offered to a store again that was away; doubling."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Secrets of an account.

    Attributes:
        secrets: by name.
        broken: names of those that no key opens.
    """

    secrets: Mapping[str, Secret] = field(default_factory=dict)
    broken: Collection[str] = ()


class Vault:
    """The secrets of all accounts."""

    def __init__(
        self,
        db: Database,
        keys: Keyring | None,
        holder: str,
        given: Given | None = None,
        sleep: base.Sleep = asyncio.sleep,
        *,
        folder: Path | None = mounted.FOLDER,
    ) -> None:
        self.db = db
        self.holder = holder
        self.sleep = sleep
        self._keys = keys
        self._given = given or {}
        self.folder = folder
        self._works: set[asyncio.Task[None]] = set()

    @property
    def keys(self) -> Keyring:
        """The keys that secrets are sealed under.

        Raises:
            WrongState: this installation has none.
        """
        if self._keys is None:
            raise errors.WrongState(
                "Secrets cannot be kept: no key is set. Put 32 random characters or more into a file and "
                f"name it in {SETTING}."
            )
        return self._keys

    @property
    def can_keep(self) -> bool:
        """Whether there is a key to seal secrets under."""
        return self._keys is not None

    def check(self, source: api.Source) -> None:
        """Checks the type of a source, its settings, and that the files they name are meant for that.

        Raises:
            InvalidField: something cannot be used.
        """
        kind = registry.find(source.type)
        kind.validate(source.config)
        mounted.check(source.config, kind.credentials, self.folder)

    async def credentials(self, connection: Connection) -> Credentials:
        """The secrets of a source as they are now; those that cannot be opened count as missing."""
        kept = await self.db.read(lambda conn: accounts.load(conn, connection.name))
        return Credentials(self, self.beside(connection.name, connection.config), kept)

    def beside(self, source: str, config: Mapping[str, str]) -> mounted.Mounted:
        """The secrets of a source that come from files or from the environment."""
        given = self._given.get(source.removeprefix("sources/"), {})
        return mounted.Mounted(source, config, given, folder=self.folder)

    def open(self, source: str, sealed: Mapping[str, bytes]) -> Opened:
        """Secrets by name, as far as they can be opened."""
        secrets, broken = {}, []
        for name, blob in sealed.items():
            try:
                secrets[name] = keeping.unpack(self.keys.open(blob, place(source, name)))
            except (SealBroken, errors.WrongState):
                broken.append(name)
        if broken:
            log.warning("credentials.sealed_for_good", source=source, count=len(broken))
        return Opened(secrets, broken)

    def opens(self, key_id: str) -> bool:
        """Whether the key of that name is among ours."""
        return self._keys is not None and self._keys.has(key_id)

    def change(
        self,
        source: str,
        secrets: Mapping[str, str],
        expire_time: datetime | None,
        *,
        login: str | None = None,
        scopes: Sequence[str] | None = None,
        instead: Mapping[str, bytes] | None = None,
        dropped: Collection[str] = (),
        way: accounts.Account.Way | None = None,
    ) -> Change:
        """What is to be written so that the account has these secrets; see `accounts.Change`.

        Raises:
            WrongState: this installation has no key.
        """
        keys, over = self.keys, instead or {}
        packed = {
            name: Secret(text, over.get(name, keeping.NOTHING)).pack() for name, text in secrets.items()
        }
        sealed = {name: keys.seal(content, place(source, name)) for name, content in packed.items()}
        return Change(sealed, keys.newest, expire_time, login, scopes, dropped, way)

    async def finish(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs work that goes on to its end when who waits for it goes away."""
        task = asyncio.create_task(work)
        self._works.add(task)
        task.add_done_callback(self._forget)
        await asyncio.shield(task)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._works.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.warning("credentials.not_renewed", error=type(fault).__name__)

    async def close(self) -> None:
        """Waits for what must not be broken off."""
        while self._works:
            await asyncio.gather(*self._works, return_exceptions=True)

    async def rewrap(self) -> None:
        """Brings what older keys sealed under the newest, so that those can go."""
        if self._keys is None:
            return
        keys = self._keys
        count = await self.db.write(lambda conn: accounts.rewrap(conn, keys.newest, self._again))
        if count:
            log.info("credentials.rewrapped", count=count)

    def _again(self, sealed: bytes, source: str, name: str) -> bytes | None:
        try:
            return self.keys.rewrap(sealed, place(source, name))
        except SealBroken:
            return None


class Credentials:
    """The secrets of one source, for one opening of it: from a file, else the environment, else the vault.

    What was renewed from a secret beside the vault goes before it, as long as it is still that secret.
    """

    def __init__(self, vault: Vault, beside: mounted.Mounted, kept: Kept | None) -> None:
        self._vault = vault
        self._beside = beside
        self._opened = Opened()
        self._kept: Kept | None = None
        self._take(kept)

    @property
    def version(self) -> Version | None:
        """Which state of the account this is."""
        return self._kept.version if self._kept else None

    @property
    def expire_time(self) -> datetime | None:
        """See `base.Credentials`."""
        return self._kept.expire_time if self._kept else None

    def get(self, name: str) -> str:
        """See `base.Credentials.get`."""
        found = self.find(name)
        if not found and name in self._opened.broken:
            raise base.SourceRejected(unopenable(self._beside.source))
        return found or self._beside.get(name)

    def find(self, name: str) -> str:
        """See `base.Credentials.find`."""
        beside, kept = self._beside.find(name), self._opened.secrets.get(name)
        return kept.text if kept is not None and kept.stands(beside) else beside

    def present(self) -> dict[str, str]:
        """All secrets by name, wherever they come from."""
        found = {name: self.find(name) for name in (*self._opened.secrets, *self._beside.names())}
        return {name: text for name, text in found.items() if text}

    async def refresh(self, renew: base.Renew) -> None:
        """See `base.Credentials.refresh`. Once the network was asked, it goes to its end."""
        if not self._vault.can_keep:
            await self._beside.refresh(renew)
        try:
            await self._vault.finish(self._refresh(renew, self.version))
        except errors.Refusal as fault:
            raise base.SourceUnreachable(f"The account could not be renewed: {fault.message}") from None

    async def _refresh(self, renew: base.Renew, before: Version | None) -> None:
        source, vault = self._beside.source, self._vault
        lease_name = f"accounts/{source.removeprefix('sources/')}"
        async with leasing.hold(vault.db, lease_name, vault.holder, REFRESH_LEASE_SECONDS):
            self._take(await vault.db.read(lambda conn: accounts.load(conn, source)))
            if self.version == before:
                grant = await renew(self.present())
                # In a task of its own: a lease that cannot be kept must not cost what the network gave.
                await vault.finish(self._keep(grant))

    async def _keep(self, grant: base.Grant) -> None:
        source, before = self._beside.source, self._kept
        instead = {name: keeping.fingerprint(self._beside.find(name)) for name in grant.secrets}
        change = self._vault.change(source, grant.secrets, grant.expire_time, instead=instead)

        def work(conn: Handle) -> Kept | None:
            accounts.save_unless_changed(conn, source, change, before)
            return accounts.load(conn, source)

        self._take(await self._write(work))
        log.info("credentials.renewed", source=source)

    async def _write(self, work: Callable[[Handle], Kept | None]) -> Kept | None:
        """Commits; a store that is away for a while must not cost what the network gave."""
        for attempt in range(KEEP_TRIES - 1):
            try:
                return await self._vault.db.write(work)
            except (errors.StoreUnavailable, errors.StoreFull) as fault:
                log.warning("credentials.not_written", source=self._beside.source, reason=fault.reason)
            await self._vault.sleep(FIRST_PAUSE * 2**attempt)
        return await self._vault.db.write(work)

    def _take(self, kept: Kept | None) -> None:
        self._kept = kept
        self._opened = self._vault.open(self._beside.source, kept.sealed) if kept else Opened()


def place(source: str, name: str) -> str:
    """What a secret is bound to."""
    return f"{source}/account/{name}"


def unopenable(source: str) -> str:
    """What is wrong with an account whose key is not here, and how to mend it."""
    return (
        f"The secrets of {source} are sealed under a key that is not in {SETTING}; put that key back, or "
        f"connect the account anew with `antiphon source connect {source.removeprefix('sources/')}`."
    )
