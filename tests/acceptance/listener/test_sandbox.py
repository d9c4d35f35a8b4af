"""The listener and the sandbox network over HTTP, as in the demo."""

import dataclasses
import uuid

import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.config import SandboxSettings
from services.listener.core import delivery
from tests.fixtures.nats import eventually

pytestmark = [pytest.mark.timeout(90), pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)]
State = api.Delivery.State


@pytest.fixture
async def source(stub, acme, town):
    config = {"url": town.url, "token_file": str(town.token_file), "wait_seconds": "0.2"}
    source = api.Source(type="sandbox", config=config)
    return await stub.CreateSource(api.CreateSourceRequest(source_id="town", source=source))


async def holds(log, *wanted):
    return {*wanted} <= set(await log.ids())


async def answer(router_stub, key):
    request = api.DeliverRequest(
        request_id=str(uuid.uuid4()), reply=api.ReplyPayload(mention_key=key, text="We are on it.")
    )
    await router_stub.Deliver(request)

    async def get():
        return await router_stub.GetDelivery(api.GetDeliveryRequest(request_id=request.request_id))

    async def is_final():
        return (await get()).state in {State.STATE_SENT, State.STATE_FAILED, State.STATE_UNCONFIRMED}

    await eventually(is_final, 40)
    return await get()


async def answers(town):
    return [
        entry for entry in await town.ledger(town.sandbox.network.account) if entry["text"] == "We are on it."
    ]


@pytest.mark.usefixtures("source")
async def test_a_post_is_collected_answered_once_and_its_thread_followed(town, router_stub, log):
    post = await town.post("acme, my kettle is broken")
    await eventually(lambda: holds(log, f"sandbox:-:{post}@0"))
    sent = await answer(router_stub, f"sandbox:-:{post}")
    assert sent.state == State.STATE_SENT
    assert sent.link.startswith(town.url)
    thanks = await town.post("thank you!", to=sent.mention_key.rpartition(":")[2])
    await eventually(lambda: holds(log, f"{sent.mention_key}@0", f"sandbox:-:{thanks}@0"))
    assert len(await answers(town)) == 1


@pytest.fixture
def quick(monkeypatch):
    """No pauses between tries and looks."""
    monkeypatch.setattr(delivery, "RETRY_DELAYS", (0.0,))
    monkeypatch.setattr(delivery, "LOOK_DELAYS", (0.0, 0.0))


@pytest.fixture
def listener_settings(listener_settings, request):
    """What we believe of the sandbox: that it recognises repeats, or not."""
    idempotency = "none" if getattr(request, "param", "") == "forgetful" else "key"
    return dataclasses.replace(listener_settings, sandbox=SandboxSettings(idempotency=idempotency))


@pytest.mark.usefixtures("source", "quick")
@pytest.mark.parametrize(
    ("listener_settings", "fault", "state"),
    [
        ("mindful", "drop_before_commit", State.STATE_SENT),
        ("mindful", "drop_after_commit", State.STATE_SENT),
        ("mindful", "status", State.STATE_SENT),
        ("mindful", "rate_limit", State.STATE_SENT),
        ("forgetful", "drop_before_commit", State.STATE_UNCONFIRMED),
        ("forgetful", "drop_after_commit", State.STATE_SENT),
        ("forgetful", "status", State.STATE_UNCONFIRMED),
        ("forgetful", "rate_limit", State.STATE_SENT),
    ],
    indirect=["listener_settings"],
)
async def test_whatever_goes_wrong_the_ledger_has_it_once_or_not_at_all(town, router_stub, log, fault, state):
    post = await town.post("acme, my kettle is broken")
    await eventually(lambda: holds(log, f"sandbox:-:{post}@0"))
    await town.fault(fault, target="publish", **({"seconds": 0} if fault == "rate_limit" else {}))
    ended = await answer(router_stub, f"sandbox:-:{post}")
    assert ended.state == state
    assert len(await answers(town)) == (state == State.STATE_SENT)
