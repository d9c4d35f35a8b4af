"""What the lint and the examples find before a policy is applied."""

from __future__ import annotations

import pytest

from services.router.core.policies import documents, examples, linting, policy, rulebook
from services.router.core.policies.asking import Lexicon
from tests.unit.router.policies import made

LEXICON = Lexicon({"vips": ("ann",), "long": tuple(map(str, range(300)))}, {"urgent": 60})


def lint(*rules, then="then: default", **more):
    lines = ["name: care", then, "rules:"]
    for at, (when, rest) in enumerate(rules):
        lines += [
            f"- name: r{at}",
            f"  when: {when!r}" if when else "  action: none",
            f"  {rest}",
            "  because: So.",
        ]
    document = documents.parse("\n".join(line for line in lines if line))
    return [str(each) for each in linting.lint(document, LEXICON, rulebook.shipped(), **more)]


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ("mention.txt == 'a'", "line 5, rules[0].when: 'mention.txt' is no field; did you mean mention.text"),
        ("txt == 'a'", "'txt' is no field"),
        ("mention.text.upper() == 'A'", "'upper' is no function of a text"),
        ("mention.text.foo", "no field"),
        ("lower(mention.text) == 'a'", "'lower' is no function"),
        ("has(mention.text)", "has() is not needed"),
        ("author.handle in lists.vip", "'lists.vip' is no list; did you mean lists.vips?"),
        ("priority > thresholds.urgnt", "no threshold; did you mean thresholds.urgent?"),
        ("priority in lists.vips", "only texts and lists of texts"),
        ("lists.long.exists(x, mention.text.contains(x))", "300 entries, too many to walk through"),
        ("says(mention.text)", "says() takes words in quotes"),
        ("priority > 'high'", "types do not fit together"),
        ("mention.text", "It gives a text, and must be true or false"),
        ("mention.asks || priority + 1", "types do not fit"),
        ("priority >", "no CEL expression"),
        ("mention.kind == 'tweet'", "mention.kind is never 'tweet'"),
        ("'complain' in score.intents", "never 'complain'; did you mean 'complaint'?"),
        ("1 > 2", "never true"),
        ("100 / priority > 2", "divides by zero for some"),
        ("(" * 60 + "true" + ")" * 60, "too deeply nested"),
        (
            "lists.vips.all(a, lists.vips.all(b, lists.vips.all(c, a == b && b == c)))",
            "walks through more than one list",
        ),
    ],
)
def test_a_condition_that_cannot_work_is_told(when, sentence):
    assert any(sentence in each for each in lint((when, "queue: general")))


def test_what_is_well_has_no_problem():
    assert lint(("author.handle in lists.vips && priority > thresholds.urgent", "queue: general")) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("mention.asks", "mention.asks"),
        ("mention.asks", "priority > 3 && mention.asks"),
        ("(mention.asks && priority>3)", "priority > 3 && mention.asks && says('x')"),
        ("true", "mention.asks"),
        ("priority >= 25", "priority > 50"),
        ("priority >= 25 && mention.asks", "mention.asks && says('x') && priority == 30"),
        ("score.compound < 0.0", "score.compound <= -0.5"),
        ("mention.network in ['x', 'bluesky']", "mention.network == 'x'"),
        ("mention.network != 'x'", "mention.network == 'reddit'"),
        ("mention.asks || mention.asks", "mention.asks"),
    ],
)
def test_a_rule_that_no_mention_comes_to_is_told(first, second):
    found = lint((first, "queue: general"), (second, "watch: true"))
    assert any("rules[1]: It cannot be reached: 'r0'" in each for each in found)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("mention.asks || priority > 3", "mention.asks"),
        ("priority > 50", "priority > 25"),
        ("priority > 25", "priority >= 25"),
        ("score.compound < -0.5", "score.compound < -0.4"),
        ("mention.network == 'x'", "mention.network != 'reddit'"),
        ("author.followers > 100", "priority > 200"),
        ("mention.asks && priority > 3", "mention.asks"),
        ("mention.title > 'b'", "mention.title > 'a' && mention.title < 'b'"),
        ("mention.title == 'it\\'s'", "mention.title != '' && mention.title.size() > 3"),
        ("score.urgency > 1e3", "score.urgency > 20.0"),
    ],
)
def test_other_conditions_are_not_taken_for_the_same(first, second):
    assert lint((first, "queue: general"), (second, "watch: true")) == []


@pytest.mark.parametrize(
    "when",
    [
        "priority > 50 && priority < 20",
        "mention.network == 'x' && mention.network == 'reddit'",
        "1 > 2 && mention.asks",
    ],
)
def test_a_rule_that_contradicts_itself_is_told(when):
    assert any("It is never true" in each for each in lint((when, "queue: general")))


def test_a_policy_must_say_what_happens_to_the_rest():
    assert any("Nothing says what happens" in each for each in lint(("mention.asks", "watch: true"), then=""))


def test_unknown_queues_skills_and_deadlines_are_worth_a_look():
    known = {"queue": frozenset({"care"}), "skill": frozenset(), "deadline": frozenset({"fast"})}
    found = lint(
        (
            "mention.asks",
            "queue: billing\n  skills: {german: 1}\n  deadline: slow",
        ),
        known=known,
    )
    assert [each.partition("'")[2].split("'")[0] for each in found] == ["billing", "german", "slow"]
    assert lint(("mention.asks", "queue: care\n  deadline: fast"), known=known) == []


def test_a_rule_that_never_decided_is_told_when_there_was_enough_to_decide():
    rules = [("mention.asks", "queue: general"), ("score.spam", "drop: true")]
    assert any("rules[1]: It never decided in 2,000" in each for each in lint(*rules, counts={"r0": 2000}))
    assert lint(*rules, counts={"r0": 20}) == []


def test_patterns_are_few():
    rules = [(f"mention.text.matches('a{at}')", "queue: general") for at in range(6)]
    assert any("rules[5].when: matches() is allowed 5 times" in each for each in lint(*rules))


TEXT = """
name: care
then: default
rules:
  - name: vip
    when: author.handle in lists.vips
    queue: vip
    priority: +10
    because: Known.
  - name: refund
    when: says('refund') && mention.asks
    queue: billing
    because: Money.
examples:
  - name: a vip
    given: {author.handle: Ann, priority: 30}
    expect: {rule: vip, queue: vip, priority: 40}
  - name: a question is read from the text
    given: {mention.text: "@northwind where is my refund?"}
    expect: {rule: refund, queue: billing}
  - name: wrong
    given: {mention.text: hello}
    expect: {rule: refund, outcome: queue}
  - given: {mention.txt: hello}
    expect: {rule: refund}
  - given: {priority: high}
    expect: {rule: refund}
"""


def test_examples_pass_or_say_what_came():
    document = documents.parse(TEXT)
    built = policy.build(document, 1, LEXICON, rulebook.shipped())
    one, two, three, four, five = examples.run(document, built, made.NAMES)
    assert (one.sentence, two.sentence) == ("", "")
    assert "rule is 'chatter', expected was 'refund'; outcome is 'watch'" in three.sentence
    assert "did you mean 'mention.text'?" in four.sentence
    assert "priority must be a whole number; it is 'high'" in five.sentence


def test_the_examples_of_the_shipped_policy_pass():
    results = examples.run(rulebook.shipped(), rulebook.default(), made.NAMES)
    assert results
    assert [each for each in results if each.sentence] == []


def test_lists_are_looked_at_too():
    before = documents.parse("kind: lists\nlists: {vips: [ann], gone: [x]}")
    now = documents.parse("kind: lists\nlists: {vips: [ann, '@Ann']}")
    assert [each.path for each in linting.lint_other(before, now)] == ["lists.vips[1]", "lists"]
