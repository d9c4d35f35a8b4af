"""`antiphon insights change`, `changes`, `undo` and `tags`: many mentions corrected and tagged at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

import typer

from antiphon.insights.v1 import analytics_service_pb2 as analytics
from antiphon.insights.v1 import curation_service_pb2 as api
from services.cli import app, output
from services.cli.session import Session
from services.cli.sliced import sliced

DEFAULT_DAYS = 30

Tags = Annotated[list[str] | None, typer.Option("--tag", help="Give this tag; repeat for several.")]
Untags = Annotated[list[str] | None, typer.Option("--untag", help="Take this tag; repeat for several.")]


@sliced
def change(
    what: analytics.Slice,
    data: app.Data = app.DEFAULT_DATA,
    feeling: Annotated[
        Literal["negative", "neutral", "positive"] | None,
        typer.Option("--to", help="What they really feel like."),
    ] = None,
    junk: Annotated[bool | None, typer.Option("--to-spam/--to-no-spam", help="Whether it is spam.")] = None,
    tag: Tags = None,
    untag: Untags = None,
    reason: Annotated[str, typer.Option(help="Why, for the record.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: app.Json = False,
) -> None:
    """Corrects and tags the mentions of a slice, after it has said how many; can be undone."""
    _bound(what)
    request = api.ChangeMentionsRequest(
        slice=what,
        sentiment=f"LABEL_{feeling.upper()}" if feeling else None,
        spam=junk,
        add_tags=tag or (),
        remove_tags=untag or (),
        reason=reason,
        validate_only=True,
    )

    async def work(opened: Session) -> None:
        stub = await opened.curation()
        found = await stub.ChangeMentions(request)
        if not yes and not typer.confirm(f"Change {found.mention_count:,} mentions?", err=True):
            raise typer.Abort
        request.validate_only = False
        found = await stub.ChangeMentions(request)
        if json:
            output.print_json(output.as_dict(found))
        else:
            back = f"`insights undo {_last(found)}` takes it back" if found.name else "there was none"
            output.say(f"{found.mention_count:,} mentions are changed; {back}.")

    app.call(data, work)


def undo(
    number: Annotated[str, typer.Argument(help="Number of the change, as `insights changes` shows it.")],
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Takes a change of many mentions back."""

    async def work(opened: Session) -> None:
        name = f"mentionChanges/{number.removeprefix('mentionChanges/')}"
        stub = await opened.curation()
        found = await stub.UndoMentionChange(api.UndoMentionChangeRequest(name=name))
        if json:
            output.print_json(output.as_dict(found))
        else:
            output.say(f"{found.mention_count:,} mentions are as they were.")

    app.call(data, work)


def changes(data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows who changed how many mentions, newest first."""

    async def work(opened: Session) -> None:
        stub = await opened.curation()
        found = (await stub.ListMentionChanges(api.ListMentionChangesRequest())).changes
        if json:
            for one in found:
                output.print_json(output.as_dict(one))
            return
        rows = (
            (
                _last(one),
                f"{output.moment(one.create_time):%Y-%m-%d %H:%M}",
                one.actor,
                f"{one.mention_count:,}",
                _said(one),
                f"undone by {one.undo_actor}" if one.HasField("undo_time") else "",
            )
            for one in found
        )
        columns = ("number", "time (UTC)", "who", "mentions", "what", "")
        output.table("Changes", columns, rows, empty="Nobody changed many at once.")

    app.call(data, work)


def tags(data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows tags, those of the most mentions first."""

    async def work(opened: Session) -> None:
        found = await (await opened.curation()).ListTags(api.ListTagsRequest())
        if json:
            output.print_json(output.as_dict(found))
            return
        rows = ((one.tag, f"{one.mention_count:,}") for one in found.tags)
        output.table("Tags", ("tag", "mentions"), rows, empty="No tag.")

    app.call(data, work)


def _bound(what: analytics.Slice) -> None:
    """Gives a slice the times that it would have without any, so that preview and change agree."""
    now = datetime.now(UTC)
    if not what.HasField("end_time"):
        what.end_time.FromDatetime(now)
    if not what.HasField("start_time"):
        what.start_time.FromDatetime(what.end_time.ToDatetime(UTC) - timedelta(days=DEFAULT_DAYS))


def _last(one: api.MentionChange) -> str:
    return one.name.rpartition("/")[2]


def _said(one: api.MentionChange) -> str:
    said = [f"+{tag}" for tag in one.add_tags] + [f"-{tag}" for tag in one.remove_tags]
    if one.HasField("sentiment"):
        said.append(output.as_dict(one)["sentiment"].removeprefix("LABEL_").lower())
    if one.HasField("spam"):
        said.append("spam" if one.spam else "no spam")
    return " ".join(said)
