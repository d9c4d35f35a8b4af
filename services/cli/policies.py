"""How policies are shown to people: problems with their place, versions, differences, replays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from google.protobuf import duration_pb2
from rich.markup import escape

from antiphon.routing.v1 import policy_service_pb2 as policies
from services.cli import output

Report = policies.ReplayReport

HISTORY = ("version", "for", "what", "when", "who", "why", "in force")
DIFFERENCES = ("from", "to", "rule now", "rule then", "mentions", "share", "for example")
QUEUES = ("queue", "conversations", "answered", "deadlines met", "wait p50", "wait p95", "nobody can take")
BAR = 24


def brand_name(brand: str) -> str:
    """A brand as people write it; what holds for all has words."""
    return brand.removeprefix("brands/") or "all brands"


def document_name(version: policies.PolicyVersion) -> str:
    """A version as `care@3`."""
    return f"{version.document}@{version.version}" if version.version else "none"


def problems(found: Iterable[policies.PolicyProblem], file: str) -> None:
    """Problems, a line each: where, and what to do."""
    for each in found:
        mark = "[yellow]![/]" if each.warning else "[bold red]✗[/]"
        place = f"{file}:{each.line}" if each.line else file
        rule = f" ({each.rule})" if each.rule else ""
        path = f"{each.path}{rule}: " if each.path else ""
        output.people.print(mark, escape(f"{place}  {path}{each.sentence}"), soft_wrap=True)


def versions(found: Sequence[policies.PolicyVersion]) -> None:
    """The history, newest first."""
    rows = (
        (
            document_name(each),
            brand_name(each.brand),
            each.action,
            f"{output.moment(each.create_time):%Y-%m-%d %H:%M}",
            each.author.removeprefix("user:"),
            each.comment,
            "● yes" if each.active else "",
        )
        for each in found
    )
    empty = "Nothing was applied yet: the shipped policy decides. Begin with `antiphon policy show`."
    output.table("Policies, lists and thresholds", HISTORY, rows, empty=empty, whole=HISTORY[:1])


def differences(found: Iterable[policies.PolicyDifference], total: int, *, limit: int = 20) -> None:
    """Mentions that change hands, most frequent first."""
    rows = [
        (
            each.live,
            each.candidate,
            each.live_rule,
            each.candidate_rule,
            f"{each.count:,}",
            f"{each.count / total:.1%}" if total else "",
            "\n".join(each.mention_keys[:2]),
        )
        for each in list(found)[:limit]
    ]
    output.table("What changes hands", DIFFERENCES, rows, empty="Nothing changes hands.", lines=True)


def replay(report: Report) -> None:
    """What a candidate would have changed."""
    output.table("Queues: now → then", QUEUES, _queue_rows(report), empty="Nothing would wait in a queue.")
    differences(report.differences, report.mention_count)
    _load(report)
    outside = (
        ("only watched", report.live.watched_count, report.candidate.watched_count),
        ("dropped", report.live.dropped_count, report.candidate.dropped_count),
    )
    told = ", ".join(f"{what} {before:,} → {after:,}" for what, before, after in outside)
    output.say(
        f"{report.changed_count:,} of {report.mention_count:,} mentions change hands; {told}. "
        f"{report.live.policy} → {_candidate(report.candidate.policy)}."
    )


def _candidate(name: str) -> str:
    """A policy as `care@3`; one that was never applied has no version."""
    bare = name.removesuffix("@0")
    return name if bare == name else f"{bare}, as it is in the file"


def _queue_rows(report: Report) -> Iterable[Sequence[str]]:
    before = {each.queue: each for each in report.live.queues}
    after = {each.queue: each for each in report.candidate.queues}
    for name in sorted({*before, *after}):
        here, there = before.get(name, Report.Queue()), after.get(name, Report.Queue())
        yield (
            name,
            _both(f"{here.item_count:,}", f"{there.item_count:,}"),
            _both(f"{here.answered_count:,}", f"{there.answered_count:,}"),
            _both(_met(here), _met(there)),
            _both(_wait(here.wait_p50), _wait(there.wait_p50)),
            _both(_wait(here.wait_p95), _wait(there.wait_p95)),
            _both(f"{here.unservable_count:,}", f"{there.unservable_count:,}"),
        )


def _load(report: Report) -> None:
    live, then = report.live.load_minutes, report.candidate.load_minutes
    highest = max([*live, *then, 1.0])
    rows = (
        (f"{hour:02}", f"{here:,.0f} → {there:,.0f}", "█" * round(BAR * there / highest))
        for hour, (here, there) in enumerate(zip(live, then, strict=True))
        if here or there
    )
    output.table("Minutes of work by hour of the day", ("hour", "now → then", ""), rows, empty="No work.")


def _both(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _met(queue: Report.Queue) -> str:
    return f"{queue.deadline_met_count / queue.deadline_count:.0%}" if queue.deadline_count else "none"


def _wait(wait: duration_pb2.Duration) -> str:
    return output.span(wait.seconds + wait.nanos / 1e9)
