"""Options by which every command about numbers says what it counts, written once."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

import typer

from antiphon.insights.v1 import analytics_service_pb2 as api
from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.cli import output, schedules
from services.common import queries

_MANY: Final = list[str] | None

_OPTIONS: Final[dict[str, Any]] = {
    "brand": Annotated[_MANY, typer.Option(help="Only this brand; repeat for any of several.")],
    "query": Annotated[_MANY, typer.Option(help="Only this query, brands/…/queries/….")],
    "network": Annotated[_MANY, typer.Option(help="Only this network.")],
    "language": Annotated[_MANY, typer.Option(help="Only this language, for example en.")],
    "sentiment": Annotated[_MANY, typer.Option(help="Only negative, neutral or positive.")],
    "emotion": Annotated[_MANY, typer.Option(help="Only anger, joy, optimism or sadness.")],
    "intent": Annotated[_MANY, typer.Option(help="Only this intent, for example complaint.")],
    "country": Annotated[_MANY, typer.Option(help="Only authors who name this country, for example FR.")],
    "author": Annotated[_MANY, typer.Option(help="Only this author's key.")],
    "tagged": Annotated[_MANY, typer.Option(help="Only with this tag.")],
    "text": Annotated[str, typer.Option(help="Only with this word or phrase.")],
    "matching": Annotated[
        str,
        typer.Option(help="Only what this asks for, in the language of queries: 'refund NOT \"gift card\"'."),
    ],
    "spam": Annotated[bool | None, typer.Option("--spam/--no-spam", help="Only spam, or without it.")],
    "own": Annotated[
        bool | None, typer.Option("--own/--no-own", help="Only brands' own accounts, or without.")
    ],
    "since": Annotated[str, typer.Option(help="From then on: 2026-12-24, or 30d for the last thirty days.")],
    "until": Annotated[str, typer.Option(help="Up to then; now where it is not given.")],
}


def sliced(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options of a slice; it gets the slice as its argument `what`."""
    own = [
        each for name, each in inspect.signature(command, eval_str=True).parameters.items() if name != "what"
    ]
    given = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default="" if name in {"text", "matching", "since", "until"} else None,
            annotation=kind,
        )
        for name, kind in _OPTIONS.items()
    ]
    taken = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own]

    @functools.wraps(command)
    def wrapped(**values: Any) -> None:
        what = read(**{name: values.pop(name) for name in _OPTIONS})
        if what.query:
            output.say(f"Asked for: {reading(what.query)}.")
        command(what=what, **values)

    wrapped.__signature__ = inspect.Signature([*given, *taken])  # type: ignore[attr-defined]  # read by Typer
    wrapped.__annotations__ = {each.name: each.annotation for each in (*given, *taken)}
    return wrapped


def read(**values: Any) -> api.Slice:
    """The slice that options say."""
    found = api.Slice(
        brands=[f"brands/{name.removeprefix('brands/')}" for name in values["brand"] or ()],
        queries=values["query"] or (),
        networks=[name.lower() for name in values["network"] or ()],
        languages=[name.lower() for name in values["language"] or ()],
        sentiments=_spelled(score_pb2.Sentiment.Label, "LABEL_", values["sentiment"]),
        emotions=_spelled(findings_pb2.Emotion.Label, "LABEL_", values["emotion"]),
        intents=_spelled(findings_pb2.Intent.Kind, "KIND_", values["intent"]),
        countries=[name.upper() for name in values["country"] or ()],
        author_keys=values["author"] or (),
        text=values["text"],
        query=values["matching"],
        tags=values["tagged"] or (),
        spam=values["spam"],
        own=values["own"],
    )
    for option, name in (("since", "start_time"), ("until", "end_time")):
        if values[option]:
            getattr(found, name).FromDatetime(moment(values[option]))
    return found


def reading(expression: str) -> str:
    """A query in plain words.

    Raises:
        typer.BadParameter: it cannot be read; says where, and the way out.
    """
    try:
        return queries.describe(queries.parse(expression))
    except queries.QueryError as fault:
        remedy = f" Try: {fault.fix}" if fault.fix else ""
        raise typer.BadParameter(f"--matching: {fault}{remedy}") from None


def moment(text: str) -> datetime:
    """A moment, in UTC where it names no zone, or one so long ago: `30d`."""
    if text[:1].isdigit() and text[-1:] in "dhms" and "-" not in text:
        ago = timedelta(seconds=schedules.seconds(text, text))
        return (datetime.now(UTC) - ago).replace(minute=0, second=0, microsecond=0)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no moment; write it like 2026-12-24 or 2026-12-24T09:00Z, or 30d for so long ago."
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _spelled(kind: Any, prefix: str, names: list[str] | None) -> list[str]:
    """Names of an enum's values as the contract has them."""
    found = []
    for name in names or ():
        spelled = prefix + name.upper().replace("-", "_")
        if spelled not in kind.keys():  # noqa: SIM118  # not a mapping
            known = ", ".join(each.removeprefix(prefix).lower() for each in kind.keys())  # noqa: SIM118  # same
            raise typer.BadParameter(f"{name!r} is none of {known}.")
        found.append(spelled)
    return found
