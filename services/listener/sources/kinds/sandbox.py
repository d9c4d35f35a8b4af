"""The sandbox network of the demo and the tests."""

from services.listener.sources.kind import ConfigKey, SourceType, address, number

KIND = SourceType(
    name="sandbox",
    network="sandbox",
    module="services.listener.sources.sandbox",
    summary="The sandbox network of the demo and the tests.",
    keys={
        "url": ConfigKey("address of the sandbox", required=True, check=address("http", "https"), place=True),
        "page_size": ConfigKey("events a request, default 200", check=number(1, 1000, "events")),
        "wait_seconds": ConfigKey(
            "how long a request waits for news, default 10", check=number(0, 60, "seconds")
        ),
    },
    credentials={"token": ConfigKey("bearer token of the brand's account; without it read only")},
    answers_with=(("token",),),
)
