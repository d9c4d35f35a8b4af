"""`antiphon correct`: tells what a mention really is, where the scorer is wrong."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.scoring.v1 import score_pb2
from services.cli import app, brands, output
from services.cli.session import Session
from services.common.model import identity

FEELINGS = {
    "negative": score_pb2.Sentiment.LABEL_NEGATIVE,
    "neutral": score_pb2.Sentiment.LABEL_NEUTRAL,
    "positive": score_pb2.Sentiment.LABEL_POSITIVE,
}


def register(root: typer.Typer) -> None:
    """Adds the command to the tree."""
    root.command("correct")(correct)


def correct(
    mention: Annotated[str, typer.Argument(help="Mention: its name mentions/…, the id of it, or its key.")],
    sentiment: Annotated[
        Literal["negative", "neutral", "positive"] | None, typer.Option(help="What it feels like.")
    ] = None,
    spam: Annotated[Literal["yes", "no"] | None, typer.Option(help="Whether it is spam.")] = None,
    answer: Annotated[
        bool | None, typer.Option("--answer/--no-answer", help="Whether somebody should answer it.")
    ] = None,
    relevant: Annotated[str, typer.Option(metavar="BRAND", help="It is about this brand.")] = "",
    not_relevant: Annotated[str, typer.Option(metavar="BRAND", help="It is not about this brand.")] = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Keeps what you say of a mention as a label, beside what others say and what the scorer said."""
    if sentiment is None and spam is None and answer is None and not relevant and not not_relevant:
        raise typer.BadParameter(
            "Say what it is: --sentiment, --spam, --answer, --no-answer, --relevant or --not-relevant."
        )
    if relevant and not_relevant:
        raise typer.BadParameter("Say one of --relevant and --not-relevant; each is of one brand.")
    request = insights.CorrectMentionRequest(name=full_name(mention), should_answer=answer)
    if sentiment is not None:
        request.sentiment = FEELINGS[sentiment]
    if spam is not None:
        request.spam = spam == "yes"

    if brand := relevant or not_relevant:
        request.relevant, request.brand = bool(relevant), brands.full_name(brand)

    async def work(opened: Session) -> None:
        stub = await opened.insights()
        kept = await stub.CorrectMention(request)
        if json:
            output.print_json({"name": request.name} | _labels(kept))
            return
        output.table(request.name, ("who", "question", "answer"), map(_row, kept.corrections))

    app.call(data, work)


def full_name(mention: str) -> str:
    """Resource name of a mention given by name, id or key."""
    if ":" in mention:
        return identity.mention_name(mention)
    return mention if "/" in mention else f"mentions/{mention}"


def _labels(kept: insights.CorrectedMention) -> dict[str, object]:
    return {"corrections": [output.as_dict(each) for each in kept.corrections]}


def _row(each: insights.Correction) -> tuple[str, str, str]:
    question = each.WhichOneof("label") or ""
    if question == "sentiment":
        words = next((word for word, label in FEELINGS.items() if label == each.sentiment), "unknown")
    else:
        words = "yes" if getattr(each, question, False) else "no"
    return each.corrector, question.replace("_", " "), words
