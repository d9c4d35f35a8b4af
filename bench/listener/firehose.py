"""A generated firehose in the form of Jetstream: posts, answers, edits and deletions without end.

Served over a real WebSocket by a process of its own, as fast as the other side reads. Frames are put
together from prepared halves, so that making them costs a fraction of reading them; no two posts have the
same identity.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import random
import struct
import sys
from collections.abc import Sequence
from typing import Final

COLLECTION: Final = "app.bsky.feed.post"
FORMS: Final = 20_000
"""Different posts; each comes again and again under new ids."""
FRAMES_A_WRITE: Final = 200
_KEY: Final = b"sec-websocket-key"
_MAGIC: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3
_WORDS: Final = (  # noqa: SIM905  # read as text, not as a list
    "the a to and of in is for on you that it with this my have not are was but just they so we me what your "
    "about like if can people when out more now who there all new get one time will how go day good know "
    "think love today really want going game music art photo news world morning night weekend coffee "
    "weather train cat dog book movie election football winter summer friend family work school city"
).split()
_FOREIGN: Final = (
    "おはようございます 今日もいい天気ですね",
    "bom dia, gente! não esqueçam",
    "schöne Grüße aus München",
    "\u0432\u0441\u0435\u043c \u0434\u043e\u0431\u0440\u043e\u0435 \u0443\u0442\u0440\u043e",
)


def watched_words(count: int) -> list[str]:
    """Made-up brand names, the same at every call."""
    chance = random.Random(11)
    syllables = [first + vowel for first in "bcdfgklmnprstvz" for vowel in "aeiou"]
    words: dict[str, None] = {}
    while len(words) < count:
        words["".join(chance.choices(syllables, k=4))] = None
    return list(words)


def forms(words: Sequence[str], share: float) -> list[tuple[bytes, bytes]]:
    """Posts as two halves each, a `share` with one of the words: between them come the moment and the id."""
    chance = random.Random(12)
    return [_form(chance, words, share) for _ in range(FORMS)]


def _form(chance: random.Random, words: Sequence[str], share: float) -> tuple[bytes, bytes]:
    did = "did:plc:" + "".join(chance.choices("abcdefghijklmnopqrstuvwxyz234567", k=24))
    commit: dict[str, object] = {
        "rev": "3l" + "a" * 11,
        "operation": "create",
        "collection": COLLECTION,
    }
    if chance.random() < 0.08:
        commit["operation"] = "delete"
    else:
        commit["record"] = _record(chance, words, share)
        commit["cid"] = "bafyrei" + "".join(chance.choices("abcdefghijklmnopqrstuvwxyz234567", k=52))
    whole = json.dumps(
        {"did": did, "time_us": 0, "kind": "commit", "commit": {**commit, "rkey": "RKEY"}},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    before, after = whole.replace('"time_us":0', '"time_us":%d').split("RKEY")
    return before.replace("%", "%%").replace('"time_us":%%d', '"time_us":%d').encode(), after.encode()


def _record(chance: random.Random, words: Sequence[str], share: float) -> dict[str, object]:
    said = chance.choices(_WORDS, k=chance.randint(3, 30))
    if chance.random() < share:
        said[chance.randrange(len(said))] = chance.choice(words)
    text = " ".join(said)
    if chance.random() < 0.25:
        text = f"{chance.choice(_FOREIGN)} {text[:60]}"
    record: dict[str, object] = {
        "$type": "app.bsky.feed.post",
        "createdAt": "2026-11-22T10:00:00.000Z",
        "langs": ["en"],
        "text": text,
    }
    if chance.random() < 0.4:
        record["reply"] = {"root": _ref(chance), "parent": _ref(chance)}
    if chance.random() < 0.2:
        feature = {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/a"}
        record["facets"] = [{"index": {"byteStart": 0, "byteEnd": 3}, "features": [feature]}]
    if chance.random() < 0.3:
        image = {"alt": "", "aspectRatio": {"height": 2000, "width": 1500}, "image": {"size": 812345}}
        record["embed"] = {"$type": "app.bsky.embed.images", "images": [image]}
    return record


def _ref(chance: random.Random) -> dict[str, str]:
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    did, rkey = "".join(chance.choices(letters, k=24)), "3l" + "".join(chance.choices(letters, k=11))
    return {"cid": "bafyrei" + "a" * 52, "uri": f"at://did:plc:{did}/app.bsky.feed.post/{rkey}"}


async def serve(words: int, share: float) -> None:
    """Serves until the process is ended; prints its port first."""
    prepared = forms(watched_words(words), share)
    server = await asyncio.start_server(lambda reader, writer: _stream(reader, writer, prepared), "127.0.0.1")
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


async def _stream(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, prepared: Sequence[tuple[bytes, bytes]]
) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    (key,) = (line.split(b": ")[1] for line in head.split(b"\r\n") if line.lower().startswith(_KEY))
    accept = base64.b64encode(hashlib.sha1(key.strip() + _MAGIC).digest())  # noqa: S324  # as RFC 6455 wants it
    writer.write(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )
    moment, number = 1_790_000_000_000_000, 0
    try:
        while True:
            frames = []
            for before, after in prepared[number % FORMS : number % FORMS + FRAMES_A_WRITE]:
                number += 1
                moment += 37
                body = (before % moment) + b"3l%011d" % number + after
                frames.append(_header(len(body)) + body)
            writer.write(b"".join(frames))
            await writer.drain()
    except ConnectionError:
        writer.close()


def _header(length: int) -> bytes:
    return struct.pack("!BB", 0x81, length) if length < 126 else struct.pack("!BBH", 0x81, 126, length)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2])))
