import io

import pytest

from services.cli.rewindable import Rewindable


async def drain(stream):
    chunks = []
    while chunk := await stream.read():
        chunks.append(chunk)
    return b"".join(chunks)


async def test_reads_everything_once():
    stream = Rewindable(io.BytesIO(b"abcdefgh"), chunk_bytes=3)
    assert await drain(stream) == b"abcdefgh"


async def test_a_stream_is_taken_up_again_from_any_unacknowledged_place():
    stream = Rewindable(io.BytesIO(b"abcdefghij"), chunk_bytes=4)
    await drain(stream)
    stream.acknowledge(5)
    stream.rewind(5)
    assert await drain(stream) == b"fghij"


async def test_rewinding_in_the_middle_reads_on_with_the_rest_of_the_stream():
    stream = Rewindable(io.BytesIO(b"abcdefghij"), chunk_bytes=4)
    await stream.read()
    stream.rewind(2)
    assert await drain(stream) == b"cdefghij"


async def test_what_was_acknowledged_is_forgotten_and_cannot_be_read_again():
    stream = Rewindable(io.BytesIO(b"abcdefgh"), chunk_bytes=4)
    await drain(stream)
    stream.acknowledge(8)
    with pytest.raises(ValueError, match=r"outside 8\.\.8"):
        stream.rewind(0)
