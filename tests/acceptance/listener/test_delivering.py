"""Answers on their way out: sent once, told truly, whatever happens."""

import asyncio
import uuid

import grpc
import pytest

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.rpc import errors
from services.listener.core import capabilities, delivery
from services.listener.sources import base
from tests.fixtures.nats import eventually

pytestmark = pytest.mark.timeout(60)
State = api.Delivery.State


def request(text="We are on it.", key="twin:-:1", **fields):
    reply = api.ReplyPayload(mention_key=key, text=text, **fields)
    return api.DeliverRequest(request_id=str(uuid.uuid4()), reply=reply)


async def refusal(call):
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await call
    return errors.refusal_of(refused.value)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(delivery, "RETRY_DELAYS", (0.0,))
    monkeypatch.setattr(delivery, "LOOK_DELAYS", (0.0, 0.0))


async def settled(router_stub, asked):
    async def get():
        return await router_stub.GetDelivery(api.GetDeliveryRequest(request_id=asked.request_id))

    async def is_final():
        return (await get()).state in {State.STATE_SENT, State.STATE_FAILED, State.STATE_UNCONFIRMED}

    await eventually(is_final)
    return await get()


async def test_an_answer_is_sent_and_says_where_it_is(router_stub, twin, network):
    sent = await router_stub.Deliver(request())
    assert sent.state == State.STATE_SENT
    assert (sent.mention_key, sent.link, sent.attempt_count) == (
        "twin:-:reply-1",
        "https://twin.example/r",
        1,
    )
    assert network.ledger[0].text == "We are on it."


async def test_a_repeated_request_id_gives_the_first_outcome_and_sends_nothing(router_stub, twin, network):
    asked = request()
    first = await router_stub.Deliver(asked)
    assert await router_stub.Deliver(asked) == first
    assert len(network.ledger) == 1


async def test_many_at_once_under_one_request_id_send_once(router_stub, twin, network):
    asked = request()
    answers = await asyncio.gather(*(router_stub.Deliver(asked) for _ in range(10)))
    assert {answer.state for answer in answers} == {State.STATE_SENT}
    assert len(network.ledger) == 1


async def test_a_request_id_used_for_other_words_is_refused(router_stub, twin):
    asked = request()
    await router_stub.Deliver(asked)
    asked.reply.text = "Something else."
    assert (await refusal(router_stub.Deliver(asked))).reason == "REQUEST_ID_REUSED"


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"text": "x" * 101}, "TEXT_TOO_LONG", ""),
        ({"text": "  "}, "INVALID_FIELD", "reply.text"),
        ({"key": "nonsense"}, "INVALID_FIELD", "reply.mention_key"),
        ({"key": "replay:-:1"}, "NOT_REPLYABLE", ""),
        ({"source": "sources/none"}, "NOT_FOUND", ""),
    ],
)
async def test_what_cannot_be_sent_is_refused_and_not_kept(router_stub, twin, changes, reason, field):
    asked = request(**changes)
    refused = await refusal(router_stub.Deliver(asked))
    assert (refused.reason, refused.metadata.get("field", "")) == (reason, field)
    gone = await refusal(router_stub.GetDelivery(api.GetDeliveryRequest(request_id=asked.request_id)))
    assert gone.reason == "NOT_FOUND"


async def test_a_request_id_must_be_a_uuid(router_stub, twin):
    asked = request()
    asked.request_id = "once"
    assert (await refusal(router_stub.Deliver(asked))).metadata["field"] == "request_id"


async def test_a_network_that_says_no_is_told_with_its_reason(router_stub, twin, network):
    async def refuse(asked):
        return base.Refused("The thread is locked; answer in private.", permanent=True)

    network.on_reply = refuse
    failed = await router_stub.Deliver(request())
    assert (failed.state, failed.reason) == (State.STATE_FAILED, "The thread is locked; answer in private.")


async def test_what_never_left_goes_again_by_itself(router_stub, twin, network):
    tries = []

    async def fail_once(asked):
        tries.append(asked)
        return base.NeverLeft("No route.") if len(tries) == 1 else await network.accept(asked)

    network.on_reply = fail_once
    asked = request()
    await router_stub.Deliver(asked)
    assert (await settled(router_stub, asked)).state == State.STATE_SENT
    assert len(network.ledger) == 1


@pytest.mark.parametrize(("arrived", "state"), [(True, State.STATE_SENT), (False, State.STATE_UNCONFIRMED)])
async def test_an_unknown_outcome_is_read_back_and_never_repeated(router_stub, twin, network, arrived, state):
    tries = []

    async def vanish(asked):
        tries.append(asked)
        if arrived:
            await network.accept(asked)
        return base.Unknown("The connection broke.")

    network.on_reply = vanish
    asked = request()
    await router_stub.Deliver(asked)
    ended = await settled(router_stub, asked)
    assert ended.state == state
    assert len(tries) == 1


async def test_a_network_that_recognises_repeats_gets_the_same_request_again(router_stub, twin, network):
    capabilities.BY_NETWORK["twin"].idempotency = events_pb2.CapabilityFact.IDEMPOTENCY_KEY
    capabilities.BY_NETWORK["twin"].idempotency_seconds = 3600
    tries = []

    async def vanish_once(asked):
        tries.append(asked.request_id)
        return base.Unknown("The connection broke.") if len(tries) == 1 else await network.accept(asked)

    network.on_reply = vanish_once
    asked = request()
    await router_stub.Deliver(asked)
    assert (await settled(router_stub, asked)).state == State.STATE_SENT
    assert tries == [asked.request_id] * 2


async def test_what_was_on_its_way_at_a_crash_is_read_back(listener, router_stub, twin, network, monkeypatch):
    async def arrive_and_hang(asked):
        await network.accept(asked)
        await asyncio.Event().wait()

    network.on_reply = arrive_and_hang
    monkeypatch.setattr("services.listener.adapters.deliveries.NETWORK_SECONDS", 0.3)
    monkeypatch.setattr("services.listener.adapters.deliveries.GRACE_SECONDS", 0.5)
    asked = request()
    await router_stub.Deliver(asked)
    assert (await settled(router_stub, asked)).state == State.STATE_SENT
    assert len(network.ledger) == 1


async def test_answers_to_our_answer_are_collected(router_stub, stub, twin, network, log):
    key = network.post("1", "Acme is late")

    async def collected(wanted):
        return await log.ids() == wanted

    await eventually(lambda: collected([f"{key}@0"]))
    await eventually(lambda: remembered(stub))
    await router_stub.Deliver(request(key=key))
    answer = network.post("2", "thank you", parent="reply-1")
    await eventually(lambda: collected([f"{key}@0", f"{answer}@0"]))


@pytest.fixture
def open_network(network):
    """The twin takes messages to people who did not write; must be asked for before the listener starts."""
    capabilities.BY_NETWORK["twin"].actions.append(events_pb2.CapabilityFact.ACTION_WRITE_FIRST)
    return network


def first(recipient="@sam", **fields):
    key = f"twin:-:first-{uuid.uuid4()}"
    return request(key=key, recipient=recipient, title="  Your\nparcel ", brand="brands/acme", **fields)


async def test_what_is_written_back_to_a_first_message_is_collected(open_network, router_stub, twin, log):
    sent = await router_stub.Deliver(first())
    assert sent.state == State.STATE_SENT
    (had,) = open_network.ledger
    assert (had.recipient, had.title) == ("sam", "Your parcel")
    answer = open_network.post("2", "thank you", parent="reply-1")

    async def collected():
        return await log.ids() == [f"{answer}@0"]

    await eventually(collected)


@pytest.mark.parametrize("recipient", ["sam and max", "a" * 400, "sam\u0007"])
async def test_a_first_message_goes_to_one_person(open_network, router_stub, twin, recipient):
    refused = await refusal(router_stub.Deliver(first(recipient)))
    assert (refused.reason, "reply.recipient" in refused.message) == ("INVALID_FIELD", True)
    assert open_network.ledger == []


async def test_a_network_without_first_messages_refuses_them(router_stub, twin, network):
    refused = await refusal(router_stub.Deliver(first()))
    assert refused.reason == "NOT_REPLYABLE"
    assert "write to people who did not write first" in refused.message
    assert network.ledger == []


def who(handle="@sam", network="twin"):
    return api.FindAuthorRequest(network=network, handle=handle, brand="brands/acme")


async def test_who_has_a_handle_is_found_before_they_are_written_to(open_network, router_stub, twin):
    found = await router_stub.FindAuthor(who())
    assert (found.key, found.handle) == ("twin:-:sam", "sam")
    for asked, reason, words in (
        (who("nobody"), "INVALID_FIELD", "handle: nobody on twin is called so"),
        (who("sam and max"), "INVALID_FIELD", "handle: must be one handle"),
        (who(" @ "), "INVALID_FIELD", "handle: must be one handle"),
        (api.FindAuthorRequest(network="twin", handle="sam"), "INVALID_FIELD", "brand"),
        (who(network="forum"), "NOT_REPLYABLE", "write to people who did not write first"),
    ):
        refused = await refusal(router_stub.FindAuthor(asked))
        assert (refused.reason, words in refused.message) == (reason, True), refused
    open_network.readable = False
    refused = await refusal(router_stub.FindAuthor(who()))
    assert (refused.reason, "The twin is silent." in refused.message) == ("NOT_REPLYABLE", True)


async def test_whom_it_was_for_may_be_forgotten_before_it_is_asked_about_again(
    open_network, router_stub, twin
):
    asked = first()
    assert (await router_stub.Deliver(asked)).state == State.STATE_SENT
    asked.reply.recipient = asked.reply.title = ""
    assert (await router_stub.Deliver(asked)).state == State.STATE_SENT
    assert len(open_network.ledger) == 1


async def remembered(stub):
    return (await stub.GetSource(api.GetSourceRequest(name="sources/twin"))).matched_count == 1
