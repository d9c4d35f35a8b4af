from antiphon.mention.v1 import mention_pb2 as _mention_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Reason(_message.Message):
    __slots__ = ("text", "span", "amount")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    SPAN_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    text: str
    span: _mention_pb2.Span
    amount: float
    def __init__(self, text: _Optional[str] = ..., span: _Optional[_Union[_mention_pb2.Span, _Mapping]] = ..., amount: _Optional[float] = ...) -> None: ...

class Verdict(_message.Message):
    __slots__ = ("present", "probability", "reasons")
    PRESENT_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    present: bool
    probability: float
    reasons: _containers.RepeatedCompositeFieldContainer[Reason]
    def __init__(self, present: _Optional[bool] = ..., probability: _Optional[float] = ..., reasons: _Optional[_Iterable[_Union[Reason, _Mapping]]] = ...) -> None: ...

class Emotion(_message.Message):
    __slots__ = ("label", "probability", "felt", "reasons")
    class Label(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        LABEL_UNSPECIFIED: _ClassVar[Emotion.Label]
        LABEL_ANGER: _ClassVar[Emotion.Label]
        LABEL_JOY: _ClassVar[Emotion.Label]
        LABEL_OPTIMISM: _ClassVar[Emotion.Label]
        LABEL_SADNESS: _ClassVar[Emotion.Label]
    LABEL_UNSPECIFIED: Emotion.Label
    LABEL_ANGER: Emotion.Label
    LABEL_JOY: Emotion.Label
    LABEL_OPTIMISM: Emotion.Label
    LABEL_SADNESS: Emotion.Label
    LABEL_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    FELT_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    label: Emotion.Label
    probability: float
    felt: float
    reasons: _containers.RepeatedCompositeFieldContainer[Reason]
    def __init__(self, label: _Optional[_Union[Emotion.Label, str]] = ..., probability: _Optional[float] = ..., felt: _Optional[float] = ..., reasons: _Optional[_Iterable[_Union[Reason, _Mapping]]] = ...) -> None: ...

class Intent(_message.Message):
    __slots__ = ("kind", "probability", "reasons")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[Intent.Kind]
        KIND_QUESTION: _ClassVar[Intent.Kind]
        KIND_COMPLAINT: _ClassVar[Intent.Kind]
        KIND_PURCHASE_INTEREST: _ClassVar[Intent.Kind]
        KIND_CHURN_RISK: _ClassVar[Intent.Kind]
        KIND_PRAISE: _ClassVar[Intent.Kind]
        KIND_SUGGESTION: _ClassVar[Intent.Kind]
        KIND_FAULT_REPORT: _ClassVar[Intent.Kind]
        KIND_DANGER: _ClassVar[Intent.Kind]
        KIND_PRESS_OR_LEGAL: _ClassVar[Intent.Kind]
        KIND_CHATTER: _ClassVar[Intent.Kind]
    KIND_UNSPECIFIED: Intent.Kind
    KIND_QUESTION: Intent.Kind
    KIND_COMPLAINT: Intent.Kind
    KIND_PURCHASE_INTEREST: Intent.Kind
    KIND_CHURN_RISK: Intent.Kind
    KIND_PRAISE: Intent.Kind
    KIND_SUGGESTION: Intent.Kind
    KIND_FAULT_REPORT: Intent.Kind
    KIND_DANGER: Intent.Kind
    KIND_PRESS_OR_LEGAL: Intent.Kind
    KIND_CHATTER: Intent.Kind
    KIND_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    kind: Intent.Kind
    probability: float
    reasons: _containers.RepeatedCompositeFieldContainer[Reason]
    def __init__(self, kind: _Optional[_Union[Intent.Kind, str]] = ..., probability: _Optional[float] = ..., reasons: _Optional[_Iterable[_Union[Reason, _Mapping]]] = ...) -> None: ...

class Urgency(_message.Message):
    __slots__ = ("value", "reasons")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    value: float
    reasons: _containers.RepeatedCompositeFieldContainer[Reason]
    def __init__(self, value: _Optional[float] = ..., reasons: _Optional[_Iterable[_Union[Reason, _Mapping]]] = ...) -> None: ...

class Engageability(_message.Message):
    __slots__ = ("should_answer", "probability", "reasons")
    SHOULD_ANSWER_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    should_answer: bool
    probability: float
    reasons: _containers.RepeatedCompositeFieldContainer[Reason]
    def __init__(self, should_answer: _Optional[bool] = ..., probability: _Optional[float] = ..., reasons: _Optional[_Iterable[_Union[Reason, _Mapping]]] = ...) -> None: ...

class Spam(_message.Message):
    __slots__ = ("present", "probability", "bot_probability", "reasons")
    PRESENT_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    BOT_PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    present: bool
    probability: float
    bot_probability: float
    reasons: _containers.RepeatedCompositeFieldContainer[Reason]
    def __init__(self, present: _Optional[bool] = ..., probability: _Optional[float] = ..., bot_probability: _Optional[float] = ..., reasons: _Optional[_Iterable[_Union[Reason, _Mapping]]] = ...) -> None: ...

class Influence(_message.Message):
    __slots__ = ("value", "low", "high", "percentile", "components")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    PERCENTILE_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    value: float
    low: float
    high: float
    percentile: float
    components: _containers.RepeatedCompositeFieldContainer[Reason]
    def __init__(self, value: _Optional[float] = ..., low: _Optional[float] = ..., high: _Optional[float] = ..., percentile: _Optional[float] = ..., components: _Optional[_Iterable[_Union[Reason, _Mapping]]] = ...) -> None: ...

class Relation(_message.Message):
    __slots__ = ("kind", "probability", "reasons")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[Relation.Kind]
        KIND_CUSTOMER: _ClassVar[Relation.Kind]
        KIND_PROSPECT: _ClassVar[Relation.Kind]
        KIND_FORMER_CUSTOMER: _ClassVar[Relation.Kind]
        KIND_PRESS: _ClassVar[Relation.Kind]
        KIND_COMPETITOR: _ClassVar[Relation.Kind]
        KIND_INFLUENCER: _ClassVar[Relation.Kind]
        KIND_STAFF: _ClassVar[Relation.Kind]
    KIND_UNSPECIFIED: Relation.Kind
    KIND_CUSTOMER: Relation.Kind
    KIND_PROSPECT: Relation.Kind
    KIND_FORMER_CUSTOMER: Relation.Kind
    KIND_PRESS: Relation.Kind
    KIND_COMPETITOR: Relation.Kind
    KIND_INFLUENCER: Relation.Kind
    KIND_STAFF: Relation.Kind
    KIND_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    kind: Relation.Kind
    probability: float
    reasons: _containers.RepeatedCompositeFieldContainer[Reason]
    def __init__(self, kind: _Optional[_Union[Relation.Kind, str]] = ..., probability: _Optional[float] = ..., reasons: _Optional[_Iterable[_Union[Reason, _Mapping]]] = ...) -> None: ...

class NamedThing(_message.Message):
    __slots__ = ("kind", "value", "span")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[NamedThing.Kind]
        KIND_PRODUCT: _ClassVar[NamedThing.Kind]
        KIND_PLACE: _ClassVar[NamedThing.Kind]
        KIND_REFERENCE: _ClassVar[NamedThing.Kind]
        KIND_MONEY: _ClassVar[NamedThing.Kind]
        KIND_TIME: _ClassVar[NamedThing.Kind]
    KIND_UNSPECIFIED: NamedThing.Kind
    KIND_PRODUCT: NamedThing.Kind
    KIND_PLACE: NamedThing.Kind
    KIND_REFERENCE: NamedThing.Kind
    KIND_MONEY: NamedThing.Kind
    KIND_TIME: NamedThing.Kind
    KIND_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    SPAN_FIELD_NUMBER: _ClassVar[int]
    kind: NamedThing.Kind
    value: str
    span: _mention_pb2.Span
    def __init__(self, kind: _Optional[_Union[NamedThing.Kind, str]] = ..., value: _Optional[str] = ..., span: _Optional[_Union[_mention_pb2.Span, _Mapping]] = ...) -> None: ...

class PersonalData(_message.Message):
    __slots__ = ("kind", "span")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[PersonalData.Kind]
        KIND_EMAIL: _ClassVar[PersonalData.Kind]
        KIND_PHONE: _ClassVar[PersonalData.Kind]
        KIND_CARD: _ClassVar[PersonalData.Kind]
        KIND_ADDRESS: _ClassVar[PersonalData.Kind]
        KIND_BANK_ACCOUNT: _ClassVar[PersonalData.Kind]
        KIND_IDENTITY_NUMBER: _ClassVar[PersonalData.Kind]
        KIND_IP_ADDRESS: _ClassVar[PersonalData.Kind]
    KIND_UNSPECIFIED: PersonalData.Kind
    KIND_EMAIL: PersonalData.Kind
    KIND_PHONE: PersonalData.Kind
    KIND_CARD: PersonalData.Kind
    KIND_ADDRESS: PersonalData.Kind
    KIND_BANK_ACCOUNT: PersonalData.Kind
    KIND_IDENTITY_NUMBER: PersonalData.Kind
    KIND_IP_ADDRESS: PersonalData.Kind
    KIND_FIELD_NUMBER: _ClassVar[int]
    SPAN_FIELD_NUMBER: _ClassVar[int]
    kind: PersonalData.Kind
    span: _mention_pb2.Span
    def __init__(self, kind: _Optional[_Union[PersonalData.Kind, str]] = ..., span: _Optional[_Union[_mention_pb2.Span, _Mapping]] = ...) -> None: ...

class Priority(_message.Message):
    __slots__ = ("value", "components")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    value: float
    components: _containers.RepeatedCompositeFieldContainer[Reason]
    def __init__(self, value: _Optional[float] = ..., components: _Optional[_Iterable[_Union[Reason, _Mapping]]] = ...) -> None: ...
