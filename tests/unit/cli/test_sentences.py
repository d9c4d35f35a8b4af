"""What a person reads when a service does not answer."""

import grpc
import pytest
import typer

from services.cli import app


async def unanswered(code):
    raise grpc.aio.AioRpcError(code, grpc.aio.Metadata(), grpc.aio.Metadata(), "Deadline Exceeded")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (grpc.StatusCode.UNAVAILABLE, "A service does not answer."),
        (grpc.StatusCode.DEADLINE_EXCEEDED, "A service did not answer in time;"),
    ],
)
def test_a_service_that_does_not_answer_is_a_sentence_with_the_next_step(capsys, code, words):
    with pytest.raises(typer.Exit) as ended:
        app.run(lambda: unanswered(code), check_settings=False)
    said = capsys.readouterr().err
    assert words in said
    assert "antiphon status" in said
    assert ended.value.exit_code == 1
