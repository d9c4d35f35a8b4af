"""Alerts that are looked after: what they tell goes onto the log once, and not again within the cooldown."""

import dataclasses
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.insights.v1 import analytics_service_pb2 as api
from services.common.queries.filtering import Filter
from services.insights.adapters.sighting import Sighting
from services.insights.adapters.watching import Alarm, Watching
from services.insights.core import cells, spikes
from services.insights.core.slices import Cut
from services.insights.store import Archive, alerts, asking, tables
from services.insights.store.explorer import Explorer
from tests.unit.insights.histories import said

NOW = datetime(2026, 3, 4, 12, 10, tzinfo=UTC)
LAST = int(NOW.timestamp()) // 3600 * 3600 - 3600
"""Begin of the last hour that has ended."""


class Wall:
    """A clock that stands."""

    def __init__(self):
        self.moment = NOW

    def now(self):
        return self.moment

    def monotonic(self):
        return self.moment.timestamp()


async def test_a_storm_is_told_once(open_database):
    db = await open_database("insights")
    clock, pokes = Wall(), []
    kept = Archive(db, page_size=10, on_event=list)
    usual = [said(f"u{hour}", created=LAST - hour * 3600) for hour in range(24 * 15)]
    await kept.take([*usual, *(said(f"s{number}", created=LAST + number) for number in range(50))])
    alert = api.Alert(name="alerts/storm", slice=api.Slice(brands=["acme"]))
    quiet = api.Alert(name="alerts/quiet", slice=api.Slice(brands=["globex"]))
    for each in (alert, quiet):
        assert await db.write(lambda conn, it=each: alerts.create(conn, it, 1))
    assert not await db.write(lambda conn: alerts.create(conn, alert, 1))
    watching = Watching(Explorer(db), Sighting(None, clock), clock)
    alarm = Alarm(db, watching, clock, lambda: pokes.append(1))
    assert await alarm.round() == 1
    assert await alarm.round() == 0
    clock.moment += timedelta(minutes=55)
    assert await alarm.round() == 0
    (row,) = await db.read(lambda conn: conn.execute(sa.select(tables.events_out)).all())
    event = events_pb2.EngagementEvent.FromString(row.payload)
    assert (row.subject, event.brand, event.alert) == ("engagements.acme", "brands/acme", "alerts/storm")
    assert event.kind == events_pb2.EngagementEvent.KIND_ALERT_RAISED
    assert event.detail.startswith("storm: 51 mentions in an hour")
    assert pokes == [1]


async def test_spikes_of_a_query_and_their_causes_ask_it_once(open_database, monkeypatch):
    db = await open_database("insights")
    clock, asked, ask = Wall(), [], asking.ids
    kept = Archive(db, page_size=10, on_event=list)
    usual = [
        said(f"u{hour}", created=LAST - hour * 3600, text=("Lost bag", "Found bag")[hour % 2])
        for hour in range(24 * 15)
    ]
    storm = [said(f"s{at}", created=LAST + at, text="Lost strike", author="x:-:bob") for at in range(50)]
    await kept.take([*usual, *storm])
    monkeypatch.setattr(asking, "ids", lambda *given: asked.append(given) or ask(*given))
    watching = Watching(Explorer(db), Sighting(None, clock), clock)
    hour = LAST * 1_000_000
    cut = Cut(hour - 2 * cells.HOUR, hour + cells.HOUR, asked=Filter("lost NOT found"))
    series = await watching.series(cut)
    assert sum(series.counts) == 12 * 15 + 50
    (found,) = spikes.find(series.counts, series.seen, series.first, api.SENSITIVITY_UNSPECIFIED)
    own = series.between(found)
    causes = await watching.explorer.causes(own)
    assert len(asked) == 1
    assert "author" in {cause.kind for cause in causes}
    assert causes == await watching.explorer.causes(dataclasses.replace(own, rows=None))
    assert own.where("own", 0).rows is None
    assert own.between(series.whole.start - 1, own.end).rows is None


async def test_an_alert_that_cannot_be_watched_keeps_no_other_from_being_told(open_database, monkeypatch):
    db = await open_database("insights")
    clock = Wall()
    kept = Archive(db, page_size=10, on_event=list)
    usual = [said(f"u{hour}", created=LAST - hour * 3600) for hour in range(24 * 15)]
    await kept.take([*usual, *(said(f"s{number}", created=LAST + number) for number in range(50))])
    wide = api.Alert(name="alerts/a-wide", slice=api.Slice(brands=["acme"], query="NOT zebra"))
    unread = api.Alert(name="alerts/b-unread", slice=api.Slice(brands=["acme"], query="(lost"))
    sound = api.Alert(name="alerts/sound", slice=api.Slice(brands=["acme"]))
    for each in (wide, unread, sound):
        assert await db.write(lambda conn, it=each: alerts.create(conn, it, 1))
    monkeypatch.setattr(asking, "EXAMINED_AT_MOST", 5)
    assert await Alarm(db, Watching(Explorer(db), Sighting(None, clock), clock), clock, list).round() == 1
    told = {each.name: each.HasField("tell_time") for each in await db.read(alerts.everything)}
    assert told == {"alerts/a-wide": False, "alerts/b-unread": False, "alerts/sound": True}
