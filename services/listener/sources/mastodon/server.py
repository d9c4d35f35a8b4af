"""What a server says of itself: where it streams, and what it takes."""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import urlsplit

import httpx
import msgspec

from services.listener.core import capabilities
from services.listener.sources.mastodon import statuses
from services.listener.sources.mastodon.wire import Wire

_LINK_LENGTH: Final = 23


class _Urls(msgspec.Struct):
    streaming: str = ""


class _Statuses(msgspec.Struct):
    max_characters: int = 500
    max_media_attachments: int = 4
    characters_reserved_per_url: int = _LINK_LENGTH


class _Media(msgspec.Struct):
    supported_mime_types: list[str] = []
    image_size_limit: int = 0


class _Configuration(msgspec.Struct):
    urls: _Urls = msgspec.field(default_factory=_Urls)
    statuses: _Statuses = msgspec.field(default_factory=_Statuses)
    media_attachments: _Media = msgspec.field(default_factory=_Media)


class _Instance(msgspec.Struct):
    configuration: _Configuration = msgspec.field(default_factory=_Configuration)
    urls: dict[str, str] = {}


_INSTANCE: Final = msgspec.json.Decoder(_Instance)


class Server(NamedTuple):
    """What a server takes, and where it streams.

    Attributes:
        streaming: origin of its streams, `https://…`.
        max_characters: longest status.
        link_length: what a link counts, however long.
        max_media: attachments of a status.
        media_types: as HTTP names them; empty when it does not say.
        max_image_bytes: largest picture; 0 when it does not say.
    """

    streaming: str
    max_characters: int
    link_length: int
    max_media: int
    media_types: list[str]
    max_image_bytes: int


async def describe(wire: Wire) -> Server:
    """Asks a server; one that does not say has the usual limits.

    Raises:
        SourceError: it gave no answer.
    """
    response = await wire.look("instance", lambda api: api.instance_v2())
    if (
        response.status_code == httpx.codes.NOT_FOUND
    ):  # before Mastodon 4, and some servers that speak its API
        response = await wire.look("instance", lambda api: api.instance_v1())
    wire.check(response)
    try:
        said = _INSTANCE.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        said = _Instance()
    limits, media = said.configuration.statuses, said.configuration.media_attachments
    usual = capabilities.of(statuses.NETWORK)
    return Server(
        _origin(said.configuration.urls.streaming or said.urls.get("streaming_api", ""), wire.url),
        limits.max_characters,
        limits.characters_reserved_per_url,
        limits.max_media_attachments,
        media.supported_mime_types or [*usual.media_types],
        media.image_size_limit or usual.max_media_bytes,
    )


def _origin(told: str, url: str) -> str:
    """Where to stream: as told, but never with less protection than the server itself."""
    parts = urlsplit(told)
    schemes = {"wss": "https", "https": "https", "ws": "http", "http": "http"}
    scheme = schemes.get(parts.scheme, "")
    if not (scheme and parts.netloc) or (scheme == "http" and url.startswith("https")):
        return url
    return f"{scheme}://{parts.netloc}"
