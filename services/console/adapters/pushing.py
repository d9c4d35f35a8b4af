"""Tells people on their phones what is offered to them, who calls them and what of theirs is due.

The browser's push service is asked in our name (VAPID, RFC 8292). What it says is gone is forgotten; what
does not arrive is not tried again: a notice that comes late is worse than none.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.config import ConsoleSettings
from services.common.model import errors
from services.common.obs import logs, metrics
from services.common.rpc import calls
from services.common.store import Database
from services.console.adapters import rooms
from services.console.core import pushing
from services.console.core.pushing import Quiet, Target
from services.console.store import passes, pushes

CALL_SECONDS: Final = 10.0
KEPT_SECONDS: Final = 600
"""How long a push service keeps a notice for a phone that is off."""

TOKEN_SECONDS: Final = 12 * 3600
"""How long our word is good for; RFC 8292 allows a day."""

MOST_WAITING: Final = 1000
_GONE: Final = frozenset({404, 410})
_HOLDER: Final = "user:"

log = logs.get()


class Pushes:
    """The browsers that are told, and the telling."""

    def __init__(self, settings: ConsoleSettings, db: Database, services: rooms.Rooms) -> None:
        self._hosts = frozenset(settings.push_hosts)
        self._contact = settings.push_contact
        self._db = db
        self._services = services
        self._waiting: asyncio.Queue[events_pb2.EngagementEvent] = asyncio.Queue(MOST_WAITING)
        self._key: ec.EllipticCurvePrivateKey | None = None

    async def public_key(self) -> str:
        """What browsers are told to expect our notices under."""
        return pushing.public(await self._private())

    async def subscribe(self, session: str, address: str, key: str, secret: str, quiet: Quiet) -> None:
        """Tells the browser of a session from now on.

        Raises:
            InvalidField: if what it gave cannot be used.
        """
        target = pushing.checked(address, key, secret, quiet, self._hosts)
        await self._db.write(lambda conn: pushes.keep(conn, session, target, _now()))

    async def subscribed(self, session: str) -> bool:
        """Whether the browser of a session is told."""
        return await self._db.read(lambda conn: pushes.of_session(conn, session)) is not None

    async def unsubscribe(self, session: str) -> None:
        """Tells the browser of a session nothing any more."""
        await self._db.write(lambda conn: pushes.drop(conn, passes.digest(session)))

    def hear(self, event: events_pb2.EngagementEvent) -> None:
        """Takes note of a change; when too much waits, the newest are not told."""
        if event.kind in pushing.WORTH and not self._waiting.full():
            self._waiting.put_nowait(event)

    async def run(self) -> None:
        """Tells what is worth it until it is cancelled."""
        async with httpx.AsyncClient(timeout=CALL_SECONDS, follow_redirects=False) as client:
            while True:
                event = await self._waiting.get()
                try:
                    await self._tell(client, event)
                except Exception:
                    # A notice that cannot be told must not end the desk.
                    log.exception("push.failed")

    async def _tell(self, client: httpx.AsyncClient, event: events_pb2.EngagementEvent) -> None:
        name = await self._whom(event)
        known = await self._db.read(lambda conn: pushes.of_person(conn, name, _now())) if name else ()
        awake = [each for each in known if not each.target.quiet.holds(_now())]
        digest = hashlib.sha256(event.SerializeToString(deterministic=True)).digest()
        if not awake:
            return
        if await self._db.write(lambda conn: pushes.first(conn, digest, _now())):
            await asyncio.gather(*(self._send(client, each, event) for each in awake))

    async def _whom(self, event: events_pb2.EngagementEvent) -> str:
        """Name of the person a change concerns; of a deadline, who holds the conversation. Empty if none."""
        if event.kind != events_pb2.EngagementEvent.KIND_DEADLINE_NEAR:
            return event.agent.removeprefix("agents/")
        viewer = await self._db.read(lambda conn: pushes.somebody(conn, event.brand, _now()))
        if viewer is None:
            return ""
        with calls.acting_as(viewer.principal):
            request = routing.GetOpportunityRequest(name=event.opportunity)
            try:
                found = await rooms.ask("router", self._services.router.GetOpportunity(request))
            except errors.Refusal:
                return ""
        return str(found.lease.holder).removeprefix(_HOLDER)

    async def _send(
        self, client: httpx.AsyncClient, kept: pushes.Kept, event: events_pb2.EngagementEvent
    ) -> None:
        headers = {
            "authorization": await self._authorization(kept.target),
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str(KEPT_SECONDS),
            "urgency": "high",
        }
        content = pushing.seal(pushing.words(event), kept.target)
        try:
            answer = await client.post(kept.target.address, content=content, headers=headers)
        except httpx.HTTPError:
            metrics.PUSHES.labels("away").inc()
            return
        outcome = "sent" if answer.is_success else "gone" if answer.status_code in _GONE else "refused"
        metrics.PUSHES.labels(outcome).inc()
        if outcome == "gone":
            await self._db.write(lambda conn: pushes.drop(conn, kept.session))
        elif outcome == "refused":
            log.warning("push.refused", status=answer.status_code)

    async def _authorization(self, target: Target) -> str:
        key, parts = await self._private(), urlsplit(target.address)
        claims: dict[str, Any] = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int(time.time()) + TOKEN_SECONDS,
            **({"sub": self._contact} if self._contact else {}),
        }
        return f"vapid t={jwt.encode(claims, key, 'ES256')}, k={pushing.public(key)}"

    async def _private(self) -> ec.EllipticCurvePrivateKey:
        if self._key is None:
            fresh = ec.generate_private_key(ec.SECP256R1()).private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            kept = await self._db.write(lambda conn: pushes.key(conn, fresh, _now()))
            known = serialization.load_der_private_key(kept, password=None)
            if not isinstance(known, ec.EllipticCurvePrivateKey):
                raise errors.AntiphonError("The key for notices is of another kind; empty its table.")
            self._key = known
        return self._key


def _now() -> datetime:
    return datetime.now(UTC)
