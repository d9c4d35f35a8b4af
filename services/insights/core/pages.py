"""Dashboards as pages: HTML without scripts and without anything from elsewhere, so that letters carry them.

Every chart is a table, too. A bucket in which nobody could see is hatched and said to be so, never drawn as
nought. Pages name no authors.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Any, Final
from zoneinfo import ZoneInfo

from google.protobuf import timestamp_pb2

from antiphon.insights.v1 import analytics_service_pb2 as api
from antiphon.listening.v1 import listening_service_pb2 as listening

_BLIND: Final = listening.CoverageInterval.SIGHT_BLIND
_WIDTH: Final = 720
_HEIGHT: Final = 120
_NAMELESS: Final = {"author": "one author", "cascade": "near-copies of one text"}
_STYLE: Final = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:760px;margin:24px auto;padding:0 16px;color:#1c2430}"
    "h1{font-size:22px}h2{font-size:17px;margin:28px 0 6px}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;padding:3px 10px 3px 0;border-bottom:1px solid #dde2e8;font-size:14px}"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}p.s{color:#5a6675;font-size:13px}"
)

Rows = Iterable[Sequence[str]]


def page(title: str, tiles: Iterable[tuple[str, Any]], moment: datetime, where: ZoneInfo) -> str:
    """A page; `tiles` are titles with the answers to their questions, or sentences why there is none."""
    made = f"{moment.astimezone(where):%Y-%m-%d %H:%M} {where.key}"
    shown = ((escape(name), _shown(found, where)) for name, found in tiles)
    parts = "".join(f"<section><h2>{name}</h2>{inner}</section>" for name, inner in shown)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f'<body><h1>{escape(title)}</h1><p class="s">As of {escape(made)}.</p>{parts}</body></html>'
    )


def _shown(found: Any, where: ZoneInfo) -> str:
    if isinstance(found, api.Trend):
        return _trend(found, where)
    if isinstance(found, api.Breakdown):
        return _breakdown(found)
    if isinstance(found, api.ListTopicsResponse):
        return _topics(found)
    if isinstance(found, api.ListSpikesResponse):
        return _spikes(found, where)
    if isinstance(found, api.CarePerformance):
        return _care(found)
    return f"<p>{escape(str(found))}</p>"


def _trend(found: api.Trend, where: ZoneInfo) -> str:
    counts = [sum(line.figures[at].mention_count for line in found.series) for at in range(len(found.spans))]
    chart = _bars(list(zip(found.spans, counts, strict=True)), where)
    sums = ((_name(each.value), *_figures(each.total)) for each in found.series)
    marked = "".join(
        f"<p class=s>{_day(marker.start_time, where)}: {escape(marker.display_name)}</p>"
        for marker in found.markers
    )
    return chart + marked + _table(("", "mentions", "negative"), sums) + _seen(found.coverage)


def _bars(buckets: Sequence[tuple[api.Trend.Span, int]], where: ZoneInfo) -> str:
    most = max((count for _, count in buckets), default=0) or 1
    width = _WIDTH / max(len(buckets), 1)
    drawn = []
    for at, (span, count) in enumerate(buckets):
        blind = span.sight == _BLIND and not count
        height = _HEIGHT if blind else _HEIGHT * count / most
        said = "nobody could see" if blind else f"{count:,}"
        drawn.append(
            f'<rect x="{at * width:.1f}" y="{_HEIGHT - height:.1f}" width="{max(width - 1, 0.5):.1f}" '
            f'height="{height:.1f}" fill="{"url(#b)" if blind else "#2f6fb3"}">'
            f"<title>{_day(span.start_time, where)}: {said}</title></rect>"
        )
    hatch = (
        '<pattern id="b" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="3" height="6" fill="#c9d1da"/></pattern>'
    )
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" width="100%" role="img" aria-label="Mentions over time; '
        f'the table below has the sums">{hatch}{"".join(drawn)}</svg>'
    )


def _breakdown(found: api.Breakdown) -> str:
    rows = (
        (_name(part.value), *_figures(part.figures), f"{part.share.value:.1%}") for part in found.parts[:50]
    )
    return _table(("", "mentions", "negative", "share"), rows) + _seen(found.coverage)


def _topics(found: api.ListTopicsResponse) -> str:
    rows = (
        (
            each.name,
            f"{each.mention_count:,}",
            f"{each.before_count:,}",
            f"{each.negative_share.value:.0%}",
        )
        for each in found.topics
    )
    return _table(("topic", "mentions", "before", "negative"), rows, "Nothing stands out.")


def _spikes(found: api.ListSpikesResponse, where: ZoneInfo) -> str:
    rows = (
        (
            f"{_at(each.start_time, where):%Y-%m-%d %H:%M}",
            f"{each.mention_count:,}",
            f"{each.expected_count:,.0f}",
            "; ".join(_NAMELESS.get(cause.kind, f"{cause.kind} {cause.value}") for cause in each.causes),
        )
        for each in found.spikes
    )
    table = _table(("begin", "mentions", "usual", "because of"), rows, "Nothing was unusual.")
    return table + _seen(found.coverage)


def _care(found: api.CarePerformance) -> str:
    accounts = ((f"{each.handle} ({each.network})", each.care) for each in found.accounts)
    rows = [("all", found.total), *accounts]
    told = (
        (
            name,
            f"{care.answer_count:,}",
            _minutes(care.median_wait.ToTimedelta().total_seconds()),
            f"{care.better_count:,} of {care.replied_count:,}",
        )
        for name, care in rows
    )
    return _table(("account", "answers", "median wait", "sounded better"), told) + _seen(found.coverage)


def _table(columns: Sequence[str], rows: Rows, empty: str = "Nothing was said.") -> str:
    body = "".join(f"<tr>{''.join(_cells('td', row))}</tr>" for row in rows)
    if not body:
        return f"<p>{escape(empty)}</p>"
    return f"<table><thead><tr>{''.join(_cells('th', columns))}</tr></thead><tbody>{body}</tbody></table>"


def _cells(tag: str, cells: Sequence[str]) -> Iterable[str]:
    for at, cell in enumerate(cells):
        yield f"<{tag}{' class=n' if at else ''}>{escape(cell)}</{tag}>"


def _figures(found: api.Figures) -> tuple[str, str]:
    felt = found.negative_count + found.neutral_count + found.positive_count
    return f"{found.mention_count:,}", f"{found.negative_count / felt:.0%}" if felt else ""


def _seen(found: api.Coverage) -> str:
    if found.unknown_reason:
        said = f"What could be seen is not known: {found.unknown_reason}"
    else:
        blind = f", blind {found.blind_share:.1%}" if found.blind_share else ""
        said = f"Seen {found.seen_share:.1%} of the time{blind}."
    return f'<p class="s">{escape(said)}</p>'


def _name(value: str) -> str:
    return value.removeprefix("brands/") or "all"


def _minutes(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h" if seconds >= 7200 else f"{seconds / 60:.0f} min"


def _at(stamp: timestamp_pb2.Timestamp, where: ZoneInfo) -> datetime:
    return stamp.ToDatetime(ZoneInfo("UTC")).astimezone(where)


def _day(stamp: timestamp_pb2.Timestamp, where: ZoneInfo) -> str:
    return f"{_at(stamp, where):%Y-%m-%d}"
