"""What an account may do to what others wrote: favourite, mute, block, report; never delete."""

from __future__ import annotations

from typing import Any, Final

import httpx

from services.listener.sources import answers, base
from services.listener.sources.mastodon.answering import refusal, sent
from services.listener.sources.mastodon.people import Own
from services.listener.sources.mastodon.statuses import Status
from services.listener.sources.mastodon.wire import Ask, Wire

ACTIONS: Final = frozenset({"like", "unlike", "mute", "block", "report"})


class Moderation:
    """What one account does to others' statuses and to their authors."""

    def __init__(self, wire: Wire, own: Own) -> None:
        self._wire = wire
        self._own = own

    async def act(self, action: str, mention_key: str) -> base.ReplyOutcome:
        """See `abilities.Moderating.moderate`."""
        if action not in ACTIONS:
            return base.Refused(
                f"Mastodon does not let an account {action} what others wrote.", permanent=True
            )
        try:
            status = await self._own.status(mention_key)
            response = await self._wire.send("moderate", _asking(action, status))
        except base.SourceError as error:
            return answers.unsent(error)
        except httpx.HTTPError as error:
            return answers.unanswered(error, self._wire.what)
        return sent(status) if response.is_success else refusal(self._wire, response)


def _asking(action: str, status: Status) -> Ask:
    def ask(api: Any) -> object:
        match action:
            case "like":
                return api.status_favourite(status.id)
            case "unlike":
                return api.status_unfavourite(status.id)
            case "mute":
                return api.account_mute(status.account.id)
            case "block":
                return api.account_block(status.account.id)
            case _:
                return api.report(status.account.id, status_ids=[status.id])

    return ask
