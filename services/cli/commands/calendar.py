"""`antiphon calendar`: when teams work."""

from __future__ import annotations

from typing import Annotated

import typer

from antiphon.routing.v1 import deadline_service_pb2 as messages
from services.cli import app, output, schedules
from services.cli.session import Session

commands = typer.Typer(help="Say when teams work, for deadlines and queues.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Id of the calendar, for example office.")]

COLUMNS = ("id", "time zone", "hours", "special days", "now")
EMPTY = "No calendar yet: everything counts day and night. Add one with `antiphon calendar set NAME`."


def full_name(name: str) -> str:
    """Resource name of a calendar given by name or id."""
    return name if "/" in name else f"calendars/{name}"


@commands.command("list")
def list_(data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows calendars."""

    async def work(opened: Session) -> None:
        stub = await opened.deadlines()
        found = (await stub.ListCalendars(messages.ListCalendarsRequest())).calendars
        if json:
            for calendar in found:
                output.print_json(output.as_dict(calendar))
            return
        output.table("Calendars", COLUMNS, (_row(calendar) for calendar in found), empty=EMPTY)

    app.call(data, work)


@commands.command()
def show(name: Name, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows one calendar."""

    async def work(opened: Session) -> None:
        stub = await opened.deadlines()
        calendar = await stub.GetCalendar(messages.GetCalendarRequest(name=full_name(name)))
        _print(calendar, json=json)

    app.call(data, work)


@commands.command("set")
def set_(
    name: Name,
    zone: Annotated[str, typer.Option(help="Time zone, for example Europe/Berlin.")],
    hours: Annotated[list[str], typer.Option(help='Hours, for example "mon-fri 09:00-12:00,13:00-17:00".')],
    day: Annotated[
        list[str] | None, typer.Option(help='Day that differs, for example "2026-12-25 closed Christmas".')
    ] = None,
    title: Annotated[str, typer.Option(help="Name for people.")] = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Sets a calendar up, or replaces it; what waits gets its new deadlines."""
    calendar = messages.Calendar(
        name=full_name(name),
        display_name=title,
        time_zone=zone,
        hours=[schedules.weekly(each) for each in hours],
        special_days=[schedules.special(each) for each in day or []],
    )

    async def work(opened: Session) -> None:
        stub = await opened.deadlines()
        wish = messages.UpdateCalendarRequest(calendar=calendar, allow_missing=True)
        _print(await stub.UpdateCalendar(wish), json=json)

    app.call(data, work)


@commands.command()
def delete(name: Name, data: app.Data = app.DEFAULT_DATA) -> None:
    """Removes a calendar that nothing uses."""

    async def work(opened: Session) -> None:
        stub = await opened.deadlines()
        await stub.DeleteCalendar(messages.DeleteCalendarRequest(name=full_name(name)))
        output.say(f"{full_name(name)} is gone.")

    app.call(data, work)


def _print(calendar: messages.Calendar, *, json: bool) -> None:
    if json:
        output.print_json(output.as_dict(calendar))
    else:
        output.table("Calendar", COLUMNS, [_row(calendar)])


def _row(calendar: messages.Calendar) -> tuple[str, ...]:
    if calendar.open:
        now = "open"
    elif calendar.HasField("next_open_time"):
        now = f"opens {output.moment(calendar.next_open_time):%a %d %b %H:%M} UTC"
    else:
        now = "closed for years"
    return (
        calendar.name.removeprefix("calendars/"),
        calendar.time_zone,
        schedules.told_hours(calendar),
        str(len(calendar.special_days)),
        now,
    )
