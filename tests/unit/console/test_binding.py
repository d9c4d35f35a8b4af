"""Parameters of an address find their place in a request, however deep it is."""

from __future__ import annotations

import pytest

from antiphon.insights.v1 import analytics_service_pb2 as api
from antiphon.scoring.v1 import score_pb2
from services.common.model import errors
from services.console.api import binding, operations, paths
from services.console.api.table import TABLE

LINES = {line.rpc: line for line in TABLE["insights"]}


def read(rpc, *given):
    line = LINES[rpc]
    known = operations.parameters_of(line, paths.read(line.pattern))
    return binding.from_query(given, known)


def asked(rpc, request, *given):
    binding.fill(request, "*", binding.folded(read(rpc, *given), request.DESCRIPTOR, "slice"))
    return request


def test_a_slice_is_written_in_the_address_beside_what_is_asked_of_it():
    request = asked(
        "AnalyticsService.GetTrend",
        api.GetTrendRequest(),
        ("brands", "brands/acme"),
        ("brands", "brands/umbra"),
        ("sentiments", "NEGATIVE"),
        ("spam", "false"),
        ("countries", ""),
        ("startTime", "2026-01-31T09:00:00Z"),
        ("bucket", "DAY"),
        ("timeZone", "Europe/Berlin"),
    )
    assert list(request.slice.brands) == ["brands/acme", "brands/umbra"]
    assert list(request.slice.sentiments) == [score_pb2.Sentiment.LABEL_NEGATIVE]
    assert list(request.slice.countries) == [""]
    assert request.slice.HasField("spam")
    assert not request.slice.spam
    assert request.slice.start_time.ToJsonString() == "2026-01-31T09:00:00Z"
    assert (request.bucket, request.time_zone) == (api.BUCKET_DAY, "Europe/Berlin")


def test_what_it_is_set_beside_follows_a_dot():
    request = asked(
        "AnalyticsService.GetComparison",
        api.GetComparisonRequest(),
        ("brands", "brands/acme"),
        ("against.brands", "brands/umbra"),
        ("dimension", "NETWORK"),
    )
    assert (list(request.slice.brands), list(request.against.brands)) == (["brands/acme"], ["brands/umbra"])
    assert request.dimension == api.DIMENSION_NETWORK


def test_nothing_asked_for_leaves_nothing_set():
    request = asked("AnalyticsService.ListDrivers", api.ListDriversRequest())
    assert not request.HasField("against")


def test_a_parameter_that_is_none_is_refused_with_those_there_are():
    with pytest.raises(errors.InvalidField, match=r"against\.startTime"):
        read("AnalyticsService.GetComparison", ("against.colour", "red"))


def test_mentions_behind_a_number_come_in_pages():
    line = LINES["AnalyticsService.ListSliceMentions"]
    known = operations.parameters_of(line, paths.read(line.pattern))
    assert {"pageSize", "pageToken", "brands", "authorKeys"} <= set(known)
    assert not {"resumeToken", "limit"} & set(known)


def test_no_parameter_of_a_slice_hides_another():
    for line in LINES.values():
        request = operations.METHODS[line.rpc].request.DESCRIPTOR
        own = {field.json_name for field in request.fields}
        assert not own & {field.json_name for field in api.Slice.DESCRIPTOR.fields}
