"""Opens the secrets of accounts for the sources that need them, and keeps new ones.

Of all replicas one at a time gets new secrets from a network; the others wait and take what it got, so that
a refresh token that is good once is used once.
"""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import Coroutine, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from services.common.model import errors
from services.common.obs import logs
from services.common.store import Database, leases
from services.listener.core.sealing import Keyring, SealBroken
from services.listener.sources import base, mounted
from services.listener.store import accounts, leasing
from services.listener.store.accounts import Change, Kept, Version
from services.listener.store.connections import Connection, Handle

log = logs.get()

REFRESH_LEASE_SECONDS: Final = 60.0
"""How long a replica may take to get new secrets before another one tries; longer than a request may take."""

Given = Mapping[str, Mapping[str, str]]
"""Secrets from the environment: by source id, then by name."""


class KeyFileUnusable(errors.AntiphonError):
    """The file of keys, or the secrets in the environment, cannot be used."""


class Vault:
    """The secrets of all accounts."""

    def __init__(self, db: Database, keys: Keyring | None, holder: str, given: Given | None = None) -> None:
        self.db = db
        self.holder = holder
        self._keys = keys
        self._given = given or {}
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
                "name it in ANTIPHON_LISTENER_CREDENTIALS_KEY_FILE."
            )
        return self._keys

    async def credentials(self, connection: Connection) -> Credentials:
        """The secrets of a source as they are now; those that cannot be opened count as missing."""
        kept = await self.db.read(lambda conn: accounts.load(conn, connection.name))
        given = self._given.get(connection.name.removeprefix("sources/"), {})
        return Credentials(self, mounted.Mounted(connection.name, connection.config, given), kept)

    def open(self, source: str, sealed: Mapping[str, bytes]) -> dict[str, str]:
        """Secrets by name, those that can be opened."""
        found = {}
        for name, blob in sealed.items():
            try:
                found[name] = self.keys.open(blob, place(source, name)).decode()
            except (SealBroken, errors.WrongState):
                log.warning("credentials.sealed_for_good", source=source)
        return found

    def change(
        self,
        source: str,
        secrets: Mapping[str, str],
        expire_time: datetime | None,
        login: str | None = None,
        scopes: Sequence[str] | None = None,
    ) -> Change:
        """What is to be written so that the account has these secrets.

        Raises:
            WrongState: this installation has no key.
        """
        keys = self.keys
        sealed = {name: keys.seal(text.encode(), place(source, name)) for name, text in secrets.items()}
        return Change(sealed, keys.newest, expire_time, login, scopes)

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
    """The secrets of one source, for one opening of it: from a file, else the environment, else the vault."""

    def __init__(self, vault: Vault, beside: mounted.Mounted, kept: Kept | None) -> None:
        self._vault = vault
        self._beside = beside
        self._secrets: Mapping[str, str] = {}
        self._version: Version | None = None
        self._expire_time: datetime | None = None
        self._take(kept)

    @property
    def version(self) -> Version | None:
        """Which state of the account this is."""
        return self._version

    @property
    def expire_time(self) -> datetime | None:
        """See `base.Credentials`."""
        return self._expire_time

    def get(self, name: str) -> str:
        """See `base.Credentials.get`."""
        return self._secrets.get(name, "") if self._stands(name) else self._beside.get(name)

    def find(self, name: str) -> str:
        """See `base.Credentials.find`."""
        return self._secrets.get(name, "") if self._stands(name) else self._beside.find(name)

    def _stands(self, name: str) -> bool:
        return bool(self._secrets.get(name)) and not self._beside.find(name)

    async def refresh(self, renew: base.Renew) -> None:
        """See `base.Credentials.refresh`. Once the network was asked, it goes to its end."""
        if not self._secrets:
            await self._beside.refresh(renew)
        try:
            await self._vault.finish(self._refresh(renew, self._version))
        except errors.Refusal as fault:
            raise base.SourceUnreachable(f"The account could not be renewed: {fault.message}") from None

    async def _refresh(self, renew: base.Renew, before: Version | None) -> None:
        source, vault = self._beside.source, self._vault
        lease_name = f"accounts/{source.removeprefix('sources/')}"
        async with leasing.hold(vault.db, lease_name, vault.holder, REFRESH_LEASE_SECONDS) as lease:
            self._take(await vault.db.read(lambda conn: accounts.load(conn, source)))
            if self._version == before:
                await self._keep(await renew(dict(self._secrets)), lease)

    async def _keep(self, grant: base.Grant, lease: leases.Lease) -> None:
        source = self._beside.source
        change = self._vault.change(source, grant.secrets, grant.expire_time)

        def work(conn: Handle) -> Kept | None:
            leasing.check(conn, lease)
            if accounts.version(conn, source) is not None:
                accounts.save(conn, source, change)
            return accounts.load(conn, source)

        self._take(await self._vault.db.write(work))
        log.info("credentials.renewed", source=source)

    def _take(self, kept: Kept | None) -> None:
        if kept is None:
            self._secrets, self._version, self._expire_time = {}, None, None
            return
        self._secrets = self._vault.open(self._beside.source, kept.sealed)
        self._version, self._expire_time = kept.version, kept.expire_time


def place(source: str, name: str) -> str:
    """What a secret is bound to."""
    return f"{source}/account/{name}"


def read_keys(file: Path | None) -> Keyring | None:
    """The keys in a file, one a line, the newest first; None when no file is named.

    Raises:
        KeyFileUnusable: if it cannot be read, everybody can read it, or it holds no usable key.
    """
    if file is None:
        return None
    named = f"ANTIPHON_LISTENER_CREDENTIALS_KEY_FILE: {file}"
    try:
        mode, text = file.stat().st_mode, file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise KeyFileUnusable(f"{named} cannot be read; put it back.") from None
    if mode & stat.S_IRWXO:
        raise KeyFileUnusable(f"{named} can be read by everybody; run: chmod 600 {file}")
    try:
        return Keyring([line.strip() for line in text.splitlines() if line.strip()])
    except ValueError as fault:
        raise KeyFileUnusable(f"{named} {fault}.") from None


def read_given(text: str) -> Given:
    """Secrets from the environment, as JSON.

    Raises:
        KeyFileUnusable: if they are written otherwise; what they hold is not repeated.
    """
    try:
        said = json.loads(text or "{}")
        return {
            str(source): {str(name): str(secret) for name, secret in secrets.items()}
            for source, secrets in said.items()
        }
    except (ValueError, AttributeError):
        raise KeyFileUnusable(
            'ANTIPHON_LISTENER_CREDENTIALS must be JSON of the form {"SOURCE": {"NAME": "SECRET"}}; mend it.'
        ) from None
