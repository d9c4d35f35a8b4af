"""What the log hears of a transaction: written with it, published by the relay in the order of commits.

Changes by people are told one by one. The intake may change hundreds of opportunities of a brand at
once; up to a handful are named, more become one event whose opportunity is `opportunities/-`, which
tells live views to list again and costs the log the same whatever the load.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from services.common.store import outbox, types
from services.router.core import names, opportunities, replies
from services.router.store import tables

NAMED_AT_MOST: Final = 4
"""Changes in one batch that are told one by one; each told change is a flushed write of the log."""

_E = events_pb2.EngagementEvent


class Judged(NamedTuple):
    """What a person said of a mention.

    Attributes:
        author: who wrote it, as tables refer to authors.
    """

    mention_key: str
    cause: str
    author: bytes | None


class Change(NamedTuple):
    """One opportunity that the intake changed."""

    uid: str
    brand: str
    state: int
    entered: bool


def announce(conn: sa.Connection, changes: Sequence[Change], now: int) -> None:
    """Tells what a batch changed."""
    by_brand: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_brand[change.brand].append(change)
    summed = len(changes) > NAMED_AT_MOST
    told = [
        event
        for brand, found in by_brand.items()
        for event in ([_list_again(brand, now)] if summed else _tell(found, now))
    ]
    _append(conn, told, now)


def tell(
    conn: sa.Connection,
    kind: _E.Kind,
    seat: opportunities.Seat,
    brand: str,
    now: int,
    *,
    actor: str = "",
    detail: str = "",
    agent: str = "",
    queue: str = "",
    reply: tuple[str, int] | None = None,
    judged: Judged | None = None,
    other: str = "",
) -> None:
    """Tells one change; `reply` is its request id and state. What was `judged` is told the archive, too.

    `other` names another opportunity that is concerned.
    """
    event = _E(
        kind=kind,
        opportunity=names.opportunity(seat.uid),
        brand=brand,
        opportunity_state=opportunities.state_name(seat.state),
        actor=actor,
        detail=detail,
        agent=agent,
        queue=queue,
        other_opportunity=other,
    )
    told = []
    if judged:
        event.mention_key, event.dismiss_cause = judged.mention_key, judged.cause
        event.mention_author = judged.author or b""
        told.append(_judgement(judged, brand, actor, now))
    if reply:
        event.reply = names.reply(seat.uid, reply[0])
        event.reply_state = replies.state_name(reply[1])
    _append(conn, [_envelope(event, now), *told], now)


def tell_of_brand(
    conn: sa.Connection, kind: _E.Kind, brand: str, now: int, *, actor: str, detail: str
) -> None:
    """Tells a change that concerns no opportunity by itself."""
    event = _E(kind=kind, opportunity=names.opportunity(names.ANY), brand=brand, actor=actor, detail=detail)
    _append(conn, [_envelope(event, now)], now)


def tell_staff(
    conn: sa.Connection,
    kind: _E.Kind,
    now: int,
    *,
    actor: str,
    agent: str = "",
    queue: str = "",
    detail: str = "",
) -> None:
    """Tells a change of staffing, which is of no brand: `brands/-`."""
    event = _E(
        kind=kind,
        opportunity=names.opportunity(names.ANY),
        brand=f"brands/{names.ANY}",
        actor=actor,
        agent=agent,
        queue=queue,
        detail=detail,
    )
    _append(conn, [_envelope(event, now)], now)


def tell_queue(
    conn: sa.Connection, kind: _E.Kind, brand: str, now: int, *, queue: str, detail: str
) -> None:  # fmt: skip
    """Tells of a queue what concerns a brand."""
    event = _E(kind=kind, opportunity=names.opportunity(names.ANY), brand=brand, queue=queue, detail=detail)
    _append(conn, [_envelope(event, now)], now)


def tell_offers(conn: sa.Connection, made: Sequence[tuple[str, str]], now: int) -> None:
    """Tells agents of a round of offers, each once whatever the number: brand and agent of every offer."""
    told = [
        _envelope(
            _E(
                kind=_E.KIND_OPPORTUNITY_OFFERED,
                opportunity=names.opportunity(names.ANY),
                brand=brand,
                agent=f"agents/{agent}",
            ),
            now,
        )
        for brand, agent in sorted(set(made))
    ]
    _append(conn, told, now)


def tell_erasure(conn: sa.Connection, brands: Collection[str], now: int) -> None:
    """Tells whoever shows opportunities of these brands that an author was forgotten."""
    kind, any_name = _E.KIND_AUTHOR_ERASED, names.opportunity(names.ANY)
    told = [_envelope(_E(kind=kind, opportunity=any_name, brand=brand), now) for brand in sorted(brands)]
    _append(conn, told, now)


def tell_identities(conn: sa.Connection, homes: Mapping[bytes, str], now: int, *, actor: str) -> None:
    """Tells the archive whose accounts authors are: reference of the author -> name of the customer."""
    told = []
    for author, customer in sorted(homes.items()):
        word = events_pb2.MentionJudgement(brand=f"brands/{names.ANY}", actor=actor)
        word.identity.author, word.identity.customer = author, customer
        word.event_time.FromMicroseconds(now)
        told.append(outbox.Event(f"judgements.{names.ANY}", word.SerializeToString()))
    _append(conn, told, now)


def _append(conn: sa.Connection, told: Sequence[outbox.Event], now: int) -> None:
    outbox.append(conn, tables.events_out, told, types.EPOCH + now * types.MICROSECOND)


def _list_again(brand: str, now: int) -> outbox.Event:
    """Tells that many of a brand changed."""
    many = _E(kind=_E.KIND_OPPORTUNITY_UPDATED, opportunity=names.opportunity(names.ANY), brand=brand)
    return _envelope(many, now, headers={outbox.SUPERSEDES: "list"})


def _tell(changes: Sequence[Change], now: int) -> list[outbox.Event]:
    return [
        _envelope(
            _E(
                kind=_E.KIND_OPPORTUNITY_OPENED if change.entered else _E.KIND_OPPORTUNITY_UPDATED,
                opportunity=names.opportunity(change.uid),
                brand=change.brand,
                opportunity_state=opportunities.state_name(change.state),
            ),
            now,
        )
        for change in changes
    ]


def _envelope(
    event: events_pb2.EngagementEvent, now: int, headers: Mapping[str, str] | None = None
) -> outbox.Event:
    event.event_time.FromMicroseconds(now)
    subject = f"engagements.{event.brand.removeprefix('brands/')}"
    return outbox.Event(subject, event.SerializeToString(), ordering_key=event.brand, headers=headers)


def _judgement(judged: Judged, brand: str, actor: str, now: int) -> outbox.Event:
    told = events_pb2.MentionJudgement(
        mention_key=judged.mention_key, brand=brand, cause=judged.cause, actor=actor
    )
    told.event_time.FromMicroseconds(now)
    subject = f"judgements.{brand.removeprefix('brands/')}"
    return outbox.Event(subject, told.SerializeToString())
