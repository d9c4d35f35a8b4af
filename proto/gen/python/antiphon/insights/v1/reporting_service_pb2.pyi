import datetime

from antiphon.insights.v1 import analytics_service_pb2 as _analytics_service_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import empty_pb2 as _empty_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ExportSliceRequest(_message.Message):
    __slots__ = ("slice", "content", "format", "dimension", "bucket", "time_zone")
    class Content(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        CONTENT_UNSPECIFIED: _ClassVar[ExportSliceRequest.Content]
        CONTENT_MENTIONS: _ClassVar[ExportSliceRequest.Content]
        CONTENT_SUMS: _ClassVar[ExportSliceRequest.Content]
    CONTENT_UNSPECIFIED: ExportSliceRequest.Content
    CONTENT_MENTIONS: ExportSliceRequest.Content
    CONTENT_SUMS: ExportSliceRequest.Content
    class Format(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        FORMAT_UNSPECIFIED: _ClassVar[ExportSliceRequest.Format]
        FORMAT_CSV: _ClassVar[ExportSliceRequest.Format]
        FORMAT_JSONL: _ClassVar[ExportSliceRequest.Format]
        FORMAT_XLSX: _ClassVar[ExportSliceRequest.Format]
        FORMAT_PARQUET: _ClassVar[ExportSliceRequest.Format]
    FORMAT_UNSPECIFIED: ExportSliceRequest.Format
    FORMAT_CSV: ExportSliceRequest.Format
    FORMAT_JSONL: ExportSliceRequest.Format
    FORMAT_XLSX: ExportSliceRequest.Format
    FORMAT_PARQUET: ExportSliceRequest.Format
    SLICE_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    DIMENSION_FIELD_NUMBER: _ClassVar[int]
    BUCKET_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    slice: _analytics_service_pb2.Slice
    content: ExportSliceRequest.Content
    format: ExportSliceRequest.Format
    dimension: _analytics_service_pb2.Dimension
    bucket: _analytics_service_pb2.Bucket
    time_zone: str
    def __init__(self, slice: _Optional[_Union[_analytics_service_pb2.Slice, _Mapping]] = ..., content: _Optional[_Union[ExportSliceRequest.Content, str]] = ..., format: _Optional[_Union[ExportSliceRequest.Format, str]] = ..., dimension: _Optional[_Union[_analytics_service_pb2.Dimension, str]] = ..., bucket: _Optional[_Union[_analytics_service_pb2.Bucket, str]] = ..., time_zone: _Optional[str] = ...) -> None: ...

class ExportSliceResponse(_message.Message):
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

class CreateMarkerRequest(_message.Message):
    __slots__ = ("marker",)
    MARKER_FIELD_NUMBER: _ClassVar[int]
    marker: _analytics_service_pb2.Marker
    def __init__(self, marker: _Optional[_Union[_analytics_service_pb2.Marker, _Mapping]] = ...) -> None: ...

class UpdateMarkerRequest(_message.Message):
    __slots__ = ("marker",)
    MARKER_FIELD_NUMBER: _ClassVar[int]
    marker: _analytics_service_pb2.Marker
    def __init__(self, marker: _Optional[_Union[_analytics_service_pb2.Marker, _Mapping]] = ...) -> None: ...

class ListMarkersRequest(_message.Message):
    __slots__ = ("brands", "start_time", "end_time")
    BRANDS_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    brands: _containers.RepeatedScalarFieldContainer[str]
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, brands: _Optional[_Iterable[str]] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListMarkersResponse(_message.Message):
    __slots__ = ("markers",)
    MARKERS_FIELD_NUMBER: _ClassVar[int]
    markers: _containers.RepeatedCompositeFieldContainer[_analytics_service_pb2.Marker]
    def __init__(self, markers: _Optional[_Iterable[_Union[_analytics_service_pb2.Marker, _Mapping]]] = ...) -> None: ...

class DeleteMarkerRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class Channel(_message.Message):
    __slots__ = ("name", "display_name", "kind", "recipients", "url", "secret", "host", "create_time")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[Channel.Kind]
        KIND_EMAIL: _ClassVar[Channel.Kind]
        KIND_CHAT: _ClassVar[Channel.Kind]
        KIND_WEBHOOK: _ClassVar[Channel.Kind]
    KIND_UNSPECIFIED: Channel.Kind
    KIND_EMAIL: Channel.Kind
    KIND_CHAT: Channel.Kind
    KIND_WEBHOOK: Channel.Kind
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    RECIPIENTS_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    SECRET_FIELD_NUMBER: _ClassVar[int]
    HOST_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    kind: Channel.Kind
    recipients: _containers.RepeatedScalarFieldContainer[str]
    url: str
    secret: str
    host: str
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., kind: _Optional[_Union[Channel.Kind, str]] = ..., recipients: _Optional[_Iterable[str]] = ..., url: _Optional[str] = ..., secret: _Optional[str] = ..., host: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CreateChannelRequest(_message.Message):
    __slots__ = ("channel",)
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    channel: Channel
    def __init__(self, channel: _Optional[_Union[Channel, _Mapping]] = ...) -> None: ...

class UpdateChannelRequest(_message.Message):
    __slots__ = ("channel", "renew_secret")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    RENEW_SECRET_FIELD_NUMBER: _ClassVar[int]
    channel: Channel
    renew_secret: bool
    def __init__(self, channel: _Optional[_Union[Channel, _Mapping]] = ..., renew_secret: _Optional[bool] = ...) -> None: ...

class ListChannelsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListChannelsResponse(_message.Message):
    __slots__ = ("channels",)
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    channels: _containers.RepeatedCompositeFieldContainer[Channel]
    def __init__(self, channels: _Optional[_Iterable[_Union[Channel, _Mapping]]] = ...) -> None: ...

class DeleteChannelRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class TestChannelRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ChannelDelivery(_message.Message):
    __slots__ = ("name", "alert", "subject", "state", "attempt_count", "problem", "create_time", "next_time", "end_time")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[ChannelDelivery.State]
        STATE_QUEUED: _ClassVar[ChannelDelivery.State]
        STATE_DELIVERED: _ClassVar[ChannelDelivery.State]
        STATE_GIVEN_UP: _ClassVar[ChannelDelivery.State]
    STATE_UNSPECIFIED: ChannelDelivery.State
    STATE_QUEUED: ChannelDelivery.State
    STATE_DELIVERED: ChannelDelivery.State
    STATE_GIVEN_UP: ChannelDelivery.State
    NAME_FIELD_NUMBER: _ClassVar[int]
    ALERT_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_COUNT_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    NEXT_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    alert: str
    subject: str
    state: ChannelDelivery.State
    attempt_count: int
    problem: str
    create_time: _timestamp_pb2.Timestamp
    next_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., alert: _Optional[str] = ..., subject: _Optional[str] = ..., state: _Optional[_Union[ChannelDelivery.State, str]] = ..., attempt_count: _Optional[int] = ..., problem: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., next_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListChannelDeliveriesRequest(_message.Message):
    __slots__ = ("parent", "page_size", "page_token")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListChannelDeliveriesResponse(_message.Message):
    __slots__ = ("deliveries", "next_page_token")
    DELIVERIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    deliveries: _containers.RepeatedCompositeFieldContainer[ChannelDelivery]
    next_page_token: str
    def __init__(self, deliveries: _Optional[_Iterable[_Union[ChannelDelivery, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RetryChannelDeliveryRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...
