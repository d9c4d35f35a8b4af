from antiphon.mention.v1 import mention_pb2 as _mention_pb2
from antiphon.scoring.v1 import score_pb2 as _score_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ScoreMentionsRequest(_message.Message):
    __slots__ = ("mentions", "neutral_names", "explain")
    MENTIONS_FIELD_NUMBER: _ClassVar[int]
    NEUTRAL_NAMES_FIELD_NUMBER: _ClassVar[int]
    EXPLAIN_FIELD_NUMBER: _ClassVar[int]
    mentions: _containers.RepeatedCompositeFieldContainer[_mention_pb2.Mention]
    neutral_names: _containers.RepeatedScalarFieldContainer[str]
    explain: bool
    def __init__(self, mentions: _Optional[_Iterable[_Union[_mention_pb2.Mention, _Mapping]]] = ..., neutral_names: _Optional[_Iterable[str]] = ..., explain: _Optional[bool] = ...) -> None: ...

class ScoreMentionsResponse(_message.Message):
    __slots__ = ("scores", "analyzers")
    SCORES_FIELD_NUMBER: _ClassVar[int]
    ANALYZERS_FIELD_NUMBER: _ClassVar[int]
    scores: _containers.RepeatedCompositeFieldContainer[_score_pb2.Score]
    analyzers: str
    def __init__(self, scores: _Optional[_Iterable[_Union[_score_pb2.Score, _Mapping]]] = ..., analyzers: _Optional[str] = ...) -> None: ...

class RescoreMentionsRequest(_message.Message):
    __slots__ = ("mentions",)
    MENTIONS_FIELD_NUMBER: _ClassVar[int]
    mentions: _containers.RepeatedCompositeFieldContainer[_mention_pb2.Mention]
    def __init__(self, mentions: _Optional[_Iterable[_Union[_mention_pb2.Mention, _Mapping]]] = ...) -> None: ...

class RescoreMentionsResponse(_message.Message):
    __slots__ = ("published_count",)
    PUBLISHED_COUNT_FIELD_NUMBER: _ClassVar[int]
    published_count: int
    def __init__(self, published_count: _Optional[int] = ...) -> None: ...
