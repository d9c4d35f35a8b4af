"""Sources that answer stay open, and never outlive the settings and the account they were opened with."""

import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from services.listener.adapters.outlets import Outlets
from services.listener.adapters.vault import Vault
from services.listener.core.sealing import Keyring
from services.listener.store import accounts, connections

NAME = "sources/shop"


class Opened:
    def __init__(self, connection):
        self.url = connection.config["url"]

    async def close(self):
        pass


@pytest.fixture
async def db(open_database):
    return await open_database("listener")


@pytest.fixture
async def outlets(db):
    async def open_source(connection):
        return Opened(connection)

    outlets = Outlets(db, open_source)
    yield outlets
    await outlets.close()


async def create(db, url):
    source = api.Source(name=NAME, type="sandbox", config={"url": url})
    await db.write(lambda conn: connections.create(conn, source))


async def connect(db, secret):
    change = Vault(db, Keyring(["k" * 40]), "here").change(NAME, {"token": secret}, None)
    await db.write(lambda conn: accounts.save(conn, NAME, change))


async def test_a_source_stays_open(db, outlets):
    await create(db, "http://one.example")
    assert await outlets.get(NAME) is await outlets.get(NAME)


async def test_a_source_that_was_removed_and_added_anew_is_opened_anew(db, outlets):
    await create(db, "http://one.example")
    await outlets.get(NAME)
    await db.write(lambda conn: connections.delete(conn, NAME))
    await create(db, "http://other.example")
    assert (await outlets.get(NAME)).url == "http://other.example"


async def test_a_source_whose_account_was_disconnected_and_another_connected_is_opened_anew(db, outlets):
    await create(db, "http://one.example")
    await connect(db, "one")
    before = await outlets.get(NAME)
    await db.write(lambda conn: accounts.remove(conn, NAME))
    await connect(db, "another")
    assert await outlets.get(NAME) is not before
