"""The SQLite side: one writer, one process, and a disk that may be full."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa

from services.common.model import errors
from services.common.store import Database, bulk
from tests.fixtures import trial

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)

HOLDER = """
    import asyncio, pathlib, sys, time
    from services.common.config import DataSettings, StoreSettings
    from services.common.store import Database, bulk
    from tests.fixtures import trial

    async def main():
        db = Database.open(StoreSettings(), DataSettings(folder=pathlib.Path(sys.argv[1])), service="trial")
        await db.write(trial.metadata.create_all)
        await db.write(lambda conn: conn.execute(trial.things.insert(), [{"key": "kept", "revision": 1}]))
        print("open", flush=True)
        await db.write(hang)

    def hang(conn):
        conn.execute(trial.things.delete())
        print("deleted", flush=True)
        time.sleep(60)

    asyncio.run(main())
"""


def pragma(conn, name):
    return conn.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def rows(count, start=0):
    return [{"key": f"{start + i:08}", "revision": 1, "text": "x" * 1000} for i in range(count)]


@pytest.mark.parametrize(("synchronous", "number"), [("FULL", 2), ("NORMAL", 1)])
async def test_the_file_is_written_ahead_and_flushed_as_set(
    synchronous, number, store_settings, data_settings
):
    settings = replace(store_settings, sqlite_synchronous=synchronous)
    db = Database.open(settings, data_settings, service="trial")

    assert await db.write(lambda conn: pragma(conn, "journal_mode")) == "wal"
    assert await db.write(lambda conn: pragma(conn, "synchronous")) == number
    assert await db.write(lambda conn: pragma(conn, "busy_timeout")) == 2000
    assert await db.write(lambda conn: pragma(conn, "foreign_keys")) == 1
    assert (data_settings.folder / "trial.db").exists()
    await db.close()


async def test_transactions_begin_as_writers_and_are_open_while_work_runs(db):
    def is_open(conn):
        return conn.connection.driver_connection.in_transaction

    assert await db.write(is_open)
    assert await db.read(is_open)


async def test_all_writes_run_on_one_thread_and_reads_on_few(db):
    barrier = threading.Barrier(4)

    def name(_conn):
        return threading.current_thread().name

    def name_of_four(_conn):
        barrier.wait(10)  # passes only if four readers run at once
        return threading.current_thread().name

    assert len(set(await asyncio.gather(*(db.write(name) for _ in range(20))))) == 1
    assert len(set(await asyncio.gather(*(db.read(name_of_four) for _ in range(4))))) == 4
    assert len(set(await asyncio.gather(*(db.read(name) for _ in range(50))))) <= 4


async def test_looking_up_needs_no_other_thread(db):
    assert await db.look_up(lambda _conn: threading.current_thread()) is threading.current_thread()


async def test_what_cannot_be_looked_up_at_once_is_read(db, monkeypatch, tmp_path):
    nowhere = sa.create_engine(f"sqlite:///{tmp_path / 'none' / 'x.db'}")
    monkeypatch.setattr(db, "_at_hand", nowhere)

    seen = await db.look_up(lambda _conn: threading.current_thread())
    assert seen is not threading.current_thread()


async def test_a_second_opening_in_the_same_process_is_refused(db, store_settings, data_settings):
    with pytest.raises(
        errors.StoreUnavailable, match=f"is open in process {os.getpid()}, .*; stop that process"
    ):
        Database.open(store_settings, data_settings, service="trial")


async def test_another_process_is_named_and_its_death_frees_the_file(store_settings, data_settings):
    holder = subprocess.Popen(  # noqa: ASYNC220 - its output is waited for, whatever else happens
        [sys.executable, "-c", textwrap.dedent(HOLDER), str(data_settings.folder)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        text=True,
    )
    with holder:
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(errors.StoreUnavailable, match=f"open in process {holder.pid}"):
            Database.open(store_settings, data_settings, service="trial")
        assert holder.stdout.readline() == "deleted\n"
        holder.send_signal(signal.SIGKILL)
        holder.wait(10)

    db = Database.open(store_settings, data_settings, service="trial")
    assert await db.read(trial.keys) == ["kept"]
    await db.close()


async def test_a_full_disk_keeps_nothing_of_the_transaction_and_the_rest_works(db):
    await db.write(lambda conn: bulk.insert_new(conn, trial.things, rows(10), key=["key"]))
    pages = await db.write(lambda conn: pragma(conn, "page_count"))
    await db.write(lambda conn: pragma(conn, f"max_page_count = {pages + 20}"))

    with pytest.raises(errors.StoreFull, match=r"trial\.db cannot grow: .*Free space"):
        await db.write(lambda conn: bulk.insert_new(conn, trial.things, rows(5000, start=10), key=["key"]))
    assert len(await db.read(trial.keys)) == 10

    await db.write(lambda conn: pragma(conn, "max_page_count = 1000000"))
    assert (
        await db.write(lambda conn: bulk.insert_new(conn, trial.things, rows(100, start=10), key=["key"]))
        == 100
    )
    assert len(await db.read(trial.keys)) == 110


async def test_a_disk_without_space_is_told_from_other_faults(store_settings, data_settings, tiny_disk):
    db = Database.open(store_settings, replace(data_settings, folder=tiny_disk), service="trial")
    await db.write(trial.metadata.create_all)
    await db.write(lambda conn: bulk.insert_new(conn, trial.things, rows(10), key=["key"]))

    with pytest.raises(errors.StoreFull):
        await db.write(lambda conn: bulk.insert_new(conn, trial.things, rows(5000, start=10), key=["key"]))
    assert len(await db.read(trial.keys)) == 10
    await db.close()


async def test_a_file_that_is_no_database_is_named(store_settings, data_settings):
    data_settings.folder.mkdir(parents=True)
    (data_settings.folder / "trial.db").write_text("this is no database " * 100)

    with pytest.raises(errors.StoreUnavailable, match=r"trial\.db is damaged"):
        Database.open(store_settings, data_settings, service="trial")
    with pytest.raises(errors.StoreUnavailable, match="is damaged"):  # and not "is open in process …"
        Database.open(store_settings, data_settings, service="trial")


async def test_a_folder_that_cannot_be_made_is_named(store_settings, data_settings):
    data_settings.folder.parent.mkdir(exist_ok=True, parents=True)
    data_settings.folder.write_text("a file where the folder should be")

    with pytest.raises(errors.StoreUnavailable, match="Check that its folder can be written to"):
        Database.open(store_settings, data_settings, service="trial")


@pytest.fixture
def tiny_disk(tmp_path):
    """A file system of one mebibyte; only root may make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = subprocess.run(
        ["/bin/mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mount.returncode != 0:
        pytest.skip("Mounting a small file system needs root.")
    yield folder
    subprocess.run(["/bin/umount", "--lazy", str(folder)], check=True)
