"""One mailbox as a source."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar, Final

import msgspec

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import abilities, answers, base, cursors, oauth
from services.listener.sources.email import account as accounts
from services.listener.sources.email import answering, letters
from services.listener.sources.email.mailbox import STEP_SECONDS, Raw, Session, day

_DEFAULT_POLL_SECONDS: Final = 60.0
_DEFAULT_LOOKBACK_HOURS: Final = 24.0
_DEFAULT_BATCH: Final = 20
_LOOK_SECONDS: Final = 4.0
"""Longest step of looking for a letter while an answer waits."""
_KEEP_SECONDS: Final = 2.0
_MARGIN: Final = timedelta(days=2)
"""How much earlier and later than asked a letter may have arrived: searches know whole days of some zone."""
_UNREADABLE: Final = "A letter goes beyond the limits or is none; it was left in the mailbox."


_NO_ADDRESS: Final = {
    False: "The letter names no address that it can be answered at; answer it from a mail program.",
    True: "That is no e-mail address that letters can be sent to; correct it.",
}


class _Place(msgspec.Struct):
    """Where reading stands: the folder's UIDVALIDITY, the last number read, the day it arrived."""

    validity: int = 0
    uid: int = 0
    day: str = ""


class Connection:
    """One folder of a mailbox, and what is sent for it."""

    type: ClassVar[str] = "email"
    provider: ClassVar[accounts.Provider] = accounts.ANY

    def __init__(self, context: base.SourceContext) -> None:
        config = context.config
        self._context = context
        self._account = accounts.of(context, self.provider)
        flow = self.provider.flow
        self._access = oauth.Access(flow, context, self.provider.name) if flow else None
        self._poll = float(config.get("poll_seconds") or _DEFAULT_POLL_SECONDS)
        self._lookback = timedelta(hours=float(config.get("lookback_hours") or _DEFAULT_LOOKBACK_HOURS))
        self._batch = int(float(config.get("batch") or _DEFAULT_BATCH))
        self._reader = letters.Reader(
            context.name, self._account.address, keep_automatic=config.get("automatic") == "keep"
        )

    async def pages(self, cursor: str) -> AsyncIterator[base.Page]:
        """See `base.Source.pages`."""
        place = _read_place(cursor)
        while True:
            async with contextlib.aclosing(self._round(place)) as found:
                async for page in found:
                    yield page
            await self._context.sleep(self._poll)

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        """See `base.Source.reply`; every answer is private."""
        try:
            to = await self._addressee(request)
            login = await self._login()
            await self._context.budget.take("send")
        except base.SourceError as error:
            return answers.unsent(error)
        try:
            letter = answering.compose(self._account, request, to, self._context.clock.now())
        except (ValueError, IndexError):
            return base.Refused(_NO_ADDRESS[bool(request.recipient)], permanent=True)
        outcome = await answering.hand_over(self._account, login, letter, to.address)
        if outcome is not None:
            return outcome
        await self._keep(letters.message_id(letter), letter.as_bytes())
        return base.Sent(letters.key_of(letters.message_id(letter)), "")

    async def find_author(self, handle: str) -> mention_pb2.Author | None:
        """See `abilities.Finding`; whether a mailbox is there, only a letter to it tells."""
        address = letters.address(handle)
        if not address:
            return None
        return mention_pb2.Author(key=letters.key_of(address), handle=address)

    async def _addressee(self, request: base.ReplyRequest) -> answering.Original:
        """Whom it goes to, and what it answers.

        Raises:
            SourceRejected: what is to be answered is gone, or what is written first lacks a subject.
            SourceError: the server could not be asked.
        """
        if request.recipient:
            if not request.title:
                raise base.SourceRejected("A letter needs a subject; begin it anew with one.")
            return answering.Original(request.recipient, request.title, "", ())
        found = await self._letter(request.mention_key)
        if found is None:
            raise base.SourceRejected(
                f"The letter is no longer in {self._account.folder}, or has no id; "
                "answer it from a mail program."
            )
        return answering.original(found)

    async def find_reply(self, request: base.ReplyRequest) -> base.Sent | None:
        """See `base.Source.find_reply`; looks into the folder that keeps sent letters.

        Finding nothing proves nothing where the server leaves it to us to keep a copy.
        """
        wanted = letters.own_id(request.request_id, self._account.domain)
        await self._context.budget.take("read")
        async with self._session(_LOOK_SECONDS) as session:
            await session.look_into(await session.sent_folder())
            found = _exactly(wanted, await session.by_id(wanted))
        return None if found is None else base.Sent(letters.key_of(wanted), "")

    async def history(self, start: datetime, end: datetime, cursor: str) -> AsyncIterator[base.Page]:
        """See `abilities.Backfilling`."""
        place = _read_place(cursor)
        await self._context.budget.take("read")
        async with self._session() as session:
            validity = await session.look_into(self._account.folder)
            after = place.uid if place.validity == validity else 0
            numbers = [uid for uid in await session.numbers(*_between(start, end)) if uid > after]
            for batch in _batches(numbers, self._batch):
                page = self._page(await session.fetch(batch), _Place(validity, batch[-1]))
                yield _within(page, start, end)

    async def estimate(self, start: datetime, end: datetime) -> abilities.Estimate:
        """See `abilities.Backfilling`; counts the letters, automatic ones among them."""
        await self._context.budget.take("read")
        async with self._session() as session:
            await session.look_into(self._account.folder)
            count = len(await session.numbers(*_between(start, end)))
        return abilities.Estimate({"read": 1}, count)

    async def identify(self) -> abilities.Identity:
        """See `abilities.Identifying`; logs in and looks."""
        async with self._session() as session:
            await session.look_into(self._account.folder)
        return abilities.Identity(self._account.address)

    async def close(self) -> None:
        """See `base.Source.close`; sessions end with what they are for."""

    async def _round(self, place: _Place) -> AsyncGenerator[base.Page, None]:
        """What arrived since; moves the place."""
        await self._context.budget.take("read")
        async with self._session() as session:
            validity = await session.look_into(self._account.folder)
            numbers = await session.numbers(*self._criteria(place, validity))
            if place.validity == validity:
                numbers = [uid for uid in numbers if uid > place.uid]  # `n:*` always gives the last one
            if not numbers:
                yield base.Page((), _dump(place), self._context.clock.now())
            for batch in _batches(numbers, self._batch):
                found = await session.fetch(batch)
                days = [place.day, *(each.arrived.astimezone(UTC).date().isoformat() for each in found)]
                place.validity, place.uid, place.day = validity, batch[-1], max(days)
                yield self._page(found, place)

    def _criteria(self, place: _Place, validity: int) -> Sequence[str]:
        """What to search for: what is newer or, where numbers mean nothing, what arrived lately."""
        if place.uid and place.validity == validity:
            return "UID", f"{place.uid + 1}:*"
        if place.day:
            return "SINCE", day(date.fromisoformat(place.day) - _MARGIN)
        return "SINCE", day(self._context.clock.now() - self._lookback - timedelta(days=1))

    def _page(self, found: Sequence[Raw], place: _Place) -> base.Page:
        now = self._context.clock.now()
        made: list[events_pb2.MentionItem] = []
        faults: list[str] = []
        passed = 0
        for raw in found:
            try:
                item = self._reader.read(raw, now)
            except letters.UnreadableError:
                faults.append(_UNREADABLE)
                continue
            if item is None:
                passed += 1
            else:
                made.append(item)
        return base.Page(made, _dump(place), now, faults, passed=passed)

    async def _letter(self, mention_key: str) -> letters.Letter | None:
        """The letter that is answered; None when it is not where it was read."""
        wanted = identity.split_key(mention_key).native_id
        await self._context.budget.take("read")
        async with self._session(_LOOK_SECONDS) as session:
            await session.look_into(self._account.folder)
            return _exactly(wanted, await session.by_id(wanted))

    async def _keep(self, message_id: str, letter: bytes) -> None:
        """Puts a copy where sent letters are kept, unless the server did; an answer does not hang on it."""
        with contextlib.suppress(base.SourceError):
            async with self._session(_KEEP_SECONDS) as session:
                folder = await session.sent_folder()
                await session.look_into(folder)
                if not await session.numbers("HEADER", "Message-ID", f'"{message_id}"'):
                    await session.put(folder, letter, self._context.clock.now())

    @contextlib.asynccontextmanager
    async def _session(self, seconds: float = STEP_SECONDS) -> AsyncIterator[Session]:
        session = await self._entered(seconds)
        async with session:
            yield session

    async def _entered(self, seconds: float) -> Session:
        """A session that was let in; a token that ended early is renewed once."""
        try:
            return await Session(self._account, await self._login(), seconds).enter()
        except accounts.LoginRefused:
            if self._access is None:
                raise
        await self._access.renewed()
        return await Session(self._account, await self._login(), seconds).enter()

    async def _login(self) -> accounts.Login:
        if self._access is not None:
            return accounts.Login(self._account.address, "", await self._access.token())
        return accounts.login(self._account, self._context.credentials)


def _exactly(wanted: str, found: Sequence[Raw]) -> letters.Letter | None:
    """The letter with this id; servers search for parts of ids."""
    for raw in found:
        with contextlib.suppress(letters.UnreadableError):
            letter = letters.parse(raw.content)
            if letters.message_id(letter) == wanted:
                return letter
    return None


def _between(start: datetime, end: datetime) -> Sequence[str]:
    return "SINCE", day(start - _MARGIN), "BEFORE", day(end + _MARGIN)


def _within(page: base.Page, start: datetime, end: datetime) -> base.Page:
    kept = [item for item in page.items if start <= item.mention.create_time.ToDatetime(tzinfo=UTC) < end]
    return base.Page(kept, page.cursor, page.received_time, page.faults, passed=page.passed)


def _batches(numbers: Sequence[int], size: int) -> list[Sequence[int]]:
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]


def _dump(place: _Place) -> str:
    return cursors.write(place)


def _read_place(cursor: str) -> _Place:
    try:
        return msgspec.json.decode(cursor, type=_Place) if cursor else _Place()
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _Place()
