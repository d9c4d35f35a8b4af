from __future__ import annotations

import grpc
import grpc.aio
import pytest
from google.rpc import error_details_pb2

from services.common.model import errors as model
from services.common.rpc import errors


def refusals(kind=model.Refusal):
    for child in kind.__subclasses__():
        yield child
        yield from refusals(child)


def made(kind):
    if kind is model.InvalidField:
        return kind("page_size", "is negative; leave it out.")
    if kind in (model.NotFound, model.AlreadyExists):
        return kind("brands/acme")
    return kind("A sentence.", detail="x")


def caught(refusal):
    """What a caller catches when a server refuses so."""
    status = errors.to_status(refusal)
    return grpc.aio.AioRpcError(
        errors.code_of(refusal),
        grpc.aio.Metadata(),
        grpc.aio.Metadata((errors.DETAILS_KEY, status.SerializeToString())),
        details=refusal.message,
    )


def details(status, kind):
    found = []
    for packed in status.details:
        detail = kind()
        if packed.Unpack(detail):
            found.append(detail)
    return found


KINDS = [kind for kind in dict.fromkeys(refusals()) if kind.__module__ == model.__name__]


def test_every_reason_of_the_contracts_has_a_code():
    assert set(errors.CODES) == model.KNOWN_REASONS - {"UNSPECIFIED"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_refusal_survives_the_way_there_and_back(kind):
    refusal = made(kind)
    back = errors.refusal_of(caught(refusal))
    assert (back.reason, back.message, back.metadata) == (refusal.reason, refusal.message, refusal.metadata)
    assert back.code == errors.CODES[kind.reason]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_status_has_exactly_one_error_info_and_no_detail_twice(kind):
    status = errors.to_status(made(kind))
    (info,) = details(status, error_details_pb2.ErrorInfo)
    assert info.domain == "antiphon.dev"
    types = [packed.type_url for packed in status.details]
    assert len(types) == len(set(types))


def test_a_field_fault_names_the_field():
    status = errors.to_status(model.InvalidField("brand.display_name", "is required; fill it in."))
    (bad,) = details(status, error_details_pb2.BadRequest)
    assert bad.field_violations[0].field == "brand.display_name"
    assert bad.field_violations[0].description == "is required; fill it in."


@pytest.mark.parametrize(
    "kind", [model.LogFull, model.LogUnavailable, model.StoreFull, model.StoreUnavailable]
)
def test_what_passes_by_itself_says_when_to_try_again(kind):
    back = errors.refusal_of(caught(made(kind)))
    assert back.retry_seconds == errors.RETRY_SECONDS[kind.reason] > 0


def test_what_does_not_pass_by_itself_says_nothing_of_the_kind():
    assert errors.refusal_of(caught(model.NotFound("brands/acme"))).retry_seconds is None


def test_a_refusal_passed_on_keeps_its_reason_and_code():
    first = errors.refusal_of(caught(model.LeaseHeld("Bob has it.", holder="user:bob")))
    second = errors.refusal_of(caught(first))
    assert (second.reason, second.code, second.metadata) == (first.reason, first.code, {"holder": "user:bob"})


@pytest.mark.parametrize("trailers", [(), ((errors.DETAILS_KEY, b"\xff\xff\xff"),), (("other", "x"),)])
def test_a_failure_of_the_transport_becomes_a_refusal_without_a_known_reason(trailers):
    error = grpc.aio.AioRpcError(
        grpc.StatusCode.UNAVAILABLE, grpc.aio.Metadata(), grpc.aio.Metadata(*trailers), details="no route"
    )
    refusal = errors.refusal_of(error)
    assert (refusal.reason, refusal.code, refusal.message) == (
        "UNSPECIFIED",
        grpc.StatusCode.UNAVAILABLE,
        "no route",
    )


def test_a_failure_without_a_message_still_gets_a_sentence():
    error = grpc.aio.AioRpcError(grpc.StatusCode.CANCELLED, grpc.aio.Metadata(), grpc.aio.Metadata())
    assert errors.refusal_of(error).message == "The call ended with CANCELLED."


def test_a_very_long_sentence_is_cut_to_what_travels():
    status = errors.to_status(model.WrongState("x" * 100_000))
    assert len(status.SerializeToString()) < 8192
