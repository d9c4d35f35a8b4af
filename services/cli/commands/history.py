"""`history` and `restore` of queues, agents, calendars and deadline policies."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from antiphon.routing.v1 import audit_service_pb2 as messages
from antiphon.routing.v1 import deadline_service_pb2 as deadlines
from antiphon.routing.v1 import staffing_service_pb2 as staffing
from services.cli import app, output, versions
from services.cli.session import Session

Name = Annotated[str, typer.Argument(help="Its id, or the whole name, for example queues/billing.")]

COLUMNS: Final = ("version", "since", "by", "what", "changed")


def register(commands: typer.Typer, *collections: str) -> None:
    """Adds both commands to a group; a bare id is looked for in these collections, in their order."""

    @commands.command()
    def history(
        name: Name,
        data: app.Data = app.DEFAULT_DATA,
        json: app.Json = False,
    ) -> None:
        """Shows every version: since when, by whom, and what changed."""

        async def work(opened: Session) -> None:
            found = await versions.of(await opened.audit(), _names(name, collections))
            if json:
                for version in found:
                    output.print_json(output.as_dict(version))
            else:
                output.table(found[0].name, COLUMNS, versions.rows(found), whole=COLUMNS[:2])

        app.call(data, work)

    @commands.command()
    def restore(
        name: Name,
        version: Annotated[int, typer.Argument(help="Number of the version, as `history` shows it.")],
        data: app.Data = app.DEFAULT_DATA,
    ) -> None:
        """Sets everything as a version had it; that is a version of its own."""

        async def work(opened: Session) -> None:
            found = await versions.of(await opened.audit(), _names(name, collections))
            wanted = next((one for one in found if one.version == version), None)
            if wanted is None or not wanted.WhichOneof("document"):
                problem = "deletes it" if wanted else "does not exist"
                raise typer.BadParameter(f"Version {version} of {found[0].name} {problem}.")
            await _set(opened, wanted)
            output.say(f"{wanted.name} is as version {version} had it.")

        app.call(data, work)


def _names(name: str, collections: tuple[str, ...]) -> list[str]:
    return [name] if "/" in name else [f"{collection}/{name}" for collection in collections]


async def _set(opened: Session, wanted: messages.SetupVersion) -> None:
    if wanted.HasField("queue"):
        queue = staffing.UpdateQueueRequest(queue=wanted.queue, allow_missing=True)
        await (await opened.staffing()).UpdateQueue(queue)
    elif wanted.HasField("agent"):
        agent = staffing.UpdateAgentRequest(agent=wanted.agent, allow_missing=True)
        await (await opened.staffing()).UpdateAgent(agent)
    elif wanted.HasField("calendar"):
        calendar = deadlines.UpdateCalendarRequest(calendar=wanted.calendar, allow_missing=True)
        await (await opened.deadlines()).UpdateCalendar(calendar)
    else:
        policy = deadlines.UpdateDeadlinePolicyRequest(
            deadline_policy=wanted.deadline_policy, allow_missing=True
        )
        await (await opened.deadlines()).UpdateDeadlinePolicy(policy)
