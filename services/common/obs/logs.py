"""Structured logs on standard error: events with fields, never sentences with data in them.

`log = logs.get()` at the top of a module, then `log.info("batch.published", items=500)`.
The event's name is `noun.verb`; everything that varies is a field.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Final, TextIO, cast

from opentelemetry import trace

from services.common.config import Settings
from services.common.obs import extras
from services.common.obs.context import REQUEST_ID
from services.common.obs.redaction import redact
from services.common.obs.traces import add_trace

with extras.left_out("rich"):
    import structlog
    from structlog.typing import FilteringBoundLogger, Processor

CHATTY_LIBRARIES = ("alembic", "asyncio", "grpc", "httpx", "httpcore", "nats", "opentelemetry", "uvicorn")
"""Their own events are heard from WARNING up only: below that they tell of single messages."""


def get() -> FilteringBoundLogger:
    """The logger; works before `configure` and follows it."""
    return cast("FilteringBoundLogger", structlog.get_logger())


def configure(service: str, settings: Settings, stream: TextIO | None = None) -> None:
    """Sends our events and those of the libraries to standard error in the chosen format."""
    target = cast("TextIO", _Lenient(stream or sys.stderr))
    shared = _shared_processors(service)
    renderer = _renderer(settings, target)
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=_Ours,
        logger_factory=structlog.WriteLoggerFactory(target),
        cache_logger_on_first_use=True,
    )
    _route_libraries([*shared, structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer], target)
    set_level(settings.obs.log_level)


class _Ours(structlog.make_filtering_bound_logger(logging.INFO)):  # type: ignore[misc]  # made at run time
    """The class of every logger, those in use included; `set_level` exchanges its methods."""


def set_level(name: str) -> None:
    """From now on writes events of this level and above: `debug`, `info`, `warning` or `error`."""
    level = logging.getLevelNamesMapping()[name.upper()]
    for method, body in vars(structlog.make_filtering_bound_logger(level)).items():
        if not method.startswith("__"):
            setattr(_Ours, method, body)
    logging.getLogger().setLevel(max(level, logging.INFO))
    for library in CHATTY_LIBRARIES:
        logging.getLogger(library).setLevel(max(level, logging.WARNING))


_FAULTS: Final = (OSError, ValueError)
"""Of a disk, and of a file that somebody closed."""


class _Lenient:
    """A stream whose faults are kept from those who log: no full disk and no closed file ends a service."""

    def __init__(self, target: TextIO) -> None:
        self._target = target

    def write(self, text: str) -> int:
        with contextlib.suppress(*_FAULTS):
            return self._target.write(text)
        return 0

    def flush(self) -> None:
        with contextlib.suppress(*_FAULTS):
            self._target.flush()

    def isatty(self) -> bool:
        return self._target.isatty()


def _before_configuration() -> None:
    """Until then, and in programs that never configure: to standard error, and redacted all the same."""
    structlog.configure(
        processors=[*_shared_processors("-"), _console(colors=False)],
        logger_factory=lambda *_args: structlog.WriteLogger(sys.stderr),
    )


def _shared_processors(service: str) -> list[Processor]:
    def add_context(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["service"] = service
        if request_id := REQUEST_ID.get():
            event.setdefault("request_id", request_id)
        context = trace.get_current_span().get_span_context()
        if context.is_valid:
            event["trace_id"] = f"{context.trace_id:032x}"
            event["span_id"] = f"{context.span_id:016x}"
        return event

    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        add_context,
        add_trace,
        redact,
    ]


def _renderer(settings: Settings, target: TextIO) -> Processor:
    if settings.obs.log_format == "json":
        return structlog.processors.JSONRenderer(serializer=_dumps)
    return _console(colors=target.isatty())


def _console(*, colors: bool) -> Processor:
    # The plain one: others show the values of variables too, and with them what people wrote.
    return structlog.dev.ConsoleRenderer(
        colors=colors, timestamp_key="time", exception_formatter=structlog.dev.plain_traceback
    )


def _dumps(event: Any, default: Any = None, **_options: Any) -> str:
    return json.dumps(event, default=default or str, ensure_ascii=False, separators=(",", ":"))


def _route_libraries(processors: list[Processor], target: TextIO) -> None:
    handler = logging.StreamHandler(target)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=processors))
    root = logging.getLogger()
    root.handlers[:] = [handler]


_before_configuration()
