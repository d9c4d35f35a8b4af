"""`antiphon score`: what the scorer says of a text, or of a stream of texts.

It asks the scorer of the running set. Where none runs, it starts a log and a scorer of its
own in a temporary folder, so that the command works for somebody who only wants scores.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Annotated, BinaryIO, Final

import typer
from rich.text import Text

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from antiphon.scoring.v1 import scoring_service_pb2 as scoring
from antiphon.scoring.v1 import scoring_service_pb2_grpc as scoring_grpc
from services.cli import app, output, score_keys, score_lines, session, temporary
from services.common.model import explanation

WORDS = {
    score_pb2.Modifier.EFFECT_TURNED: "turned by",
    score_pb2.Modifier.EFFECT_STRENGTHENED: "strengthened by",
    score_pb2.Modifier.EFFECT_WEAKENED: "weakened by",
    score_pb2.Modifier.EFFECT_AFTER: "after",
    score_pb2.Modifier.EFFECT_BEFORE: "before",
    score_pb2.Modifier.EFFECT_CAPITALS: "in capitals",
}

_NO_TEXT: Final = re.compile("[\ud800-\udfff]")


def register(root: typer.Typer) -> None:
    """Adds the command to the tree."""
    root.command("score")(score)


def score(
    text: Annotated[str, typer.Argument(help="Text to score; left out with --stdin.")] = "",
    data: app.Data = app.DEFAULT_DATA,
    why: Annotated[bool, typer.Option("--why", help="Show the words behind each number.")] = False,
    stdin: Annotated[bool, typer.Option("--stdin", help='Read JSON lines {"id", "text", …}.')] = False,
    name: Annotated[list[str] | None, typer.Option(help="Brand name that carries no feeling here.")] = None,
    json: app.Json = False,
) -> None:
    """Says what a text means and how much it matters, with the words behind each number."""
    if bool(text) == stdin:
        raise typer.BadParameter("Give either a TEXT or --stdin.")
    text, names = _readable(text), [_readable(each) for each in name or []]

    async def work() -> None:
        async with _scorer(data) as stub:
            if stdin:
                await _score_stream(stub, sys.stdin.buffer, names, why=why)
            else:
                mention = mention_pb2.Mention(key="cli:-:0", network="cli", native_id="0", text=text)
                request = _request([mention], names, why=why)
                answer = await stub.ScoreMentions(request)
                _show(text, answer, why=why, json=json)

    app.run(work)


def _readable(argument: str) -> str:
    """An argument with a sign in the place of each byte that is no text, which nothing else could take."""
    return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", argument)


@contextlib.asynccontextmanager
async def _scorer(data: Path) -> AsyncIterator[scoring_grpc.ScoringServiceAsyncStub]:
    """The scorer of the running set, else one of our own for this command."""
    environ = app.environment()
    try:
        settings = session.settings_of(data, environ)
    except session.NothingRuns:
        with tempfile.TemporaryDirectory(prefix="antiphon-") as folder:
            async with (
                temporary.scorer(Path(folder), environ) as own,
                session.open_session(own) as opened,
            ):
                yield await opened.scorer()
        return
    async with session.open_session(settings) as opened:
        yield await opened.scorer()


def _request(
    mentions: Sequence[mention_pb2.Mention], names: Sequence[str], *, why: bool
) -> scoring.ScoreMentionsRequest:
    return scoring.ScoreMentionsRequest(mentions=mentions, neutral_names=names, explain=why)


async def _score_stream(
    stub: scoring_grpc.ScoringServiceAsyncStub, stream: BinaryIO, names: Sequence[str], *, why: bool
) -> None:
    """Writes one scored line for each line read, in order; a bad line becomes a line with `error`."""
    for batch in score_lines.batches(stream, explained=why):
        scores = await _scores(stub, batch, names, why=why)
        for line, found in zip(batch, scores, strict=True):
            if isinstance(line, score_lines.Fault):
                output.print_json(dataclasses.asdict(line))
            elif found is not None:
                output.print_json({"id": line.id} | score_keys.as_keys(found))


async def _scores(
    stub: scoring_grpc.ScoringServiceAsyncStub,
    batch: Sequence[score_lines.Line | score_lines.Fault],
    names: Sequence[str],
    *,
    why: bool,
) -> list[score_pb2.Score | None]:
    """Scores in the order of the batch, None for a fault: one call for each brand's lines."""
    places: dict[tuple[str, ...], list[int]] = {}
    for at, line in enumerate(batch):
        if isinstance(line, score_lines.Line):
            places.setdefault(line.names, []).append(at)
    scores: list[score_pb2.Score | None] = [None] * len(batch)
    for theirs, group in places.items():
        mentions = [line.mention for at in group if isinstance(line := batch[at], score_lines.Line)]
        answer = await stub.ScoreMentions(_request(mentions, [*names, *theirs], why=why))
        for at, found in zip(group, answer.scores, strict=True):
            scores[at] = found
    return scores


def _show(text: str, answer: scoring.ScoreMentionsResponse, *, why: bool, json: bool) -> None:
    score_ = answer.scores[0]
    if json:
        output.print_json(score_keys.as_keys(score_))
        return
    output.people.print(_coloured(text, score_))
    output.people.print(explanation.sentence(score_), markup=False)
    for abstention in score_.abstentions:
        output.people.print(f"{abstention.analyzer}: {abstention.reason}", style="dim", markup=False)
    if why:
        _show_why(score_)
        output.people.print(f"by {answer.analyzers}", style="dim", markup=False)


def _coloured(text: str, score_: score_pb2.Score) -> Text:
    """The text with its good words green and its bad ones red."""
    marked = Text(text)
    for term in score_.sentiment.terms:
        if term.HasField("span"):
            marked.stylize("bold red" if term.valence < 0 else "bold green", term.span.start, term.span.end)
    return marked


def _show_why(score_: score_pb2.Score) -> None:
    rows = ((term.text, f"{term.valence:+.2f}", _because(term)) for term in score_.sentiment.terms)
    columns = ("word", "valence in its context", "because")
    output.table("", columns, rows, empty="No word of the lexicon occurs.")
    rows = (
        (finding, each.text, f"{each.amount:+.2f}")
        for finding, reasons in explanation.grounds(score_)
        for each in reasons
    )
    output.table("", ("finding", "ground", "amount"), rows, empty="No finding has grounds.")


def _because(term: score_pb2.Term) -> str:
    """`turned by not`, `strengthened by very`, `after but`: a line each."""
    return "\n".join(f"{WORDS.get(each.effect, '')} {each.text}".strip() for each in term.modifiers)
