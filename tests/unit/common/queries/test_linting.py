"""What is told of a query before it listens, and that nothing sound is told of."""

from __future__ import annotations

import pytest

from services.common import queries
from services.common.queries import linting
from tests.fixtures.queries import making, oracle


def told(expression):
    return linting.lint(queries.parse(expression))


@pytest.mark.parametrize(
    ("expression", "column", "words", "dead"),
    [
        ('"acme air" -air', 13, "finds nothing", True),
        ("acme -acme", 7, "finds nothing", True),
        ('(acme OR "bolt jobs") -jobs', 10, "is never found", True),
        ('acme OR "acme air"', 9, "adds nothing", True),
        ("#fail OR fail", 1, "adds nothing", True),
        ('acme "acme air"', 1, "narrows nothing", False),
        ("acme likes:10.. likes:..5", 0, "at once", True),
        ("akme OR ac*", 9, "at least 3 letters", False),
        ("acme or akme", 6, "write OR", False),
        ("the", 1, "one post in 10", False),
        ("lang:en", 0, "add a word", False),
        ("愛 acme", 1, "no spaces", False),
    ],
)
def test_what_can_hardly_be_meant_is_told_with_its_place(expression, column, words, dead):
    found = [each for each in told(expression) if words in each.sentence]
    assert [(each.column, each.dead) for each in found] == [(column, dead)]
    assert all(each.sentence.endswith(".") for each in found)


@pytest.mark.parametrize(
    "expression",
    [
        'acme OR akme OR "ack me"',
        "acme NOT jobs",
        '"acme air" OR "acme rail"',
        "acme likes:10.. likes:..50",
        "acme lang:(en OR de)",
        "(late OR delayed) NEAR/3 acme",
        "{BT} OR british",
        "@acme",
        "愛情 acme",
    ],
)
def test_nothing_is_told_of_what_is_sound(expression):
    assert told(expression) == []


def test_what_implies_another_never_holds_without_it_and_what_is_dead_never_holds():
    make = making.Maker(31)
    nodes = [queries.parse(make.expression(depth=1)).root for _ in range(150)]
    mentions = [make.mention() for _ in range(60)]
    held = [[oracle.evaluate(node, mention) is not None for mention in mentions] for node in nodes]
    pairs = 0
    for at, one in enumerate(nodes):
        for place, other in enumerate(nodes):
            if at != place and one != other and linting.implies(one, other):
                pairs += 1
                assert all(wide for narrow, wide in zip(held[at], held[place], strict=True) if narrow)
    assert pairs > 30, "hardly anything implies anything, so hardly anything was checked"


def test_a_query_that_finds_nothing_finds_nothing():
    make = making.Maker(32)
    mentions, dead = [make.mention() for _ in range(40)], 0
    for _ in range(1_500):
        root = queries.parse(make.expression()).root
        found = linting.lint(queries.Query(root))
        assert all(each.sentence.endswith(".") for each in found)
        if any(each.sentence.startswith("The query finds nothing") for each in found):
            dead += 1
            assert not any(oracle.evaluate(root, mention) is not None for mention in mentions)
    assert dead
