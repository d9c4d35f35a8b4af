"""Upgrades: in two halves, one at a time, with timeouts, and without a word."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import textwrap
from dataclasses import replace

import alembic.command
import pytest
import sqlalchemy as sa
from alembic.config import Config

from services.common.model import errors
from services.common.store import Database, migrations
from tests.fixtures.nats import eventually

REVISION = """
import sqlalchemy as sa
from alembic import op

revision = "{name}"
down_revision = {before!r}
branch_labels = {labels!r}
depends_on = {needs!r}


def upgrade() -> None:
    {body}
"""

FIRST = 'op.create_table("things", sa.Column("id", sa.Integer, primary_key=True), sa.Column("old", sa.Text))'
SECOND = 'op.add_column("things", sa.Column("new", sa.Text))'
LAST = """
    with op.batch_alter_table("things") as things:
        things.drop_column("old")
"""

UPGRADE = """
    import pathlib, sys
    from services.common.config import DataSettings, StoreSettings
    from services.common.store import metadata, migrations

    url, data, history = sys.argv[1:]
    migrations.folder = lambda service: pathlib.Path(history)
    migrations.tables = lambda service: metadata()
    migrations.upgrade(StoreSettings(url=url), DataSettings(folder=pathlib.Path(data)), service="trial")
"""


@pytest.fixture
def history(tmp_path, monkeypatch):
    """A history of two additions and one removal, of a pretend service."""
    folder = tmp_path / "history"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_text("from services.common.store import migrations\n\nmigrations.run_env()\n")
    write(folder, "e1", None, FIRST, labels=("expand",))
    write(folder, "e2", "e1", SECOND)
    write(folder, "c1", None, LAST, labels=("contract",), needs=("e2",))
    monkeypatch.setattr(migrations, "folder", lambda _service: folder)
    monkeypatch.setattr(migrations, "tables", lambda _service: sa.MetaData())
    return folder


def write(folder, name, before, body, *, labels=None, needs=None):
    text = REVISION.format(name=name, before=before, body=body, labels=labels, needs=needs)
    (folder / "versions" / f"{name}.py").write_text(text)


@pytest.fixture
def settings(store_settings, data_settings):
    return store_settings, data_settings


def upgrade(settings, **options):
    migrations.upgrade(*settings, service="trial", **options)


def columns(settings):
    async def look():
        db = Database.open(*settings, service="trial")
        found = await db.read(
            lambda conn: {column["name"] for column in sa.inspect(conn).get_columns("things")}
        )
        await db.close()
        return found

    return asyncio.run(look())


def test_the_first_half_adds_and_the_second_takes_away(history, settings):
    upgrade(settings, phase="expand")
    assert columns(settings) == {"id", "old", "new"}
    assert migrations.pending(*settings, service="trial") == ("c1",)

    upgrade(settings, phase="contract")
    assert columns(settings) == {"id", "new"}
    assert migrations.pending(*settings, service="trial") == ()


def test_both_halves_run_where_no_phase_is_named_and_again_does_nothing(history, settings):
    assert migrations.current(*settings, service="trial") == frozenset()
    assert set(migrations.pending(*settings, service="trial")) == {"e1", "e2", "c1"}

    upgrade(settings)
    upgrade(settings)
    assert columns(settings) == {"id", "new"}
    assert "c1" in migrations.current(*settings, service="trial")


def test_the_second_half_runs_where_the_first_is_done(history, settings):
    upgrade(settings, phase="expand")
    upgrade(settings)

    assert columns(settings) == {"id", "new"}


def test_a_history_without_removals_has_no_second_half(history, settings):
    (history / "versions" / "c1.py").unlink()

    upgrade(settings, phase="contract")
    assert migrations.current(*settings, service="trial") == frozenset()
    upgrade(settings)
    assert migrations.current(*settings, service="trial") == {"e2"}


def test_a_revision_that_fails_keeps_the_ones_before_it_and_nothing_of_itself(history, settings):
    write(history, "e2", "e1", f"{SECOND}; op.execute('nonsense')")

    with pytest.raises(sa.exc.DBAPIError):
        upgrade(settings)
    assert migrations.current(*settings, service="trial") == {"e1"}
    assert columns(settings) == {"id", "old"}
    write(history, "e2", "e1", SECOND)
    upgrade(settings)
    assert columns(settings) == {"id", "new"}


def test_of_many_processes_at_once_one_upgrades_and_all_succeed(history, settings):
    store, data = settings
    command = [sys.executable, "-c", textwrap.dedent(UPGRADE), store.url, str(data.folder), str(history)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    started = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) for _ in range(3)]

    for process in started:
        _, said = process.communicate(timeout=60)
        assert (process.returncode, said) == (0, b"")
    assert columns(settings) == {"id", "new"}


def test_a_service_that_starts_takes_nothing_away_from_older_replicas(history, settings, dialect):
    migrations.prepare(*settings, service="trial")

    assert migrations.pending(*settings, service="trial") == (() if dialect == "sqlite" else ("c1",))


def test_tables_of_a_newer_program_are_left_alone_and_named(history, settings):
    upgrade(settings)
    for name in ("e2", "c1"):
        (history / "versions" / f"{name}.py").unlink()

    for use in (upgrade, lambda settings: migrations.pending(*settings, service="trial")):
        with pytest.raises(errors.WrongState, match="were made by a newer program"):
            use(settings)


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_a_program_from_before_starts_on_tables_that_were_only_added_to(history, settings):
    upgrade(settings, phase="expand")
    for name in ("e2", "c1"):
        (history / "versions" / f"{name}.py").unlink()

    migrations.prepare(*settings, service="trial")
    upgrade(settings, phase="expand")
    with pytest.raises(errors.WrongState, match="were made by a newer program"):
        upgrade(settings)


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_a_program_from_before_does_not_start_where_something_was_taken_away(history, settings):
    upgrade(settings)
    for name in ("e2", "c1"):
        (history / "versions" / f"{name}.py").unlink()

    with pytest.raises(errors.WrongState, match="were made by a newer program"):
        migrations.prepare(*settings, service="trial")


def test_an_upgrade_says_nothing(history, settings, capfd):
    upgrade(settings)

    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_file_in_use_is_not_upgraded(history, settings):
    db = Database.open(*settings, service="trial")
    with pytest.raises(errors.StoreUnavailable, match=f"open in process {os.getpid()}"):
        await asyncio.to_thread(upgrade, settings, patience_seconds=0.1)
    assert migrations.current(*settings, service="trial") == frozenset()
    await db.close()


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_an_upgrade_waits_only_so_long_for_a_lock_and_can_be_repeated(history, settings):
    store, data = settings
    upgrade(settings, phase="expand")
    db = Database.open(store, data, service="trial")
    held, done = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def hold(conn):
        conn.exec_driver_sql("LOCK TABLE things IN ACCESS SHARE MODE")
        loop.call_soon_threadsafe(held.set)
        asyncio.run_coroutine_threadsafe(done.wait(), loop).result(30)

    holding = asyncio.create_task(db.write(hold))
    await held.wait()
    hasty = (replace(store, lock_timeout_seconds=0.1), data)
    with pytest.raises(errors.StoreUnavailable, match="lock timeout"):
        await asyncio.to_thread(upgrade, hasty)
    done.set()
    await holding
    await db.close()

    await asyncio.to_thread(upgrade, hasty)
    assert await asyncio.to_thread(columns, settings) == {"id", "new"}


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_an_upgrade_that_another_one_blocks_gives_up_with_a_sentence(history, settings):
    engine = sa.create_engine(settings[0].url.replace("postgresql:", "postgresql+psycopg:"))
    lock = sa.select(sa.func.pg_advisory_lock(migrations._LOCK_CLASS, sa.func.hashtext("trial")))
    with engine.connect() as other:
        other.execute(lock)
        with pytest.raises(errors.StoreUnavailable, match="Another program upgrades"):
            await asyncio.to_thread(upgrade, settings, patience_seconds=0.1)
        waiting = asyncio.create_task(asyncio.to_thread(upgrade, settings))
        other.invalidate()  # it dies
    await waiting
    engine.dispose()
    await eventually(lambda: migrations.pending(*settings, service="trial") == ())


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_a_schema_made_by_an_administrator_is_enough(history, settings, postgres_server):
    store, data = settings
    admin = sa.create_engine(
        store.url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    role = f"modest_{os.urandom(6).hex()}"
    with admin.connect() as conn:
        conn.exec_driver_sql(f"CREATE ROLE {role} LOGIN; CREATE SCHEMA trial AUTHORIZATION {role}")
    modest = replace(store, url=store.url.replace("postgres@", f"{role}@"))
    upgrade((modest, data))

    assert columns((modest, data)) == {"id", "new"}
    with admin.connect() as conn:
        conn.exec_driver_sql(f"DROP OWNED BY {role}; DROP ROLE {role}")
    admin.dispose()


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_alembic_called_by_itself_says_what_to_use(history, settings):
    config = Config()
    config.set_main_option("script_location", str(history))

    with pytest.raises(RuntimeError, match="use `antiphon db upgrade`"):
        alembic.command.upgrade(config, "heads")
