"""Facebook pages."""

from services.listener.sources.kind import ConfigKey, SourceType, address, number

KIND = SourceType(
    name="facebook",
    network="facebook",
    module="services.listener.sources.meta.facebook",
    summary="Comments on a Facebook page, its mentions and messages: by signed webhooks, and answered.",
    keys={
        "account_id": ConfigKey("id of the page", required=True, place=True),
        "url": ConfigKey(
            "address of the Graph API with its version, default https://graph.facebook.com/v24.0",
            check=address("http", "https"),
        ),
        "repair_minutes": ConfigKey(
            "pause between readings of what the webhooks may have left out, default 60",
            check=number(1, 1440, "minutes"),
        ),
        "repair_posts": ConfigKey(
            "how many of the newest posts are looked through then, default 25", check=number(1, 100, "posts")
        ),
        "lookback_hours": ConfigKey(
            "how far a new source looks back, default 24", check=number(0, 2160, "hours")
        ),
        "page_size": ConfigKey("comments a request, default 50", check=number(1, 100, "comments")),
    },
    credentials={
        "app_secret": ConfigKey("secret of the app, which signs what it brings"),
        "verify_token": ConfigKey("word of your own that the app repeats when the webhook is set up"),
        "access_token": ConfigKey("token of the page, for answering and for reading back"),
    },
    answers_with=(("access_token",),),
    receives=True,
)
