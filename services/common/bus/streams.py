"""The streams of the log: which subjects each one holds, how long it keeps them, how it comes to be.

One table, because publishers, consumers, the janitor and live views all ask it; a subject that is
not in it cannot be published to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nats.js import JetStreamContext, api
from nats.js import errors as js_errors

from services.common.config.bus import BusSettings
from services.common.model import errors

SMALL_MAX_BYTES: Final = 256 * 1024 * 1024
"""Bytes that a stream of rare, small messages may hold, whatever the setting allows the large ones."""

DUPLICATE_WINDOW_SECONDS: Final = 120.0
"""How long the broker remembers message ids: it covers a publisher's own repeats, nothing more."""

STORAGE_SHORT_CODES: Final = frozenset({10002, 10023, 10028, 10047})
"""Error codes of the broker that say: no room for a stream of that size."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream.

    Attributes:
        name: as the broker knows it.
        root: first part of its subjects; it holds `{root}.>`.
        last_value: keeps only the newest message of each subject.
        expires: drops messages past the age of the settings.
        small: needs a fraction of the space.
        news: tells live views what is kept in tables elsewhere; its oldest part may go unread.
        kept: waits for people; the janitor takes nothing from it.

    """

    name: str
    root: str
    last_value: bool = False
    expires: bool = True
    small: bool = False
    news: bool = False
    kept: bool = False

    @property
    def subject(self) -> str:
        """Filter that covers all its messages."""
        return f"{self.root}.>"


MENTIONS: Final = Stream("MENTIONS", "mentions")
SCORED: Final = Stream("SCORED", "scored")
ENGAGEMENTS: Final = Stream("ENGAGEMENTS", "engagements", news=True)
ERASURES: Final = Stream("ERASURES", "erasures", small=True)
JUDGEMENTS: Final = Stream("JUDGEMENTS", "judgements", small=True)
RETRY: Final = Stream("RETRY", "retry")
DEADLETTER: Final = Stream("DEADLETTER", "deadletter", kept=True)
REFERENCE: Final = Stream("REFERENCE", "reference", last_value=True, expires=False, small=True)
SUSPECT: Final = Stream("SUSPECT", "suspect", last_value=True, small=True)

ALL: Final = (MENTIONS, SCORED, ENGAGEMENTS, ERASURES, JUDGEMENTS, RETRY, DEADLETTER, REFERENCE, SUSPECT)
"""Every stream, in the order in which they are made."""

_BY_NAME: Final = {stream.name: stream for stream in ALL}
_BY_ROOT: Final = {stream.root: stream for stream in ALL}


def of_subject(subject: str) -> Stream:
    """The stream that holds `subject`.

    Raises:
        ValueError: if no stream does.

    """
    stream = _BY_ROOT.get(subject.partition(".")[0])
    if stream is None or "." not in subject:
        roots = ", ".join(f"{known.root}.>" for known in ALL)
        raise ValueError(f"No stream holds subject {subject!r}; the log has {roots}.")
    return stream


def named(name: str) -> Stream:
    """The stream of that name; it must be one of ours."""
    return _BY_NAME[name]


def configuration(stream: Stream, settings: BusSettings) -> api.StreamConfig:
    """How the broker is to keep a stream."""
    limit = min(settings.stream_max_bytes, SMALL_MAX_BYTES) if stream.small else settings.stream_max_bytes
    return api.StreamConfig(
        name=stream.name,
        subjects=[stream.subject],
        retention=api.RetentionPolicy.LIMITS,
        storage=api.StorageType.FILE,
        discard=api.DiscardPolicy.NEW,
        max_bytes=limit,
        max_age=float(settings.stream_max_age_seconds) if stream.expires else 0.0,
        max_msgs_per_subject=1 if stream.last_value else -1,
        duplicate_window=min(DUPLICATE_WINDOW_SECONDS, float(settings.stream_max_age_seconds)),
        allow_direct=True,
    )


async def ensure(js: JetStreamContext, settings: BusSettings) -> None:
    """Makes the streams that are missing and adjusts those whose limits the settings have changed.

    Raises:
        errors.LogUnavailable: if the broker has no room for a stream.

    """
    for stream in ALL:
        await _ensure_one(js, configuration(stream, settings))


async def _ensure_one(js: JetStreamContext, wanted: api.StreamConfig) -> None:
    try:
        present = (await js.stream_info(str(wanted.name))).config
    except js_errors.NotFoundError:
        await _apply(js.add_stream, wanted)
        return
    if _differs(present, wanted):
        await _apply(js.update_stream, _merged(present, wanted))


def _differs(present: api.StreamConfig, wanted: api.StreamConfig) -> bool:
    fields = ("max_bytes", "max_age", "subjects", "duplicate_window", "allow_direct")
    return any(getattr(present, field) != getattr(wanted, field) for field in fields)


def _merged(present: api.StreamConfig, wanted: api.StreamConfig) -> api.StreamConfig:
    # Replicas and placement belong to whoever runs the cluster; they stay as found.
    return wanted.evolve(num_replicas=present.num_replicas, placement=present.placement)


async def _apply(change: object, wanted: api.StreamConfig) -> None:
    try:
        await change(config=wanted)  # type: ignore[operator]
    except js_errors.APIError as error:
        if error.err_code not in STORAGE_SHORT_CODES:
            raise
        raise errors.LogUnavailable(
            f"The log has no room for stream {wanted.name} of {wanted.max_bytes} bytes "
            f"({error.description}); lower ANTIPHON_BUS_STREAM_MAX_BYTES or give NATS more disk.",
            stream=str(wanted.name),
        ) from error
