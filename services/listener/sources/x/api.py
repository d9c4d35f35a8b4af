"""Asks X in turn: whose token, within which budget, renewed when it has ended."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final, TypeVar

import httpx
import msgspec
import tweepy

from services.listener.sources import answers, base
from services.listener.sources.x import refusals
from services.listener.sources.x.wire import Wire

Work = Callable[[tweepy.Client], Awaitable[httpx.Response]]
_Told = TypeVar("_Told")

_REMEMBERED: Final = 50_000


class Who(Enum):
    """Whose token a request bears; the values name the secrets."""

    APP = "bearer_token"
    ACCOUNT = "access_token"


class Api:
    """X as one source may use it."""

    def __init__(self, context: base.SourceContext) -> None:
        self._context = context
        self.wire = Wire(context)
        self._ahead = timedelta()
        self._due = Due()

    @property
    def now(self) -> datetime:
        """The time by the network's clock, as far as it told it."""
        return self._context.clock.now() + self._ahead

    def reader(self) -> Who:
        """Whose token reads what everybody can see: the app's, or the account's where there is no other."""
        return Who.APP if self._context.credentials.find(Who.APP.value) else Who.ACCOUNT

    def token(self, who: Who) -> str:
        """The token.

        Raises:
            SourceRejected: there is none.
        """
        return self._context.credentials.get(who.value)

    async def read(self, call: str, who: Who, work: Work) -> httpx.Response:
        """A successful answer to one request, within the budget.

        Raises:
            SourceError: of the kind that explains why there is none.
        """
        await self.take(call)
        try:
            response = await self.send(who, work)
        except httpx.HTTPError as error:
            raise answers.unreachable(error, refusals.WHAT) from error
        refusals.check(response, self.now)
        return response

    async def send(self, who: Who, work: Work) -> httpx.Response:
        """One answer of whatever status; an ended token is renewed once, because 401 did nothing.

        Raises:
            SourceError: there is no token, or it cannot be renewed, or the address may not be talked to.
            httpx.HTTPError: no answer came.
        """
        response = await work(self.wire.client(self.token(who)))
        if response.status_code == httpx.codes.UNAUTHORIZED and self._can_renew(who):
            await self._context.credentials.refresh(self._renew)
            response = await work(self.wire.client(self.token(who)))
        self.learn(response)
        return response

    async def take(self, call: str) -> None:
        """Waits for the turn of a call; what earlier answers cost is paid first.

        Raises:
            SourceRateLimited: the budget is spent.
        """
        for name, count in self._due.settle().items():
            await self._context.budget.take(name, count)
        await self._context.budget.take(call)

    def owe(self, name: str, ids: Iterable[str]) -> None:
        """Notes resources that an answer brought, under the name of their price."""
        self._due.add(name, ids, self.now)

    def learn(self, response: httpx.Response) -> None:
        """Takes note of limits and of the network's time."""
        self._context.budget.learn(dict(response.headers))
        if (told := refusals.told_time(response)) is not None:
            self._ahead = told - self._context.clock.now()

    def _can_renew(self, who: Who) -> bool:
        return who is Who.ACCOUNT and bool(self._context.credentials.find("refresh_token"))

    async def _renew(self, secrets: Any) -> base.Grant:
        """New tokens for the present ones: RFC 6749, section 6; X gives a new refresh token each time."""
        client_id, secret = secrets.get("client_id", ""), secrets.get("client_secret", "")
        form = {
            "grant_type": "refresh_token",
            "refresh_token": secrets.get("refresh_token", ""),
            "client_id": client_id,
        }
        try:
            response = await self.wire.submit(
                "/2/oauth2/token", form, (client_id, secret) if secret else None
            )
        except httpx.HTTPError as error:
            raise answers.unreachable(error, refusals.WHAT) from error
        if response.status_code in {400, 401, 403}:
            raise base.SourceRejected(
                "X no longer renews the account's access; connect it with `antiphon source connect`."
            )
        refusals.check(response, self.now)
        granted = decoded(msgspec.json.Decoder(_Granted), response)
        kept = {"access_token": granted.access_token, "refresh_token": granted.refresh_token}
        return base.Grant(
            {name: value for name, value in kept.items() if value},
            self._context.clock.now() + timedelta(seconds=granted.expires_in),
        )

    async def close(self) -> None:
        """Lets go of connections."""
        await self.wire.close()


class _Granted(msgspec.Struct):
    access_token: str
    refresh_token: str = ""
    expires_in: float = 7200.0


def decoded(decoder: msgspec.json.Decoder[_Told], response: httpx.Response) -> _Told:
    """What an answer says.

    Raises:
        SourceUnreachable: it cannot be read.
    """
    try:
        return decoder.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise base.SourceUnreachable("X sent an answer that cannot be read; it is tried again.") from None


class Due:
    """What is to be paid for what came.

    X charges a resource once a day (UTC), however often it is read.
    """

    def __init__(self) -> None:
        self._paid: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._day = ""
        self._open: dict[str, int] = {}

    def add(self, name: str, ids: Iterable[str], now: datetime) -> None:
        """Notes resources under the name of their price."""
        day = now.date().isoformat()
        if day != self._day:
            self._day = day
            self._paid.clear()
        for each in ids:
            if (name, each) not in self._paid:
                self._paid[name, each] = None
                self._open[name] = self._open.get(name, 0) + 1
        while len(self._paid) > _REMEMBERED:
            self._paid.popitem(last=False)

    def settle(self) -> dict[str, int]:
        """What is open, by the name of its price; nothing is open afterwards."""
        found, self._open = self._open, {}
        return found
