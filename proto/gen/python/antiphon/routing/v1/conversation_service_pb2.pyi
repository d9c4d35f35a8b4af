import datetime

from antiphon.routing.v1 import routing_service_pb2 as _routing_service_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ConversationChange(_message.Message):
    __slots__ = ("opportunity", "separated", "moves")
    OPPORTUNITY_FIELD_NUMBER: _ClassVar[int]
    SEPARATED_FIELD_NUMBER: _ClassVar[int]
    MOVES_FIELD_NUMBER: _ClassVar[int]
    opportunity: _routing_service_pb2.Opportunity
    separated: _routing_service_pb2.Opportunity
    moves: _containers.RepeatedCompositeFieldContainer[ConversationMove]
    def __init__(self, opportunity: _Optional[_Union[_routing_service_pb2.Opportunity, _Mapping]] = ..., separated: _Optional[_Union[_routing_service_pb2.Opportunity, _Mapping]] = ..., moves: _Optional[_Iterable[_Union[ConversationMove, _Mapping]]] = ...) -> None: ...

class ConversationMove(_message.Message):
    __slots__ = ("name", "kind", "source", "target", "mention_count", "reply_count", "note_count", "draft_count", "commitment_count", "actor", "reason", "create_time", "undo_time")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[ConversationMove.Kind]
        KIND_MERGE: _ClassVar[ConversationMove.Kind]
        KIND_SPLIT: _ClassVar[ConversationMove.Kind]
    KIND_UNSPECIFIED: ConversationMove.Kind
    KIND_MERGE: ConversationMove.Kind
    KIND_SPLIT: ConversationMove.Kind
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    MENTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    REPLY_COUNT_FIELD_NUMBER: _ClassVar[int]
    NOTE_COUNT_FIELD_NUMBER: _ClassVar[int]
    DRAFT_COUNT_FIELD_NUMBER: _ClassVar[int]
    COMMITMENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UNDO_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    kind: ConversationMove.Kind
    source: str
    target: str
    mention_count: int
    reply_count: int
    note_count: int
    draft_count: int
    commitment_count: int
    actor: str
    reason: str
    create_time: _timestamp_pb2.Timestamp
    undo_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., kind: _Optional[_Union[ConversationMove.Kind, str]] = ..., source: _Optional[str] = ..., target: _Optional[str] = ..., mention_count: _Optional[int] = ..., reply_count: _Optional[int] = ..., note_count: _Optional[int] = ..., draft_count: _Optional[int] = ..., commitment_count: _Optional[int] = ..., actor: _Optional[str] = ..., reason: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., undo_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class StartConversationRequest(_message.Message):
    __slots__ = ("brand", "network", "recipient", "author_key", "title", "reason", "request_id")
    BRAND_FIELD_NUMBER: _ClassVar[int]
    NETWORK_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_KEY_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    brand: str
    network: str
    recipient: str
    author_key: str
    title: str
    reason: str
    request_id: str
    def __init__(self, brand: _Optional[str] = ..., network: _Optional[str] = ..., recipient: _Optional[str] = ..., author_key: _Optional[str] = ..., title: _Optional[str] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetConversationMergePreviewRequest(_message.Message):
    __slots__ = ("name", "joined")
    NAME_FIELD_NUMBER: _ClassVar[int]
    JOINED_FIELD_NUMBER: _ClassVar[int]
    name: str
    joined: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., joined: _Optional[_Iterable[str]] = ...) -> None: ...

class MergeConversationsRequest(_message.Message):
    __slots__ = ("name", "joined", "reason", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    JOINED_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    joined: _containers.RepeatedScalarFieldContainer[str]
    reason: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., joined: _Optional[_Iterable[str]] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetConversationSplitPreviewRequest(_message.Message):
    __slots__ = ("name", "mention_keys", "move")
    NAME_FIELD_NUMBER: _ClassVar[int]
    MENTION_KEYS_FIELD_NUMBER: _ClassVar[int]
    MOVE_FIELD_NUMBER: _ClassVar[int]
    name: str
    mention_keys: _containers.RepeatedScalarFieldContainer[str]
    move: str
    def __init__(self, name: _Optional[str] = ..., mention_keys: _Optional[_Iterable[str]] = ..., move: _Optional[str] = ...) -> None: ...

class SplitConversationRequest(_message.Message):
    __slots__ = ("name", "mention_keys", "move", "reason", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    MENTION_KEYS_FIELD_NUMBER: _ClassVar[int]
    MOVE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    mention_keys: _containers.RepeatedScalarFieldContainer[str]
    move: str
    reason: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., mention_keys: _Optional[_Iterable[str]] = ..., move: _Optional[str] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ListConversationMovesRequest(_message.Message):
    __slots__ = ("parent", "page_size", "page_token")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListConversationMovesResponse(_message.Message):
    __slots__ = ("moves", "next_page_token")
    MOVES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    moves: _containers.RepeatedCompositeFieldContainer[ConversationMove]
    next_page_token: str
    def __init__(self, moves: _Optional[_Iterable[_Union[ConversationMove, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
