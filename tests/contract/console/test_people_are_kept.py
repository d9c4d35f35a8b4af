"""People, sessions, tokens and links are kept alike on both dialects."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.common.model import errors
from services.common.model.principal import Principal
from services.console.adapters.accounts import Accounts
from services.console.adapters.factors import Factors
from services.console.adapters.passwords import Passwords
from services.console.core.refusals import Locked, WrongCredentials
from services.console.store import passes
from services.console.store.users import Wish

PASSWORD = "four wet towels in the sun"
ADA = Principal("ada", "user", frozenset({"administrator"}))


@pytest.fixture
async def accounts(open_database):
    return Accounts(await open_database("console"), Passwords(), Factors(b"a key that is for tests only"))


async def test_a_person_from_the_link_to_the_lock(accounts):
    _, link = await accounts.create(ADA, Wish("bob", "Bob", frozenset({"agent"}), frozenset({"acme"})))
    with pytest.raises(errors.AlreadyExists):
        await accounts.create(ADA, Wish("bob", "", frozenset({"agent"}), frozenset({"*"})))
    opened = await accounts.accept(link, PASSWORD)
    known = await accounts.session(opened.secret)
    assert (known.user.name, known.user.brands, known.csrf) == ("bob", {"acme"}, opened.session.csrf)
    with pytest.raises(errors.NotPermitted):
        await accounts.accept(link, PASSWORD)
    await accounts.sign_out(opened.secret)
    assert await accounts.session(opened.secret) is None
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            await accounts.sign_in("bob", "wrong", "")
    with pytest.raises(Locked):
        await accounts.sign_in("bob", PASSWORD, "")
    assert [each.name for each in await accounts.people("", 10)] == ["bob"]
    noted = await accounts.entries(0, 10, refused=True)
    assert {each.entry.reason for each in noted} == {"wrong password"}


async def test_a_token_and_a_handshake(accounts):
    user = await accounts.known(ADA)
    expiry = datetime.now(UTC) + timedelta(hours=1)
    made, secret = await accounts.create_token(user, "t", frozenset({"queue.read"}), frozenset({"*"}), expiry)
    found = await accounts.token(secret)
    assert (found.user.name, found.scopes, found.expire_time) == ("ada", {"queue.read"}, expiry)
    await accounts.drop_token(ADA, made.uid, any_owner=False)
    assert await accounts.token(secret) is None
    await accounts.begin_handshake("state", passes.Handshake("nonce", "verifier"), 60)
    assert await accounts.take_handshake("state") == ("nonce", "verifier")
    assert await accounts.take_handshake("state") is None
