import datetime

from antiphon.mention.v1 import mention_pb2 as _mention_pb2
from antiphon.scoring.v1 import findings_pb2 as _findings_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Score(_message.Message):
    __slots__ = ("model_version", "language", "sentiment", "abstentions", "emotion", "offensiveness", "complaint", "intents", "urgency", "engageability", "spam", "fingerprint", "influence", "relation", "things", "personal_data", "priority", "rescore_time")
    MODEL_VERSION_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    SENTIMENT_FIELD_NUMBER: _ClassVar[int]
    ABSTENTIONS_FIELD_NUMBER: _ClassVar[int]
    EMOTION_FIELD_NUMBER: _ClassVar[int]
    OFFENSIVENESS_FIELD_NUMBER: _ClassVar[int]
    COMPLAINT_FIELD_NUMBER: _ClassVar[int]
    INTENTS_FIELD_NUMBER: _ClassVar[int]
    URGENCY_FIELD_NUMBER: _ClassVar[int]
    ENGAGEABILITY_FIELD_NUMBER: _ClassVar[int]
    SPAM_FIELD_NUMBER: _ClassVar[int]
    FINGERPRINT_FIELD_NUMBER: _ClassVar[int]
    INFLUENCE_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    THINGS_FIELD_NUMBER: _ClassVar[int]
    PERSONAL_DATA_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    RESCORE_TIME_FIELD_NUMBER: _ClassVar[int]
    model_version: str
    language: Language
    sentiment: Sentiment
    abstentions: _containers.RepeatedCompositeFieldContainer[Abstention]
    emotion: _findings_pb2.Emotion
    offensiveness: _findings_pb2.Verdict
    complaint: _findings_pb2.Verdict
    intents: _containers.RepeatedCompositeFieldContainer[_findings_pb2.Intent]
    urgency: _findings_pb2.Urgency
    engageability: _findings_pb2.Engageability
    spam: _findings_pb2.Spam
    fingerprint: int
    influence: _findings_pb2.Influence
    relation: _findings_pb2.Relation
    things: _containers.RepeatedCompositeFieldContainer[_findings_pb2.NamedThing]
    personal_data: _containers.RepeatedCompositeFieldContainer[_findings_pb2.PersonalData]
    priority: _findings_pb2.Priority
    rescore_time: _timestamp_pb2.Timestamp
    def __init__(self, model_version: _Optional[str] = ..., language: _Optional[_Union[Language, _Mapping]] = ..., sentiment: _Optional[_Union[Sentiment, _Mapping]] = ..., abstentions: _Optional[_Iterable[_Union[Abstention, _Mapping]]] = ..., emotion: _Optional[_Union[_findings_pb2.Emotion, _Mapping]] = ..., offensiveness: _Optional[_Union[_findings_pb2.Verdict, _Mapping]] = ..., complaint: _Optional[_Union[_findings_pb2.Verdict, _Mapping]] = ..., intents: _Optional[_Iterable[_Union[_findings_pb2.Intent, _Mapping]]] = ..., urgency: _Optional[_Union[_findings_pb2.Urgency, _Mapping]] = ..., engageability: _Optional[_Union[_findings_pb2.Engageability, _Mapping]] = ..., spam: _Optional[_Union[_findings_pb2.Spam, _Mapping]] = ..., fingerprint: _Optional[int] = ..., influence: _Optional[_Union[_findings_pb2.Influence, _Mapping]] = ..., relation: _Optional[_Union[_findings_pb2.Relation, _Mapping]] = ..., things: _Optional[_Iterable[_Union[_findings_pb2.NamedThing, _Mapping]]] = ..., personal_data: _Optional[_Iterable[_Union[_findings_pb2.PersonalData, _Mapping]]] = ..., priority: _Optional[_Union[_findings_pb2.Priority, _Mapping]] = ..., rescore_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Language(_message.Message):
    __slots__ = ("code", "probability", "second_code")
    CODE_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    SECOND_CODE_FIELD_NUMBER: _ClassVar[int]
    code: str
    probability: float
    second_code: str
    def __init__(self, code: _Optional[str] = ..., probability: _Optional[float] = ..., second_code: _Optional[str] = ...) -> None: ...

class Sentiment(_message.Message):
    __slots__ = ("label", "compound", "positive", "neutral", "negative", "terms", "probability", "intensity", "towards", "reasons")
    class Label(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        LABEL_UNSPECIFIED: _ClassVar[Sentiment.Label]
        LABEL_NEGATIVE: _ClassVar[Sentiment.Label]
        LABEL_NEUTRAL: _ClassVar[Sentiment.Label]
        LABEL_POSITIVE: _ClassVar[Sentiment.Label]
    LABEL_UNSPECIFIED: Sentiment.Label
    LABEL_NEGATIVE: Sentiment.Label
    LABEL_NEUTRAL: Sentiment.Label
    LABEL_POSITIVE: Sentiment.Label
    LABEL_FIELD_NUMBER: _ClassVar[int]
    COMPOUND_FIELD_NUMBER: _ClassVar[int]
    POSITIVE_FIELD_NUMBER: _ClassVar[int]
    NEUTRAL_FIELD_NUMBER: _ClassVar[int]
    NEGATIVE_FIELD_NUMBER: _ClassVar[int]
    TERMS_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    INTENSITY_FIELD_NUMBER: _ClassVar[int]
    TOWARDS_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    label: Sentiment.Label
    compound: float
    positive: float
    neutral: float
    negative: float
    terms: _containers.RepeatedCompositeFieldContainer[Term]
    probability: float
    intensity: float
    towards: str
    reasons: _containers.RepeatedCompositeFieldContainer[_findings_pb2.Reason]
    def __init__(self, label: _Optional[_Union[Sentiment.Label, str]] = ..., compound: _Optional[float] = ..., positive: _Optional[float] = ..., neutral: _Optional[float] = ..., negative: _Optional[float] = ..., terms: _Optional[_Iterable[_Union[Term, _Mapping]]] = ..., probability: _Optional[float] = ..., intensity: _Optional[float] = ..., towards: _Optional[str] = ..., reasons: _Optional[_Iterable[_Union[_findings_pb2.Reason, _Mapping]]] = ...) -> None: ...

class Term(_message.Message):
    __slots__ = ("text", "span", "valence", "modifiers")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    SPAN_FIELD_NUMBER: _ClassVar[int]
    VALENCE_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    text: str
    span: _mention_pb2.Span
    valence: float
    modifiers: _containers.RepeatedCompositeFieldContainer[Modifier]
    def __init__(self, text: _Optional[str] = ..., span: _Optional[_Union[_mention_pb2.Span, _Mapping]] = ..., valence: _Optional[float] = ..., modifiers: _Optional[_Iterable[_Union[Modifier, _Mapping]]] = ...) -> None: ...

class Modifier(_message.Message):
    __slots__ = ("effect", "text")
    class Effect(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        EFFECT_UNSPECIFIED: _ClassVar[Modifier.Effect]
        EFFECT_TURNED: _ClassVar[Modifier.Effect]
        EFFECT_STRENGTHENED: _ClassVar[Modifier.Effect]
        EFFECT_WEAKENED: _ClassVar[Modifier.Effect]
        EFFECT_AFTER: _ClassVar[Modifier.Effect]
        EFFECT_BEFORE: _ClassVar[Modifier.Effect]
        EFFECT_CAPITALS: _ClassVar[Modifier.Effect]
    EFFECT_UNSPECIFIED: Modifier.Effect
    EFFECT_TURNED: Modifier.Effect
    EFFECT_STRENGTHENED: Modifier.Effect
    EFFECT_WEAKENED: Modifier.Effect
    EFFECT_AFTER: Modifier.Effect
    EFFECT_BEFORE: Modifier.Effect
    EFFECT_CAPITALS: Modifier.Effect
    EFFECT_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    effect: Modifier.Effect
    text: str
    def __init__(self, effect: _Optional[_Union[Modifier.Effect, str]] = ..., text: _Optional[str] = ...) -> None: ...

class Abstention(_message.Message):
    __slots__ = ("analyzer", "reason")
    ANALYZER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    analyzer: str
    reason: str
    def __init__(self, analyzer: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...
