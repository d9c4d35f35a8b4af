"""A log and a scorer of one's own for a single command, in a folder that goes away with it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from services.cli import embedded, log_server, readiness, supervisor
from services.common import config
from services.common.rpc import tokens


@contextlib.asynccontextmanager
async def scorer(path: Path, environ: Mapping[str, str]) -> AsyncIterator[config.Settings]:
    """Runs nats-server and the scorer in `path`; yields the settings to reach them."""
    folder = embedded.Folder(path)
    folder.prepare()
    endpoints = embedded.choose_endpoints(folder)
    tokens.create_key_pair(folder.keys)
    children = supervisor.Supervisor(folder.logs, dict(environ), logs_stay=False)
    settings = config.load({**environ, **embedded.common_environment(folder, endpoints)})
    try:
        await children.start(log_server.program(folder, endpoints, flush=False))
        program = next(one for one in embedded.service_programs(folder, endpoints) if one.name == "scorer")
        child = await children.start(program)
        await readiness.serving(child, endpoints.address("scorer"), settings)
        yield settings
    finally:
        await children.stop()
