"""Who can answer: only an account with the secrets that its network wants for it."""

from __future__ import annotations

import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import errors
from services.listener.adapters.answerers import Answerers
from services.listener.core import capabilities
from services.listener.sources import mounted, registry
from services.listener.store import accounts, connections

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
async def db(open_database):
    return await open_database("listener")


@pytest.fixture
def add(db):
    async def add(name, type_, config=(), kept=()):
        source = api.Source(name=f"sources/{name}", type=type_, config=dict(config))
        await db.write(lambda conn: connections.create(conn, source))
        change = accounts.Change(dict.fromkeys(kept, b"sealed"), "key")
        if kept:
            await db.write(lambda conn: accounts.save(conn, source.name, change))

    return add


def answerers(db, given=()):
    known = {f"sources/{name}": secrets for name, secrets in dict(given).items()}
    return Answerers(db, lambda source, config: mounted.Mounted(source, config, known.get(source, {})))


def reply(network, **more):
    return api.ReplyPayload(mention_key=f"{network}:-:1", **more)


async def test_a_token_that_only_reads_does_not_answer_and_the_one_that_lacks_is_named(db, add):
    await add("x", "x", kept=["bearer_token"])
    who = answerers(db)
    assert await who.possible("x") == []
    for named in ("", "sources/x"):
        with pytest.raises(errors.NotReplyable) as refused:
            await who.choose(reply("x", source=named), "x")
        assert str(refused.value) == (
            "sources/x cannot answer: it has no access_token (token of the account: for its mentions and for "
            "answering). Give it with `antiphon source connect x`, "
            "or name a mounted file in access_token_file."
        )


async def test_secrets_count_from_wherever_they_are_given(db, add):
    await add("kept", "x", kept=["bearer_token", "access_token"])
    await add("mounted", "x", {"access_token_file": "/run/secrets/token"})
    await add("given", "x")
    who = answerers(db, {"given": {"access_token": "t"}})
    assert await who.possible("x") == ["sources/given", "sources/kept", "sources/mounted"]


async def test_one_of_several_ways_is_enough_and_the_nearest_is_asked_for(db, add):
    await add("tokens", "reddit", kept=["access_token"])
    await add("script", "reddit", kept=["client_id", "username", "password"])
    await add("half", "reddit", kept=["client_id", "username", "client_secret"])
    who = answerers(db)
    assert await who.possible("reddit") == ["sources/script", "sources/tokens"]
    with pytest.raises(errors.NotReplyable, match="has no password") as refused:
        await who.choose(reply("reddit", source="sources/half"), "reddit")
    assert "Or let another answer: sources/script, sources/tokens." in str(refused.value)


async def test_what_never_answers_says_so(db, add):
    await add("firehose", "jetstream")
    with pytest.raises(errors.NotReplyable, match=r"sources/firehose only reads\."):
        await answerers(db).choose(reply("bluesky", source="sources/firehose"), "bluesky")


def test_every_type_that_answers_with_an_account_says_which_secrets_that_takes(dialect):
    del dialect
    for kind in registry.SOURCES.values():
        if not kind.credentials or kind.name not in capabilities.NETWORKS[kind.network].connectors:
            continue
        assert kind.answers_with or any(spec.required for spec in kind.credentials.values()), kind.name
        assert {name for way in kind.answers_with for name in way} <= {*kind.credentials}, kind.name
        assert kind.lacks_to_answer(()), kind.name
        assert not kind.lacks_to_answer(kind.credentials), kind.name
