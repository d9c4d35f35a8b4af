"""What a rule may ask about a mention: all fields, with their words and how each is read.

Every field always has a value of its type: what a network does not tell is `""`, `0`, `-1` or an empty list,
as its text says. docs/reference/policies.md is written from this.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Final

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.router.core import signals
from services.router.core.policies import clock
from services.router.core.policies.cases import Case
from services.router.core.policies.fields import BOOL, LIST, NUMBER, TEXT, WHOLE, Field, Getter
from services.router.core.replyability import (
    EXPIRED,
    INSIGHT_ONLY,
    PRIVATE_ONLY,
    REPLY_API,
    REPLY_MANUAL,
    SECOND,
)

DAY: Final = 86_400 * SECOND


def _named(enum: Any, prefix: str) -> dict[int, str]:
    """Numbers of an enumeration as policies write them; the unspecified one as nothing."""
    found = {number: name.removeprefix(prefix).lower().replace("_", "-") for name, number in enum.items()}
    return {**found, 0: ""}


_KINDS: Final = _named(mention_pb2.Mention.Kind, "KIND_")
_LABELS: Final = _named(score_pb2.Sentiment.Label, "LABEL_")
_EMOTIONS: Final = _named(findings_pb2.Emotion.Label, "LABEL_")
_INTENTS: Final = _named(findings_pb2.Intent.Kind, "KIND_")
_RELATIONS: Final = _named(findings_pb2.Relation.Kind, "KIND_")
_PERSONAL: Final = _named(findings_pb2.PersonalData.Kind, "KIND_")
_THINGS: Final = findings_pb2.NamedThing.Kind.KIND_PRODUCT
_LINK, _HASHTAG, _MEDIA = (
    int(mention_pb2.Entity.KIND_LINK),
    int(mention_pb2.Entity.KIND_HASHTAG),
    int(mention_pb2.Entity.KIND_MEDIA),
)
_WAYS: Final = {
    REPLY_API: "api",
    REPLY_MANUAL: "manual",
    PRIVATE_ONLY: "private",
    INSIGHT_ONLY: "none",
    EXPIRED: "expired",
}


def _told(names: dict[int, str]) -> tuple[str, ...]:
    return tuple(name for name in names.values() if name)


def _traits(case: Case) -> Hashable:
    return case.read.traits


def _how(case: Case) -> Hashable:
    return case.how


def _points(case: Case) -> int:
    return case.points


def _trait(bit: int) -> Getter:
    return lambda case: bool(case.read.traits & bit)


def _entities(kind: int) -> Callable[[Case], list[str]]:
    return lambda case: [each.value for each in case.mention.entities if each.kind == kind]


def _count(owner: str, name: str) -> Getter:
    def get(case: Case) -> int:
        holder = getattr(case.mention, owner)
        return int(getattr(holder, name)) if holder.HasField(name) else -1

    return get


def _intents(case: Case) -> list[str]:
    return [_INTENTS.get(each.kind, "") for each in case.read.score.intents if each.probability >= 0.5]


def _intents_key(case: Case) -> Hashable:
    return tuple([each.kind for each in case.read.score.intents if each.probability >= 0.5])


def _relation(case: Case) -> str:
    relation = case.read.score.relation
    return _RELATIONS.get(relation.kind, "") if relation.probability >= 0.5 else ""


def _window(case: Case) -> int:
    end = case.capability.window_end(case.written)
    return -1 if end is None else max(0, (end - case.now) // (60 * SECOND))


def _account_age(case: Case) -> int:
    author = case.mention.author
    if not author.HasField("create_time"):
        return -1
    return max(0, (case.now - author.create_time.ToMicroseconds()) // DAY)


def _queries(case: Case) -> list[str]:
    brand = case.names.brand
    found = [each.query.rpartition("/")[2] for each in case.mention.matches if each.brand == brand]
    return [each for each in found if each]


def _brand(case: Case) -> str:
    return case.names.brand.removeprefix("brands/")


def _itself(get: Callable[[Case], Hashable]) -> dict[str, Any]:
    """Getter and key of a field whose own values are few."""
    return {"get": get, "key": get}


def _of_mention() -> list[Field]:
    return [
        Field("mention.text", TEXT, "What was said, without title.", lambda c: c.mention.text),
        Field("mention.title", TEXT, "Headline, where the network has one.", lambda c: c.mention.title),
        Field(
            "mention.network", TEXT, "Network, for example `bluesky`.", **_itself(lambda c: c.mention.network)
        ),
        Field(
            "mention.kind",
            TEXT,
            "Form of the contribution.",
            **_itself(lambda c: _KINDS.get(c.mention.kind, "")),
            values=_told(_KINDS),
        ),
        Field(
            "mention.language",
            TEXT,
            "Language that the network or its author declared, as `de` or `pt-BR`.",
            **_itself(lambda c: c.mention.declared_language),
        ),
        Field(
            "mention.private", BOOL, "Only the brand and its author see it.", _trait(signals.PRIVATE), _traits
        ),
        Field(
            "mention.repost",
            BOOL,
            "It passes another post on without words of its own.",
            _trait(signals.REPOST),
            _traits,
        ),
        Field(
            "mention.addressed",
            BOOL,
            "It calls the brand by a handle.",
            _trait(signals.ADDRESSED),
            _traits,
        ),
        Field("mention.asks", BOOL, "It asks something.", _trait(signals.ASKS), _traits),
        Field(
            "mention.rating",
            NUMBER,
            "Rating from 0 (worst) to 1 (best); -1 where there is none.",
            lambda c: c.mention.rating if c.mention.HasField("rating") else -1.0,
            neutral=-1.0,
        ),
        Field("mention.hashtags", LIST, "Topic words without `#`.", _entities(_HASHTAG)),
        Field("mention.links", LIST, "Addresses in it.", _entities(_LINK)),
        Field(
            "mention.media_count", WHOLE, "Pictures, films and sounds.", lambda c: len(_entities(_MEDIA)(c))
        ),
        Field(
            "mention.likes",
            WHOLE,
            "Likes when it was collected; -1 when not known.",
            _count("engagement", "like_count"),
            neutral=-1,
        ),
        Field(
            "mention.replies",
            WHOLE,
            "Replies; -1 when not known.",
            _count("engagement", "reply_count"),
            neutral=-1,
        ),
        Field(
            "mention.reposts",
            WHOLE,
            "Reposts and quotes; -1 when not known.",
            _count("engagement", "repost_count"),
            neutral=-1,
        ),
        Field(
            "mention.views",
            WHOLE,
            "Times shown; -1 when not known.",
            _count("engagement", "view_count"),
            neutral=-1,
        ),
        Field(
            "mention.age_minutes",
            WHOLE,
            "Minutes from when it was written to when it is decided.",
            lambda c: max(0, (c.now - c.written) // (60 * SECOND)),
        ),
        Field("mention.queries", LIST, "Ids of the brand's queries that found it.", _queries),
    ]


def _of_author() -> list[Field]:
    def count(name: str, what: str, field: str) -> Field:
        return Field(
            f"author.{name}", WHOLE, f"{what}; -1 when not known.", _count("author", field), neutral=-1
        )

    return [
        Field("author.handle", TEXT, "Name of the account, without `@`.", lambda c: c.mention.author.handle),
        Field("author.name", TEXT, "Name shown to people.", lambda c: c.mention.author.display_name),
        Field("author.key", TEXT, "Identity, `network:site:id`.", lambda c: c.mention.author.key),
        Field("author.bio", TEXT, "What it says of itself.", lambda c: c.mention.author.bio),
        Field("author.location", TEXT, "Place it names, as written.", lambda c: c.mention.author.location),
        Field(
            "author.verified",
            BOOL,
            "The network vouches for it.",
            **_itself(lambda c: c.mention.author.verified),
        ),
        Field("author.own", BOOL, "The brand itself.", _trait(signals.OWN), _traits),
        count("followers", "Accounts that follow it", "follower_count"),
        count("following", "Accounts it follows", "following_count"),
        count("posts", "Contributions it has published", "post_count"),
        count("lists", "Lists it stands on", "listed_count"),
        Field(
            "author.account_days",
            WHOLE,
            "Age of the account in days; -1 when not known.",
            _account_age,
            neutral=-1,
        ),
    ]


def _of_score() -> list[Field]:
    def number(name: str, what: str, get: Getter) -> Field:
        return Field(f"score.{name}", NUMBER, what, get)

    return [
        Field(
            "priority",
            WHOLE,
            "How much it matters, 0 to 100, before a rule moves it.",
            **_itself(_points),
        ),
        Field(
            "score.language",
            TEXT,
            "Language the text is in, as `de`; empty when not told.",
            **_itself(lambda c: c.read.score.language.code),
        ),
        Field(
            "score.sentiment",
            TEXT,
            "Feeling.",
            **_itself(lambda c: _LABELS.get(c.read.score.sentiment.label, "")),
            values=_told(_LABELS),
        ),
        number("compound", "Feeling from -1 (worst) to 1 (best).", lambda c: c.read.score.sentiment.compound),
        number(
            "intensity",
            "Strength and direction of the feeling, -1 to 1.",
            lambda c: c.read.score.sentiment.intensity,
        ),
        Field(
            "score.emotion",
            TEXT,
            "Emotion that speaks most.",
            **_itself(lambda c: _EMOTIONS.get(c.read.score.emotion.label, "")),
            values=_told(_EMOTIONS),
        ),
        number("urgency", "How soon somebody should look, 0 to 100.", lambda c: c.read.score.urgency.value),
        number(
            "influence", "Reach and standing of the author, 0 to 100.", lambda c: c.read.score.influence.value
        ),
        Field(
            "score.intents",
            LIST,
            "What the author wants: those of at least 50 %.",
            _intents,
            _intents_key,
            values=_told(_INTENTS),
        ),
        Field(
            "score.complains",
            BOOL,
            "It complains, reports a fault, or its author thinks of leaving.",
            _trait(signals.COMPLAINS),
            _traits,
        ),
        Field(
            "score.grave",
            BOOL,
            "It tells of danger to people, or speaks of law, fraud or for the press.",
            _trait(signals.GRAVE),
            _traits,
        ),
        Field("score.should_answer", BOOL, "Somebody should answer.", _trait(signals.ANSWERABLE), _traits),
        number(
            "answer_probability",
            "That somebody should, 0 to 1.",
            lambda c: c.read.score.engageability.probability,
        ),
        Field(
            "score.spam", BOOL, "It has the marks of spam or of a giveaway.", _trait(signals.SPAM), _traits
        ),
        number("spam_probability", "That it is spam, 0 to 1.", lambda c: c.read.score.spam.probability),
        number(
            "bot_probability", "That a machine wrote it, 0 to 1.", lambda c: c.read.score.spam.bot_probability
        ),
        Field(
            "score.offensive",
            BOOL,
            "It insults somebody.",
            **_itself(lambda c: c.read.score.offensiveness.present),
        ),
        Field(
            "score.personal_data",
            LIST,
            "Kinds of personal data in the text.",
            lambda c: [_PERSONAL.get(each.kind, "") for each in c.read.score.personal_data],
            values=_told(_PERSONAL),
        ),
        Field(
            "score.products",
            LIST,
            "Products it names.",
            lambda c: [each.value for each in c.read.score.things if each.kind == _THINGS],
        ),
    ]


def _of_the_rest() -> list[Field]:
    return [
        Field(
            "customer.relation",
            TEXT,
            "What the author is to the brand, by what they say; empty when not told.",
            **_itself(_relation),
            values=_told(_RELATIONS),
        ),
        Field(
            "customer.tags",
            LIST,
            "What the team tagged the customer with, whatever the network; empty in a replay.",
            lambda c: list(c.customer.tags),
            lambda c: c.customer.tags,
        ),
        Field(
            "customer.opportunities",
            WHOLE,
            "Opportunities that there were with the customer before; 0 in a replay.",
            **_itself(lambda c: c.customer.opportunities),
        ),
        Field(
            "reply.how",
            TEXT,
            "How the network lets us answer now.",
            lambda c: _WAYS[c.how],
            _how,
            values=tuple(_WAYS.values()),
            neutral="api",
        ),
        Field(
            "reply.window_minutes",
            WHOLE,
            "Minutes until the network takes no more answers; -1 when it always does.",
            _window,
            neutral=-1,
        ),
        Field(
            "reply.summoned_only",
            BOOL,
            "Programs may answer only authors who addressed or quoted the account.",
            **_itself(lambda c: c.capability.summoned_only),
        ),
        Field("brand.id", TEXT, "The brand, without `brands/`.", **_itself(_brand)),
        *clock.every(),
    ]


CATALOGUE: Final[dict[str, Field]] = {
    field.name: field for field in [*_of_mention(), *_of_author(), *_of_score(), *_of_the_rest()]
}
"""All fields by name."""
