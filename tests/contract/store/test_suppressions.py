"""Who was forgotten stays so, and the tables do not say who it was."""

import dataclasses
import hashlib

import pytest
import sqlalchemy as sa

from services.common.model import errors, suppression
from services.common.store import Database, suppressions
from services.insights.store import tables

EVE, ADAM = suppression.reference("x:-:eve"), suppression.reference("x:-:adam")


@pytest.fixture
def secret_file(tmp_path):
    file = tmp_path / "suppression.key"
    file.write_text("a secret of this installation")
    return file


@pytest.fixture
async def db(open_database):
    return await open_database("insights")


async def prepare(db):
    await suppressions.prepare(db, tables.suppressed, tables.erased_authors.c.author)


async def remember(db, *authors):
    return await db.write(lambda conn: suppressions.remember(conn, tables.suppressed, authors))


async def present(db, *authors):
    return await db.read(lambda conn: suppressions.present(conn, tables.suppressed, authors))


async def kept(db):
    query = sa.select(tables.suppressed.c.author)
    return await db.read(lambda conn: {bytes(found) for found in conn.execute(query).scalars()})


def another(store_settings, data_settings, file):
    data = dataclasses.replace(data_settings, suppression_key_file=file)
    return Database.open(store_settings, data, service="insights")


async def test_only_those_who_were_remembered_are_present(db):
    await prepare(db)
    assert await present(db, EVE) == frozenset()
    assert await remember(db, EVE) == 1
    assert await remember(db, EVE) == 0
    assert await present(db, EVE, ADAM) == {EVE}


async def test_the_tables_hold_no_digest_that_can_be_made_without_them(db):
    await remember(db, EVE)
    (sealed,) = await kept(db)
    assert sealed not in {
        EVE,
        hashlib.sha256(EVE).digest()[:16],
        hashlib.blake2b(EVE, digest_size=16).digest(),
    }


async def test_two_installations_name_the_same_author_differently():
    one, other = suppression.Seal.of(b"salt", b"secret"), suppression.Seal.of(b"salt", b"another")
    assert one(EVE) != other(EVE) != suppression.Seal.of(b"salt", b"")(EVE)


async def test_what_an_earlier_program_left_bare_is_sealed_at_a_start(db):
    bare = {"author": EVE, "erase_time": 1}
    await db.write(lambda conn: conn.execute(sa.insert(tables.erased_authors), [bare]))
    await prepare(db)
    assert await present(db, EVE, ADAM) == {EVE}
    assert await db.read(lambda conn: conn.execute(sa.select(tables.erased_authors)).all()) == []


async def test_a_start_with_another_secret_is_refused_once_somebody_was_forgotten(
    db, store_settings, data_settings, secret_file
):
    await prepare(db)
    await remember(db, EVE)
    await db.close()
    with_secret = another(store_settings, data_settings, secret_file)
    try:
        with pytest.raises(errors.WrongState, match="ANTIPHON_DATA_SUPPRESSION_KEY_FILE"):
            await prepare(with_secret)
    finally:
        await with_secret.close()


async def test_a_secret_may_come_while_nobody_was_forgotten(db, store_settings, data_settings, secret_file):
    await prepare(db)
    await db.close()
    with_secret = another(store_settings, data_settings, secret_file)
    try:
        await prepare(with_secret)
        await remember(with_secret, EVE)
        assert await present(with_secret, EVE) == {EVE}
    finally:
        await with_secret.close()


@pytest.mark.parametrize("content", [None, "short"])
def test_a_secret_that_cannot_be_used_is_named(content, tmp_path, store_settings, data_settings):
    file = tmp_path / "gone.key"
    if content:
        file.write_text(content)
    with pytest.raises(errors.StoreUnavailable, match=r"gone\.key"):
        another(store_settings, data_settings, file)
