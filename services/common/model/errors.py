"""One tree of errors. Everything a caller may see is a `Refusal`; its reason is part of the interface.

The core raises these; `services.common.rpc.errors` turns them into status, `ErrorInfo` and details,
and back again on the caller's side.
"""

from __future__ import annotations

from collections.abc import Mapping

from antiphon.errors.v1 import error_reason_pb2


class AntiphonError(Exception):
    """Root of all errors of ours."""


class Refusal(AntiphonError):
    """A call that cannot be done, with a sentence that names what is wrong and how to mend it.

    Attributes:
        reason: name of an `ErrorReason` without its prefix.
        metadata: values a program can branch on; nothing personal.
    """

    reason = "INTERNAL"

    def __init__(self, message: str, **metadata: str) -> None:
        super().__init__(message)
        self.message = message
        self.metadata: Mapping[str, str] = metadata

    def __str__(self) -> str:
        return self.message


class InvalidField(Refusal):
    """A field of the request is missing, malformed or out of range."""

    reason = "INVALID_FIELD"

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}", field=field)
        self.field = field
        self.problem = problem


class NotFound(Refusal):
    """What the request names does not exist; `remedy` goes on in the same sentence."""

    reason = "NOT_FOUND"

    def __init__(self, resource: str, remedy: str = "") -> None:
        super().__init__(f"{resource} does not exist{remedy and f'; {remedy}'}.", resource=resource)


class AlreadyExists(Refusal):
    """A resource of that name exists already."""

    reason = "ALREADY_EXISTS"

    def __init__(self, resource: str) -> None:
        super().__init__(f"{resource} exists already; choose another name.", resource=resource)


class TokenInvalid(Refusal):
    """The call carries no valid token."""

    reason = "TOKEN_INVALID"


class NotPermitted(Refusal):
    """The caller may not do this."""

    reason = "NOT_PERMITTED"


class LeaseHeld(Refusal):
    """Another agent holds the lease."""

    reason = "LEASE_HELD"


class LeaseLost(Refusal):
    """The lease has run out or was taken over."""

    reason = "LEASE_LOST"


class WrongState(Refusal):
    """The state does not allow it."""

    reason = "WRONG_STATE"


class NotReplyable(Refusal):
    """The network does not let us answer this."""

    reason = "NOT_REPLYABLE"


class TextTooLong(Refusal):
    """The text is longer than the network takes."""

    reason = "TEXT_TOO_LONG"


class QueueEmpty(Refusal):
    """The queue has nothing for this caller now."""

    reason = "QUEUE_EMPTY"


class CapacityFull(Refusal):
    """The agent holds as much as the hard capacity allows."""

    reason = "CAPACITY_FULL"


class NotEligible(Refusal):
    """The agent may not work on this."""

    reason = "NOT_ELIGIBLE"


class DraftChanged(Refusal):
    """Somebody else has written since the caller read."""

    reason = "DRAFT_CHANGED"


class RequestIdReused(Refusal):
    """The same request id was used for something else."""

    reason = "REQUEST_ID_REUSED"


class StaleVersion(Refusal):
    """A document was changed since the version that a change is based on."""

    reason = "STALE_VERSION"


class LogFull(Refusal):
    """The log is full and refuses more; slow down."""

    reason = "LOG_FULL"


class LogUnavailable(Refusal):
    """The log cannot be reached; try again."""

    reason = "LOG_UNAVAILABLE"


class StoreFull(Refusal):
    """The disk or the database cannot take more."""

    reason = "STORE_FULL"


class StoreUnavailable(Refusal):
    """The database cannot be reached; try again."""

    reason = "STORE_UNAVAILABLE"


KNOWN_REASONS = frozenset(
    name.removeprefix("ERROR_REASON_")
    for name in error_reason_pb2.ErrorReason.keys()  # noqa: SIM118
)
"""Every reason the contracts know."""
