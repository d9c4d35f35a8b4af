"""Reviews of one app: each round reads the week that Google Play gives, and tells what is new in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import ClassVar, Final
from urllib.parse import quote

import httpx
import msgspec

from antiphon.events.v1 import events_pb2
from services.common.model import identity
from services.listener.sources import addresses, answers, base, fetching
from services.listener.sources.googleplay import reviews
from services.listener.sources.googleplay.service_account import ServiceAccount
from services.listener.sources.versions import Versions

WHAT: Final = "Google Play"

_SITE: Final = "https://androidpublisher.googleapis.com"
_SCOPE: Final = "https://www.googleapis.com/auth/androidpublisher"
_PAGE: Final = 100
_MOST: Final = 2000
_DEFAULT_POLL_SECONDS: Final = 900.0
_LISTED: Final = timedelta(days=6)
"""A review that was changed more lately than this is in the list if it still stands."""
_BROKEN: Final = f"{WHAT} sent a review that cannot be read; it was skipped."


class _Following(msgspec.Struct, rename="camel"):
    next_page_token: str = ""


class _List(msgspec.Struct, rename="camel"):
    reviews: list[msgspec.Raw] = []
    token_pagination: _Following = msgspec.field(default_factory=_Following)


class _Result(msgspec.Struct, rename="camel"):
    reply_text: str = ""


class _Replied(msgspec.Struct):
    result: _Result


_LIST: Final = msgspec.json.Decoder(_List)
_REVIEW: Final = msgspec.json.Decoder(reviews.Review)
_REPLIED: Final = msgspec.json.Decoder(_Replied)


class Connection:
    """One app."""

    type: ClassVar[str] = "googleplay"

    def __init__(self, context: base.SourceContext) -> None:
        config = context.config
        self._context = context
        self._package = config["package"]
        self._poll = float(config.get("poll_seconds") or _DEFAULT_POLL_SECONDS)
        site = (config.get("api_url") or _SITE).rstrip("/")
        self._url = f"{site}/androidpublisher/v3/applications/{quote(self._package, safe='')}/reviews"
        self._http = addresses.client(allow_private=context.allow_private, keep_alive=True)
        self._account = ServiceAccount(context, _SCOPE)
        self._reader = reviews.Reader(context.name, self._package)

    async def pages(self, cursor: str) -> AsyncIterator[base.Page]:
        """See `base.Source.pages`."""
        versions = Versions(_read_cursor(cursor), _MOST)
        while True:
            came: set[str] = set()
            page, whole = "", True
            while True:
                found = await self._list(page)
                read, broken = _read(found)
                came |= {each.review_id for each in read}
                whole = whole and not broken
                yield self._page(read, broken, versions)
                if not (page := found.token_pagination.next_page_token):
                    break
            if whole and (gone := await self._gone(came, versions)):
                yield base.Page(gone, _dump(versions), self._context.clock.now())
            await self._context.sleep(self._poll)

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        """See `base.Source.reply`; it replaces the answer that the review had."""
        if request.private or request.media:
            return base.Refused(f"{WHAT} takes public words only.", permanent=True)
        review_id = _review_of(request)
        try:
            headers = await self._shown()
            await self._context.budget.take("reply")
            response = await self._http.post(
                f"{self._url}/{quote(review_id, safe='')}:reply",
                json={"replyText": request.text},
                headers=headers,
            )
        except base.SourceError as error:
            return answers.unsent(error)
        except httpx.HTTPError as error:
            return answers.unanswered(error, WHAT)
        return self._outcome(response, review_id)

    async def find_reply(self, request: base.ReplyRequest) -> base.Sent | None:
        """See `base.Source.find_reply`."""
        review = await self._one(_review_of(request))
        said = review.developer if review is not None else None
        if review is None or said is None or said.text != request.text:
            return None
        if said.last_modified.stamp().seconds < int(request.attempt_time.timestamp()):
            return None
        return self._sent(review.review_id)

    async def close(self) -> None:
        """See `base.Source.close`."""
        await self._http.aclose()

    async def _list(self, page: str) -> _List:
        query = {"maxResults": str(_PAGE), **({"token": page} if page else {})}
        response = await self._get(self._url, query)
        answers.check(response, WHAT)
        try:
            return _LIST.decode(response.content)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise base.SourceUnreachable(f"{WHAT} sent what cannot be read; it is tried again.") from None

    async def _one(self, review_id: str) -> reviews.Review | None:
        """A review; None when there is none of that id."""
        response = await self._get(f"{self._url}/{quote(review_id, safe='')}", {})
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        answers.check(response, WHAT)
        try:
            return _REVIEW.decode(response.content)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise base.SourceUnreachable(f"{WHAT} sent what cannot be read; it is tried again.") from None

    async def _get(self, url: str, query: Mapping[str, str]) -> httpx.Response:
        response = await self._try(url, query, await self._shown())
        if response.status_code == httpx.codes.UNAUTHORIZED:
            response = await self._try(url, query, await self._shown(fresh=True))
        return response

    async def _try(self, url: str, query: Mapping[str, str], headers: Mapping[str, str]) -> httpx.Response:
        await self._context.budget.take("reviews")
        try:
            response = await fetching.get(self._http, url, WHAT, params=query, headers=headers)
        except httpx.HTTPError as error:
            raise answers.unreachable(error, WHAT) from error
        self._context.budget.learn(response.headers)
        return response

    async def _shown(self, *, fresh: bool = False) -> dict[str, str]:
        return {"Authorization": f"Bearer {await self._account.token(fresh=fresh)}"}

    def _page(self, found: list[reviews.Review], broken: int, versions: Versions) -> base.Page:
        now = self._context.clock.now()
        facts = [fact for each in reversed(found) for fact in self._reader.read(each, now, versions)]
        return base.Page(facts, _dump(versions), now, [_BROKEN] * broken)

    async def _gone(self, came: set[str], versions: Versions) -> list[events_pb2.MentionItem]:
        """Deletions of what should be in the list, is not, and is not there when it is asked for."""
        earliest = (self._context.clock.now() - _LISTED).timestamp()
        found: list[events_pb2.MentionItem] = []
        for native_id in versions.ids():
            if native_id in came or reviews.is_answer(native_id):
                continue
            if int(versions.more(native_id)[1]) < earliest:
                continue
            if await self._one(native_id) is None:
                versions.forget(native_id)
                found.append(self._reader.deletion(native_id, self._context.clock.now()))
        return found

    def _outcome(self, response: httpx.Response, review_id: str) -> base.ReplyOutcome:
        status = response.status_code
        self._context.budget.learn(response.headers)
        if response.is_success:
            try:
                _REPLIED.decode(response.content)
            except (msgspec.DecodeError, UnicodeDecodeError):
                return base.Unknown(f"{WHAT} took the answer and said nothing that can be read.")
            return self._sent(review_id)
        if status == httpx.codes.TOO_MANY_REQUESTS:
            wait = answers.retry_after(response)
            return base.Refused(f"{WHAT} asks us to slow down.", permanent=False, retry_after=wait)
        if httpx.codes.is_client_error(status) and status != httpx.codes.REQUEST_TIMEOUT:
            return base.Refused(f"{WHAT} refused the answer ({status}).", permanent=True)
        return base.Unknown(f"{WHAT} failed with {status}; it may have the answer or not.")

    def _sent(self, review_id: str) -> base.Sent:
        key = reviews.key_of(self._package, reviews.answer_of(review_id))
        return base.Sent(key, self._reader.link(review_id))


def _review_of(request: base.ReplyRequest) -> str:
    return identity.split_key(request.mention_key).native_id


def _read(found: _List) -> tuple[list[reviews.Review], int]:
    """Reviews of a page, and how many cannot be read."""
    read: list[reviews.Review] = []
    for raw in found.reviews:
        try:
            review = _REVIEW.decode(raw)
            _ = [each and each.last_modified.stamp() for each in (review.user, review.developer)]
            read.append(review)
        except (msgspec.DecodeError, UnicodeDecodeError, ValueError):
            continue
    return read, len(found.reviews) - len(read)


def _dump(versions: Versions) -> str:
    return msgspec.json.encode(versions.kept()).decode()


def _read_cursor(cursor: str) -> list[list[str]]:
    try:
        return msgspec.json.decode(cursor, type=list[list[str]]) if cursor else []
    except (msgspec.DecodeError, UnicodeDecodeError):
        return []
