"""`antiphon backup`: copies an installation's memory, and brings it back without whom it forgot since."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from services.cli import app, copies, forgotten, output, session
from services.cli.session import Session
from services.common import config
from services.common.model import errors

REWOUND = ("router", "insights", "insights-judgements")
"""Consumers whose work is in the restored tables; what they know already they do no second time."""

commands = typer.Typer(help="Copy an installation's memory away, and bring it back.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="Folder of the copy.")]


class StillUp(errors.AntiphonError):
    """The set in this data folder runs; end it before its files are replaced."""


@commands.command()
def make(folder: Folder, data: app.Data = app.DEFAULT_DATA) -> None:
    """Copies the SQLite files of a running set, and adds to the list of who was forgotten.

    With Postgres only the list: the database itself is for pg_dump or your operator. Of the set it asks the
    log alone, so that a job which does this every night needs no key to sign with.
    """

    async def work(opened: Session) -> None:
        if not copies.is_there(data):
            output.say("The tables are not in files: copy the database with pg_dump or your operator.")
        else:
            made = copies.make(data, folder)
            output.say(f"{len(made)} files are copied. The keys are not: keep {data / 'keys'} apart.")
        found = await forgotten.on_log(opened)
        with copies.explained(f"The list cannot be written to {folder}"):
            count = forgotten.write(folder, found)
        output.say(f"The list holds {count} erasures, {len(found)} of which the log still tells.")

    app.call(data, work, signs=False)


@commands.command()
def restore(folder: Folder, data: app.Data = app.DEFAULT_DATA) -> None:
    """Puts the copied SQLite files in the place of those of a set that does not run."""

    async def work() -> None:
        if session.running(data) is not None:
            raise StillUp(StillUp.__doc__)
        if config.load(app.environment()).store.url:
            raise copies.CopyFailed("The tables are in Postgres: restore them with pg_restore.")
        replaced = copies.restore(data, folder)
        output.say(f"{len(replaced)} files are back. Start the set, then: antiphon backup catch-up")

    app.run(work)


@commands.command("catch-up")
def catch_up(
    erasures: Annotated[
        Path | None, typer.Option("--erasures", help="Newest list of who was forgotten, as `make` writes it.")
    ] = None,
    data: app.Data = app.DEFAULT_DATA,
) -> None:
    """After a restore: forgets again whom the copy remembers, and has what the log holds done again."""

    async def work(opened: Session) -> None:
        with copies.explained("The list cannot be read"):
            known = forgotten.read(erasures) if erasures is not None else {}
        digests = {**known, **await forgotten.on_log(opened)}
        count = await forgotten.erase(opened, digests)
        output.say(f"{len(digests)} people are forgotten again; {count} of their mentions were in the copy.")
        log = await opened.log()
        for consumer in REWOUND:
            await log.rewind(consumer)
        output.say("What the log still holds is decided and archived again: see antiphon status --audit")

    app.call(data, work)
