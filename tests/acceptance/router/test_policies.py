"""Policies over gRPC: what is applied decides the next mention, on both databases."""

from __future__ import annotations

import asyncio

import grpc
import pytest

from antiphon.routing.v1 import policy_service_pb2 as policies
from antiphon.routing.v1 import policy_service_pb2_grpc as policy_grpc
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.model.principal import Principal
from services.common.rpc import errors as rpc_errors
from tests.acceptance.router.conftest import BRAND, scored

CARE = """
name: care
then: default
rules:
  - name: refund
    when: says(lists.money) && priority >= thresholds.low
    queue: billing
    priority: +7
    skills: {money: 2}
    tags: [refund]
    because: "{author.handle} asks for money back, with {priority} points."
  - name: junk
    when: says('giveaway')
    drop: true
    because: Nobody needs it.
examples:
  - given: {mention.text: my refund please, priority: 20}
    expect: {rule: refund, queue: billing, priority: 27}
"""
LISTS = "kind: lists\nlists: {money: [refund, money back]}"
THRESHOLDS = "kind: thresholds\nthresholds: {low: 1}"
QUIET = "name: care\nbased_on: {}\nrules:\n  - {{name: nothing, watch: true, because: Not now.}}"


@pytest.fixture
def lea(road, lead):
    return policy_grpc.PolicyServiceStub(road.channel(lead))


async def apply(stub, text, **more):
    return await stub.ApplyPolicy(policies.ApplyPolicyRequest(text=text, **more))


async def refused(call):
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await call
    return rpc_errors.refusal_of(error.value)


async def decided(road, who, native_id, **more):
    """The opportunity that a mention came to; None for none."""
    item = scored(native_id, **more)
    await road.publish(item)
    stub = road.stub(who)
    deadline = asyncio.get_running_loop().time() + 15
    while True:
        listed = await stub.ListDecisions(routing.ListDecisionsRequest())
        found = [each for each in listed.decisions if each.mention_key == item.item.mention.key]
        if found:
            break
        assert asyncio.get_running_loop().time() < deadline, "it was not decided"
        await asyncio.sleep(0.02)
    if not found[0].opportunity:
        return None, found[0].outcome
    return await stub.GetOpportunity(routing.GetOpportunityRequest(name=found[0].opportunity)), found[
        0
    ].outcome


async def in_force(lea):
    for text in (LISTS, THRESHOLDS, CARE):
        await apply(lea, text)


async def test_what_is_applied_decides_the_next_mention(road, lea, lead):
    before, _ = await decided(road, lead, "1", text="@acme I want my refund")
    assert before.explanation.policy == "default@3"
    await in_force(lea)
    after, outcome = await decided(road, lead, "2", text="@acme I want my refund")
    assert outcome == routing.Decision.OUTCOME_QUEUED
    explained = after.explanation
    assert (explained.policy, explained.rule) == ("care@1", "refund")
    points = after.priority - 7
    assert explained.sentence == f"person asks for money back, with {points} points."
    assert explained.values["says(lists.money)"] == "refund"
    assert ("rule refund", 7) in [(part.reason, part.points) for part in explained.parts]
    assert sum(part.points for part in explained.parts) == after.priority
    still = await road.stub(lead).GetOpportunity(routing.GetOpportunityRequest(name=before.name))
    assert still.explanation.policy == "default@3"


async def test_spam_is_dropped_and_the_shipped_rules_follow(road, lea, lead):
    await in_force(lea)
    nothing, outcome = await decided(road, lead, "1", text="@acme a giveaway for you")
    assert (nothing, outcome) == (None, routing.Decision.OUTCOME_DROPPED)
    found, _ = await decided(road, lead, "2", text="@acme where is my parcel?")
    assert found.explanation.policy == "care@1"
    assert found.explanation.sentence == "It asks the brand a question."


async def test_a_brands_own_policy_comes_before_that_of_all_and_can_end(road, lea, lead):
    await in_force(lea)
    own = QUIET.format(0).replace("care", "acme")
    await apply(lea, own, brand=BRAND)
    nothing, outcome = await decided(road, lead, "1", text="@acme I want my refund")
    assert (nothing, outcome) == (None, routing.Decision.OUTCOME_WATCHED)
    await lea.RollbackPolicy(policies.RollbackPolicyRequest(brand=BRAND, comment="too quiet"))
    found, _ = await decided(road, lead, "2", text="@acme I want my refund")
    assert found.explanation.policy == "care@1"


async def test_rollback_puts_an_older_version_in_force_as_a_new_entry(road, lea, lead):
    await in_force(lea)
    await apply(lea, QUIET.format(1), comment="holiday")
    assert (await decided(road, lead, "1", text="@acme I want my refund"))[0] is None
    again = await lea.RollbackPolicy(policies.RollbackPolicyRequest(name="policies/care/versions/1"))
    assert (again.action, again.version, again.active) == ("rollback", 1, True)
    found, _ = await decided(road, lead, "2", text="@acme I want my refund")
    assert found.explanation.policy == "care@1"
    listed = await lea.ListPolicyVersions(
        policies.ListPolicyVersionsRequest(kind=policies.POLICY_KIND_POLICY, page_size=2)
    )
    told = [(each.version, each.action, each.active) for each in listed.versions]
    assert told == [(1, "rollback", True), (2, "apply", False)]
    assert listed.versions[1].comment == "holiday"
    rest = await lea.ListPolicyVersions(
        policies.ListPolicyVersionsRequest(
            kind=policies.POLICY_KIND_POLICY, page_size=2, page_token=listed.next_page_token
        )
    )
    assert [(each.version, each.action) for each in rest.versions] == [(1, "apply")]
    shown = await lea.GetPolicy(policies.GetPolicyRequest(name="care@2"))
    assert shown.text == QUIET.format(1)


async def test_a_change_of_what_somebody_else_changed_is_refused(lea):
    await in_force(lea)
    await apply(lea, QUIET.format(1))
    refusal = await refused(apply(lea, QUIET.format(1)))
    assert refusal.reason == "STALE_VERSION"
    assert "user:lea applied version 2 since" in str(refusal)
    assert "write `based_on: 2`" in str(refusal)
    assert (await apply(lea, QUIET.format(1), based_on_version=2)).version == 3


async def test_of_two_at_once_one_is_refused(lea):
    await apply(lea, QUIET.format(0))
    tries = [apply(lea, QUIET.format(1), comment=str(at)) for at in range(5)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(1 for each in results if not isinstance(each, BaseException)) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "name: care\nrules:\n- {name: a, when: mention.txt, queue: q, because: b}",
            "rules[0].when: 'mention.txt'",
        ),
        ("name: [", "no YAML"),
        (CARE, "'lists.money' is no list"),
        (
            "name: care\nrules: [{name: a, watch: true, because: b}]\nexamples: [{expect: {rule: x}}]",
            "expected was",
        ),
    ],
)
async def test_what_cannot_be_used_is_refused_with_place_and_remedy(lea, text, sentence):
    refusal = await refused(apply(lea, text))
    assert refusal.reason == "INVALID_FIELD"
    assert sentence in str(refusal)
    listed = await lea.ListPolicyVersions(policies.ListPolicyVersionsRequest())
    assert not listed.versions


async def test_lists_that_a_policy_in_force_needs_cannot_vanish(lea):
    await in_force(lea)
    refusal = await refused(apply(lea, "kind: lists\nbased_on: 1\nlists: {other: [x]}"))
    assert "care@1 could no longer be used with it" in str(refusal)


async def test_lint_and_examples_tell_without_keeping(road, lea, lead):
    await in_force(lea)
    await decided(road, lead, "1", text="@acme I want my refund")
    found = await lea.LintPolicy(policies.LintPolicyRequest(text=CARE.replace("priority >=", "priorty >=")))
    assert [(each.path, each.rule, each.line) for each in found.problems] == [("rules[0].when", "refund", 6)]
    fine = await lea.LintPolicy(policies.LintPolicyRequest(text=CARE))
    assert not [each for each in fine.problems if not each.warning]
    assert dict(fine.rule_counts) == {"refund": 1}
    tested = await lea.TestPolicy(policies.TestPolicyRequest(text=CARE))
    assert [(each.name, each.passed, each.rule) for each in tested.results] == [("example 1", True, "refund")]


async def test_a_candidate_runs_beside_and_tells_where_it_differs(road, lea, lead):
    await in_force(lea)
    await lea.SetShadow(policies.SetShadowRequest(text=QUIET.format(0)))
    found, _ = await decided(road, lead, "1", text="@acme I want my refund")
    assert found.explanation.policy == "care@1"
    await decided(road, lead, "2", text="@acme a giveaway")
    report = await lea.GetShadowReport(policies.GetShadowReportRequest())
    assert (report.candidate, report.mention_count, report.changed_count) == ("care", 2, 2)
    told = {(each.live, each.candidate, each.live_rule, each.count) for each in report.differences}
    assert told == {("billing", "watch", "refund", 1), ("drop", "watch", "junk", 1)}
    assert report.differences[0].mention_keys
    await lea.SetShadow(policies.SetShadowRequest())
    assert not (await lea.GetShadowReport(policies.GetShadowReportRequest())).candidate


def history(count, setup):
    yield policies.ReplayPolicyRequest(setup=setup)
    for start in range(0, count, 50):
        request = policies.ReplayPolicyRequest()
        for number in range(start, start + 50):
            text = "@acme I want my refund" if number % 5 == 0 else "@acme where is my parcel?"
            made = scored(f"h{number}", text)
            made.item.mention.create_time.FromSeconds(1_700_000_000 + number * 60)
            request.items.add(mention=made.item.mention, score=made.score)
        yield request


async def test_a_replay_tells_what_a_change_would_have_done(lea):
    for text in (LISTS, THRESHOLDS):
        await apply(lea, text)
    setup = policies.ReplayPolicyRequest.Setup(
        brand=BRAND, text=CARE, staffing="agents: [{count: 1, queues: [general]}]\nminutes: {default: 2}"
    )
    answers = [each async for each in lea.ReplayPolicy(history(200, setup))]
    assert [each.decided_count for each in answers] == [0, 50, 100, 150, 200, 200]
    report = answers[-1].report
    assert (report.mention_count, report.changed_count) == (200, 40)
    (only,) = report.live.queues
    assert (only.queue, only.item_count, only.answered_count) == ("general", 200, 200)
    billing, general = report.candidate.queues
    assert (billing.queue, billing.item_count, billing.unservable_count) == ("billing", 40, 40)
    assert general.item_count == 160
    assert general.wait_p95.seconds < only.wait_p95.seconds
    (difference,) = report.differences
    assert (difference.live, difference.candidate, difference.count) == ("general", "billing", 40)
    assert difference.mention_keys[0].startswith("sandbox:-:h")
    assert sum(report.live.load_minutes) == 400


async def test_a_replay_may_change_the_staffing_alone(lea):
    setup = policies.ReplayPolicyRequest.Setup(
        brand=BRAND,
        staffing="agents: [{count: 1}]\nminutes: {default: 3}",
        candidate_staffing="agents: [{count: 4}]\nminutes: {default: 3}",
    )
    *_, last = [each async for each in lea.ReplayPolicy(history(100, setup))]
    assert last.report.changed_count == 0
    assert last.report.live.queues[0].wait_p95.seconds > last.report.candidate.queues[0].wait_p95.seconds


async def test_who_may_not_is_refused(road, alice, lead):
    agent = policy_grpc.PolicyServiceStub(road.channel(alice))
    assert (await refused(apply(agent, QUIET.format(0)))).reason == "NOT_PERMITTED"
    local = Principal("lou", "user", frozenset({"lead"}), frozenset({"acme"}))
    of_acme = policy_grpc.PolicyServiceStub(road.channel(local))
    assert "works for all brands" in str(await refused(apply(of_acme, QUIET.format(0))))
    assert (await apply(of_acme, QUIET.format(0), brand=BRAND)).active
    other = await refused(apply(of_acme, QUIET.format(0), brand="brands/other"))
    assert "do not work for brands/other" in str(other)
