"""With the written roles a service works on its own tables and sees nobody else's."""

from __future__ import annotations

import itertools

import psycopg
import pytest
from psycopg import sql

from services.common.config import DataSettings, StoreSettings
from services.common.store import Database, migrations, preparing, suppressions, upgrading
from tests.fixtures import charts as bench

STORES = ("listener", "router", "insights", "console")
ROLES = bench.ROOT / "deploy/postgres/roles.sql"
TABLE = {"listener": "queries", "router": "opportunities", "insights": "mentions", "console": "users"}


@pytest.fixture(autouse=True)
def log_stays(monkeypatch):
    """The log of the tests themselves goes on where it goes."""
    monkeypatch.setattr(upgrading.logs, "configure", lambda *_args: None)


@pytest.fixture
def address(postgres_url):
    """Of a role in a fresh database whose tables the owners have made."""

    def of(role):
        return postgres_url.replace("postgres@", f"antiphon_{role}@", 1)

    with psycopg.connect(postgres_url, autocommit=True) as conn:
        for _ in range(2):  # it can be run again
            conn.execute(ROLES.read_text().encode())
    for service in STORES:
        code = upgrading.main([service, "--phase", "expand"], {"ANTIPHON_STORE_URL": of(f"{service}_owner")})
        assert code == 0
    return of


async def test_services_work_as_their_roles_and_see_no_other_tables(address, tmp_path):
    data = DataSettings(folder=tmp_path)
    for service in STORES:
        store = StoreSettings(url=address(service))
        preparing.prepare(store, data, service=service)
        db = Database.open(store, data, service=service)
        if service != "console":
            await db.write(lambda conn, service=service: remember(conn, service))
        await db.close()
    for service, other in itertools.product(STORES, STORES):
        with psycopg.connect(address(service), autocommit=True) as conn:
            look = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(other, TABLE[other]))
            if service == other:
                assert conn.execute(look).fetchone() == (0,)
            else:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    conn.execute(look)
    with psycopg.connect(address("router"), autocommit=True) as conn:
        for change in (
            b"CREATE TABLE router.x (a int)",
            b"DROP TABLE router.opportunities",
            b"CREATE SCHEMA x",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(change)


def remember(conn, service):
    """Writes many rows as services do."""
    table = migrations.tables(service).tables["suppressed_authors"]
    assert suppressions.remember(conn, table, [bytes([number]) * 16 for number in range(200)]) == 200


def test_an_upgrade_says_what_is_wrong_in_a_sentence(capsys):
    assert upgrading.main(["router", "--phase", "expand"], {"ANTIPHON_STORE_URI": "x"}) == 2
    assert "did you mean ANTIPHON_STORE_URL" in capsys.readouterr().err
    nobody = {"ANTIPHON_STORE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    assert upgrading.main(["router", "--phase", "expand"], nobody) == 1
    assert "antiphon: " in capsys.readouterr().err
