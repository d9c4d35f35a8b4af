import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Mention(_message.Message):
    __slots__ = ("name", "key", "revision", "network", "site", "native_id", "source", "kind", "text", "title", "link", "declared_language", "author", "create_time", "edit_time", "collect_time", "conversation_key", "parent_key", "engagement", "matches", "entities", "truncated", "rating", "private", "accepted")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[Mention.Kind]
        KIND_POST: _ClassVar[Mention.Kind]
        KIND_REPLY: _ClassVar[Mention.Kind]
        KIND_COMMENT: _ClassVar[Mention.Kind]
        KIND_REVIEW: _ClassVar[Mention.Kind]
        KIND_MESSAGE: _ClassVar[Mention.Kind]
        KIND_REPOST: _ClassVar[Mention.Kind]
        KIND_QUOTE: _ClassVar[Mention.Kind]
    KIND_UNSPECIFIED: Mention.Kind
    KIND_POST: Mention.Kind
    KIND_REPLY: Mention.Kind
    KIND_COMMENT: Mention.Kind
    KIND_REVIEW: Mention.Kind
    KIND_MESSAGE: Mention.Kind
    KIND_REPOST: Mention.Kind
    KIND_QUOTE: Mention.Kind
    NAME_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    NETWORK_FIELD_NUMBER: _ClassVar[int]
    SITE_FIELD_NUMBER: _ClassVar[int]
    NATIVE_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    LINK_FIELD_NUMBER: _ClassVar[int]
    DECLARED_LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    EDIT_TIME_FIELD_NUMBER: _ClassVar[int]
    COLLECT_TIME_FIELD_NUMBER: _ClassVar[int]
    CONVERSATION_KEY_FIELD_NUMBER: _ClassVar[int]
    PARENT_KEY_FIELD_NUMBER: _ClassVar[int]
    ENGAGEMENT_FIELD_NUMBER: _ClassVar[int]
    MATCHES_FIELD_NUMBER: _ClassVar[int]
    ENTITIES_FIELD_NUMBER: _ClassVar[int]
    TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    RATING_FIELD_NUMBER: _ClassVar[int]
    PRIVATE_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_FIELD_NUMBER: _ClassVar[int]
    name: str
    key: str
    revision: int
    network: str
    site: str
    native_id: str
    source: str
    kind: Mention.Kind
    text: str
    title: str
    link: str
    declared_language: str
    author: Author
    create_time: _timestamp_pb2.Timestamp
    edit_time: _timestamp_pb2.Timestamp
    collect_time: _timestamp_pb2.Timestamp
    conversation_key: str
    parent_key: str
    engagement: Engagement
    matches: _containers.RepeatedCompositeFieldContainer[Match]
    entities: _containers.RepeatedCompositeFieldContainer[Entity]
    truncated: bool
    rating: float
    private: bool
    accepted: bool
    def __init__(self, name: _Optional[str] = ..., key: _Optional[str] = ..., revision: _Optional[int] = ..., network: _Optional[str] = ..., site: _Optional[str] = ..., native_id: _Optional[str] = ..., source: _Optional[str] = ..., kind: _Optional[_Union[Mention.Kind, str]] = ..., text: _Optional[str] = ..., title: _Optional[str] = ..., link: _Optional[str] = ..., declared_language: _Optional[str] = ..., author: _Optional[_Union[Author, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., edit_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., collect_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., conversation_key: _Optional[str] = ..., parent_key: _Optional[str] = ..., engagement: _Optional[_Union[Engagement, _Mapping]] = ..., matches: _Optional[_Iterable[_Union[Match, _Mapping]]] = ..., entities: _Optional[_Iterable[_Union[Entity, _Mapping]]] = ..., truncated: _Optional[bool] = ..., rating: _Optional[float] = ..., private: _Optional[bool] = ..., accepted: _Optional[bool] = ...) -> None: ...

class Author(_message.Message):
    __slots__ = ("key", "handle", "display_name", "link", "follower_count", "following_count", "post_count", "verified", "bio", "location", "create_time", "own", "listed_count", "mention_count", "repost_count")
    KEY_FIELD_NUMBER: _ClassVar[int]
    HANDLE_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    LINK_FIELD_NUMBER: _ClassVar[int]
    FOLLOWER_COUNT_FIELD_NUMBER: _ClassVar[int]
    FOLLOWING_COUNT_FIELD_NUMBER: _ClassVar[int]
    POST_COUNT_FIELD_NUMBER: _ClassVar[int]
    VERIFIED_FIELD_NUMBER: _ClassVar[int]
    BIO_FIELD_NUMBER: _ClassVar[int]
    LOCATION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    OWN_FIELD_NUMBER: _ClassVar[int]
    LISTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    MENTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    REPOST_COUNT_FIELD_NUMBER: _ClassVar[int]
    key: str
    handle: str
    display_name: str
    link: str
    follower_count: int
    following_count: int
    post_count: int
    verified: bool
    bio: str
    location: str
    create_time: _timestamp_pb2.Timestamp
    own: bool
    listed_count: int
    mention_count: int
    repost_count: int
    def __init__(self, key: _Optional[str] = ..., handle: _Optional[str] = ..., display_name: _Optional[str] = ..., link: _Optional[str] = ..., follower_count: _Optional[int] = ..., following_count: _Optional[int] = ..., post_count: _Optional[int] = ..., verified: _Optional[bool] = ..., bio: _Optional[str] = ..., location: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., own: _Optional[bool] = ..., listed_count: _Optional[int] = ..., mention_count: _Optional[int] = ..., repost_count: _Optional[int] = ...) -> None: ...

class Engagement(_message.Message):
    __slots__ = ("like_count", "reply_count", "repost_count", "view_count")
    LIKE_COUNT_FIELD_NUMBER: _ClassVar[int]
    REPLY_COUNT_FIELD_NUMBER: _ClassVar[int]
    REPOST_COUNT_FIELD_NUMBER: _ClassVar[int]
    VIEW_COUNT_FIELD_NUMBER: _ClassVar[int]
    like_count: int
    reply_count: int
    repost_count: int
    view_count: int
    def __init__(self, like_count: _Optional[int] = ..., reply_count: _Optional[int] = ..., repost_count: _Optional[int] = ..., view_count: _Optional[int] = ...) -> None: ...

class Match(_message.Message):
    __slots__ = ("brand", "query", "spans")
    BRAND_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    SPANS_FIELD_NUMBER: _ClassVar[int]
    brand: str
    query: str
    spans: _containers.RepeatedCompositeFieldContainer[Span]
    def __init__(self, brand: _Optional[str] = ..., query: _Optional[str] = ..., spans: _Optional[_Iterable[_Union[Span, _Mapping]]] = ...) -> None: ...

class Span(_message.Message):
    __slots__ = ("start", "end")
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    start: int
    end: int
    def __init__(self, start: _Optional[int] = ..., end: _Optional[int] = ...) -> None: ...

class Entity(_message.Message):
    __slots__ = ("kind", "value", "span")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[Entity.Kind]
        KIND_LINK: _ClassVar[Entity.Kind]
        KIND_HANDLE: _ClassVar[Entity.Kind]
        KIND_HASHTAG: _ClassVar[Entity.Kind]
        KIND_MEDIA: _ClassVar[Entity.Kind]
    KIND_UNSPECIFIED: Entity.Kind
    KIND_LINK: Entity.Kind
    KIND_HANDLE: Entity.Kind
    KIND_HASHTAG: Entity.Kind
    KIND_MEDIA: Entity.Kind
    KIND_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    SPAN_FIELD_NUMBER: _ClassVar[int]
    kind: Entity.Kind
    value: str
    span: Span
    def __init__(self, kind: _Optional[_Union[Entity.Kind, str]] = ..., value: _Optional[str] = ..., span: _Optional[_Union[Span, _Mapping]] = ...) -> None: ...

class Attachment(_message.Message):
    __slots__ = ("content_type", "content", "description")
    CONTENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    content_type: str
    content: bytes
    description: str
    def __init__(self, content_type: _Optional[str] = ..., content: _Optional[bytes] = ..., description: _Optional[str] = ...) -> None: ...

class Deletion(_message.Message):
    __slots__ = ("key", "network", "source", "delete_time", "collect_time")
    KEY_FIELD_NUMBER: _ClassVar[int]
    NETWORK_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    DELETE_TIME_FIELD_NUMBER: _ClassVar[int]
    COLLECT_TIME_FIELD_NUMBER: _ClassVar[int]
    key: str
    network: str
    source: str
    delete_time: _timestamp_pb2.Timestamp
    collect_time: _timestamp_pb2.Timestamp
    def __init__(self, key: _Optional[str] = ..., network: _Optional[str] = ..., source: _Optional[str] = ..., delete_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., collect_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
