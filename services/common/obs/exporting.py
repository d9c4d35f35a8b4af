"""The OpenTelemetry SDK with its OTLP exporter. Imported only where a collector is configured."""

from __future__ import annotations

from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

from services.common.config import ObsSettings


def provider(service: str, settings: ObsSettings) -> TracerProvider:
    """A provider that samples by ratio, follows the caller's decision and exports in the background."""
    made = TracerProvider(
        resource=Resource.create({"service.name": f"antiphon-{service}"}),
        sampler=ParentBased(TraceIdRatioBased(settings.trace_ratio)),
    )
    insecure = not settings.otlp_endpoint.startswith("https")
    made.add_span_processor(
        BatchSpanProcessor(OTLPSpanExporter(endpoint=settings.otlp_endpoint, insecure=insecure))
    )
    return made
