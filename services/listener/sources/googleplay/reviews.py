"""Reviews and the developer's answers as facts, each state of one once."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import entities, items
from services.listener.sources.versions import Versions

NETWORK: Final = "googleplay"
_BEST: Final = 5
_ANSWER: Final = ".answer"


class Moment(msgspec.Struct):
    """A time, as protobuf writes it in JSON."""

    seconds: int | str = 0
    nanos: int = 0

    def stamp(self) -> items.Stamp:
        """The moment."""
        return items.Stamp(int(self.seconds), self.nanos)


class UserComment(msgspec.Struct, rename="camel"):
    """What a customer wrote."""

    last_modified: Moment
    text: str = ""
    star_rating: int = 0
    reviewer_language: str = ""
    thumbs_up_count: int = 0


class DeveloperComment(msgspec.Struct, rename="camel"):
    """What the developer answered."""

    last_modified: Moment
    text: str = ""


class Part(msgspec.Struct, rename="camel"):
    """One of the two."""

    user_comment: UserComment | None = None
    developer_comment: DeveloperComment | None = None


class Review(msgspec.Struct, rename="camel"):
    """A review with what was said to it."""

    review_id: str
    comments: list[Part]
    author_name: str = ""

    @property
    def user(self) -> UserComment | None:
        """What the customer wrote."""
        return next((each.user_comment for each in self.comments if each.user_comment), None)

    @property
    def developer(self) -> DeveloperComment | None:
        """What the developer answered."""
        return next((each.developer_comment for each in self.comments if each.developer_comment), None)


class Reader:
    """Reviews of one app."""

    def __init__(self, source: str, package: str) -> None:
        self._source = source
        self._package = package

    def read(self, review: Review, now: datetime, versions: Versions) -> list[events_pb2.MentionItem]:
        """The facts that are news: the review, the answer."""
        found = []
        if (user := review.user) is not None and (
            fact := self._review(review, user, items.stamp(now), versions)
        ):
            found.append(fact)
        if (developer := review.developer) is not None and (
            fact := self._answer(review, developer, items.stamp(now), versions)
        ):
            found.append(fact)
        return found

    def deletion(self, review_id: str, now: datetime) -> events_pb2.MentionItem:
        """The fact that a review is gone; Google Play does not tell since when."""
        return items.deletion(key_of(self._package, review_id), NETWORK, self._source, None, items.stamp(now))

    def link(self, review_id: str) -> str:
        """Address of a review that a person can open."""
        return f"https://play.google.com/store/apps/details?id={self._package}&reviewId={review_id}"

    def _review(
        self, review: Review, said: UserComment, collected: items.Stamp, versions: Versions
    ) -> events_pb2.MentionItem | None:
        content = (said.text, str(said.star_rating))
        made = self._made(review.review_id, content, said.last_modified.stamp(), collected, versions)
        if made is None:
            return None
        item, mention = made
        title, tab, text = said.text.partition("\t")  # older reviews have their headline before a tab
        mention.title = items.clean(title.strip())[:4096] if tab else ""
        items.put_text(mention, items.clean((text if tab else said.text).strip()))
        entities.mark(mention)
        mention.kind = mention_pb2.Mention.KIND_REVIEW
        mention.conversation_key = mention.key
        mention.declared_language = said.reviewer_language.replace("_", "-")[:35]
        if 1 <= said.star_rating <= _BEST:
            mention.rating = (said.star_rating - 1) / (_BEST - 1)
        mention.author.display_name = items.clean(review.author_name)[:256]
        mention.engagement.like_count = max(said.thumbs_up_count, 0)
        mention.link = self.link(review.review_id)
        return item

    def _answer(
        self, review: Review, said: DeveloperComment, collected: items.Stamp, versions: Versions
    ) -> events_pb2.MentionItem | None:
        native_id = answer_of(review.review_id)
        made = self._made(native_id, (said.text,), said.last_modified.stamp(), collected, versions)
        if made is None:
            return None
        item, mention = made
        items.put_text(mention, items.clean(said.text.strip()))
        entities.mark(mention)
        mention.kind = mention_pb2.Mention.KIND_REPLY
        mention.parent_key = mention.conversation_key = key_of(self._package, review.review_id)
        mention.author.own = True
        mention.link = self.link(review.review_id)
        return item

    def _made(
        self,
        native_id: str,
        content: tuple[str, ...],
        modified: items.Stamp,
        collected: items.Stamp,
        versions: Versions,
    ) -> tuple[events_pb2.MentionItem, mention_pb2.Mention] | None:
        """A new fact with identity and times; Google Play tells only when something was last changed."""
        known = versions.more(native_id)
        first = int(known[0]) if known else modified.ms()
        edited = modified if known else None
        revision = versions.revision(native_id, content, edited, collected)
        if revision is None:
            return None
        versions.note(native_id, content, revision, str(first), str(modified.seconds))
        item, mention = items.Template(NETWORK, self._package, self._source, collected).new(native_id)
        changed = items.stamp_of_us(revision * 1000) if revision else None
        items.put_times(mention, items.stamp_of_us(first * 1000), changed, collected)
        return item, mention


def answer_of(review_id: str) -> str:
    """Id of the one answer a review has; Google Play gives it none of its own."""
    return review_id + _ANSWER


def is_answer(native_id: str) -> bool:
    """Whether an id is that of an answer."""
    return native_id.endswith(_ANSWER)


def key_of(package: str, native_id: str) -> str:
    """Key of a review or an answer; ids are unique within an app."""
    return identity.make_key(NETWORK, package, native_id)
