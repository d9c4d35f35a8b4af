"""`antiphon rescore`: what another scorer would say of history, before it is switched on.

Mentions come from the archive with the scores they have. They are scored again by the scorer that runs, or
by one that is started for this command with other weights or fewer analyzers; nothing is written. Only with
`--apply` the scorer that runs publishes what differs, and archive and queue take it.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.scoring.v1 import score_pb2
from antiphon.scoring.v1 import scoring_service_pb2 as scoring
from antiphon.scoring.v1 import scoring_service_pb2_grpc as scoring_grpc
from services.cli import app, brands, changes, history, output, session, temporary
from services.cli.session import Session

LABELS = ("question", "before → now", "mentions", "for example")
BRANDS = ("brand", "mentions", "changed", "priority higher / lower", "mean", "across 50", "across 80")


def register(root: typer.Typer) -> None:
    """Adds the command to the tree."""
    root.command("rescore")(rescore)


def rescore(
    since: Annotated[datetime | None, typer.Option(help="Published at or after, UTC.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Published before, UTC.")] = None,
    brand: Annotated[str, typer.Option(help="Only mentions of this brand.")] = "",
    limit: Annotated[int, typer.Option(min=0, help="At most so many, the oldest; 0 for all.")] = 0,
    candidate: Annotated[
        Path | None,
        typer.Option(
            exists=True, file_okay=False, resolve_path=True, help="Folder of a candidate's weights."
        ),
    ] = None,
    switched_off: Annotated[
        str, typer.Option(help="Analyzers to leave out, for example spam,influence.")
    ] = "",
    apply: Annotated[
        bool, typer.Option("--apply", help="Have archive and queue take the scores that differ.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Scores history again and tells what would change; without --apply it changes nothing itself."""
    span = history.span(since, until, brands.full_name(brand))
    variables = _variables(candidate, switched_off)
    if apply and variables:
        raise typer.BadParameter(
            "--apply takes the scores of the scorer that runs: leave out --candidate and --switched-off, "
            "or switch the scorer over first."
        )
    if apply and not (yes or json):
        typer.confirm("Have archive and queue take the scores that differ?", abort=True, err=True)

    async def work(opened: Session) -> None:
        report = changes.Report()
        async with _scorer(opened, variables) as scorer:
            await _compare(opened, scorer, span, limit, report, quiet=json, apply=apply)
        if not report.all.mentions:
            await brands.check(opened, brand)
        if json:
            output.print_json(changes.keys(report))
        else:
            _show(report)
            if apply:
                output.say(f"{report.applied:,} new scores are on the log; archive and queue take them.")

    app.call(data, work)


@dataclass(frozen=True, slots=True)
class _Scorer:
    """Who is asked.

    Attributes:
        stub: of the scorer.
        names: of each brand, for a scorer that does not know the brands itself.
    """

    stub: scoring_grpc.ScoringServiceAsyncStub
    names: Mapping[str, Sequence[str]]

    async def score(self, kept: Sequence[insights.ArchivedMention]) -> list[score_pb2.Score]:
        """Scores in the order of the mentions: one call for each set of brands."""
        places: dict[frozenset[str], list[int]] = {}
        for at, each in enumerate(kept):
            matched = {match.brand for match in each.mention.matches}
            places.setdefault(frozenset(matched & self.names.keys()), []).append(at)
        scores = [score_pb2.Score() for _ in kept]
        for known, group in places.items():
            request = scoring.ScoreMentionsRequest(
                mentions=[kept[at].mention for at in group],
                neutral_names=[name for brand in sorted(known) for name in self.names[brand]],
            )
            answer = await self.stub.ScoreMentions(request)
            for at, score in zip(group, answer.scores, strict=True):
                scores[at] = score
        return scores

    async def apply(self, kept: Sequence[insights.ArchivedMention], scores: Sequence[score_pb2.Score]) -> int:
        """Has the scorer publish what differs; how many."""
        mentions = [
            each.mention
            for each, score in zip(kept, scores, strict=True)
            if changes.differ(each.score, score)
        ]
        if not mentions:
            return 0
        answer = await self.stub.RescoreMentions(scoring.RescoreMentionsRequest(mentions=mentions))
        return answer.published_count


@contextlib.asynccontextmanager
async def _scorer(opened: Session, variables: Mapping[str, str]) -> AsyncIterator[_Scorer]:
    """The running scorer, or one of our own where it should differ from that."""
    if not variables:
        yield _Scorer(await opened.scorer(), {})
        return
    environ = {**app.environment(), **variables}
    with tempfile.TemporaryDirectory(prefix="antiphon-") as folder:
        async with temporary.scorer(Path(folder), environ) as own, session.open_session(own) as beside:
            yield _Scorer(await beside.scorer(), await brands.names(opened))


def _variables(candidate: Path | None, switched_off: str) -> dict[str, str]:
    found = {"ANTIPHON_SCORER_SWITCHED_OFF": switched_off} if switched_off else {}
    return found | ({"ANTIPHON_SCORER_WEIGHTS": str(candidate)} if candidate else {})


async def _compare(
    opened: Session,
    scorer: _Scorer,
    span: str,
    limit: int,
    report: changes.Report,
    *,
    quiet: bool,
    apply: bool,
) -> None:
    with output.bar(quiet=quiet) as bar:
        task = bar.add_task("scoring history", total=await history.total(opened, span, limit))
        async for kept in history.read(opened, span, limit):
            scores = await scorer.score(kept)
            for each, score in zip(kept, scores, strict=True):
                report.add(each, score)
            if apply:
                report.applied += await scorer.apply(kept, scores)
            bar.advance(task, len(kept))


def _show(report: changes.Report) -> None:
    if not report.all.mentions:
        output.say("The archive has no mention of that time and brand.")
        return
    output.table(
        "Labels that change", LABELS, changes.label_rows(report), empty="No label changes.", lines=True
    )
    output.table("Mentions and their priority", BRANDS, changes.brand_rows(report))
    output.say(
        f"{report.all.changed:,} of {report.all.mentions:,} mentions change. "
        f"Asked was {report.version or 'a scorer without analyzers'}."
    )
