"""Answers that go out as several posts: which is next, and what the whole has come to.

Each post is a delivery of its own, under a request id made of the answer's and its number, and answers the
one before. A post that comes to nothing ends the answer; what is out already stays out and is told.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from services.common.model import errors, splitting
from services.router.core import replies
from services.router.core.replies import Progress
from services.router.core.replyability import Capability

NOT_YET: Final = 0


class Part(NamedTuple):
    """One post.

    Attributes:
        number: from 1.
        state: as `Reply.State`, or `NOT_YET`.
        key: of the published post; empty until sent.
    """

    number: int
    text: str
    state: int = NOT_YET
    key: str = ""
    link: str = ""


def split(text: str, capability: Capability) -> Sequence[str]:
    """The posts a text goes out as; none when it fits into one.

    Raises:
        TextTooLong: if the network takes it in no number of posts it allows.
    """
    limit = capability.max_length
    if not limit or capability.measure(text) <= limit:
        return []
    made = splitting.split(text, limit, capability.fact.max_parts, capability.measure)
    if len(made) > 1:
        return made
    most = capability.fact.max_parts
    told = (
        f"it does not fit into {most} posts" if most > 1 else "the network knows no answers of several posts"
    )
    raise errors.TextTooLong(
        f"reply.text: {told}; shorten it.",
        length=str(capability.measure(text)),
        limit=str(limit),
        unit=capability.unit,
    )


def request_id(reply: str, number: int) -> str:
    """Under which one post goes out: always the same, whoever asks after whatever crash."""
    return reply if number == 1 else str(uuid.uuid5(uuid.UUID(reply), str(number)))


def current(made: Sequence[Part]) -> Part | None:
    """The post whose turn it is; None when all are out."""
    return next((part for part in made if part.state != replies.SENT), None)


def settle(made: Sequence[Part], progress: Progress) -> tuple[Part, Progress]:
    """What the listener's word on the current post makes of it and of the whole."""
    now = current(made) or made[-1]
    part = now._replace(state=progress.state, key=progress.key, link=progress.link)
    out = [each for each in made if each.state == replies.SENT]
    first = out[0].link if out else progress.link
    if progress.state == replies.SENT and now.number < len(made):
        return part, Progress(replies.SENDING, _told(len(out) + 1, len(made)), first)
    whole = replace(progress, link=first)
    if not out or progress.state not in (replies.FAILED, replies.UNCONFIRMED):
        return part, whole
    told = f"{_told(len(out), len(made))} {progress.reason}".strip()
    state = replies.PARTIAL if progress.state == replies.FAILED else progress.state
    return part, replace(whole, state=state, reason=told)


def left(made: Sequence[Part]) -> str:
    """The words that are not out, for whoever writes on."""
    rest = [part for part in made if part.state != replies.SENT]
    return "\n".join(splitting.bare(part.text, part.number, len(made)) for part in rest)


def _told(out: int, of: int) -> str:
    return f"Of {of} posts {out} {'is' if out == 1 else 'are'} out."
