"""What each network allows: the dated registry that queue, deadlines and outbox all read.

An entry says only what was seen running or read in the network's own documentation, and when. Where a
limit is not certain it is left at its cautious value: no reply, no repeat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from antiphon.events.v1 import events_pb2

_Fact = events_pb2.CapabilityFact

SANDBOX_MAX_LENGTH: Final = 500
"""Longest post of the sandbox in characters."""

SANDBOX_KEY_SECONDS: Final = 86_400
"""How long the sandbox recognises a repeated key, in seconds."""


def sandbox(*, recognises_keys: bool = True) -> events_pb2.CapabilityFact:
    """The sandbox; without key recognition an unknown outcome there is only read back."""
    return _Fact(
        network="sandbox",
        reply_mode=_Fact.REPLY_MODE_API,
        idempotency=_Fact.IDEMPOTENCY_KEY if recognises_keys else _Fact.IDEMPOTENCY_NONE,
        idempotency_seconds=SANDBOX_KEY_SECONDS if recognises_keys else 0,
        max_reply_length=SANDBOX_MAX_LENGTH,
        length_unit=_Fact.LENGTH_UNIT_CHARACTER,
        checked_date="2026-11-22",
        reference="services/sandbox",
        read_back=True,
    )


def _manual(
    network: str, reference: str, *, max_length: int = 0, window_seconds: int = 0
) -> events_pb2.CapabilityFact:
    """A network that only a person can answer on, as long as no connector of ours can."""
    return _Fact(
        network=network,
        reply_mode=_Fact.REPLY_MODE_MANUAL,
        idempotency=_Fact.IDEMPOTENCY_NONE,
        max_reply_length=max_length,
        length_unit=_Fact.LENGTH_UNIT_GRAPHEME if network == "bluesky" else _Fact.LENGTH_UNIT_CHARACTER,
        reply_window_seconds=window_seconds,
        checked_date="2026-11-22",
        reference=reference,
    )


def _none(network: str, reference: str) -> events_pb2.CapabilityFact:
    return _Fact(
        network=network,
        reply_mode=_Fact.REPLY_MODE_NONE,
        idempotency=_Fact.IDEMPOTENCY_NONE,
        checked_date="2026-11-22",
        reference=reference,
    )


DEFAULTS: Final[Sequence[events_pb2.CapabilityFact]] = (
    sandbox(),
    _manual(
        "bluesky",
        "Posts take 300 graphemes; the connector of this build reads without credentials.",
        max_length=300,
    ),
    _manual("rss", "A feed is read only; a person answers on the page it links to."),
    _manual("replay", "A file of records names no network; a person answers where it came from."),
    _manual("ingest", "A customer's own system takes no answers through this build; a person answers there."),
    _manual(
        "x", "https://docs.x.com: since 2026-02-23 apps answer only where they are addressed.", max_length=280
    ),
    _manual(
        "mastodon",
        "https://docs.joinmastodon.org/methods/statuses: 500 unless the server says otherwise.",
        max_length=500,
    ),
    _manual("reddit", "Access to the API needs approval; no connector in this build."),
    _manual(
        "youtube",
        "https://developers.google.com/youtube/v3/docs/comments: needs OAuth; no connector in this build.",
    ),
    _manual("hackernews", "https://github.com/HackerNews/API: the API has no way to write."),
)
"""The registry as it ships."""

BY_NETWORK: Final[Mapping[str, events_pb2.CapabilityFact]] = {fact.network: fact for fact in DEFAULTS}
"""The registry by network."""


def of(network: str) -> events_pb2.CapabilityFact:
    """What a network allows; a network nobody has looked at allows nothing."""
    return BY_NETWORK.get(network) or _none(network, "Nobody has looked at this network yet.")


def registry(*, sandbox_recognises_keys: bool = True) -> Mapping[str, events_pb2.CapabilityFact]:
    """The registry by network, with the sandbox as it is set up."""
    if sandbox_recognises_keys:
        return dict(BY_NETWORK)
    return {**BY_NETWORK, "sandbox": sandbox(recognises_keys=False)}
