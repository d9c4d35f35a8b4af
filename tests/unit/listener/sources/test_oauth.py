"""What OAuth's networks are asked, and how their answers are taken."""

import asyncio
import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from services.common.model import errors
from services.listener.sources import base, oauth
from services.listener.sources.kind import OAuth
from tests.fixtures.clock import Clock
from tests.fixtures.peers import web

NOW = datetime(2026, 5, 1, tzinfo=UTC)
APP = {"client_id": "desk", "client_secret": "p:w/d"}


def flow(url="https://shop.example", client_auth="basic"):
    return OAuth(f"{url}/authorize?lang=en", f"{url}/token", ("read", "write"), client_auth)


@pytest.fixture
async def server():
    """A token endpoint that says what the test wants."""

    class Server:
        answer = web.reply_json({"access_token": "a1"})
        asked = None

        async def talk(self, reader, writer):
            self.asked = await web.read_request(reader)
            told, extra = self.answer, "".join(f"{k}: {v}\r\n" for k, v in self.answer.headers.items())
            head = f"HTTP/1.1 {told.status} X\r\n{extra}content-length: {len(told.body)}\r\n\r\n"
            writer.write(head.encode() + told.body)
            await writer.drain()
            writer.close()

    made = Server()
    listening = await asyncio.start_server(made.talk, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    yield made
    listening.close()
    await listening.wait_closed()


def endpoint(server, client_auth="basic", *, allow_private=True):
    context = base.SourceContext("sources/shop", {}, allow_private, clock=Clock(NOW))
    return oauth.Endpoint(flow(server.url, client_auth), context, "The shop")


def test_the_page_is_asked_for_with_a_challenge_and_keeps_its_own_parameters():
    page = oauth.authorize_uri(
        flow(), {}, client_id="desk", redirect_uri="https://d.example/b", state="s", verifier="v" * 43
    )
    asked = parse_qs(urlsplit(page).query)
    assert asked["lang"] == ["en"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["read write"]
    assert "v" * 43 not in page


def test_the_challenge_is_that_of_the_standard():
    # The example of RFC 7636, appendix B.
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert oauth.challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_an_address_is_made_of_settings_and_says_which_is_missing():
    assert oauth.fill("{url}/token", {"url": "https://a.example/"}) == "https://a.example/token"
    with pytest.raises(errors.InvalidField, match="is needed to connect"):
        oauth.fill("{url}/token", {})


@pytest.mark.parametrize(
    ("client_auth", "app", "header", "fields"),
    [
        ("basic", APP, "desk:p%3Aw%2Fd", {}),
        ("post", APP, "", {"client_id": "desk", "client_secret": "p:w/d"}),
        ("none", APP, "", {"client_id": "desk"}),
        ("basic", {"client_id": "desk"}, "", {"client_id": "desk"}),
    ],
)
async def test_an_application_shows_itself_as_its_network_asks(server, client_auth, app, header, fields):
    await endpoint(server, client_auth).renew({**app, "refresh_token": "r0"})
    scheme, _, pair = server.asked.headers.get("authorization", "").partition(" ")
    assert (scheme, base64.b64decode(pair).decode()) == (("Basic", header) if header else ("", ""))
    assert server.asked.form == {"grant_type": "refresh_token", "refresh_token": "r0", **fields}


async def test_a_new_refresh_token_is_taken_and_a_missing_one_leaves_the_old(server):
    server.answer = web.reply_json({"access_token": "a1", "refresh_token": "r1", "expires_in": "7200"})
    grant = await endpoint(server).renew({**APP, "refresh_token": "r0"})
    assert grant == base.Grant({"access_token": "a1", "refresh_token": "r1"}, NOW + timedelta(hours=2))
    server.answer = web.reply_json({"access_token": "a2"})
    assert (await endpoint(server).renew({**APP, "refresh_token": "r1"})).secrets == {"access_token": "a2"}


@pytest.mark.parametrize("life", [None, 0, -1, "soon", 1e300, [], {}])
async def test_a_life_that_makes_no_sense_is_none(server, life):
    server.answer = web.reply_json({"access_token": "a1", "expires_in": life})
    assert (await endpoint(server).renew({**APP, "refresh_token": "r0"})).expire_time is None


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (web.reply_json({"error": "invalid_grant", "error_description": "r0 is gone"}, 400), "Rejected"),
        (web.reply_json({"error": "invalid_client"}, 401), "Rejected"),
        (web.reply_json({}, 503), "Unreachable"),
        (web.reply_json({}, 429), "RateLimited"),
        (web.reply_json({"access_token": ""}), "Unreachable"),
        (web.reply_json(["r0"]), "Unreachable"),
        (web.reply_text("r0"), "Unreachable"),
        (web.reply_json({}, 302, {"location": "http://127.0.0.1:9/elsewhere"}), "Unreachable"),
    ],
)
async def test_what_gives_no_token_is_told_without_repeating_a_word_of_it(server, answer, kind):
    server.answer = answer
    with pytest.raises(base.SourceError) as told:
        await endpoint(server).renew({**APP, "refresh_token": "r0"})
    assert type(told.value).__name__ == f"Source{kind}"
    assert "r0" not in told.value.sentence
    assert "The shop" in told.value.sentence


async def test_a_token_endpoint_inside_the_house_is_not_talked_to(server):
    with pytest.raises(base.SourceRejected, match="private address"):
        await endpoint(server, allow_private=False).renew({**APP, "refresh_token": "r0"})
    assert server.asked is None


async def test_without_a_refresh_token_the_network_is_not_asked(server):
    with pytest.raises(base.SourceRejected, match="connect it anew"):
        await endpoint(server).renew(APP)
    assert server.asked is None
