"""Customers: who is behind an author, what passed between them and us, merges and their taking back."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import customer_service_pb2 as messages
from services.common.model import errors
from services.common.model.principal import Principal
from services.common.store import bulk
from services.router.core import customers, intake, names, paging
from services.router.core.customers import MergeId
from services.router.store import database, events, replyviews, seats, tables

_C: Final = tables.customers.c
_I: Final = tables.identities.c
_G: Final = tables.merges.c
_M: Final = tables.members.c
_O: Final = tables.opportunities.c
_R: Final = tables.replies.c

TELLER: Final = "service:router"
TOLD_AT_ONCE: Final = 500


def of_author(conn: sa.Connection, author: bytes) -> str:
    """Uid of the customer that an author belongs to."""
    found = conn.execute(sa.select(_I.customer).where(_I.author == author)).scalar_one_or_none()
    return found or customers.uid_of(author)


def look_up(conn: sa.Connection, who: Principal, uid: str) -> messages.Customer:
    """The customer behind an opportunity.

    Raises:
        NotFound: if there is no such opportunity for the caller, or its author is not known.
    """
    found = seats.find(conn, uid, who)
    author = seats.latest_member(conn, found).author
    if author is None:
        raise errors.NotFound(f"the customer of {names.opportunity(uid)}")
    return show(conn, who, of_author(conn, author))


def show(conn: sa.Connection, who: Principal, uid: str) -> messages.Customer:
    """A customer as the caller may see it.

    Raises:
        NotFound: if nothing of it is known that the caller may see.
    """
    authors = _authors(conn, uid)
    identities = _identities(conn, who, authors)
    if not identities:
        raise errors.NotFound(customers.name(uid))
    view = messages.Customer(name=customers.name(uid), identities=identities)
    row = conn.execute(sa.select(tables.customers).where(_C.uid == uid)).one_or_none()
    if row is not None:
        view.display_name, view.note = row.display_name, row.note
        view.tags.extend(json.loads(row.tags))
        view.update_time.FromMicroseconds(row.update_time)
    counted = _narrowed(sa.select(sa.func.count(_M.opportunity_id.distinct())), who)
    view.opportunity_count = conn.execute(counted.where(_M.author.in_(authors))).scalar_one()
    return view


def update(conn: sa.Connection, who: Principal, uid: str, told: messages.Customer) -> None:
    """Writes what the team says of a customer.

    Raises:
        NotFound, InvalidField: if it cannot be.
    """
    customers.check(told)
    show(conn, who, uid)
    now = database.now(conn)
    row = {
        "uid": uid,
        "display_name": told.display_name,
        "note": told.note,
        "tags": json.dumps(sorted(set(told.tags)), ensure_ascii=False),
        "update_time": now,
    }
    said = ("display_name", "note", "tags", "update_time")
    bulk.upsert(conn, tables.customers, [row], ["uid"], update=said)
    _note(conn, who, "customer-update", uid, customers.name(uid))


def timeline(
    conn: sa.Connection, who: Principal, request: messages.ListTimelineEntriesRequest
) -> messages.ListTimelineEntriesResponse:
    """What passed between a customer and us, newest first.

    Raises:
        NotFound: if nothing of the customer is known that the caller may see.
    """
    uid = customers.uid(request.parent, "parent")
    limit = paging.size(request.page_size, 50, 500)
    question = f"timeline {uid}"
    place = paging.decode(request.page_token, question, (int, str))
    authors = _authors(conn, uid)
    if not _identities(conn, who, authors):
        raise errors.NotFound(customers.name(uid))
    found = sorted(
        [*_written(conn, who, authors, place, limit), *_answered(conn, who, authors, place, limit)],
        key=lambda passed: (passed.time, passed.key),
        reverse=True,
    )
    last = found[limit - 1] if len(found) > limit else None
    return messages.ListTimelineEntriesResponse(
        entries=[passed.entry for passed in found[:limit]],
        next_page_token=paging.encode(question, [last.time, last.key]) if last else "",
    )


def preview_merge(conn: sa.Connection, who: Principal, uid: str, joined: str) -> messages.MergePreview:
    """What a merge would do.

    Raises:
        NotFound, WrongState: if it cannot be.
    """
    _check_apart(conn, uid, joined)
    stays, joins = show(conn, who, uid), show(conn, who, joined)
    likeness = customers.likeness(stays.identities, joins.identities)
    preview = messages.MergePreview(
        customer=stays, moved=joins.identities, certainty=likeness.certainty, reasons=likeness.reasons
    )
    preview.customer.identities.extend(joins.identities)
    preview.customer.opportunity_count += joins.opportunity_count
    return preview


def merge(conn: sa.Connection, who: Principal, uid: str, joined: str, reason: str) -> messages.Merge:
    """Makes two customers one: the first stays, with what the team said of it.

    Raises:
        NotFound, WrongState: if it cannot be.
    """
    database.serialise_intake(conn)
    preview_merge(conn, who, uid, joined)
    now = database.now(conn)
    brought = _authors(conn, joined)
    _move(conn, brought, uid, now)
    row = {
        "customer": uid,
        "joined": joined,
        "authors": json.dumps(sorted(author.hex() for author in brought)),
        "actor": who.holder,
        "reason": reason,
        "create_time": now,
    }
    (number,) = conn.execute(tables.merges.insert().values(row)).inserted_primary_key or (0,)
    _tell(conn, who, [*brought, customers.author_of(uid)], now)
    _note(conn, who, "customer-merge", uid, f"{customers.name(uid)} + {customers.name(joined)}")
    return _merge(conn.execute(sa.select(tables.merges).where(_G.id == number)).one())


def merges(conn: sa.Connection, who: Principal, uid: str) -> Sequence[messages.Merge]:
    """Merges a customer is made of, newest first.

    Raises:
        NotFound: if nothing of the customer is known that the caller may see.
    """
    show(conn, who, uid)
    query = sa.select(tables.merges).where(_G.customer == uid).order_by(_G.id.desc())
    return [_merge(row) for row in conn.execute(query)]


def preview_unmerge(conn: sa.Connection, who: Principal, asked: MergeId) -> messages.MergePreview:
    """What taking a merge back would do.

    Raises:
        NotFound, WrongState: if it cannot be.
    """
    row = _held(conn, asked)
    leaving = _leaving(conn, row)
    home = of_author(conn, customers.author_of(row.customer))
    stays = show(conn, who, home)
    moved = _identities(conn, who, leaving)
    ids = {identity.origin for identity in moved}
    stays_with = [identity for identity in stays.identities if identity.origin not in ids]
    del stays.identities[:]
    stays.identities.extend(stays_with)
    separated = messages.Customer(name=customers.name(row.joined), identities=moved)
    kept = conn.execute(sa.select(tables.customers).where(_C.uid == row.joined)).one_or_none()
    if kept is not None:
        separated.display_name, separated.note = kept.display_name, kept.note
        separated.tags.extend(json.loads(kept.tags))
    return messages.MergePreview(
        customer=stays, separated=separated, moved=moved, reasons=_unmerge_reasons(row, leaving)
    )


def unmerge(conn: sa.Connection, who: Principal, asked: MergeId, reason: str) -> messages.Merge:
    """Takes a merge back: the identities it brought leave again, and nothing else changes.

    Raises:
        NotFound, WrongState: if it cannot be.
    """
    database.serialise_intake(conn)
    row = _held(conn, asked)
    show(conn, who, of_author(conn, customers.author_of(row.customer)))
    now = database.now(conn)
    leaving = _leaving(conn, row)
    _move(conn, leaving, row.joined, now)
    _tell(conn, who, leaving, now)
    conn.execute(tables.merges.update().where(_G.id == row.id).values(undo_time=now))
    told = f"{customers.merge_name(asked)} {reason}".strip()
    _note(conn, who, "customer-unmerge", row.joined, told)
    return _merge(conn.execute(sa.select(tables.merges).where(_G.id == row.id)).one())


def tell_untold(conn: sa.Connection) -> bool:
    """Tells the archive of merges that a program made which told nobody, a few at a time; whether of any.

    Merges wait meanwhile, so that a word on the log is never older than what it says.
    """
    untold = sa.select(_I.id, _I.author, _I.customer).where(_I.tell_time.is_(None))
    if conn.execute(untold.limit(1)).first() is None:
        return False
    database.serialise_intake(conn)
    rows = conn.execute(untold.order_by(_I.id).limit(TOLD_AT_ONCE)).all()
    now = database.now(conn)
    homes = {customers.author_of(row.customer): row.customer for row in rows}
    homes |= {bytes(row.author): row.customer for row in rows}
    named = {author: customers.name(uid) for author, uid in homes.items()}
    events.tell_identities(conn, named, now, actor=TELLER)
    told = sa.update(tables.identities).where(_I.id.in_([row.id for row in rows]))
    conn.execute(told.values(tell_time=now))
    return bool(rows)


def forget(conn: sa.Connection, authors: Collection[bytes]) -> None:
    """Takes out whatever says who these authors are, or speaks of them."""
    uids = {of_author(conn, author) for author in authors} | {customers.uid_of(author) for author in authors}
    conn.execute(tables.identities.delete().where(_I.author.in_(authors)))
    conn.execute(tables.customers.delete().where(_C.uid.in_(uids)))
    gone = {author.hex() for author in authors}
    near = sa.or_(_G.customer.in_(uids), _G.joined.in_(uids))
    for row in conn.execute(sa.select(tables.merges).where(near)).all():
        left = [author for author in json.loads(row.authors) if author not in gone]
        kept = {"authors": json.dumps(left), "reason": ""}
        conn.execute(tables.merges.update().where(_G.id == row.id).values(kept))


class _Passed(NamedTuple):
    time: int
    key: str
    entry: messages.TimelineEntry


def _written(
    conn: sa.Connection, who: Principal, authors: Collection[bytes], place: Any, limit: int
) -> list[_Passed]:
    query = _narrowed(sa.select(_M.written, _M.mention_key, _M.mention, _O.uid), who).where(
        _M.author.in_(authors), _M.status == intake.LIVE
    )
    if place:
        earlier = sa.or_(_M.written < place[0], sa.and_(_M.written == place[0], _M.mention_key < place[1]))
        query = query.where(earlier)
    query = query.order_by(_M.written.desc(), _M.mention_key.desc()).limit(limit + 1)
    found = []
    for row in conn.execute(query):
        entry = messages.TimelineEntry(opportunity=names.opportunity(row.uid))
        entry.mention.MergeFromString(row.mention)
        entry.event_time.FromMicroseconds(row.written)
        found.append(_Passed(row.written, row.mention_key, entry))
    return found


def _answered(
    conn: sa.Connection, who: Principal, authors: Collection[bytes], place: Any, limit: int
) -> list[_Passed]:
    brands = seats.brand_filter(who)
    query = sa.select(tables.replies).where(_R.mention_author.in_(authors))
    if brands is not None:
        query = query.where(_R.brand.in_(brands))
    if place:
        earlier = sa.or_(
            _R.create_time < place[0], sa.and_(_R.create_time == place[0], _R.request_id < place[1])
        )
        query = query.where(earlier)
    rows = conn.execute(query.order_by(_R.create_time.desc(), _R.request_id.desc()).limit(limit + 1)).all()
    found = []
    for row, view in zip(rows, replyviews.many(conn, rows), strict=True):
        entry = messages.TimelineEntry(opportunity=names.opportunity(row.opportunity_uid), reply=view)
        entry.event_time.FromMicroseconds(row.create_time)
        found.append(_Passed(row.create_time, row.request_id, entry))
    return found


def _authors(conn: sa.Connection, uid: str) -> list[bytes]:
    """Authors of a customer: those that joined, and its own unless that joined another."""
    joined = [
        bytes(author) for author in conn.execute(sa.select(_I.author).where(_I.customer == uid)).scalars()
    ]
    own = customers.author_of(uid)
    return joined if own in joined or of_author(conn, own) != uid else [own, *joined]


def _identities(
    conn: sa.Connection, who: Principal, authors: Collection[bytes]
) -> list[messages.CustomerIdentity]:
    """What the latest mention of each author shows of it, the one heard of last first."""
    latest: dict[bytes, tuple[int, bytes]] = {}
    query = _narrowed(sa.select(_M.author, _M.written, _M.mention), who).where(
        _M.author.in_(authors), _M.status == intake.LIVE
    )
    for row in conn.execute(query):
        author = bytes(row.author)
        latest[author] = max(latest.get(author, (0, b"")), (row.written, bytes(row.mention)))
    found = [_identity(author, *shown) for author, shown in latest.items()]
    return sorted(found, key=lambda identity: identity.last_time.ToMicroseconds(), reverse=True)


def _identity(author: bytes, written: int, kept: bytes) -> messages.CustomerIdentity:
    mention = mention_pb2.Mention.FromString(kept)
    identity = messages.CustomerIdentity(
        author=mention.author, network=mention.network, origin=customers.name(customers.uid_of(author))
    )
    identity.last_time.FromMicroseconds(written)
    return identity


def _narrowed(query: sa.Select[Any], who: Principal) -> sa.Select[Any]:
    """The same for opportunities of the caller's brands only."""
    joined = query.select_from(tables.members.join(tables.opportunities, _O.id == _M.opportunity_id))
    brands = seats.brand_filter(who)
    return joined if brands is None else joined.where(_O.brand.in_(brands))


def _move(conn: sa.Connection, authors: Collection[bytes], uid: str, now: int) -> None:
    rows = [{"author": author, "customer": uid, "tell_time": now} for author in authors]
    bulk.upsert(conn, tables.identities, rows, ["author"], update=("customer", "tell_time"))


def _tell(conn: sa.Connection, who: Principal, authors: Collection[bytes], now: int) -> None:
    homes = {author: customers.name(of_author(conn, author)) for author in authors}
    events.tell_identities(conn, homes, now, actor=who.holder)


def _held(conn: sa.Connection, asked: MergeId) -> Any:
    query = sa.select(tables.merges).where(_G.id == asked.number, _G.customer == asked.customer)
    row = conn.execute(query).one_or_none()
    if row is None:
        raise errors.NotFound(customers.merge_name(asked))
    if row.undo_time is not None:
        raise errors.WrongState(
            f"{customers.merge_name(asked)} was taken back before; there is nothing left to do.",
            merge=customers.merge_name(asked),
        )
    return row


def _leaving(conn: sa.Connection, row: Any) -> list[bytes]:
    """Authors a merge brought that are still where it brought them, or where that went since."""
    home = of_author(conn, customers.author_of(row.customer))
    brought = [bytes.fromhex(author) for author in json.loads(row.authors)]
    return [author for author in brought if of_author(conn, author) == home]


def _unmerge_reasons(row: Any, leaving: Sequence[bytes]) -> list[str]:
    brought = len(json.loads(row.authors))
    reasons = [f"The merge brought {brought} of the identities; {len(leaving)} of them leave again."]
    if len(leaving) < brought:
        reasons.append("The others have left already, or were moved since; they stay where they are.")
    return reasons


def _check_apart(conn: sa.Connection, uid: str, joined: str) -> None:
    if uid == joined or of_author(conn, customers.author_of(joined)) == uid:
        raise errors.WrongState(
            "Both names are of one customer; there is nothing to merge.", customer=customers.name(uid)
        )


def _note(conn: sa.Connection, who: Principal, action: str, uid: str, told: str) -> None:
    about, now = customers.author_of(uid), database.now(conn)
    seats.note(conn, who.holder, action, "", now, detail=told, mention_author=about)


def _merge(row: Any) -> messages.Merge:
    view = messages.Merge(
        name=customers.merge_name(MergeId(row.customer, row.id)),
        customer=customers.name(row.customer),
        joined=customers.name(row.joined),
        actor=row.actor,
        reason=row.reason,
        identity_count=len(json.loads(row.authors)),
    )
    view.create_time.FromMicroseconds(row.create_time)
    if row.undo_time is not None:
        view.undo_time.FromMicroseconds(row.undo_time)
    return view
