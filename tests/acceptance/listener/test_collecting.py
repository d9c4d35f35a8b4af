"""From a network onto the log: what goes, what is remembered, what coverage says."""

import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from services.listener.sources import base
from tests.fixtures.nats import eventually

pytestmark = pytest.mark.timeout(60)
Sight = api.CoverageInterval.Sight
State = api.Source.State


async def coverage(stub):
    listed = await stub.ListCoverage(api.ListCoverageRequest(parent="sources/twin"))
    return [Sight.Name(interval.sight).removeprefix("SIGHT_") for interval in listed.intervals]


async def source(stub):
    return await stub.GetSource(api.GetSourceRequest(name="sources/twin"))


async def sees(stub, network):
    """Waits until the source has seen for a while."""
    await eventually(lambda: _sights(stub, ["FULL"]))
    network.post("chatter", "nothing of note")
    await eventually(lambda: _counts(stub, received=1, matched=0))


async def test_only_what_a_query_asks_for_reaches_the_log(stub, twin, network, log):
    wanted = network.post("1", "Acme is late")
    network.post("2", "nothing to see")
    await eventually(lambda: _has(log, [f"{wanted}@0"]))
    item = (await log.items())[0].mention
    assert item.matches[0].brand == "brands/acme"
    assert item.source == "sources/twin"
    assert item.conversation_key == wanted
    await eventually(lambda: _counts(stub, received=2, matched=1))


async def _has(log, wanted):
    return await log.ids() == wanted


async def _counts(stub, received, matched):
    now = await source(stub)
    return (now.received_count, now.matched_count) == (received, matched)


async def test_edits_deletions_and_answers_of_what_went_go_too(stub, twin, network, log):
    key = network.post("1", "Acme is late")
    network.post("9", "unrelated")
    await eventually(lambda: _has(log, [f"{key}@0"]))
    network.post("1", "forget what I said", revision=5)
    answer = network.post("2", "same here", parent="1")
    network.delete("9")
    network.delete("1")
    await eventually(lambda: _has(log, [f"{key}@0", f"{key}@5", f"{answer}@0", f"{key}@deleted"]))
    followed = (await log.items())[2].mention
    assert [match.brand for match in followed.matches] == ["brands/acme"]


async def test_posts_of_the_brands_own_accounts_are_marked(stub, twin, network, log):
    network.post("1", "Acme says sorry", handle="acmehelp")
    await eventually(lambda: _some(log))
    assert (await log.items())[0].mention.author.own


async def _some(log):
    return bool(await log.ids())


async def test_a_restart_goes_on_at_the_checkpoint_and_leaves_a_blind_gap(listener, stub, twin, network, log):
    first = network.post("1", "acme one")
    await eventually(lambda: _has(log, [f"{first}@0"]))
    await eventually(lambda: _cursor(stub, "1"))
    await listener.stop()
    second = network.post("2", "acme two")
    await listener.start()
    await eventually(lambda: _has(log, [f"{first}@0", f"{second}@0"]))
    await eventually(lambda: _sights(stub, ["FULL", "BLIND", "FULL"]))


async def _cursor(stub, wanted):
    return (await source(stub)).cursor == wanted


async def _sights(stub, wanted):
    return await coverage(stub) == wanted


async def test_an_unreachable_network_is_told_and_seen_as_blind_until_it_is_back(stub, twin, network, log):
    await sees(stub, network)
    network.fail(base.SourceUnreachable("The twin does not answer; look at its status page."))
    await eventually(lambda: _in_state(stub, State.STATE_RETRYING))
    assert (await source(stub)).problem.startswith("The twin does not answer")
    assert await coverage(stub) == ["FULL", "BLIND"]
    network.fail(None)
    key = network.post("1", "acme again")
    await eventually(lambda: _has(log, [f"{key}@0"]))
    await eventually(lambda: _in_state(stub, State.STATE_ACTIVE))
    assert await coverage(stub) == ["FULL", "BLIND", "FULL"]


async def _in_state(stub, state):
    return (await source(stub)).state == state


async def test_a_rejected_source_waits_for_a_person_who_resumes_it(stub, twin, network, log):
    network.fail(base.SourceRejected("The twin refuses our token; give it a new one."))
    await eventually(lambda: _in_state(stub, State.STATE_FAILED))
    network.fail(None)
    key = network.post("1", "acme")
    await stub.ResumeSource(api.ResumeSourceRequest(name="sources/twin"))
    await eventually(lambda: _has(log, [f"{key}@0"]))


async def test_a_paused_source_reads_nothing_until_it_is_resumed(stub, twin, network, log):
    await eventually(lambda: _sights(stub, ["FULL"]))
    paused = await stub.PauseSource(api.PauseSourceRequest(name="sources/twin"))
    assert paused.state == State.STATE_PAUSED
    assert await stub.PauseSource(api.PauseSourceRequest(name="sources/twin")) == paused
    opened = network.opened
    key = network.post("1", "acme while away")
    assert await coverage(stub) == ["FULL", "BLIND"]
    await stub.ResumeSource(api.ResumeSourceRequest(name="sources/twin"))
    await eventually(lambda: _has(log, [f"{key}@0"]))
    assert network.opened == opened + 1
    await eventually(lambda: _sights(stub, ["FULL", "BLIND", "FULL"]))


async def test_a_deleted_source_stops_and_its_coverage_stays(stub, twin, network):
    await sees(stub, network)
    await stub.DeleteSource(api.DeleteSourceRequest(name="sources/twin"))
    listed = await stub.ListCoverage(api.ListCoverageRequest(parent="sources/twin"))
    assert listed.intervals[0].HasField("end_time")
    assert not (await stub.ListSources(api.ListSourcesRequest())).sources


async def test_a_query_takes_effect_at_once_and_so_does_its_deletion(stub, twin, network, log):
    query = api.Query(expression="zeppelin")
    request = api.CreateQueryRequest(parent="brands/acme", query_id="air", query=query)
    created = await stub.CreateQuery(request)
    first = network.post("1", "a zeppelin!")
    await eventually(lambda: _has(log, [f"{first}@0"]))
    await stub.DeleteQuery(api.DeleteQueryRequest(name=created.name))
    network.post("2", "another zeppelin!")
    last = network.post("3", "acme")
    await eventually(lambda: _has(log, [f"{first}@0", f"{last}@0"]))


async def test_a_fault_of_ours_in_a_source_is_told_without_a_trace_and_tried_again(stub, twin, network, log):
    network.fail(RuntimeError("secret detail"))
    await eventually(lambda: _in_state(stub, State.STATE_RETRYING))
    problem = (await source(stub)).problem
    assert "fault of ours" in problem
    assert "secret" not in problem
    network.fail(None)
    key = network.post("1", "acme")
    await eventually(lambda: _has(log, [f"{key}@0"]))


async def test_a_name_and_password_in_an_address_are_kept_and_not_told(stub, listener):
    made = api.Source(type="rss", config={"url": "http://mira:s3cret@127.0.0.1:9/feed"})
    created = await stub.CreateSource(api.CreateSourceRequest(source_id="feed", source=made))
    assert created.config["url"] == "http://***@127.0.0.1:9/feed"

    async def stumbled():
        got = await stub.GetSource(api.GetSourceRequest(name="sources/feed"))
        return got if got.problem else None

    await eventually(stumbled)
    told = [
        await stumbled(),
        await stub.ListSources(api.ListSourcesRequest()),
        await stub.PauseSource(api.PauseSourceRequest(name="sources/feed")),
        await stub.ResumeSource(api.ResumeSourceRequest(name="sources/feed")),
        await stub.ListCoverage(api.ListCoverageRequest(parent="sources/feed")),
    ]
    assert "s3cret" not in str(told)
    assert "mira" not in str(told)
