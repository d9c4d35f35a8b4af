"""The command tree, and the only place here that reads the environment.

Each command is one module with a `register` function. A refusal becomes one sentence on
standard error and exit code 1, a bad argument or setting exit code 2; no traceback reaches a user.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Annotated

import grpc
import typer
import uvloop

from services.cli import output, session
from services.common import config
from services.common.model import errors
from services.common.obs import logs
from services.common.rpc import errors as rpc_errors


def _folder(context: typer.Context, param: typer.CallbackParam, value: Path) -> Path:
    """The folder a command names, else the one that stands before the command."""
    before = context.find_root().obj
    source = context.get_parameter_source(str(param.name))
    named = source is not None and source.name == "COMMANDLINE"
    return before if isinstance(before, Path) and not named else value


Data = Annotated[
    Path,
    typer.Option(
        "--data", envvar="ANTIPHON_DATA_FOLDER", help="Folder of the embedded set.", callback=_folder
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

DEFAULT_DATA = Path(".antiphon")

QUIET = config.Settings(obs=config.ObsSettings(log_level="error"))
"""A command tells a person what happened; its log speaks only of what it cannot say otherwise."""


def environment() -> Mapping[str, str]:
    """The process environment, read here and nowhere else in the command."""
    return os.environ


def run(work: Callable[[], Awaitable[None]], *, check_settings: bool = True) -> None:
    """Runs a command's work on an event loop and turns what went wrong into a sentence."""
    logs.configure("cli", QUIET)
    try:
        if check_settings:
            config.load(environment())
        uvloop.run(_awaited(work))
    except (KeyboardInterrupt, asyncio.CancelledError):
        raise typer.Exit(130) from None
    except grpc.aio.AioRpcError as error:
        output.complain(_sentence(error))
        raise typer.Exit(1) from None
    except config.SettingsError as error:
        output.complain(str(error))
        raise typer.Exit(2) from None
    except errors.AntiphonError as error:
        output.complain(str(error))
        raise typer.Exit(1) from None


def call(data: Path, work: Callable[[session.Session], Awaitable[None]], *, signs: bool = True) -> None:
    """Runs work that needs the set in `data`: its services, or without `signs` its log alone."""

    async def connected() -> None:
        settings = session.settings_of(data, environment(), signs=signs)
        async with session.open_session(settings) as opened:
            await work(opened)

    run(connected)


async def _awaited(work: Callable[[], Awaitable[None]]) -> None:
    await work()


def _sentence(error: grpc.aio.AioRpcError) -> str:
    if error.code() is grpc.StatusCode.UNAVAILABLE:
        return "A service does not answer. See which one with `antiphon status`; `antiphon doctor` says why."
    if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
        return (
            "A service did not answer in time; what was asked of it may still happen. "
            "See which one with `antiphon status`; `antiphon doctor` says why."
        )
    return str(rpc_errors.refusal_of(error))
