import datetime

from antiphon.mention.v1 import mention_pb2 as _mention_pb2
from antiphon.scoring.v1 import score_pb2 as _score_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class MentionBatch(_message.Message):
    __slots__ = ("items",)
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[MentionItem]
    def __init__(self, items: _Optional[_Iterable[_Union[MentionItem, _Mapping]]] = ...) -> None: ...

class MentionItem(_message.Message):
    __slots__ = ("mention", "deletion")
    MENTION_FIELD_NUMBER: _ClassVar[int]
    DELETION_FIELD_NUMBER: _ClassVar[int]
    mention: _mention_pb2.Mention
    deletion: _mention_pb2.Deletion
    def __init__(self, mention: _Optional[_Union[_mention_pb2.Mention, _Mapping]] = ..., deletion: _Optional[_Union[_mention_pb2.Deletion, _Mapping]] = ...) -> None: ...

class ScoredBatch(_message.Message):
    __slots__ = ("mention_batch", "scores")
    MENTION_BATCH_FIELD_NUMBER: _ClassVar[int]
    SCORES_FIELD_NUMBER: _ClassVar[int]
    mention_batch: bytes
    scores: _containers.RepeatedCompositeFieldContainer[_score_pb2.Score]
    def __init__(self, mention_batch: _Optional[bytes] = ..., scores: _Optional[_Iterable[_Union[_score_pb2.Score, _Mapping]]] = ...) -> None: ...

class RetryBatch(_message.Message):
    __slots__ = ("consumer", "subject", "payload", "item_ids", "tries", "not_before_time", "reason")
    CONSUMER_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    ITEM_IDS_FIELD_NUMBER: _ClassVar[int]
    TRIES_FIELD_NUMBER: _ClassVar[int]
    NOT_BEFORE_TIME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    consumer: str
    subject: str
    payload: bytes
    item_ids: _containers.RepeatedScalarFieldContainer[str]
    tries: int
    not_before_time: _timestamp_pb2.Timestamp
    reason: str
    def __init__(self, consumer: _Optional[str] = ..., subject: _Optional[str] = ..., payload: _Optional[bytes] = ..., item_ids: _Optional[_Iterable[str]] = ..., tries: _Optional[int] = ..., not_before_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., reason: _Optional[str] = ...) -> None: ...

class DeadLetter(_message.Message):
    __slots__ = ("consumer", "subject", "payload", "item_id", "reason", "cause", "tries", "dead_time")
    CONSUMER_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    TRIES_FIELD_NUMBER: _ClassVar[int]
    DEAD_TIME_FIELD_NUMBER: _ClassVar[int]
    consumer: str
    subject: str
    payload: bytes
    item_id: str
    reason: str
    cause: str
    tries: int
    dead_time: _timestamp_pb2.Timestamp
    def __init__(self, consumer: _Optional[str] = ..., subject: _Optional[str] = ..., payload: _Optional[bytes] = ..., item_id: _Optional[str] = ..., reason: _Optional[str] = ..., cause: _Optional[str] = ..., tries: _Optional[int] = ..., dead_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class PurgedItems(_message.Message):
    __slots__ = ("consumer", "item_ids", "purge_time")
    CONSUMER_FIELD_NUMBER: _ClassVar[int]
    ITEM_IDS_FIELD_NUMBER: _ClassVar[int]
    PURGE_TIME_FIELD_NUMBER: _ClassVar[int]
    consumer: str
    item_ids: _containers.RepeatedScalarFieldContainer[str]
    purge_time: _timestamp_pb2.Timestamp
    def __init__(self, consumer: _Optional[str] = ..., item_ids: _Optional[_Iterable[str]] = ..., purge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Suspect(_message.Message):
    __slots__ = ("stream_sequence", "index", "item_id", "cleared")
    STREAM_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    CLEARED_FIELD_NUMBER: _ClassVar[int]
    stream_sequence: int
    index: int
    item_id: str
    cleared: bool
    def __init__(self, stream_sequence: _Optional[int] = ..., index: _Optional[int] = ..., item_id: _Optional[str] = ..., cleared: _Optional[bool] = ...) -> None: ...

class EngagementEvent(_message.Message):
    __slots__ = ("kind", "opportunity", "brand", "opportunity_state", "reply", "reply_state", "actor", "event_time")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[EngagementEvent.Kind]
        KIND_OPPORTUNITY_OPENED: _ClassVar[EngagementEvent.Kind]
        KIND_OPPORTUNITY_UPDATED: _ClassVar[EngagementEvent.Kind]
        KIND_OPPORTUNITY_CLAIMED: _ClassVar[EngagementEvent.Kind]
        KIND_OPPORTUNITY_RELEASED: _ClassVar[EngagementEvent.Kind]
        KIND_OPPORTUNITY_RESOLVED: _ClassVar[EngagementEvent.Kind]
        KIND_OPPORTUNITY_DISMISSED: _ClassVar[EngagementEvent.Kind]
        KIND_REPLY_CHANGED: _ClassVar[EngagementEvent.Kind]
    KIND_UNSPECIFIED: EngagementEvent.Kind
    KIND_OPPORTUNITY_OPENED: EngagementEvent.Kind
    KIND_OPPORTUNITY_UPDATED: EngagementEvent.Kind
    KIND_OPPORTUNITY_CLAIMED: EngagementEvent.Kind
    KIND_OPPORTUNITY_RELEASED: EngagementEvent.Kind
    KIND_OPPORTUNITY_RESOLVED: EngagementEvent.Kind
    KIND_OPPORTUNITY_DISMISSED: EngagementEvent.Kind
    KIND_REPLY_CHANGED: EngagementEvent.Kind
    KIND_FIELD_NUMBER: _ClassVar[int]
    OPPORTUNITY_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    OPPORTUNITY_STATE_FIELD_NUMBER: _ClassVar[int]
    REPLY_FIELD_NUMBER: _ClassVar[int]
    REPLY_STATE_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    kind: EngagementEvent.Kind
    opportunity: str
    brand: str
    opportunity_state: str
    reply: str
    reply_state: str
    actor: str
    event_time: _timestamp_pb2.Timestamp
    def __init__(self, kind: _Optional[_Union[EngagementEvent.Kind, str]] = ..., opportunity: _Optional[str] = ..., brand: _Optional[str] = ..., opportunity_state: _Optional[str] = ..., reply: _Optional[str] = ..., reply_state: _Optional[str] = ..., actor: _Optional[str] = ..., event_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class AuthorErasure(_message.Message):
    __slots__ = ("author_key_sha256", "erase_time")
    AUTHOR_KEY_SHA256_FIELD_NUMBER: _ClassVar[int]
    ERASE_TIME_FIELD_NUMBER: _ClassVar[int]
    author_key_sha256: str
    erase_time: _timestamp_pb2.Timestamp
    def __init__(self, author_key_sha256: _Optional[str] = ..., erase_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ReferenceFact(_message.Message):
    __slots__ = ("brand", "capability")
    BRAND_FIELD_NUMBER: _ClassVar[int]
    CAPABILITY_FIELD_NUMBER: _ClassVar[int]
    brand: BrandFact
    capability: CapabilityFact
    def __init__(self, brand: _Optional[_Union[BrandFact, _Mapping]] = ..., capability: _Optional[_Union[CapabilityFact, _Mapping]] = ...) -> None: ...

class BrandFact(_message.Message):
    __slots__ = ("name", "display_name", "aliases", "handles")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    ALIASES_FIELD_NUMBER: _ClassVar[int]
    HANDLES_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    aliases: _containers.RepeatedScalarFieldContainer[str]
    handles: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., aliases: _Optional[_Iterable[str]] = ..., handles: _Optional[_Iterable[str]] = ...) -> None: ...

class CapabilityFact(_message.Message):
    __slots__ = ("network", "reply_mode", "idempotency", "idempotency_seconds", "max_reply_length", "length_unit", "reply_window_seconds", "checked_date", "reference", "read_back")
    class ReplyMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        REPLY_MODE_UNSPECIFIED: _ClassVar[CapabilityFact.ReplyMode]
        REPLY_MODE_NONE: _ClassVar[CapabilityFact.ReplyMode]
        REPLY_MODE_API: _ClassVar[CapabilityFact.ReplyMode]
        REPLY_MODE_MANUAL: _ClassVar[CapabilityFact.ReplyMode]
        REPLY_MODE_PRIVATE: _ClassVar[CapabilityFact.ReplyMode]
    REPLY_MODE_UNSPECIFIED: CapabilityFact.ReplyMode
    REPLY_MODE_NONE: CapabilityFact.ReplyMode
    REPLY_MODE_API: CapabilityFact.ReplyMode
    REPLY_MODE_MANUAL: CapabilityFact.ReplyMode
    REPLY_MODE_PRIVATE: CapabilityFact.ReplyMode
    class Idempotency(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        IDEMPOTENCY_UNSPECIFIED: _ClassVar[CapabilityFact.Idempotency]
        IDEMPOTENCY_NONE: _ClassVar[CapabilityFact.Idempotency]
        IDEMPOTENCY_KEY: _ClassVar[CapabilityFact.Idempotency]
        IDEMPOTENCY_CLIENT_ID: _ClassVar[CapabilityFact.Idempotency]
    IDEMPOTENCY_UNSPECIFIED: CapabilityFact.Idempotency
    IDEMPOTENCY_NONE: CapabilityFact.Idempotency
    IDEMPOTENCY_KEY: CapabilityFact.Idempotency
    IDEMPOTENCY_CLIENT_ID: CapabilityFact.Idempotency
    class LengthUnit(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        LENGTH_UNIT_UNSPECIFIED: _ClassVar[CapabilityFact.LengthUnit]
        LENGTH_UNIT_CHARACTER: _ClassVar[CapabilityFact.LengthUnit]
        LENGTH_UNIT_GRAPHEME: _ClassVar[CapabilityFact.LengthUnit]
        LENGTH_UNIT_BYTE: _ClassVar[CapabilityFact.LengthUnit]
    LENGTH_UNIT_UNSPECIFIED: CapabilityFact.LengthUnit
    LENGTH_UNIT_CHARACTER: CapabilityFact.LengthUnit
    LENGTH_UNIT_GRAPHEME: CapabilityFact.LengthUnit
    LENGTH_UNIT_BYTE: CapabilityFact.LengthUnit
    NETWORK_FIELD_NUMBER: _ClassVar[int]
    REPLY_MODE_FIELD_NUMBER: _ClassVar[int]
    IDEMPOTENCY_FIELD_NUMBER: _ClassVar[int]
    IDEMPOTENCY_SECONDS_FIELD_NUMBER: _ClassVar[int]
    MAX_REPLY_LENGTH_FIELD_NUMBER: _ClassVar[int]
    LENGTH_UNIT_FIELD_NUMBER: _ClassVar[int]
    REPLY_WINDOW_SECONDS_FIELD_NUMBER: _ClassVar[int]
    CHECKED_DATE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    READ_BACK_FIELD_NUMBER: _ClassVar[int]
    network: str
    reply_mode: CapabilityFact.ReplyMode
    idempotency: CapabilityFact.Idempotency
    idempotency_seconds: int
    max_reply_length: int
    length_unit: CapabilityFact.LengthUnit
    reply_window_seconds: int
    checked_date: str
    reference: str
    read_back: bool
    def __init__(self, network: _Optional[str] = ..., reply_mode: _Optional[_Union[CapabilityFact.ReplyMode, str]] = ..., idempotency: _Optional[_Union[CapabilityFact.Idempotency, str]] = ..., idempotency_seconds: _Optional[int] = ..., max_reply_length: _Optional[int] = ..., length_unit: _Optional[_Union[CapabilityFact.LengthUnit, str]] = ..., reply_window_seconds: _Optional[int] = ..., checked_date: _Optional[str] = ..., reference: _Optional[str] = ..., read_back: _Optional[bool] = ...) -> None: ...
