"""`antiphon deadletter`: what was given up, why, and how to let it go round again."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from services.cli import app, output
from services.cli.session import Session
from services.common.bus import Entry

commands = typer.Typer(help="See, repeat or throw away what consumers gave up.", no_args_is_help=True)

Consumer = Annotated[str, typer.Argument(help="Consumer, for example router.")]
Numbers = Annotated[list[int] | None, typer.Argument(help="Numbers of dead letters; all when left out.")]


@commands.command("list")
def list_(
    consumer: Annotated[str, typer.Argument(help="Only this consumer.")] = "",
    data: app.Data = app.DEFAULT_DATA,
    limit: Annotated[int, typer.Option(min=1, help="At most this many.")] = 50,
    json: app.Json = False,
) -> None:
    """Shows dead letters, and which consumers are paused."""

    async def work(opened: Session) -> None:
        log = await opened.log()
        entries = await log.deadletters.list(consumer or None, limit=limit)
        if json:
            for entry in entries:
                output.print_json(_facts(entry))
            return
        for lag in await log.lags():
            if lag.paused and lag.stream != "RETRY":
                output.say(
                    f"{lag.name} is paused; when its fault is mended: antiphon deadletter resume {lag.name}"
                )
        columns = ("number", "consumer", "reason", "cause", "item_id")
        facts = (_facts(entry) for entry in entries)
        rows = ([output.short(str(fact[column])) for column in columns] for fact in facts)
        output.table("Dead letters", columns, rows, empty="Nothing was given up.")

    app.call(data, work)


@commands.command()
def show(
    number: Annotated[int, typer.Argument(help="Number of the dead letter.")],
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Shows one dead letter with its cause."""

    async def work(opened: Session) -> None:
        entry = await (await opened.log()).deadletters.show(number)
        if json:
            output.print_json(_facts(entry))
            return
        for name, value in _facts(entry).items():
            output.people.print(f"{name:10} {value}", markup=False)

    app.call(data, work)


@commands.command()
def replay(consumer: Consumer, numbers: Numbers = None, data: app.Data = app.DEFAULT_DATA) -> None:
    """Lets a consumer, and only it, see its dead letters again."""

    async def work(opened: Session) -> None:
        count = await (await opened.log()).deadletters.replay(consumer, numbers or None)
        output.say(f"{count} dead letters go round again.")

    app.call(data, work)


@commands.command()
def purge(
    consumer: Consumer,
    numbers: Numbers = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: app.Data = app.DEFAULT_DATA,
) -> None:
    """Throws dead letters away for good."""
    if not yes:
        typer.confirm("Purged dead letters are lost; only their keys stay, for the audit. Go on?", abort=True)

    async def work(opened: Session) -> None:
        count = await (await opened.log()).deadletters.purge(consumer, numbers or None)
        output.say(f"{count} dead letters are gone.")

    app.call(data, work)


@commands.command()
def pause(consumer: Consumer, data: app.Data = app.DEFAULT_DATA) -> None:
    """Stops a consumer, all its replicas, until it is resumed; what comes for it waits on the log."""

    async def work(opened: Session) -> None:
        log = await opened.log()
        await log.pause(consumer)
        output.say(f"{consumer} is paused; `antiphon deadletter resume {consumer}` lets it go on.")

    app.call(data, work)


@commands.command()
def resume(consumer: Consumer, data: app.Data = app.DEFAULT_DATA) -> None:
    """Lets a consumer go on that was paused, or paused because too much failed."""

    async def work(opened: Session) -> None:
        log = await opened.log()
        await log.resume(consumer)
        output.say(f"{consumer} goes on.")

    app.call(data, work)


def _facts(entry: Entry) -> dict[str, Any]:
    letter = entry.letter
    return {
        "number": entry.sequence,
        "time": output.moment(letter.dead_time).isoformat(),
        "consumer": letter.consumer,
        "subject": letter.subject,
        "item_id": letter.item_id,
        "reason": letter.reason,
        "cause": letter.cause,
        "tries": letter.tries,
        "bytes": len(letter.payload),
    }
