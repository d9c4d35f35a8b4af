"""Copies of SQLite files: whole while somebody writes, put back without the journal of other pages."""

import sqlite3

import pytest

from services.cli import copies


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    for name in copies.ORDER:
        with sqlite3.connect(folder / f"{name}.db") as file:
            file.execute("PRAGMA journal_mode=WAL")
            file.execute("CREATE TABLE said (word TEXT)")
            file.execute("INSERT INTO said VALUES ('before')")
    return folder


def words(file):
    with sqlite3.connect(file) as opened:
        return [word for (word,) in opened.execute("SELECT word FROM said ORDER BY rowid")]


def test_a_copy_has_what_was_committed_and_comes_back_without_what_came_later(data, tmp_path):
    writer = sqlite3.connect(data / "router.db")
    writer.execute("INSERT INTO said VALUES ('under way')")
    copies.make(data, tmp_path / "copy")
    writer.commit()
    assert words(data / "router.db") == ["before", "under way"]
    writer.close()

    (data / "router.db-wal").write_bytes(b"pages of another file")
    copies.restore(data, tmp_path / "copy")
    assert [words(data / f"{name}.db") for name in copies.ORDER] == [["before"]] * len(copies.ORDER)


def test_a_copy_that_lacks_a_service_is_refused_before_anything_is_replaced(data, tmp_path):
    copies.make(data, tmp_path / "copy")
    (tmp_path / "copy/listener.db").unlink()
    with sqlite3.connect(data / "router.db") as file:
        file.execute("INSERT INTO said VALUES ('later')")
    with pytest.raises(copies.CopyFailed, match="listener"):
        copies.restore(data, tmp_path / "copy")
    assert words(data / "router.db") == ["before", "later"]


def test_a_set_without_files_has_its_tables_elsewhere(tmp_path):
    assert not copies.is_there(tmp_path)
    with pytest.raises(copies.CopyFailed, match="unable to open"):
        copies.make(tmp_path, tmp_path / "copy")
