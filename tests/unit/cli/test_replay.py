import grpc
import pytest

from services.cli.commands import replay


def error(code, details=""):
    return grpc.aio.AioRpcError(code, grpc.aio.Metadata(), grpc.aio.Metadata(), details)


@pytest.mark.parametrize(
    ("code", "details", "broken"),
    [
        (grpc.StatusCode.UNAVAILABLE, "connection refused", True),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, "the log is full", True),
        (grpc.StatusCode.INTERNAL, "Internal error from Core", True),
        (grpc.StatusCode.INTERNAL, "a fault of ours", False),
        (grpc.StatusCode.INVALID_ARGUMENT, "settings.format", False),
    ],
)
def test_a_broken_call_is_taken_up_again_and_a_refused_one_is_not(code, details, broken):
    assert replay._is_broken(error(code, details)) is broken
