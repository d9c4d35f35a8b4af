from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from antiphon.events.v1 import events_pb2
from services.listener.adapters.sighting import Sighting, blind, why
from services.listener.sources import base
from services.listener.store.coverage import FULL, Cause, Sight

START = datetime(2026, 11, 22, 9, tzinfo=UTC)
ITEM = events_pb2.MentionItem()


def page(seconds, *, items=(ITEM,), partial=""):
    return base.Page(items, "c", START + timedelta(seconds=seconds), partial=partial)


def steady():
    """A source that spoke every ten seconds until second 1,000, and was seen all the while."""
    sighting = Sighting(None)
    sighting.begin(START)
    assert sighting.read([page(second) for second in range(0, 1001, 10)], "") == [(FULL, START)]
    return sighting


def test_the_view_turns_only_when_it_changes():
    sighting = steady()
    assert sighting.read([page(1010), page(1020, items=())], "") == []
    turns = sighting.read([page(1030, partial="A tenth."), page(1040, partial="A tenth."), page(1050)], "")
    assert [(turn.view.sight, turn.view.reason) for turn in turns] == [
        (Sight.SIGHT_PARTIAL, "A tenth."),
        (Sight.SIGHT_FULL, ""),
    ]
    assert turns[0].view.cause == Cause.CAUSE_LIMITED


def test_a_budget_that_is_spared_is_partial_sight():
    (turn,) = steady().read([page(1010)], "The budget is being spared.")
    assert turn.view == (Sight.SIGHT_PARTIAL, "The budget is being spared.", Cause.CAUSE_QUOTA)


def test_a_long_silence_is_suspect_from_the_last_word_on_and_is_told_once():
    sighting = steady()
    assert sighting.suspect(START + timedelta(seconds=1060)) is None
    turn = sighting.suspect(START + timedelta(seconds=1200))
    assert turn.at == START + timedelta(seconds=1000)
    assert turn.view.cause == Cause.CAUSE_SUSPECT
    assert "Nothing arrived since 09:16 UTC" in turn.view.reason
    sighting.view = turn.view
    assert sighting.suspect(START + timedelta(seconds=1300)) is None


def test_only_something_said_ends_a_suspicion():
    sighting = steady()
    sighting.view = sighting.suspect(START + timedelta(seconds=1200)).view
    assert sighting.read([page(1210, items=())], "") == []
    assert sighting.is_suspect
    assert sighting.read([page(1220)], "") == [(FULL, START + timedelta(seconds=1220))]


def told_its_end():
    sighting = steady()
    assert sighting.read([base.Page((), "c", START + timedelta(seconds=1010), ended=True)], "") == []
    return sighting


def test_a_source_that_has_told_its_end_is_not_suspect_however_long_it_is_silent():
    assert told_its_end().suspect(START + timedelta(days=2)) is None


def test_a_source_that_tells_its_end_is_suspect_no_more():
    sighting = steady()
    sighting.view = sighting.suspect(START + timedelta(seconds=1200)).view
    at = START + timedelta(seconds=1210)
    assert sighting.read([base.Page((), "c", at, ended=True)], "") == [(FULL, at)]


def test_a_source_that_goes_on_after_its_end_is_missed_again_from_then_on():
    sighting = told_its_end()
    again = START + timedelta(days=2)
    learned = sighting.rhythm_due(again)
    assert sighting.read([base.Page([ITEM], "c", again)], "") == []
    assert sighting.rhythm_due(again + timedelta(minutes=2)) == learned
    assert sighting.suspect(again + timedelta(seconds=50)) is None
    assert sighting.suspect(again + timedelta(seconds=200)).at == again


def test_what_came_to_the_door_ends_a_suspicion_and_teaches_the_rhythm():
    sighting = steady()
    at = START + timedelta(seconds=1210)
    assert sighting.overhear(START + timedelta(seconds=1000)) is None
    sighting.view = sighting.suspect(START + timedelta(seconds=1200)).view
    assert sighting.overhear(None) is None
    assert sighting.overhear(at) == (FULL, at)
    assert sighting.item_time == at
    assert sighting.suspect(at + timedelta(seconds=50)) is None


def test_time_before_a_session_is_nobodys_silence():
    sighting = steady()
    later = START + timedelta(hours=5)
    sighting.begin(later)
    assert sighting.suspect(later + timedelta(seconds=50)) is None
    learned = sighting.rhythm_due(later)
    sighting.read([base.Page([ITEM], "c", later)], "")
    assert sighting.rhythm_due(later + timedelta(minutes=2)) == learned


def test_what_was_learned_is_written_down_once_a_minute():
    sighting = steady()
    assert sighting.rhythm_due(START)
    assert sighting.rhythm_due(START + timedelta(seconds=59)) is None
    assert sighting.rhythm_due(START + timedelta(seconds=60))


@pytest.mark.parametrize(
    ("lack", "cause"),
    [
        (base.Lack.LIMITED, Cause.CAUSE_LIMITED),
        (base.Lack.SAMPLED, Cause.CAUSE_SAMPLED),
        (base.Lack.QUOTA, Cause.CAUSE_QUOTA),
    ],
)
def test_a_source_says_why_it_sees_a_part_only(lack, cause):
    sighting = Sighting(None)
    (turn,) = sighting.read([base.Page([ITEM], "c", START, partial="A tenth.", lack=lack)], "")
    assert turn.view == (Sight.SIGHT_PARTIAL, "A tenth.", cause)


def test_every_fault_has_its_cause():
    told = {
        base.SourceUnreachable: ("unreachable", Cause.CAUSE_DOWN),
        base.SourceRateLimited: ("rate_limited", Cause.CAUSE_LIMITED),
        base.SourceQuotaSpent: ("quota", Cause.CAUSE_QUOTA),
        base.SourceRejected: ("rejected", Cause.CAUSE_REVOKED),
    }
    for kind, (word, cause) in told.items():
        fault = kind("It is so.")
        assert why(fault) == word
        assert blind(fault) == (Sight.SIGHT_BLIND, "It is so.", cause)
