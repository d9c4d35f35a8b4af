"""Where conversations live that people merged or split, as the tables have it.

A conversation of which there is no row lives in its own opportunity. One that has rows has exactly one that
is `main`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.model import identity
from services.common.store import bulk
from services.router.core import facts, intake
from services.router.core.facts import Fact
from services.router.core.homes import Families, Family
from services.router.core.knowledge import Knowledge
from services.router.store import database, tables

_H: Final = tables.conversation_homes.c
_M: Final = tables.members.c
_O: Final = tables.opportunities.c
_R: Final = tables.replies.c
_P: Final = tables.reply_parts.c

_SHARE: Final = ("brand", "conversation_key", "opportunity_uid")


def families(conn: sa.Connection, batch: Sequence[Fact]) -> Families:
    """The homes of those conversations of a batch that people merged or split."""
    keys = {fact.conversation_key for fact in batch}
    brands = sorted({brand for fact in batch for brand in fact.brands})
    query = sa.select(tables.conversation_homes).where(
        _H.brand.in_(brands), database.among(conn, _H.conversation_key, keys)
    )
    rows: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in conn.execute(query):
        rows[row.brand, row.conversation_key].append(row)
    found = {pair: _family(pair, homes) for pair, homes in rows.items()}
    split = [family for family in found.values() if family.is_split]
    if split:
        _tell(conn, split, [fact for fact in batch if fact.conversation_key in {key for _, key in found}])
    return found


def home(conn: sa.Connection, brand: str, mention: mention_pb2.Mention) -> str:
    """Uid of the opportunity in which one mention belongs."""
    conversation_key = mention.conversation_key or mention.key
    fact = Fact(mention.key, mention.revision, (brand,), conversation_key, mention, score_pb2.Score())
    return Knowledge(families=families(conn, [fact])).home(brand, fact)


def _family(pair: tuple[str, str], rows: Iterable[Any]) -> Family:
    main = next((row.opportunity_uid for row in rows if row.main), identity.opportunity_uid(*pair))
    return Family(main, (row.opportunity_uid for row in rows))


def _tell(conn: sa.Connection, split: Sequence[Family], batch: Sequence[Fact]) -> None:
    """Tells families what is in which of their homes, as far as a batch may ask."""
    mentions = [fact.mention for fact in batch if fact.mention is not None]
    parents = {mention.parent_key for mention in mentions} - {""}
    authors = {facts.author_digest(mention) for mention in mentions} - {None}
    uids = {uid for family in split for uid in family.uids}
    told = [
        *_members(conn, uids, {mention.key for mention in mentions} | parents, authors),
        *_answers(conn, uids, parents),
    ]
    for key, uid, author in told:
        for family in split:
            if uid in family.uids:
                family.add(key, uid, author)


def _members(
    conn: sa.Connection, uids: Collection[str], keys: Collection[str], authors: Collection[bytes | None]
) -> Iterable[tuple[str, str, bytes | None]]:
    query = (
        sa.select(_M.mention_key, _O.uid, _M.author, _M.status)
        .join(tables.opportunities, _O.id == _M.opportunity_id)
        .where(
            database.among(conn, _O.uid, uids),
            sa.or_(database.among(conn, _M.mention_key, keys), _M.author.in_(authors)),
        )
    )
    for row in conn.execute(query):
        yield row.mention_key, row.uid, row.author if row.status == intake.LIVE else None


def _answers(
    conn: sa.Connection, uids: Collection[str], keys: Collection[str]
) -> Iterable[tuple[str, str, None]]:
    """Answers of ours, and posts of such, that may have been answered."""
    ours = sa.select(_R.sent_key, _R.opportunity_uid).join(tables.opportunities, _O.id == _R.opportunity_id)
    posts = (
        sa.select(_P.mention_key, _R.opportunity_uid)
        .select_from(tables.reply_parts)
        .join(tables.replies, _R.request_id == _P.request_id)
        .join(tables.opportunities, _O.id == _R.opportunity_id)
    )
    for query, key in ((ours, _R.sent_key), (posts, _P.mention_key)):
        found = query.where(database.among(conn, _O.uid, uids), database.among(conn, key, keys))
        for sent, uid in conn.execute(found):
            yield sent, uid, None


def joined(conn: sa.Connection, brand: str, conversation_key: str, uid: str, into: str) -> None:
    """An opportunity is part of another one: so are all conversations that it was a home of."""
    moved = conn.execute(sa.select(tables.conversation_homes).where(_H.opportunity_uid == uid)).all()
    conn.execute(tables.conversation_homes.delete().where(_H.opportunity_uid == uid))
    rows = {row.conversation_key: row.main for row in moved}
    if conversation_key not in rows and _is_home(conn, brand, conversation_key, uid):
        rows[conversation_key] = True
    for key, main in rows.items():
        add(conn, brand, key, into, main=main)


def add(conn: sa.Connection, brand: str, conversation_key: str, uid: str, *, main: bool) -> None:
    """An opportunity is a home of a conversation; the main one, or one beside that."""
    here = sa.and_(_H.brand == brand, _H.conversation_key == conversation_key)
    own = identity.opportunity_uid(brand, conversation_key)
    if main:
        conn.execute(tables.conversation_homes.update().where(here).values(main=False))
        _put(conn, brand, conversation_key, uid, main=True)
    else:
        known = {
            row.opportunity_uid: row.main
            for row in conn.execute(sa.select(tables.conversation_homes).where(here))
        }
        if not known:
            _put(conn, brand, conversation_key, own, main=True)
        if uid not in known and (known or uid != own):
            _put(conn, brand, conversation_key, uid, main=False)
    _tidy(conn, here, own)


def remove(conn: sa.Connection, brand: str, conversation_key: str, uid: str) -> None:
    """An opportunity that is not the main home of a conversation has nothing of it any more."""
    here = sa.and_(_H.brand == brand, _H.conversation_key == conversation_key)
    gone = tables.conversation_homes.delete().where(here, _H.opportunity_uid == uid, sa.not_(_H.main))
    conn.execute(gone)
    _tidy(conn, here, identity.opportunity_uid(brand, conversation_key))


def threads(conn: sa.Connection, uid: str) -> set[str]:
    """Conversations that an opportunity is a home of by a row."""
    query = sa.select(_H.conversation_key).where(_H.opportunity_uid == uid)
    return set(conn.execute(query).scalars())


def forget(conn: sa.Connection, uids: Collection[str]) -> None:
    """Opportunities are gone for good: what comes later in their conversations begins anew."""
    gone = database.among(conn, _H.opportunity_uid, sorted(uids))
    rows = conn.execute(sa.select(tables.conversation_homes).where(gone)).all()
    conn.execute(tables.conversation_homes.delete().where(gone))
    for brand, key in {(row.brand, row.conversation_key) for row in rows if row.main}:
        left = sa.and_(_H.brand == brand, _H.conversation_key == key)
        first = sa.select(sa.func.min(_H.id)).where(left).scalar_subquery()
        conn.execute(tables.conversation_homes.update().where(left, _H.id == first).values(main=True))


def of(conn: sa.Connection, brand: str, conversation_key: str) -> Mapping[str, bool]:
    """Uids of all homes of a conversation, and which is the main one; its own where it has no rows."""
    here = sa.and_(_H.brand == brand, _H.conversation_key == conversation_key)
    rows = conn.execute(sa.select(_H.opportunity_uid, _H.main).where(here))
    return {row.opportunity_uid: row.main for row in rows} or {
        identity.opportunity_uid(brand, conversation_key): True
    }


def _is_home(conn: sa.Connection, brand: str, conversation_key: str, uid: str) -> bool:
    """Whether an opportunity without rows is where a conversation lives."""
    return of(conn, brand, conversation_key) == {uid: True}


def _put(conn: sa.Connection, brand: str, conversation_key: str, uid: str, *, main: bool) -> None:
    row = dict(zip(_SHARE, (brand, conversation_key, uid), strict=True)) | {"main": main}
    bulk.upsert(conn, tables.conversation_homes, [row], _SHARE, update=("main",))


def _tidy(conn: sa.Connection, here: sa.ColumnElement[bool], own: str) -> None:
    """A conversation that lives where it would live anyway needs no row."""
    left = conn.execute(sa.select(_H.opportunity_uid).where(here)).scalars().all()
    if left == [own]:
        conn.execute(tables.conversation_homes.delete().where(here))
