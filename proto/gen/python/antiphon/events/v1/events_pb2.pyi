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
    __slots__ = ("kind", "opportunity", "brand", "opportunity_state", "reply", "reply_state", "actor", "event_time", "agent", "queue", "detail", "mention_key", "dismiss_cause", "alert", "mention_author", "other_opportunity")
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
        KIND_AUTHOR_ERASED: _ClassVar[EngagementEvent.Kind]
        KIND_OPPORTUNITY_OFFERED: _ClassVar[EngagementEvent.Kind]
        KIND_OPPORTUNITY_ESCALATED: _ClassVar[EngagementEvent.Kind]
        KIND_OPPORTUNITY_SNOOZED: _ClassVar[EngagementEvent.Kind]
        KIND_OPPORTUNITY_TRANSFERRED: _ClassVar[EngagementEvent.Kind]
        KIND_OPPORTUNITY_TAGGED: _ClassVar[EngagementEvent.Kind]
        KIND_COLLEAGUE_CALLED: _ClassVar[EngagementEvent.Kind]
        KIND_QUEUE_UNSERVED: _ClassVar[EngagementEvent.Kind]
        KIND_PRESENCE_CHANGED: _ClassVar[EngagementEvent.Kind]
        KIND_STAFFING_CHANGED: _ClassVar[EngagementEvent.Kind]
        KIND_POLICY_CHANGED: _ClassVar[EngagementEvent.Kind]
        KIND_DRAFT_CHANGED: _ClassVar[EngagementEvent.Kind]
        KIND_NOTE_CREATED: _ClassVar[EngagementEvent.Kind]
        KIND_COMMITMENT_CHANGED: _ClassVar[EngagementEvent.Kind]
        KIND_SENDING_CHANGED: _ClassVar[EngagementEvent.Kind]
        KIND_DEADLINE_NEAR: _ClassVar[EngagementEvent.Kind]
        KIND_DEADLINE_MISSED: _ClassVar[EngagementEvent.Kind]
        KIND_ALERT_RAISED: _ClassVar[EngagementEvent.Kind]
        KIND_OPPORTUNITY_MERGED: _ClassVar[EngagementEvent.Kind]
        KIND_OPPORTUNITY_SPLIT: _ClassVar[EngagementEvent.Kind]
    KIND_UNSPECIFIED: EngagementEvent.Kind
    KIND_OPPORTUNITY_OPENED: EngagementEvent.Kind
    KIND_OPPORTUNITY_UPDATED: EngagementEvent.Kind
    KIND_OPPORTUNITY_CLAIMED: EngagementEvent.Kind
    KIND_OPPORTUNITY_RELEASED: EngagementEvent.Kind
    KIND_OPPORTUNITY_RESOLVED: EngagementEvent.Kind
    KIND_OPPORTUNITY_DISMISSED: EngagementEvent.Kind
    KIND_REPLY_CHANGED: EngagementEvent.Kind
    KIND_AUTHOR_ERASED: EngagementEvent.Kind
    KIND_OPPORTUNITY_OFFERED: EngagementEvent.Kind
    KIND_OPPORTUNITY_ESCALATED: EngagementEvent.Kind
    KIND_OPPORTUNITY_SNOOZED: EngagementEvent.Kind
    KIND_OPPORTUNITY_TRANSFERRED: EngagementEvent.Kind
    KIND_OPPORTUNITY_TAGGED: EngagementEvent.Kind
    KIND_COLLEAGUE_CALLED: EngagementEvent.Kind
    KIND_QUEUE_UNSERVED: EngagementEvent.Kind
    KIND_PRESENCE_CHANGED: EngagementEvent.Kind
    KIND_STAFFING_CHANGED: EngagementEvent.Kind
    KIND_POLICY_CHANGED: EngagementEvent.Kind
    KIND_DRAFT_CHANGED: EngagementEvent.Kind
    KIND_NOTE_CREATED: EngagementEvent.Kind
    KIND_COMMITMENT_CHANGED: EngagementEvent.Kind
    KIND_SENDING_CHANGED: EngagementEvent.Kind
    KIND_DEADLINE_NEAR: EngagementEvent.Kind
    KIND_DEADLINE_MISSED: EngagementEvent.Kind
    KIND_ALERT_RAISED: EngagementEvent.Kind
    KIND_OPPORTUNITY_MERGED: EngagementEvent.Kind
    KIND_OPPORTUNITY_SPLIT: EngagementEvent.Kind
    KIND_FIELD_NUMBER: _ClassVar[int]
    OPPORTUNITY_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    OPPORTUNITY_STATE_FIELD_NUMBER: _ClassVar[int]
    REPLY_FIELD_NUMBER: _ClassVar[int]
    REPLY_STATE_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    AGENT_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    MENTION_KEY_FIELD_NUMBER: _ClassVar[int]
    DISMISS_CAUSE_FIELD_NUMBER: _ClassVar[int]
    ALERT_FIELD_NUMBER: _ClassVar[int]
    MENTION_AUTHOR_FIELD_NUMBER: _ClassVar[int]
    OTHER_OPPORTUNITY_FIELD_NUMBER: _ClassVar[int]
    kind: EngagementEvent.Kind
    opportunity: str
    brand: str
    opportunity_state: str
    reply: str
    reply_state: str
    actor: str
    event_time: _timestamp_pb2.Timestamp
    agent: str
    queue: str
    detail: str
    mention_key: str
    dismiss_cause: str
    alert: str
    mention_author: bytes
    other_opportunity: str
    def __init__(self, kind: _Optional[_Union[EngagementEvent.Kind, str]] = ..., opportunity: _Optional[str] = ..., brand: _Optional[str] = ..., opportunity_state: _Optional[str] = ..., reply: _Optional[str] = ..., reply_state: _Optional[str] = ..., actor: _Optional[str] = ..., event_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., agent: _Optional[str] = ..., queue: _Optional[str] = ..., detail: _Optional[str] = ..., mention_key: _Optional[str] = ..., dismiss_cause: _Optional[str] = ..., alert: _Optional[str] = ..., mention_author: _Optional[bytes] = ..., other_opportunity: _Optional[str] = ...) -> None: ...

class MentionJudgement(_message.Message):
    __slots__ = ("mention_key", "brand", "cause", "actor", "event_time", "identity")
    class Identity(_message.Message):
        __slots__ = ("author", "customer")
        AUTHOR_FIELD_NUMBER: _ClassVar[int]
        CUSTOMER_FIELD_NUMBER: _ClassVar[int]
        author: bytes
        customer: str
        def __init__(self, author: _Optional[bytes] = ..., customer: _Optional[str] = ...) -> None: ...
    MENTION_KEY_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    mention_key: str
    brand: str
    cause: str
    actor: str
    event_time: _timestamp_pb2.Timestamp
    identity: MentionJudgement.Identity
    def __init__(self, mention_key: _Optional[str] = ..., brand: _Optional[str] = ..., cause: _Optional[str] = ..., actor: _Optional[str] = ..., event_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., identity: _Optional[_Union[MentionJudgement.Identity, _Mapping]] = ...) -> None: ...

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
    __slots__ = ("name", "display_name", "aliases", "handles", "reply_signature", "training")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    ALIASES_FIELD_NUMBER: _ClassVar[int]
    HANDLES_FIELD_NUMBER: _ClassVar[int]
    REPLY_SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    TRAINING_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    aliases: _containers.RepeatedScalarFieldContainer[str]
    handles: _containers.RepeatedScalarFieldContainer[str]
    reply_signature: str
    training: bool
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., aliases: _Optional[_Iterable[str]] = ..., handles: _Optional[_Iterable[str]] = ..., reply_signature: _Optional[str] = ..., training: _Optional[bool] = ...) -> None: ...

class CapabilityFact(_message.Message):
    __slots__ = ("network", "reply_mode", "idempotency", "idempotency_seconds", "max_reply_length", "length_unit", "reply_window_seconds", "checked_date", "reference", "read_back", "display_name", "plan", "actions", "audience", "min_reply_length", "link_length", "max_parts", "overwrites", "max_media_count", "max_media_bytes", "media_types", "private_window_seconds", "private_once", "calls", "limits", "answer_call", "link_answer_call", "summoned_answer_call", "live_checked", "cautious", "repeatable_actions")
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
        LENGTH_UNIT_WEIGHTED: _ClassVar[CapabilityFact.LengthUnit]
    LENGTH_UNIT_UNSPECIFIED: CapabilityFact.LengthUnit
    LENGTH_UNIT_CHARACTER: CapabilityFact.LengthUnit
    LENGTH_UNIT_GRAPHEME: CapabilityFact.LengthUnit
    LENGTH_UNIT_BYTE: CapabilityFact.LengthUnit
    LENGTH_UNIT_WEIGHTED: CapabilityFact.LengthUnit
    class Action(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        ACTION_UNSPECIFIED: _ClassVar[CapabilityFact.Action]
        ACTION_READ: _ClassVar[CapabilityFact.Action]
        ACTION_SEARCH: _ClassVar[CapabilityFact.Action]
        ACTION_ANSWER: _ClassVar[CapabilityFact.Action]
        ACTION_ANSWER_PRIVATELY: _ClassVar[CapabilityFact.Action]
        ACTION_DELETE_OWN: _ClassVar[CapabilityFact.Action]
        ACTION_HIDE: _ClassVar[CapabilityFact.Action]
        ACTION_UNHIDE: _ClassVar[CapabilityFact.Action]
        ACTION_LIKE: _ClassVar[CapabilityFact.Action]
        ACTION_UNLIKE: _ClassVar[CapabilityFact.Action]
        ACTION_DELETE: _ClassVar[CapabilityFact.Action]
        ACTION_MUTE: _ClassVar[CapabilityFact.Action]
        ACTION_BLOCK: _ClassVar[CapabilityFact.Action]
        ACTION_REPORT: _ClassVar[CapabilityFact.Action]
        ACTION_WRITE_FIRST: _ClassVar[CapabilityFact.Action]
    ACTION_UNSPECIFIED: CapabilityFact.Action
    ACTION_READ: CapabilityFact.Action
    ACTION_SEARCH: CapabilityFact.Action
    ACTION_ANSWER: CapabilityFact.Action
    ACTION_ANSWER_PRIVATELY: CapabilityFact.Action
    ACTION_DELETE_OWN: CapabilityFact.Action
    ACTION_HIDE: CapabilityFact.Action
    ACTION_UNHIDE: CapabilityFact.Action
    ACTION_LIKE: CapabilityFact.Action
    ACTION_UNLIKE: CapabilityFact.Action
    ACTION_DELETE: CapabilityFact.Action
    ACTION_MUTE: CapabilityFact.Action
    ACTION_BLOCK: CapabilityFact.Action
    ACTION_REPORT: CapabilityFact.Action
    ACTION_WRITE_FIRST: CapabilityFact.Action
    class Audience(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        AUDIENCE_UNSPECIFIED: _ClassVar[CapabilityFact.Audience]
        AUDIENCE_ANYONE: _ClassVar[CapabilityFact.Audience]
        AUDIENCE_SUMMONED: _ClassVar[CapabilityFact.Audience]
        AUDIENCE_OWN_PLACES: _ClassVar[CapabilityFact.Audience]
    AUDIENCE_UNSPECIFIED: CapabilityFact.Audience
    AUDIENCE_ANYONE: CapabilityFact.Audience
    AUDIENCE_SUMMONED: CapabilityFact.Audience
    AUDIENCE_OWN_PLACES: CapabilityFact.Audience
    class Call(_message.Message):
        __slots__ = ("name", "price_micros", "currency", "per", "units")
        NAME_FIELD_NUMBER: _ClassVar[int]
        PRICE_MICROS_FIELD_NUMBER: _ClassVar[int]
        CURRENCY_FIELD_NUMBER: _ClassVar[int]
        PER_FIELD_NUMBER: _ClassVar[int]
        UNITS_FIELD_NUMBER: _ClassVar[int]
        name: str
        price_micros: int
        currency: str
        per: str
        units: int
        def __init__(self, name: _Optional[str] = ..., price_micros: _Optional[int] = ..., currency: _Optional[str] = ..., per: _Optional[str] = ..., units: _Optional[int] = ...) -> None: ...
    class Limit(_message.Message):
        __slots__ = ("calls", "count", "seconds", "scope", "counts_units")
        CALLS_FIELD_NUMBER: _ClassVar[int]
        COUNT_FIELD_NUMBER: _ClassVar[int]
        SECONDS_FIELD_NUMBER: _ClassVar[int]
        SCOPE_FIELD_NUMBER: _ClassVar[int]
        COUNTS_UNITS_FIELD_NUMBER: _ClassVar[int]
        calls: _containers.RepeatedScalarFieldContainer[str]
        count: int
        seconds: int
        scope: str
        counts_units: bool
        def __init__(self, calls: _Optional[_Iterable[str]] = ..., count: _Optional[int] = ..., seconds: _Optional[int] = ..., scope: _Optional[str] = ..., counts_units: _Optional[bool] = ...) -> None: ...
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
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    MIN_REPLY_LENGTH_FIELD_NUMBER: _ClassVar[int]
    LINK_LENGTH_FIELD_NUMBER: _ClassVar[int]
    MAX_PARTS_FIELD_NUMBER: _ClassVar[int]
    OVERWRITES_FIELD_NUMBER: _ClassVar[int]
    MAX_MEDIA_COUNT_FIELD_NUMBER: _ClassVar[int]
    MAX_MEDIA_BYTES_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPES_FIELD_NUMBER: _ClassVar[int]
    PRIVATE_WINDOW_SECONDS_FIELD_NUMBER: _ClassVar[int]
    PRIVATE_ONCE_FIELD_NUMBER: _ClassVar[int]
    CALLS_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    ANSWER_CALL_FIELD_NUMBER: _ClassVar[int]
    LINK_ANSWER_CALL_FIELD_NUMBER: _ClassVar[int]
    SUMMONED_ANSWER_CALL_FIELD_NUMBER: _ClassVar[int]
    LIVE_CHECKED_FIELD_NUMBER: _ClassVar[int]
    CAUTIOUS_FIELD_NUMBER: _ClassVar[int]
    REPEATABLE_ACTIONS_FIELD_NUMBER: _ClassVar[int]
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
    display_name: str
    plan: str
    actions: _containers.RepeatedScalarFieldContainer[CapabilityFact.Action]
    audience: CapabilityFact.Audience
    min_reply_length: int
    link_length: int
    max_parts: int
    overwrites: bool
    max_media_count: int
    max_media_bytes: int
    media_types: _containers.RepeatedScalarFieldContainer[str]
    private_window_seconds: int
    private_once: bool
    calls: _containers.RepeatedCompositeFieldContainer[CapabilityFact.Call]
    limits: _containers.RepeatedCompositeFieldContainer[CapabilityFact.Limit]
    answer_call: str
    link_answer_call: str
    summoned_answer_call: str
    live_checked: bool
    cautious: _containers.RepeatedScalarFieldContainer[str]
    repeatable_actions: bool
    def __init__(self, network: _Optional[str] = ..., reply_mode: _Optional[_Union[CapabilityFact.ReplyMode, str]] = ..., idempotency: _Optional[_Union[CapabilityFact.Idempotency, str]] = ..., idempotency_seconds: _Optional[int] = ..., max_reply_length: _Optional[int] = ..., length_unit: _Optional[_Union[CapabilityFact.LengthUnit, str]] = ..., reply_window_seconds: _Optional[int] = ..., checked_date: _Optional[str] = ..., reference: _Optional[str] = ..., read_back: _Optional[bool] = ..., display_name: _Optional[str] = ..., plan: _Optional[str] = ..., actions: _Optional[_Iterable[_Union[CapabilityFact.Action, str]]] = ..., audience: _Optional[_Union[CapabilityFact.Audience, str]] = ..., min_reply_length: _Optional[int] = ..., link_length: _Optional[int] = ..., max_parts: _Optional[int] = ..., overwrites: _Optional[bool] = ..., max_media_count: _Optional[int] = ..., max_media_bytes: _Optional[int] = ..., media_types: _Optional[_Iterable[str]] = ..., private_window_seconds: _Optional[int] = ..., private_once: _Optional[bool] = ..., calls: _Optional[_Iterable[_Union[CapabilityFact.Call, _Mapping]]] = ..., limits: _Optional[_Iterable[_Union[CapabilityFact.Limit, _Mapping]]] = ..., answer_call: _Optional[str] = ..., link_answer_call: _Optional[str] = ..., summoned_answer_call: _Optional[str] = ..., live_checked: _Optional[bool] = ..., cautious: _Optional[_Iterable[str]] = ..., repeatable_actions: _Optional[bool] = ...) -> None: ...
