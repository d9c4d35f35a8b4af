"""Comments on YouTube."""

import re
from typing import Final

from services.listener.sources.kind import ConfigKey, OAuth, SourceType, address, brand, number

FLOW: Final = OAuth(
    authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
    token_url="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
    scopes=("https://www.googleapis.com/auth/youtube.force-ssl",),
    client_auth="post",
    parameters={"access_type": "offline", "prompt": "consent"},
)
"""How an account is connected."""

_IDS: Final = re.compile(r"[\w-]{5,64}( *, *[\w-]{5,64}){0,49}", re.ASCII)


def _ids(value: str) -> str | None:
    return None if _IDS.fullmatch(value) else "must be ids joined by commas, at most 50"


KIND = SourceType(
    name="youtube",
    network="youtube",
    module="services.listener.sources.youtube.connection",
    summary="Comments on a channel's videos, or on single videos, with their answers; answers.",
    keys={
        "brand": brand("every comment"),
        "channel_ids": ConfigKey(
            "channels whose comments are read: UC…, several with commas", check=_ids, place=True
        ),
        "video_ids": ConfigKey(
            "single videos whose comments are read, several with commas", check=_ids, place=True
        ),
        "poll_seconds": ConfigKey(
            "pause between rounds, default 300; each round takes a unit of the day's 10,000 for each page",
            check=number(10, 86_400, "seconds"),
        ),
        "lookback_hours": ConfigKey(
            "how far a new source looks back, default 24", check=number(0, 8_760, "hours")
        ),
        "recheck_seconds": ConfigKey(
            "how often it asks whether what it brought last still stands and was answered, default 1800; "
            "0 never",
            check=number(0, 86_400, "seconds"),
        ),
        "recheck_count": ConfigKey(
            "how many comments it asks for then, 50 in a request, default 500",
            check=number(1, 5000, "comments"),
        ),
        "api_url": ConfigKey(
            "address of the API or of a proxy before it, default https://www.googleapis.com",
            check=address("http", "https"),
        ),
    },
    credentials={
        "api_key": ConfigKey("key of the application, enough to read"),
        "client_id": ConfigKey("id of the application, to answer"),
        "client_secret": ConfigKey("secret of the application, to answer"),
        "access_token": ConfigKey("token of the account, to answer"),
        "refresh_token": ConfigKey("token that renews it"),
    },
    answers_with=(("access_token",),),
    flow=FLOW,
)
