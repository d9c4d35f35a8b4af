"""`antiphon db`: brings tables to this version. In a cluster a job runs it before an upgrade.

SQLAlchemy is imported only where it is used: it takes as long to load as all the rest of the
command, and commands that need no database should not wait for it.
"""

from __future__ import annotations

import enum
from typing import Annotated, Literal

import typer

from services.cli import app, embedded, output
from services.common import config

SQLITE_PATIENCE_SECONDS = 5.0

commands = typer.Typer(help="Tables and their histories.", no_args_is_help=True)

Service = Annotated[list[str] | None, typer.Option("--service", help="Only these; all that own tables.")]


class Phase(enum.StrEnum):
    """Half of an upgrade."""

    EXPAND = "expand"
    CONTRACT = "contract"


PhaseOption = Annotated[
    Phase | None,
    typer.Option("--phase", help="Only what adds, before a deploy, or only what takes away, after it."),
]


@commands.command()
def upgrade(service: Service = None, phase: PhaseOption = None, json: app.Json = False) -> None:
    """Brings the tables of the services to this version; repeating it changes nothing."""

    async def work() -> None:
        from services.common.store import migrations  # noqa: PLC0415 - see above

        settings = config.load(app.environment())
        for name in _chosen(service):
            migrations.upgrade(
                settings.store,
                settings.data,
                service=name,
                phase=_half(phase),
                patience_seconds=_patience(settings),
            )
            if json:
                output.print_json({"service": name, "revision": _revision(settings, name)})
            else:
                output.say(f"{name}: tables are at {_revision(settings, name)}.")

    app.run(work)


@commands.command()
def current(service: Service = None, json: app.Json = False) -> None:
    """Shows which version the tables are at."""

    async def work() -> None:
        settings = config.load(app.environment())
        for name in _chosen(service):
            if json:
                output.print_json({"service": name, "revision": _revision(settings, name)})
            else:
                output.people.print(f"{name}: {_revision(settings, name)}", markup=False)

    app.run(work)


def _half(phase: Phase | None) -> Literal["expand", "contract"] | None:
    if phase is None:
        return None
    return "expand" if phase is Phase.EXPAND else "contract"


def _patience(settings: config.Settings) -> float:
    """How long to wait for another upgrade; a SQLite file in use is in use by a running service."""
    embedded_file = settings.store.url.startswith("sqlite") or not settings.store.url
    return SQLITE_PATIENCE_SECONDS if embedded_file else _shared_patience()


def _shared_patience() -> float:
    """How long an upgrade of a shared database waits for another one."""
    from services.common.store import migrations  # noqa: PLC0415 - see above

    return migrations.PATIENCE_SECONDS


def _revision(settings: config.Settings, service: str) -> str:
    from services.common.store import migrations  # noqa: PLC0415 - see above

    return ", ".join(migrations.current(settings.store, settings.data, service=service)) or "empty"


def _chosen(services: list[str] | None) -> list[str]:
    unknown = set(services or []) - set(embedded.STORES)
    if unknown:
        known = ", ".join(embedded.STORES)
        raise typer.BadParameter(f"{', '.join(sorted(unknown))} owns no tables; choose from {known}.")
    return services or list(embedded.STORES)
