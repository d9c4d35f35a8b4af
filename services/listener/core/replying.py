"""Whether a mention can be answered: how, until when, at what price, and whether a text fits.

Everything is read from the capability registry and the mention; nothing is asked of the network. What the
registry cannot know, the network still may refuse.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import attachments, links, signing, summons
from services.listener.core import capabilities, lengths, splitting

Answer = listening_service_pb2.CheckReplyResponse
Way = listening_service_pb2.CheckReplyResponse.Way
_Fact = events_pb2.CapabilityFact

_WAYS: Final = {
    _Fact.REPLY_MODE_API: Way.WAY_API,
    _Fact.REPLY_MODE_MANUAL: Way.WAY_MANUAL,
    _Fact.REPLY_MODE_PRIVATE: Way.WAY_PRIVATE,
}
_WHY_NOT: Final = {
    Way.WAY_MANUAL: "{network} cannot be answered from here; open the mention and answer there.",
    Way.WAY_PRIVATE: "{network} takes private answers only.",
    Way.WAY_NONE: "{network} cannot be answered.",
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        mention: what would be answered.
        text: words of the answer, finished or not.
        private: whether only its author should see the answer.
        source: source whose account would answer; empty when none can.
        no_source: why none can, in a sentence; empty when one can.
        handles: folded handles of our accounts.
        signature: what the answer is signed with.
    """

    mention: mention_pb2.Mention
    text: str = ""
    private: bool = False
    source: str = ""
    no_source: str = ""
    handles: Collection[str] = ()
    signature: str = ""

    @property
    def signed(self) -> str:
        """The words as they would go out; none without words of one's own."""
        text = self.text.strip()
        return signing.sign(text, self.signature) if text else ""


def check(question: Question, fact: _Fact, now: datetime) -> Answer:
    """The whole answer to a question, under what the network allows."""
    answer = Answer(source=question.source, length_unit=fact.length_unit, signature=question.signature)
    answer.way, answer.reason = _way(question, fact)
    _put_end(answer, question, fact, now)
    if not is_private(question):
        answer.max_length, answer.min_length = fact.max_reply_length, fact.min_reply_length
    _put_text(answer, question, fact)
    _put_media(answer, fact)
    return answer


def is_private(question: Question) -> bool:
    """Whether the answer would be private: asked so, or because the mention is."""
    mention = question.mention
    return question.private or mention.private or mention.kind == mention_pb2.Mention.KIND_MESSAGE


def _way(question: Question, fact: _Fact) -> tuple[Way, str]:
    way = _WAYS.get(fact.reply_mode, Way.WAY_NONE)
    if way != Way.WAY_API:
        return way, _WHY_NOT[way].format(network=_name(fact))
    if question.no_source:
        return Way.WAY_MANUAL, question.no_source
    return _private_way(fact) if is_private(question) else _public_way(question, fact)


def _private_way(fact: _Fact) -> tuple[Way, str]:
    if capabilities.allows(fact, _Fact.ACTION_ANSWER_PRIVATELY):
        return Way.WAY_API, "A mention can be answered in private once only." if fact.private_once else ""
    why = f"{_name(fact)} takes no private answers from here; answer there, or in public."
    return Way.WAY_MANUAL, why


def _public_way(question: Question, fact: _Fact) -> tuple[Way, str]:
    if fact.audience == _Fact.AUDIENCE_SUMMONED and not summons.is_summoned(
        question.mention, question.handles
    ):
        return Way.WAY_MANUAL, (
            f"{_name(fact)} lets programs answer only authors who addressed or quoted the account, and this "
            "one did neither with ours; open the mention and answer there."
        )
    if fact.audience == _Fact.AUDIENCE_OWN_PLACES:
        return Way.WAY_API, f"{_name(fact)} takes the answer only on places of the account that answers."
    return Way.WAY_API, "A second answer replaces the first." if fact.overwrites else ""


def _name(fact: _Fact) -> str:
    return fact.display_name or fact.network


def _put_end(answer: Answer, question: Question, fact: _Fact, now: datetime) -> None:
    window = fact.private_window_seconds if is_private(question) else fact.reply_window_seconds
    if not window or answer.way not in (Way.WAY_API, Way.WAY_PRIVATE, Way.WAY_MANUAL):
        return
    mention = question.mention
    if not mention.HasField("create_time"):
        return
    end = mention.create_time.ToDatetime(UTC) + timedelta(seconds=window)
    answer.expire_time.FromDatetime(end)
    if now >= end:
        answer.way = Way.WAY_EXPIRED
        answer.reason = f"{_name(fact)} stopped taking answers to this at {end:%Y-%m-%d %H:%M} UTC."


def _put_media(answer: Answer, fact: _Fact) -> None:
    """What `attachments.check` takes, told before anybody picks a picture."""
    if answer.way != Way.WAY_API or not fact.media_types:
        return
    answer.max_media_count = min(fact.max_media_count, attachments.MOST_COUNT)
    answer.max_media_bytes = fact.max_media_bytes
    answer.media_types.extend(fact.media_types)


def _put_text(answer: Answer, question: Question, fact: _Fact) -> None:
    text = question.signed
    answer.length = lengths.of(text, fact)
    too_long = bool(answer.max_length) and answer.length > answer.max_length
    answer.fits = bool(text) and not too_long and answer.length >= answer.min_length
    if too_long and fact.max_parts > 1:
        answer.parts.extend(splitting.split(text, fact))
    if answer.way == Way.WAY_API:
        _put_price(answer, question, fact)
        if text and not answer.reason:
            answer.reason = _misfit(answer, fact)


def _put_price(answer: Answer, question: Question, fact: _Fact) -> None:
    price = 0
    for part in answer.parts or [question.signed]:
        micros, currency = capabilities.price(fact, call_for(question, part, fact))
        price += micros
        answer.currency = answer.currency or currency
    answer.price_micros = price


def call_for(question: Question, text: str, fact: _Fact) -> str:
    """The kind of call that would send this text; a link costs more whoever is answered."""
    if fact.link_answer_call and next(links.find(text), None) is not None:
        return fact.link_answer_call
    if fact.summoned_answer_call and summons.is_summoned(question.mention, question.handles):
        return fact.summoned_answer_call
    return fact.answer_call


def _misfit(answer: Answer, fact: _Fact) -> str:
    unit = lengths.words(lengths.unit_name(fact.length_unit))
    if answer.length < answer.min_length:
        return f"The text is too short by {answer.min_length - answer.length:,} {unit}."
    if answer.fits or not answer.max_length:
        return ""
    over = f"The text is too long by {answer.length - answer.max_length:,} {unit}"
    return f"{over}; it can go out as {len(answer.parts)} posts." if answer.parts else f"{over}; shorten it."
