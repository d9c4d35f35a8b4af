"""What a document may say, and what it is told when it says something else."""

from __future__ import annotations

import pytest

from services.router.core.policies import documents
from services.router.core.policies.problems import Unusable

GOOD = """
name: care
based_on: 4
time_zone: Europe/Berlin
then: default
rules:
  - name: vip
    when: author.handle in lists.vips
    because: "{author.handle} is known to us."
    queue: vip
    priority: +20
    skills: {german: 3}
    deadline: fast
    tags: [vip, press]
    action: Call them.
  - name: loud
    when: priority > 80
    because: Loud.
    queue: care
    priority: 90
  - name: junk
    when: score.spam
    because: Spam.
    drop: true
"""


def told(text):
    with pytest.raises(Unusable) as refusal:
        documents.parse(text)
    return str(refusal.value)


def test_a_document_is_read_whole():
    document = documents.parse(GOOD)
    assert (document.kind, document.name, document.based_on, document.zone) == (
        "policy",
        "care",
        4,
        "Europe/Berlin",
    )
    vip, loud, junk = document.rules
    assert vip.outcome.route.skills == (("german", 3),)
    assert (vip.outcome.route.queue, vip.outcome.route.deadline) == ("vip", "fast")
    assert vip.outcome.route.tags == ("press", "vip")
    assert vip.outcome.move == documents.Move(20, relative=True)
    assert loud.outcome.move == documents.Move(90, relative=False)
    assert junk.outcome.kind == documents.DROP


@pytest.mark.parametrize(
    ("points", "move", "after"),
    [(50, (20, True), 70), (90, (20, True), 100), (5, (-20, True), 0), (5, (80, False), 80)],
)
def test_a_rule_sets_or_moves_the_priority_within_its_scale(points, move, after):
    assert documents.Move(move[0], relative=move[1]).apply(points) == after


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "It is empty"),
        ("name: a: b", "no YAML"),
        ("- a\n- b", "keys at the outside"),
        ("name: care\nname: other\nrules: []", "line 2, the document: 'name' stands here twice"),
        ("name: care\nrulez: []", "'rulez' is no key here; did you mean 'rules'?"),
        ("name: Care Team\nrules: [{name: a, watch: true, because: b}]", "'Care Team' is no name"),
        ("name: default\nrules: [{name: a, watch: true, because: b}]", "comes with the program"),
        ("name: care\nrules: []", "at least one rule"),
        ("name: care\nrules: [{name: a, because: b}]", "rules[0]: It must say one of"),
        ("name: care\nrules: [{name: a, watch: true, queue: q, because: b}]", "must say one of"),
        ("name: care\nrules: [{name: a, watch: true, priority: 3, because: b}]", "goes with a queue"),
        ("name: care\nrules: [{name: a, queue: q}]", "no `because:`"),
        ("name: care\nrules: [{name: a, queue: q, because: b, priority: high}]", "0 to 100 to set"),
        ("name: care\nrules: [{name: a, queue: q, because: b, skills: {german: 11}}]", "Levels are 1 to 10"),
        (
            "name: care\nrules:\n- {name: a, watch: true, because: b}\n- {name: a, watch: true, because: b}",
            "line 4, rules[1].name: 'a' stands here twice",
        ),
        ("name: care\ntime_zone: Mars/Base\nrules: [{name: a, watch: true, because: b}]", "no time zone"),
        ("kind: lists\nlists: {words: [no, yes]}", "False is no text; put it in quotes"),
        ("kind: lists\nlists: {Bad-Name: [a]}", "cannot be named in a rule"),
        ("kind: thresholds\nthresholds: {urgent: high}", "'high' is no number"),
        ("a: &x [1]\nb: *x", "Anchors and aliases are not allowed"),
        ("name: !!python/object:os.system x", "not allowed"),
        ("x: " + "[" * 40 + "]" * 40, "nested too deeply"),
        ("x: [" + "1," * 70_000 + "1]", "too many entries"),
        ("a: 1\n---\nb: 2", "more than one document"),
        ("x: '" + "a" * 600_000 + "'", "bytes; 524,288 are allowed"),
    ],
)
def test_what_cannot_be_used_is_told_with_place_and_remedy(text, sentence):
    assert sentence in told(text)


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(Unusable) as refusal:
        documents.parse("name: care\nrules:\n- {name: a, watchh: true}\n- {queue: q, because: b}")
    paths = [each.path for each in refusal.value.problems]
    assert {"rules[0].watchh", "rules[0]", "rules[1].name"} <= set(paths)
    assert {each.line for each in refusal.value.problems} == {3, 4}


def test_lists_and_thresholds_have_names_of_their_own():
    lists = documents.parse("kind: lists\nlists: {vips: ['@Ann', bob]}")
    assert (lists.name, lists.lists) == ("lists", {"vips": ("@Ann", "bob")})
    thresholds = documents.parse("kind: thresholds\nname: limits\nthresholds: {urgent: 60, low: 0.5}")
    assert (thresholds.name, thresholds.thresholds) == ("limits", {"urgent": 60, "low": 0.5})
