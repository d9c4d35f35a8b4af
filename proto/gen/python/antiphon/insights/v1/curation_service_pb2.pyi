import datetime

from antiphon.insights.v1 import analytics_service_pb2 as _analytics_service_pb2
from antiphon.insights.v1 import insights_service_pb2 as _insights_service_pb2
from antiphon.scoring.v1 import score_pb2 as _score_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ChangeMentionsRequest(_message.Message):
    __slots__ = ("slice", "names", "sentiment", "spam", "should_answer", "add_tags", "remove_tags", "reason", "validate_only")
    SLICE_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    SENTIMENT_FIELD_NUMBER: _ClassVar[int]
    SPAM_FIELD_NUMBER: _ClassVar[int]
    SHOULD_ANSWER_FIELD_NUMBER: _ClassVar[int]
    ADD_TAGS_FIELD_NUMBER: _ClassVar[int]
    REMOVE_TAGS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    slice: _analytics_service_pb2.Slice
    names: _containers.RepeatedScalarFieldContainer[str]
    sentiment: _score_pb2.Sentiment.Label
    spam: bool
    should_answer: bool
    add_tags: _containers.RepeatedScalarFieldContainer[str]
    remove_tags: _containers.RepeatedScalarFieldContainer[str]
    reason: str
    validate_only: bool
    def __init__(self, slice: _Optional[_Union[_analytics_service_pb2.Slice, _Mapping]] = ..., names: _Optional[_Iterable[str]] = ..., sentiment: _Optional[_Union[_score_pb2.Sentiment.Label, str]] = ..., spam: _Optional[bool] = ..., should_answer: _Optional[bool] = ..., add_tags: _Optional[_Iterable[str]] = ..., remove_tags: _Optional[_Iterable[str]] = ..., reason: _Optional[str] = ..., validate_only: _Optional[bool] = ...) -> None: ...

class MentionChange(_message.Message):
    __slots__ = ("name", "actor", "slice", "sentiment", "spam", "should_answer", "add_tags", "remove_tags", "reason", "mention_count", "create_time", "undo_time", "undo_actor")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    SLICE_FIELD_NUMBER: _ClassVar[int]
    SENTIMENT_FIELD_NUMBER: _ClassVar[int]
    SPAM_FIELD_NUMBER: _ClassVar[int]
    SHOULD_ANSWER_FIELD_NUMBER: _ClassVar[int]
    ADD_TAGS_FIELD_NUMBER: _ClassVar[int]
    REMOVE_TAGS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    MENTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UNDO_TIME_FIELD_NUMBER: _ClassVar[int]
    UNDO_ACTOR_FIELD_NUMBER: _ClassVar[int]
    name: str
    actor: str
    slice: _analytics_service_pb2.Slice
    sentiment: _score_pb2.Sentiment.Label
    spam: bool
    should_answer: bool
    add_tags: _containers.RepeatedScalarFieldContainer[str]
    remove_tags: _containers.RepeatedScalarFieldContainer[str]
    reason: str
    mention_count: int
    create_time: _timestamp_pb2.Timestamp
    undo_time: _timestamp_pb2.Timestamp
    undo_actor: str
    def __init__(self, name: _Optional[str] = ..., actor: _Optional[str] = ..., slice: _Optional[_Union[_analytics_service_pb2.Slice, _Mapping]] = ..., sentiment: _Optional[_Union[_score_pb2.Sentiment.Label, str]] = ..., spam: _Optional[bool] = ..., should_answer: _Optional[bool] = ..., add_tags: _Optional[_Iterable[str]] = ..., remove_tags: _Optional[_Iterable[str]] = ..., reason: _Optional[str] = ..., mention_count: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., undo_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., undo_actor: _Optional[str] = ...) -> None: ...

class UndoMentionChangeRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListMentionChangesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListMentionChangesResponse(_message.Message):
    __slots__ = ("changes", "next_page_token")
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[MentionChange]
    next_page_token: str
    def __init__(self, changes: _Optional[_Iterable[_Union[MentionChange, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListTagsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Tag(_message.Message):
    __slots__ = ("tag", "mention_count")
    TAG_FIELD_NUMBER: _ClassVar[int]
    MENTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    tag: str
    mention_count: int
    def __init__(self, tag: _Optional[str] = ..., mention_count: _Optional[int] = ...) -> None: ...

class ListTagsResponse(_message.Message):
    __slots__ = ("tags",)
    TAGS_FIELD_NUMBER: _ClassVar[int]
    tags: _containers.RepeatedCompositeFieldContainer[Tag]
    def __init__(self, tags: _Optional[_Iterable[_Union[Tag, _Mapping]]] = ...) -> None: ...

class ListRelevanceJudgementsRequest(_message.Message):
    __slots__ = ("parent", "query", "relevant", "page_size", "page_token")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    RELEVANT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    parent: str
    query: str
    relevant: bool
    page_size: int
    page_token: str
    def __init__(self, parent: _Optional[str] = ..., query: _Optional[str] = ..., relevant: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class RelevanceJudgement(_message.Message):
    __slots__ = ("mention", "relevant", "judge", "create_time")
    MENTION_FIELD_NUMBER: _ClassVar[int]
    RELEVANT_FIELD_NUMBER: _ClassVar[int]
    JUDGE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    mention: _insights_service_pb2.ArchivedMention
    relevant: bool
    judge: str
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, mention: _Optional[_Union[_insights_service_pb2.ArchivedMention, _Mapping]] = ..., relevant: _Optional[bool] = ..., judge: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListRelevanceJudgementsResponse(_message.Message):
    __slots__ = ("judgements", "next_page_token")
    JUDGEMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    judgements: _containers.RepeatedCompositeFieldContainer[RelevanceJudgement]
    next_page_token: str
    def __init__(self, judgements: _Optional[_Iterable[_Union[RelevanceJudgement, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
