"""A mailbox by IMAP (RFC 9051 and, for servers that know no more, RFC 3501), through the standard library.

The library blocks, so each step runs in a thread under a deadline; when that has passed, or nobody waits any
more, the socket is shut and the thread ends by itself. One session serves one round, so that a password that
was changed is noticed. Nothing is ever marked as read: the mailbox belongs to people.
"""

from __future__ import annotations

import asyncio
import contextlib
import imaplib
import re
import socket
import ssl
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Final, NamedTuple, Self, TypeVar

from services.listener.sources import addresses, base
from services.listener.sources.email.account import Account, Login, LoginRefused

STEP_SECONDS: Final = 60.0
"""Longest that a step may take, twenty letters from a slow server among them."""
MAX_LETTER_BYTES: Final = 1024 * 1024
"""What is fetched of a letter; of longer ones, which have attachments, the beginning."""

_MAX_LITERAL_BYTES: Final = 2 * MAX_LETTER_BYTES
_SOCKET_SECONDS: Final = 20.0
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UID: Final = re.compile(rb"\bUID (\d+)")
_ARRIVED: Final = re.compile(rb'INTERNALDATE "([^"]{20,40})"')
_LISTED: Final = re.compile(rb'\((?P<flags>[^)]*)\) (?:"[^"]*"|NIL) "?(?P<name>[^"\r\n]+)"?$')
_AWAY: Final = (b"[UNAVAILABLE]", b"[INUSE]", b"[LIMIT]", b"[SERVERBUG]")

_Result = TypeVar("_Result")


class Raw(NamedTuple):
    """A letter as it lies in the mailbox.

    Attributes:
        uid: its number in the folder.
        arrived: when it was delivered, as the server says.
        content: its first `MAX_LETTER_BYTES`.
    """

    uid: int
    arrived: datetime
    content: bytes


class _Client(imaplib.IMAP4):
    """Connects to the address that was looked at, and reads no more at once than a letter may take."""

    def __init__(self, account: Account, address: str) -> None:
        self._at = account.imap
        self._address = address
        super().__init__(self._at.host, self._at.port, _SOCKET_SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        made = socket.create_connection((self._address, self._at.port), timeout)
        if self._at.security != "tls":
            return made
        try:
            return self._at.context().wrap_socket(made, server_hostname=self._at.host)
        except OSError:
            made.close()
            raise

    def read(self, size: int) -> bytes:
        if size > _MAX_LITERAL_BYTES:
            raise self.abort("more bytes at once than were asked for")
        return super().read(size)


class Session:
    """One visit to a mailbox: `async with await Session(account, login).enter() as session`."""

    def __init__(self, account: Account, login: Login, seconds: float = STEP_SECONDS) -> None:
        self._account = account
        self._login = login
        self._seconds = seconds
        self._client: _Client | None = None
        self._busy = False
        self._ended = False

    async def enter(self) -> Self:
        """Connects and logs in.

        Raises:
            SourceError: it could not; `LoginRefused` when it is the login.
        """
        at = self._account.imap
        address = await addresses.resolve(at.host, at.port, allow_private=at.allow_private)
        await self._step(lambda: self._enter(address))
        return self

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            with contextlib.suppress(base.SourceError):
                await self._step(lambda: self._said(self._there.logout(), "BYE"))
        self._end()

    async def look_into(self, folder: str) -> int:
        """Opens a folder for reading; gives its UIDVALIDITY, which changes when its numbers do."""
        return await self._step(lambda: self._look_into(folder))

    async def numbers(self, *criteria: str) -> list[int]:
        """Numbers of the letters that fit, ascending."""
        return await self._step(lambda: self._numbers(*criteria))

    async def fetch(self, numbers: Sequence[int]) -> list[Raw]:
        """Letters, in the order of their numbers; those that are gone meanwhile are missing."""
        return await self._step(lambda: self._fetch(numbers))

    async def by_id(self, message_id: str) -> list[Raw]:
        """Letters whose Message-ID contains this."""
        if not message_id.isascii() or not message_id.isprintable():
            return []
        return await self.fetch((await self.numbers("HEADER", "Message-ID", _quoted(message_id)))[:5])

    async def sent_folder(self) -> str:
        """The folder that keeps sent letters, as set or as the server marks it (RFC 6154)."""
        return self._account.sent_folder or await self._step(self._sent_folder)

    async def put(self, folder: str, letter: bytes, moment: datetime) -> None:
        """Puts a letter into a folder, as read."""
        when = imaplib.Time2Internaldate(moment)
        await self._step(
            lambda: self._said(self._there.append(_quoted(folder), r"(\Seen)", when, letter), "OK")
        )

    @property
    def _there(self) -> _Client:
        if self._client is None:
            raise base.SourceUnreachable("The mailbox was left already; it is tried again.")
        return self._client

    async def _step(self, work: Callable[[], _Result]) -> _Result:
        what = self._account.imap.what
        self._busy = True
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.to_thread(self._work, work)
        except TimeoutError:
            raise base.SourceUnreachable(f"{what} gave no answer in time; it is tried again.") from None
        except ssl.SSLCertVerificationError:
            raise base.SourceRejected(
                f"{what} shows a certificate that this machine does not trust; check its name."
            ) from None
        except OSError:
            raise base.SourceUnreachable(f"{what} cannot be reached; it is tried again.") from None
        except (imaplib.IMAP4.error, ValueError, EOFError):
            raise base.SourceUnreachable(
                f"{what} said what cannot be understood, or hung up; it is tried again."
            ) from None
        except BaseException:
            self._end()
            raise

    def _work(self, work: Callable[[], _Result]) -> _Result:
        try:
            return work()
        finally:
            self._busy = False
            if self._ended:
                self._close()

    def _end(self) -> None:
        """Ends the connection: at once, or by whoever is reading from it as soon as that fails."""
        self._ended = True
        if self._client is not None:
            with contextlib.suppress(OSError):
                self._client.sock.shutdown(socket.SHUT_RDWR)
        if not self._busy:
            self._close()

    def _close(self) -> None:
        if self._client is not None:
            with contextlib.suppress(OSError):
                self._client.shutdown()

    def _enter(self, address: str) -> None:
        client = self._client = _Client(self._account, address)
        if self._account.imap.security == "starttls":
            client.starttls(self._account.imap.context())
        try:
            if self._login.token:
                told = iter([self._login.xoauth2()])  # after a no the server waits for an empty line
                client.authenticate("XOAUTH2", lambda _challenge: next(told, b""))
            elif "AUTH=PLAIN" in client.capabilities:
                secret = f"\0{self._login.username}\0{self._login.password}".encode()
                client.authenticate("PLAIN", lambda _challenge: secret)
            else:
                client.login(self._login.username, self._login.password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            if any(word in str(error).encode().upper() for word in _AWAY):
                raise
            raise LoginRefused(self._account.imap.what, self._login) from None

    def _said(self, answer: tuple[str, Sequence[Any]], wanted: str) -> Sequence[Any]:
        said, data = answer
        if said != wanted:
            raise imaplib.IMAP4.error(said)
        return data

    def _look_into(self, folder: str) -> int:
        said, _ = self._there.select(_quoted(folder), readonly=True)
        if said != "OK":
            raise base.SourceRejected(f"The mailbox has no folder {folder!r}; check the source's settings.")
        _, validity = self._there.response("UIDVALIDITY")
        return int((validity or [b"0"])[0] or b"0")

    def _numbers(self, *criteria: str) -> list[int]:
        data = self._said(self._there.uid("SEARCH", *criteria), "OK")
        return sorted({int(word) for part in data if part for word in part.split()})

    def _fetch(self, numbers: Sequence[int]) -> list[Raw]:
        if not numbers:
            return []
        wanted = f"(UID INTERNALDATE BODY.PEEK[]<0.{MAX_LETTER_BYTES}>)"
        data = self._said(self._there.uid("FETCH", ",".join(map(str, numbers)), wanted), "OK")
        found = [_raw(part, after) for part, after in zip(data, [*data[1:], b""], strict=True)]
        return sorted(raw for raw in found if raw is not None and raw.uid in set(numbers))

    def _sent_folder(self) -> str:
        for line in self._said(self._there.list(), "OK"):
            match = _LISTED.match(line) if isinstance(line, bytes) else None
            if match and rb"\sent" in match["flags"].lower().split():
                return match["name"].decode("ascii", "replace")
        return "Sent"


def day(moment: date) -> str:
    """A day as searches name it."""
    return f"{moment.day:02}-{_MONTHS[moment.month - 1]}-{moment.year}"


def _quoted(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _raw(part: Any, after: Any) -> Raw | None:
    """A letter of an answer to FETCH: a pair of what stands before its bytes and these, then the rest."""
    if not isinstance(part, tuple):
        return None
    told = bytes(part[0]) + (after if isinstance(after, bytes) else b"")
    number, arrived = _UID.search(told), _ARRIVED.search(told)
    if number is None:
        return None
    return Raw(int(number[1]), _moment(arrived[1] if arrived else b""), bytes(part[1]))


def _moment(told: bytes) -> datetime:
    try:
        found = parsedate_to_datetime(told.decode("ascii", "replace").strip().replace("-", " ", 2))
    except (ValueError, TypeError):
        return datetime.now(UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
