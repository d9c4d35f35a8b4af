"""Changes of many mentions at once: what may be asked, and what of it is kept for the record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from antiphon.insights.v1 import curation_service_pb2 as api
from services.common.model import errors
from services.insights.core import corrections

MOST: Final = 20_000
"""Mentions of one change."""
MOST_NAMES: Final = 1_000
MOST_TAGS: Final = 20
LONGEST_REASON: Final = 500

_TAG: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


class Wish(NamedTuple):
    """What is to be changed.

    Attributes:
        actor: who wishes it, `user:alice`.
        said: answers by question, as corrections number them.
        add: tags to give.
        remove: tags to take.
    """

    actor: str
    said: Mapping[int, int]
    add: tuple[str, ...]
    remove: tuple[str, ...]


def read(request: api.ChangeMentionsRequest, actor: str) -> Wish:
    """What a request asks for.

    Raises:
        InvalidField: it says not which or what, or says too much.
    """
    if request.HasField("slice") == bool(request.names):
        raise errors.InvalidField("slice", "say which mentions: by a slice, or by names.")
    if len(request.names) > MOST_NAMES:
        raise errors.InvalidField("names", f"it takes at most {MOST_NAMES:,}; use a slice for more.")
    times = (request.slice.HasField("start_time"), request.slice.HasField("end_time"))
    if request.HasField("slice") and not all(times):
        raise errors.InvalidField("slice.start_time", "give both times, as the preview and the change need.")
    if len(request.reason) > LONGEST_REASON:
        raise errors.InvalidField("reason", f"it may have {LONGEST_REASON} characters.")
    add, remove = _tags(request.add_tags, "add_tags"), _tags(request.remove_tags, "remove_tags")
    if both := set(add) & set(remove):
        raise errors.InvalidField("remove_tags", f"{min(both)} is added, too; choose one.")
    asks = any(request.HasField(name) for name in corrections.ASKED.values())
    if not asks and not add and not remove:
        raise errors.InvalidField("add_tags", "say what to change: sentiment, spam, should_answer or tags.")
    return Wish(actor, corrections.answers(request) if asks else {}, add, remove)


def kept(request: api.ChangeMentionsRequest, actor: str) -> api.MentionChange:
    """A change as it is kept: without authors and words, which may be somebody's to forget."""
    found = api.MentionChange(
        actor=actor,
        add_tags=sorted(set(request.add_tags)),
        remove_tags=sorted(set(request.remove_tags)),
        reason=request.reason,
    )
    if request.HasField("slice"):
        found.slice.CopyFrom(request.slice)
        for name in ("author_keys", "text", "query"):
            found.slice.ClearField(name)
    for name in corrections.ASKED.values():
        if request.HasField(name):
            setattr(found, name, getattr(request, name))
    return found


def check_tag(tag: str, field: str) -> None:
    """Refuses what is no tag.

    Raises:
        InvalidField: it has another form.
    """
    if not _TAG.fullmatch(tag):
        raise errors.InvalidField(field, "tags are at most 63 lower-case letters, digits and hyphens.")


def _tags(given: Iterable[str], field: str) -> tuple[str, ...]:
    found = tuple(sorted(set(given)))
    if len(found) > MOST_TAGS:
        raise errors.InvalidField(field, f"it takes at most {MOST_TAGS}.")
    for tag in found:
        check_tag(tag, field)
    return found
