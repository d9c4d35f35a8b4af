import datetime

from antiphon.mention.v1 import mention_pb2 as _mention_pb2
from antiphon.scoring.v1 import score_pb2 as _score_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import empty_pb2 as _empty_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ArchivedMention(_message.Message):
    __slots__ = ("mention", "score", "archive_time", "tags")
    MENTION_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    ARCHIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    mention: _mention_pb2.Mention
    score: _score_pb2.Score
    archive_time: _timestamp_pb2.Timestamp
    tags: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, mention: _Optional[_Union[_mention_pb2.Mention, _Mapping]] = ..., score: _Optional[_Union[_score_pb2.Score, _Mapping]] = ..., archive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tags: _Optional[_Iterable[str]] = ...) -> None: ...

class ArchiveSummary(_message.Message):
    __slots__ = ("mention_count", "tombstone_count", "network_counts", "sentiment_counts")
    class NetworkCountsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    class SentimentCountsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    MENTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    TOMBSTONE_COUNT_FIELD_NUMBER: _ClassVar[int]
    NETWORK_COUNTS_FIELD_NUMBER: _ClassVar[int]
    SENTIMENT_COUNTS_FIELD_NUMBER: _ClassVar[int]
    mention_count: int
    tombstone_count: int
    network_counts: _containers.ScalarMap[str, int]
    sentiment_counts: _containers.ScalarMap[str, int]
    def __init__(self, mention_count: _Optional[int] = ..., tombstone_count: _Optional[int] = ..., network_counts: _Optional[_Mapping[str, int]] = ..., sentiment_counts: _Optional[_Mapping[str, int]] = ...) -> None: ...

class GetMentionRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListMentionsRequest(_message.Message):
    __slots__ = ("filter", "resume_token", "limit", "query")
    FILTER_FIELD_NUMBER: _ClassVar[int]
    RESUME_TOKEN_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    filter: str
    resume_token: str
    limit: int
    query: str
    def __init__(self, filter: _Optional[str] = ..., resume_token: _Optional[str] = ..., limit: _Optional[int] = ..., query: _Optional[str] = ...) -> None: ...

class ListMentionsResponse(_message.Message):
    __slots__ = ("mentions", "resume_token", "examined_count", "unfinished")
    MENTIONS_FIELD_NUMBER: _ClassVar[int]
    RESUME_TOKEN_FIELD_NUMBER: _ClassVar[int]
    EXAMINED_COUNT_FIELD_NUMBER: _ClassVar[int]
    UNFINISHED_FIELD_NUMBER: _ClassVar[int]
    mentions: _containers.RepeatedCompositeFieldContainer[ArchivedMention]
    resume_token: str
    examined_count: int
    unfinished: bool
    def __init__(self, mentions: _Optional[_Iterable[_Union[ArchivedMention, _Mapping]]] = ..., resume_token: _Optional[str] = ..., examined_count: _Optional[int] = ..., unfinished: _Optional[bool] = ...) -> None: ...

class DeleteMentionRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class EraseAuthorRequest(_message.Message):
    __slots__ = ("author_key", "author_key_sha256")
    AUTHOR_KEY_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_KEY_SHA256_FIELD_NUMBER: _ClassVar[int]
    author_key: str
    author_key_sha256: str
    def __init__(self, author_key: _Optional[str] = ..., author_key_sha256: _Optional[str] = ...) -> None: ...

class EraseAuthorResponse(_message.Message):
    __slots__ = ("deleted_count",)
    DELETED_COUNT_FIELD_NUMBER: _ClassVar[int]
    deleted_count: int
    def __init__(self, deleted_count: _Optional[int] = ...) -> None: ...

class GetArchiveSummaryRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class FindMissingItemsRequest(_message.Message):
    __slots__ = ("items",)
    class Item(_message.Message):
        __slots__ = ("mention_key", "revision", "author_key_sha256")
        MENTION_KEY_FIELD_NUMBER: _ClassVar[int]
        REVISION_FIELD_NUMBER: _ClassVar[int]
        AUTHOR_KEY_SHA256_FIELD_NUMBER: _ClassVar[int]
        mention_key: str
        revision: int
        author_key_sha256: str
        def __init__(self, mention_key: _Optional[str] = ..., revision: _Optional[int] = ..., author_key_sha256: _Optional[str] = ...) -> None: ...
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[FindMissingItemsRequest.Item]
    def __init__(self, items: _Optional[_Iterable[_Union[FindMissingItemsRequest.Item, _Mapping]]] = ...) -> None: ...

class FindMissingItemsResponse(_message.Message):
    __slots__ = ("indexes",)
    INDEXES_FIELD_NUMBER: _ClassVar[int]
    indexes: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, indexes: _Optional[_Iterable[int]] = ...) -> None: ...

class GetErasurePreviewRequest(_message.Message):
    __slots__ = ("author_key",)
    AUTHOR_KEY_FIELD_NUMBER: _ClassVar[int]
    author_key: str
    def __init__(self, author_key: _Optional[str] = ...) -> None: ...

class ErasurePreview(_message.Message):
    __slots__ = ("mention_count", "suppressed")
    MENTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    SUPPRESSED_FIELD_NUMBER: _ClassVar[int]
    mention_count: int
    suppressed: bool
    def __init__(self, mention_count: _Optional[int] = ..., suppressed: _Optional[bool] = ...) -> None: ...

class Correction(_message.Message):
    __slots__ = ("sentiment", "spam", "should_answer", "relevant", "corrector", "revision", "create_time", "superseded", "brand")
    SENTIMENT_FIELD_NUMBER: _ClassVar[int]
    SPAM_FIELD_NUMBER: _ClassVar[int]
    SHOULD_ANSWER_FIELD_NUMBER: _ClassVar[int]
    RELEVANT_FIELD_NUMBER: _ClassVar[int]
    CORRECTOR_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    sentiment: _score_pb2.Sentiment.Label
    spam: bool
    should_answer: bool
    relevant: bool
    corrector: str
    revision: int
    create_time: _timestamp_pb2.Timestamp
    superseded: bool
    brand: str
    def __init__(self, sentiment: _Optional[_Union[_score_pb2.Sentiment.Label, str]] = ..., spam: _Optional[bool] = ..., should_answer: _Optional[bool] = ..., relevant: _Optional[bool] = ..., corrector: _Optional[str] = ..., revision: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., superseded: _Optional[bool] = ..., brand: _Optional[str] = ...) -> None: ...

class CorrectedMention(_message.Message):
    __slots__ = ("mention", "corrections")
    MENTION_FIELD_NUMBER: _ClassVar[int]
    CORRECTIONS_FIELD_NUMBER: _ClassVar[int]
    mention: ArchivedMention
    corrections: _containers.RepeatedCompositeFieldContainer[Correction]
    def __init__(self, mention: _Optional[_Union[ArchivedMention, _Mapping]] = ..., corrections: _Optional[_Iterable[_Union[Correction, _Mapping]]] = ...) -> None: ...

class CorrectMentionRequest(_message.Message):
    __slots__ = ("name", "sentiment", "spam", "should_answer", "relevant", "brand")
    NAME_FIELD_NUMBER: _ClassVar[int]
    SENTIMENT_FIELD_NUMBER: _ClassVar[int]
    SPAM_FIELD_NUMBER: _ClassVar[int]
    SHOULD_ANSWER_FIELD_NUMBER: _ClassVar[int]
    RELEVANT_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    name: str
    sentiment: _score_pb2.Sentiment.Label
    spam: bool
    should_answer: bool
    relevant: bool
    brand: str
    def __init__(self, name: _Optional[str] = ..., sentiment: _Optional[_Union[_score_pb2.Sentiment.Label, str]] = ..., spam: _Optional[bool] = ..., should_answer: _Optional[bool] = ..., relevant: _Optional[bool] = ..., brand: _Optional[str] = ...) -> None: ...

class ListCorrectionsRequest(_message.Message):
    __slots__ = ("brand", "show_superseded", "resume_token")
    BRAND_FIELD_NUMBER: _ClassVar[int]
    SHOW_SUPERSEDED_FIELD_NUMBER: _ClassVar[int]
    RESUME_TOKEN_FIELD_NUMBER: _ClassVar[int]
    brand: str
    show_superseded: bool
    resume_token: str
    def __init__(self, brand: _Optional[str] = ..., show_superseded: _Optional[bool] = ..., resume_token: _Optional[str] = ...) -> None: ...

class ListCorrectionsResponse(_message.Message):
    __slots__ = ("mentions", "resume_token")
    MENTIONS_FIELD_NUMBER: _ClassVar[int]
    RESUME_TOKEN_FIELD_NUMBER: _ClassVar[int]
    mentions: _containers.RepeatedCompositeFieldContainer[CorrectedMention]
    resume_token: str
    def __init__(self, mentions: _Optional[_Iterable[_Union[CorrectedMention, _Mapping]]] = ..., resume_token: _Optional[str] = ...) -> None: ...
