"""Dashboards and reports: what is refused, who sees them, when they are due, what a page says."""

import zoneinfo
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from antiphon.insights.v1 import analytics_service_pb2 as analytics
from antiphon.insights.v1 import dashboard_service_pb2 as api
from antiphon.listening.v1 import listening_service_pb2 as listening
from services.common.model import errors
from services.common.model.principal import Principal
from services.insights.core import dashboards, pages

NOW = datetime(2026, 3, 27, 12, 30, tzinfo=UTC)
"""Two days before clocks go forward in Berlin, at 2 o'clock."""
Tile = api.Dashboard.Tile


def dashboard(*tiles, **more):
    shown = tiles or (Tile(title="Volume", kind=Tile.KIND_TREND),)
    return api.Dashboard(**{"name": "dashboards/week", "display_name": "Week", **more}, tiles=shown)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (dashboard(name="week"), "dashboard.name"),
        (dashboard(display_name=" "), "dashboard.display_name"),
        (dashboard(roles=["king"]), "dashboard.roles"),
        (dashboard(time_zone="Europe/Nowhere"), "time_zone"),
        (dashboard(Tile(title="x")), r"dashboard.tiles\[0\].kind"),
        (dashboard(Tile(title="x", kind=Tile.KIND_BREAKDOWN)), r"dashboard.tiles\[0\].dimension"),
        (
            dashboard(Tile(title="x", kind=1, slice=analytics.Slice(author_keys=["x:-:ann"]))),
            r"dashboard.tiles\[0\].slice.author_keys",
        ),
        (dashboard(*[Tile(title="x", kind=1)] * 25), "dashboard.tiles"),
    ],
)
def test_a_dashboard_that_asks_nothing_or_keeps_a_person_is_refused_by_field(given, problem):
    with pytest.raises(errors.InvalidField, match=problem):
        dashboards.check(given)


def test_a_dashboard_is_seen_by_its_maker_and_by_roles_and_changed_by_its_maker_and_leads():
    kept = dashboards.kept(dashboard(roles=["agent", "lead"]), "user:ann")
    ann = Principal("ann", "user", frozenset({"analyst"}))
    agent, lead, other = (Principal(name, "user", frozenset({name})) for name in ("agent", "lead", "analyst"))
    assert [dashboards.is_seen(kept, each) for each in (ann, agent, lead, other)] == [True, True, True, False]
    assert [dashboards.is_changed(kept, each) for each in (ann, agent, lead)] == [True, False, True]


def test_a_tile_asks_of_whole_hours_before_now():
    tile = Tile(title="x", kind=1)
    tile.span.FromTimedelta(timedelta(days=1))
    asked = dashboards.asked(tile, NOW)
    assert asked.end_time.ToDatetime(UTC) == NOW.replace(minute=0)
    assert asked.end_time.seconds - asked.start_time.seconds == 86_400


def test_the_use_of_a_link_is_written_down_once_an_hour_at_most():
    hour = 3_600_000_000
    noted = [dashboards.is_noted(used, 10 * hour) for used in (None, 9 * hour, 9 * hour + 1, 10 * hour)]
    assert noted == [True, True, False, False]


@pytest.mark.parametrize(
    ("rhythm", "hour", "expected"),
    [
        ("DAILY", 14, "2026-03-27T13:00+00:00"),
        ("DAILY", 8, "2026-03-28T07:00+00:00"),
        ("WEEKLY", 8, "2026-03-30T06:00+00:00"),
        ("MONTHLY", 0, "2026-03-31T22:00+00:00"),
    ],
)
def test_a_report_is_due_by_the_clock_on_the_wall(rhythm, hour, expected):
    report = api.Report(rhythm=f"RHYTHM_{rhythm}", hour=hour)
    assert dashboards.next_time(report, "Europe/Berlin", NOW).isoformat(timespec="minutes") == expected


def test_a_report_comes_once_a_day_also_where_its_hour_is_left_out():
    report = api.Report(rhythm=api.Report.RHYTHM_DAILY, hour=2)
    at, found = NOW, []
    for _ in range(4):
        at = dashboards.next_time(report, "Europe/Berlin", at)
        found.append(at.astimezone(zoneinfo.ZoneInfo("Europe/Berlin")).strftime("%d %H"))
    assert found == ["28 02", "29 03", "30 02", "31 02"]


def test_a_page_shows_blind_buckets_as_such_and_strangers_words_as_words():
    trend = analytics.Trend()
    for at, (count, sight) in enumerate([(4, "SEEN"), (0, "BLIND"), (0, "SEEN")]):
        span = trend.spans.add(sight=getattr(listening.CoverageInterval, f"SIGHT_{sight}", 1))
        span.start_time.seconds = at * 86_400
        if not at:
            trend.series.add(value="brands/<acme>")
        trend.series[0].figures.add(mention_count=count)
    spikes = analytics.ListSpikesResponse()
    spikes.spikes.add(mention_count=40).causes.add(kind="author", value="x:-:bob")
    html = pages.page(
        "A & B", [("Volume", trend), ("Spikes", spikes), ("Care", "No <key>.")], NOW, zoneinfo.ZoneInfo("UTC")
    )
    drawing = ET.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])  # noqa: S314  # we wrote it
    bars = [each for each in drawing if each.tag == "rect"]
    assert [bar[0].text for bar in bars] == ["1970-01-01: 4", "1970-01-02: nobody could see", "1970-01-03: 0"]
    assert [bar.get("fill") == "url(#b)" for bar in bars] == [False, True, False]
    assert "<td>&lt;acme&gt;</td>" in html
    assert "No &lt;key&gt;." in html
    assert "bob" not in html
    assert "one author" in html
    assert "<script" not in html
    assert "http" not in html
