"""The life of a service's process: settings, logs, metrics, work until a signal, then a clean end.

Called by every `__main__`; the only place that decides what a person sees when a service cannot run.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from importlib import metadata
from typing import Any, Final, NoReturn

import uvloop

from services.common import config
from services.common.config import Settings
from services.common.model import errors
from services.common.obs import logs, metrics, tracing, verbosity

BAD_SETTINGS: Final = 2
FAILED: Final = 1

Build = Callable[[Settings], AbstractAsyncContextManager[None]]

log = logs.get()


def run(service: str, build: Build) -> NoReturn:
    """Runs the service until SIGTERM or SIGINT and exits: 0 then, 2 for bad settings, 1 otherwise."""
    sys.exit(main(service, build))


def main(service: str, build: Build, environ: Mapping[str, str] | None = None) -> int:
    """The exit code that a run of the service ends with."""
    try:
        settings = config.from_environment() if environ is None else config.load(environ)
    except config.SettingsError as error:
        _tell(service, "cannot start with these settings:", *error.faults)
        return BAD_SETTINGS
    logs.configure(service, settings)
    tracing.configure(service, settings)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(service, build, settings))
    except BaseException as error:  # noqa: BLE001  # the last place that can turn it into a sentence
        return _failed(service, error)
    finally:
        tracing.shutdown()
    return 0


async def _serve(service: str, build: Build, settings: Settings) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_log_failed_task)
    stop = _Stop(asyncio.current_task())
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.ask, number)
    verbosity.Verbosity(settings).listen(loop)
    port = _serve_metrics(service, settings)
    log.info("process.starting", pid=os.getpid(), metrics_port=port)
    try:
        async with build(settings):
            stop.starting = None
            calm_collector()
            log.info("process.started")
            await stop.asked.wait()
            log.info("process.draining")
    except asyncio.CancelledError:
        if not stop.asked.is_set():
            raise
    log.info("process.stopped")


def calm_collector() -> None:
    """Keeps Python's collector from walking over everything that stays, again with every batch.

    A batch makes thousands of objects that die with it and none in cycles; looking for cycles after every
    700 of them, as is the default, costs the bulk path up to a seventh of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


class _Stop:
    """Whether the process was asked to end. Asking while it still starts, or waits for the log, ends that."""

    def __init__(self, starting: asyncio.Task[None] | None) -> None:
        self.asked = asyncio.Event()
        self.starting = starting

    def ask(self, number: int) -> None:
        if self.asked.is_set():
            # Asked twice: whoever asks does not want to wait for the drain.
            os._exit(128 + number)
        self.asked.set()
        if self.starting is not None:
            self.starting.cancel()


def _serve_metrics(service: str, settings: Settings) -> int | None:
    metrics.BUILD_INFO.labels(service, metadata.version("antiphon")).set(1)
    try:
        return metrics.serve(settings)
    except OSError as error:
        address = f"{settings.obs.metrics_host}:{settings.obs.metrics_port}"
        raise errors.AntiphonError(
            f"Metrics cannot be served on {address} ({error.strerror}); "
            "set ANTIPHON_OBS_METRICS_PORT to a free port, or to 0 for any."
        ) from error


def _log_failed_task(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    metrics.TASK_FAILURES.inc()
    log.error("task.failed", problem=context.get("message", ""), exc_info=context.get("exception"))


def _failed(service: str, error: BaseException) -> int:
    if isinstance(error, SystemExit) and isinstance(error.code, int):
        return error.code
    leaves = list(_leaves(error))
    sentences = [_sentence(leaf) for leaf in leaves]
    expected = all(isinstance(leaf, errors.AntiphonError) for leaf in leaves)
    log.error("process.failed", problems=sentences, exc_info=None if expected else error)
    _tell(service, *sentences)
    return FAILED


def _sentence(error: BaseException) -> str:
    if isinstance(error, errors.AntiphonError):
        return str(error)
    return (
        f"stopped by an unexpected {type(error).__name__}; the event process.failed in its log has the trace."
    )


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error


def _tell(service: str, *sentences: str) -> None:
    with contextlib.suppress(OSError):
        sys.stderr.write("".join(f"antiphon {service}: {sentence}\n" for sentence in sentences))
        sys.stderr.flush()
