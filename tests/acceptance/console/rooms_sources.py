"""Twins of what sources are made of: kinds, settings that change, accounts and a network's consent."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlencode

from google.protobuf import empty_pb2
from typing_extensions import override

from antiphon.listening.v1 import listening_service_pb2 as listening
from services.common.model import errors
from tests.acceptance.console.rooms_webhooks import Telling

CONSENT = "https://social.example/oauth/authorize"
"""The network's page on which the account's owner agrees."""


def key(name: str, help_: str, *, required: bool = False) -> Any:
    return listening.SourceType.Key(name=name, help=help_, required=required)


KINDS = (
    listening.SourceType(
        name="rss",
        network="rss",
        summary="An RSS or Atom feed.",
        settings=[key("url", "address of the feed", required=True), key("poll_seconds", "pause")],
    ),
    listening.SourceType(
        name="mastodon",
        network="mastodon",
        summary="A Mastodon server.",
        settings=[key("url", "address of the server", required=True)],
        secrets=[key("access_token", "token"), key("client_id", "the app's"), key("client_secret", "its")],
        flow="FLOW_OAUTH",
    ),
)


class Sources(Telling):
    """A listener whose sources are made, changed, connected and dropped."""

    def __init__(self) -> None:
        super().__init__()
        self.sources: list[listening.Source] = []
        self.begun: dict[str, str] = {}
        self.given: dict[str, dict[str, str]] = {}

    def stamp(self, source: listening.Source) -> listening.Source:
        told = repr(sorted(source.config.items())).encode()
        source.etag = hashlib.sha256(told).hexdigest()[:16]
        return source

    def find(self, name: str) -> listening.Source:
        for source in self.sources:
            if source.name == name:
                return source
        raise errors.NotFound(name)

    @override
    async def ListSourceTypes(self, request: Any, context: Any) -> listening.ListSourceTypesResponse:
        return listening.ListSourceTypesResponse(source_types=KINDS)

    @override
    async def ListCoverage(self, request: Any, context: Any) -> listening.ListCoverageResponse:
        return listening.ListCoverageResponse()

    @override
    async def CreateSource(self, request: Any, context: Any) -> listening.Source:
        source = listening.Source(name=f"sources/{request.source_id}", state="STATE_ACTIVE")
        source.MergeFrom(request.source)
        self.sources.append(self.stamp(source))
        return source

    @override
    async def UpdateSource(self, request: Any, context: Any) -> listening.Source:
        source = self.find(request.source.name)
        if request.source.etag not in {"", source.etag}:
            raise errors.StaleVersion(f"{source.name} was changed since; look at it again.", etag=source.etag)
        if source.config["url"] != request.source.config["url"]:
            source.cursor = ""
        source.config.clear()
        source.config.update(request.source.config)
        return self.stamp(source)

    @override
    async def DeleteSource(self, request: Any, context: Any) -> empty_pb2.Empty:
        self.sources.remove(self.find(request.name))
        return empty_pb2.Empty()

    @override
    async def BeginAuthorization(self, request: Any, context: Any) -> listening.BeginAuthorizationResponse:
        state = f"state-{len(self.begun)}"
        self.begun[state] = request.name
        self.given[request.name] = dict(request.secrets)
        query = urlencode({"redirect_uri": request.redirect_uri, "state": state})
        return listening.BeginAuthorizationResponse(authorize_uri=f"{CONSENT}?{query}", state=state)

    @override
    async def CompleteAuthorization(self, request: Any, context: Any) -> listening.Account:
        name = self.begun.pop(request.state, "")
        if not name or request.code != "agreed":
            raise errors.InvalidField(
                "state", "is unknown, used already, too old, or somebody else's; begin anew."
            )
        account = listening.Account(name=name, login="percolune@social.example", scopes=["read", "write"])
        account.secret_names.extend(["access_token", "client_id", "client_secret"])
        account.way = listening.Account.WAY_AUTHORIZED
        self.accounts.append(account)
        return account

    @override
    async def DisconnectAccount(self, request: Any, context: Any) -> empty_pb2.Empty:
        self.accounts = [each for each in self.accounts if each.name != request.name]
        return empty_pb2.Empty()
