"""`antiphon author`: forget a person who asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from services.cli import app, erasing, output
from services.cli.session import Session
from services.common.model import errors, identity

commands = typer.Typer(help="Forget a person who asks for it.", no_args_is_help=True)

Network = Annotated[str, typer.Argument(help="Network the author writes on, for example bluesky.")]
Author = Annotated[
    str, typer.Argument(help="Id on that network, whole key, or @handle, which is looked up in the archive.")
]


class NotDone(errors.AntiphonError):
    """A room has not done its part yet."""


class NobodyFound(errors.AntiphonError):
    """No one author goes by that name."""


@commands.callback()
def _commands() -> None:
    """Forget a person who asks for it."""


@commands.command()
def erase(
    network: Network,
    author: Author,
    site: Annotated[
        str, typer.Option(help="Host or feed in which the id is unique, where it is not everywhere.")
    ] = identity.GLOBAL_SITE,
    preview: Annotated[bool, typer.Option("--preview", help="Only count what would be erased.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for every room.")] = 60,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Erases what an author wrote and our answers to them, and keeps out what they write later."""

    async def work(opened: Session) -> None:
        key = await _key(opened, network.lower(), site, author)
        before = await erasing.preview(opened, key)
        if not json:
            output.table(f"An erasure of {key} reaches", ("room", "what", "how many"), _rows(before))
        if preview:
            _finish(key, before, None, json=json)
            return
        if not yes:
            typer.confirm(f"This cannot be undone. Erase {key}?", abort=True, err=True)
        after = await erasing.erase(opened, key, wait, output.say)
        _finish(key, before, after, json=json)

    app.call(data, work)


async def _key(opened: Session, network: str, site: str, author: str) -> str:
    if not author.startswith("@"):
        return erasing.key_of(network, site, author)
    output.say(f"Looking for {author} in the archive …")
    found = await erasing.find(opened, network, author)
    if not found:
        raise NobodyFound(
            f"Nobody in the archive goes by {author} on {network}; name the id that the network gives them."
        )
    if len(found) > 1:
        raise NobodyFound(
            f"{len(found)} authors go by {author} on {network}; name one: {', '.join(sorted(found))}."
        )
    (key,) = found
    return key


def _rows(rooms: erasing.Rooms) -> Iterator[tuple[str, str, str]]:
    for room, reach in rooms.items():
        if reach is None:
            yield room, "does not answer", "?"
        else:
            yield from ((room, _plural(name), str(count)) for name, count in reach.counts.items())


def _plural(name: str) -> str:
    return {"reply": "replies", "opportunity": "opportunities", "delivery": "deliveries"}.get(
        name, f"{name}s"
    )


def _finish(key: str, before: erasing.Rooms, after: erasing.Rooms | None, *, json: bool) -> None:
    left = [room for room, reach in (after or {}).items() if reach is None or not reach.is_done]
    if json:
        rooms = {"preview": _facts(before), "left": None if after is None else _facts(after)}
        output.print_json({"author_key": key, **rooms, "erased": after is not None and not left})
    if after is None:
        return
    if left:
        raise NotDone(
            f"Not done yet: {', '.join(left)}. An answer on its way is emptied at its end, and a service "
            "that is away obeys when it is back; run this again to see."
        )
    output.say("Erased. What the log still holds goes with its age: see docs/howto/erase-a-person.md.")


def _facts(rooms: erasing.Rooms) -> dict[str, Any]:
    return {
        room: None if reach is None else {**reach.counts, "suppressed": reach.suppressed}
        for room, reach in rooms.items()
    }
