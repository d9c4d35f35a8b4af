"""Words for what the services name in numbers and enums. Used by the templates as filters."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from google.protobuf.timestamp_pb2 import Timestamp

from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from antiphon.scoring.v1 import score_pb2
from services.common.model import explanation

NETWORKS: Final = {
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "x": "X",
    "reddit": "Reddit",
    "rss": "Web",
    "sandbox": "Sandbox",
    "replay": "Replay",
    "youtube": "YouTube",
}

MOODS: Final = {
    score_pb2.Sentiment.LABEL_NEGATIVE: "negative",
    score_pb2.Sentiment.LABEL_NEUTRAL: "neutral",
    score_pb2.Sentiment.LABEL_POSITIVE: "positive",
}

_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86400


class End(NamedTuple):
    """Until when an opportunity can or should be answered.

    Attributes:
        name: what ends, in the words of the glossary.
        time: when.
    """

    name: str
    time: Timestamp


def uid(name: str) -> str:
    """Last part of a resource name."""
    return name.rpartition("/")[2]


def state(opportunity: routing.Opportunity) -> str:
    """`open`, `claimed` and so on; `unknown` for a state newer than this build."""
    return _enum(routing.Opportunity.State, opportunity.state, "STATE_")


def replyability(opportunity: routing.Opportunity) -> str:
    """`reply_api` and so on."""
    return _enum(routing.Opportunity.Replyability, opportunity.replyability, "REPLYABILITY_")


def reply_state(reply: routing.Reply) -> str:
    """`queued`, `sending` and so on; what this build does not know is being checked."""
    found = _enum(routing.Reply.State, reply.state, "STATE_")
    return "checking" if found in {"unknown", "unspecified"} else found


def source_state(source: listening.Source) -> str:
    """`active`, `retrying` and so on."""
    return _enum(listening.Source.State, source.state, "STATE_")


def network(name: str) -> str:
    """Name of a network for people."""
    return NETWORKS.get(name, name.capitalize())


def person(holder: str) -> str:
    """`bob` out of `user:local:bob`."""
    return holder.rpartition(":")[2]


def author(mention: mention_pb2.Mention) -> str:
    """Name of who wrote it."""
    return mention.author.display_name or mention.author.handle or "Someone"


def initials(mention: mention_pb2.Mention) -> str:
    """One or two signs that stand for who wrote it."""
    parts = [part for part in author(mention).split() if part[:1].isalnum()]
    return "".join(part[0] for part in parts[:2]).upper() or "?"


def hue(mention: mention_pb2.Mention) -> int:
    """One of eight tints, always the same for one author."""
    return sum(mention.author.key.encode()) % 8


def mood(score: score_pb2.Score | None) -> str:
    """`negative`, `neutral` or `positive`; empty where the scorer abstained."""
    if score is None or not score.HasField("sentiment"):
        return ""
    return MOODS.get(score.sentiment.label, "neutral")


def said(score: score_pb2.Score) -> str:
    """What the scorer says of it, in the sentence that the terminal shows, too."""
    return explanation.sentence(score)


def felt(score: score_pb2.Score) -> float:
    """How it sounds, -1 to 1."""
    return explanation.felt(score)


def signed(number: float, digits: int = 1) -> str:
    """A number with its sign, and a true minus."""
    return f"{number:+.{digits}f}".replace("-", "\u2212")


def points(number: int) -> str:
    """Points with their sign."""
    return f"{number:+d}".replace("-", "\u2212")


def grouped(number: float) -> str:
    """`12,485`."""
    return f"{number:,.0f}"


def short(number: float) -> str:
    """`12.5k`: short enough for a line about a person."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if number >= size:
            return f"{number / size:.1f}".removesuffix(".0") + letter
    return f"{number:.0f}"


def iso(stamp: Timestamp) -> str:
    """The moment for programs, in UTC."""
    return moment(stamp).isoformat().replace("+00:00", "Z")


def moment(stamp: Timestamp) -> datetime:
    """The moment in UTC."""
    return stamp.ToDatetime(tzinfo=UTC)


def span(seconds: float) -> str:
    """`45 s`, `12 min`, `3 h`, `4 d`."""
    for size, unit in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{max(0, int(seconds))} s"


def ends(opportunity: routing.Opportunity) -> list[End]:
    """End of the network's window for answers and our deadline, the nearer first, as far as they apply."""
    found = [
        End(name, getattr(opportunity, field))
        for name, field in (("answer by", "reply_window_end_time"), ("due", "deadline_time"))
        if opportunity.HasField(field)
    ]
    return sorted(found, key=lambda end: (end.time.seconds, end.time.nanos))


def web(address: str) -> str:
    """The address if a browser may follow it, else nothing: no `javascript:` from strangers."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.netloc else ""


def _enum(kind: Any, number: int, prefix: str) -> str:
    try:
        return str(kind.Name(number)).removeprefix(prefix).lower()
    except ValueError:
        return "unknown"
