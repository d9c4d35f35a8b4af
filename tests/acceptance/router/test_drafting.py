"""What surrounds an answer, through a running router: drafts, waiting, approval, pauses, posts, macros."""

from __future__ import annotations

import asyncio
import time
import uuid

import pytest
from google.protobuf import duration_pb2, timestamp_pb2

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import drafting_service_pb2 as drafting
from antiphon.routing.v1 import drafting_service_pb2_grpc as drafting_grpc
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.rpc import channels
from tests.acceptance.router.conftest import BRAND, NETWORK, claimed, reply_to, scored, until
from tests.acceptance.router.test_replies import state_of, taken
from tests.acceptance.router.test_road import refusal
from tests.fixtures.nats import eventually

S = routing.Opportunity
R = routing.Reply
_Fact = events_pb2.CapabilityFact


def beside(road, who):
    """The drafting service as this person calls it."""
    channel = channels.open(f"127.0.0.1:{road.port}", road.settings, signer=road.signer, principal=who)
    road.channels.append(channel)
    return drafting_grpc.DraftingServiceStub(channel)


def later(seconds=3600):
    stamp = timestamp_pb2.Timestamp()
    stamp.FromSeconds(int(time.time()) + seconds)
    return stamp


def asking(opportunity, text="We are on it.", *, submit=False, **reply):
    return routing.CreateReplyRequest(
        parent=opportunity.name,
        reply=R(text=text, **reply),
        lease_token=opportunity.lease.token,
        request_id=str(uuid.uuid4()),
        submit=submit,
    )


async def allow(road, stub, **facts):
    """Has the network take more than it usually does here, once the router knows."""
    base = {"reply_mode": _Fact.REPLY_MODE_API, "max_reply_length": 81}
    fact = _Fact(network=NETWORK, length_unit=_Fact.LENGTH_UNIT_CHARACTER, **(base | facts))
    await road.bus.publish_reference("capability", NETWORK, events_pb2.ReferenceFact(capability=fact))

    async def known():
        found = await stub.ListOpportunities(routing.ListOpportunitiesRequest())
        return found.opportunities[0].max_reply_length == fact.max_reply_length

    await eventually(known)


def draft_of(opportunity):
    return f"{opportunity.name}/draft"


def write(opportunity, text, revision=0):
    return drafting.UpdateDraftRequest(
        draft=drafting.Draft(name=draft_of(opportunity), text=text), revision=revision
    )


async def test_a_draft_outlives_its_lease_and_nobodys_words_are_lost(road, alice, bob):
    stub, hers, his = road.stub(alice), beside(road, alice), beside(road, bob)
    opportunity = await taken(road, stub)
    asking = drafting.GetDraftRequest(name=draft_of(opportunity))
    nothing = drafting.Draft(name=draft_of(opportunity))
    assert await hers.GetDraft(asking) == nothing
    await hers.UpdateDraft(write(opportunity, "Dear"))
    first = await hers.UpdateDraft(write(opportunity, "Dear Ann"))
    await stub.ReleaseOpportunity(
        routing.ReleaseOpportunityRequest(name=opportunity.name, lease_token=opportunity.lease.token)
    )
    seen = await his.GetDraft(drafting.GetDraftRequest(name=draft_of(opportunity)))
    assert (seen.text, seen.author, seen.revision) == ("Dear Ann", "user:alice", first.revision)
    blind = await refusal(his.UpdateDraft(write(opportunity, "Hello")))
    assert (blind.reason, blind.metadata["author"]) == ("DRAFT_CHANGED", "user:alice")
    mine = await his.UpdateDraft(write(opportunity, "Hello Ann", seen.revision))
    assert [(one.author, one.text) for one in mine.others] == [("user:alice", "Dear Ann")]
    stale = await refusal(hers.UpdateDraft(write(opportunity, "Dear Ann,", first.revision)))
    assert stale.metadata["revision"] == str(mine.revision)
    gone = drafting.DeleteDraftRequest(name=draft_of(opportunity), revision=first.revision)
    assert (await refusal(his.DeleteDraft(gone))).reason == "DRAFT_CHANGED"
    gone.revision = mine.revision
    await his.DeleteDraft(gone)
    assert await his.GetDraft(asking) == nothing


async def test_notes_are_kept_in_their_order(road, alice, bob):
    opportunity = await taken(road, road.stub(alice))
    for who, text in ((alice, "Second parcel this week."), (bob, "Asked the depot.")):
        await beside(road, who).CreateNote(
            drafting.CreateNoteRequest(parent=opportunity.name, note=drafting.Note(text=text))
        )
    page = await beside(road, bob).ListNotes(drafting.ListNotesRequest(parent=opportunity.name, page_size=1))
    rest = await beside(road, bob).ListNotes(
        drafting.ListNotesRequest(parent=opportunity.name, page_token=page.next_page_token)
    )
    assert [(note.author, note.text) for note in (*page.notes, *rest.notes)] == [
        ("user:alice", "Second parcel this week."),
        ("user:bob", "Asked the depot."),
    ]
    empty = drafting.CreateNoteRequest(parent=opportunity.name, note=drafting.Note(text=" "))
    assert (await refusal(beside(road, bob).CreateNote(empty))).metadata["field"] == "note.text"


async def test_a_scheduled_answer_is_held_when_the_customer_writes_first(road, alice):
    stub, hers = road.stub(alice), beside(road, alice)
    opportunity = await taken(road, stub)
    reply = await stub.CreateReply(asking(opportunity, send_time=later()))
    assert reply.state == R.STATE_SCHEDULED
    assert await state_of(stub, opportunity) == S.STATE_ANSWERING
    await road.publish(scored("2", "@acme never mind, where is the other one?", conversation="1"))
    held = await until(stub, reply, "HELD")
    assert "customer wrote first" in held.reason
    after = await claimed(stub)
    draft = await hers.GetDraft(drafting.GetDraftRequest(name=draft_of(after)))
    assert (after.mention.native_id, draft.text, draft.author) == ("2", "We are on it.", "user:alice")
    stolen = drafting.ReleaseReplyRequest(name=reply.name, lease_token=after.lease.token + 1)
    assert (await refusal(hers.ReleaseReply(stolen))).reason == "LEASE_LOST"
    released = await hers.ReleaseReply(
        drafting.ReleaseReplyRequest(name=reply.name, lease_token=after.lease.token)
    )
    assert (released.state, released.request_id) == (R.STATE_SCHEDULED, reply.request_id)
    assert road.listener.published == []


async def test_another_answer_takes_the_place_of_a_held_one(road, alice):
    stub = road.stub(alice)
    reply = await stub.CreateReply(asking(await taken(road, stub), send_time=later()))
    await road.publish(scored("2", "@acme never mind, where is the other one?", conversation="1"))
    await until(stub, reply, "HELD")
    sent = await until(stub, await reply_to(stub, await claimed(stub), "Found both."), "SENT")
    assert road.listener.published == [sent.request_id]
    assert (await until(stub, reply, "CANCELLED")).reason == "Another answer was written in its place."


async def test_in_the_undo_window_an_answer_can_be_taken_back(road, alice, lead):
    stub, theirs = road.stub(alice), beside(road, lead)
    settings = drafting.AnsweringSettings(
        name=f"{BRAND}/answeringSettings", undo_window=duration_pb2.Duration(seconds=600)
    )
    await theirs.UpdateAnsweringSettings(drafting.UpdateAnsweringSettingsRequest(answering_settings=settings))
    opportunity = await taken(road, stub)
    reply = await stub.CreateReply(asking(opportunity))
    assert reply.state == R.STATE_QUEUED
    await stub.CancelReply(routing.CancelReplyRequest(name=reply.name))
    assert await state_of(stub, opportunity) == S.STATE_OPEN
    kept = await beside(road, alice).GetDraft(drafting.GetDraftRequest(name=draft_of(opportunity)))
    assert kept.text == "We are on it."
    settings.undo_window.FromSeconds(0)
    await theirs.UpdateAnsweringSettings(drafting.UpdateAnsweringSettingsRequest(answering_settings=settings))
    await until(stub, await reply_to(stub, await claimed(stub)), "SENT")
    assert reply.request_id not in road.listener.published


async def test_a_moment_that_cannot_be_is_refused(road, alice):
    stub = road.stub(alice)
    opportunity = await taken(road, stub)
    far = await refusal(stub.CreateReply(asking(opportunity, send_time=later(100 * 86_400))))
    assert far.metadata["field"] == "reply.send_time"
    await allow(road, stub, reply_window_seconds=10 * 365 * 86_400)
    beyond = asking(opportunity, send_time=later(89 * 86_400))
    beyond.reply.send_time.FromSeconds(int(time.time()) + 80 * 86_400)
    assert (await stub.CreateReply(beyond)).state == R.STATE_SCHEDULED


async def test_paused_sending_keeps_answers_back_until_it_goes_on(road, alice, lead):
    stub, theirs = road.stub(alice), beside(road, lead)
    pause = drafting.PauseSendingRequest(brand=BRAND, network=NETWORK, reason="an outage of ours")
    told = await theirs.PauseSending(pause)
    assert (told.brand, told.network, told.actor) == (BRAND, NETWORK, "user:lea")
    made = [await reply_to(stub, await taken(road, stub, native_id)) for native_id in ("1", "2", "3")]
    waiting = await stub.GetReply(routing.GetReplyRequest(name=made[0].name))
    assert (waiting.state, waiting.paused) == (R.STATE_QUEUED, True)
    assert waiting.reason == (
        "Sending is paused by user:lea (an outage of ours); it goes out when that ends."
    )
    (shown,) = (await stub.GetQueueSummary(routing.GetQueueSummaryRequest())).sending_pauses
    assert (shown.held_back_count, shown.sending_count) == (3, 0)
    assert (await refusal(beside(road, alice).PauseSending(pause))).reason == "NOT_PERMITTED"
    for field, wrong in (("brand", "brands/amce"), ("network", "sandbix")):
        slip = drafting.PauseSendingRequest(**{field: wrong})
        assert (await refusal(theirs.PauseSending(slip))).metadata["field"] == field
    await theirs.ResumeSending(drafting.ResumeSendingRequest(brand=BRAND, network="mastodon"))
    assert road.listener.published == []
    await theirs.ResumeSending(drafting.ResumeSendingRequest(brand=BRAND, network=NETWORK))
    for reply in made:
        await until(stub, reply, "SENT")
    assert not (await theirs.ListSendingPauses(drafting.ListSendingPausesRequest())).sending_pauses


async def test_an_answer_under_a_rule_goes_out_only_after_somebody_elses_consent(road, alice, lead):
    stub, theirs = road.stub(alice), beside(road, lead)
    rule = drafting.ApprovalRule(brand=BRAND, role="agent")
    made = await theirs.CreateApprovalRule(drafting.CreateApprovalRuleRequest(approval_rule=rule))
    opportunity = await taken(road, stub)
    reply = await stub.CreateReply(asking(opportunity, alternatives=["Sorry! We are on it."]))
    assert (reply.state, list(reply.alternatives)) == (R.STATE_AWAITING_APPROVAL, ["Sorry! We are on it."])
    own = await refusal(beside(road, alice).ApproveReply(drafting.ApproveReplyRequest(name=reply.name)))
    assert own.reason == "NOT_PERMITTED"
    waiting = await stub.ListReplies(
        routing.ListRepliesRequest(parent="opportunities/-", states=["STATE_AWAITING_APPROVAL"])
    )
    assert [one.name for one in waiting.replies] == [reply.name]
    await theirs.ApproveReply(drafting.ApproveReplyRequest(name=reply.name, alternative=1))
    sent = await until(stub, reply, "SENT")
    assert (sent.text, sent.original_text, sent.approver) == (
        "Sorry! We are on it.",
        "We are on it.",
        "user:lea",
    )
    assert road.listener.payloads[reply.request_id].text == sent.text
    await theirs.DeleteApprovalRule(drafting.DeleteApprovalRuleRequest(name=made.name))
    await until(stub, await reply_to(stub, await taken(road, stub, "2")), "SENT")


async def test_nobody_approves_their_own_and_a_rejected_answer_comes_back(road, alice, lead):
    hers, theirs = road.stub(lead), beside(road, lead)
    opportunity = await taken(road, hers)
    reply = await hers.CreateReply(asking(opportunity, "Go away.", submit=True))
    own = await refusal(theirs.ApproveReply(drafting.ApproveReplyRequest(name=reply.name)))
    assert (own.reason, "your own" in own.message) == ("NOT_PERMITTED", True)
    from services.common.model.principal import Principal

    other = beside(road, Principal("max", "user", frozenset({"lead"})))
    refused = await refusal(other.RejectReply(drafting.RejectReplyRequest(name=reply.name)))
    assert refused.metadata["field"] == "reason"
    rejected = await other.RejectReply(drafting.RejectReplyRequest(name=reply.name, reason="Be kind."))
    assert (rejected.state, rejected.reason) == (R.STATE_REJECTED, "Be kind.")
    after = await claimed(hers)
    draft = await theirs.GetDraft(drafting.GetDraftRequest(name=draft_of(after)))
    assert (draft.text, road.listener.published) == ("Go away.", [])


async def test_a_long_answer_goes_out_as_posts_that_answer_each_other(road, alice):
    stub = road.stub(alice)
    opportunity = await taken(road, stub)
    await allow(road, stub, max_parts=5)
    text = "We looked into it and found your parcel in the depot. " * 4
    assert (await refusal(stub.CreateReply(asking(opportunity, text)))).reason == "TEXT_TOO_LONG"
    reply = await stub.CreateReply(asking(opportunity, text, split=True))
    sent = await until(stub, reply, "SENT")
    assert len(sent.parts) == 3
    assert {part.state for part in sent.parts} == {R.STATE_SENT}
    assert road.listener.published[0] == reply.request_id
    payloads = [road.listener.payloads[one] for one in road.listener.published]
    assert [one.mention_key for one in payloads] == ["sandbox:-:1", "sandbox:-:answer", "sandbox:-:answer"]
    assert payloads[2].text.endswith(" 3/3")


async def test_a_failure_in_the_middle_is_told_and_the_rest_is_the_draft(road, alice):
    stub, hers = road.stub(alice), beside(road, alice)
    opportunity = await taken(road, stub)
    await allow(road, stub, max_parts=5)
    road.listener.moods = ["sent", "failed"]
    text = "We looked into it and found your parcel in the depot. " * 4
    reply = await until(stub, await stub.CreateReply(asking(opportunity, text, split=True)), "PARTIAL")
    assert reply.reason == "Of 3 posts 1 is out. The author blocks the brand."
    assert [part.state for part in reply.parts] == [R.STATE_SENT, R.STATE_FAILED, R.STATE_UNSPECIFIED]
    assert len(road.listener.published) == 1
    assert await state_of(stub, opportunity) == S.STATE_OPEN
    draft = await hers.GetDraft(drafting.GetDraftRequest(name=draft_of(opportunity)))
    assert (draft.text in text.replace("\n", " ") or "2/3" not in draft.text, bool(draft.text)) == (
        True,
        True,
    )


async def test_a_private_answer_needs_a_network_that_has_such(road, alice):
    stub = road.stub(alice)
    opportunity = await taken(road, stub)
    refused = await refusal(stub.CreateReply(asking(opportunity, private=True)))
    assert (refused.reason, refused.metadata["replyability"]) == ("NOT_REPLYABLE", "REPLY_MANUAL")
    await allow(road, stub, actions=[_Fact.ACTION_ANSWER_PRIVATELY], private_once=True)
    reply = await stub.CreateReply(asking(opportunity, private=True))
    assert (await until(stub, reply, "SENT")).private
    assert road.listener.payloads[reply.request_id].private


async def test_a_hand_off_is_confirmed_by_who_answered(road, alice):
    stub, hers = road.stub(alice), beside(road, alice)
    item = scored("1")
    item.item.mention.link = "https://sandbox.test/1"
    await road.publish(item)
    opportunity = await claimed(stub)
    wish = drafting.HandOffOpportunityRequest(
        name=opportunity.name, lease_token=opportunity.lease.token, request_id=str(uuid.uuid4())
    )
    handed = await hers.HandOffOpportunity(wish)
    again = await hers.HandOffOpportunity(wish)
    assert (handed.link, again.reply.name) == ("https://sandbox.test/1", handed.reply.name)
    assert handed.reply.state == R.STATE_HANDED_OFF
    assert await state_of(stub, opportunity) == S.STATE_ANSWERING
    odd = drafting.ConfirmReplyRequest(name=handed.reply.name, link="javascript:alert(1)")
    assert (await refusal(hers.ConfirmReply(odd))).metadata["field"] == "link"
    done = await hers.ConfirmReply(
        drafting.ConfirmReplyRequest(name=handed.reply.name, link="https://sandbox.test/2", text="Done.")
    )
    assert (done.state, done.by_hand, done.text) == (R.STATE_SENT, True, "Done.")
    assert await state_of(stub, opportunity) == S.STATE_RESOLVED
    assert road.listener.calls == []


async def test_an_unconfirmed_answer_that_somebody_found_is_confirmed(road, alice):
    stub, hers = road.stub(alice), beside(road, alice)
    opportunity = await taken(road, stub)
    road.listener.moods = ["unconfirmed"]
    reply = await until(stub, await reply_to(stub, opportunity), "UNCONFIRMED")
    found = await hers.ConfirmReply(drafting.ConfirmReplyRequest(name=reply.name, link="https://x.test/1"))
    assert (found.state, found.link) == (R.STATE_SENT, "https://x.test/1")
    assert await state_of(stub, opportunity) == S.STATE_RESOLVED


async def test_a_saved_reply_is_filled_in_or_names_what_nobody_knows(road, alice, lead):
    stub, hers, theirs = road.stub(alice), beside(road, alice), beside(road, lead)
    texts = {"en": "Hi {customer.first_name}, {agent.name} of {brand.name} here {{:", "de": "Hallo!"}
    macro = drafting.Macro(display_name="Greeting", texts=texts, default_language="en")
    made = await theirs.CreateMacro(drafting.CreateMacroRequest(macro_id="greeting", macro=macro))
    await road.publish(scored("1", display_name="Ann Onymous"), scored("2", display_name="xX_99"))
    rendered = {}
    for _ in range(2):
        opportunity = await claimed(stub)
        wish = drafting.GetRenderedMacroRequest(name=made.name, opportunity=opportunity.name)
        rendered[opportunity.mention.native_id] = wish
    filled = await hers.GetRenderedMacro(rendered["1"])
    assert (filled.text, filled.language) == ("Hi Ann, alice of Acme here {:", "en")
    missing = await refusal(hers.GetRenderedMacro(rendered["2"]))
    assert missing.metadata["field"] == "{customer.first_name}"
    rendered["2"].language = "de"
    assert (await hers.GetRenderedMacro(rendered["2"])).text == "Hallo!"
    rendered["2"].language = "fr"
    assert (await refusal(hers.GetRenderedMacro(rendered["2"]))).metadata["field"] == "language"
    macro.texts["en"] = "Hi {customer.age}"
    odd = await refusal(theirs.CreateMacro(drafting.CreateMacroRequest(macro_id="odd", macro=macro)))
    assert (odd.metadata["field"], "customer.first_name" in odd.message) == ("macro.texts[en]", True)
    assert [one.name for one in (await hers.ListMacros(drafting.ListMacrosRequest())).macros] == [made.name]


@pytest.mark.parametrize("text", ["", "x" * 501])
async def test_a_commitment_says_what_and_by_when(road, alice, text):
    opportunity = await taken(road, road.stub(alice))
    hers = beside(road, alice)

    def make(**commitment):
        asked = drafting.Commitment(**commitment)
        return hers.CreateCommitment(
            drafting.CreateCommitmentRequest(parent=opportunity.name, commitment=asked)
        )

    assert (await refusal(make(text=text, due_time=later()))).metadata["field"] == "commitment.text"
    assert (await refusal(make(text="Refund"))).metadata["field"] == "commitment.due_time"
    kept = await make(text="Refund by Tuesday", due_time=later())
    (listed,) = (
        await hers.ListCommitments(drafting.ListCommitmentsRequest(parent="opportunities/-"))
    ).commitments
    assert (listed, kept.state) == (kept, drafting.Commitment.STATE_PENDING)
    ended = await hers.EndCommitment(drafting.EndCommitmentRequest(name=kept.name, kept=True))
    assert ended.state == drafting.Commitment.STATE_KEPT
    refused = await refusal(hers.EndCommitment(drafting.EndCommitmentRequest(name=kept.name)))
    assert refused.reason == "WRONG_STATE"


async def test_how_promises_were_kept_is_summed_up(road, alice):
    opportunity = await taken(road, road.stub(alice))
    hers = beside(road, alice)
    made = [
        await hers.CreateCommitment(
            drafting.CreateCommitmentRequest(
                parent=opportunity.name, commitment=drafting.Commitment(text=text, due_time=later())
            )
        )
        for text in ("Refund", "Call", "Letter")
    ]
    for one, kept in zip(made[:2], (True, False), strict=True):
        await hers.EndCommitment(drafting.EndCommitmentRequest(name=one.name, kept=kept))
    asked = drafting.GetCommitmentSummaryRequest()
    asked.end_time.FromMicroseconds(made[0].due_time.ToMicroseconds() + 60_000_000)
    (line,) = (await hers.GetCommitmentSummary(asked)).lines
    counts = (line.kept_count, line.kept_late_count, line.cancelled_count, line.overdue_count)
    assert (line.brand, counts, line.pending_count) == ("brands/acme", (1, 0, 1, 0), 1)
    assert not (await hers.GetCommitmentSummary(drafting.GetCommitmentSummaryRequest())).lines
    asked.start_time.CopyFrom(asked.end_time)
    assert (await refusal(hers.GetCommitmentSummary(asked))).metadata["field"] == "start_time"
    elsewhere = drafting.GetCommitmentSummaryRequest(brand="brands/globex")
    assert (await refusal(hers.GetCommitmentSummary(elsewhere))).reason == "NOT_PERMITTED"


async def test_a_dismissal_with_a_cause_is_a_judgement_on_the_log(road, alice):
    heard, judgements = [], []

    async def listen():
        async for message in road.bus.live(["engagements.>"], start="all"):
            event = events_pb2.EngagementEvent.FromString(message.payload)
            heard.append(event)

    async def judge():
        async for message in road.bus.live(["judgements.acme"], start="all"):
            judged = events_pb2.MentionJudgement.FromString(message.payload)
            judgements.append(judged)

    listening = asyncio.gather(listen(), judge())
    stub = road.stub(alice)
    opportunity = await taken(road, stub)
    wish = routing.DismissOpportunityRequest(
        name=opportunity.name, lease_token=opportunity.lease.token, cause="CAUSE_SPAM", reason="a bot"
    )
    await stub.DismissOpportunity(wish)
    dismissed = events_pb2.EngagementEvent.KIND_OPPORTUNITY_DISMISSED
    await eventually(lambda: judgements and any(event.kind == dismissed for event in heard))
    (judged,) = judgements
    (event,) = (event for event in heard if event.kind == dismissed)
    assert (event.mention_key, event.dismiss_cause, event.actor) == ("sandbox:-:1", "SPAM", "user:alice")
    assert len(event.mention_author) == 16
    assert (judged.mention_key, judged.cause, judged.actor) == ("sandbox:-:1", "SPAM", "user:alice")
    assert judged.brand == "brands/acme"
    listening.cancel()


async def test_whoever_has_not_read_the_last_message_is_told(road, alice):
    stub = road.stub(alice)
    opportunity = await taken(road, stub)
    await road.publish(scored("2", "@acme never mind, where is the other one?", conversation="1"))

    async def joined():
        found = await stub.GetOpportunity(routing.GetOpportunityRequest(name=opportunity.name))
        return found.mention_count == 2

    await eventually(joined)
    wish = asking(opportunity)
    wish.read_mention_key = opportunity.mention.key
    blind = await refusal(stub.CreateReply(wish))
    assert (blind.reason, blind.metadata["mention_key"]) == ("DRAFT_CHANGED", "sandbox:-:2")
    wish.read_mention_key = "sandbox:-:2"
    await until(stub, await stub.CreateReply(wish), "SENT")
