"""`antiphon tail`: scored mentions as they pass, from a live view of the log."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from antiphon.events.v1 import events_pb2
from antiphon.scoring.v1 import score_pb2
from services.cli import app, output, told
from services.cli.session import Session
from services.common.bus import codecs
from services.common.model import explanation

STYLES = {
    score_pb2.Sentiment.LABEL_NEGATIVE: "red",
    score_pb2.Sentiment.LABEL_NEUTRAL: "dim",
    score_pb2.Sentiment.LABEL_POSITIVE: "green",
}


def register(root: typer.Typer) -> None:
    """Adds the command to the tree."""
    root.command("tail")(tail)


def tail(
    data: app.Data = app.DEFAULT_DATA,
    network: Annotated[str, typer.Option(help="Only this network.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Begin with the oldest on the log.")] = False,
    limit: Annotated[int, typer.Option(min=0, help="Stop after so many; 0 goes on.")] = 0,
    json: app.Json = False,
) -> None:
    """Prints scored mentions as they pass, one a line."""

    async def work(opened: Session) -> None:
        log = await opened.log()
        seen = 0
        async for message in log.live([f"scored.{network or '>'}"], start="all" if everything else "new"):
            for scored in codecs.SCORED.split(message.payload):
                _show(scored, json=json)
                seen += 1
                if limit and seen >= limit:
                    return

    app.call(data, work)


def _show(scored: codecs.ScoredItem, *, json: bool) -> None:
    if json:
        output.print_json({"item": output.as_dict(scored.item), "score": output.as_dict(scored.score)})
    else:
        output.people.print(_line(scored.item, scored.score), soft_wrap=True)


def _line(item: events_pb2.MentionItem, score: score_pb2.Score) -> Text:
    if item.WhichOneof("fact") == "deletion":
        return Text(f"deleted  {item.deletion.key}", style="strike dim")
    mention = item.mention
    feeling = f"{explanation.felt(score):+.2f}" if score.HasField("sentiment") else "  —  "
    return Text.assemble(
        (feeling, STYLES.get(score.sentiment.label, "")),
        (f"  {score.language.code or 'und':3} {mention.network:9} ", "dim"),
        (f"{told.author(mention)} ", "bold"),
        output.short(told.text(mention, score), 160),
    )
