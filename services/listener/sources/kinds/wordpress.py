"""Comments of WordPress sites."""

from services.listener.sources.kind import ConfigKey, SourceType, address, number, one_of

KIND = SourceType(
    name="wordpress",
    network="wordpress",
    module="services.listener.sources.wordpress.connection",
    summary="Comments of a WordPress site, and answers to them.",
    keys={
        "url": ConfigKey(
            "address of the site, or of its REST API where that is elsewhere (…/wp-json, …/?rest_route=/)",
            required=True,
            check=address("http", "https"),
            place=True,
        ),
        "username": ConfigKey("user who answers; without one it only reads"),
        "poll_seconds": ConfigKey("pause between requests, default 120", check=number(1, 86_400, "seconds")),
        "window_hours": ConfigKey(
            "how long after a comment its approval, its changes and its end are noticed, default 48",
            check=number(1, 720, "hours"),
        ),
        "lookback_hours": ConfigKey(
            "how far a new source looks back, default 24", check=number(0, 8760, "hours")
        ),
        "page_size": ConfigKey("comments a request, default 100", check=number(1, 100, "comments")),
        "held": ConfigKey(
            "whether comments that wait for approval are read too, default false; "
            "the user must be allowed to moderate",
            check=one_of("true", "false"),
        ),
    },
    credentials={"application_password": ConfigKey("application password of the user")},
    answers_with=(("application_password",),),
)
