"""Every service that keeps tables: its history makes exactly what its code declares."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.common.store import Database, migrations, preparing

HOUSE = Path(migrations.__file__).parents[2]
SERVICES = sorted(path.parents[2].name for path in HOUSE.glob("*/store/migrations/env.py"))


def describe(conn: sa.Connection) -> dict[str, Any]:
    """Every table with what a comparison of declarations alone would overlook."""
    inspector = sa.inspect(conn)
    return {
        name: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"] or "")
                for column in inspector.get_columns(name)
            },
            "key": inspector.get_pk_constraint(name)["constrained_columns"],
            "unique": sorted(
                tuple(found["column_names"]) for found in inspector.get_unique_constraints(name)
            ),
            "checks": sorted(found["sqltext"] for found in inspector.get_check_constraints(name)),
            "references": sorted(
                (tuple(found["constrained_columns"]), found["referred_table"], str(found["options"]))
                for found in inspector.get_foreign_keys(name)
            ),
            "indexes": sorted(
                (found["name"], tuple(found["column_names"]), bool(found["unique"]), _condition(found))
                for found in inspector.get_indexes(name)
            ),
        }
        for name in inspector.get_table_names()
        if name != "alembic_version"
    }


def _is_about_comments(change: Any) -> bool:
    """Comments speak to readers of the code; correcting one is no revision."""
    first = change[0][0] if isinstance(change, list) else change[0]
    return first == "modify_comment"


def _condition(index: Any) -> str:
    options = index.get("dialect_options", {})
    return str(options.get("sqlite_where", options.get("postgresql_where", "")))


@pytest.mark.parametrize("service", SERVICES)
async def test_the_history_makes_what_the_code_declares(service, open_database):
    database: Database = await open_database(service)

    def differences(conn: sa.Connection) -> list[Any]:
        options = {
            "compare_type": True,
            "include_name": lambda name, *_: migrations.is_described(service, name or ""),
        }
        context = MigrationContext.configure(conn, opts=options)
        found = compare_metadata(context, migrations.tables(service))
        return [change for change in found if not _is_about_comments(change)]

    assert await database.read(differences) == []


@pytest.mark.parametrize("service", SERVICES)
async def test_the_history_and_a_fresh_schema_look_the_same(service, open_database, database):
    migrated = await (await open_database(service)).read(describe)
    await database.write(migrations.tables(service).create_all)

    assert migrated == await database.read(describe)


@pytest.mark.parametrize("service", SERVICES)
async def test_nothing_is_pending_after_an_upgrade(service, open_database, store_settings, data_settings):
    before = migrations.pending(store_settings, data_settings, service=service)
    await open_database(service)
    after = await asyncio.to_thread(migrations.pending, store_settings, data_settings, service=service)

    assert before
    assert after == ()


@pytest.mark.parametrize("service", SERVICES)
def test_every_revision_belongs_to_one_branch_and_has_one_head(service):
    script = migrations.script(service)
    for revision in script.walk_revisions():
        assert len(revision.branch_labels) == 1
        assert revision.branch_labels <= set(migrations.PHASES)
    assert len(script.get_heads()) <= len(migrations.PHASES)


@pytest.mark.parametrize("service", SERVICES)
def test_names_of_files_tell_the_newest_revisions(service):
    assert preparing.newest(service) == set(migrations.script(service).get_heads())


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_whose_tables_are_as_it_needs_them_starts_without_alembic(
    service, open_database, store_settings, data_settings, monkeypatch
):
    asked = []
    monkeypatch.setattr(migrations, "prepare", lambda *_, **__: asked.append(service))
    await asyncio.to_thread(preparing.prepare, store_settings, data_settings, service=service)
    assert asked == [service]
    await open_database(service)
    await asyncio.to_thread(preparing.prepare, store_settings, data_settings, service=service)
    assert asked == [service]


@pytest.mark.parametrize("service", SERVICES)
async def test_tables_of_another_revision_are_left_to_alembic(
    service, open_database, store_settings, data_settings, monkeypatch
):
    asked = []
    monkeypatch.setattr(migrations, "prepare", lambda *_, **__: asked.append(service))
    database: Database = await open_database(service)
    other = sa.text("UPDATE alembic_version SET version_num = 'e9999'")
    await database.write(lambda conn: conn.execute(other) and None)
    await asyncio.to_thread(preparing.prepare, store_settings, data_settings, service=service)
    assert asked == [service]
