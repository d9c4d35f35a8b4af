"""`antiphon scorer`: how well the scorer does what people expect of it."""

from __future__ import annotations

from typing import Annotated

import typer

from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.scoring.v1 import scoring_service_pb2 as scoring
from services.cli import agreement, app, brands, output
from services.cli.session import Session

commands = typer.Typer(help="How well the scorer does.", no_args_is_help=True)

COLUMNS = ("brand", "question", "agree", "share (95 %)", "kappa", "scorer silent", "people differ")
EMPTY = "Nobody has corrected a mention yet. Tell what one really is with `antiphon correct MENTION`."


@commands.callback()
def _commands() -> None:
    """How well the scorer does."""


@commands.command()
def evaluate(
    corrections: Annotated[
        bool, typer.Option("--corrections", help="Against what people said of mentions.")
    ] = False,
    brand: Annotated[str, typer.Option(help="Only for this brand.")] = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Tells how far the scorer that runs agrees with what people said, brand by brand."""
    if not corrections:
        raise typer.BadParameter("Say what to compare it with: --corrections.")

    async def work(opened: Session) -> None:
        tallies = await _tally(opened, brands.full_name(brand))
        if not tallies:
            await brands.check(opened, brand)
        if json:
            for each in agreement.keys(tallies):
                output.print_json(each)
        else:
            _show(tallies)

    app.call(data, work)


async def _tally(opened: Session, brand: str) -> agreement.Tallies:
    archive, scorer = await opened.insights(), await opened.scorer()
    tallies: agreement.Tallies = {}
    async for piece in archive.ListCorrections(insights.ListCorrectionsRequest(brand=brand)):
        mentions = [found.mention.mention for found in piece.mentions]
        answer = await scorer.ScoreMentions(scoring.ScoreMentionsRequest(mentions=mentions))
        for found, score in zip(piece.mentions, answer.scores, strict=True):
            agreement.add(tallies, found, score, brand)
    return tallies


def _show(tallies: agreement.Tallies) -> None:
    output.table("The scorer against people", COLUMNS, agreement.rows(tallies), empty=EMPTY)
    for brand, questions in sorted(tallies.items()):
        for question, tally in questions.items():
            if tally.judged < agreement.ENOUGH:
                continue
            name = f"{brand.removeprefix('brands/') or 'no brand'}, {question.replace('_', ' ')}"
            columns = ("people say", *(f"scorer: {each}" for each in agreement.LABELS[question]), "silent")
            output.table(name, columns, agreement.confusion(tally, question))
    if tallies:
        output.say(
            f"Where fewer than {agreement.ENOUGH} mentions can be compared, shares say nothing. "
            "People correct what looks wrong, so these are no shares of all mentions."
        )
