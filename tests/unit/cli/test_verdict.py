"""What people and programs are told of an audit."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from services.cli import verdict
from services.cli.audit import Audit, Room, Trouble

END = datetime(2026, 11, 22, 16, 3, tzinfo=UTC)
WHOLE = Room(done=12_485, dead=0, purged=0, retrying=0, missing=())
SOUND = Audit(
    start=datetime.fromtimestamp(0, UTC),
    end=END,
    first=END - timedelta(hours=2),
    collected=12_485,
    router=WHOLE,
    archive=WHOLE,
    unexplained=(),
    repeated=(),
    troubles=(),
)
ALL_WELL = "All 12,485 mentions of the last 2 hours are accounted for."
THREE = "3 of 12,485 mentions of the last 2 hours are missing: 3"
LOST = dataclasses.replace(WHOLE, done=12_482, missing=("x:-:1@0", "x:-:2@0", "x:-:3@0"))


def audit(**changes):
    return dataclasses.replace(SOUND, **changes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, ALL_WELL),
        ({"collected": 1}, "The one mention of the last 2 hours is accounted for."),
        ({"start": END - timedelta(days=3)}, "All 12,485 mentions of the last 3 days are accounted for."),
        (
            {"first": END - timedelta(minutes=90)},
            "All 12,485 mentions of the last 90 minutes are accounted for.",
        ),
        (
            {"archive": dataclasses.replace(WHOLE, done=12_483, dead=2)},
            f"{ALL_WELL} 2 of them were given up: `antiphon deadletter list` says why.",
        ),
        ({"collected": 0, "first": None}, "The log holds no mentions, so there is nothing to account for."),
        (
            {"collected": 0, "first": None, "start": END - timedelta(hours=5)},
            "Nothing was collected in the last 5 hours, so there is nothing to account for.",
        ),
    ],
)
def test_a_sound_audit_is_one_clear_sentence(changes, sentence):
    assert verdict.of(audit(**changes)) == sentence


@pytest.mark.parametrize(
    ("changes", "beginning", "step"),
    [
        (
            {"archive": LOST},
            f"{THREE} not in the archive. The first: x:-:1@0. ",
            "report it.",
        ),
        (
            {"router": LOST, "archive": dataclasses.replace(LOST, missing=("x:-:3@0",))},
            f"{THREE} without a decision, 1 not in the archive. ",
            "report it.",
        ),
        ({"archive": LOST, "troubles": (Trouble("insights", 7, paused=False),)}, "3 of ", "with --wait 60."),
        (
            {
                "archive": LOST,
                "troubles": (Trouble("insights", 7, paused=False), Trouble("scorer", 0, paused=True)),
            },
            "3 of ",
            "antiphon deadletter resume scorer",
        ),
        (
            {"unexplained": ("x:-:9@0",)},
            "1 was decided but never collected. The first: x:-:9@0. ",
            "report it.",
        ),
        (
            {"repeated": ("a", "b")},
            "2 were decided more than once for one brand. The first: a. ",
            "report it.",
        ),
    ],
)
def test_a_difference_says_how_many_of_what_and_the_next_step(changes, beginning, step):
    said = verdict.of(audit(**changes))
    assert said.startswith(beginning)
    assert said.endswith(step)


def test_a_loss_in_one_room_does_not_balance():
    assert audit().balances
    for room in ("router", "archive"):
        assert not audit(**{room: LOST}).balances
    assert audit(archive=LOST).missing == LOST.missing


def test_the_table_has_a_row_for_each_room():
    shown = [*verdict.rows(audit(archive=Room(12_000, 1, 2, 3, ("x:-:1@0",))))]
    assert shown == [
        ("router, decided", "12,485", "0", "0", "0", "0"),
        ("archive, kept", "12,000", "1", "2", "3", "1"),
    ]


def test_the_span_is_said_in_words():
    assert verdict.title(audit()) == "Audit of 22 Nov 2026, 14:03:00 to 16:03:00 UTC"
    longer = audit(start=END - timedelta(days=1))
    assert verdict.title(longer) == "Audit of 21 Nov 2026, 16:03:00 to 22 Nov 2026, 16:03:00 UTC"
    assert verdict.title(audit(first=None, collected=0)) == "Audit up to 22 Nov 2026, 16:03:00 UTC"


def test_programs_find_each_room_under_its_own_keys():
    facts = verdict.facts(audit(archive=LOST))
    assert (facts["balances"], facts["missing"], facts["archive"]["missing"]) == (False, [], [*LOST.missing])
    assert facts["verdict"] == verdict.of(audit(archive=LOST))
