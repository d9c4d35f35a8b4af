"""Traces: one span per batch and stage, carried over the log and gRPC in W3C `traceparent`.

Without an exporter nothing is recorded and the SDK is not even imported: a root span only gets ids,
so that log lines of one piece of work can be found together, and inner spans cost one comparison.
"""

from __future__ import annotations

import random
from collections.abc import Generator, Mapping
from contextlib import contextmanager
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


@contextmanager
def span(name: str, *, parent: Context | None = None, **attributes: str | float | bool) -> Generator[Span]:
    """Surrounds a piece of work; `parent` continues a trace that came from elsewhere, see `extract`."""
    tracer = _State.tracer
    if tracer is None:
        with _ids_only(parent) as quiet:
            yield quiet
        return
    with tracer.start_as_current_span(
        name, context=parent, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as recorded:
        try:
            yield recorded
        except Exception as error:
            # The message may quote what somebody wrote; the type cannot.
            recorded.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


def inject() -> dict[str, str]:
    """Headers that let another process continue the current trace; empty outside one."""
    current = trace.get_current_span().get_span_context()
    if not current.is_valid:
        return {}
    return {TRACEPARENT: f"00-{current.trace_id:032x}-{current.span_id:016x}-{current.trace_flags:02x}"}


def extract(headers: Mapping[str, str] | None) -> Context | None:
    """The trace that `headers` continue, for `span(parent=…)`; None when they name none."""
    if not headers or TRACEPARENT not in headers:
        return None
    return _PROPAGATOR.extract({TRACEPARENT: headers[TRACEPARENT]}, context=Context())


def continue_from(headers: Mapping[str, str]) -> None:
    """Makes the trace that `headers` continue the current one, until this task ends."""
    if (parent := extract(headers)) is not None:
        otel_context.attach(parent)


@contextmanager
def _ids_only(parent: Context | None) -> Generator[Span]:
    current = trace.get_current_span(parent)
    if current.get_span_context().is_valid and parent is None:
        yield current
        return
    if not current.get_span_context().is_valid:
        current = NonRecordingSpan(_new_context())
    token = otel_context.attach(trace.set_span_in_context(current))
    try:
        yield current
    finally:
        otel_context.detach(token)


def _new_context() -> SpanContext:
    return SpanContext(
        random.getrandbits(128), random.getrandbits(64), is_remote=False, trace_flags=TraceFlags(0)
    )
