import pytest

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
