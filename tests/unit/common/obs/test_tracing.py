from __future__ import annotations

import dataclasses
from concurrent import futures

import grpc
import pytest
from opentelemetry import trace
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ParentBased
from opentelemetry.trace import TraceFlags

from services.common.config import ObsSettings, Settings
from services.common.obs import tracing

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def exported():
    """Records every span in memory, as a collector would get it."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing._State.provider, tracing._State.tracer = provider, provider.get_tracer("test")
    yield exporter
    tracing.shutdown()


def ids(span):
    return span.get_span_context().trace_id, span.get_span_context().span_id


def test_without_an_exporter_nothing_is_set_up():
    tracing.configure("scorer", Settings())
    assert tracing._State.tracer is None


def test_without_an_exporter_a_root_gets_ids_and_inner_spans_share_them():
    with tracing.span("batch") as outer, tracing.span("stage") as inner:
        assert outer.get_span_context().is_valid
        assert not outer.is_recording()
        assert ids(inner) == ids(outer)
    assert not trace.get_current_span().get_span_context().is_valid


def test_two_roots_have_two_traces():
    with tracing.span("one") as one:
        first = ids(one)
    with tracing.span("two") as two:
        assert ids(two)[0] != first[0]


def test_headers_carry_a_trace_to_another_process():
    with tracing.span("publish") as span:
        headers = tracing.inject()
        sent = ids(span)
    with tracing.span("consume", parent=tracing.extract(headers)) as received:
        assert ids(received)[0] == sent[0]


def test_outside_a_span_there_are_no_headers():
    assert tracing.inject() == {}


@pytest.mark.parametrize("headers", [None, {}, {"other": "x"}])
def test_without_headers_there_is_no_parent(headers):
    assert tracing.extract(headers) is None


def test_a_broken_header_starts_a_new_trace():
    with tracing.span("consume", parent=tracing.extract({"traceparent": "nonsense"})) as span:
        assert span.get_span_context().is_valid


def test_a_parent_is_followed_also_inside_another_span():
    with tracing.span("loop"), tracing.span("consume", parent=tracing.extract({"traceparent": PARENT})):
        assert tracing.inject()["traceparent"].split("-")[1] == PARENT.split("-")[1]


def test_the_callers_decision_to_sample_travels_on():
    with tracing.span("consume", parent=tracing.extract({"traceparent": PARENT})):
        assert tracing.inject()["traceparent"].endswith("-01")


def test_an_exported_span_has_its_name_parent_and_attributes(exported):
    with tracing.span("batch", items=500, network="bluesky"), tracing.span("stage"):
        pass
    stage, batch = exported.get_finished_spans()
    assert (batch.name, dict(batch.attributes)) == ("batch", {"items": 500, "network": "bluesky"})
    assert stage.parent.span_id == batch.context.span_id


def test_an_exported_error_tells_its_type_and_not_its_message(exported):
    with pytest.raises(ValueError, match="what somebody wrote"), tracing.span("batch"):
        raise ValueError("what somebody wrote")
    (span,) = exported.get_finished_spans()
    assert span.status.description == "ValueError"
    assert span.events == ()


@pytest.fixture
def collector():
    """An OTLP collector that keeps what it gets."""
    received = []

    class Collector(trace_service_pb2_grpc.TraceServiceServicer):
        def Export(self, request, context):  # noqa: N802  # gRPC's name
            received.append(request)
            return trace_service_pb2.ExportTraceServiceResponse()

    server = grpc.server(futures.ThreadPoolExecutor(max_workers=1))
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(Collector(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"http://127.0.0.1:{port}", received
    server.stop(0).wait()


@pytest.mark.parametrize(("ratio", "expected"), [(1.0, ["batch"]), (0.0, [])])
def test_sampled_traces_reach_the_collector(collector, ratio, expected):
    endpoint, received = collector
    obs = ObsSettings(otlp_endpoint=endpoint, trace_ratio=ratio)
    tracing.configure("scorer", dataclasses.replace(Settings(), obs=obs))
    with tracing.span("batch", items=3):
        pass
    tracing.shutdown()
    resources = [resource for request in received for resource in request.resource_spans]
    names = [span.name for resource in resources for scope in resource.scope_spans for span in scope.spans]
    assert names == expected
    services = {
        a.value.string_value for r in resources for a in r.resource.attributes if a.key == "service.name"
    }
    assert services == ({"antiphon-scorer"} if expected else set())


def test_the_same_trace_continues_across_processes(exported):
    with tracing.span("publish"):
        headers = tracing.inject()
    with tracing.span("consume", parent=tracing.extract(headers)):
        pass
    publish, consume = exported.get_finished_spans()
    assert consume.context.trace_id == publish.context.trace_id
    assert consume.parent.span_id == publish.context.span_id


def test_a_span_that_is_not_sampled_still_carries_ids():
    provider = TracerProvider(sampler=ParentBased(ALWAYS_OFF))
    tracing._State.provider, tracing._State.tracer = provider, provider.get_tracer("test")
    try:
        with tracing.span("batch"):
            assert not int(tracing.inject()["traceparent"][-2:], 16) & TraceFlags.SAMPLED
    finally:
        tracing.shutdown()


def test_only_a_trace_that_is_recorded_is_an_exemplar(exported):
    assert tracing.exemplar() is None
    with tracing.span("work"):
        told = tracing.exemplar()
    assert told == {"trace_id": f"{exported.get_finished_spans()[0].context.trace_id:032x}"}


def test_what_is_not_sampled_is_no_exemplar():
    with tracing.span("work"):
        assert tracing.exemplar() is None
