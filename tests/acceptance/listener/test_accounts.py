"""Accounts through the listener's own interface: connected, renewed, taken away, and never told."""

import asyncio
import base64
import contextlib
import dataclasses
import io
import json
import logging
import sqlite3
import sys
import types
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from urllib.parse import parse_qs, parse_qsl, urlsplit

import grpc
import prometheus_client
import pytest
import structlog
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.config import ObsSettings, Settings
from services.common.model.principal import ROLES, Principal
from services.common.obs import logs, tracing
from services.common.rpc import errors
from services.listener.adapters import accounts
from services.listener.sources import abilities, base, kind, oauth, registry
from tests.fixtures.nats import eventually
from tests.fixtures.peers import web

pytestmark = [pytest.mark.timeout(60), pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)]

ACCOUNT = "sources/shop/account"
SECRETS = {"client_id": "desk-app", "client_secret": "s3cret-of-the-app"}
BACK = "https://desk.example/back"


class Provider:
    """A network that gives codes and tokens, and knows whose they are."""

    def __init__(self):
        self.good = {"hand-made-token"}
        self.refreshes = ["refresh-token-0"]
        self.challenges = {}
        self.asked = []
        self.opened = []
        self.life = 3600
        self.url = ""

    async def talk(self, reader, writer):
        request = await web.read_request(reader)
        answer = self.answer(request)
        head = (
            f"HTTP/1.1 {answer.status} X\r\ncontent-length: {len(answer.body)}\r\nconnection: close\r\n\r\n"
        )
        writer.write(head.encode() + answer.body)
        await writer.drain()
        writer.close()

    def answer(self, request):
        form = request.form
        self.asked.append(form)
        login = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        if login != "desk-app:s3cret-of-the-app":
            return web.reply_json({"error": "invalid_client"}, 401)
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] != self.refreshes[-1]:
                return web.reply_json({"error": "invalid_grant", "was": form["refresh_token"]}, 400)
        elif self.challenges.get(form["code"]) != oauth.challenge(form["code_verifier"]):
            return web.reply_json({"error": "invalid_grant"}, 400)
        return web.reply_json(self.tokens())

    def tokens(self):
        number = len(self.refreshes)
        self.good.add(f"access-token-{number}")
        self.refreshes.append(f"refresh-token-{number}")
        return {
            "access_token": f"access-token-{number}",
            "refresh_token": f"refresh-token-{number}",
            "expires_in": self.life,
            "scope": "read write",
        }

    def agree(self, page):
        """The account's owner agrees on that page; gives the code."""
        asked = dict(parse_qsl(urlsplit(page).query))
        assert asked["client_id"] == "desk-app"
        assert asked["redirect_uri"] == BACK
        assert asked["code_challenge_method"] == "S256"
        assert asked["scope"] == "read write"
        code = f"code-{len(self.challenges)}"
        self.challenges[code] = asked["code_challenge"]
        return code


class Connection:
    """Reads with whatever token the account has."""

    type: ClassVar[str] = "shop"
    provider: ClassVar[Provider]

    def __init__(self, context):
        self.context = context
        self.access = oauth.Access(registry.find("shop").flow, context, "The shop")

    async def identify(self):
        return abilities.Identity("@shop") if await self.works() else self.refuse()

    async def works(self):
        return await self.access.token() in self.provider.good

    def refuse(self):
        raise base.SourceRejected("The shop does not accept the credentials; set new ones.")

    async def pages(self, cursor):
        token = await self.access.token()
        self.provider.opened.append(token)
        while True:
            if token not in self.provider.good:
                token = await self.access.renewed()
                self.provider.opened.append(token)
            yield base.Page([], cursor, datetime.now(UTC))
            await asyncio.sleep(0.02)

    async def close(self):
        pass


@pytest.fixture
async def provider(monkeypatch):
    provider = Provider()
    module = types.ModuleType("tests_shop")
    module.Connection = type("Connection", (Connection,), {"provider": provider})
    monkeypatch.setitem(sys.modules, "tests_shop", module)
    made = kind.SourceType(
        "shop",
        "shop",
        "tests_shop",
        "A shop.",
        {"url": kind.ConfigKey("address", required=True)},
        credentials={
            "client_id": kind.ConfigKey("id of the application"),
            "client_secret": kind.ConfigKey("secret of the application"),
            "access_token": kind.ConfigKey("token of the account", required=True),
        },
        flow=kind.OAuth("{url}/authorize", "{url}/token", ["read", "write"]),
    )
    monkeypatch.setitem(registry.SOURCES, "shop", made)
    server = await asyncio.start_server(provider.talk, "127.0.0.1", 0)
    provider.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield provider
    server.close()
    await server.wait_closed()


@pytest.fixture
def listener_settings(listener_settings, tmp_path):
    file = tmp_path / "credentials.key"
    file.write_text("k" * 43)
    file.chmod(0o600)
    chosen = dataclasses.replace(listener_settings.listener, credentials_key_files=(file,))
    return dataclasses.replace(listener_settings, listener=chosen)


@pytest.fixture
async def shop(stub, provider):
    source = api.Source(type="shop", config={"url": provider.url})
    return await stub.CreateSource(api.CreateSourceRequest(source_id="shop", source=source))


async def connect(stub, **secrets):
    return await stub.ConnectAccount(api.ConnectAccountRequest(name=ACCOUNT, secrets=secrets))


async def authorize(stub, provider):
    """Connects the account on the network's own page."""
    begun = await stub.BeginAuthorization(
        api.BeginAuthorizationRequest(name=ACCOUNT, redirect_uri=BACK, secrets=SECRETS)
    )
    code = provider.agree(begun.authorize_uri)
    assert parse_qs(urlsplit(begun.authorize_uri).query)["state"] == [begun.state]
    return await stub.CompleteAuthorization(
        api.CompleteAuthorizationRequest(state=begun.state, code=code)
    ), begun.state


async def refusal(call):
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await call
    return errors.refusal_of(refused.value)


async def test_an_account_is_connected_by_its_token_and_its_source_reads_with_it_at_once(
    stub, shop, provider
):
    account = await connect(stub, access_token="hand-made-token")
    assert (account.name, account.login) == (ACCOUNT, "@shop")
    assert list(account.secret_names) == ["access_token"]
    assert not account.renewable
    await eventually(lambda: provider.opened[-1:] == ["hand-made-token"])
    assert await stub.GetAccount(api.GetAccountRequest(name=ACCOUNT)) == account
    assert list((await stub.ListAccounts(api.ListAccountsRequest())).accounts) == [account]


async def test_new_secrets_count_without_a_restart(stub, shop, provider):
    await connect(stub, access_token="hand-made-token")
    await eventually(lambda: provider.opened[-1:] == ["hand-made-token"])
    provider.good.add("second-token")
    await connect(stub, access_token="second-token")
    await eventually(lambda: provider.opened[-1] == "second-token")


async def test_what_the_network_does_not_take_is_not_kept(stub, shop):
    refused = await refusal(connect(stub, access_token="made-up"))
    assert "does not accept" in refused.message
    assert "made-up" not in refused.message
    assert (await refusal(stub.GetAccount(api.GetAccountRequest(name=ACCOUNT)))).reason == "NOT_FOUND"


async def test_a_network_that_does_not_say_whose_it_is_keeps_nobody_waiting(
    stub, shop, provider, monkeypatch
):
    async def hang(_self):
        await asyncio.Event().wait()

    monkeypatch.setattr(Connection, "identify", hang)
    monkeypatch.setattr(accounts, "IDENTIFY_SECONDS", 0.05)
    account = await connect(stub, access_token="hand-made-token")
    assert (account.name, account.login) == (ACCOUNT, "")


async def test_an_account_is_connected_on_the_networks_own_page(stub, shop, provider):
    account, _ = await authorize(stub, provider)
    assert account.login == "@shop"
    assert list(account.secret_names) == ["access_token", "client_id", "client_secret", "refresh_token"]
    assert list(account.scopes) == ["read", "write"]
    assert account.renewable
    left = account.expire_time.ToDatetime(UTC) - datetime.now(UTC)
    assert timedelta(minutes=50) < left <= timedelta(hours=1)
    await eventually(lambda: provider.opened[-1:] == ["access-token-1"])


async def test_a_state_is_good_once_and_for_who_began(listener, stub, shop, provider):
    _, state = await authorize(stub, provider)
    again = api.CompleteAuthorizationRequest(state=state, code="code-0")
    assert (await refusal(stub.CompleteAuthorization(again))).metadata["field"] == "state"
    begin = api.BeginAuthorizationRequest(name=ACCOUNT, redirect_uri=BACK, secrets=SECRETS)
    begun = await stub.BeginAuthorization(begin)
    other = listener.stub(Principal("eve", "user", frozenset(ROLES)))
    code = provider.agree(begun.authorize_uri)
    request = api.CompleteAuthorizationRequest(state=begun.state, code=code)
    assert "somebody else's" in (await refusal(other.CompleteAuthorization(request))).message
    assert (await stub.CompleteAuthorization(request)).login == "@shop"


async def test_a_code_without_its_verifier_gives_nothing(stub, shop, provider):
    begin = api.BeginAuthorizationRequest(name=ACCOUNT, redirect_uri=BACK, secrets=SECRETS)
    first, second = await stub.BeginAuthorization(begin), await stub.BeginAuthorization(begin)
    stolen = provider.agree(first.authorize_uri)
    request = api.CompleteAuthorizationRequest(state=second.state, code=stolen)
    assert "does not give access" in (await refusal(stub.CompleteAuthorization(request))).message


async def test_a_token_that_the_network_no_longer_takes_is_renewed_and_written_back(stub, shop, provider):
    await authorize(stub, provider)
    await eventually(lambda: provider.opened[-1:] == ["access-token-1"])
    provider.good.clear()
    await eventually(lambda: provider.opened[-1] == "access-token-2")
    before = await stub.GetAccount(api.GetAccountRequest(name=ACCOUNT))
    assert before.update_time.ToDatetime(UTC) > before.create_time.ToDatetime(UTC)


async def test_a_source_that_goes_takes_its_secrets_with_it(stub, shop, provider):
    await connect(stub, access_token="hand-made-token")
    await stub.DeleteSource(api.DeleteSourceRequest(name="sources/shop"))
    assert (await refusal(stub.GetAccount(api.GetAccountRequest(name=ACCOUNT)))).reason == "NOT_FOUND"


async def test_of_a_source_that_goes_nothing_sealed_stays_on_the_disk(listener, stub, shop, provider):
    await connect(stub, access_token="hand-made-token")
    file = listener.settings.data.folder / "listener.db"
    with contextlib.closing(sqlite3.connect(file)) as tables:
        ((sealed,),) = tables.execute("select sealed from credentials").fetchall()
    assert any(sealed in content for content in tables_of(listener).values())
    await stub.DeleteSource(api.DeleteSourceRequest(name="sources/shop"))
    assert not any(sealed in content for content in tables_of(listener).values())


async def test_a_file_that_is_not_meant_for_sources_is_refused_with_the_folder_that_is(listener, stub, shop):
    source = api.Source(type="shop", config={"url": "x", "access_token_file": "/etc/hostname"})
    refused = await refusal(stub.CreateSource(api.CreateSourceRequest(source_id="thief", source=source)))
    assert refused.metadata["field"] == "config.access_token_file"
    assert f"must name a file in {listener.settings.listener.secrets_folder}." in refused.message


async def test_a_disconnected_account_is_not_used_any_more(stub, shop, provider):
    await connect(stub, access_token="hand-made-token")
    await stub.DisconnectAccount(api.DisconnectAccountRequest(name=ACCOUNT))
    assert not (await stub.ListAccounts(api.ListAccountsRequest())).accounts

    async def failed():
        source = await stub.GetSource(api.GetSourceRequest(name="sources/shop"))
        return source.state == api.Source.State.STATE_FAILED and "source connect shop" in source.problem

    async with asyncio.timeout(20):
        while not await failed():
            await asyncio.sleep(0.05)
    gone = api.DisconnectAccountRequest(name=ACCOUNT)
    assert (await refusal(stub.DisconnectAccount(gone))).reason == "NOT_FOUND"


@pytest.mark.parametrize(
    ("secrets", "words"),
    [
        ({}, "empty"),
        ({"hunter2": "x"}, "known are access_token"),
        ({"access_token": ""}, "1 to 16,384"),
        ({"access_token": "x" * 20_000}, "1 to 16,384"),
        ({"client_id": "desk-app"}, "access_token: is needed"),
    ],
)
async def test_secrets_that_cannot_be_used_are_refused_without_repeating_them(stub, shop, secrets, words):
    message = (await refusal(connect(stub, **secrets))).message
    assert words in message
    assert "hunter2" not in message


async def test_a_token_given_by_hand_is_not_renewed_into_the_account_before(stub, shop, provider):
    account, _ = await authorize(stub, provider)
    assert account.way == api.Account.WAY_AUTHORIZED
    account = await connect(stub, access_token="hand-made-token")
    assert list(account.secret_names) == ["access_token", "client_id", "client_secret"]
    assert not account.renewable
    assert not account.HasField("expire_time")
    assert account.way == api.Account.WAY_GIVEN
    await eventually(lambda: provider.opened[-1:] == ["hand-made-token"])
    provider.good.clear()
    source = api.Source()
    async with asyncio.timeout(20):
        while "nothing to renew" not in source.problem:
            source = await stub.GetSource(api.GetSourceRequest(name="sources/shop"))
            await asyncio.sleep(0.05)
    assert len(provider.refreshes) == 2


async def test_a_new_secret_of_the_application_leaves_the_end_of_the_account_alone(stub, shop, provider):
    before, _ = await authorize(stub, provider)
    account = await connect(stub, client_secret="s3cret-of-the-app")
    assert account.expire_time == before.expire_time
    assert account.renewable


async def test_what_is_mounted_is_shown_as_such_and_changed_only_there(stub, provider, tmp_path):
    (tmp_path / "token").write_text("hand-made-token\n")
    config = {"url": provider.url, "access_token_file": str(tmp_path / "token")}
    source = api.Source(type="shop", config=config)
    await stub.CreateSource(api.CreateSourceRequest(source_id="shop", source=source))
    await eventually(lambda: provider.opened[-1:] == ["hand-made-token"])
    account = await stub.GetAccount(api.GetAccountRequest(name=ACCOUNT))
    assert (account.way, list(account.mounted_secret_names)) == (api.Account.WAY_MOUNTED, ["access_token"])
    refused = await refusal(connect(stub, access_token="other"))
    assert refused.metadata["field"] == "secrets.access_token"
    begin = api.BeginAuthorizationRequest(name=ACCOUNT, redirect_uri=BACK, secrets=SECRETS)
    assert (await refusal(stub.BeginAuthorization(begin))).metadata["field"] == "secrets.access_token"
    gone = api.DisconnectAccountRequest(name=ACCOUNT)
    assert (await refusal(stub.DisconnectAccount(gone))).reason == "WRONG_STATE"


async def test_an_account_that_ends_soon_is_a_problem_of_its_source(stub, shop, provider):
    request = api.ConnectAccountRequest(name=ACCOUNT, secrets={"access_token": "hand-made-token"})
    request.expire_time.FromDatetime(datetime.now(UTC) + timedelta(days=3))
    account = await stub.ConnectAccount(request)
    assert "source connect shop" in account.problem
    source = api.Source()
    async with asyncio.timeout(20):  # until then it says that it had no account
        while source.problem != account.problem:
            source = await stub.GetSource(api.GetSourceRequest(name="sources/shop"))
            await asyncio.sleep(0.05)
    (listed,) = (await stub.ListSources(api.ListSourcesRequest())).sources
    assert listed.problem == account.problem


@pytest.mark.parametrize("uri", ["", "http://desk.example/back", "javascript:alert(1)", "https://"])
async def test_codes_do_not_go_to_where_others_read_them(stub, shop, uri):
    begin = api.BeginAuthorizationRequest(name=ACCOUNT, redirect_uri=uri, secrets=SECRETS)
    assert (await refusal(stub.BeginAuthorization(begin))).metadata["field"] == "redirect_uri"


async def test_only_administrators_connect_and_everybody_sees_who_is_connected(listener, stub, shop):
    await connect(stub, access_token="hand-made-token")
    lead = listener.stub(Principal("leo", "user", frozenset({"lead"})))
    assert (await lead.GetAccount(api.GetAccountRequest(name=ACCOUNT))).login == "@shop"
    for call in (
        lead.ConnectAccount(api.ConnectAccountRequest(name=ACCOUNT, secrets={"access_token": "x"})),
        lead.BeginAuthorization(api.BeginAuthorizationRequest(name=ACCOUNT, redirect_uri=BACK)),
        lead.CompleteAuthorization(api.CompleteAuthorizationRequest(state="s", code="c")),
        lead.DisconnectAccount(api.DisconnectAccountRequest(name=ACCOUNT)),
    ):
        assert (await refusal(call)).reason == "NOT_PERMITTED"


@pytest.fixture
def told():
    """Everything that logs and traces say, at the most talkative."""
    root = logging.getLogger()
    before = (list(root.handlers), root.level, structlog.get_config())
    stream, exporter, provider = io.StringIO(), InMemorySpanExporter(), TracerProvider()
    logs.configure("listener", Settings(obs=ObsSettings(log_level="debug", log_format="json")), stream)
    structlog.configure(cache_logger_on_first_use=False)  # loggers of other tests must not stay like this
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing._State.provider, tracing._State.tracer = provider, provider.get_tracer("test")
    yield lambda: stream.getvalue() + "".join(span.to_json() for span in exporter.get_finished_spans())
    tracing.shutdown()
    root.handlers[:], level, kept = before[0], before[1], before[2]
    root.setLevel(level)
    structlog.configure(**kept)


def tables_of(listener):
    """What lies on the disk, the journal of what was just written among it."""
    files = [file for file in listener.settings.data.folder.rglob("*.db*") if file.is_file()]
    return {file.name: file.read_bytes() for file in files}


async def test_no_secret_is_ever_told(told, listener, stub, shop, provider):
    shown = []
    shown.append(str(await connect(stub, access_token="hand-made-token")))
    shown.append((await refusal(connect(stub, access_token="wrong-token-given"))).message)
    account, state = await authorize(stub, provider)
    shown.append(str(account))
    await eventually(lambda: provider.opened[-1:] == ["access-token-1"])
    provider.good.clear()
    await eventually(lambda: provider.opened[-1] == "access-token-2")
    provider.refreshes.append("another")
    provider.good.clear()
    async with asyncio.timeout(20):
        while True:
            source = await stub.GetSource(api.GetSourceRequest(name="sources/shop"))
            if source.problem:
                break
            await asyncio.sleep(0.05)
    shown.append(str(source))
    shown.append(str(await stub.ListCoverage(api.ListCoverageRequest(parent="sources/-"))))
    shown.append(prometheus_client.generate_latest().decode())
    shown.append(told())
    running = tables_of(listener)
    assert any(name.endswith("-wal") for name in running)
    await listener.stop()
    tables = [*running.values(), *tables_of(listener).values()]
    await listener.start()
    verifiers = [form["code_verifier"] for form in provider.asked if "code_verifier" in form]
    assert tables
    assert verifiers
    assert '"event"' in shown[-1]
    for secret in (
        "hand-made-token",
        "wrong-token-given",
        "s3cret-of-the-app",
        "access-token-1",
        "access-token-2",
        "refresh-token-1",
        "refresh-token-2",
        state,
        *verifiers,
    ):
        assert not any(secret in text for text in shown), f"{secret} was told"
        assert not any(secret.encode() in table for table in tables), f"{secret} is in the tables"
        assert not any(json.dumps(secret)[1:-1] in text for text in shown)
