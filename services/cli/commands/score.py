"""`antiphon score`: what the scorer says of a text, or of a stream of texts.

It asks the scorer of the running set. Where none runs, it starts a log and a scorer of its
own in a temporary folder, so that the command works for somebody who only wants scores.
"""

from __future__ import annotations

import contextlib
import dataclasses
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import orjson
import typer
from rich.text import Text

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from antiphon.scoring.v1 import scoring_service_pb2 as scoring
from antiphon.scoring.v1 import scoring_service_pb2_grpc as scoring_grpc
from services.cli import app, output, session, temporary

BATCH_SIZE = 500
LABELS = {
    score_pb2.Sentiment.LABEL_NEGATIVE: ("negative", "red"),
    score_pb2.Sentiment.LABEL_NEUTRAL: ("neutral", "default"),
    score_pb2.Sentiment.LABEL_POSITIVE: ("positive", "green"),
}
WORDS = {
    score_pb2.Modifier.EFFECT_TURNED: "turned by",
    score_pb2.Modifier.EFFECT_STRENGTHENED: "strengthened by",
    score_pb2.Modifier.EFFECT_WEAKENED: "weakened by",
    score_pb2.Modifier.EFFECT_AFTER: "after",
    score_pb2.Modifier.EFFECT_BEFORE: "before",
    score_pb2.Modifier.EFFECT_CAPITALS: "in capitals",
}


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
    """Says what a text means: language and sentiment, with the words behind them."""
    if bool(text) == stdin:
        raise typer.BadParameter("Give either a TEXT or --stdin.")

    async def work() -> None:
        async with _scorer(data) as stub:
            if stdin:
                await _score_stream(stub, sys.stdin.buffer, name or [], why=why)
            else:
                request = _request([text], name or [], why=why)
                answer = await stub.ScoreMentions(request)
                _show(text, answer.scores[0], why=why, json=json)

    app.run(work)


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


def _request(texts: list[str], names: list[str], *, why: bool) -> scoring.ScoreMentionsRequest:
    mentions = [
        mention_pb2.Mention(key=f"cli:-:{number}", network="cli", native_id=str(number), text=text)
        for number, text in enumerate(texts)
    ]
    return scoring.ScoreMentionsRequest(mentions=mentions, neutral_names=names, explain=why)


async def _score_stream(
    stub: scoring_grpc.ScoringServiceAsyncStub, stream: BinaryIO, names: list[str], *, why: bool
) -> None:
    """Writes one scored line for each line read, in order; a bad line becomes a line with `error`."""
    for records in _batches(stream):
        texts = [record["text"] for record in records if isinstance(record, dict)]
        answer = await stub.ScoreMentions(_request(texts, names, why=why))
        scores = iter(answer.scores)
        for record in records:
            if isinstance(record, _Fault):
                output.print_json(dataclasses.asdict(record))
            else:
                output.print_json({"id": record.get("id")} | as_keys(next(scores)))


def _batches(stream: BinaryIO) -> Iterator[list[dict[str, Any] | _Fault]]:
    batch: list[dict[str, Any] | _Fault] = []
    for number, line in enumerate(stream, start=1):
        if line.strip():
            batch.append(_record(line, number))
        if len(batch) == BATCH_SIZE:
            yield batch
            batch = []
    if batch:
        yield batch


@dataclasses.dataclass(frozen=True, slots=True)
class _Fault:
    """A line that cannot be scored; its fields are the keys of the line written for it."""

    id: Any
    line: int
    error: str


def _record(line: bytes, number: int) -> dict[str, Any] | _Fault:
    """One line as a record, or as a sentence that says what is wrong with it."""
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return _Fault(None, number, f"Line {number} is not JSON: {error}.")
    if not isinstance(record, dict):
        return _Fault(None, number, f"Line {number} must be a JSON object.")
    if not isinstance(record.get("text"), str):
        return _Fault(record.get("id"), number, f'Line {number}: field "text" must be a string.')
    return record


def as_keys(score_: score_pb2.Score) -> dict[str, Any]:
    """A score as the documented keys of `--json`."""
    sentiment: Mapping[str, Any] | None = None
    if score_.HasField("sentiment"):
        found = score_.sentiment
        sentiment = {
            "label": LABELS[found.label][0],
            "compound": found.compound,
            "positive": found.positive,
            "neutral": found.neutral,
            "negative": found.negative,
            "terms": [
                {
                    "text": term.text,
                    "valence": term.valence,
                    "start": term.span.start if term.HasField("span") else None,
                    "end": term.span.end if term.HasField("span") else None,
                    "modifiers": [
                        {"effect": _effect(modifier), "text": modifier.text} for modifier in term.modifiers
                    ],
                }
                for term in found.terms
            ],
        }
    return {
        "language": {"code": score_.language.code, "probability": score_.language.probability},
        "sentiment": sentiment,
        "abstentions": [{"analyzer": a.analyzer, "reason": a.reason} for a in score_.abstentions],
        "model_version": score_.model_version,
    }


def _show(text: str, score_: score_pb2.Score, *, why: bool, json: bool) -> None:
    if json:
        output.print_json(as_keys(score_))
        return
    language = score_.language
    output.people.print(f"language   {language.code} ({language.probability:.0%} sure)", markup=False)
    for abstention in score_.abstentions:
        output.people.print(f"{abstention.analyzer:10} none. {abstention.reason}", markup=False)
    if not score_.HasField("sentiment"):
        return
    sentiment = score_.sentiment
    label, style = LABELS[sentiment.label]
    output.people.print(Text.assemble("sentiment  ", (f"{label} {sentiment.compound:+.4f}", style)))
    if why:
        _show_why(text, score_)


def _show_why(text: str, score_: score_pb2.Score) -> None:
    marked = Text(text)
    for term in score_.sentiment.terms:
        if term.HasField("span"):
            marked.stylize("bold red" if term.valence < 0 else "bold green", term.span.start, term.span.end)
    output.people.print(marked)
    rows = ((term.text, f"{term.valence:+.2f}", _because(term)) for term in score_.sentiment.terms)
    columns = ("word", "valence in its context", "because")
    output.table("", columns, rows, empty="No word of the lexicon occurs.")
    output.people.print(f"by {score_.model_version}", style="dim", markup=False)


def _because(term: score_pb2.Term) -> str:
    """`turned by not`, `strengthened by very`, `after but`: a line each."""
    return "\n".join(f"{WORDS.get(each.effect, '')} {each.text}".strip() for each in term.modifiers)


def _effect(modifier: score_pb2.Modifier) -> str:
    try:
        return score_pb2.Modifier.Effect.Name(modifier.effect).removeprefix("EFFECT_").lower()
    except ValueError:
        return "unspecified"
