"""Refusals on the wire: canonical status, one `ErrorInfo`, details where they help; and back again.

The core raises `services.common.model.errors.Refusal`; the server turns it into a status with `to_status`;
a caller turns what it caught back with `refusal_of` and branches on `reason`.
"""

from __future__ import annotations

from typing import Final

import grpc
import grpc.aio
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2

from services.common.model import errors

DOMAIN: Final = "antiphon.dev"
DETAILS_KEY: Final = "grpc-status-details-bin"
UNKNOWN_REASON: Final = "UNSPECIFIED"

MAX_MESSAGE: Final = 1000
"""Characters of a sentence that travel; trailers have a limit of 8 KiB in all."""

CODES: Final = {
    "INVALID_FIELD": grpc.StatusCode.INVALID_ARGUMENT,
    "NOT_FOUND": grpc.StatusCode.NOT_FOUND,
    "ALREADY_EXISTS": grpc.StatusCode.ALREADY_EXISTS,
    "TOKEN_INVALID": grpc.StatusCode.UNAUTHENTICATED,
    "NOT_PERMITTED": grpc.StatusCode.PERMISSION_DENIED,
    "LEASE_HELD": grpc.StatusCode.FAILED_PRECONDITION,
    "LEASE_LOST": grpc.StatusCode.FAILED_PRECONDITION,
    "WRONG_STATE": grpc.StatusCode.FAILED_PRECONDITION,
    "NOT_REPLYABLE": grpc.StatusCode.FAILED_PRECONDITION,
    "TEXT_TOO_LONG": grpc.StatusCode.INVALID_ARGUMENT,
    "QUEUE_EMPTY": grpc.StatusCode.NOT_FOUND,
    "CAPACITY_FULL": grpc.StatusCode.FAILED_PRECONDITION,
    "NOT_ELIGIBLE": grpc.StatusCode.FAILED_PRECONDITION,
    "DRAFT_CHANGED": grpc.StatusCode.FAILED_PRECONDITION,
    "STALE_VERSION": grpc.StatusCode.FAILED_PRECONDITION,
    "LOG_FULL": grpc.StatusCode.RESOURCE_EXHAUSTED,
    "LOG_UNAVAILABLE": grpc.StatusCode.UNAVAILABLE,
    "STORE_FULL": grpc.StatusCode.RESOURCE_EXHAUSTED,
    "STORE_UNAVAILABLE": grpc.StatusCode.UNAVAILABLE,
    "REQUEST_ID_REUSED": grpc.StatusCode.ALREADY_EXISTS,
    "INTERNAL": grpc.StatusCode.INTERNAL,
}
"""Status code of every reason."""

RETRY_SECONDS: Final = {"LOG_FULL": 5, "LOG_UNAVAILABLE": 1, "STORE_FULL": 30, "STORE_UNAVAILABLE": 1}
"""Reasons that pass by themselves, and how long to wait before the next try."""

_CODES_BY_NUMBER: Final = {code.value[0]: code for code in grpc.StatusCode}


class Refused(errors.Refusal):
    """What another service answered instead of doing it.

    Attributes:
        code: canonical status code.
        reason: name of an `ErrorReason`; `UNSPECIFIED` when the transport itself failed.
        retry_seconds: how long to wait before another try; None when none was advised.
    """

    def __init__(
        self,
        message: str,
        *,
        reason: str,
        code: grpc.StatusCode,
        metadata: dict[str, str],
        retry_seconds: float | None = None,
    ) -> None:
        super().__init__(message, **metadata)
        self.reason = reason
        self.code = code
        self.retry_seconds = retry_seconds


def code_of(refusal: errors.Refusal) -> grpc.StatusCode:
    """The canonical code a refusal travels under."""
    if isinstance(refusal, Refused):
        return refusal.code
    return CODES.get(refusal.reason, grpc.StatusCode.INTERNAL)


def to_status(refusal: errors.Refusal) -> status_pb2.Status:
    """The refusal as `google.rpc.Status` with exactly one `ErrorInfo`, and each other detail at most once."""
    code: int = code_of(refusal).value[0]
    status = status_pb2.Status(code=code, message=refusal.message[:MAX_MESSAGE])
    info = error_details_pb2.ErrorInfo(reason=refusal.reason, domain=DOMAIN, metadata=refusal.metadata)
    status.details.add().Pack(info)
    if isinstance(refusal, errors.InvalidField):
        fault = error_details_pb2.BadRequest.FieldViolation(
            field=refusal.field, description=refusal.problem[:MAX_MESSAGE], reason=refusal.reason
        )
        status.details.add().Pack(error_details_pb2.BadRequest(field_violations=[fault]))
    if refusal.reason in RETRY_SECONDS:
        retry = error_details_pb2.RetryInfo()
        retry.retry_delay.seconds = RETRY_SECONDS[refusal.reason]
        status.details.add().Pack(retry)
    return status


def refusal_of(error: grpc.aio.AioRpcError) -> Refused:
    """The refusal that a failed call carries; transport failures become one without a known reason."""
    reason, metadata, retry_seconds = UNKNOWN_REASON, dict[str, str](), None
    for detail in _status_of(error).details:
        info, retry = error_details_pb2.ErrorInfo(), error_details_pb2.RetryInfo()
        if detail.Unpack(info) and info.domain == DOMAIN:
            reason, metadata = info.reason, dict(info.metadata)
        elif detail.Unpack(retry):
            retry_seconds = retry.retry_delay.seconds + retry.retry_delay.nanos / 1e9
    return Refused(
        error.details() or f"The call ended with {error.code().name}.",
        reason=reason,
        code=error.code(),
        metadata=metadata,
        retry_seconds=retry_seconds,
    )


def _status_of(error: grpc.aio.AioRpcError) -> status_pb2.Status:
    for key, value in error.trailing_metadata() or ():
        if key == DETAILS_KEY and isinstance(value, bytes):
            try:
                return status_pb2.Status.FromString(value)
            except DecodeError:  # not ours, so it says nothing
                break
    return status_pb2.Status()
