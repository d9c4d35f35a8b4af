"""Whatever somebody writes, the answer is a document or a sentence, never a fault of ours."""

from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as some

from services.router.core.policies import documents, proposing, rulebook, staffing
from services.router.core.policies.problems import Unusable
from services.router.core.policies.proposing import Surroundings
from tests.unit.router.policies import made
from tests.unit.router.policies.test_documents import GOOD

AROUND = Surroundings(rulebook.EMPTY, "")
PIECES = (
    *(
        "mention.text",
        "priority",
        "lists.vips",
        "thresholds.x",
        "author.handle",
        "score.intents",
        "clock.hour",
    ),
    *("says", "size", "has", "matches", ".contains", ".exists", ".all", "in", "true", "null", "x", "a.b.c"),
    *("&&", "||", "!", "==", "<", ">=", "+", "-", "/", "?", ":", ",", ".", "(", ")", "[", "]", "{", "}"),
    *("'a'", '"b"', "'", '"', "1", "0.5", "1u", "b'x'", "r'\\\\'", "'\\u0041'", "é", "\\", "\n", "9" * 30),
)


def looked_at(text):
    with contextlib.suppress(Unusable):
        proposing.check(documents.parse(text), AROUND, made.NAMES)


@settings(max_examples=300, deadline=None)
@given(some.lists(some.sampled_from(PIECES), max_size=12))
def test_any_condition_is_used_or_refused(pieces):
    when = " ".join(pieces)
    document = documents.Document(
        "policy",
        "care",
        continues=True,
        rules=(documents.Rule("one", when or "true", "So.", documents.Outcome(documents.WATCH), "rules[0]"),),
    )
    with contextlib.suppress(Unusable):
        proposing.check(document, AROUND, made.NAMES)
        proposing.compiled(document, rulebook.EMPTY, "").decide(made.case("hello"))


@settings(max_examples=150, deadline=None)
@given(some.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    looked_at(text)
    with contextlib.suppress(Unusable):
        staffing.parse(text)


@settings(max_examples=200, deadline=None)
@given(
    some.integers(0, len(GOOD) - 1),
    some.integers(0, 12),
    some.text("abc:-[]{}'\"#&*!|>%@`\n \t0", max_size=6),
)
def test_a_document_with_a_slip_is_used_or_refused(at, cut, put):
    looked_at(GOOD[:at] + put + GOOD[at + cut :])


VALUES = some.recursive(
    some.none() | some.booleans() | some.integers(-5, 200) | some.text(max_size=5),
    lambda inner: (
        some.lists(inner, max_size=3) | some.dictionaries(some.text("abc", max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = (
    "name",
    "when",
    "because",
    "queue",
    "watch",
    "drop",
    "priority",
    "skills",
    "deadline",
    "tags",
    "action",
)


@settings(max_examples=200, deadline=None)
@given(some.lists(some.dictionaries(some.sampled_from(KEYS), VALUES, max_size=5), max_size=3), VALUES, VALUES)
def test_any_values_are_used_or_refused(rules, examples, based_on):
    import json

    looked_at(json.dumps({"name": "care", "rules": rules, "examples": examples, "based_on": based_on}))
    with contextlib.suppress(Unusable):
        staffing.parse(json.dumps({"agents": rules, "minutes": examples}))
