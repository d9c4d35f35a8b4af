"""Keeps the rules of the filtered stream in step with what brands ask for.

An app has one set of rules, which others may use too; ours bear our mark, and only those are touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import msgspec
import tweepy

from services.listener.sources import base
from services.listener.sources.x import phrases
from services.listener.sources.x.api import Api, Who, decoded

_DEFAULT_COUNT: Final = 1_000
_DEFAULT_LENGTH: Final = 1_024
_AT_ONCE: Final = 100
_ROUTE: Final = "/2/tweets/search/stream/rules"


class _Rule(msgspec.Struct):
    id: str
    value: str
    tag: str = ""


class _Meta(msgspec.Struct):
    next_token: str = ""


class _Rules(msgspec.Struct):
    data: list[_Rule] = msgspec.field(default_factory=list)
    meta: _Meta = msgspec.field(default_factory=_Meta)


_RULES: Final = msgspec.json.Decoder(_Rules)


class Rules:
    """The rules of one source.

    Attributes:
        partial: a sentence about phrases that no rule asks for; empty when all are asked for.
        any: whether there is a rule at all; without one X opens no stream.
    """

    def __init__(self, context: base.SourceContext, api: Api) -> None:
        self._context = context
        self._api = api
        self._tag = f"antiphon {context.name}"
        self._count = int(float(context.config.get("rule_count") or _DEFAULT_COUNT))
        self._length = int(float(context.config.get("rule_length") or _DEFAULT_LENGTH))
        self._revision: int | None = None
        self._queries: Sequence[str] = ()
        self._room = 0
        self.partial = ""
        self.any = False

    @property
    def stale(self) -> bool:
        """Whether something else may be watched since the rules were written."""
        return self._revision != self._context.watched.revision

    async def follow(self) -> None:
        """Makes the rules say what is watched now; between old and new ones nothing is missed if both fit.

        Raises:
            SourceError: they could not be read or written.
        """
        revision = self._context.watched.revision
        if self._revision is not None and self._asked(self._room).queries == self._queries:
            self._revision = revision  # something else changed
            return
        standing = await self._standing()
        ours = {rule.value: rule.id for rule in standing if rule.tag == self._tag}
        foreign = sum(rule.tag != self._tag for rule in standing)
        self._room = max(self._count - foreign, 0)
        asked = self._asked(self._room)
        new = [value for value in asked.queries if value not in ours]
        wanted = set(asked.queries)
        old = [rule.id for rule in standing if rule.tag == self._tag and rule.value not in wanted]
        if len(ours) + len(new) > self._room:
            await self._delete(old)
            old = []
        refused = sum([await self._add(some) for some in _some(new)])
        await self._delete(old)
        self.partial = asked.partial("rules") or _refused(refused)
        self.any = len(asked.queries) > refused
        self._revision, self._queries = revision, asked.queries

    def _asked(self, room: int) -> phrases.Asked:
        return phrases.asked(self._context.watched, self._context.config, room, self._length)

    async def _standing(self) -> list[_Rule]:
        found: list[_Rule] = []
        token = ""
        while True:
            response = await self._api.read("rules_read", Who.APP, partial(_list, token))
            told = decoded(_RULES, response)
            found += told.data
            token = told.meta.next_token
            if not token:
                return found

    async def _add(self, values: Sequence[str]) -> int:
        """Adds rules; tells how many X refused, which are tried one by one so that the rest stand."""
        rules = [tweepy.StreamRule(value=value, tag=self._tag) for value in values]
        client = self._api.wire.rules_client(self._api.token(Who.APP))
        try:
            await self._api.read("rules_write", Who.APP, lambda _client: client.add_rules(rules))
        except base.SourceRejected:
            if len(values) == 1:
                return 1
            return sum([await self._add([value]) for value in values])
        return 0

    async def _delete(self, ids: Sequence[str]) -> None:
        client = self._api.wire.rules_client(self._api.token(Who.APP))
        for some in _some(ids):
            await self._api.read("rules_write", Who.APP, partial(_delete, client, some))


def _list(token: str, client: tweepy.Client) -> Any:
    return client.request("GET", _ROUTE, params={"pagination_token": token} if token else None)


def _delete(rules: tweepy.StreamingClient, ids: Sequence[str], _client: tweepy.Client) -> Any:
    return rules.delete_rules(list(ids))


def _some(values: Sequence[str]) -> list[Sequence[str]]:
    return [values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE)]


def _refused(count: int) -> str:
    return f"X refused {count} of the rules; posts that only those find are not seen." if count else ""
