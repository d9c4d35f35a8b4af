from datetime import UTC, datetime, timedelta

import pytest

from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import deadline_service_pb2 as deadlines
from antiphon.routing.v1 import routing_service_pb2 as routing
from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.cli import told

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def opportunity(**minutes):
    """An opportunity whose times are so many minutes from now."""
    made = routing.Opportunity()
    for field, away in minutes.items():
        getattr(made, field).FromDatetime(NOW + timedelta(minutes=away))
    return made


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        ({"rank_time": 5, "deadline_time": 41}, "due: 41 min"),
        ({"deadline_time": 41, "reply_window_end_time": 19}, "answer by: 19 min"),
        ({"deadline_time": 41, "reply_window_end_time": 1440}, "due: 41 min"),
        ({"deadline_time": -5}, "due: 5 min over"),
        ({"rank_time": 5}, told.NO_END),
    ],
)
def test_the_end_that_comes_first_is_told_under_its_own_name(minutes, words):
    assert told.time_left(opportunity(**minutes), NOW) == words


@pytest.mark.parametrize(
    ("author", "words"),
    [
        ({"handle": "ann", "display_name": "Ann"}, "@ann"),
        ({"display_name": "Ann"}, "Ann"),
        ({}, "someone"),
    ],
)
def test_an_author_without_a_handle_is_told_by_name(author, words):
    assert told.author(mention_pb2.Mention(author=author)) == words


def test_lists_hide_personal_data_and_fall_back_to_the_title():
    score = score_pb2.Score()
    span = score.personal_data.add(kind=findings_pb2.PersonalData.KIND_EMAIL).span
    span.start, span.end = 5, 9
    assert told.text(mention_pb2.Mention(text="mail a@bc now", title="t"), score) == "mail •@•• now"
    assert told.text(mention_pb2.Mention(title="Only a title"), score) == "Only a title"


def test_each_clock_is_told_with_its_exact_time():
    shown = routing.Opportunity()
    first = shown.clocks.add(kind=deadlines.DeadlineClock.KIND_FIRST_ANSWER)
    first.state = deadlines.DeadlineClock.STATE_NEAR
    first.due_time.FromDatetime(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    first.target.seconds, first.used.seconds = 1800, 1500
    paused = shown.clocks.add(kind=deadlines.DeadlineClock.KIND_RESOLUTION)
    paused.state = deadlines.DeadlineClock.STATE_PAUSED
    paused.target.seconds = 86_400
    assert list(told.clocks(shown)) == [
        "first answer due 2026-11-23T09:30Z, 25m of 30m used: about to be missed",
        "resolution, 0s of 1d used: paused",
    ]
