"""What conditions take, what a verdict holds, and that remembering changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from antiphon.routing.v1 import routing_service_pb2
from services.router.core import demand, policy, replyability
from services.router.core.policies import rulebook, sentences
from tests.unit.router.policies import made

LISTS = {"vips": ("@Ann", "bob"), "angry": ("refund", "never again")}


@pytest.mark.parametrize(
    ("when", "text", "author", "takes"),
    [
        ("author.handle in lists.vips", "", "ann", True),
        ("author.handle in lists.vips", "", "anna", False),
        ("!(author.handle in lists.vips)", "", "anna", True),
        ("says('refund')", "I want a REFUND, now", "", True),
        ("says('refund')", "refunds are late", "", False),
        ("says(lists.angry)", "Never again!", "", True),
        ("says(lists.angry, 'late')", "so late", "", True),
        ("lists.vips.exists(name, mention.text.contains(name))", "ask bob", "", True),
        ("mention.text.contains('x') || author.handle == 'ann'", "", "ann", True),
        ("mention.network == 'x' && mention.text.size() > 3", "long", "", True),
        ("mention.network == 'x' && mention.text.size() > 3", "no", "", False),
        ("author.followers >= thresholds.many", "", "", False),
        ("priority >= thresholds.high", "", "", False),
        ("1 / 0 > 1", "", "", False),
        ("clock.hour == 12 && clock.weekday == 3 && !clock.weekend", "", "", True),
        ("brand.id == 'northwind' && reply.how == 'api'", "", "", True),
    ],
)
def test_conditions_take_what_they_say(when, text, author, takes):
    case = made.case(text, handle=author, priority=5)
    assert made.takes(when, case, lists=LISTS, thresholds={"many": 1000, "high": 60}) is takes


def test_the_clock_is_read_in_the_documents_zone():
    text = "name: care\ntime_zone: {}\nthen: default\nrules:\n- {{name: one, when: clock.hour == 21, {}}}"
    assert made.built(text.format("Asia/Tokyo", "queue: a, because: So.")).decide(made.case()).rule == "one"
    assert made.built(text.format("UTC", "queue: a, because: So.")).decide(made.case()).rule != "one"


def test_a_verdict_has_route_priority_and_the_values_that_decided():
    rest = "queue: vip\n  priority: +15\n  skills: {german: 2}\n  tags: [b, a]\n  deadline: fast\n"
    rest += "  action: Call."
    found = made.with_rule("author.handle in lists.vips && priority > 20", rest, lists=LISTS).decide(
        made.case(handle="Ann", priority=30)
    )
    assert (found.outcome, found.rule, found.priority) == (policy.QUEUED, "one", 45)
    assert demand.decode(found.route) == demand.Route("vip", (("german", 2),), "fast", ("a", "b"), "Call.")
    assert sentences.kept_values(found.because) == {"author.handle in lists.vips": "Ann", "priority": "30"}
    told = sentences.sentence(found.because, "")
    assert told == "So. Decided by author.handle in lists.vips Ann, priority 30."
    assert sentences.kept_move(found.because).apply(50) == 65


def test_values_stand_where_the_sentence_has_braces():
    text = (
        "name: care\nthen: default\nrules:\n- name: one\n  when: priority > 20\n  queue: a\n"
        "  because: 'On {mention.network} with {priority} points, verified {author.verified}.'"
    )
    found = made.built(text).decide(made.case(priority=33, verified=True))
    assert sentences.sentence(found.because, "") == "On x with 33 points, verified yes."


def test_what_the_brand_wrote_itself_comes_before_all_rules():
    found = made.with_rule("true").decide(made.case(handle="northwind", priority=80))
    assert (found.outcome, found.rule) == (policy.OWN, "own-post")


def test_spam_can_be_dropped():
    found = made.with_rule("says('giveaway')", "drop: true").decide(made.case("a giveaway"))
    assert found.outcome == routing_service_pb2.Decision.OUTCOME_DROPPED


def test_the_shipped_rules_follow_where_the_document_says_so():
    found = made.with_rule("says('zzz')").decide(made.case("@northwind why?", priority=40))
    assert (found.rule, found.outcome) == ("asks-the-brand", policy.QUEUED)
    assert (
        sentences.sentence(found.because, "It asks the brand a question.") == "It asks the brand a question."
    )


CONDITIONS = (
    "mention.network == 'x'",
    "priority > 40",
    "author.followers > 1000",
    "says('refund', 'late')",
    "mention.asks",
    "author.handle in lists.vips",
    "mention.text.contains('e') || priority < 10",
    "clock.hour > 11",
    "author.verified && author.followers < 50",
    "mention.network == 'x' || reply.how == 'manual'",
)


@settings(max_examples=60, deadline=None)
@given(
    some.lists(some.lists(some.sampled_from(CONDITIONS), min_size=1, max_size=3), min_size=1, max_size=8),
    some.lists(
        some.tuples(
            some.sampled_from(["@northwind why is my refund late?", "hello", "see", ""]),
            some.sampled_from(["x", "reddit"]),
            some.integers(0, 100),
            some.sampled_from(["ann", "carl"]),
            some.integers(0, 2000),
            some.booleans(),
            some.integers(0, 48),
            some.sampled_from([made.API, replyability.UNKNOWN]),
        ),
        min_size=1,
        max_size=12,
    ),
)
def test_what_is_remembered_is_what_would_be_decided(rules, mentions):
    lines = ["name: care", "then: default", "rules:"]
    for at, terms in enumerate(rules):
        when = " && ".join(terms)
        lines += [
            f"- name: r{at}",
            f'  when: "{when}"',
            f"  queue: q{at}",
            "  because: So.",
            f"  priority: +{at}",
        ]
    built = made.built("\n".join(lines), lists=LISTS)
    for text, network, points, handle, followers, verified, hours, capability in mentions * 2:
        case = made.case(
            text,
            network=network,
            priority=points,
            now=made.NOON + hours * 3_600_000_000,
            capability=capability,
            handle=handle,
            follower_count=followers,
            verified=verified,
        )
        assert built.decide(case) == built.decide_afresh(case)


def test_memory_has_a_bound(monkeypatch):
    from services.router.core.policies import policy as compiled

    monkeypatch.setattr(compiled, "REMEMBERED", 10)
    built = made.with_rule("priority > 50")
    for points in range(101):
        built.decide(made.case(priority=points))
    assert len(built._memory) <= 10


def test_a_rulebook_gives_each_brand_its_own_else_that_of_all():
    text = "name: {}\nrules:\n- {{name: all, queue: {}, because: So.}}"
    kept = {
        ("policy", "brands/a"): rulebook.Stored("policy", "ours", 2, text.format("ours", "own")),
        ("policy", ""): rulebook.Stored("policy", "every", 7, text.format("every", "common")),
    }
    book = rulebook.Rulebook(kept)
    assert (book.of("brands/a").name, book.of("brands/b").name) == ("ours@2", "every@7")
    assert rulebook.EMPTY.of("brands/a") is rulebook.default()


def test_a_stored_policy_that_cannot_be_read_leaves_the_shipped_one_deciding():
    kept = {
        ("policy", ""): rulebook.Stored(
            "policy", "old", 1, "name: old\nrules:\n- {name: a, when: gone.field, queue: q, because: b}"
        )
    }
    book = rulebook.Rulebook(kept)
    assert book.of("brands/a") is rulebook.default()
    assert "gone.field" in book.faults["old@1"]
