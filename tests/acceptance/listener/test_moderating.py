"""Taking answers back and moderating: at most once where a repeat would count, again where it would not."""

import sys
import uuid

import grpc
import pytest

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model.principal import Principal
from services.listener.core import capabilities
from services.listener.sources import base
from tests.fixtures.nats import eventually

pytestmark = pytest.mark.timeout(60)
State = api.Delivery.State
Fact = events_pb2.CapabilityFact


class Acts:
    """What the twin's network was asked to do, and what it answers."""

    def __init__(self):
        self.done = []
        self.outcomes = []

    async def ask(self, what, key):
        self.done.append((what, key))
        return self.outcomes.pop(0) if self.outcomes else base.Sent(key, "")


@pytest.fixture
def acts(network, monkeypatch):
    acts = Acts()
    connection = sys.modules["tests_twin"].Connection

    async def delete(self, own_key):
        return await acts.ask("delete", own_key)

    async def moderate(self, action, mention_key):
        return await acts.ask(action, mention_key)

    monkeypatch.setattr(connection, "delete", delete, raising=False)
    monkeypatch.setattr(connection, "moderate", moderate, raising=False)
    monkeypatch.setattr(connection, "actions", frozenset({"hide", "report"}), raising=False)
    fact = capabilities.BY_NETWORK["twin"]
    fact.actions.extend(
        [Fact.ACTION_ANSWER, Fact.ACTION_DELETE_OWN, Fact.ACTION_HIDE, Fact.ACTION_LIKE, Fact.ACTION_REPORT]
    )
    fact.repeatable_actions = True
    return acts


def moderation(action, key="twin:-:1", **fields):
    payload = api.ModerationPayload(mention_key=key, action=action)
    return api.DeliverRequest(request_id=fields.get("request_id", str(uuid.uuid4())), moderation=payload)


def deletion(key, source=""):
    payload = api.DeletionPayload(mention_key=key, source=source)
    return api.DeliverRequest(request_id=str(uuid.uuid4()), deletion=payload)


async def settled(stub, delivery):
    async def is_over():
        found = await stub.GetDelivery(api.GetDeliveryRequest(request_id=delivery.request_id))
        return found.state in (State.STATE_SENT, State.STATE_FAILED, State.STATE_UNCONFIRMED)

    await eventually(is_over)
    return await stub.GetDelivery(api.GetDeliveryRequest(request_id=delivery.request_id))


@pytest.fixture
async def posted(stub, twin, network):
    """A mention that was collected."""
    key = network.post("1", "Acme is late")

    async def remembered():
        source = await stub.GetSource(api.GetSourceRequest(name="sources/twin"))
        return source.matched_count == 1

    await eventually(remembered)
    return key


async def answer(router_stub, key):
    payload = api.ReplyPayload(mention_key=key, text="We are on it.")
    return await router_stub.Deliver(api.DeliverRequest(request_id=str(uuid.uuid4()), reply=payload))


async def test_an_answer_of_ours_is_taken_back(router_stub, acts, posted):
    sent = await answer(router_stub, posted)
    gone = await settled(router_stub, await router_stub.Deliver(deletion(sent.mention_key)))
    assert gone.state == State.STATE_SENT
    assert (gone.mention_key, gone.link) == ("", "")
    assert acts.done == [("delete", sent.mention_key)]


async def test_what_is_not_known_to_be_ours_is_not_deleted(router_stub, acts, posted):
    with pytest.raises(grpc.aio.AioRpcError, match="no answer that is known to be ours"):
        await router_stub.Deliver(deletion(posted))
    assert not acts.done


async def test_a_removal_of_unknown_outcome_is_done_again(router_stub, acts, posted):
    sent = await answer(router_stub, posted)
    acts.outcomes = [base.Unknown("No answer came.")]
    gone = await settled(router_stub, await router_stub.Deliver(deletion(sent.mention_key)))
    assert (gone.state, gone.attempt_count) == (State.STATE_SENT, 2)


async def test_a_mention_is_hidden_and_the_same_request_does_it_once(router_stub, acts, posted):
    request = moderation(Fact.ACTION_HIDE)
    first = await settled(router_stub, await router_stub.Deliver(request))
    again = await router_stub.Deliver(request)
    assert first == again
    assert acts.done == [("hide", posted)]
    other = moderation(Fact.ACTION_LIKE, request_id=request.request_id)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await router_stub.Deliver(other)
    assert refused.value.code() is grpc.StatusCode.ALREADY_EXISTS


async def test_a_report_of_unknown_outcome_is_never_made_again(router_stub, acts, posted):
    acts.outcomes = [base.Unknown("No answer came.")]
    report = await settled(router_stub, await router_stub.Deliver(moderation(Fact.ACTION_REPORT)))
    assert (report.state, report.attempt_count) == (State.STATE_UNCONFIRMED, 1)
    assert acts.done == [("report", posted)]


async def test_what_the_source_cannot_do_fails_with_a_sentence(router_stub, acts, posted):
    liked = await settled(router_stub, await router_stub.Deliver(moderation(Fact.ACTION_LIKE)))
    assert liked.state == State.STATE_FAILED
    assert "cannot like" in liked.reason


@pytest.mark.parametrize(
    "case",
    [
        (moderation(Fact.ACTION_BLOCK), "FAILED_PRECONDITION", "does not let a program block"),
        (moderation(Fact.ACTION_ANSWER), "INVALID_ARGUMENT", "moderation.action"),
        (moderation(Fact.ACTION_HIDE, "nonsense"), "INVALID_ARGUMENT", "moderation.mention_key"),
        (deletion("rss:-:1"), "FAILED_PRECONDITION", "does not let a program take answers back"),
        (moderation(Fact.ACTION_HIDE, "rss:-:1"), "FAILED_PRECONDITION", "does not let a program hide"),
    ],
)
async def test_what_the_network_does_not_allow_is_refused(router_stub, acts, posted, case):
    request, code, words = case
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await router_stub.Deliver(request)
    assert refused.value.code().name == code
    assert words in refused.value.details()


def by_a_person(request):
    made = api.ModerateRequest(request_id=request.request_id)
    act = request.WhichOneof("payload")
    getattr(made, act).CopyFrom(getattr(request, act))
    return made


async def test_a_lead_takes_answers_back_and_moderates_and_cannot_answer(listener, router_stub, acts, posted):
    lead = listener.stub(Principal("ada", "user", frozenset({"lead"})))
    hidden = await settled(lead, await lead.Moderate(by_a_person(moderation(Fact.ACTION_HIDE))))
    assert hidden.state == State.STATE_SENT
    sent = await answer(router_stub, posted)
    gone = await settled(lead, await lead.Moderate(by_a_person(deletion(sent.mention_key))))
    assert gone.state == State.STATE_SENT
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await answer(lead, posted)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_a_lead_touches_only_what_was_collected(listener, acts, posted):
    lead = listener.stub(Principal("ada", "user", frozenset({"lead"})))
    with pytest.raises(grpc.aio.AioRpcError) as unknown:
        await lead.Moderate(by_a_person(moderation(Fact.ACTION_HIDE, "twin:-:never-seen")))
    assert unknown.value.code() is grpc.StatusCode.NOT_FOUND
    with pytest.raises(grpc.aio.AioRpcError, match="say what to do"):
        await lead.Moderate(api.ModerateRequest(request_id=str(uuid.uuid4())))


async def test_a_lead_of_another_brand_may_not(listener, acts, posted):
    lead = listener.stub(Principal("bob", "user", frozenset({"lead"}), brands=frozenset({"other"})))
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await lead.Moderate(by_a_person(moderation(Fact.ACTION_HIDE)))
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_a_private_answer_needs_a_network_that_has_them(router_stub, acts, posted, network):
    payload = api.ReplyPayload(mention_key=posted, text="x" * 500, private=True)
    request = api.DeliverRequest(request_id=str(uuid.uuid4()), reply=payload)
    with pytest.raises(grpc.aio.AioRpcError, match="does not let a program answer privately"):
        await router_stub.Deliver(request)
    capabilities.BY_NETWORK["twin"].actions.append(Fact.ACTION_ANSWER_PRIVATELY)
    await settled(router_stub, await router_stub.Deliver(request))
    assert [asked.private for asked in network.ledger] == [True]
