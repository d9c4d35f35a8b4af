"""What a customer goes on with in private belongs to what we answered in public. Part of one transaction.

Networks keep the two apart: a post is in its thread, a direct message in a conversation of its own. Who was
answered in public and then writes in private mostly means the same matter; where not, people split it off.
Letters are private from the beginning, so two threads of them stay two. Whom we wrote to first is taken to
answer that, also where nobody knows under which key our message stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.router.core import facts, firsts, opportunities, replies
from services.router.core.deadlines import SECOND
from services.router.core.facts import Fact
from services.router.core.homes import Families, Family
from services.router.store import database, homes, seats, tables

_R: Final = tables.replies.c
_M: Final = tables.members.c
_O: Final = tables.opportunities.c
_MESSAGE: Final = mention_pb2.Mention.KIND_MESSAGE

FOLLOWS: Final = 14 * 86_400 * SECOND
"""Microseconds after an answer in which a private message goes on with what it answered."""

_THERE: Final = (replies.SENT, replies.PARTIAL, replies.UNCONFIRMED)
"""States of an answer that its reader has, or may have."""

_ANSWERS: Final = (
    sa.select(
        _R.brand,
        _R.mention_author,
        _R.mention_key,
        _R.opportunity_uid,
        _R.create_time,
        _R.update_time,
        _O.latest_key,
        _M.mention,
    )
    .join(tables.opportunities, _O.id == _R.opportunity_id)
    .join(tables.members, sa.and_(_M.opportunity_id == _R.opportunity_id, _M.mention_key == _R.mention_key))
    .where(_R.state.in_(_THERE), _O.state != opportunities.MERGED)
    .order_by(_R.id)
)
_KNOWN: Final = database.Listing(lambda among: sa.select(_O.uid).where(among(_O.uid, "uids")))


class _Writer(NamedTuple):
    """Who writes, for which brand to read it."""

    brand: str
    network: str
    author: bytes


class _Begin(NamedTuple):
    """How a private conversation begins; `written` is in microseconds, of the first that is known of it."""

    writer: _Writer
    written: int


def join(conn: sa.Connection, batch: Sequence[Fact], families: Families, now: int) -> Families:
    """Families with a home for each private conversation of a batch that goes on with what we wrote."""
    begun = _begun(conn, batch, families)
    if not begun:
        return families
    answers = _answers(conn, {begin.writer.author for begin in begun.values()}, now)
    found = dict(families)
    for (brand, conversation_key), begin in begun.items():
        for answer in answers.get(begin.writer, ()):  # the latest that fits wins
            if answer.create_time <= begin.written <= answer.update_time + FOLLOWS:
                found[brand, conversation_key] = Family(answer.opportunity_uid)
        if family := found.get((brand, conversation_key)):
            homes.add(conn, brand, conversation_key, family.main, main=True)
            seats.note(conn, "", "private-part", family.main, now, brand=brand)
    return found


def _begun(
    conn: sa.Connection, batch: Sequence[Fact], families: Families
) -> Mapping[tuple[str, str], _Begin]:
    """Private conversations of which nothing is known yet, and who begins them."""
    begun: dict[tuple[str, str], _Begin] = {}
    for fact in batch:
        mention = fact.mention
        if mention is None or fact.rescored or not (mention.private or mention.kind == _MESSAGE):
            continue
        author, written = facts.author_digest(mention), mention.create_time.ToMicroseconds()
        for brand in fact.brands if author else ():
            pair = brand, fact.conversation_key
            if pair not in families and (pair not in begun or written < begun[pair].written):
                begun[pair] = _Begin(_Writer(brand, mention.network, author or b""), written)
    if not begun:
        return begun
    uids = {identity.opportunity_uid(*pair): pair for pair in begun}
    for uid in _KNOWN.ask(conn, uids=uids).scalars():
        del begun[uids[uid]]
    return begun


def _answers(conn: sa.Connection, authors: set[bytes], now: int) -> Mapping[_Writer, Sequence[Any]]:
    """What we wrote to each lately, oldest first, that they may go on with in private."""
    found: dict[_Writer, list[Any]] = {}
    lately = sa.and_(_R.mention_author.in_(authors), _R.update_time > now - FOLLOWS)
    for row in conn.execute(_ANSWERS.where(lately)):
        if _is_public(row) or _awaits_answer(row):
            network = identity.split_key(row.mention_key).network
            found.setdefault(_Writer(row.brand, network, bytes(row.mention_author)), []).append(row)
    return found


def _is_public(row: Any) -> bool:
    mention = mention_pb2.Mention.FromString(row.mention)
    return bool(mention.key) and not mention.private and mention.kind != _MESSAGE


def _awaits_answer(row: Any) -> bool:
    """Whether we wrote first, and nothing was written back yet."""
    return firsts.is_opening(row.mention_key) and row.latest_key == row.mention_key
