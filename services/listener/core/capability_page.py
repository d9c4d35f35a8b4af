"""Renders docs/reference/networks.md from the capability registry.

`python -m services.listener.core.capability_page` writes the page, `--check` fails when it is stale.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from antiphon.events.v1 import events_pb2
from services.common.config import pages
from services.listener.core import capabilities, lengths

PAGE: Final = "docs/reference/networks.md"

INTRODUCTION: Final = """\
# Networks

What each network allows: the capability registry that listener, router and desk read.
The facts are dated, since networks change them; a source may name its `plan` where there are several.
What nobody has read in the network's own documentation is listed as *cautious* and taken at its careful
value.
Whether we can answer a certain mention, until when and at what price tells `antiphon reply check`.
Where no account that answers is connected, a person answers on the network itself.

*Written from `services/listener/networks` by `python -m services.listener.core.capability_page`.*
"""

Fact = capabilities.Fact
_Modes: Final = {
    Fact.REPLY_MODE_API: "by API",
    Fact.REPLY_MODE_MANUAL: "by hand",
    Fact.REPLY_MODE_PRIVATE: "in private",
    Fact.REPLY_MODE_NONE: "no",
}
_AUDIENCES: Final = {
    Fact.AUDIENCE_ANYONE: "anyone",
    Fact.AUDIENCE_SUMMONED: "authors who addressed or quoted the account",
    Fact.AUDIENCE_OWN_PLACES: "what was said on places of the account",
}
_REPEATS: Final = {
    Fact.IDEMPOTENCY_NONE: "not recognised",
    Fact.IDEMPOTENCY_KEY: "recognised by a key",
    Fact.IDEMPOTENCY_CLIENT_ID: "recognised by an id of ours",
}
_SPANS: Final = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def render() -> str:
    """The page as Markdown."""
    return "\n".join([INTRODUCTION, _overview(), *_sections()])


def _overview() -> str:
    rows = [
        f"| [{fact.display_name}](#{name}) | {_Modes[fact.reply_mode]} | {_limit(fact)} | "
        f"{_most(fact)} | {fact.checked_date} | {_live(fact)} |"
        for name, fact in capabilities.BY_NETWORK.items()
    ]
    head = "| network | answer | length | costs | checked | live |\n| --- | --- | --- | --- | --- | --- |"
    return "\n".join([head, *rows, ""])


def _sections() -> Iterator[str]:
    for name, network in capabilities.NETWORKS.items():
        yield f"## {name}\n"
        yield _section(network.fact)
        for plan, fact in network.plans.items():
            yield f"### {name}: plan {plan}\n"
            yield _section(fact)


def _section(fact: Fact) -> str:
    lines = [*_facts(fact), *_calls(fact), *_limits(fact)]
    lines += [f"- Cautious: {sentence}" for sentence in fact.cautious]
    lines += [f"- Read in: {reference}" for reference in fact.reference.splitlines()]
    return "\n".join([*lines, ""])


def _facts(fact: Fact) -> Iterator[str]:
    if fact.plan:
        yield f"- Plan: {fact.plan}"
    yield f"- Can: {', '.join(_action(action) for action in fact.actions)}"
    yield f"- Answer: {_Modes[fact.reply_mode]}; {_AUDIENCES.get(fact.audience, 'anyone')}"
    if fact.max_reply_length or fact.min_reply_length:
        yield f"- Length: {_limit(fact)}"
    if fact.max_parts > 1:
        yield f"- Split: into at most {fact.max_parts} posts, each answering the one before"
    if fact.reply_window_seconds:
        yield f"- Window: {_span(fact.reply_window_seconds)} after the mention"
    if Fact.ACTION_ANSWER_PRIVATELY in fact.actions:
        yield f"- In private: {_private(fact)}"
    if fact.overwrites:
        yield "- A second answer replaces the first"
    if fact.max_media_count:
        size = f" of at most {fact.max_media_bytes:,} bytes" if fact.max_media_bytes else ""
        yield f"- Media: {fact.max_media_count}{size} {', '.join(fact.media_types)}".rstrip()
    if fact.reply_mode == Fact.REPLY_MODE_API:
        back = "can be read back" if fact.read_back else "cannot be read back"
        yield f"- Repeated send: {_repeats(fact)}; an answer {back}"
    yield f"- Checked: {fact.checked_date}; {_live(fact)}"


def _repeats(fact: Fact) -> str:
    known = _REPEATS[fact.idempotency]
    return f"{known} for {_span(fact.idempotency_seconds)}" if fact.idempotency_seconds else known


def _private(fact: Fact) -> str:
    once = "once for each mention" if fact.private_once else "any number of times"
    window = fact.private_window_seconds
    return f"{once}, within {_span(window)}" if window else once


def _calls(fact: Fact) -> Iterator[str]:
    if fact.calls:
        yield f"- Kinds of call: {', '.join(_call(call) for call in fact.calls)}"


def _call(call: Fact.Call) -> str:
    notes = []
    if call.price_micros:
        notes.append(f"{money(call.price_micros, call.currency)}{f' per {call.per}' if call.per else ''}")
    if call.units:
        notes.append(f"{call.units} unit{'s' if call.units > 1 else ''}")
    return f"`{call.name}`" + (f" ({'; '.join(notes)})" if notes else "")


def _limits(fact: Fact) -> Iterator[str]:
    for limit in fact.limits:
        what = "units" if limit.counts_units else "calls"
        whose = f" for each {limit.scope}" if limit.scope else ""
        of = f" of {', '.join(f'`{name}`' for name in limit.calls)}" if limit.calls else ""
        yield f"- Limit: {limit.count:,} {what}{of} in {_span(limit.seconds)}{whose}"


def _limit(fact: Fact) -> str:
    unit = lengths.words(lengths.unit_name(fact.length_unit))
    most, least = fact.max_reply_length, fact.min_reply_length
    if not most:
        return ""
    span = f"{least:,} to {most:,}" if least else f"{most:,}"
    return f"{span} {unit}" + (f", a link {fact.link_length}" if fact.link_length else "")


def _most(fact: Fact) -> str:
    price, currency = capabilities.price(fact, fact.answer_call)
    return f"{money(price, currency)} an answer" if price else ""


def _live(fact: Fact) -> str:
    return "run live" if fact.live_checked else "not yet run against the live network"


def money(micros: int, currency: str) -> str:
    """An amount for people: `0.015 USD`."""
    amount = Decimal(micros) / 1_000_000
    return f"{amount:.3f} {currency}"


def _action(action: int) -> str:
    return (
        events_pb2.CapabilityFact.Action.Name(Fact.Action.ValueType(action))
        .removeprefix("ACTION_")
        .lower()
        .replace("_", " ")
    )


def _span(seconds: int) -> str:
    size, word = next((size, word) for size, word in _SPANS if seconds % size == 0)
    count = seconds // size
    return f"{count} {word}{'s' if count > 1 else ''}"


if __name__ == "__main__":
    pages.main(PAGE, render, "python -m services.listener.core.capability_page")
