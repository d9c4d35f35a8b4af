"""What a service does with its tables as it starts. Mostly there is nothing to do, and that needs no Alembic.

Alembic with all revisions costs a process 9 MB for as long as it lives, and a look into the database tells
whether they are wanted: the revisions it stands at against the names of the files in the history.
"""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from services.common.config.data import DataSettings
from services.common.config.store import StoreSettings
from services.common.store import engines
from services.common.store.address import Address

_FILE: Final = re.compile(r"(?P<revision>(?P<branch>[a-z]?)(?P<number>\d+))_\w+\.py")
_STANDING: Final = sa.text("SELECT version_num FROM alembic_version")


def prepare(store: StoreSettings, data: DataSettings, *, service: str) -> None:
    """Brings the tables of `service` to where it needs them; see `migrations.prepare`.

    Raises:
        StoreUnavailable: if the database cannot be reached, is in use, or a lock was not granted in time.
        WrongState: if a newer program made the tables.
    """
    if standing(store, data, service=service) == newest(service):
        return
    from services.common.store import migrations  # noqa: PLC0415  # imports Alembic, 9 MB

    migrations.prepare(store, data, service=service)


def newest(service: str) -> frozenset[str]:
    """The last revision of each branch, by the names that `scripts/revise.py` gives to files."""
    package = importlib.import_module(f"services.{service}.store")
    folder = Path(str(package.__file__)).parent / "migrations" / "versions"
    last: dict[str, tuple[int, str]] = {}
    for file in folder.iterdir():
        if found := _FILE.fullmatch(file.name):
            branch = found["branch"] or "e"  # histories began before their branches had letters
            last[branch] = max(last.get(branch, (0, "")), (int(found["number"]), found["revision"]))
    return frozenset(revision for _, revision in last.values())


def standing(store: StoreSettings, data: DataSettings, *, service: str) -> frozenset[str]:
    """Revisions the database stands at; none where it does not say, whatever the reason."""
    address = Address.of(store, data, service)
    if address.file is not None and not address.file.exists():
        return frozenset()
    engine = (
        engines.postgres(address, store) if address.file is None else engines.sqlite_reader(address, store)
    )
    try:
        with engine.connect() as conn:
            return frozenset(conn.scalars(_STANDING))
    except sa.exc.SQLAlchemyError:
        return frozenset()
    finally:
        engine.dispose()
