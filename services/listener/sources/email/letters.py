"""Letters as facts: MIME read within limits, private, threaded by the ids that mail programs keep.

A letter is known by its Message-ID (RFC 5322, section 3.6.4), wherever it was read; one without is known by
what is in it. Threads are what `References` and `In-Reply-To` say.
"""

from __future__ import annotations

import contextlib
import email
import email.message
import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.errors import MessageError
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.utils import parseaddr, parsedate_to_datetime
from typing import Final

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import entities, items, markup
from services.listener.sources.email import wording
from services.listener.sources.email.mailbox import Raw

NETWORK: Final = "email"
MAX_NESTING: Final = 20
"""Most parts of parts that a letter may have; honest ones have three."""
MAX_PARTS: Final = 200
MAX_HEADER: Final = 4096
MAX_ATTACHMENTS: Final = 50

_MULTIPART: Final = re.compile(rb"content-type:\s{0,10}multipart/", re.IGNORECASE)
_ID: Final = re.compile(r"<\s*([^<>\s]{1,500})\s*>")
_OURS: Final = re.compile(r"[0-9a-f-]{36}\.antiphon@\S+")
_BULK: Final = frozenset({"bulk", "junk", "auto_reply"})
_TRUSTED_SPAN: Final = timedelta(days=1)
_SPACE: Final = re.compile(r"\s+")

Letter = email.message.Message
_Kind: Final = mention_pb2.Entity.Kind


class UnreadableError(Exception):
    """A letter that goes beyond the limits, or is none."""


def parse(content: bytes) -> Letter:
    """A letter within the limits.

    Raises:
        UnreadableError: it is not.
    """
    if len(_MULTIPART.findall(content)) > MAX_NESTING:
        raise UnreadableError
    try:
        return email.message_from_bytes(content)
    except (MessageError, ValueError, RecursionError, LookupError):
        raise UnreadableError from None


def own_id(request_id: str, domain: str) -> str:
    """Message-ID of our answer: made of the request, so that it can be found and a repeat be told."""
    return f"{request_id}.antiphon@{domain}"


def message_id(letter: Letter) -> str:
    """Message-ID without its brackets; empty when it has none."""
    return next(iter(_ids(letter, "Message-ID")), "")


def thread(letter: Letter) -> list[str]:
    """Ids of what came before it, the first of the thread first, what it answers last."""
    before = _ids(letter, "References")
    answered = _ids(letter, "In-Reply-To")[:1]
    return [each for each in before if each not in answered] + answered if answered else before


def key_of(native_id: str) -> str:
    """Key of a letter or of an author; the ids of both are unique everywhere."""
    return identity.make_key(NETWORK, identity.GLOBAL_SITE, native_id)


def address(given: str) -> str:
    """An address in the case that authors are known by; empty where it is none."""
    try:
        found = Address(addr_spec=given).addr_spec.lower()
    except (ValueError, IndexError):
        return ""
    return found if found.partition("@")[2] else ""


def header(letter: Letter, name: str) -> str:
    """A header as people read it, in one line."""
    raw = letter.get(name)
    return "" if raw is None else _decoded(raw)


def sender(letter: Letter, name: str = "From") -> tuple[str, str]:
    """Display name and address, in lower case, of the first sender; empty where there is none."""
    shown, address = parseaddr(str(letter.get(name) or "")[:MAX_HEADER].replace("\n", " ").replace("\r", " "))
    return _decoded(shown), address.lower() if "@" in address else ""


class Reader:
    """Letters of one mailbox."""

    def __init__(self, source: str, address: str, *, keep_automatic: bool) -> None:
        """Starts a reader; `address` is the mailbox's own."""
        self._source = source
        self._address = address
        self._keep = keep_automatic

    def read(self, raw: Raw, now: datetime) -> events_pb2.MentionItem | None:
        """The fact of a letter; None for one that a machine wrote and nobody waits for.

        What tells that an answer of ours was not delivered is kept, in the thread of that answer.

        Raises:
            UnreadableError: it cannot be read.
        """
        letter = parse(raw.content)
        returned = _returned(letter)
        if _is_automatic(letter) and not self._keep and returned is None:
            return None
        try:
            return self._item(letter, returned or letter, raw, items.stamp(now), bounced=returned is not None)
        except (MessageError, ValueError, RecursionError, LookupError):
            raise UnreadableError from None

    def _item(
        self, letter: Letter, threaded: Letter, raw: Raw, collected: items.Stamp, *, bounced: bool
    ) -> events_pb2.MentionItem:
        native_id = message_id(letter) or f"sha256.{hashlib.sha256(raw.content).hexdigest()}"
        item, mention = items.Template(NETWORK, "", self._source, collected).new(native_id)
        mention.kind = mention_pb2.Mention.KIND_MESSAGE
        mention.private = True
        mention.title = items.clean(header(letter, "Subject"))
        mention.declared_language = header(letter, "Content-Language").split(",")[0].strip()[:35]
        items.put_times(mention, items.stamp(written(letter, raw.arrived)), None, collected)
        _say(mention, letter)
        before = [*thread(threaded), message_id(threaded)] if bounced else thread(letter)
        mention.conversation_key = key_of(before[0]) if before else mention.key
        mention.parent_key = key_of(before[-1]) if before else ""
        shown, address = sender(letter)
        mention.author.display_name = items.clean(shown)[:256]
        if address:
            mention.author.key = key_of(address)
            mention.author.handle = address
            mention.author.own = address == self._address
        return item


def written(letter: Letter, arrived: datetime) -> datetime:
    """When it was written: as it says, if that is near to when it arrived."""
    try:
        said = parsedate_to_datetime(str(letter.get("Date") or ""))
        said = said if said.tzinfo else said.replace(tzinfo=UTC)
        return said if abs(said - arrived) <= _TRUSTED_SPAN else arrived
    except (ValueError, TypeError, OverflowError):
        return arrived


def _is_automatic(letter: Letter) -> bool:
    """Whether a machine wrote it (RFC 3834 and the older customs beside it)."""
    submitted = header(letter, "Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted not in {"", "no"}
        or header(letter, "Precedence").strip().lower() in _BULK
        or str(letter.get("Return-Path") or "").strip() == "<>"
        or letter.get_content_type() == "multipart/report"
        or any(name in letter for name in ("X-Autoreply", "X-Autorespond"))
    )


def _returned(letter: Letter) -> Letter | None:
    """The answer of ours that a report of a failed delivery brings back (RFC 3464), or its headers."""
    if letter.get_content_type() != "multipart/report":
        return None
    for part in _parts(letter):
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.is_multipart():
            found = part.get_payload(0)
        elif kind == "text/rfc822-headers":
            found = email.message_from_string(_text(part))
        else:
            continue
        if isinstance(found, Letter) and _OURS.fullmatch(message_id(found)):
            return found
    return None


def _say(mention: mention_pb2.Mention, letter: Letter) -> None:
    plain, html, names = _contents(letter)
    if plain:
        items.put_text(mention, items.clean(wording.own_words(plain)))
        entities.mark(mention)
    else:
        said = markup.to_text(wording.own_html(html), "")
        items.put_text(mention, items.clean(wording.own_beginning(said.text)))
        marks = [mark for mark in said.marks if 0 <= mark.start < mark.end <= len(mention.text)]
        for mark in marks:
            entities.add(mention, mark.kind, mark.value, mark.start, mark.end)
        entities.mark(mention, besides=[(mark.start, mark.end) for mark in marks])
    for name in names[:MAX_ATTACHMENTS]:
        mention.entities.add(kind=_Kind.KIND_MEDIA, value=items.clean(name))


def _contents(letter: Letter) -> tuple[str, str, list[str]]:
    """Its plain text, its HTML, and the names of what is attached; pictures out on the web are left there."""
    plain: list[str] = []
    html: list[str] = []
    names: list[str] = []
    for part in _parts(letter):
        name, kind = _name(part), part.get_content_type()
        if name or part.get_content_disposition() == "attachment":
            names.append(name or kind)
        elif kind == "text/plain":
            plain.append(_plain(part))
        elif kind == "text/html":
            html.append(_text(part))
    return "\n\n".join(filter(str.strip, plain)), "\n".join(html), names


def _parts(letter: Letter) -> Iterator[Letter]:
    """Its parts that have no parts; a letter within the letter is one."""
    waiting: list[Letter] = [letter]
    for _ in range(MAX_PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting[:0] = [each for each in inner if isinstance(each, Letter)]
        else:
            yield part


def _plain(part: Letter) -> str:
    flowed = str(part.get_param("format") or "").lower() == "flowed"
    return wording.unflowed(_text(part)) if flowed else _text(part)


def _text(part: Letter) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    content = content[: 4 * items.MAX_TEXT_BYTES]
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def _name(part: Letter) -> str:
    return _decoded(part.get_filename() or "")[:256]


def _ids(letter: Letter, name: str) -> list[str]:
    return list(dict.fromkeys(_ID.findall(str(letter.get(name) or "")[: 8 * MAX_HEADER])))


def _decoded(raw: object) -> str:
    """Encoded words (RFC 2047) as text, in one line."""
    words = str(raw)[:MAX_HEADER]
    with contextlib.suppress(MessageError, ValueError, LookupError):
        words = str(make_header(decode_header(words)))
    return _SPACE.sub(" ", words).strip()
