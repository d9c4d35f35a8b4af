import datetime

from antiphon.mention.v1 import mention_pb2 as _mention_pb2
from antiphon.routing.v1 import routing_service_pb2 as _routing_service_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Incident(_message.Message):
    __slots__ = ("name", "brand", "title", "closed", "prepared_text", "variation_count", "member_count", "open_count", "example", "start_time", "last_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    CLOSED_FIELD_NUMBER: _ClassVar[int]
    PREPARED_TEXT_FIELD_NUMBER: _ClassVar[int]
    VARIATION_COUNT_FIELD_NUMBER: _ClassVar[int]
    MEMBER_COUNT_FIELD_NUMBER: _ClassVar[int]
    OPEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    EXAMPLE_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    LAST_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    brand: str
    title: str
    closed: bool
    prepared_text: str
    variation_count: int
    member_count: int
    open_count: int
    example: _mention_pb2.Mention
    start_time: _timestamp_pb2.Timestamp
    last_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., brand: _Optional[str] = ..., title: _Optional[str] = ..., closed: _Optional[bool] = ..., prepared_text: _Optional[str] = ..., variation_count: _Optional[int] = ..., member_count: _Optional[int] = ..., open_count: _Optional[int] = ..., example: _Optional[_Union[_mention_pb2.Mention, _Mapping]] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., last_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class PreparedAnswer(_message.Message):
    __slots__ = ("opportunity", "incident", "text")
    OPPORTUNITY_FIELD_NUMBER: _ClassVar[int]
    INCIDENT_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    opportunity: str
    incident: str
    text: str
    def __init__(self, opportunity: _Optional[str] = ..., incident: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class GetIncidentRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListIncidentsRequest(_message.Message):
    __slots__ = ("brand", "show_closed", "page_size", "page_token")
    BRAND_FIELD_NUMBER: _ClassVar[int]
    SHOW_CLOSED_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    brand: str
    show_closed: bool
    page_size: int
    page_token: str
    def __init__(self, brand: _Optional[str] = ..., show_closed: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListIncidentsResponse(_message.Message):
    __slots__ = ("incidents", "next_page_token")
    INCIDENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    incidents: _containers.RepeatedCompositeFieldContainer[Incident]
    next_page_token: str
    def __init__(self, incidents: _Optional[_Iterable[_Union[Incident, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListIncidentMembersRequest(_message.Message):
    __slots__ = ("parent", "page_size", "page_token", "view")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    VIEW_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    view: _routing_service_pb2.Opportunity.View
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., view: _Optional[_Union[_routing_service_pb2.Opportunity.View, str]] = ...) -> None: ...

class ListIncidentMembersResponse(_message.Message):
    __slots__ = ("opportunities", "next_page_token")
    OPPORTUNITIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    opportunities: _containers.RepeatedCompositeFieldContainer[_routing_service_pb2.Opportunity]
    next_page_token: str
    def __init__(self, opportunities: _Optional[_Iterable[_Union[_routing_service_pb2.Opportunity, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class MoveIncidentMemberRequest(_message.Message):
    __slots__ = ("name", "opportunity", "remove")
    NAME_FIELD_NUMBER: _ClassVar[int]
    OPPORTUNITY_FIELD_NUMBER: _ClassVar[int]
    REMOVE_FIELD_NUMBER: _ClassVar[int]
    name: str
    opportunity: str
    remove: bool
    def __init__(self, name: _Optional[str] = ..., opportunity: _Optional[str] = ..., remove: _Optional[bool] = ...) -> None: ...

class UpdateIncidentRequest(_message.Message):
    __slots__ = ("incident",)
    INCIDENT_FIELD_NUMBER: _ClassVar[int]
    incident: Incident
    def __init__(self, incident: _Optional[_Union[Incident, _Mapping]] = ...) -> None: ...

class GetPreparedAnswerRequest(_message.Message):
    __slots__ = ("opportunity",)
    OPPORTUNITY_FIELD_NUMBER: _ClassVar[int]
    opportunity: str
    def __init__(self, opportunity: _Optional[str] = ...) -> None: ...

class AnswerIncidentRequest(_message.Message):
    __slots__ = ("name", "limit", "confirm")
    NAME_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CONFIRM_FIELD_NUMBER: _ClassVar[int]
    name: str
    limit: int
    confirm: bool
    def __init__(self, name: _Optional[str] = ..., limit: _Optional[int] = ..., confirm: _Optional[bool] = ...) -> None: ...

class AnswerIncidentResponse(_message.Message):
    __slots__ = ("opportunities", "warnings", "left_out")
    OPPORTUNITIES_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    LEFT_OUT_FIELD_NUMBER: _ClassVar[int]
    opportunities: _containers.RepeatedScalarFieldContainer[str]
    warnings: _containers.RepeatedScalarFieldContainer[str]
    left_out: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, opportunities: _Optional[_Iterable[str]] = ..., warnings: _Optional[_Iterable[str]] = ..., left_out: _Optional[_Iterable[str]] = ...) -> None: ...
