"""Instagram accounts of professionals."""

import dataclasses

from services.listener.sources.kind import ConfigKey, address
from services.listener.sources.kinds import facebook

KIND = dataclasses.replace(
    facebook.KIND,
    name="instagram",
    network="instagram",
    module="services.listener.sources.meta.instagram",
    summary="Comments on an Instagram account, its mentions and messages: by signed webhooks, and answered.",
    keys={
        **facebook.KIND.keys,
        "account_id": ConfigKey("id of the professional account", required=True, place=True),
        "url": ConfigKey(
            "address of the Graph API with its version, default https://graph.facebook.com/v24.0; "
            "https://graph.instagram.com/v24.0 for an account that signed in with Instagram",
            check=address("http", "https"),
        ),
    },
)
