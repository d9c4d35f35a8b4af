"""One mention as queries see it: its text, its title, and what else is known of it."""

from __future__ import annotations

from antiphon.mention.v1 import mention_pb2
from services.common.queries import texts
from services.common.queries.texts import Text


class Post:
    """A mention, tokenised once.

    Attributes:
        mention: itself.
        body: its text.
        title: its title; None where it has none.
        words: the tokens of both.
    """

    _bio: Text | None = None
    _language: str | None = None

    def __init__(
        self, mention: mention_pb2.Mention, body: Text, title: Text | None, words: set[str] | None = None
    ) -> None:
        self.mention = mention
        self.body = body
        self.title = title
        self.words = (body.words | title.words if title else body.words) if words is None else words

    @property
    def bio(self) -> Text:
        """What its author says of themselves."""
        if self._bio is None:
            self._bio = texts.read(self.mention.author.bio)
        return self._bio

    @property
    def language(self) -> str:
        """The declared language as `lang:` compares it."""
        if self._language is None:
            self._language = self.mention.declared_language.casefold().replace("_", "-")
        return self._language


def read(mention: mention_pb2.Mention) -> Post:
    """The mention as queries see it."""
    title = mention.title
    return Post(mention, texts.read(mention.text), texts.read(title) if title else None)
