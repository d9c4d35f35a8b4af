"""Where the database of a service is, read from the settings once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import sqlalchemy as sa

from services.common.config.data import DataSettings
from services.common.config.store import StoreSettings
from services.common.model import errors

Dialect = Literal["sqlite", "postgresql"]

_SERVICE_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")
_DRIVERS: Final = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


@dataclass(frozen=True, slots=True)
class Address:
    """The database of one service.

    Attributes:
        service: also the name of its Postgres schema.
        dialect: which of the two it is.
        url: for SQLAlchemy, driver included.
        file: the SQLite file; None for Postgres.
    """

    service: str
    dialect: Dialect
    url: sa.URL
    file: Path | None

    @classmethod
    def of(cls, store: StoreSettings, data: DataSettings, service: str) -> Address:
        """The address that settings name for `service`."""
        if not _SERVICE_NAME.fullmatch(service):
            raise ValueError(f"{service!r} cannot name a schema; use lower-case letters, digits and _.")
        if not store.url:
            return cls._sqlite(service, data.folder / f"{service}.db")
        url = _parse(store.url)
        if url.drivername == "sqlite":
            if not url.database or url.database == ":memory:":
                raise errors.InvalidField("store.url", "names no SQLite file; use sqlite:///path/to/file.db.")
            return cls._sqlite(service, Path(url.database))
        return cls(service, "postgresql", url, None)

    @classmethod
    def _sqlite(cls, service: str, file: Path) -> Address:
        return cls(service, "sqlite", sa.URL.create("sqlite", database=str(file)), file)

    def __str__(self) -> str:
        """How messages name it: never with its password."""
        if self.file is not None:
            return f"{self.file}"
        return self.url.set(drivername="postgresql", query={}).render_as_string(hide_password=True)


def _parse(text: str) -> sa.URL:
    try:
        url = sa.make_url(text)
    except sa.exc.ArgumentError:
        raise errors.InvalidField(
            "store.url", "is no address; use postgresql://user:password@host/database."
        ) from None
    driver = _DRIVERS.get(url.drivername)
    if driver is None:
        raise errors.InvalidField(
            "store.url", f"{url.drivername} is not supported; use postgresql or sqlite."
        )
    return url.set(drivername=driver)
