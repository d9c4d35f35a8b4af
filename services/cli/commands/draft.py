"""`antiphon draft` and `antiphon note`: words for an answer, and words for the team."""

from __future__ import annotations

from typing import Annotated

import typer

from antiphon.routing.v1 import drafting_service_pb2 as drafting
from services.cli import app, output
from services.cli.commands.queue import full_name
from services.cli.session import Session

commands = typer.Typer(help="Keep words for an answer; they outlive the lease.", no_args_is_help=True)
notes = typer.Typer(help="Write and read what only the team sees.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Opportunity, for example opportunities/abc… or its id.")]
MOST = 500


def register(root: typer.Typer) -> None:
    """Adds both groups to the tree."""
    root.add_typer(commands, name="draft")
    root.add_typer(notes, name="note")


@commands.command()
def show(name: Name, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows the draft, who wrote it, and the last words of others."""

    async def work(opened: Session) -> None:
        stub = await opened.drafting()
        _print(await stub.GetDraft(drafting.GetDraftRequest(name=_draft(name))), json=json)

    app.call(data, work)


@commands.command()
def save(
    name: Name,
    text: Annotated[str, typer.Argument(help="Words so far.")],
    revision: Annotated[int, typer.Option(help="Revision you have read; your own words need none.")] = 0,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Keeps a draft; refuses to write over somebody else's words that you have not read."""

    async def work(opened: Session) -> None:
        stub = await opened.drafting()
        draft = drafting.Draft(name=_draft(name), text=text)
        kept = await stub.UpdateDraft(drafting.UpdateDraftRequest(draft=draft, revision=revision))
        _print(kept, json=json)

    app.call(data, work)


@commands.command()
def delete(
    name: Name,
    revision: Annotated[int, typer.Option(help="Revision you have read.")],
    data: app.Data = app.DEFAULT_DATA,
) -> None:
    """Throws the draft away, everybody's words."""

    async def work(opened: Session) -> None:
        stub = await opened.drafting()
        await stub.DeleteDraft(drafting.DeleteDraftRequest(name=_draft(name), revision=revision))
        output.say("The draft is gone.")

    app.call(data, work)


@notes.command()
def add(
    name: Name,
    text: Annotated[str, typer.Argument(help="Words for the team.")],
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Writes a note; it is never changed and never sent."""

    async def work(opened: Session) -> None:
        stub = await opened.drafting()
        request = drafting.CreateNoteRequest(parent=full_name(name), note=drafting.Note(text=text))
        note = await stub.CreateNote(request)
        if json:
            output.print_json(output.as_dict(note))
        else:
            output.say(f"{note.name} is kept.")

    app.call(data, work)


@notes.command("list")
def list_(name: Name, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows the notes about an opportunity, oldest first."""

    async def work(opened: Session) -> None:
        stub = await opened.drafting()
        page = await stub.ListNotes(drafting.ListNotesRequest(parent=full_name(name), page_size=MOST))
        if json:
            for note in page.notes:
                output.print_json(output.as_dict(note))
            return
        rows = ((output.until(note.create_time), note.author, note.text) for note in page.notes)
        output.table("Notes", ("when", "who", "what"), rows, empty="Nobody has written a note yet.")

    app.call(data, work)


def _draft(name: str) -> str:
    return f"{full_name(name)}/draft"


def _print(draft: drafting.Draft, *, json: bool) -> None:
    if json:
        output.print_json(output.as_dict(draft))
        return
    if not draft.revision:
        output.say("Nobody has begun a draft.")
        return
    for one in (draft, *draft.others):
        output.people.rule(f"{one.author}, {output.until(one.update_time)} · revision {one.revision}")
        output.people.print(one.text, markup=False)
