import datetime

from antiphon.routing.v1 import routing_service_pb2 as _routing_service_pb2
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

class Draft(_message.Message):
    __slots__ = ("name", "text", "author", "revision", "update_time", "others")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    OTHERS_FIELD_NUMBER: _ClassVar[int]
    name: str
    text: str
    author: str
    revision: int
    update_time: _timestamp_pb2.Timestamp
    others: _containers.RepeatedCompositeFieldContainer[Draft]
    def __init__(self, name: _Optional[str] = ..., text: _Optional[str] = ..., author: _Optional[str] = ..., revision: _Optional[int] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., others: _Optional[_Iterable[_Union[Draft, _Mapping]]] = ...) -> None: ...

class GetDraftRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class UpdateDraftRequest(_message.Message):
    __slots__ = ("draft", "revision")
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    draft: Draft
    revision: int
    def __init__(self, draft: _Optional[_Union[Draft, _Mapping]] = ..., revision: _Optional[int] = ...) -> None: ...

class DeleteDraftRequest(_message.Message):
    __slots__ = ("name", "revision")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    name: str
    revision: int
    def __init__(self, name: _Optional[str] = ..., revision: _Optional[int] = ...) -> None: ...

class Note(_message.Message):
    __slots__ = ("name", "text", "author", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    text: str
    author: str
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., text: _Optional[str] = ..., author: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CreateNoteRequest(_message.Message):
    __slots__ = ("parent", "note")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    parent: str
    note: Note
    def __init__(self, parent: _Optional[str] = ..., note: _Optional[_Union[Note, _Mapping]] = ...) -> None: ...

class ListNotesRequest(_message.Message):
    __slots__ = ("parent", "page_size", "page_token")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListNotesResponse(_message.Message):
    __slots__ = ("notes", "next_page_token")
    NOTES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    notes: _containers.RepeatedCompositeFieldContainer[Note]
    next_page_token: str
    def __init__(self, notes: _Optional[_Iterable[_Union[Note, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ApproveReplyRequest(_message.Message):
    __slots__ = ("name", "text", "alternative")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    ALTERNATIVE_FIELD_NUMBER: _ClassVar[int]
    name: str
    text: str
    alternative: int
    def __init__(self, name: _Optional[str] = ..., text: _Optional[str] = ..., alternative: _Optional[int] = ...) -> None: ...

class RejectReplyRequest(_message.Message):
    __slots__ = ("name", "reason")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    name: str
    reason: str
    def __init__(self, name: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class ReleaseReplyRequest(_message.Message):
    __slots__ = ("name", "lease_token")
    NAME_FIELD_NUMBER: _ClassVar[int]
    LEASE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    name: str
    lease_token: int
    def __init__(self, name: _Optional[str] = ..., lease_token: _Optional[int] = ...) -> None: ...

class HandOffOpportunityRequest(_message.Message):
    __slots__ = ("name", "lease_token", "request_id", "text")
    NAME_FIELD_NUMBER: _ClassVar[int]
    LEASE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    name: str
    lease_token: int
    request_id: str
    text: str
    def __init__(self, name: _Optional[str] = ..., lease_token: _Optional[int] = ..., request_id: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class HandOff(_message.Message):
    __slots__ = ("reply", "link", "expire_time")
    REPLY_FIELD_NUMBER: _ClassVar[int]
    LINK_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    reply: _routing_service_pb2.Reply
    link: str
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, reply: _Optional[_Union[_routing_service_pb2.Reply, _Mapping]] = ..., link: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ConfirmReplyRequest(_message.Message):
    __slots__ = ("name", "link", "text")
    NAME_FIELD_NUMBER: _ClassVar[int]
    LINK_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    name: str
    link: str
    text: str
    def __init__(self, name: _Optional[str] = ..., link: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class ApprovalRule(_message.Message):
    __slots__ = ("name", "brand", "author", "role", "network", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    NETWORK_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    brand: str
    author: str
    role: str
    network: str
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., brand: _Optional[str] = ..., author: _Optional[str] = ..., role: _Optional[str] = ..., network: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CreateApprovalRuleRequest(_message.Message):
    __slots__ = ("approval_rule",)
    APPROVAL_RULE_FIELD_NUMBER: _ClassVar[int]
    approval_rule: ApprovalRule
    def __init__(self, approval_rule: _Optional[_Union[ApprovalRule, _Mapping]] = ...) -> None: ...

class ListApprovalRulesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListApprovalRulesResponse(_message.Message):
    __slots__ = ("approval_rules",)
    APPROVAL_RULES_FIELD_NUMBER: _ClassVar[int]
    approval_rules: _containers.RepeatedCompositeFieldContainer[ApprovalRule]
    def __init__(self, approval_rules: _Optional[_Iterable[_Union[ApprovalRule, _Mapping]]] = ...) -> None: ...

class DeleteApprovalRuleRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class PauseSendingRequest(_message.Message):
    __slots__ = ("brand", "network", "reason")
    BRAND_FIELD_NUMBER: _ClassVar[int]
    NETWORK_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    brand: str
    network: str
    reason: str
    def __init__(self, brand: _Optional[str] = ..., network: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class ResumeSendingRequest(_message.Message):
    __slots__ = ("brand", "network")
    BRAND_FIELD_NUMBER: _ClassVar[int]
    NETWORK_FIELD_NUMBER: _ClassVar[int]
    brand: str
    network: str
    def __init__(self, brand: _Optional[str] = ..., network: _Optional[str] = ...) -> None: ...

class ListSendingPausesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListSendingPausesResponse(_message.Message):
    __slots__ = ("sending_pauses",)
    SENDING_PAUSES_FIELD_NUMBER: _ClassVar[int]
    sending_pauses: _containers.RepeatedCompositeFieldContainer[_routing_service_pb2.SendingPause]
    def __init__(self, sending_pauses: _Optional[_Iterable[_Union[_routing_service_pb2.SendingPause, _Mapping]]] = ...) -> None: ...

class Macro(_message.Message):
    __slots__ = ("name", "display_name", "brand", "texts", "default_language", "author", "update_time")
    class TextsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    TEXTS_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    brand: str
    texts: _containers.ScalarMap[str, str]
    default_language: str
    author: str
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., brand: _Optional[str] = ..., texts: _Optional[_Mapping[str, str]] = ..., default_language: _Optional[str] = ..., author: _Optional[str] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CreateMacroRequest(_message.Message):
    __slots__ = ("macro_id", "macro")
    MACRO_ID_FIELD_NUMBER: _ClassVar[int]
    MACRO_FIELD_NUMBER: _ClassVar[int]
    macro_id: str
    macro: Macro
    def __init__(self, macro_id: _Optional[str] = ..., macro: _Optional[_Union[Macro, _Mapping]] = ...) -> None: ...

class UpdateMacroRequest(_message.Message):
    __slots__ = ("macro",)
    MACRO_FIELD_NUMBER: _ClassVar[int]
    macro: Macro
    def __init__(self, macro: _Optional[_Union[Macro, _Mapping]] = ...) -> None: ...

class DeleteMacroRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListMacrosRequest(_message.Message):
    __slots__ = ("brand", "page_size", "page_token")
    BRAND_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    brand: str
    page_size: int
    page_token: str
    def __init__(self, brand: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListMacrosResponse(_message.Message):
    __slots__ = ("macros", "next_page_token")
    MACROS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    macros: _containers.RepeatedCompositeFieldContainer[Macro]
    next_page_token: str
    def __init__(self, macros: _Optional[_Iterable[_Union[Macro, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetRenderedMacroRequest(_message.Message):
    __slots__ = ("name", "opportunity", "language")
    NAME_FIELD_NUMBER: _ClassVar[int]
    OPPORTUNITY_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    name: str
    opportunity: str
    language: str
    def __init__(self, name: _Optional[str] = ..., opportunity: _Optional[str] = ..., language: _Optional[str] = ...) -> None: ...

class RenderedMacro(_message.Message):
    __slots__ = ("text", "language")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    text: str
    language: str
    def __init__(self, text: _Optional[str] = ..., language: _Optional[str] = ...) -> None: ...

class Commitment(_message.Message):
    __slots__ = ("name", "text", "due_time", "state", "author", "create_time", "end_time")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[Commitment.State]
        STATE_PENDING: _ClassVar[Commitment.State]
        STATE_DUE: _ClassVar[Commitment.State]
        STATE_KEPT: _ClassVar[Commitment.State]
        STATE_CANCELLED: _ClassVar[Commitment.State]
    STATE_UNSPECIFIED: Commitment.State
    STATE_PENDING: Commitment.State
    STATE_DUE: Commitment.State
    STATE_KEPT: Commitment.State
    STATE_CANCELLED: Commitment.State
    NAME_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    DUE_TIME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    text: str
    due_time: _timestamp_pb2.Timestamp
    state: Commitment.State
    author: str
    create_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., text: _Optional[str] = ..., due_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., state: _Optional[_Union[Commitment.State, str]] = ..., author: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CreateCommitmentRequest(_message.Message):
    __slots__ = ("parent", "commitment")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    COMMITMENT_FIELD_NUMBER: _ClassVar[int]
    parent: str
    commitment: Commitment
    def __init__(self, parent: _Optional[str] = ..., commitment: _Optional[_Union[Commitment, _Mapping]] = ...) -> None: ...

class ListCommitmentsRequest(_message.Message):
    __slots__ = ("parent", "page_size", "page_token")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCommitmentsResponse(_message.Message):
    __slots__ = ("commitments", "next_page_token")
    COMMITMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    commitments: _containers.RepeatedCompositeFieldContainer[Commitment]
    next_page_token: str
    def __init__(self, commitments: _Optional[_Iterable[_Union[Commitment, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetCommitmentSummaryRequest(_message.Message):
    __slots__ = ("brand", "start_time", "end_time")
    BRAND_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    brand: str
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, brand: _Optional[str] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CommitmentSummary(_message.Message):
    __slots__ = ("lines", "start_time", "end_time")
    class Line(_message.Message):
        __slots__ = ("brand", "kept_count", "kept_late_count", "cancelled_count", "overdue_count", "pending_count")
        BRAND_FIELD_NUMBER: _ClassVar[int]
        KEPT_COUNT_FIELD_NUMBER: _ClassVar[int]
        KEPT_LATE_COUNT_FIELD_NUMBER: _ClassVar[int]
        CANCELLED_COUNT_FIELD_NUMBER: _ClassVar[int]
        OVERDUE_COUNT_FIELD_NUMBER: _ClassVar[int]
        PENDING_COUNT_FIELD_NUMBER: _ClassVar[int]
        brand: str
        kept_count: int
        kept_late_count: int
        cancelled_count: int
        overdue_count: int
        pending_count: int
        def __init__(self, brand: _Optional[str] = ..., kept_count: _Optional[int] = ..., kept_late_count: _Optional[int] = ..., cancelled_count: _Optional[int] = ..., overdue_count: _Optional[int] = ..., pending_count: _Optional[int] = ...) -> None: ...
    LINES_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    lines: _containers.RepeatedCompositeFieldContainer[CommitmentSummary.Line]
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, lines: _Optional[_Iterable[_Union[CommitmentSummary.Line, _Mapping]]] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class EndCommitmentRequest(_message.Message):
    __slots__ = ("name", "kept")
    NAME_FIELD_NUMBER: _ClassVar[int]
    KEPT_FIELD_NUMBER: _ClassVar[int]
    name: str
    kept: bool
    def __init__(self, name: _Optional[str] = ..., kept: _Optional[bool] = ...) -> None: ...

class AnsweringSettings(_message.Message):
    __slots__ = ("name", "undo_window", "satisfaction_question", "satisfaction_delay")
    NAME_FIELD_NUMBER: _ClassVar[int]
    UNDO_WINDOW_FIELD_NUMBER: _ClassVar[int]
    SATISFACTION_QUESTION_FIELD_NUMBER: _ClassVar[int]
    SATISFACTION_DELAY_FIELD_NUMBER: _ClassVar[int]
    name: str
    undo_window: _duration_pb2.Duration
    satisfaction_question: str
    satisfaction_delay: _duration_pb2.Duration
    def __init__(self, name: _Optional[str] = ..., undo_window: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., satisfaction_question: _Optional[str] = ..., satisfaction_delay: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class GetAnsweringSettingsRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class UpdateAnsweringSettingsRequest(_message.Message):
    __slots__ = ("answering_settings",)
    ANSWERING_SETTINGS_FIELD_NUMBER: _ClassVar[int]
    answering_settings: AnsweringSettings
    def __init__(self, answering_settings: _Optional[_Union[AnsweringSettings, _Mapping]] = ...) -> None: ...
