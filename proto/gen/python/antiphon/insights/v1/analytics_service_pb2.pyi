import datetime

from antiphon.insights.v1 import insights_service_pb2 as _insights_service_pb2
from antiphon.listening.v1 import listening_service_pb2 as _listening_service_pb2
from antiphon.scoring.v1 import findings_pb2 as _findings_pb2
from antiphon.scoring.v1 import score_pb2 as _score_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import empty_pb2 as _empty_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Dimension(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DIMENSION_UNSPECIFIED: _ClassVar[Dimension]
    DIMENSION_BRAND: _ClassVar[Dimension]
    DIMENSION_QUERY: _ClassVar[Dimension]
    DIMENSION_NETWORK: _ClassVar[Dimension]
    DIMENSION_LANGUAGE: _ClassVar[Dimension]
    DIMENSION_SENTIMENT: _ClassVar[Dimension]
    DIMENSION_EMOTION: _ClassVar[Dimension]
    DIMENSION_INTENT: _ClassVar[Dimension]
    DIMENSION_COUNTRY: _ClassVar[Dimension]

class Bucket(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BUCKET_UNSPECIFIED: _ClassVar[Bucket]
    BUCKET_HOUR: _ClassVar[Bucket]
    BUCKET_DAY: _ClassVar[Bucket]
    BUCKET_WEEK: _ClassVar[Bucket]
    BUCKET_MONTH: _ClassVar[Bucket]

class Sensitivity(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SENSITIVITY_UNSPECIFIED: _ClassVar[Sensitivity]
    SENSITIVITY_LOW: _ClassVar[Sensitivity]
    SENSITIVITY_MEDIUM: _ClassVar[Sensitivity]
    SENSITIVITY_HIGH: _ClassVar[Sensitivity]
DIMENSION_UNSPECIFIED: Dimension
DIMENSION_BRAND: Dimension
DIMENSION_QUERY: Dimension
DIMENSION_NETWORK: Dimension
DIMENSION_LANGUAGE: Dimension
DIMENSION_SENTIMENT: Dimension
DIMENSION_EMOTION: Dimension
DIMENSION_INTENT: Dimension
DIMENSION_COUNTRY: Dimension
BUCKET_UNSPECIFIED: Bucket
BUCKET_HOUR: Bucket
BUCKET_DAY: Bucket
BUCKET_WEEK: Bucket
BUCKET_MONTH: Bucket
SENSITIVITY_UNSPECIFIED: Sensitivity
SENSITIVITY_LOW: Sensitivity
SENSITIVITY_MEDIUM: Sensitivity
SENSITIVITY_HIGH: Sensitivity

class Slice(_message.Message):
    __slots__ = ("brands", "queries", "networks", "languages", "sentiments", "emotions", "intents", "countries", "own", "spam", "corrected", "erased", "author_keys", "text", "start_time", "end_time", "tags", "query", "practice_brands")
    BRANDS_FIELD_NUMBER: _ClassVar[int]
    QUERIES_FIELD_NUMBER: _ClassVar[int]
    NETWORKS_FIELD_NUMBER: _ClassVar[int]
    LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    SENTIMENTS_FIELD_NUMBER: _ClassVar[int]
    EMOTIONS_FIELD_NUMBER: _ClassVar[int]
    INTENTS_FIELD_NUMBER: _ClassVar[int]
    COUNTRIES_FIELD_NUMBER: _ClassVar[int]
    OWN_FIELD_NUMBER: _ClassVar[int]
    SPAM_FIELD_NUMBER: _ClassVar[int]
    CORRECTED_FIELD_NUMBER: _ClassVar[int]
    ERASED_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_KEYS_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    PRACTICE_BRANDS_FIELD_NUMBER: _ClassVar[int]
    brands: _containers.RepeatedScalarFieldContainer[str]
    queries: _containers.RepeatedScalarFieldContainer[str]
    networks: _containers.RepeatedScalarFieldContainer[str]
    languages: _containers.RepeatedScalarFieldContainer[str]
    sentiments: _containers.RepeatedScalarFieldContainer[_score_pb2.Sentiment.Label]
    emotions: _containers.RepeatedScalarFieldContainer[_findings_pb2.Emotion.Label]
    intents: _containers.RepeatedScalarFieldContainer[_findings_pb2.Intent.Kind]
    countries: _containers.RepeatedScalarFieldContainer[str]
    own: bool
    spam: bool
    corrected: bool
    erased: bool
    author_keys: _containers.RepeatedScalarFieldContainer[str]
    text: str
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    tags: _containers.RepeatedScalarFieldContainer[str]
    query: str
    practice_brands: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, brands: _Optional[_Iterable[str]] = ..., queries: _Optional[_Iterable[str]] = ..., networks: _Optional[_Iterable[str]] = ..., languages: _Optional[_Iterable[str]] = ..., sentiments: _Optional[_Iterable[_Union[_score_pb2.Sentiment.Label, str]]] = ..., emotions: _Optional[_Iterable[_Union[_findings_pb2.Emotion.Label, str]]] = ..., intents: _Optional[_Iterable[_Union[_findings_pb2.Intent.Kind, str]]] = ..., countries: _Optional[_Iterable[str]] = ..., own: _Optional[bool] = ..., spam: _Optional[bool] = ..., corrected: _Optional[bool] = ..., erased: _Optional[bool] = ..., author_keys: _Optional[_Iterable[str]] = ..., text: _Optional[str] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tags: _Optional[_Iterable[str]] = ..., query: _Optional[str] = ..., practice_brands: _Optional[_Iterable[str]] = ...) -> None: ...

class Figures(_message.Message):
    __slots__ = ("mention_count", "negative_count", "neutral_count", "positive_count", "reach", "engagement", "corrected_count", "erased_count", "certainty")
    MENTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    NEGATIVE_COUNT_FIELD_NUMBER: _ClassVar[int]
    NEUTRAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    POSITIVE_COUNT_FIELD_NUMBER: _ClassVar[int]
    REACH_FIELD_NUMBER: _ClassVar[int]
    ENGAGEMENT_FIELD_NUMBER: _ClassVar[int]
    CORRECTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    ERASED_COUNT_FIELD_NUMBER: _ClassVar[int]
    CERTAINTY_FIELD_NUMBER: _ClassVar[int]
    mention_count: int
    negative_count: int
    neutral_count: int
    positive_count: int
    reach: int
    engagement: int
    corrected_count: int
    erased_count: int
    certainty: float
    def __init__(self, mention_count: _Optional[int] = ..., negative_count: _Optional[int] = ..., neutral_count: _Optional[int] = ..., positive_count: _Optional[int] = ..., reach: _Optional[int] = ..., engagement: _Optional[int] = ..., corrected_count: _Optional[int] = ..., erased_count: _Optional[int] = ..., certainty: _Optional[float] = ...) -> None: ...

class Share(_message.Message):
    __slots__ = ("value", "low", "high")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    value: float
    low: float
    high: float
    def __init__(self, value: _Optional[float] = ..., low: _Optional[float] = ..., high: _Optional[float] = ...) -> None: ...

class Coverage(_message.Message):
    __slots__ = ("seen_share", "partial_share", "blind_share", "gaps", "unknown_reason")
    class Gap(_message.Message):
        __slots__ = ("start_time", "end_time", "sight", "sources", "causes")
        START_TIME_FIELD_NUMBER: _ClassVar[int]
        END_TIME_FIELD_NUMBER: _ClassVar[int]
        SIGHT_FIELD_NUMBER: _ClassVar[int]
        SOURCES_FIELD_NUMBER: _ClassVar[int]
        CAUSES_FIELD_NUMBER: _ClassVar[int]
        start_time: _timestamp_pb2.Timestamp
        end_time: _timestamp_pb2.Timestamp
        sight: _listening_service_pb2.CoverageInterval.Sight
        sources: _containers.RepeatedScalarFieldContainer[str]
        causes: _containers.RepeatedScalarFieldContainer[_listening_service_pb2.CoverageInterval.Cause]
        def __init__(self, start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., sight: _Optional[_Union[_listening_service_pb2.CoverageInterval.Sight, str]] = ..., sources: _Optional[_Iterable[str]] = ..., causes: _Optional[_Iterable[_Union[_listening_service_pb2.CoverageInterval.Cause, str]]] = ...) -> None: ...
    SEEN_SHARE_FIELD_NUMBER: _ClassVar[int]
    PARTIAL_SHARE_FIELD_NUMBER: _ClassVar[int]
    BLIND_SHARE_FIELD_NUMBER: _ClassVar[int]
    GAPS_FIELD_NUMBER: _ClassVar[int]
    UNKNOWN_REASON_FIELD_NUMBER: _ClassVar[int]
    seen_share: float
    partial_share: float
    blind_share: float
    gaps: _containers.RepeatedCompositeFieldContainer[Coverage.Gap]
    unknown_reason: str
    def __init__(self, seen_share: _Optional[float] = ..., partial_share: _Optional[float] = ..., blind_share: _Optional[float] = ..., gaps: _Optional[_Iterable[_Union[Coverage.Gap, _Mapping]]] = ..., unknown_reason: _Optional[str] = ...) -> None: ...

class GetTrendRequest(_message.Message):
    __slots__ = ("slice", "bucket", "time_zone", "dimension", "part_count")
    SLICE_FIELD_NUMBER: _ClassVar[int]
    BUCKET_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    DIMENSION_FIELD_NUMBER: _ClassVar[int]
    PART_COUNT_FIELD_NUMBER: _ClassVar[int]
    slice: Slice
    bucket: Bucket
    time_zone: str
    dimension: Dimension
    part_count: int
    def __init__(self, slice: _Optional[_Union[Slice, _Mapping]] = ..., bucket: _Optional[_Union[Bucket, str]] = ..., time_zone: _Optional[str] = ..., dimension: _Optional[_Union[Dimension, str]] = ..., part_count: _Optional[int] = ...) -> None: ...

class Trend(_message.Message):
    __slots__ = ("slice", "bucket", "spans", "series", "total", "coverage", "markers")
    class Series(_message.Message):
        __slots__ = ("value", "figures", "total")
        VALUE_FIELD_NUMBER: _ClassVar[int]
        FIGURES_FIELD_NUMBER: _ClassVar[int]
        TOTAL_FIELD_NUMBER: _ClassVar[int]
        value: str
        figures: _containers.RepeatedCompositeFieldContainer[Figures]
        total: Figures
        def __init__(self, value: _Optional[str] = ..., figures: _Optional[_Iterable[_Union[Figures, _Mapping]]] = ..., total: _Optional[_Union[Figures, _Mapping]] = ...) -> None: ...
    class Span(_message.Message):
        __slots__ = ("start_time", "end_time", "sight", "seen_share")
        START_TIME_FIELD_NUMBER: _ClassVar[int]
        END_TIME_FIELD_NUMBER: _ClassVar[int]
        SIGHT_FIELD_NUMBER: _ClassVar[int]
        SEEN_SHARE_FIELD_NUMBER: _ClassVar[int]
        start_time: _timestamp_pb2.Timestamp
        end_time: _timestamp_pb2.Timestamp
        sight: _listening_service_pb2.CoverageInterval.Sight
        seen_share: float
        def __init__(self, start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., sight: _Optional[_Union[_listening_service_pb2.CoverageInterval.Sight, str]] = ..., seen_share: _Optional[float] = ...) -> None: ...
    SLICE_FIELD_NUMBER: _ClassVar[int]
    BUCKET_FIELD_NUMBER: _ClassVar[int]
    SPANS_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    COVERAGE_FIELD_NUMBER: _ClassVar[int]
    MARKERS_FIELD_NUMBER: _ClassVar[int]
    slice: Slice
    bucket: Bucket
    spans: _containers.RepeatedCompositeFieldContainer[Trend.Span]
    series: _containers.RepeatedCompositeFieldContainer[Trend.Series]
    total: Figures
    coverage: Coverage
    markers: _containers.RepeatedCompositeFieldContainer[Marker]
    def __init__(self, slice: _Optional[_Union[Slice, _Mapping]] = ..., bucket: _Optional[_Union[Bucket, str]] = ..., spans: _Optional[_Iterable[_Union[Trend.Span, _Mapping]]] = ..., series: _Optional[_Iterable[_Union[Trend.Series, _Mapping]]] = ..., total: _Optional[_Union[Figures, _Mapping]] = ..., coverage: _Optional[_Union[Coverage, _Mapping]] = ..., markers: _Optional[_Iterable[_Union[Marker, _Mapping]]] = ...) -> None: ...

class Marker(_message.Message):
    __slots__ = ("name", "display_name", "kind", "brands", "start_time", "end_time", "description", "creator", "create_time")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[Marker.Kind]
        KIND_CAMPAIGN: _ClassVar[Marker.Kind]
        KIND_EVENT: _ClassVar[Marker.Kind]
    KIND_UNSPECIFIED: Marker.Kind
    KIND_CAMPAIGN: Marker.Kind
    KIND_EVENT: Marker.Kind
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    BRANDS_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    CREATOR_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    kind: Marker.Kind
    brands: _containers.RepeatedScalarFieldContainer[str]
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    description: str
    creator: str
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., kind: _Optional[_Union[Marker.Kind, str]] = ..., brands: _Optional[_Iterable[str]] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., description: _Optional[str] = ..., creator: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetBreakdownRequest(_message.Message):
    __slots__ = ("slice", "dimension")
    SLICE_FIELD_NUMBER: _ClassVar[int]
    DIMENSION_FIELD_NUMBER: _ClassVar[int]
    slice: Slice
    dimension: Dimension
    def __init__(self, slice: _Optional[_Union[Slice, _Mapping]] = ..., dimension: _Optional[_Union[Dimension, str]] = ...) -> None: ...

class Breakdown(_message.Message):
    __slots__ = ("slice", "parts", "total", "coverage")
    class Part(_message.Message):
        __slots__ = ("value", "figures", "share")
        VALUE_FIELD_NUMBER: _ClassVar[int]
        FIGURES_FIELD_NUMBER: _ClassVar[int]
        SHARE_FIELD_NUMBER: _ClassVar[int]
        value: str
        figures: Figures
        share: Share
        def __init__(self, value: _Optional[str] = ..., figures: _Optional[_Union[Figures, _Mapping]] = ..., share: _Optional[_Union[Share, _Mapping]] = ...) -> None: ...
    SLICE_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    COVERAGE_FIELD_NUMBER: _ClassVar[int]
    slice: Slice
    parts: _containers.RepeatedCompositeFieldContainer[Breakdown.Part]
    total: Figures
    coverage: Coverage
    def __init__(self, slice: _Optional[_Union[Slice, _Mapping]] = ..., parts: _Optional[_Iterable[_Union[Breakdown.Part, _Mapping]]] = ..., total: _Optional[_Union[Figures, _Mapping]] = ..., coverage: _Optional[_Union[Coverage, _Mapping]] = ...) -> None: ...

class GetHeatMapRequest(_message.Message):
    __slots__ = ("slice", "time_zone")
    SLICE_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    slice: Slice
    time_zone: str
    def __init__(self, slice: _Optional[_Union[Slice, _Mapping]] = ..., time_zone: _Optional[str] = ...) -> None: ...

class HeatMap(_message.Message):
    __slots__ = ("slice", "cells", "total", "coverage")
    class Cell(_message.Message):
        __slots__ = ("weekday", "hour", "figures", "hour_count", "seen_hour_count")
        WEEKDAY_FIELD_NUMBER: _ClassVar[int]
        HOUR_FIELD_NUMBER: _ClassVar[int]
        FIGURES_FIELD_NUMBER: _ClassVar[int]
        HOUR_COUNT_FIELD_NUMBER: _ClassVar[int]
        SEEN_HOUR_COUNT_FIELD_NUMBER: _ClassVar[int]
        weekday: int
        hour: int
        figures: Figures
        hour_count: float
        seen_hour_count: float
        def __init__(self, weekday: _Optional[int] = ..., hour: _Optional[int] = ..., figures: _Optional[_Union[Figures, _Mapping]] = ..., hour_count: _Optional[float] = ..., seen_hour_count: _Optional[float] = ...) -> None: ...
    SLICE_FIELD_NUMBER: _ClassVar[int]
    CELLS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    COVERAGE_FIELD_NUMBER: _ClassVar[int]
    slice: Slice
    cells: _containers.RepeatedCompositeFieldContainer[HeatMap.Cell]
    total: Figures
    coverage: Coverage
    def __init__(self, slice: _Optional[_Union[Slice, _Mapping]] = ..., cells: _Optional[_Iterable[_Union[HeatMap.Cell, _Mapping]]] = ..., total: _Optional[_Union[Figures, _Mapping]] = ..., coverage: _Optional[_Union[Coverage, _Mapping]] = ...) -> None: ...

class GetComparisonRequest(_message.Message):
    __slots__ = ("slice", "against", "dimension")
    SLICE_FIELD_NUMBER: _ClassVar[int]
    AGAINST_FIELD_NUMBER: _ClassVar[int]
    DIMENSION_FIELD_NUMBER: _ClassVar[int]
    slice: Slice
    against: Slice
    dimension: Dimension
    def __init__(self, slice: _Optional[_Union[Slice, _Mapping]] = ..., against: _Optional[_Union[Slice, _Mapping]] = ..., dimension: _Optional[_Union[Dimension, str]] = ...) -> None: ...

class Comparison(_message.Message):
    __slots__ = ("slice", "against", "total", "rows", "coverage", "against_coverage", "warnings")
    class Row(_message.Message):
        __slots__ = ("value", "figures", "against", "change", "negative_share_change", "negative_share_differs")
        VALUE_FIELD_NUMBER: _ClassVar[int]
        FIGURES_FIELD_NUMBER: _ClassVar[int]
        AGAINST_FIELD_NUMBER: _ClassVar[int]
        CHANGE_FIELD_NUMBER: _ClassVar[int]
        NEGATIVE_SHARE_CHANGE_FIELD_NUMBER: _ClassVar[int]
        NEGATIVE_SHARE_DIFFERS_FIELD_NUMBER: _ClassVar[int]
        value: str
        figures: Figures
        against: Figures
        change: float
        negative_share_change: float
        negative_share_differs: bool
        def __init__(self, value: _Optional[str] = ..., figures: _Optional[_Union[Figures, _Mapping]] = ..., against: _Optional[_Union[Figures, _Mapping]] = ..., change: _Optional[float] = ..., negative_share_change: _Optional[float] = ..., negative_share_differs: _Optional[bool] = ...) -> None: ...
    SLICE_FIELD_NUMBER: _ClassVar[int]
    AGAINST_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    COVERAGE_FIELD_NUMBER: _ClassVar[int]
    AGAINST_COVERAGE_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    slice: Slice
    against: Slice
    total: Comparison.Row
    rows: _containers.RepeatedCompositeFieldContainer[Comparison.Row]
    coverage: Coverage
    against_coverage: Coverage
    warnings: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, slice: _Optional[_Union[Slice, _Mapping]] = ..., against: _Optional[_Union[Slice, _Mapping]] = ..., total: _Optional[_Union[Comparison.Row, _Mapping]] = ..., rows: _Optional[_Iterable[_Union[Comparison.Row, _Mapping]]] = ..., coverage: _Optional[_Union[Coverage, _Mapping]] = ..., against_coverage: _Optional[_Union[Coverage, _Mapping]] = ..., warnings: _Optional[_Iterable[str]] = ...) -> None: ...

class ListSliceMentionsRequest(_message.Message):
    __slots__ = ("slice", "resume_token", "limit")
    SLICE_FIELD_NUMBER: _ClassVar[int]
    RESUME_TOKEN_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    slice: Slice
    resume_token: str
    limit: int
    def __init__(self, slice: _Optional[_Union[Slice, _Mapping]] = ..., resume_token: _Optional[str] = ..., limit: _Optional[int] = ...) -> None: ...

class Spike(_message.Message):
    __slots__ = ("direction", "start_time", "end_time", "mention_count", "expected_count", "score", "causes", "slice")
    class Direction(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        DIRECTION_UNSPECIFIED: _ClassVar[Spike.Direction]
        DIRECTION_SPIKE: _ClassVar[Spike.Direction]
        DIRECTION_DIP: _ClassVar[Spike.Direction]
    DIRECTION_UNSPECIFIED: Spike.Direction
    DIRECTION_SPIKE: Spike.Direction
    DIRECTION_DIP: Spike.Direction
    class Cause(_message.Message):
        __slots__ = ("kind", "value", "mention_count", "share")
        KIND_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        MENTION_COUNT_FIELD_NUMBER: _ClassVar[int]
        SHARE_FIELD_NUMBER: _ClassVar[int]
        kind: str
        value: str
        mention_count: int
        share: float
        def __init__(self, kind: _Optional[str] = ..., value: _Optional[str] = ..., mention_count: _Optional[int] = ..., share: _Optional[float] = ...) -> None: ...
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    MENTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    CAUSES_FIELD_NUMBER: _ClassVar[int]
    SLICE_FIELD_NUMBER: _ClassVar[int]
    direction: Spike.Direction
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    mention_count: int
    expected_count: float
    score: float
    causes: _containers.RepeatedCompositeFieldContainer[Spike.Cause]
    slice: Slice
    def __init__(self, direction: _Optional[_Union[Spike.Direction, str]] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., mention_count: _Optional[int] = ..., expected_count: _Optional[float] = ..., score: _Optional[float] = ..., causes: _Optional[_Iterable[_Union[Spike.Cause, _Mapping]]] = ..., slice: _Optional[_Union[Slice, _Mapping]] = ...) -> None: ...

class ListSpikesRequest(_message.Message):
    __slots__ = ("slice", "sensitivity", "time_zone")
    SLICE_FIELD_NUMBER: _ClassVar[int]
    SENSITIVITY_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    slice: Slice
    sensitivity: Sensitivity
    time_zone: str
    def __init__(self, slice: _Optional[_Union[Slice, _Mapping]] = ..., sensitivity: _Optional[_Union[Sensitivity, str]] = ..., time_zone: _Optional[str] = ...) -> None: ...

class ListSpikesResponse(_message.Message):
    __slots__ = ("spikes", "hour_count", "blind_hour_count", "coverage")
    SPIKES_FIELD_NUMBER: _ClassVar[int]
    HOUR_COUNT_FIELD_NUMBER: _ClassVar[int]
    BLIND_HOUR_COUNT_FIELD_NUMBER: _ClassVar[int]
    COVERAGE_FIELD_NUMBER: _ClassVar[int]
    spikes: _containers.RepeatedCompositeFieldContainer[Spike]
    hour_count: int
    blind_hour_count: int
    coverage: Coverage
    def __init__(self, spikes: _Optional[_Iterable[_Union[Spike, _Mapping]]] = ..., hour_count: _Optional[int] = ..., blind_hour_count: _Optional[int] = ..., coverage: _Optional[_Union[Coverage, _Mapping]] = ...) -> None: ...

class ListTopicsRequest(_message.Message):
    __slots__ = ("slice", "topic_count")
    SLICE_FIELD_NUMBER: _ClassVar[int]
    TOPIC_COUNT_FIELD_NUMBER: _ClassVar[int]
    slice: Slice
    topic_count: int
    def __init__(self, slice: _Optional[_Union[Slice, _Mapping]] = ..., topic_count: _Optional[int] = ...) -> None: ...

class Topic(_message.Message):
    __slots__ = ("name", "words", "mention_count", "before_count", "negative_share", "trend", "mentions")
    class Trend(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        TREND_UNSPECIFIED: _ClassVar[Topic.Trend]
        TREND_NEW: _ClassVar[Topic.Trend]
        TREND_RISING: _ClassVar[Topic.Trend]
    TREND_UNSPECIFIED: Topic.Trend
    TREND_NEW: Topic.Trend
    TREND_RISING: Topic.Trend
    NAME_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    MENTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    BEFORE_COUNT_FIELD_NUMBER: _ClassVar[int]
    NEGATIVE_SHARE_FIELD_NUMBER: _ClassVar[int]
    TREND_FIELD_NUMBER: _ClassVar[int]
    MENTIONS_FIELD_NUMBER: _ClassVar[int]
    name: str
    words: _containers.RepeatedScalarFieldContainer[str]
    mention_count: int
    before_count: int
    negative_share: Share
    trend: Topic.Trend
    mentions: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., words: _Optional[_Iterable[str]] = ..., mention_count: _Optional[int] = ..., before_count: _Optional[int] = ..., negative_share: _Optional[_Union[Share, _Mapping]] = ..., trend: _Optional[_Union[Topic.Trend, str]] = ..., mentions: _Optional[_Iterable[str]] = ...) -> None: ...

class ListTopicsResponse(_message.Message):
    __slots__ = ("topics", "read_count", "mention_count", "coverage")
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    READ_COUNT_FIELD_NUMBER: _ClassVar[int]
    MENTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    COVERAGE_FIELD_NUMBER: _ClassVar[int]
    topics: _containers.RepeatedCompositeFieldContainer[Topic]
    read_count: int
    mention_count: int
    coverage: Coverage
    def __init__(self, topics: _Optional[_Iterable[_Union[Topic, _Mapping]]] = ..., read_count: _Optional[int] = ..., mention_count: _Optional[int] = ..., coverage: _Optional[_Union[Coverage, _Mapping]] = ...) -> None: ...

class ListDriversRequest(_message.Message):
    __slots__ = ("slice", "against", "word_count")
    SLICE_FIELD_NUMBER: _ClassVar[int]
    AGAINST_FIELD_NUMBER: _ClassVar[int]
    WORD_COUNT_FIELD_NUMBER: _ClassVar[int]
    slice: Slice
    against: Slice
    word_count: int
    def __init__(self, slice: _Optional[_Union[Slice, _Mapping]] = ..., against: _Optional[_Union[Slice, _Mapping]] = ..., word_count: _Optional[int] = ...) -> None: ...

class Driver(_message.Message):
    __slots__ = ("word", "mention_count", "against_count", "log_odds", "score")
    WORD_FIELD_NUMBER: _ClassVar[int]
    MENTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    AGAINST_COUNT_FIELD_NUMBER: _ClassVar[int]
    LOG_ODDS_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    word: str
    mention_count: int
    against_count: int
    log_odds: float
    score: float
    def __init__(self, word: _Optional[str] = ..., mention_count: _Optional[int] = ..., against_count: _Optional[int] = ..., log_odds: _Optional[float] = ..., score: _Optional[float] = ...) -> None: ...

class ListDriversResponse(_message.Message):
    __slots__ = ("drivers", "against_drivers", "read_count", "against_read_count")
    DRIVERS_FIELD_NUMBER: _ClassVar[int]
    AGAINST_DRIVERS_FIELD_NUMBER: _ClassVar[int]
    READ_COUNT_FIELD_NUMBER: _ClassVar[int]
    AGAINST_READ_COUNT_FIELD_NUMBER: _ClassVar[int]
    drivers: _containers.RepeatedCompositeFieldContainer[Driver]
    against_drivers: _containers.RepeatedCompositeFieldContainer[Driver]
    read_count: int
    against_read_count: int
    def __init__(self, drivers: _Optional[_Iterable[_Union[Driver, _Mapping]]] = ..., against_drivers: _Optional[_Iterable[_Union[Driver, _Mapping]]] = ..., read_count: _Optional[int] = ..., against_read_count: _Optional[int] = ...) -> None: ...

class ListInfluencersRequest(_message.Message):
    __slots__ = ("slice", "author_count")
    SLICE_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_COUNT_FIELD_NUMBER: _ClassVar[int]
    slice: Slice
    author_count: int
    def __init__(self, slice: _Optional[_Union[Slice, _Mapping]] = ..., author_count: _Optional[int] = ...) -> None: ...

class Influencer(_message.Message):
    __slots__ = ("author_key", "handle", "network", "mention_count", "answer_count", "reach", "engagement", "negative_count")
    AUTHOR_KEY_FIELD_NUMBER: _ClassVar[int]
    HANDLE_FIELD_NUMBER: _ClassVar[int]
    NETWORK_FIELD_NUMBER: _ClassVar[int]
    MENTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    ANSWER_COUNT_FIELD_NUMBER: _ClassVar[int]
    REACH_FIELD_NUMBER: _ClassVar[int]
    ENGAGEMENT_FIELD_NUMBER: _ClassVar[int]
    NEGATIVE_COUNT_FIELD_NUMBER: _ClassVar[int]
    author_key: str
    handle: str
    network: str
    mention_count: int
    answer_count: int
    reach: int
    engagement: int
    negative_count: int
    def __init__(self, author_key: _Optional[str] = ..., handle: _Optional[str] = ..., network: _Optional[str] = ..., mention_count: _Optional[int] = ..., answer_count: _Optional[int] = ..., reach: _Optional[int] = ..., engagement: _Optional[int] = ..., negative_count: _Optional[int] = ...) -> None: ...

class ListInfluencersResponse(_message.Message):
    __slots__ = ("influencers", "author_count")
    INFLUENCERS_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_COUNT_FIELD_NUMBER: _ClassVar[int]
    influencers: _containers.RepeatedCompositeFieldContainer[Influencer]
    author_count: int
    def __init__(self, influencers: _Optional[_Iterable[_Union[Influencer, _Mapping]]] = ..., author_count: _Optional[int] = ...) -> None: ...

class GetCarePerformanceRequest(_message.Message):
    __slots__ = ("slice",)
    SLICE_FIELD_NUMBER: _ClassVar[int]
    slice: Slice
    def __init__(self, slice: _Optional[_Union[Slice, _Mapping]] = ...) -> None: ...

class CarePerformance(_message.Message):
    __slots__ = ("slice", "total", "accounts", "read_count", "answer_count", "coverage")
    class Account(_message.Message):
        __slots__ = ("handle", "network", "brands", "care", "author_key")
        HANDLE_FIELD_NUMBER: _ClassVar[int]
        NETWORK_FIELD_NUMBER: _ClassVar[int]
        BRANDS_FIELD_NUMBER: _ClassVar[int]
        CARE_FIELD_NUMBER: _ClassVar[int]
        AUTHOR_KEY_FIELD_NUMBER: _ClassVar[int]
        handle: str
        network: str
        brands: _containers.RepeatedScalarFieldContainer[str]
        care: Care
        author_key: str
        def __init__(self, handle: _Optional[str] = ..., network: _Optional[str] = ..., brands: _Optional[_Iterable[str]] = ..., care: _Optional[_Union[Care, _Mapping]] = ..., author_key: _Optional[str] = ...) -> None: ...
    SLICE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    ACCOUNTS_FIELD_NUMBER: _ClassVar[int]
    READ_COUNT_FIELD_NUMBER: _ClassVar[int]
    ANSWER_COUNT_FIELD_NUMBER: _ClassVar[int]
    COVERAGE_FIELD_NUMBER: _ClassVar[int]
    slice: Slice
    total: Care
    accounts: _containers.RepeatedCompositeFieldContainer[CarePerformance.Account]
    read_count: int
    answer_count: int
    coverage: Coverage
    def __init__(self, slice: _Optional[_Union[Slice, _Mapping]] = ..., total: _Optional[_Union[Care, _Mapping]] = ..., accounts: _Optional[_Iterable[_Union[CarePerformance.Account, _Mapping]]] = ..., read_count: _Optional[int] = ..., answer_count: _Optional[int] = ..., coverage: _Optional[_Union[Coverage, _Mapping]] = ...) -> None: ...

class Care(_message.Message):
    __slots__ = ("answer_count", "median_wait", "ninth_decile_wait", "replied_count", "better_count", "worse_count", "bad_before_count", "bad_after_count")
    ANSWER_COUNT_FIELD_NUMBER: _ClassVar[int]
    MEDIAN_WAIT_FIELD_NUMBER: _ClassVar[int]
    NINTH_DECILE_WAIT_FIELD_NUMBER: _ClassVar[int]
    REPLIED_COUNT_FIELD_NUMBER: _ClassVar[int]
    BETTER_COUNT_FIELD_NUMBER: _ClassVar[int]
    WORSE_COUNT_FIELD_NUMBER: _ClassVar[int]
    BAD_BEFORE_COUNT_FIELD_NUMBER: _ClassVar[int]
    BAD_AFTER_COUNT_FIELD_NUMBER: _ClassVar[int]
    answer_count: int
    median_wait: _duration_pb2.Duration
    ninth_decile_wait: _duration_pb2.Duration
    replied_count: int
    better_count: int
    worse_count: int
    bad_before_count: int
    bad_after_count: int
    def __init__(self, answer_count: _Optional[int] = ..., median_wait: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., ninth_decile_wait: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., replied_count: _Optional[int] = ..., better_count: _Optional[int] = ..., worse_count: _Optional[int] = ..., bad_before_count: _Optional[int] = ..., bad_after_count: _Optional[int] = ...) -> None: ...

class ListCommunitiesRequest(_message.Message):
    __slots__ = ("slice", "result_count", "topic_count")
    SLICE_FIELD_NUMBER: _ClassVar[int]
    RESULT_COUNT_FIELD_NUMBER: _ClassVar[int]
    TOPIC_COUNT_FIELD_NUMBER: _ClassVar[int]
    slice: Slice
    result_count: int
    topic_count: int
    def __init__(self, slice: _Optional[_Union[Slice, _Mapping]] = ..., result_count: _Optional[int] = ..., topic_count: _Optional[int] = ...) -> None: ...

class ListCommunitiesResponse(_message.Message):
    __slots__ = ("places", "authors", "read_count", "answer_count", "topics", "coverage")
    class Answerer(_message.Message):
        __slots__ = ("network", "place", "author_key", "handle", "answer_count", "thanked_count", "median_wait", "author_count", "accepted_count", "valued_count")
        NETWORK_FIELD_NUMBER: _ClassVar[int]
        PLACE_FIELD_NUMBER: _ClassVar[int]
        AUTHOR_KEY_FIELD_NUMBER: _ClassVar[int]
        HANDLE_FIELD_NUMBER: _ClassVar[int]
        ANSWER_COUNT_FIELD_NUMBER: _ClassVar[int]
        THANKED_COUNT_FIELD_NUMBER: _ClassVar[int]
        MEDIAN_WAIT_FIELD_NUMBER: _ClassVar[int]
        AUTHOR_COUNT_FIELD_NUMBER: _ClassVar[int]
        ACCEPTED_COUNT_FIELD_NUMBER: _ClassVar[int]
        VALUED_COUNT_FIELD_NUMBER: _ClassVar[int]
        network: str
        place: str
        author_key: str
        handle: str
        answer_count: int
        thanked_count: int
        median_wait: _duration_pb2.Duration
        author_count: int
        accepted_count: int
        valued_count: int
        def __init__(self, network: _Optional[str] = ..., place: _Optional[str] = ..., author_key: _Optional[str] = ..., handle: _Optional[str] = ..., answer_count: _Optional[int] = ..., thanked_count: _Optional[int] = ..., median_wait: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., author_count: _Optional[int] = ..., accepted_count: _Optional[int] = ..., valued_count: _Optional[int] = ...) -> None: ...
    class Topic(_message.Message):
        __slots__ = ("name", "words", "question_count", "total", "places", "authors")
        NAME_FIELD_NUMBER: _ClassVar[int]
        WORDS_FIELD_NUMBER: _ClassVar[int]
        QUESTION_COUNT_FIELD_NUMBER: _ClassVar[int]
        TOTAL_FIELD_NUMBER: _ClassVar[int]
        PLACES_FIELD_NUMBER: _ClassVar[int]
        AUTHORS_FIELD_NUMBER: _ClassVar[int]
        name: str
        words: _containers.RepeatedScalarFieldContainer[str]
        question_count: int
        total: ListCommunitiesResponse.Answerer
        places: _containers.RepeatedCompositeFieldContainer[ListCommunitiesResponse.Answerer]
        authors: _containers.RepeatedCompositeFieldContainer[ListCommunitiesResponse.Answerer]
        def __init__(self, name: _Optional[str] = ..., words: _Optional[_Iterable[str]] = ..., question_count: _Optional[int] = ..., total: _Optional[_Union[ListCommunitiesResponse.Answerer, _Mapping]] = ..., places: _Optional[_Iterable[_Union[ListCommunitiesResponse.Answerer, _Mapping]]] = ..., authors: _Optional[_Iterable[_Union[ListCommunitiesResponse.Answerer, _Mapping]]] = ...) -> None: ...
    PLACES_FIELD_NUMBER: _ClassVar[int]
    AUTHORS_FIELD_NUMBER: _ClassVar[int]
    READ_COUNT_FIELD_NUMBER: _ClassVar[int]
    ANSWER_COUNT_FIELD_NUMBER: _ClassVar[int]
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    COVERAGE_FIELD_NUMBER: _ClassVar[int]
    places: _containers.RepeatedCompositeFieldContainer[ListCommunitiesResponse.Answerer]
    authors: _containers.RepeatedCompositeFieldContainer[ListCommunitiesResponse.Answerer]
    read_count: int
    answer_count: int
    topics: _containers.RepeatedCompositeFieldContainer[ListCommunitiesResponse.Topic]
    coverage: Coverage
    def __init__(self, places: _Optional[_Iterable[_Union[ListCommunitiesResponse.Answerer, _Mapping]]] = ..., authors: _Optional[_Iterable[_Union[ListCommunitiesResponse.Answerer, _Mapping]]] = ..., read_count: _Optional[int] = ..., answer_count: _Optional[int] = ..., topics: _Optional[_Iterable[_Union[ListCommunitiesResponse.Topic, _Mapping]]] = ..., coverage: _Optional[_Union[Coverage, _Mapping]] = ...) -> None: ...

class GetChannelUseRequest(_message.Message):
    __slots__ = ("slice",)
    SLICE_FIELD_NUMBER: _ClassVar[int]
    slice: Slice
    def __init__(self, slice: _Optional[_Union[Slice, _Mapping]] = ...) -> None: ...

class ChannelUse(_message.Message):
    __slots__ = ("slice", "customer_count", "merged_customer_count", "steps", "channels", "coverage")
    class Step(_message.Message):
        __slots__ = ("channel_count", "customer_count", "share")
        CHANNEL_COUNT_FIELD_NUMBER: _ClassVar[int]
        CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
        SHARE_FIELD_NUMBER: _ClassVar[int]
        channel_count: int
        customer_count: int
        share: Share
        def __init__(self, channel_count: _Optional[int] = ..., customer_count: _Optional[int] = ..., share: _Optional[_Union[Share, _Mapping]] = ...) -> None: ...
    class Channel(_message.Message):
        __slots__ = ("network", "customer_count", "only_count")
        NETWORK_FIELD_NUMBER: _ClassVar[int]
        CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
        ONLY_COUNT_FIELD_NUMBER: _ClassVar[int]
        network: str
        customer_count: int
        only_count: int
        def __init__(self, network: _Optional[str] = ..., customer_count: _Optional[int] = ..., only_count: _Optional[int] = ...) -> None: ...
    SLICE_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    MERGED_CUSTOMER_COUNT_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    COVERAGE_FIELD_NUMBER: _ClassVar[int]
    slice: Slice
    customer_count: int
    merged_customer_count: int
    steps: _containers.RepeatedCompositeFieldContainer[ChannelUse.Step]
    channels: _containers.RepeatedCompositeFieldContainer[ChannelUse.Channel]
    coverage: Coverage
    def __init__(self, slice: _Optional[_Union[Slice, _Mapping]] = ..., customer_count: _Optional[int] = ..., merged_customer_count: _Optional[int] = ..., steps: _Optional[_Iterable[_Union[ChannelUse.Step, _Mapping]]] = ..., channels: _Optional[_Iterable[_Union[ChannelUse.Channel, _Mapping]]] = ..., coverage: _Optional[_Union[Coverage, _Mapping]] = ...) -> None: ...

class Alert(_message.Message):
    __slots__ = ("name", "display_name", "slice", "kind", "sensitivity", "threshold", "cooldown", "time_zone", "quiet_start_hour", "quiet_end_hour", "tell_time", "create_time", "channels")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[Alert.Kind]
        KIND_SPIKE: _ClassVar[Alert.Kind]
        KIND_DIP: _ClassVar[Alert.Kind]
        KIND_THRESHOLD: _ClassVar[Alert.Kind]
    KIND_UNSPECIFIED: Alert.Kind
    KIND_SPIKE: Alert.Kind
    KIND_DIP: Alert.Kind
    KIND_THRESHOLD: Alert.Kind
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    SLICE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    SENSITIVITY_FIELD_NUMBER: _ClassVar[int]
    THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    COOLDOWN_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    QUIET_START_HOUR_FIELD_NUMBER: _ClassVar[int]
    QUIET_END_HOUR_FIELD_NUMBER: _ClassVar[int]
    TELL_TIME_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    slice: Slice
    kind: Alert.Kind
    sensitivity: Sensitivity
    threshold: int
    cooldown: _duration_pb2.Duration
    time_zone: str
    quiet_start_hour: int
    quiet_end_hour: int
    tell_time: _timestamp_pb2.Timestamp
    create_time: _timestamp_pb2.Timestamp
    channels: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., slice: _Optional[_Union[Slice, _Mapping]] = ..., kind: _Optional[_Union[Alert.Kind, str]] = ..., sensitivity: _Optional[_Union[Sensitivity, str]] = ..., threshold: _Optional[int] = ..., cooldown: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., time_zone: _Optional[str] = ..., quiet_start_hour: _Optional[int] = ..., quiet_end_hour: _Optional[int] = ..., tell_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., channels: _Optional[_Iterable[str]] = ...) -> None: ...

class CreateAlertRequest(_message.Message):
    __slots__ = ("alert",)
    ALERT_FIELD_NUMBER: _ClassVar[int]
    alert: Alert
    def __init__(self, alert: _Optional[_Union[Alert, _Mapping]] = ...) -> None: ...

class ListAlertsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListAlertsResponse(_message.Message):
    __slots__ = ("alerts",)
    ALERTS_FIELD_NUMBER: _ClassVar[int]
    alerts: _containers.RepeatedCompositeFieldContainer[Alert]
    def __init__(self, alerts: _Optional[_Iterable[_Union[Alert, _Mapping]]] = ...) -> None: ...

class DeleteAlertRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class BacktestAlertRequest(_message.Message):
    __slots__ = ("alert", "start_time", "end_time")
    ALERT_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    alert: Alert
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, alert: _Optional[_Union[Alert, _Mapping]] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
