"""What the analyzers read: the few fields of a mention they need, decoded once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from antiphon.mention.v1 import mention_pb2
from services.scorer.core.names import NO_NAMES, Names

_NO_MENTION: Final = mention_pb2.Mention()
"""Of a text alone; nobody writes to it."""


@dataclass(slots=True)
class Document:
    """One text to analyze.

    Attributes:
        text: as the network gave it; all spans count in it.
        title: headline; empty where there is none or where the text repeats it.
        declared_language: BCP 47 tag that came with the text; empty when none did.
        names: that carry no feeling in it.
        mention: it came in, for who asks after author, attention and place; never changed.
    """

    text: str
    title: str = ""
    declared_language: str = ""
    names: Names = NO_NAMES
    mention: mention_pb2.Mention = field(default_factory=lambda: _NO_MENTION)


def read(mention: mention_pb2.Mention, names_of: Callable[[mention_pb2.Mention], Names]) -> Document:
    """The document in a mention. Feeds repeat the title at the head of the text; it counts once."""
    text, title = mention.text, mention.title
    if title and text.startswith(title):
        title = ""
    return Document(text, title, mention.declared_language, names_of(mention), mention)
