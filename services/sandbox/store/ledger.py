"""Reading and writing the ledger; every function is one piece of a transaction."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from services.sandbox.store import tables

_ID_EPOCH_MS: Final = 1_577_836_800_000
_ID_BITS: Final = 10

Connection = sa.Connection
"""What every function here works on; named so that the rules above need not know the library."""

Document = dict[str, Any]
"""A post or an author as the API shows it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A post before it is published."""

    author: str
    text: str
    language: str = ""
    parent: int | None = None
    thread: int | None = None
    likes: int = 0
    reposts: int = 0
    views: int = 0
    request_key: str = ""
    room: str = ""
    """Where it is said; empty for the town."""


def prepare(conn: sa.Connection, now: datetime) -> str:
    """Makes what is missing and gives the name of this ledger."""
    tables.metadata.create_all(conn)
    name = conn.execute(sa.select(tables.instances.c.id)).scalar()
    if name is None:
        name = secrets.token_hex(4)
        conn.execute(sa.insert(tables.instances).values(id=name, create_time=now))
    return str(name)


def put_author(conn: sa.Connection, fields: Mapping[str, Any], now: datetime) -> None:
    """Makes an account or changes what it says of itself."""
    known = conn.execute(sa.select(tables.authors.c.handle).filter_by(handle=fields["handle"])).scalar()
    if known is None:
        conn.execute(sa.insert(tables.authors).values(**_blank_author(fields["handle"]), create_time=now))
    said = {name: value for name, value in fields.items() if value is not None}
    conn.execute(sa.update(tables.authors).filter_by(handle=fields["handle"]).values(said))


def _blank_author(handle: str) -> dict[str, Any]:
    blank = {"bio": "", "location": "", "followers": 0, "following": 0, "verified": False}
    return {"handle": handle, "display_name": handle, **blank}


def add_post(conn: sa.Connection, draft: Draft, now: datetime) -> Document:
    """Publishes a post and tells the feed; makes the author when it is new."""
    put_author(conn, {"handle": draft.author}, now)
    number = _new_id(conn, now)
    conn.execute(
        sa.insert(tables.posts).values(
            id=number,
            author=draft.author,
            text=draft.text,
            language=draft.language,
            parent=draft.parent,
            thread=draft.thread or number,
            likes=draft.likes,
            reposts=draft.reposts,
            views=draft.views,
            request_key=draft.request_key,
            create_time=now,
        )
    )
    if draft.room:
        conn.execute(sa.insert(tables.rooms).values(post=number, room=draft.room))
    return _tell(conn, "create", number)


def room_of(conn: sa.Connection, number: int) -> str:
    """The room that a post was said in; empty for the town."""
    return str(conn.execute(sa.select(tables.rooms.c.room).filter_by(post=number)).scalar() or "")


def edit_post(conn: sa.Connection, number: int, text: str, now: datetime) -> Document:
    """Changes the words of a post and tells the feed; every edit has a later stamp than the one before."""
    columns = tables.posts.c
    created, edited = conn.execute(
        sa.select(columns.create_time, columns.edit_time).filter_by(id=number)
    ).one()
    stamp = max(now, (edited or created) + timedelta(milliseconds=1))
    conn.execute(sa.update(tables.posts).filter_by(id=number).values(text=text, edit_time=stamp))
    return _tell(conn, "update", number)


def delete_post(conn: sa.Connection, number: int, now: datetime) -> Document:
    """Takes a post away, its words included, and tells the feed."""
    conn.execute(sa.update(tables.posts).filter_by(id=number).values(text="", delete_time=now))
    return _tell(conn, "delete", number)


def get_post(conn: sa.Connection, number: int) -> Document | None:
    row = conn.execute(_described().where(tables.posts.c.id == number)).mappings().first()
    return None if row is None else _document(row)


def get_thread(conn: sa.Connection, thread: int) -> Sequence[Document]:
    """A thread from its first post on, deleted posts as gaps."""
    rows = conn.execute(_described().where(tables.posts.c.thread == thread).order_by(tables.posts.c.id))
    return [_document(row) for row in rows.mappings()]


def latest(conn: sa.Connection, limit: int, *, author: str | None = None) -> Sequence[Document]:
    """The newest posts that still stand, newest first."""
    chosen = _described().where(tables.posts.c.delete_time.is_(None))
    if author is not None:
        chosen = chosen.where(tables.posts.c.author == author)
    rows = conn.execute(chosen.order_by(tables.posts.c.id.desc()).limit(limit))
    return [_document(row) for row in rows.mappings()]


def get_author(conn: sa.Connection, handle: str) -> Document | None:
    row = conn.execute(sa.select(tables.authors).filter_by(handle=handle)).mappings().first()
    return None if row is None else dict(row)


def find_repeat(conn: sa.Connection, author: str, request_key: str, since: datetime) -> Document | None:
    """The post that the same key made since then."""
    chosen = _described().where(
        tables.posts.c.author == author,
        tables.posts.c.request_key == request_key,
        tables.posts.c.create_time >= since,
    )
    row = conn.execute(chosen.order_by(tables.posts.c.id).limit(1)).mappings().first()
    return None if row is None else _document(row)


def feed(conn: sa.Connection, after: int, limit: int, room: str = "") -> Sequence[Document]:
    """Events of a room after a number, in order; of the town without one."""
    said = sa.select(tables.rooms.c.post)
    here = tables.events.c.post.in_(said.filter_by(room=room)) if room else tables.events.c.post.not_in(said)
    rows = conn.execute(
        sa.select(tables.events)
        .where(tables.events.c.seq > after, here)
        .order_by(tables.events.c.seq)
        .limit(limit)
    )
    return [{"seq": row.seq, "kind": row.kind, "post": row.body} for row in rows]


def last_event(conn: sa.Connection) -> int:
    return int(conn.execute(sa.select(sa.func.max(tables.events.c.seq))).scalar() or 0)


def entries(conn: sa.Connection, author: str | None) -> Sequence[Document]:
    """Every post ever accepted, deleted ones too, oldest first."""
    chosen = sa.select(tables.posts).order_by(tables.posts.c.id)
    if author is not None:
        chosen = chosen.where(tables.posts.c.author == author)
    return [
        {
            "id": str(row.id),
            "account": row.author,
            "in_reply_to": None if row.parent is None else str(row.parent),
            "thread": str(row.thread),
            "text": row.text,
            "request_key": row.request_key,
            "created_at": _iso(row.create_time),
            "deleted_at": _iso(row.delete_time),
        }
        for row in conn.execute(chosen)
    ]


def story(conn: sa.Connection, name: str) -> tuple[int, dict[str, int]]:
    """How many steps of a scenario have been played, and the posts of its labels."""
    row = conn.execute(sa.select(tables.stories).filter_by(name=name)).first()
    return (0, {}) if row is None else (row.position, dict(row.labels))


def advance_story(conn: sa.Connection, name: str, position: int, labels: Mapping[str, int]) -> None:
    conn.execute(sa.delete(tables.stories).filter_by(name=name))
    conn.execute(sa.insert(tables.stories).values(name=name, position=position, labels=dict(labels)))


def forget_story(conn: sa.Connection, name: str) -> None:
    """Has a scenario begin anew when it is played next."""
    conn.execute(sa.delete(tables.stories).filter_by(name=name))


def _new_id(conn: sa.Connection, now: datetime) -> int:
    # Ids carry their time, so that a new ledger does not give out the ids of an old one.
    last = conn.execute(sa.select(sa.func.max(tables.posts.c.id))).scalar() or 0
    return max(last + 1, (int(now.timestamp() * 1000) - _ID_EPOCH_MS) << _ID_BITS)


def _described() -> sa.Select[Any]:
    answers = tables.posts.alias()
    replies = (
        sa.select(sa.func.count())
        .where(answers.c.parent == tables.posts.c.id, answers.c.delete_time.is_(None))
        .scalar_subquery()
    )
    person = [column.label(f"author_{column.name}") for column in tables.authors.c]
    return sa.select(tables.posts, replies.label("replies"), *person).join_from(
        tables.posts, tables.authors, tables.authors.c.handle == tables.posts.c.author
    )


def _document(row: Mapping[Any, Any]) -> Document:
    edited = row["edit_time"]
    return {
        "id": str(row["id"]),
        "author": {
            "handle": row["author_handle"],
            "display_name": row["author_display_name"],
            "bio": row["author_bio"],
            "location": row["author_location"],
            "followers": row["author_followers"],
            "following": row["author_following"],
            "verified": row["author_verified"],
            "created_at": _iso(row["author_create_time"]),
        },
        "text": row["text"],
        "language": row["language"],
        "in_reply_to": None if row["parent"] is None else str(row["parent"]),
        "thread": str(row["thread"]),
        "created_at": _iso(row["create_time"]),
        "edited_at": _iso(edited),
        "revision": 0 if edited is None else int(edited.timestamp() * 1000),
        "deleted_at": _iso(row["delete_time"]),
        "likes": row["likes"],
        "reposts": row["reposts"],
        "replies": row["replies"],
        "views": row["views"],
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _tell(conn: sa.Connection, kind: str, number: int) -> Document:
    body = get_post(conn, number)
    if body is None:
        raise LookupError(number)
    conn.execute(sa.insert(tables.events).values(kind=kind, post=number, body=body))
    return body
