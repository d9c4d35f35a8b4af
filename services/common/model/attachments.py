"""Whether a network takes the pictures and films that go with an answer.

The router asks before it accepts an answer, the listener before it keeps one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import errors

MOST_BYTES: Final = 6 * 1024 * 1024
"""Largest attachments of one answer together: with its words they fit into one call."""
MOST_COUNT: Final = 20
"""Most attachments, whatever a network takes."""
LONGEST_DESCRIPTION: Final = 1_500
"""Longest description in characters, as the narrowest of the networks takes it."""
_MEGA: Final = 1024 * 1024

Media = Sequence[mention_pb2.Attachment]


def check(media: Media, fact: events_pb2.CapabilityFact) -> None:
    """Whether a network takes these.

    Raises:
        InvalidField: it takes none, fewer, smaller ones, or others; or one is empty.
    """
    if not media:
        return
    network, most = fact.display_name or fact.network, min(fact.max_media_count, MOST_COUNT)
    if not most:
        raise errors.InvalidField("reply.media", f"{network} takes no pictures from here; send words alone.")
    if len(media) > most:
        raise errors.InvalidField(
            "reply.media", f"{network} takes at most {most}, and these are {len(media)}; leave some out."
        )
    for index, each in enumerate(media):
        _check_one(f"reply.media[{index}]", each, fact, network)
    if (total := sum(len(each.content) for each in media)) > MOST_BYTES:
        raise errors.InvalidField(
            "reply.media", f"together they have {_size(total)}; {_size(MOST_BYTES)} at most go out at once."
        )


def _check_one(
    field: str, one: mention_pb2.Attachment, fact: events_pb2.CapabilityFact, network: str
) -> None:
    if not one.content:
        raise errors.InvalidField(f"{field}.content", "is empty; send the bytes of the picture.")
    if one.content_type not in fact.media_types:
        known = ", ".join(fact.media_types)
        raise errors.InvalidField(
            f"{field}.content_type", f"{network} does not take {one.content_type[:80]!r}; it takes {known}."
        )
    size, limit = len(one.content), fact.max_media_bytes
    if limit and size > limit:
        raise errors.InvalidField(
            f"{field}.content", f"has {_size(size)} and {network} takes {_size(limit)}; make it smaller."
        )
    if len(one.description) > LONGEST_DESCRIPTION:
        raise errors.InvalidField(
            f"{field}.description", f"is longer than {LONGEST_DESCRIPTION:,} characters; shorten it."
        )


def _size(count: int) -> str:
    return f"{count / _MEGA:.1f} MiB" if count >= _MEGA else f"{count:,} bytes"
