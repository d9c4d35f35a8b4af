"""Channels: what is refused, what is sealed, and what becomes of what they are given, on real sockets."""

import re
import socket
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from antiphon.insights.v1 import analytics_service_pb2 as analytics
from antiphon.insights.v1 import reporting_service_pb2 as api
from services.common.config.insights import InsightsSettings
from services.common.model import errors
from services.common.queries.filtering import Filter
from services.insights.adapters import posting
from services.insights.adapters.delivering import Delivering
from services.insights.core import channels as rules
from services.insights.core import messages, telling
from services.insights.core.messages import Message
from services.insights.core.sealing import Sealer, Secrets
from services.insights.core.slices import Cut
from services.insights.core.spikes import Found
from services.insights.store import alerts, channels, deliveries, removal, tables
from services.insights.store.explorer import Cause
from tests.unit.insights import hearing

SECRET = b"a secret of the installation"
MESSAGE = Message("id1", "alert-raised", "storm: 40 mentions <!here>", "Because of topic strike: 50%.")
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


class Wall:
    def __init__(self):
        self.moment = NOW

    def now(self):
        return self.moment


def channel(kind, **more):
    return api.Channel(name="channels/leads", kind=f"KIND_{kind}", **more)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (api.Channel(name="leads", kind=api.Channel.KIND_EMAIL), "channel.name"),
        (channel("UNSPECIFIED"), "channel.kind"),
        (channel("EMAIL"), "channel.recipients"),
        (channel("EMAIL", recipients=["a@b.example", "no address"]), "channel.recipients[1]"),
        (channel("EMAIL", recipients=["a@b.example\r\nBcc: c@d.example"]), "channel.recipients[0]"),
        (channel("CHAT", url="http://chat.example/x"), "channel.url"),
        (channel("CHAT", url="https://chat.example/\nx"), "channel.url"),
        (channel("CHAT", url="https://chat.example/x", secret="whsec_" + "a" * 40), "channel.secret"),
        (channel("WEBHOOK", url="https://x.example", secret="whsec_c2hvcnQ="), "channel.secret"),
    ],
)
def test_what_tells_nobody_is_refused_by_field(given, problem):
    with pytest.raises(errors.InvalidField, match=re.escape(problem)):
        rules.check(given, allow_private=False)


def test_what_is_secret_is_sealed_for_one_channel_under_one_secret():
    kept, secrets = rules.parted(channel("WEBHOOK", url="https://hook.example/t0ken"))
    assert (kept.host, kept.url, kept.secret) == ("hook.example", "", "")
    assert len(rules.secret_bytes(secrets.secret)) >= rules.LEAST_BYTES
    sealed = Sealer(SECRET).seal(kept.name, secrets)
    assert b"t0ken" not in sealed
    assert Sealer(SECRET).open(kept.name, sealed) == secrets
    for sealer, place in ((Sealer(b"another"), kept.name), (Sealer(SECRET), "channels/other")):
        with pytest.raises(errors.WrongState, match="cannot be opened"):
            sealer.open(place, sealed)
    with pytest.raises(errors.WrongState, match="SUPPRESSION_KEY_FILE"):
        Sealer(b"").seal(kept.name, secrets)
    assert Sealer(b"").open(kept.name, Sealer(b"").seal(kept.name, Secrets())) == Secrets()


def test_what_is_not_named_of_a_channel_stays_when_it_is_changed():
    before, kept = rules.parted(channel("WEBHOOK", url="https://old.example/t0ken"))
    same = rules.changed(channel("WEBHOOK", display_name="Pager"), before, kept, renew=False)
    assert (same.display_name, same.url, same.secret) == ("Pager", kept.url, kept.secret)
    moved = rules.changed(channel("WEBHOOK", url="https://new.example/"), before, kept, renew=True)
    assert (moved.url, moved.secret) == ("https://new.example/", "")
    assert rules.parted(moved)[1].secret not in {"", kept.secret}


@pytest.mark.parametrize(
    ("before", "given", "renew", "problem"),
    [
        ("EMAIL", channel("CHAT", url="https://chat.example/"), False, "channel.kind"),
        ("CHAT", channel("CHAT"), True, "renew_secret"),
        ("WEBHOOK", channel("WEBHOOK", secret="whsec_" + "a" * 40), True, "renew_secret"),
    ],
)
def test_a_change_that_nobody_can_mean_is_refused_by_field(before, given, renew, problem):
    with pytest.raises(errors.InvalidField, match=problem):
        rules.changed(given, channel(before), Secrets("https://old.example/"), renew=renew)


def test_what_is_not_taken_is_tried_ever_later_for_a_day():
    day = 86_400_000_000
    tried = messages.Attempted(messages.QUEUED, 0, "", 0, 0)
    pauses, now = [], 0
    while tried.due is not None:
        pauses.append(tried.due - now)
        now = tried.due
        tried = tried.refused("no", now)
    assert pauses[1:4] == [5_000_000, 10_000_000, 20_000_000]
    assert max(pauses) == 3_600_000_000
    assert tried.state == messages.GIVEN_UP
    assert day <= tried.end < day + 3_600_000_000


def test_an_alert_tells_counts_and_names_nobody():
    alert = analytics.Alert(name="alerts/storm", slice=analytics.Slice(brands=["acme"]))
    alert.slice.author_keys.append("x:-:ann")
    causes = [Cause("author", "x:-:bob", 30), Cause("topic", "strike", 20)]
    found = telling.raised(
        alert, Found(0, 1, 1, 40, 2.0, 9.0), Cut(0, 3_600_000_000), causes, "https://desk.example/"
    )
    assert found.subject == "storm: 40 mentions in an hour, more than the 2 to be expected."
    assert found.text.endswith("Because of one author: 75%; topic strike: 50%.")
    assert found.link.startswith("https://desk.example/insights?slice=%7B%22brands%22%3A%5B%22acme%22%5D")
    assert b"bob" not in found.packed()
    assert b"ann" not in found.packed()
    assert messages.unpacked(found.packed()) == found


@pytest.mark.parametrize(
    ("query", "told"), [("lost NOT (bag author:ann)", ""), ("lost NOT bag", "lost NOT bag")]
)
def test_a_query_is_told_unless_it_names_an_author(query, told):
    alert = analytics.Alert(name="alerts/storm", slice=analytics.Slice(brands=["acme"], query=query))
    cut = Cut(0, 3_600_000_000, asked=Filter(query))
    found = telling.raised(alert, Found(0, 1, 1, 40, 2.0, 9.0), cut, [], "https://desk.example/")
    assert found.data["slice"].get("query", "") == told


@pytest.fixture
async def told(open_database):
    """Database, web server, mail server, and who delivers."""
    db = await open_database("insights")
    async with hearing.web_server() as web, hearing.mail_server() as mail:
        settings = InsightsSettings(
            smtp_host="127.0.0.1",
            smtp_port=mail.port,
            smtp_security="none",
            mail_from="antiphon@desk.example",
            allow_private_addresses=True,
        )
        clock = Wall()
        yield db, web, mail, Delivering(db, settings, Sealer(SECRET), clock), clock


async def create(db, given):
    kept, secrets = rules.parted(given)
    sealed = Sealer(SECRET).seal(given.name, secrets)
    assert await db.write(lambda conn: channels.create(conn, kept, sealed, 1))
    return secrets


async def test_every_channel_is_told_in_its_form_and_what_fails_is_tried_again(told):
    db, web, mail, delivering, clock = told
    where = f"http://127.0.0.1:{web.port}"
    secrets = await create(
        db, api.Channel(name="channels/hook", kind=api.Channel.KIND_WEBHOOK, url=f"{where}/hook?a=1")
    )
    await create(db, api.Channel(name="channels/chat", kind=api.Channel.KIND_CHAT, url=f"{where}/chat"))
    await create(
        db,
        api.Channel(name="channels/mail", kind=api.Channel.KIND_EMAIL, recipients=["lead@desk.example"]),
    )
    names = ["channels/hook", "channels/chat", "channels/mail", "channels/nobody", "channels/chat"]
    now = int(NOW.timestamp()) * 1_000_000
    await db.write(lambda conn: deliveries.add(conn, names, MESSAGE, now, "alerts/storm"))
    mail.statuses = [451]
    assert await delivering.round() == 3
    assert await delivering.round() == 0
    posts = {path: (headers, body) for path, headers, body in web.posts}
    headers, body = posts["/hook?a=1"]
    right = messages.signed(rules.secret_bytes(secrets.secret), "id1", NOW, body)
    assert headers["webhook-signature"] == right["webhook-signature"]
    assert {each.get("type") for each in web.said()} == {"alert-raised", None}
    assert b"(!here)" in posts["/chat"][1]
    states = await db.read(lambda conn: deliveries.listed(conn, "channels/mail", 10, 0))
    assert [(each.state, each.attempt_count) for each in states] == [(messages.QUEUED, 1)]
    assert "451" in states[0].problem
    clock.moment += timedelta(seconds=6)
    assert await delivering.round() == 1
    letter = mail.letters[-1]
    assert letter["To"] == "lead@desk.example"
    assert letter["Message-ID"] == "<id1@desk.example>"
    assert "strike" in letter.get_content()
    found = await db.read(lambda conn: deliveries.listed(conn, "", 10, 0))
    assert {each.state for each in found} == {messages.DELIVERED}


async def test_what_was_given_up_is_given_again_by_hand_and_goes_with_its_channel(told):
    db, web, _, delivering, clock = told
    await create(
        db, api.Channel(name="channels/chat", kind=api.Channel.KIND_CHAT, url=f"http://127.0.0.1:{web.port}/")
    )
    web.statuses = [503, 302]
    now = int(NOW.timestamp()) * 1_000_000
    await db.write(lambda conn: deliveries.add(conn, ["channels/chat"], MESSAGE, now))
    await delivering.round()
    clock.moment += timedelta(days=1)
    await delivering.round()
    (given_up,) = await db.read(lambda conn: deliveries.listed(conn, "channels/chat", 10, 0))
    assert (given_up.state, given_up.problem) == (messages.GIVEN_UP, "127.0.0.1 answers with 302.")
    row_id = int(given_up.name.rpartition("/")[2])
    later = int(clock.moment.timestamp()) * 1_000_000
    assert await db.write(lambda conn: deliveries.again(conn, "channels/other", row_id, later)) is None
    assert await db.write(lambda conn: deliveries.again(conn, "channels/chat", row_id, later))
    assert await delivering.round() == 1
    assert await db.write(lambda conn: deliveries.again(conn, "channels/chat", row_id, later)) is None
    assert await db.write(lambda conn: channels.delete(conn, "channels/chat"))
    assert not await db.read(lambda conn: deliveries.listed(conn, "", 10, 0))


async def test_forgetting_an_author_takes_alerts_that_watch_them_with_what_they_told(told):
    db, *_ = told
    await create(db, channel("EMAIL", recipients=["a@b.example"]))
    for name, authors in (("alerts/them", ["x:-:ann"]), ("alerts/all", [])):
        watched = analytics.Slice(brands=["acme"], author_keys=authors)
        alert = analytics.Alert(name=name, slice=watched, channels=["channels/leads"])
        assert await db.write(lambda conn, it=alert: alerts.create(conn, it, 1))
        await db.write(lambda conn, it=alert: alerts.tell(conn, it, MESSAGE, 2))
    await db.forget(lambda conn: removal.erase_author(conn, "x:-:ann", now=3))
    assert [each.name for each in await db.read(alerts.everything)] == ["alerts/all"]
    left = await db.read(lambda conn: deliveries.listed(conn, "", 10, 0))
    assert [each.alert for each in left] == ["alerts/all"]


def test_a_private_address_is_told_nothing_unless_that_is_intended():
    with socket.create_server(("127.0.0.1", 0)) as server:
        where = f"http://127.0.0.1:{server.getsockname()[1]}/"
        problem = posting.post(where, b"{}", {}, allow_private=False)
        assert "ANTIPHON_INSIGHTS_ALLOW_PRIVATE_ADDRESSES" in problem
        with server.accept()[0] as connection:
            assert connection.recv(100) == b""


async def test_without_a_mail_server_that_is_what_is_said(told):
    db, _, _, _, clock = told
    bare = Delivering(db, InsightsSettings(), Sealer(b""), clock)
    found = await bare.try_now(channel("EMAIL", recipients=["a@b.example"]), b"", MESSAGE)
    assert "ANTIPHON_INSIGHTS_SMTP_HOST" in found.problem


async def test_what_channels_were_given_is_kept_for_a_time_only(told):
    db, *_ = told
    await create(db, channel("EMAIL", recipients=["a@b.example"]))
    for moment in (1, int(NOW.timestamp()) * 1_000_000):
        await db.write(lambda conn, at=moment: deliveries.add(conn, ["channels/leads"], MESSAGE, at))
    before = NOW - timedelta(days=1)
    ids = await db.read(lambda conn: deliveries.old(conn, before, 10))
    assert await db.write(lambda conn: deliveries.drop(conn, before, ids)) == 1
    count = sa.select(sa.func.count()).select_from(tables.channel_deliveries)
    assert await db.read(lambda conn: conn.execute(count).scalar_one()) == 1
