"""What a customer goes on with in private belongs to what we answered in public. Part of one transaction.

Networks keep the two apart: a post is in its thread, a direct message in a conversation of its own. Who was
answered in public and then writes in private mostly means the same matter; where not, people split it off.
Letters are private from the beginning, so two threads of them stay two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.router.core import facts, opportunities, replies
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
    sa.select(_R.brand, _R.mention_author, _R.mention_key, _R.opportunity_uid, _M.mention)
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


def join(conn: sa.Connection, batch: Sequence[Fact], families: Families, now: int) -> Families:
    """Families with a home for each private conversation of a batch that goes on with a public one."""
    begun = _begun(conn, batch, families)
    if not begun:
        return families
    answered = _answered(conn, {writer.author for writer in begun.values()}, now)
    found = dict(families)
    for (brand, conversation_key), writer in begun.items():
        uid = answered.get(writer)
        if uid:
            homes.add(conn, brand, conversation_key, uid, main=True)
            seats.note(conn, "", "private-part", uid, now, brand=brand)
            found[brand, conversation_key] = Family(uid)
    return found


def _begun(
    conn: sa.Connection, batch: Sequence[Fact], families: Families
) -> Mapping[tuple[str, str], _Writer]:
    """Private conversations of which nothing is known yet, and who begins them."""
    begun: dict[tuple[str, str], _Writer] = {}
    for fact in batch:
        mention = fact.mention
        if mention is None or fact.rescored or not (mention.private or mention.kind == _MESSAGE):
            continue
        author = facts.author_digest(mention)
        for brand in fact.brands if author else ():
            pair = brand, fact.conversation_key
            if pair not in families:
                begun.setdefault(pair, _Writer(brand, mention.network, author or b""))
    if not begun:
        return begun
    uids = {identity.opportunity_uid(*pair): pair for pair in begun}
    for uid in _KNOWN.ask(conn, uids=uids).scalars():
        del begun[uids[uid]]
    return begun


def _answered(conn: sa.Connection, authors: set[bytes], now: int) -> Mapping[_Writer, str]:
    """Uid of the opportunity in which each was answered last in public, lately."""
    found: dict[_Writer, str] = {}
    lately = sa.and_(_R.mention_author.in_(authors), _R.update_time > now - FOLLOWS)
    for row in conn.execute(_ANSWERS.where(lately)):
        if _is_public(row):
            network = identity.split_key(row.mention_key).network
            found[_Writer(row.brand, network, bytes(row.mention_author))] = row.opportunity_uid
    return found


def _is_public(row: Any) -> bool:
    mention = mention_pb2.Mention.FromString(row.mention)
    return bool(mention.key) and not mention.private and mention.kind != _MESSAGE
