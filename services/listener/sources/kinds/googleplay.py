"""Reviews of an app on Google Play."""

import re
from typing import Final

from services.listener.sources.kind import ConfigKey, SourceType, address, brand, number

_PACKAGE: Final = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)+", re.ASCII)


def _package(value: str) -> str | None:
    return None if _PACKAGE.fullmatch(value) else "must be an app's package name such as com.example.app"


KIND = SourceType(
    name="googleplay",
    network="googleplay",
    module="services.listener.sources.googleplay.connection",
    summary="Reviews of an app on Google Play, of the last week; one answer to each.",
    keys={
        "brand": brand("every review"),
        "package": ConfigKey("package name of the app", required=True, check=_package, place=True),
        "poll_seconds": ConfigKey(
            "pause between rounds, default 900; an app may be asked 200 times an hour",
            check=number(30, 86_400, "seconds"),
        ),
        "api_url": ConfigKey(
            "address of the API or of a proxy before it, default https://androidpublisher.googleapis.com",
            check=address("http", "https"),
        ),
        "token_url": ConfigKey(
            "address that gives tokens, default https://oauth2.googleapis.com/token",
            check=address("http", "https"),
        ),
    },
    credentials={
        "service_account": ConfigKey("key file of a service account, its JSON as downloaded", required=True)
    },
)
