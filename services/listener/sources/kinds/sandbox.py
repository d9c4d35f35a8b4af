"""The sandbox network of the demo and the tests."""

import re

from services.listener.sources.kind import ConfigKey, SourceType, address, brand, number

_ROOM = re.compile(r"[a-z0-9-]{1,63}")


def _room(value: str) -> str | None:
    return None if _ROOM.fullmatch(value) else "must be 1 to 63 lower-case letters, digits and hyphens."


KIND = SourceType(
    name="sandbox",
    network="sandbox",
    module="services.listener.sources.sandbox",
    summary="The sandbox network of the demo and the tests.",
    keys={
        "url": ConfigKey("address of the sandbox", required=True, check=address("http", "https"), place=True),
        "brand": brand("everything"),
        "room": ConfigKey(
            "room of lessons that it reads and writes in; empty for the town", check=_room, place=True
        ),
        "page_size": ConfigKey("events a request, default 200", check=number(1, 1000, "events")),
        "wait_seconds": ConfigKey(
            "how long a request waits for news, default 10", check=number(0, 60, "seconds")
        ),
    },
    credentials={"token": ConfigKey("bearer token of the brand's account; without it read only")},
    answers_with=(("token",),),
)
