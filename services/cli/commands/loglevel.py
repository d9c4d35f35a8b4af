"""`antiphon log-level`: has a running service write everything for a while, without a restart.

In a cluster the same is a signal to the pod's first process, see docs/howto/operate.
"""

from __future__ import annotations

import enum
import os
import signal
from pathlib import Path
from typing import Annotated

import typer

from services.cli import app, embedded, output, session
from services.common.model import errors


class Level(enum.StrEnum):
    """What a service is to write."""

    DEBUG = "debug"
    USUAL = "usual"


SIGNALS = {Level.DEBUG: signal.SIGUSR1, Level.USUAL: signal.SIGUSR2}
TOLD = {
    Level.DEBUG: "The {} writes everything for a quarter of an hour.",
    Level.USUAL: "The {} writes what its settings say.",
}


class NotFound(errors.AntiphonError):
    """The process is not among those of the running set."""


def register(root: typer.Typer) -> None:
    """Adds the command to the tree."""
    root.command("log-level")(log_level)


def log_level(
    service: Annotated[str, typer.Argument(help="Service, for example router.")],
    level: Annotated[Level, typer.Argument(help="`debug`, or back to the `usual` one.")],
    data: app.Data = app.DEFAULT_DATA,
) -> None:
    """Has a service of the running set write everything for a quarter of an hour, or ends that."""
    if service not in embedded.SERVICES:
        raise typer.BadParameter(f"{service} is no service; choose from {', '.join(embedded.SERVICES)}.")

    async def work() -> None:
        there = session.running(data)
        if there is None:
            raise session.NothingRuns(session.NothingRuns.__doc__)
        os.kill(_process(there["pid"], service), SIGNALS[level])
        output.say(TOLD[level].format(service))

    app.run(work)


def _process(supervisor: int, service: str) -> int:
    """The process of a service among the children of the set's first.

    Raises:
        NotFound: if it is not there, or this system does not tell.

    """
    try:
        children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
        for child in children:
            if Path(f"/proc/{child}/cmdline").read_text().rstrip("\0").endswith(f"services.{service}"):
                return int(child)
    except OSError:
        pass
    raise NotFound(f"The process of the {service} is not found; send it SIGUSR1 or SIGUSR2 yourself.")
