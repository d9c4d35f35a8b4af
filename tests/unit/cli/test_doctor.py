import pytest

from antiphon.listening.v1 import listening_service_pb2 as listening
from services.cli.commands import doctor
from services.common import config
from services.common.bus import StreamFill


def letters(count, share):
    waiting = {"router": count} if count else {}
    fill = StreamFill("DEADLETTER", count, int(share * 100), 100, 1, count)
    return doctor._letters(waiting, fill, config.Settings())


@pytest.mark.parametrize(
    ("count", "share", "state"),
    [(0, 0.0, "ok"), (1, 0.01, "warning"), (90, 0.9, "wrong"), (0, 0.9, "wrong")],
)
def test_dead_letters_are_told_before_they_fill_their_stream(count, share, state):
    assert letters(count, share).state == state


def test_it_is_said_whose_they_are_how_long_they_stay_and_what_to_do():
    finding = letters(3, 0.9)
    assert "3 of the router" in finding.detail
    assert "7 d" in finding.detail
    assert "90% full" in finding.detail
    assert "antiphon deadletter list" in finding.remedy


Source, Sight, Cause = listening.Source, listening.CoverageInterval.Sight, listening.CoverageInterval.Cause


def test_an_account_that_ends_is_told_while_its_source_still_sees():
    fine = Source(name="sources/feed", sight=Sight.SIGHT_FULL)
    ends = Source(name="sources/shop", sight=Sight.SIGHT_FULL, problem="Connect it anew.")
    (finding,) = doctor.sources_see([fine, ends])
    assert (finding.what, finding.state, finding.remedy) == ("sources/shop", "warning", "Connect it anew.")
    assert [finding.state for finding in doctor.sources_see([fine])] == ["ok"]
    assert list(doctor.sources_see([])) == []


@pytest.mark.parametrize(
    ("state", "told"), [(Source.STATE_FAILED, "wrong"), (Source.STATE_RETRYING, "warning")]
)
def test_a_blind_source_is_wrong_when_it_waits_for_a_person(state, told):
    blind = Source(name="sources/x", state=state, sight=Sight.SIGHT_BLIND, cause=Cause.CAUSE_DOWN)
    assert [finding.state for finding in doctor.sources_see([blind])] == [told]
    paused = Source(name="sources/x", sight=Sight.SIGHT_BLIND, cause=Cause.CAUSE_PAUSED)
    assert [finding.state for finding in doctor.sources_see([paused])] == ["ok"]
