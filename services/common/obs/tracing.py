"""Traces: one span per batch and stage, carried over the log and gRPC in W3C `traceparent`.

Without an exporter nothing is recorded and the SDK is not even imported: a root span only gets ids,
so that log lines of one piece of work can be found together, and inner spans cost one comparison.
"""

from __future__ import annotations

import random
from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, Status, StatusCode, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from services.common.config import Settings

TRACEPARENT: Final = "traceparent"

_PROPAGATOR = TraceContextTextMapPropagator()


class _State:
    """The tracer in use; None while nothing is exported."""

    tracer: trace.Tracer | None = None
    provider: Any = None


def configure(service: str, settings: Settings) -> None:
    """Sends sampled traces to the collector the settings name; without one, keeps only ids."""
    if not settings.obs.otlp_endpoint:
        return
    from services.common.obs import exporting  # noqa: PLC0415  # imports the SDK and its exporter, 15 MB

    _State.provider = exporting.provider(service, settings.obs)
    _State.tracer = _State.provider.get_tracer("antiphon")


def shutdown() -> None:
    """Sends what is still waiting to be sent."""
    if _State.provider is not None:
        _State.provider.shutdown()
    _State.provider = _State.tracer = None


def span(
    name: str, *, parent: Context | None = None, **attributes: str | float | bool
) -> AbstractContextManager[Span]:
    """Surrounds a piece of work; `parent` continues a trace that came from elsewhere, see `extract`."""
    tracer = _State.tracer
    return _OnlyIds(parent) if tracer is None else _recorded(tracer, name, parent, attributes)


@contextmanager
def _recorded(
    tracer: trace.Tracer, name: str, parent: Context | None, attributes: Mapping[str, str | float | bool]
) -> Generator[Span]:
    with tracer.start_as_current_span(
        name, context=parent, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as recorded:
        try:
            yield recorded
        except Exception as error:
            # The message may quote what somebody wrote; the type cannot.
            recorded.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


class _OnlyIds:
    """A span nobody records: gives a root its ids, follows a parent, and is nothing inside another one."""

    __slots__ = ("_parent", "_token")

    def __init__(self, parent: Context | None) -> None:
        self._parent = parent
        self._token: Any = None

    def __enter__(self) -> Span:
        current = trace.get_current_span(self._parent)
        known = current.get_span_context().is_valid
        if known and self._parent is None:
            return current
        if not known:
            current = NonRecordingSpan(_new_context())
        self._token = otel_context.attach(trace.set_span_in_context(current))
        return current

    def __exit__(self, *_error: object) -> None:
        if self._token is not None:
            otel_context.detach(self._token)


def inject() -> dict[str, str]:
    """Headers that let another process continue the current trace; empty outside one."""
    current = trace.get_current_span().get_span_context()
    if not current.is_valid:
        return {}
    return {TRACEPARENT: f"00-{current.trace_id:032x}-{current.span_id:016x}-{current.trace_flags:02x}"}


def exemplar() -> dict[str, str] | None:
    """What ties an observation of a histogram to the current trace; None where that is not recorded."""
    current = trace.get_current_span().get_span_context()
    if not current.is_valid or not current.trace_flags.sampled:
        return None
    return {"trace_id": f"{current.trace_id:032x}"}


def extract(headers: Mapping[str, str] | None) -> Context | None:
    """The trace that `headers` continue, for `span(parent=…)`; None when they name none."""
    if not headers or TRACEPARENT not in headers:
        return None
    return _PROPAGATOR.extract({TRACEPARENT: headers[TRACEPARENT]}, context=Context())


def continue_from(headers: Mapping[str, str]) -> None:
    """Makes the trace that `headers` continue the current one, until this task ends."""
    if (parent := extract(headers)) is not None:
        otel_context.attach(parent)


def _new_context() -> SpanContext:
    return SpanContext(
        random.getrandbits(128), random.getrandbits(64), is_remote=False, trace_flags=TraceFlags(0)
    )
