import datetime

from antiphon.insights.v1 import reporting_service_pb2 as _reporting_service_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CareGroup(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CARE_GROUP_UNSPECIFIED: _ClassVar[CareGroup]
    CARE_GROUP_AGENT: _ClassVar[CareGroup]
    CARE_GROUP_TEAM: _ClassVar[CareGroup]
    CARE_GROUP_QUEUE: _ClassVar[CareGroup]
CARE_GROUP_UNSPECIFIED: CareGroup
CARE_GROUP_AGENT: CareGroup
CARE_GROUP_TEAM: CareGroup
CARE_GROUP_QUEUE: CareGroup

class CareStep(_message.Message):
    __slots__ = ("event_time", "kind", "opportunity", "brand", "queue", "agent", "team", "duration")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[CareStep.Kind]
        KIND_TAKEN: _ClassVar[CareStep.Kind]
        KIND_HANDLED: _ClassVar[CareStep.Kind]
        KIND_FIRST_ANSWER: _ClassVar[CareStep.Kind]
        KIND_NEXT_ANSWER: _ClassVar[CareStep.Kind]
        KIND_RESOLVED: _ClassVar[CareStep.Kind]
        KIND_DISMISSED: _ClassVar[CareStep.Kind]
        KIND_TRANSFERRED: _ClassVar[CareStep.Kind]
        KIND_REOPENED: _ClassVar[CareStep.Kind]
        KIND_FIRST_ANSWER_MET: _ClassVar[CareStep.Kind]
        KIND_FIRST_ANSWER_MISSED: _ClassVar[CareStep.Kind]
        KIND_NEXT_ANSWER_MET: _ClassVar[CareStep.Kind]
        KIND_NEXT_ANSWER_MISSED: _ClassVar[CareStep.Kind]
        KIND_RESOLUTION_MET: _ClassVar[CareStep.Kind]
        KIND_RESOLUTION_MISSED: _ClassVar[CareStep.Kind]
        KIND_ASKED: _ClassVar[CareStep.Kind]
        KIND_SATISFIED: _ClassVar[CareStep.Kind]
        KIND_NEUTRAL: _ClassVar[CareStep.Kind]
        KIND_DISSATISFIED: _ClassVar[CareStep.Kind]
    KIND_UNSPECIFIED: CareStep.Kind
    KIND_TAKEN: CareStep.Kind
    KIND_HANDLED: CareStep.Kind
    KIND_FIRST_ANSWER: CareStep.Kind
    KIND_NEXT_ANSWER: CareStep.Kind
    KIND_RESOLVED: CareStep.Kind
    KIND_DISMISSED: CareStep.Kind
    KIND_TRANSFERRED: CareStep.Kind
    KIND_REOPENED: CareStep.Kind
    KIND_FIRST_ANSWER_MET: CareStep.Kind
    KIND_FIRST_ANSWER_MISSED: CareStep.Kind
    KIND_NEXT_ANSWER_MET: CareStep.Kind
    KIND_NEXT_ANSWER_MISSED: CareStep.Kind
    KIND_RESOLUTION_MET: CareStep.Kind
    KIND_RESOLUTION_MISSED: CareStep.Kind
    KIND_ASKED: CareStep.Kind
    KIND_SATISFIED: CareStep.Kind
    KIND_NEUTRAL: CareStep.Kind
    KIND_DISSATISFIED: CareStep.Kind
    EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    OPPORTUNITY_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    AGENT_FIELD_NUMBER: _ClassVar[int]
    TEAM_FIELD_NUMBER: _ClassVar[int]
    DURATION_FIELD_NUMBER: _ClassVar[int]
    event_time: _timestamp_pb2.Timestamp
    kind: CareStep.Kind
    opportunity: str
    brand: str
    queue: str
    agent: str
    team: str
    duration: _duration_pb2.Duration
    def __init__(self, event_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., kind: _Optional[_Union[CareStep.Kind, str]] = ..., opportunity: _Optional[str] = ..., brand: _Optional[str] = ..., queue: _Optional[str] = ..., agent: _Optional[str] = ..., team: _Optional[str] = ..., duration: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class CareFilter(_message.Message):
    __slots__ = ("brand", "start_time", "end_time", "agent", "team", "queue", "kinds")
    BRAND_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    AGENT_FIELD_NUMBER: _ClassVar[int]
    TEAM_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    brand: str
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    agent: str
    team: str
    queue: str
    kinds: _containers.RepeatedScalarFieldContainer[CareStep.Kind]
    def __init__(self, brand: _Optional[str] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., agent: _Optional[str] = ..., team: _Optional[str] = ..., queue: _Optional[str] = ..., kinds: _Optional[_Iterable[_Union[CareStep.Kind, str]]] = ...) -> None: ...

class GetCareReportRequest(_message.Message):
    __slots__ = ("filter", "group")
    FILTER_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    filter: CareFilter
    group: CareGroup
    def __init__(self, filter: _Optional[_Union[CareFilter, _Mapping]] = ..., group: _Optional[_Union[CareGroup, str]] = ...) -> None: ...

class CareSpread(_message.Message):
    __slots__ = ("median", "p95", "total")
    MEDIAN_FIELD_NUMBER: _ClassVar[int]
    P95_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    median: _duration_pb2.Duration
    p95: _duration_pb2.Duration
    total: _duration_pb2.Duration
    def __init__(self, median: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., p95: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., total: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class CareSums(_message.Message):
    __slots__ = ("taken_count", "handled_count", "first_answer_count", "next_answer_count", "resolved_count", "dismissed_count", "transferred_count", "reopened_count", "first_answer_met_count", "first_answer_missed_count", "next_answer_met_count", "next_answer_missed_count", "resolution_met_count", "resolution_missed_count", "asked_count", "satisfied_count", "neutral_count", "dissatisfied_count", "first_answer_wait", "handling")
    TAKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    HANDLED_COUNT_FIELD_NUMBER: _ClassVar[int]
    FIRST_ANSWER_COUNT_FIELD_NUMBER: _ClassVar[int]
    NEXT_ANSWER_COUNT_FIELD_NUMBER: _ClassVar[int]
    RESOLVED_COUNT_FIELD_NUMBER: _ClassVar[int]
    DISMISSED_COUNT_FIELD_NUMBER: _ClassVar[int]
    TRANSFERRED_COUNT_FIELD_NUMBER: _ClassVar[int]
    REOPENED_COUNT_FIELD_NUMBER: _ClassVar[int]
    FIRST_ANSWER_MET_COUNT_FIELD_NUMBER: _ClassVar[int]
    FIRST_ANSWER_MISSED_COUNT_FIELD_NUMBER: _ClassVar[int]
    NEXT_ANSWER_MET_COUNT_FIELD_NUMBER: _ClassVar[int]
    NEXT_ANSWER_MISSED_COUNT_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_MET_COUNT_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_MISSED_COUNT_FIELD_NUMBER: _ClassVar[int]
    ASKED_COUNT_FIELD_NUMBER: _ClassVar[int]
    SATISFIED_COUNT_FIELD_NUMBER: _ClassVar[int]
    NEUTRAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    DISSATISFIED_COUNT_FIELD_NUMBER: _ClassVar[int]
    FIRST_ANSWER_WAIT_FIELD_NUMBER: _ClassVar[int]
    HANDLING_FIELD_NUMBER: _ClassVar[int]
    taken_count: int
    handled_count: int
    first_answer_count: int
    next_answer_count: int
    resolved_count: int
    dismissed_count: int
    transferred_count: int
    reopened_count: int
    first_answer_met_count: int
    first_answer_missed_count: int
    next_answer_met_count: int
    next_answer_missed_count: int
    resolution_met_count: int
    resolution_missed_count: int
    asked_count: int
    satisfied_count: int
    neutral_count: int
    dissatisfied_count: int
    first_answer_wait: CareSpread
    handling: CareSpread
    def __init__(self, taken_count: _Optional[int] = ..., handled_count: _Optional[int] = ..., first_answer_count: _Optional[int] = ..., next_answer_count: _Optional[int] = ..., resolved_count: _Optional[int] = ..., dismissed_count: _Optional[int] = ..., transferred_count: _Optional[int] = ..., reopened_count: _Optional[int] = ..., first_answer_met_count: _Optional[int] = ..., first_answer_missed_count: _Optional[int] = ..., next_answer_met_count: _Optional[int] = ..., next_answer_missed_count: _Optional[int] = ..., resolution_met_count: _Optional[int] = ..., resolution_missed_count: _Optional[int] = ..., asked_count: _Optional[int] = ..., satisfied_count: _Optional[int] = ..., neutral_count: _Optional[int] = ..., dissatisfied_count: _Optional[int] = ..., first_answer_wait: _Optional[_Union[CareSpread, _Mapping]] = ..., handling: _Optional[_Union[CareSpread, _Mapping]] = ...) -> None: ...

class CareReport(_message.Message):
    __slots__ = ("filter", "group", "rows", "total", "kept_from_time", "unseen")
    class Row(_message.Message):
        __slots__ = ("key", "display_name", "sums")
        KEY_FIELD_NUMBER: _ClassVar[int]
        DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
        SUMS_FIELD_NUMBER: _ClassVar[int]
        key: str
        display_name: str
        sums: CareSums
        def __init__(self, key: _Optional[str] = ..., display_name: _Optional[str] = ..., sums: _Optional[_Union[CareSums, _Mapping]] = ...) -> None: ...
    FILTER_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    KEPT_FROM_TIME_FIELD_NUMBER: _ClassVar[int]
    UNSEEN_FIELD_NUMBER: _ClassVar[int]
    filter: CareFilter
    group: CareGroup
    rows: _containers.RepeatedCompositeFieldContainer[CareReport.Row]
    total: CareSums
    kept_from_time: _timestamp_pb2.Timestamp
    unseen: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, filter: _Optional[_Union[CareFilter, _Mapping]] = ..., group: _Optional[_Union[CareGroup, str]] = ..., rows: _Optional[_Iterable[_Union[CareReport.Row, _Mapping]]] = ..., total: _Optional[_Union[CareSums, _Mapping]] = ..., kept_from_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., unseen: _Optional[_Iterable[str]] = ...) -> None: ...

class ListCareStepsRequest(_message.Message):
    __slots__ = ("filter", "page_size", "page_token")
    FILTER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    filter: CareFilter
    page_size: int
    page_token: str
    def __init__(self, filter: _Optional[_Union[CareFilter, _Mapping]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCareStepsResponse(_message.Message):
    __slots__ = ("steps", "next_page_token")
    STEPS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    steps: _containers.RepeatedCompositeFieldContainer[CareStep]
    next_page_token: str
    def __init__(self, steps: _Optional[_Iterable[_Union[CareStep, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ExportCareStepsRequest(_message.Message):
    __slots__ = ("filter", "format")
    FILTER_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    filter: CareFilter
    format: _reporting_service_pb2.ExportSliceRequest.Format
    def __init__(self, filter: _Optional[_Union[CareFilter, _Mapping]] = ..., format: _Optional[_Union[_reporting_service_pb2.ExportSliceRequest.Format, str]] = ...) -> None: ...

class ExportCareStepsResponse(_message.Message):
    __slots__ = ("data", "row_count", "total_row_count", "content_type", "file_name")
    DATA_FIELD_NUMBER: _ClassVar[int]
    ROW_COUNT_FIELD_NUMBER: _ClassVar[int]
    TOTAL_ROW_COUNT_FIELD_NUMBER: _ClassVar[int]
    CONTENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    data: bytes
    row_count: int
    total_row_count: int
    content_type: str
    file_name: str
    def __init__(self, data: _Optional[bytes] = ..., row_count: _Optional[int] = ..., total_row_count: _Optional[int] = ..., content_type: _Optional[str] = ..., file_name: _Optional[str] = ...) -> None: ...
