"""What a query is to be expected to bring a day, from what it finds in what could be seen.

Only time in which a network was seen counts: a gap is no quiet day. Where nothing was seen nothing is
expected, and that is said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.queries import comparing

_Sight = api.CoverageInterval.Sight
_SEEING: Final = {_Sight.SIGHT_FULL, _Sight.SIGHT_PARTIAL}
_DAY_S: Final = 86_400.0
_MILLION: Final = 1_000_000
_MANY: Final = 9.95
"""A day, from which on whole numbers tell enough."""


class Seen(NamedTuple):
    """How much of a network was seen in a stretch of time.

    Attributes:
        days: in which one of its sources saw all or some of it, by the source that saw longest.
        whole: whether that source saw all of it all the time it saw.
    """

    days: float = 0.0
    whole: bool = True


def seen(
    intervals: Iterable[api.CoverageInterval],
    networks: Mapping[str, str],
    start: datetime,
    end: datetime,
) -> Mapping[str, Seen]:
    """By network, how much was seen of it from `start` to `end`.

    Args:
        intervals: what sources could see; none overlaps another of its source.
        networks: source -> network, of the sources there are.
        start: of the stretch, with its zone.
        end: of it.
    """
    days: dict[str, float] = dict.fromkeys(networks, 0.0)
    partial = set()
    for each in intervals:
        if each.source not in networks or each.query or each.sight not in _SEEING:
            continue
        last = each.end_time.ToDatetime(UTC) if each.HasField("end_time") else end
        length = (min(last, end) - max(each.start_time.ToDatetime(UTC), start)).total_seconds() / _DAY_S
        if length > 0:
            days[each.source] += length
            if each.sight == _Sight.SIGHT_PARTIAL:
                partial.add(each.source)
    told: dict[str, Seen] = defaultdict(Seen)
    for source, network in networks.items():
        told[network] = max(told[network], Seen(days[source], source not in partial))
    return dict(told)


def volume(
    found: Mapping[str, int],
    sights: Mapping[str, Seen],
    total_days: float,
    facts: Mapping[str, events_pb2.CapabilityFact],
    *,
    complete: bool = True,
) -> list[str]:
    """A sentence for each network: how much a day, for how much money, seen for how long.

    Args:
        found: mentions that the query finds, by network.
        sights: how much of each network was seen meanwhile.
        total_days: how long the stretch is.
        facts: the capability registry, with prices.
        complete: whether the archive has all that the query could find where it was seen.
    """
    return [
        f"{name}: {_expected(found.get(name, 0), sight, facts.get(name), complete=complete)}"
        + (f" (seen on {sight.days:.1f} of {total_days:.1f} days)." if sight.days else "")
        for name in sorted({*found, *sights})
        for sight in (sights.get(name, Seen()),)
    ]


def _expected(count: int, sight: Seen, fact: events_pb2.CapabilityFact | None, *, complete: bool) -> str:
    if not sight.days:
        return "not known, for nothing of it was seen."
    least = "about" if sight.whole and complete else "at least"
    rate = count / sight.days
    return f"{least} {_number(rate)} a day{_price(rate, fact)}"


def _number(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= _MANY or not rate else f"{rate:.1f}"


def _price(rate: float, fact: events_pb2.CapabilityFact | None) -> str:
    """Networks charge for what is read, and more is read than is found: never less than this."""
    for call in fact.calls if fact else ():
        if call.name == comparing.READING and call.price_micros:
            return f", at least {rate * call.price_micros / _MILLION:,.2f} {call.currency or 'USD'}"
    return ""
