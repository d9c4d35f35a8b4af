"""`antiphon user` and `antiphon token`: who may sign in at the desk, and programs that act for people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from services.cli import app, desk, output
from services.cli.desk import Desk

commands = typer.Typer(help="Say who may sign in, and what they may do.", no_args_is_help=True)
tokens = typer.Typer(help="Let programs act for you.", no_args_is_help=True)

PAGE = 500
MOST_DAYS = 400

Name = Annotated[str, typer.Argument(help="Name that the person signs in with.")]
Address = Annotated[
    str, typer.Option("--desk", help="Address of the desk, where it is not the one of --data.")
]


def register(root: typer.Typer) -> None:
    """Adds both groups to the tree."""
    root.add_typer(commands, name="user")
    root.add_typer(tokens, name="token")


@commands.command()
def add(
    name: Name,
    role: Annotated[list[str], typer.Option(help="agent, lead, analyst, administrator or read-only.")],
    brand: Annotated[list[str] | None, typer.Option(help="Brand they work for; all when left out.")] = None,
    title: Annotated[str, typer.Option(help="Name for colleagues.")] = "",
    address: Address = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Adds somebody, and shows the one-time link they choose their password with."""
    brands = [each.removeprefix("brands/") for each in brand or ["*"]]
    body = {"userId": name, "displayName": title, "roles": role, "brands": brands}

    async def work(opened: Desk) -> None:
        _show_link(opened, await opened.ask("POST", "/users", body), json=json)

    _with_desk(data, address, work)


@commands.command("list")
def list_(address: Address = "", data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows who may sign in."""

    async def work(opened: Desk) -> None:
        found, token = [], ""
        while True:
            page = await opened.ask("GET", "/users", pageSize=PAGE, pageToken=token)
            found += page["users"]
            token = page["nextPageToken"]
            if not token:
                break
        if json:
            for each in found:
                output.print_json(each)
            return
        columns = ("name", "called", "roles", "brands", "signs in with")
        output.table("People", columns, map(_row, found), empty="Nobody yet. Add one: `antiphon user add`.")

    _with_desk(data, address, work)


@commands.command()
def disable(
    name: Name,
    undo: Annotated[bool, typer.Option("--undo", help="Let them in again.")] = False,
    address: Address = "",
    data: app.Data = app.DEFAULT_DATA,
) -> None:
    """Keeps somebody out, and ends their sessions at once."""

    async def work(opened: Desk) -> None:
        await opened.ask("PATCH", f"/users/{quote(name, safe='')}", {"disabled": not undo})
        output.say(f"{name} can sign in again." if undo else f"{name} is out.")

    _with_desk(data, address, work)


@commands.command()
def reset(
    name: Name, address: Address = "", data: app.Data = app.DEFAULT_DATA, json: app.Json = False
) -> None:
    """Takes password, second factor and sessions away, and shows a link for a new password."""

    async def work(opened: Desk) -> None:
        made = await opened.ask("POST", f"/users/{quote(name, safe='')}:reset")
        _show_link(opened, made, json=json)

    _with_desk(data, address, work)


@tokens.command()
def create(
    title: Annotated[str, typer.Argument(help="What it is for.")],
    scope: Annotated[list[str], typer.Option(help="Permission, for example queue.read; * for all.")],
    brand: Annotated[list[str] | None, typer.Option(help="Only for this brand.")] = None,
    days: Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="How long it is good for.")] = 90,
    address: Address = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Makes a token that acts for you, and prints it once."""
    expiry = datetime.now(UTC) + timedelta(days=days) - timedelta(seconds=5)
    body = {
        "title": title,
        "scopes": scope,
        "brands": [each.removeprefix("brands/") for each in brand or ["*"]],
        "expireTime": expiry.isoformat(timespec="seconds"),
    }

    async def work(opened: Desk) -> None:
        made = await opened.ask("POST", "/tokens", body)
        if json:
            output.print_json(made)
            return
        output.people.print(made["secret"], markup=False, soft_wrap=True)
        output.say("It is shown this once. Programs send it as `Authorization: Bearer`.")

    _with_desk(data, address, work)


@tokens.command("list")
def list_tokens(address: Address = "", data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows tokens, without what programs send."""

    async def work(opened: Desk) -> None:
        found = (await opened.ask("GET", "/tokens"))["tokens"]
        if json:
            for each in found:
                output.print_json(each)
            return
        rows = (
            (
                _plain(each["name"]),
                each["title"],
                _plain(each["user"]),
                " ".join(each["scopes"]),
                each["expireTime"],
            )
            for each in found
        )
        columns = ("token", "for", "acts for", "scopes", "until")
        output.table("Tokens", columns, rows, empty="No token yet. Make one: `antiphon token create`.")

    _with_desk(data, address, work)


@tokens.command()
def revoke(
    token: Annotated[str, typer.Argument(help="Token, as `antiphon token list` names it.")],
    address: Address = "",
    data: app.Data = app.DEFAULT_DATA,
) -> None:
    """Ends a token."""

    async def work(opened: Desk) -> None:
        await opened.ask("DELETE", f"/tokens/{quote(_plain(token), safe='')}")
        output.say("It works no longer.")

    _with_desk(data, address, work)


def _with_desk(data: Path, address: str, work: Callable[[Desk], Awaitable[None]]) -> None:
    async def connected() -> None:
        await work(desk.opened(data, address))

    app.run(connected)


def _show_link(opened: Desk, made: dict[str, Any], *, json: bool) -> None:
    link = f"{opened.address}/#accept={made['token']}"
    if json:
        output.print_json({**made, "link": link})
        return
    output.people.print(link, markup=False, soft_wrap=True)
    output.say(
        f"Give this link to {_plain(made['user']['name'])}: it sets their password, once, within three days."
    )


def _row(user: dict[str, Any]) -> tuple[str, ...]:
    ways = [
        words
        for known, words in (
            (user["hasPassword"], "password"),
            (user["hasSecondFactor"], "second factor"),
            (user["disabled"], "switched off"),
        )
        if known
    ]
    name = _plain(user["name"])
    return name, user["displayName"], " ".join(user["roles"]), " ".join(user["brands"]), ", ".join(ways)


def _plain(name: str) -> str:
    return name.rpartition("/")[2]
