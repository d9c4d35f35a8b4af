import datetime

from antiphon.events.v1 import events_pb2 as _events_pb2
from antiphon.mention.v1 import mention_pb2 as _mention_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import empty_pb2 as _empty_pb2
from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Brand(_message.Message):
    __slots__ = ("name", "display_name", "aliases", "handles", "create_time", "reply_signature", "reply_sources", "training")
    class ReplySourcesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    ALIASES_FIELD_NUMBER: _ClassVar[int]
    HANDLES_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    REPLY_SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    REPLY_SOURCES_FIELD_NUMBER: _ClassVar[int]
    TRAINING_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    aliases: _containers.RepeatedScalarFieldContainer[str]
    handles: _containers.RepeatedScalarFieldContainer[str]
    create_time: _timestamp_pb2.Timestamp
    reply_signature: str
    reply_sources: _containers.ScalarMap[str, str]
    training: bool
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., aliases: _Optional[_Iterable[str]] = ..., handles: _Optional[_Iterable[str]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., reply_signature: _Optional[str] = ..., reply_sources: _Optional[_Mapping[str, str]] = ..., training: _Optional[bool] = ...) -> None: ...

class Lesson(_message.Message):
    __slots__ = ("brand", "lesson", "lessons", "source", "step_count", "played_count", "running")
    BRAND_FIELD_NUMBER: _ClassVar[int]
    LESSON_FIELD_NUMBER: _ClassVar[int]
    LESSONS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    STEP_COUNT_FIELD_NUMBER: _ClassVar[int]
    PLAYED_COUNT_FIELD_NUMBER: _ClassVar[int]
    RUNNING_FIELD_NUMBER: _ClassVar[int]
    brand: str
    lesson: str
    lessons: _containers.RepeatedScalarFieldContainer[str]
    source: str
    step_count: int
    played_count: int
    running: bool
    def __init__(self, brand: _Optional[str] = ..., lesson: _Optional[str] = ..., lessons: _Optional[_Iterable[str]] = ..., source: _Optional[str] = ..., step_count: _Optional[int] = ..., played_count: _Optional[int] = ..., running: _Optional[bool] = ...) -> None: ...

class Query(_message.Message):
    __slots__ = ("name", "expression", "create_time", "backfill_sources", "owner", "managed_in", "etag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    EXPRESSION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    BACKFILL_SOURCES_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    MANAGED_IN_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    expression: str
    create_time: _timestamp_pb2.Timestamp
    backfill_sources: _containers.RepeatedScalarFieldContainer[str]
    owner: str
    managed_in: str
    etag: str
    def __init__(self, name: _Optional[str] = ..., expression: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., backfill_sources: _Optional[_Iterable[str]] = ..., owner: _Optional[str] = ..., managed_in: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class Source(_message.Message):
    __slots__ = ("name", "type", "config", "state", "problem", "cursor", "receive_time", "received_count", "matched_count", "create_time", "sight", "cause", "sight_time", "item_time", "longest_silence", "budget", "webhook_uri", "etag")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[Source.State]
        STATE_ACTIVE: _ClassVar[Source.State]
        STATE_PAUSED: _ClassVar[Source.State]
        STATE_RETRYING: _ClassVar[Source.State]
        STATE_FAILED: _ClassVar[Source.State]
        STATE_FINISHED: _ClassVar[Source.State]
    STATE_UNSPECIFIED: Source.State
    STATE_ACTIVE: Source.State
    STATE_PAUSED: Source.State
    STATE_RETRYING: Source.State
    STATE_FAILED: Source.State
    STATE_FINISHED: Source.State
    class ConfigEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_COUNT_FIELD_NUMBER: _ClassVar[int]
    MATCHED_COUNT_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    SIGHT_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    SIGHT_TIME_FIELD_NUMBER: _ClassVar[int]
    ITEM_TIME_FIELD_NUMBER: _ClassVar[int]
    LONGEST_SILENCE_FIELD_NUMBER: _ClassVar[int]
    BUDGET_FIELD_NUMBER: _ClassVar[int]
    WEBHOOK_URI_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    type: str
    config: _containers.ScalarMap[str, str]
    state: Source.State
    problem: str
    cursor: str
    receive_time: _timestamp_pb2.Timestamp
    received_count: int
    matched_count: int
    create_time: _timestamp_pb2.Timestamp
    sight: CoverageInterval.Sight
    cause: CoverageInterval.Cause
    sight_time: _timestamp_pb2.Timestamp
    item_time: _timestamp_pb2.Timestamp
    longest_silence: _duration_pb2.Duration
    budget: SourceBudget
    webhook_uri: str
    etag: str
    def __init__(self, name: _Optional[str] = ..., type: _Optional[str] = ..., config: _Optional[_Mapping[str, str]] = ..., state: _Optional[_Union[Source.State, str]] = ..., problem: _Optional[str] = ..., cursor: _Optional[str] = ..., receive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., received_count: _Optional[int] = ..., matched_count: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., sight: _Optional[_Union[CoverageInterval.Sight, str]] = ..., cause: _Optional[_Union[CoverageInterval.Cause, str]] = ..., sight_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., item_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., longest_silence: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., budget: _Optional[_Union[SourceBudget, _Mapping]] = ..., webhook_uri: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class SourceBudget(_message.Message):
    __slots__ = ("start_time", "end_time", "call_count", "max_call_count", "spent_micros", "max_spent_micros", "currency", "exhaust_time", "call_interval", "made_call_count", "made_micros")
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    CALL_COUNT_FIELD_NUMBER: _ClassVar[int]
    MAX_CALL_COUNT_FIELD_NUMBER: _ClassVar[int]
    SPENT_MICROS_FIELD_NUMBER: _ClassVar[int]
    MAX_SPENT_MICROS_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_FIELD_NUMBER: _ClassVar[int]
    EXHAUST_TIME_FIELD_NUMBER: _ClassVar[int]
    CALL_INTERVAL_FIELD_NUMBER: _ClassVar[int]
    MADE_CALL_COUNT_FIELD_NUMBER: _ClassVar[int]
    MADE_MICROS_FIELD_NUMBER: _ClassVar[int]
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    call_count: int
    max_call_count: int
    spent_micros: int
    max_spent_micros: int
    currency: str
    exhaust_time: _timestamp_pb2.Timestamp
    call_interval: _duration_pb2.Duration
    made_call_count: int
    made_micros: int
    def __init__(self, start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., call_count: _Optional[int] = ..., max_call_count: _Optional[int] = ..., spent_micros: _Optional[int] = ..., max_spent_micros: _Optional[int] = ..., currency: _Optional[str] = ..., exhaust_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., call_interval: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., made_call_count: _Optional[int] = ..., made_micros: _Optional[int] = ...) -> None: ...

class Delivery(_message.Message):
    __slots__ = ("request_id", "state", "reason", "mention_key", "link", "create_time", "update_time", "attempt_count", "will_retry")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[Delivery.State]
        STATE_PUBLISHING: _ClassVar[Delivery.State]
        STATE_SENT: _ClassVar[Delivery.State]
        STATE_FAILED: _ClassVar[Delivery.State]
        STATE_CHECKING: _ClassVar[Delivery.State]
        STATE_UNCONFIRMED: _ClassVar[Delivery.State]
    STATE_UNSPECIFIED: Delivery.State
    STATE_PUBLISHING: Delivery.State
    STATE_SENT: Delivery.State
    STATE_FAILED: Delivery.State
    STATE_CHECKING: Delivery.State
    STATE_UNCONFIRMED: Delivery.State
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    MENTION_KEY_FIELD_NUMBER: _ClassVar[int]
    LINK_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_COUNT_FIELD_NUMBER: _ClassVar[int]
    WILL_RETRY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    state: Delivery.State
    reason: str
    mention_key: str
    link: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    attempt_count: int
    will_retry: bool
    def __init__(self, request_id: _Optional[str] = ..., state: _Optional[_Union[Delivery.State, str]] = ..., reason: _Optional[str] = ..., mention_key: _Optional[str] = ..., link: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., attempt_count: _Optional[int] = ..., will_retry: _Optional[bool] = ...) -> None: ...

class CoverageInterval(_message.Message):
    __slots__ = ("source", "sight", "reason", "start_time", "end_time", "cause", "query", "heal_time", "backfill")
    class Sight(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        SIGHT_UNSPECIFIED: _ClassVar[CoverageInterval.Sight]
        SIGHT_FULL: _ClassVar[CoverageInterval.Sight]
        SIGHT_PARTIAL: _ClassVar[CoverageInterval.Sight]
        SIGHT_BLIND: _ClassVar[CoverageInterval.Sight]
    SIGHT_UNSPECIFIED: CoverageInterval.Sight
    SIGHT_FULL: CoverageInterval.Sight
    SIGHT_PARTIAL: CoverageInterval.Sight
    SIGHT_BLIND: CoverageInterval.Sight
    class Cause(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        CAUSE_UNSPECIFIED: _ClassVar[CoverageInterval.Cause]
        CAUSE_DOWN: _ClassVar[CoverageInterval.Cause]
        CAUSE_PAUSED: _ClassVar[CoverageInterval.Cause]
        CAUSE_REVOKED: _ClassVar[CoverageInterval.Cause]
        CAUSE_CHANGED: _ClassVar[CoverageInterval.Cause]
        CAUSE_BACK_PRESSURE: _ClassVar[CoverageInterval.Cause]
        CAUSE_QUOTA: _ClassVar[CoverageInterval.Cause]
        CAUSE_SAMPLED: _ClassVar[CoverageInterval.Cause]
        CAUSE_LIMITED: _ClassVar[CoverageInterval.Cause]
        CAUSE_SUSPECT: _ClassVar[CoverageInterval.Cause]
    CAUSE_UNSPECIFIED: CoverageInterval.Cause
    CAUSE_DOWN: CoverageInterval.Cause
    CAUSE_PAUSED: CoverageInterval.Cause
    CAUSE_REVOKED: CoverageInterval.Cause
    CAUSE_CHANGED: CoverageInterval.Cause
    CAUSE_BACK_PRESSURE: CoverageInterval.Cause
    CAUSE_QUOTA: CoverageInterval.Cause
    CAUSE_SAMPLED: CoverageInterval.Cause
    CAUSE_LIMITED: CoverageInterval.Cause
    CAUSE_SUSPECT: CoverageInterval.Cause
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    SIGHT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    HEAL_TIME_FIELD_NUMBER: _ClassVar[int]
    BACKFILL_FIELD_NUMBER: _ClassVar[int]
    source: str
    sight: CoverageInterval.Sight
    reason: str
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    cause: CoverageInterval.Cause
    query: str
    heal_time: _timestamp_pb2.Timestamp
    backfill: str
    def __init__(self, source: _Optional[str] = ..., sight: _Optional[_Union[CoverageInterval.Sight, str]] = ..., reason: _Optional[str] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., cause: _Optional[_Union[CoverageInterval.Cause, str]] = ..., query: _Optional[str] = ..., heal_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., backfill: _Optional[str] = ...) -> None: ...

class Backfill(_message.Message):
    __slots__ = ("name", "source", "start_time", "end_time", "query", "state", "problem", "estimate", "progress", "call_count", "spent_micros", "received_count", "matched_count", "create_time", "update_time")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[Backfill.State]
        STATE_PENDING: _ClassVar[Backfill.State]
        STATE_RUNNING: _ClassVar[Backfill.State]
        STATE_PAUSED: _ClassVar[Backfill.State]
        STATE_RETRYING: _ClassVar[Backfill.State]
        STATE_FAILED: _ClassVar[Backfill.State]
        STATE_DONE: _ClassVar[Backfill.State]
        STATE_CANCELLED: _ClassVar[Backfill.State]
    STATE_UNSPECIFIED: Backfill.State
    STATE_PENDING: Backfill.State
    STATE_RUNNING: Backfill.State
    STATE_PAUSED: Backfill.State
    STATE_RETRYING: Backfill.State
    STATE_FAILED: Backfill.State
    STATE_DONE: Backfill.State
    STATE_CANCELLED: Backfill.State
    NAME_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    ESTIMATE_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    CALL_COUNT_FIELD_NUMBER: _ClassVar[int]
    SPENT_MICROS_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_COUNT_FIELD_NUMBER: _ClassVar[int]
    MATCHED_COUNT_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    source: str
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    query: str
    state: Backfill.State
    problem: str
    estimate: BackfillEstimate
    progress: float
    call_count: int
    spent_micros: int
    received_count: int
    matched_count: int
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., source: _Optional[str] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., query: _Optional[str] = ..., state: _Optional[_Union[Backfill.State, str]] = ..., problem: _Optional[str] = ..., estimate: _Optional[_Union[BackfillEstimate, _Mapping]] = ..., progress: _Optional[float] = ..., call_count: _Optional[int] = ..., spent_micros: _Optional[int] = ..., received_count: _Optional[int] = ..., matched_count: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class BackfillEstimate(_message.Message):
    __slots__ = ("call_count", "price_micros", "currency", "item_count", "note")
    CALL_COUNT_FIELD_NUMBER: _ClassVar[int]
    PRICE_MICROS_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    call_count: int
    price_micros: int
    currency: str
    item_count: int
    note: str
    def __init__(self, call_count: _Optional[int] = ..., price_micros: _Optional[int] = ..., currency: _Optional[str] = ..., item_count: _Optional[int] = ..., note: _Optional[str] = ...) -> None: ...

class GetBrandRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListBrandsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListBrandsResponse(_message.Message):
    __slots__ = ("brands", "next_page_token")
    BRANDS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    brands: _containers.RepeatedCompositeFieldContainer[Brand]
    next_page_token: str
    def __init__(self, brands: _Optional[_Iterable[_Union[Brand, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CreateBrandRequest(_message.Message):
    __slots__ = ("brand_id", "brand")
    BRAND_ID_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    brand_id: str
    brand: Brand
    def __init__(self, brand_id: _Optional[str] = ..., brand: _Optional[_Union[Brand, _Mapping]] = ...) -> None: ...

class UpdateBrandRequest(_message.Message):
    __slots__ = ("brand", "update_mask")
    BRAND_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    brand: Brand
    update_mask: _field_mask_pb2.FieldMask
    def __init__(self, brand: _Optional[_Union[Brand, _Mapping]] = ..., update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...) -> None: ...

class DeleteBrandRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListQueriesRequest(_message.Message):
    __slots__ = ("parent", "page_size", "page_token")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListQueriesResponse(_message.Message):
    __slots__ = ("queries", "next_page_token")
    QUERIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    queries: _containers.RepeatedCompositeFieldContainer[Query]
    next_page_token: str
    def __init__(self, queries: _Optional[_Iterable[_Union[Query, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CreateQueryRequest(_message.Message):
    __slots__ = ("parent", "query_id", "query")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    parent: str
    query_id: str
    query: Query
    def __init__(self, parent: _Optional[str] = ..., query_id: _Optional[str] = ..., query: _Optional[_Union[Query, _Mapping]] = ...) -> None: ...

class DeleteQueryRequest(_message.Message):
    __slots__ = ("name", "managed_in")
    NAME_FIELD_NUMBER: _ClassVar[int]
    MANAGED_IN_FIELD_NUMBER: _ClassVar[int]
    name: str
    managed_in: str
    def __init__(self, name: _Optional[str] = ..., managed_in: _Optional[str] = ...) -> None: ...

class UpdateQueryRequest(_message.Message):
    __slots__ = ("query", "take_over")
    QUERY_FIELD_NUMBER: _ClassVar[int]
    TAKE_OVER_FIELD_NUMBER: _ClassVar[int]
    query: Query
    take_over: bool
    def __init__(self, query: _Optional[_Union[Query, _Mapping]] = ..., take_over: _Optional[bool] = ...) -> None: ...

class ExplainQueryRequest(_message.Message):
    __slots__ = ("expression", "must_match", "must_not_match")
    EXPRESSION_FIELD_NUMBER: _ClassVar[int]
    MUST_MATCH_FIELD_NUMBER: _ClassVar[int]
    MUST_NOT_MATCH_FIELD_NUMBER: _ClassVar[int]
    expression: str
    must_match: _containers.RepeatedScalarFieldContainer[str]
    must_not_match: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, expression: _Optional[str] = ..., must_match: _Optional[_Iterable[str]] = ..., must_not_match: _Optional[_Iterable[str]] = ...) -> None: ...

class ExplainQueryResponse(_message.Message):
    __slots__ = ("reading", "findings", "parts", "results", "suggested_expressions")
    class Finding(_message.Message):
        __slots__ = ("column", "sentence", "dead")
        COLUMN_FIELD_NUMBER: _ClassVar[int]
        SENTENCE_FIELD_NUMBER: _ClassVar[int]
        DEAD_FIELD_NUMBER: _ClassVar[int]
        column: int
        sentence: str
        dead: bool
        def __init__(self, column: _Optional[int] = ..., sentence: _Optional[str] = ..., dead: _Optional[bool] = ...) -> None: ...
    class Part(_message.Message):
        __slots__ = ("network", "asked", "sentence", "price_micros", "currency")
        NETWORK_FIELD_NUMBER: _ClassVar[int]
        ASKED_FIELD_NUMBER: _ClassVar[int]
        SENTENCE_FIELD_NUMBER: _ClassVar[int]
        PRICE_MICROS_FIELD_NUMBER: _ClassVar[int]
        CURRENCY_FIELD_NUMBER: _ClassVar[int]
        network: str
        asked: _containers.RepeatedScalarFieldContainer[str]
        sentence: str
        price_micros: int
        currency: str
        def __init__(self, network: _Optional[str] = ..., asked: _Optional[_Iterable[str]] = ..., sentence: _Optional[str] = ..., price_micros: _Optional[int] = ..., currency: _Optional[str] = ...) -> None: ...
    class Result(_message.Message):
        __slots__ = ("text", "must_match", "passed", "spans")
        TEXT_FIELD_NUMBER: _ClassVar[int]
        MUST_MATCH_FIELD_NUMBER: _ClassVar[int]
        PASSED_FIELD_NUMBER: _ClassVar[int]
        SPANS_FIELD_NUMBER: _ClassVar[int]
        text: str
        must_match: bool
        passed: bool
        spans: _containers.RepeatedCompositeFieldContainer[_mention_pb2.Span]
        def __init__(self, text: _Optional[str] = ..., must_match: _Optional[bool] = ..., passed: _Optional[bool] = ..., spans: _Optional[_Iterable[_Union[_mention_pb2.Span, _Mapping]]] = ...) -> None: ...
    READING_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    SUGGESTED_EXPRESSIONS_FIELD_NUMBER: _ClassVar[int]
    reading: str
    findings: _containers.RepeatedCompositeFieldContainer[ExplainQueryResponse.Finding]
    parts: _containers.RepeatedCompositeFieldContainer[ExplainQueryResponse.Part]
    results: _containers.RepeatedCompositeFieldContainer[ExplainQueryResponse.Result]
    suggested_expressions: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, reading: _Optional[str] = ..., findings: _Optional[_Iterable[_Union[ExplainQueryResponse.Finding, _Mapping]]] = ..., parts: _Optional[_Iterable[_Union[ExplainQueryResponse.Part, _Mapping]]] = ..., results: _Optional[_Iterable[_Union[ExplainQueryResponse.Result, _Mapping]]] = ..., suggested_expressions: _Optional[_Iterable[str]] = ...) -> None: ...

class GetSourceRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListSourcesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListSourcesResponse(_message.Message):
    __slots__ = ("sources", "next_page_token")
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    sources: _containers.RepeatedCompositeFieldContainer[Source]
    next_page_token: str
    def __init__(self, sources: _Optional[_Iterable[_Union[Source, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CreateSourceRequest(_message.Message):
    __slots__ = ("source_id", "source")
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    source_id: str
    source: Source
    def __init__(self, source_id: _Optional[str] = ..., source: _Optional[_Union[Source, _Mapping]] = ...) -> None: ...

class UpdateSourceRequest(_message.Message):
    __slots__ = ("source",)
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    source: Source
    def __init__(self, source: _Optional[_Union[Source, _Mapping]] = ...) -> None: ...

class DeleteSourceRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class PauseSourceRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ResumeSourceRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class IngestMentionsRequest(_message.Message):
    __slots__ = ("mentions", "deletions", "brand")
    MENTIONS_FIELD_NUMBER: _ClassVar[int]
    DELETIONS_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    mentions: _containers.RepeatedCompositeFieldContainer[_mention_pb2.Mention]
    deletions: _containers.RepeatedCompositeFieldContainer[_mention_pb2.Deletion]
    brand: str
    def __init__(self, mentions: _Optional[_Iterable[_Union[_mention_pb2.Mention, _Mapping]]] = ..., deletions: _Optional[_Iterable[_Union[_mention_pb2.Deletion, _Mapping]]] = ..., brand: _Optional[str] = ...) -> None: ...

class IngestMentionsResponse(_message.Message):
    __slots__ = ("accepted_count", "unmatched_count")
    ACCEPTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    UNMATCHED_COUNT_FIELD_NUMBER: _ClassVar[int]
    accepted_count: int
    unmatched_count: int
    def __init__(self, accepted_count: _Optional[int] = ..., unmatched_count: _Optional[int] = ...) -> None: ...

class ReplayRecordsRequest(_message.Message):
    __slots__ = ("settings", "chunk")
    SETTINGS_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    settings: ReplaySettings
    chunk: bytes
    def __init__(self, settings: _Optional[_Union[ReplaySettings, _Mapping]] = ..., chunk: _Optional[bytes] = ...) -> None: ...

class ReplaySettings(_message.Message):
    __slots__ = ("format", "columns", "brand", "network", "speed", "start_offset", "start_line", "csv_header", "epoch_time")
    class Format(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        FORMAT_UNSPECIFIED: _ClassVar[ReplaySettings.Format]
        FORMAT_JSON_LINES: _ClassVar[ReplaySettings.Format]
        FORMAT_CSV: _ClassVar[ReplaySettings.Format]
    FORMAT_UNSPECIFIED: ReplaySettings.Format
    FORMAT_JSON_LINES: ReplaySettings.Format
    FORMAT_CSV: ReplaySettings.Format
    class ColumnsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    NETWORK_FIELD_NUMBER: _ClassVar[int]
    SPEED_FIELD_NUMBER: _ClassVar[int]
    START_OFFSET_FIELD_NUMBER: _ClassVar[int]
    START_LINE_FIELD_NUMBER: _ClassVar[int]
    CSV_HEADER_FIELD_NUMBER: _ClassVar[int]
    EPOCH_TIME_FIELD_NUMBER: _ClassVar[int]
    format: ReplaySettings.Format
    columns: _containers.ScalarMap[str, str]
    brand: str
    network: str
    speed: float
    start_offset: int
    start_line: int
    csv_header: str
    epoch_time: _timestamp_pb2.Timestamp
    def __init__(self, format: _Optional[_Union[ReplaySettings.Format, str]] = ..., columns: _Optional[_Mapping[str, str]] = ..., brand: _Optional[str] = ..., network: _Optional[str] = ..., speed: _Optional[float] = ..., start_offset: _Optional[int] = ..., start_line: _Optional[int] = ..., csv_header: _Optional[str] = ..., epoch_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ReplayRecordsResponse(_message.Message):
    __slots__ = ("acknowledged_offset", "acknowledged_line", "accepted_count", "unmatched_count", "fault_count", "faults", "epoch_time", "wait")
    class Wait(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        WAIT_UNSPECIFIED: _ClassVar[ReplayRecordsResponse.Wait]
        WAIT_LOG_FULL: _ClassVar[ReplayRecordsResponse.Wait]
        WAIT_LOG_SILENT: _ClassVar[ReplayRecordsResponse.Wait]
    WAIT_UNSPECIFIED: ReplayRecordsResponse.Wait
    WAIT_LOG_FULL: ReplayRecordsResponse.Wait
    WAIT_LOG_SILENT: ReplayRecordsResponse.Wait
    ACKNOWLEDGED_OFFSET_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGED_LINE_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    UNMATCHED_COUNT_FIELD_NUMBER: _ClassVar[int]
    FAULT_COUNT_FIELD_NUMBER: _ClassVar[int]
    FAULTS_FIELD_NUMBER: _ClassVar[int]
    EPOCH_TIME_FIELD_NUMBER: _ClassVar[int]
    WAIT_FIELD_NUMBER: _ClassVar[int]
    acknowledged_offset: int
    acknowledged_line: int
    accepted_count: int
    unmatched_count: int
    fault_count: int
    faults: _containers.RepeatedCompositeFieldContainer[RecordFault]
    epoch_time: _timestamp_pb2.Timestamp
    wait: ReplayRecordsResponse.Wait
    def __init__(self, acknowledged_offset: _Optional[int] = ..., acknowledged_line: _Optional[int] = ..., accepted_count: _Optional[int] = ..., unmatched_count: _Optional[int] = ..., fault_count: _Optional[int] = ..., faults: _Optional[_Iterable[_Union[RecordFault, _Mapping]]] = ..., epoch_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., wait: _Optional[_Union[ReplayRecordsResponse.Wait, str]] = ...) -> None: ...

class RecordFault(_message.Message):
    __slots__ = ("line", "problem")
    LINE_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    line: int
    problem: str
    def __init__(self, line: _Optional[int] = ..., problem: _Optional[str] = ...) -> None: ...

class DeliverRequest(_message.Message):
    __slots__ = ("request_id", "reply", "deletion", "moderation")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REPLY_FIELD_NUMBER: _ClassVar[int]
    DELETION_FIELD_NUMBER: _ClassVar[int]
    MODERATION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    reply: ReplyPayload
    deletion: DeletionPayload
    moderation: ModerationPayload
    def __init__(self, request_id: _Optional[str] = ..., reply: _Optional[_Union[ReplyPayload, _Mapping]] = ..., deletion: _Optional[_Union[DeletionPayload, _Mapping]] = ..., moderation: _Optional[_Union[ModerationPayload, _Mapping]] = ...) -> None: ...

class ReplyPayload(_message.Message):
    __slots__ = ("mention_key", "source", "text", "conversation_key", "private", "mention_author", "media", "brand", "collecting_source", "recipient", "title")
    MENTION_KEY_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CONVERSATION_KEY_FIELD_NUMBER: _ClassVar[int]
    PRIVATE_FIELD_NUMBER: _ClassVar[int]
    MENTION_AUTHOR_FIELD_NUMBER: _ClassVar[int]
    MEDIA_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    COLLECTING_SOURCE_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    mention_key: str
    source: str
    text: str
    conversation_key: str
    private: bool
    mention_author: bytes
    media: _containers.RepeatedCompositeFieldContainer[_mention_pb2.Attachment]
    brand: str
    collecting_source: str
    recipient: str
    title: str
    def __init__(self, mention_key: _Optional[str] = ..., source: _Optional[str] = ..., text: _Optional[str] = ..., conversation_key: _Optional[str] = ..., private: _Optional[bool] = ..., mention_author: _Optional[bytes] = ..., media: _Optional[_Iterable[_Union[_mention_pb2.Attachment, _Mapping]]] = ..., brand: _Optional[str] = ..., collecting_source: _Optional[str] = ..., recipient: _Optional[str] = ..., title: _Optional[str] = ...) -> None: ...

class ModerateRequest(_message.Message):
    __slots__ = ("request_id", "deletion", "moderation")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DELETION_FIELD_NUMBER: _ClassVar[int]
    MODERATION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    deletion: DeletionPayload
    moderation: ModerationPayload
    def __init__(self, request_id: _Optional[str] = ..., deletion: _Optional[_Union[DeletionPayload, _Mapping]] = ..., moderation: _Optional[_Union[ModerationPayload, _Mapping]] = ...) -> None: ...

class DeletionPayload(_message.Message):
    __slots__ = ("mention_key", "source")
    MENTION_KEY_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    mention_key: str
    source: str
    def __init__(self, mention_key: _Optional[str] = ..., source: _Optional[str] = ...) -> None: ...

class ModerationPayload(_message.Message):
    __slots__ = ("mention_key", "action", "source")
    MENTION_KEY_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    mention_key: str
    action: _events_pb2.CapabilityFact.Action
    source: str
    def __init__(self, mention_key: _Optional[str] = ..., action: _Optional[_Union[_events_pb2.CapabilityFact.Action, str]] = ..., source: _Optional[str] = ...) -> None: ...

class GetDeliveryRequest(_message.Message):
    __slots__ = ("request_id",)
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    def __init__(self, request_id: _Optional[str] = ...) -> None: ...

class ListCapabilitiesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCapabilitiesResponse(_message.Message):
    __slots__ = ("capabilities", "next_page_token")
    CAPABILITIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    capabilities: _containers.RepeatedCompositeFieldContainer[_events_pb2.CapabilityFact]
    next_page_token: str
    def __init__(self, capabilities: _Optional[_Iterable[_Union[_events_pb2.CapabilityFact, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListCoverageRequest(_message.Message):
    __slots__ = ("parent", "start_time", "page_size", "page_token", "end_time", "query")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    parent: str
    start_time: _timestamp_pb2.Timestamp
    page_size: int
    page_token: str
    end_time: _timestamp_pb2.Timestamp
    query: str
    def __init__(self, parent: _Optional[str] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., query: _Optional[str] = ...) -> None: ...

class ListCoverageResponse(_message.Message):
    __slots__ = ("intervals", "next_page_token", "blind_duration", "partial_duration", "healed_duration")
    INTERVALS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    BLIND_DURATION_FIELD_NUMBER: _ClassVar[int]
    PARTIAL_DURATION_FIELD_NUMBER: _ClassVar[int]
    HEALED_DURATION_FIELD_NUMBER: _ClassVar[int]
    intervals: _containers.RepeatedCompositeFieldContainer[CoverageInterval]
    next_page_token: str
    blind_duration: _duration_pb2.Duration
    partial_duration: _duration_pb2.Duration
    healed_duration: _duration_pb2.Duration
    def __init__(self, intervals: _Optional[_Iterable[_Union[CoverageInterval, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., blind_duration: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., partial_duration: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., healed_duration: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class FindAuthorRequest(_message.Message):
    __slots__ = ("network", "handle", "brand")
    NETWORK_FIELD_NUMBER: _ClassVar[int]
    HANDLE_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    network: str
    handle: str
    brand: str
    def __init__(self, network: _Optional[str] = ..., handle: _Optional[str] = ..., brand: _Optional[str] = ...) -> None: ...

class CheckReplyRequest(_message.Message):
    __slots__ = ("mention", "text", "source", "private", "brand")
    MENTION_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    PRIVATE_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    mention: _mention_pb2.Mention
    text: str
    source: str
    private: bool
    brand: str
    def __init__(self, mention: _Optional[_Union[_mention_pb2.Mention, _Mapping]] = ..., text: _Optional[str] = ..., source: _Optional[str] = ..., private: _Optional[bool] = ..., brand: _Optional[str] = ...) -> None: ...

class CheckReplyResponse(_message.Message):
    __slots__ = ("way", "reason", "expire_time", "price_micros", "currency", "length", "max_length", "min_length", "length_unit", "fits", "parts", "source", "possible_sources", "signature", "max_media_count", "max_media_bytes", "media_types")
    class Way(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        WAY_UNSPECIFIED: _ClassVar[CheckReplyResponse.Way]
        WAY_API: _ClassVar[CheckReplyResponse.Way]
        WAY_MANUAL: _ClassVar[CheckReplyResponse.Way]
        WAY_PRIVATE: _ClassVar[CheckReplyResponse.Way]
        WAY_NONE: _ClassVar[CheckReplyResponse.Way]
        WAY_EXPIRED: _ClassVar[CheckReplyResponse.Way]
    WAY_UNSPECIFIED: CheckReplyResponse.Way
    WAY_API: CheckReplyResponse.Way
    WAY_MANUAL: CheckReplyResponse.Way
    WAY_PRIVATE: CheckReplyResponse.Way
    WAY_NONE: CheckReplyResponse.Way
    WAY_EXPIRED: CheckReplyResponse.Way
    WAY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    PRICE_MICROS_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_FIELD_NUMBER: _ClassVar[int]
    LENGTH_FIELD_NUMBER: _ClassVar[int]
    MAX_LENGTH_FIELD_NUMBER: _ClassVar[int]
    MIN_LENGTH_FIELD_NUMBER: _ClassVar[int]
    LENGTH_UNIT_FIELD_NUMBER: _ClassVar[int]
    FITS_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    POSSIBLE_SOURCES_FIELD_NUMBER: _ClassVar[int]
    SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    MAX_MEDIA_COUNT_FIELD_NUMBER: _ClassVar[int]
    MAX_MEDIA_BYTES_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPES_FIELD_NUMBER: _ClassVar[int]
    way: CheckReplyResponse.Way
    reason: str
    expire_time: _timestamp_pb2.Timestamp
    price_micros: int
    currency: str
    length: int
    max_length: int
    min_length: int
    length_unit: _events_pb2.CapabilityFact.LengthUnit
    fits: bool
    parts: _containers.RepeatedScalarFieldContainer[str]
    source: str
    possible_sources: _containers.RepeatedScalarFieldContainer[str]
    signature: str
    max_media_count: int
    max_media_bytes: int
    media_types: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, way: _Optional[_Union[CheckReplyResponse.Way, str]] = ..., reason: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., price_micros: _Optional[int] = ..., currency: _Optional[str] = ..., length: _Optional[int] = ..., max_length: _Optional[int] = ..., min_length: _Optional[int] = ..., length_unit: _Optional[_Union[_events_pb2.CapabilityFact.LengthUnit, str]] = ..., fits: _Optional[bool] = ..., parts: _Optional[_Iterable[str]] = ..., source: _Optional[str] = ..., possible_sources: _Optional[_Iterable[str]] = ..., signature: _Optional[str] = ..., max_media_count: _Optional[int] = ..., max_media_bytes: _Optional[int] = ..., media_types: _Optional[_Iterable[str]] = ...) -> None: ...

class CreateBackfillRequest(_message.Message):
    __slots__ = ("backfill_id", "backfill", "validate_only")
    BACKFILL_ID_FIELD_NUMBER: _ClassVar[int]
    BACKFILL_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    backfill_id: str
    backfill: Backfill
    validate_only: bool
    def __init__(self, backfill_id: _Optional[str] = ..., backfill: _Optional[_Union[Backfill, _Mapping]] = ..., validate_only: _Optional[bool] = ...) -> None: ...

class GetBackfillRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListBackfillsRequest(_message.Message):
    __slots__ = ("source", "page_size", "page_token")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    source: str
    page_size: int
    page_token: str
    def __init__(self, source: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListBackfillsResponse(_message.Message):
    __slots__ = ("backfills", "next_page_token")
    BACKFILLS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    backfills: _containers.RepeatedCompositeFieldContainer[Backfill]
    next_page_token: str
    def __init__(self, backfills: _Optional[_Iterable[_Union[Backfill, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class PauseBackfillRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ResumeBackfillRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class CancelBackfillRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetErasurePreviewRequest(_message.Message):
    __slots__ = ("author_key",)
    AUTHOR_KEY_FIELD_NUMBER: _ClassVar[int]
    author_key: str
    def __init__(self, author_key: _Optional[str] = ...) -> None: ...

class ErasurePreview(_message.Message):
    __slots__ = ("delivery_count", "suppressed")
    DELIVERY_COUNT_FIELD_NUMBER: _ClassVar[int]
    SUPPRESSED_FIELD_NUMBER: _ClassVar[int]
    delivery_count: int
    suppressed: bool
    def __init__(self, delivery_count: _Optional[int] = ..., suppressed: _Optional[bool] = ...) -> None: ...

class Account(_message.Message):
    __slots__ = ("name", "login", "secret_names", "scopes", "expire_time", "renewable", "create_time", "update_time", "way", "mounted_secret_names", "problem")
    class Way(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        WAY_UNSPECIFIED: _ClassVar[Account.Way]
        WAY_GIVEN: _ClassVar[Account.Way]
        WAY_AUTHORIZED: _ClassVar[Account.Way]
        WAY_MOUNTED: _ClassVar[Account.Way]
    WAY_UNSPECIFIED: Account.Way
    WAY_GIVEN: Account.Way
    WAY_AUTHORIZED: Account.Way
    WAY_MOUNTED: Account.Way
    NAME_FIELD_NUMBER: _ClassVar[int]
    LOGIN_FIELD_NUMBER: _ClassVar[int]
    SECRET_NAMES_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    RENEWABLE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    WAY_FIELD_NUMBER: _ClassVar[int]
    MOUNTED_SECRET_NAMES_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    name: str
    login: str
    secret_names: _containers.RepeatedScalarFieldContainer[str]
    scopes: _containers.RepeatedScalarFieldContainer[str]
    expire_time: _timestamp_pb2.Timestamp
    renewable: bool
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    way: Account.Way
    mounted_secret_names: _containers.RepeatedScalarFieldContainer[str]
    problem: str
    def __init__(self, name: _Optional[str] = ..., login: _Optional[str] = ..., secret_names: _Optional[_Iterable[str]] = ..., scopes: _Optional[_Iterable[str]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., renewable: _Optional[bool] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., way: _Optional[_Union[Account.Way, str]] = ..., mounted_secret_names: _Optional[_Iterable[str]] = ..., problem: _Optional[str] = ...) -> None: ...

class ConnectAccountRequest(_message.Message):
    __slots__ = ("name", "secrets", "expire_time")
    class SecretsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    SECRETS_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    secrets: _containers.ScalarMap[str, str]
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., secrets: _Optional[_Mapping[str, str]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class BeginAuthorizationRequest(_message.Message):
    __slots__ = ("name", "redirect_uri", "secrets")
    class SecretsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    REDIRECT_URI_FIELD_NUMBER: _ClassVar[int]
    SECRETS_FIELD_NUMBER: _ClassVar[int]
    name: str
    redirect_uri: str
    secrets: _containers.ScalarMap[str, str]
    def __init__(self, name: _Optional[str] = ..., redirect_uri: _Optional[str] = ..., secrets: _Optional[_Mapping[str, str]] = ...) -> None: ...

class BeginAuthorizationResponse(_message.Message):
    __slots__ = ("authorize_uri", "state", "expire_time")
    AUTHORIZE_URI_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    authorize_uri: str
    state: str
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, authorize_uri: _Optional[str] = ..., state: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CompleteAuthorizationRequest(_message.Message):
    __slots__ = ("state", "code")
    STATE_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    state: str
    code: str
    def __init__(self, state: _Optional[str] = ..., code: _Optional[str] = ...) -> None: ...

class GetAccountRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListAccountsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAccountsResponse(_message.Message):
    __slots__ = ("accounts", "next_page_token")
    ACCOUNTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    accounts: _containers.RepeatedCompositeFieldContainer[Account]
    next_page_token: str
    def __init__(self, accounts: _Optional[_Iterable[_Union[Account, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DisconnectAccountRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class SourceType(_message.Message):
    __slots__ = ("name", "network", "summary", "settings", "secrets", "flow")
    class Flow(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        FLOW_UNSPECIFIED: _ClassVar[SourceType.Flow]
        FLOW_GIVEN: _ClassVar[SourceType.Flow]
        FLOW_OAUTH: _ClassVar[SourceType.Flow]
    FLOW_UNSPECIFIED: SourceType.Flow
    FLOW_GIVEN: SourceType.Flow
    FLOW_OAUTH: SourceType.Flow
    class Key(_message.Message):
        __slots__ = ("name", "help", "required")
        NAME_FIELD_NUMBER: _ClassVar[int]
        HELP_FIELD_NUMBER: _ClassVar[int]
        REQUIRED_FIELD_NUMBER: _ClassVar[int]
        name: str
        help: str
        required: bool
        def __init__(self, name: _Optional[str] = ..., help: _Optional[str] = ..., required: _Optional[bool] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    NETWORK_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    SETTINGS_FIELD_NUMBER: _ClassVar[int]
    SECRETS_FIELD_NUMBER: _ClassVar[int]
    FLOW_FIELD_NUMBER: _ClassVar[int]
    name: str
    network: str
    summary: str
    settings: _containers.RepeatedCompositeFieldContainer[SourceType.Key]
    secrets: _containers.RepeatedCompositeFieldContainer[SourceType.Key]
    flow: SourceType.Flow
    def __init__(self, name: _Optional[str] = ..., network: _Optional[str] = ..., summary: _Optional[str] = ..., settings: _Optional[_Iterable[_Union[SourceType.Key, _Mapping]]] = ..., secrets: _Optional[_Iterable[_Union[SourceType.Key, _Mapping]]] = ..., flow: _Optional[_Union[SourceType.Flow, str]] = ...) -> None: ...

class ListSourceTypesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListSourceTypesResponse(_message.Message):
    __slots__ = ("source_types",)
    SOURCE_TYPES_FIELD_NUMBER: _ClassVar[int]
    source_types: _containers.RepeatedCompositeFieldContainer[SourceType]
    def __init__(self, source_types: _Optional[_Iterable[_Union[SourceType, _Mapping]]] = ...) -> None: ...

class EventDelivery(_message.Message):
    __slots__ = ("name", "type", "event_id", "state", "attempt_count", "status", "reason", "opportunity", "event_time", "due_time", "update_time")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[EventDelivery.State]
        STATE_QUEUED: _ClassVar[EventDelivery.State]
        STATE_DELIVERED: _ClassVar[EventDelivery.State]
        STATE_GIVEN_UP: _ClassVar[EventDelivery.State]
    STATE_UNSPECIFIED: EventDelivery.State
    STATE_QUEUED: EventDelivery.State
    STATE_DELIVERED: EventDelivery.State
    STATE_GIVEN_UP: EventDelivery.State
    NAME_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_COUNT_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    OPPORTUNITY_FIELD_NUMBER: _ClassVar[int]
    EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    DUE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    type: str
    event_id: str
    state: EventDelivery.State
    attempt_count: int
    status: int
    reason: str
    opportunity: str
    event_time: _timestamp_pb2.Timestamp
    due_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., type: _Optional[str] = ..., event_id: _Optional[str] = ..., state: _Optional[_Union[EventDelivery.State, str]] = ..., attempt_count: _Optional[int] = ..., status: _Optional[int] = ..., reason: _Optional[str] = ..., opportunity: _Optional[str] = ..., event_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListEventDeliveriesRequest(_message.Message):
    __slots__ = ("parent", "states", "page_size", "page_token")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    parent: str
    states: _containers.RepeatedScalarFieldContainer[EventDelivery.State]
    page_size: int
    page_token: str
    def __init__(self, parent: _Optional[str] = ..., states: _Optional[_Iterable[_Union[EventDelivery.State, str]]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListEventDeliveriesResponse(_message.Message):
    __slots__ = ("event_deliveries", "next_page_token")
    EVENT_DELIVERIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    event_deliveries: _containers.RepeatedCompositeFieldContainer[EventDelivery]
    next_page_token: str
    def __init__(self, event_deliveries: _Optional[_Iterable[_Union[EventDelivery, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class SendTestEventRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class TestEvent(_message.Message):
    __slots__ = ("event_id", "status", "reason", "send_time", "wait_duration")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    SEND_TIME_FIELD_NUMBER: _ClassVar[int]
    WAIT_DURATION_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    status: int
    reason: str
    send_time: _timestamp_pb2.Timestamp
    wait_duration: _duration_pb2.Duration
    def __init__(self, event_id: _Optional[str] = ..., status: _Optional[int] = ..., reason: _Optional[str] = ..., send_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., wait_duration: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class RetryEventDeliveryRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetLessonRequest(_message.Message):
    __slots__ = ("brand",)
    BRAND_FIELD_NUMBER: _ClassVar[int]
    brand: str
    def __init__(self, brand: _Optional[str] = ...) -> None: ...

class StartLessonRequest(_message.Message):
    __slots__ = ("brand", "lesson", "speed")
    BRAND_FIELD_NUMBER: _ClassVar[int]
    LESSON_FIELD_NUMBER: _ClassVar[int]
    SPEED_FIELD_NUMBER: _ClassVar[int]
    brand: str
    lesson: str
    speed: float
    def __init__(self, brand: _Optional[str] = ..., lesson: _Optional[str] = ..., speed: _Optional[float] = ...) -> None: ...

class EndLessonRequest(_message.Message):
    __slots__ = ("brand",)
    BRAND_FIELD_NUMBER: _ClassVar[int]
    brand: str
    def __init__(self, brand: _Optional[str] = ...) -> None: ...
