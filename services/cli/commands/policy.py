"""`antiphon policy`: what enters which queue, tried on examples and on history before it decides."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from antiphon.routing.v1 import policy_service_pb2 as policies
from services.cli import app, brands, history, output
from services.cli import policies as shown
from services.cli.session import Session
from services.common.model import errors

commands = typer.Typer(
    help="Write what enters which queue, and try it before it decides.", no_args_is_help=True
)

KINDS = {
    "policy": policies.POLICY_KIND_POLICY,
    "lists": policies.POLICY_KIND_LISTS,
    "thresholds": policies.POLICY_KIND_THRESHOLDS,
}
MOST = 500

File = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="YAML of a policy, lists or thresholds.")
]
Brand = Annotated[str, typer.Option(help="Brand it is for; all that have none of their own when left out.")]
Comment = Annotated[str, typer.Option("--comment", "-m", help="Why, for the history.")]


class Failed(errors.AntiphonError):
    """A document has errors, or an example fails."""


@commands.command()
def lint(file: File, brand: Brand = "", data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Checks a document: form, types, fields, rules that cannot be reached or never decided."""
    request = policies.LintPolicyRequest(text=_text(file), brand=brands.full_name(brand))

    async def work(opened: Session) -> None:
        async with brands.explaining(opened, brand):
            answer = await (await opened.policies()).LintPolicy(request)
        wrong = sum(1 for each in answer.problems if not each.warning)
        if json:
            output.print_json(output.as_dict(answer))
        else:
            shown.problems(answer.problems, file.name)
            warned = len(answer.problems) - wrong
            output.say(f"Errors: {wrong}; worth a look: {warned}; entries: {answer.entry_count}.")
        if wrong:
            raise typer.Exit(1)

    app.call(data, work)


@commands.command("test")
def examples(
    file: File, brand: Brand = "", data: app.Data = app.DEFAULT_DATA, json: app.Json = False
) -> None:
    """Runs the examples of a policy."""
    request = policies.TestPolicyRequest(text=_text(file), brand=brands.full_name(brand))

    async def work(opened: Session) -> None:
        async with brands.explaining(opened, brand):
            answer = await (await opened.policies()).TestPolicy(request)
        failed = [each for each in answer.results if not each.passed]
        if json:
            output.print_json(output.as_dict(answer))
        else:
            rows = (
                ("✓" if each.passed else "✗", str(each.line), each.name, each.rule, each.sentence)
                for each in answer.results
            )
            empty = "It has no examples; add some under `examples:`."
            output.table("Examples", ("", "line", "example", "rule", "what came"), rows, empty=empty)
            output.say(f"{len(answer.results) - len(failed)} passed, {len(failed)} failed.")
        if failed:
            raise typer.Exit(1)

    app.call(data, work)


@commands.command()
def apply(
    file: File,
    brand: Brand = "",
    based_on: Annotated[
        int | None, typer.Option(min=0, help="Version it was made from; else what the file says.")
    ] = None,
    comment: Comment = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Puts a document in force as its next version; its examples must pass."""
    request = policies.ApplyPolicyRequest(text=_text(file), brand=brands.full_name(brand), comment=comment)
    if based_on is not None:
        request.based_on_version = based_on

    async def work(opened: Session) -> None:
        async with brands.explaining(opened, brand):
            await _check_brand(opened, brand)
            answer = await (await opened.policies()).ApplyPolicy(request)
        if json:
            output.print_json(output.as_dict(answer))
            return
        shown.problems(answer.warnings, file.name)
        output.say(
            f"{shown.document_name(answer)} is in force for {shown.brand_name(answer.brand)}. "
            f"Write `based_on: {answer.version}` into the file before you change it next."
        )

    app.call(data, work)


@commands.command()
def rollback(
    version: Annotated[
        str, typer.Argument(help="As care@3; left out, what is in force for the brand ends.")
    ] = "",
    brand: Brand = "",
    kind: Annotated[str, typer.Option(help="policy, lists or thresholds.")] = "policy",
    comment: Comment = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Puts an older version in force again, or ends what is in force for a brand."""
    request = policies.RollbackPolicyRequest(
        name=version, brand=brands.full_name(brand), kind=_kind(kind), comment=comment
    )

    async def work(opened: Session) -> None:
        async with brands.explaining(opened, brand):
            answer = await (await opened.policies()).RollbackPolicy(request)
        if json:
            output.print_json(output.as_dict(answer))
        elif answer.version:
            place = shown.brand_name(answer.brand)
            output.say(f"{shown.document_name(answer)} is in force again for {place}.")
        else:
            output.say(f"Nothing of its own is in force for {shown.brand_name(answer.brand)} any more.")

    app.call(data, work)


@commands.command()
def show(
    version: Annotated[str, typer.Argument(help="As care@3; left out, what is in force.")] = "",
    brand: Brand = "",
    kind: Annotated[str, typer.Option(help="policy, lists or thresholds.")] = "policy",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Prints a document as it was applied."""
    request = policies.GetPolicyRequest(name=version, brand=brands.full_name(brand), kind=_kind(kind))

    async def work(opened: Session) -> None:
        answer = await (await opened.policies()).GetPolicy(request)
        if json:
            output.print_json(output.as_dict(answer))
            return
        typer.echo(answer.text.rstrip("\n"))
        output.say(
            f"This is {shown.document_name(answer)}, in force for {shown.brand_name(answer.brand)}."
            if answer.active
            else f"This is {shown.document_name(answer)}."
        )

    app.call(data, work)


@commands.command("history")
def history_(
    brand: Annotated[str, typer.Option(help="Only what was in force for this brand.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="At most so many.")] = 50,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Shows what was put in force, newest first."""
    request = policies.ListPolicyVersionsRequest(brand=brands.full_name(brand), page_size=limit)

    async def work(opened: Session) -> None:
        answer = await (await opened.policies()).ListPolicyVersions(request)
        if json:
            for each in answer.versions:
                output.print_json(output.as_dict(each))
        else:
            shown.versions(answer.versions)

    app.call(data, work)


@commands.command()
def shadow(
    file: Annotated[
        Path | None,
        typer.Argument(exists=True, dir_okay=False, help="Candidate; left out, tells how it does."),
    ] = None,
    brand: Brand = "",
    end: Annotated[bool, typer.Option("--end", help="Ends the candidate that runs.")] = False,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Runs a candidate beside the policy in force, and tells where the two differ."""
    if end and file:
        raise typer.BadParameter("Give a file or --end, not both.")
    scope = brands.full_name(brand)

    async def work(opened: Session) -> None:
        stub = await opened.policies()
        async with brands.explaining(opened, brand):
            if file or end:
                text = _text(file) if file else ""
                answer = await stub.SetShadow(policies.SetShadowRequest(brand=scope, text=text))
            else:
                answer = await stub.GetShadowReport(policies.GetShadowReportRequest(brand=scope))
        if json:
            output.print_json(output.as_dict(answer))
        elif end:
            output.say("No candidate runs any more.")
        elif file:
            output.say(f"{answer.candidate} runs beside; ask `antiphon policy shadow` how it does.")
        elif not answer.candidate:
            output.say("No candidate runs.")
        else:
            shown.differences(answer.differences, answer.mention_count)
            since = output.until(answer.start_time)
            output.say(
                f"{answer.candidate}, set {since}: {answer.changed_count:,} of {answer.mention_count:,} "
                "mentions would change hands."
            )

    app.call(data, work)


@commands.command()
def replay(
    brand: Annotated[str, typer.Argument(help="Brand whose history is decided again.")],
    file: Annotated[
        Path | None,
        typer.Argument(exists=True, dir_okay=False, help="Candidate; left out, staffing alone changes."),
    ] = None,
    lists: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Lists for the candidate.")
    ] = None,
    thresholds: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Thresholds for the candidate.")
    ] = None,
    staffing: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Who works today, see the how-to."),
    ] = None,
    then: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Who would work with the candidate.")
    ] = None,
    since: Annotated[datetime | None, typer.Option(help="Published at or after, UTC.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Published before, UTC.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="At most so many, the oldest; 0 for all.")] = 0,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Decides history by the policy in force and by a candidate, and tells the difference."""
    name = brands.full_name(brand)
    setup = policies.ReplayPolicyRequest.Setup(
        brand=name,
        text=_text(file),
        lists=_text(lists),
        thresholds=_text(thresholds),
        staffing=_text(staffing),
        candidate_staffing=_text(then),
    )
    span = history.span(since, until, name)

    async def work(opened: Session) -> None:
        report = await _replay(opened, setup, span, limit, quiet=json)
        if not report.mention_count:
            await brands.check(opened, brand)
        if json:
            output.print_json(output.as_dict(report))
        elif not report.mention_count:
            output.say("The archive has no mention of that time and brand.")
        else:
            shown.replay(report)

    app.call(data, work)


async def _replay(
    opened: Session, setup: policies.ReplayPolicyRequest.Setup, span: str, limit: int, *, quiet: bool
) -> policies.ReplayReport:
    stub = await opened.policies()

    async def pieces() -> AsyncIterator[policies.ReplayPolicyRequest]:
        yield policies.ReplayPolicyRequest(setup=setup)
        async for kept in history.read(opened, span, limit):
            request = policies.ReplayPolicyRequest()
            for each in kept:
                request.items.add(mention=each.mention, score=each.score)
            yield request

    with output.bar(quiet=quiet) as bar:
        task = bar.add_task("deciding history", total=limit or None)
        async for answer in stub.ReplayPolicy(pieces()):
            bar.update(task, completed=answer.decided_count)
            if answer.HasField("report"):
                return answer.report
    raise Failed("The router ended the replay without a result; see its log, and try again.")


async def _check_brand(opened: Session, brand: str) -> None:
    if brand:
        await brands.check(opened, brand)


def _text(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise typer.BadParameter(f"{file} cannot be read as text; give a YAML file.") from None


def _kind(name: str) -> policies.PolicyKind:
    if name not in KINDS:
        raise typer.BadParameter(f"{name!r} is none of {', '.join(KINDS)}.")
    return KINDS[name]
