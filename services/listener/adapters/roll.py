"""Tells of accounts: who they are, what is kept and mounted for them, and what is wrong; never a secret."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import clock as clocks
from services.listener.adapters import vault as vaults
from services.listener.adapters.vault import Vault
from services.listener.core import naming
from services.listener.sources.mounted import Mounted
from services.listener.store import accounts, connections

WARN: Final = timedelta(days=7)
"""Time before its end from which on an account is a problem, unless it renews itself."""

Way = api.Account.Way


@dataclass(frozen=True, slots=True)
class Roll:
    """The accounts of all sources, as people may see them."""

    vault: Vault
    clock: clocks.Clock

    async def get(self, source: str) -> api.Account:
        """The account of a source.

        Raises:
            NotFound: nothing is kept or mounted for it, or there is no such source.
        """
        at = await self.vault.db.read(lambda conn: connections.get(conn, source))
        found = await self._of([at])
        if source not in found:
            raise naming.missing(f"{source}/account")
        return found[source]

    async def list_all(self, after: str, limit: int) -> Sequence[api.Account]:
        """Accounts by source, those of sources after `after`."""
        found = await self._of(await self.vault.db.read(connections.list_all))
        return [found[source] for source in sorted(found) if source > after][:limit]

    async def describe(self, sources: Iterable[api.Source]) -> None:
        """Writes into sources what is wrong with their accounts, where nothing else is wrong."""
        told = list(sources)
        found = await self._of(told)
        for source in told:
            if source.name in found:
                source.problem = source.problem or found[source.name].problem

    async def _of(self, sources: Sequence[api.Source]) -> Mapping[str, api.Account]:
        kept, keys = await self.vault.db.read(lambda conn: (accounts.list_all(conn), accounts.key_ids(conn)))
        by_source = {account.name.removesuffix("/account"): account for account in kept}
        found = {}
        for source in sources:
            beside = self.vault.beside(source.name, source.config)
            account = by_source.get(source.name) or _mounted(beside)
            if account is not None:
                account.mounted_secret_names.extend(beside.names())
                account.problem = self._problem(account, beside, keys.get(source.name, ()))
                found[source.name] = account
        return found

    def _problem(self, account: api.Account, beside: Mounted, keys: Collection[str]) -> str:
        """What is wrong with an account or soon will be, in a sentence; empty when nothing is."""
        if not all(map(self.vault.opens, keys)):
            return vaults.unopenable(beside.source)
        for name in beside.names():
            if name not in account.secret_names and not beside.find(name):
                return (
                    f"The file that {name}_file of {beside.source} names cannot be read, is empty, or does "
                    f"not lie in {beside.folder or 'a folder of secrets, for none is set'}; mend it."
                )
        if not account.HasField("expire_time"):
            return ""
        return ending(account, beside.source, self.clock.now())


def ending(account: api.Account, source: str, now: datetime) -> str:
    """That an account's access ends soon or has ended; empty while it lasts, or renews itself in time."""
    ends = account.expire_time.ToDatetime(UTC)
    remedy = f"connect it anew with `antiphon source connect {source.removeprefix('sources/')}`."
    if ends <= now:
        renewed = " and was not renewed" if account.renewable else ""
        return f"The access of the account of {source} ended at {ends:%Y-%m-%d %H:%M} UTC{renewed}; {remedy}"
    if account.renewable or ends - now > WARN:
        return ""
    return f"The access of the account of {source} ends at {ends:%Y-%m-%d %H:%M} UTC; {remedy}"


def _mounted(beside: Mounted) -> api.Account | None:
    """An account for which nothing is kept here; None when nothing is mounted either."""
    if not beside.names():
        return None
    return api.Account(name=f"{beside.source}/account", way=Way.WAY_MOUNTED)
