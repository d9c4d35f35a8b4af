"""Entry point of the `antiphon` command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from services.cli.commands import (
    account,
    alert,
    answers,
    apply,
    audit,
    author,
    backfill,
    backup,
    brand,
    calendar,
    changing,
    channel,
    conversation,
    correct,
    customer,
    dashboard,
    db,
    deadletter,
    deadline,
    doctor,
    draft,
    export,
    handing,
    history,
    incident,
    insights,
    loglevel,
    macro,
    marker,
    people,
    policy,
    query,
    queue,
    replay,
    reply,
    report,
    rescore,
    score,
    scorer,
    sending,
    source,
    sources,
    staff,
    status,
    tail,
    up,
    user,
)

root = typer.Typer(
    help="Antiphon, the open-source social care desk: listen, score, route, reply.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@root.callback()
def common(
    context: typer.Context,
    data: Annotated[
        Path | None, typer.Option("--data", help="Folder of the embedded set; also behind a command.")
    ] = None,
) -> None:
    """Antiphon, the open-source social care desk: listen, score, route, reply."""
    context.obj = data


for command in (up, replay, tail, score, correct, rescore, status, sources, reply, audit, apply, doctor):
    command.register(root)
loglevel.register(root)
account.register(source.commands)
answers.register(reply.commands)
answers.register_queue(queue.commands)
for group in (draft, sending, macro, user):
    group.register(root)
handing.register(queue.commands)
history.register(staff.commands, "queues", "agents")
history.register(calendar.commands, "calendars")
history.register(deadline.commands, "deadlinePolicies")
root.add_typer(queue.commands, name="queue")
root.add_typer(staff.commands, name="staff")
root.add_typer(policy.commands, name="policy")
root.add_typer(query.commands, name="query")
root.add_typer(reply.commands, name="reply")
root.add_typer(author.commands, name="author")
root.add_typer(backup.commands, name="backup")
root.add_typer(brand.commands, name="brand")
root.add_typer(source.commands, name="source")
root.add_typer(scorer.commands, name="scorer")
root.add_typer(backfill.commands, name="backfill")
root.add_typer(incident.commands, name="incident")
for added in (export.export, changing.change, changing.changes, changing.undo, changing.tags):
    insights.commands.command()(added)
for added in (people.care, people.communities, people.customers):
    insights.commands.command()(added)
insights.commands.add_typer(alert.commands, name="alert")
insights.commands.add_typer(channel.commands, name="channel")
insights.commands.add_typer(dashboard.commands, name="dashboard")
insights.commands.add_typer(marker.commands, name="marker")
insights.commands.add_typer(report.commands, name="report")
root.add_typer(insights.commands, name="insights")
root.add_typer(conversation.commands, name="conversation")
root.add_typer(customer.commands, name="customer")
root.add_typer(calendar.commands, name="calendar")
root.add_typer(deadline.commands, name="deadline")
root.add_typer(deadletter.commands, name="deadletter")
root.add_typer(db.commands, name="db")


def main() -> None:
    """Runs the command line."""
    root()


if __name__ == "__main__":
    main()
