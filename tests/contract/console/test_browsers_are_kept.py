"""Browsers that want notices are kept alike on both dialects, and only while their session lasts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.common.model.principal import Principal
from services.console.adapters.accounts import Accounts
from services.console.adapters.factors import Factors
from services.console.adapters.passwords import Passwords
from services.console.core.pushing import Quiet, Target
from services.console.store import pushes
from services.console.store.users import Wish

PASSWORD = "four wet towels in the sun"
ADA = Principal("ada", "user", frozenset({"administrator"}))
NOW = datetime.now(UTC)
PHONE = Target("https://push.example/1", b"k" * 65, b"s" * 16, Quiet("22:00", "07:00", "Europe/Paris"))


@pytest.fixture
async def db(open_database):
    return await open_database("console")


async def test_a_browser_is_told_until_its_session_ends(db):
    accounts = Accounts(db, Passwords(), Factors(b"a key that is for tests only"))
    bob, link = await accounts.create(ADA, Wish("bob", "Bob", frozenset({"agent"}), frozenset({"acme"})))
    phone = (await accounts.accept(link, PASSWORD)).secret
    tablet = (await accounts.sign_in("bob", PASSWORD, "")).secret

    async def known():
        return await db.read(lambda conn: [each.target for each in pushes.of_person(conn, "bob", NOW)])

    other = PHONE._replace(address="https://push.example/2")
    for secret, target in ((phone, PHONE), (tablet, other), (phone, PHONE._replace(quiet=Quiet()))):
        await db.write(lambda conn, secret=secret, target=target: pushes.keep(conn, secret, target, NOW))
    assert sorted(await known()) == sorted([other, PHONE._replace(quiet=Quiet())])
    found = [
        await db.read(lambda conn, brand=brand: pushes.somebody(conn, brand, NOW))
        for brand in ("brands/acme", "brands/zeta")
    ]
    assert [each and each.name for each in found] == ["bob", None]
    await accounts.sign_out(tablet)
    assert await known() == [PHONE._replace(quiet=Quiet())]
    await accounts.change(ADA, bob, {"disabled": True})
    assert await known() == []
    assert await db.read(lambda conn: pushes.of_session(conn, phone)) is None


async def test_there_is_one_key_and_of_an_event_one_console_tells(db):
    assert await db.write(lambda conn: pushes.key(conn, b"one", NOW)) == b"one"
    assert await db.write(lambda conn: pushes.key(conn, b"two", NOW)) == b"one"
    later = NOW + timedelta(hours=2)
    told = [await db.write(lambda conn, at=at: pushes.first(conn, b"e", at)) for at in (NOW, NOW, later)]
    assert told == [True, False, True]
