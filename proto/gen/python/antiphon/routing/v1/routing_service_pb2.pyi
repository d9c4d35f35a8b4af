import datetime

from antiphon.mention.v1 import mention_pb2 as _mention_pb2
from antiphon.routing.v1 import deadline_service_pb2 as _deadline_service_pb2
from antiphon.scoring.v1 import score_pb2 as _score_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Opportunity(_message.Message):
    __slots__ = ("name", "brand", "conversation_key", "state", "replyability", "priority", "rank_time", "deadline_time", "reply_window_end_time", "create_time", "update_time", "explanation", "lease", "mention", "score", "mentions", "mention_count", "latest_reply", "max_reply_length", "reply_length_unit", "replyability_reason", "reply_signature", "queue", "skills", "escalation_step", "escalate_time", "wake_time", "tags", "last_holder", "merged_into", "training", "clocks")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[Opportunity.State]
        STATE_OPEN: _ClassVar[Opportunity.State]
        STATE_CLAIMED: _ClassVar[Opportunity.State]
        STATE_ANSWERING: _ClassVar[Opportunity.State]
        STATE_RESOLVED: _ClassVar[Opportunity.State]
        STATE_DISMISSED: _ClassVar[Opportunity.State]
        STATE_WITHDRAWN: _ClassVar[Opportunity.State]
        STATE_WATCHED: _ClassVar[Opportunity.State]
        STATE_OFFERED: _ClassVar[Opportunity.State]
        STATE_SNOOZED: _ClassVar[Opportunity.State]
        STATE_MERGED: _ClassVar[Opportunity.State]
    STATE_UNSPECIFIED: Opportunity.State
    STATE_OPEN: Opportunity.State
    STATE_CLAIMED: Opportunity.State
    STATE_ANSWERING: Opportunity.State
    STATE_RESOLVED: Opportunity.State
    STATE_DISMISSED: Opportunity.State
    STATE_WITHDRAWN: Opportunity.State
    STATE_WATCHED: Opportunity.State
    STATE_OFFERED: Opportunity.State
    STATE_SNOOZED: Opportunity.State
    STATE_MERGED: Opportunity.State
    class Replyability(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        REPLYABILITY_UNSPECIFIED: _ClassVar[Opportunity.Replyability]
        REPLYABILITY_REPLY_API: _ClassVar[Opportunity.Replyability]
        REPLYABILITY_REPLY_MANUAL: _ClassVar[Opportunity.Replyability]
        REPLYABILITY_PRIVATE_ONLY: _ClassVar[Opportunity.Replyability]
        REPLYABILITY_INSIGHT_ONLY: _ClassVar[Opportunity.Replyability]
        REPLYABILITY_EXPIRED: _ClassVar[Opportunity.Replyability]
    REPLYABILITY_UNSPECIFIED: Opportunity.Replyability
    REPLYABILITY_REPLY_API: Opportunity.Replyability
    REPLYABILITY_REPLY_MANUAL: Opportunity.Replyability
    REPLYABILITY_PRIVATE_ONLY: Opportunity.Replyability
    REPLYABILITY_INSIGHT_ONLY: Opportunity.Replyability
    REPLYABILITY_EXPIRED: Opportunity.Replyability
    class View(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        VIEW_UNSPECIFIED: _ClassVar[Opportunity.View]
        VIEW_BASIC: _ClassVar[Opportunity.View]
        VIEW_FULL: _ClassVar[Opportunity.View]
    VIEW_UNSPECIFIED: Opportunity.View
    VIEW_BASIC: Opportunity.View
    VIEW_FULL: Opportunity.View
    class SkillsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    CONVERSATION_KEY_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    REPLYABILITY_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    RANK_TIME_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_TIME_FIELD_NUMBER: _ClassVar[int]
    REPLY_WINDOW_END_TIME_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    LEASE_FIELD_NUMBER: _ClassVar[int]
    MENTION_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    MENTIONS_FIELD_NUMBER: _ClassVar[int]
    MENTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    LATEST_REPLY_FIELD_NUMBER: _ClassVar[int]
    MAX_REPLY_LENGTH_FIELD_NUMBER: _ClassVar[int]
    REPLY_LENGTH_UNIT_FIELD_NUMBER: _ClassVar[int]
    REPLYABILITY_REASON_FIELD_NUMBER: _ClassVar[int]
    REPLY_SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    SKILLS_FIELD_NUMBER: _ClassVar[int]
    ESCALATION_STEP_FIELD_NUMBER: _ClassVar[int]
    ESCALATE_TIME_FIELD_NUMBER: _ClassVar[int]
    WAKE_TIME_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    LAST_HOLDER_FIELD_NUMBER: _ClassVar[int]
    MERGED_INTO_FIELD_NUMBER: _ClassVar[int]
    TRAINING_FIELD_NUMBER: _ClassVar[int]
    CLOCKS_FIELD_NUMBER: _ClassVar[int]
    name: str
    brand: str
    conversation_key: str
    state: Opportunity.State
    replyability: Opportunity.Replyability
    priority: int
    rank_time: _timestamp_pb2.Timestamp
    deadline_time: _timestamp_pb2.Timestamp
    reply_window_end_time: _timestamp_pb2.Timestamp
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    explanation: Explanation
    lease: Lease
    mention: _mention_pb2.Mention
    score: _score_pb2.Score
    mentions: _containers.RepeatedCompositeFieldContainer[_mention_pb2.Mention]
    mention_count: int
    latest_reply: Reply
    max_reply_length: int
    reply_length_unit: str
    replyability_reason: str
    reply_signature: str
    queue: str
    skills: _containers.ScalarMap[str, int]
    escalation_step: int
    escalate_time: _timestamp_pb2.Timestamp
    wake_time: _timestamp_pb2.Timestamp
    tags: _containers.RepeatedScalarFieldContainer[str]
    last_holder: str
    merged_into: str
    training: bool
    clocks: _containers.RepeatedCompositeFieldContainer[_deadline_service_pb2.DeadlineClock]
    def __init__(self, name: _Optional[str] = ..., brand: _Optional[str] = ..., conversation_key: _Optional[str] = ..., state: _Optional[_Union[Opportunity.State, str]] = ..., replyability: _Optional[_Union[Opportunity.Replyability, str]] = ..., priority: _Optional[int] = ..., rank_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., deadline_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., reply_window_end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., explanation: _Optional[_Union[Explanation, _Mapping]] = ..., lease: _Optional[_Union[Lease, _Mapping]] = ..., mention: _Optional[_Union[_mention_pb2.Mention, _Mapping]] = ..., score: _Optional[_Union[_score_pb2.Score, _Mapping]] = ..., mentions: _Optional[_Iterable[_Union[_mention_pb2.Mention, _Mapping]]] = ..., mention_count: _Optional[int] = ..., latest_reply: _Optional[_Union[Reply, _Mapping]] = ..., max_reply_length: _Optional[int] = ..., reply_length_unit: _Optional[str] = ..., replyability_reason: _Optional[str] = ..., reply_signature: _Optional[str] = ..., queue: _Optional[str] = ..., skills: _Optional[_Mapping[str, int]] = ..., escalation_step: _Optional[int] = ..., escalate_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., wake_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tags: _Optional[_Iterable[str]] = ..., last_holder: _Optional[str] = ..., merged_into: _Optional[str] = ..., training: _Optional[bool] = ..., clocks: _Optional[_Iterable[_Union[_deadline_service_pb2.DeadlineClock, _Mapping]]] = ...) -> None: ...

class Explanation(_message.Message):
    __slots__ = ("policy", "rule", "sentence", "parts", "values")
    class ValuesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    POLICY_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    SENTENCE_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    policy: str
    rule: str
    sentence: str
    parts: _containers.RepeatedCompositeFieldContainer[PriorityPart]
    values: _containers.ScalarMap[str, str]
    def __init__(self, policy: _Optional[str] = ..., rule: _Optional[str] = ..., sentence: _Optional[str] = ..., parts: _Optional[_Iterable[_Union[PriorityPart, _Mapping]]] = ..., values: _Optional[_Mapping[str, str]] = ...) -> None: ...

class PriorityPart(_message.Message):
    __slots__ = ("reason", "points")
    REASON_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    reason: str
    points: int
    def __init__(self, reason: _Optional[str] = ..., points: _Optional[int] = ...) -> None: ...

class Lease(_message.Message):
    __slots__ = ("opportunity", "holder", "token", "expire_time")
    OPPORTUNITY_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    opportunity: str
    holder: str
    token: int
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, opportunity: _Optional[str] = ..., holder: _Optional[str] = ..., token: _Optional[int] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Reply(_message.Message):
    __slots__ = ("name", "text", "state", "reason", "mention_key", "author", "link", "create_time", "update_time", "request_id", "source", "media", "signature", "media_count", "send_time", "private", "split", "parts", "alternatives", "approver", "original_text", "by_hand", "satisfaction", "paused")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[Reply.State]
        STATE_QUEUED: _ClassVar[Reply.State]
        STATE_SENDING: _ClassVar[Reply.State]
        STATE_SENT: _ClassVar[Reply.State]
        STATE_FAILED: _ClassVar[Reply.State]
        STATE_CHECKING: _ClassVar[Reply.State]
        STATE_UNCONFIRMED: _ClassVar[Reply.State]
        STATE_CANCELLED: _ClassVar[Reply.State]
        STATE_SCHEDULED: _ClassVar[Reply.State]
        STATE_HELD: _ClassVar[Reply.State]
        STATE_AWAITING_APPROVAL: _ClassVar[Reply.State]
        STATE_REJECTED: _ClassVar[Reply.State]
        STATE_HANDED_OFF: _ClassVar[Reply.State]
        STATE_PARTIAL: _ClassVar[Reply.State]
    STATE_UNSPECIFIED: Reply.State
    STATE_QUEUED: Reply.State
    STATE_SENDING: Reply.State
    STATE_SENT: Reply.State
    STATE_FAILED: Reply.State
    STATE_CHECKING: Reply.State
    STATE_UNCONFIRMED: Reply.State
    STATE_CANCELLED: Reply.State
    STATE_SCHEDULED: Reply.State
    STATE_HELD: Reply.State
    STATE_AWAITING_APPROVAL: Reply.State
    STATE_REJECTED: Reply.State
    STATE_HANDED_OFF: Reply.State
    STATE_PARTIAL: Reply.State
    NAME_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    MENTION_KEY_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    LINK_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    MEDIA_FIELD_NUMBER: _ClassVar[int]
    SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    MEDIA_COUNT_FIELD_NUMBER: _ClassVar[int]
    SEND_TIME_FIELD_NUMBER: _ClassVar[int]
    PRIVATE_FIELD_NUMBER: _ClassVar[int]
    SPLIT_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    ALTERNATIVES_FIELD_NUMBER: _ClassVar[int]
    APPROVER_FIELD_NUMBER: _ClassVar[int]
    ORIGINAL_TEXT_FIELD_NUMBER: _ClassVar[int]
    BY_HAND_FIELD_NUMBER: _ClassVar[int]
    SATISFACTION_FIELD_NUMBER: _ClassVar[int]
    PAUSED_FIELD_NUMBER: _ClassVar[int]
    name: str
    text: str
    state: Reply.State
    reason: str
    mention_key: str
    author: str
    link: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    request_id: str
    source: str
    media: _containers.RepeatedCompositeFieldContainer[_mention_pb2.Attachment]
    signature: str
    media_count: int
    send_time: _timestamp_pb2.Timestamp
    private: bool
    split: bool
    parts: _containers.RepeatedCompositeFieldContainer[ReplyPart]
    alternatives: _containers.RepeatedScalarFieldContainer[str]
    approver: str
    original_text: str
    by_hand: bool
    satisfaction: bool
    paused: bool
    def __init__(self, name: _Optional[str] = ..., text: _Optional[str] = ..., state: _Optional[_Union[Reply.State, str]] = ..., reason: _Optional[str] = ..., mention_key: _Optional[str] = ..., author: _Optional[str] = ..., link: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., request_id: _Optional[str] = ..., source: _Optional[str] = ..., media: _Optional[_Iterable[_Union[_mention_pb2.Attachment, _Mapping]]] = ..., signature: _Optional[str] = ..., media_count: _Optional[int] = ..., send_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., private: _Optional[bool] = ..., split: _Optional[bool] = ..., parts: _Optional[_Iterable[_Union[ReplyPart, _Mapping]]] = ..., alternatives: _Optional[_Iterable[str]] = ..., approver: _Optional[str] = ..., original_text: _Optional[str] = ..., by_hand: _Optional[bool] = ..., satisfaction: _Optional[bool] = ..., paused: _Optional[bool] = ...) -> None: ...

class ReplyPart(_message.Message):
    __slots__ = ("text", "state", "link")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    LINK_FIELD_NUMBER: _ClassVar[int]
    text: str
    state: Reply.State
    link: str
    def __init__(self, text: _Optional[str] = ..., state: _Optional[_Union[Reply.State, str]] = ..., link: _Optional[str] = ...) -> None: ...

class SendingPause(_message.Message):
    __slots__ = ("brand", "network", "actor", "reason", "create_time", "held_back_count", "sending_count")
    BRAND_FIELD_NUMBER: _ClassVar[int]
    NETWORK_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    HELD_BACK_COUNT_FIELD_NUMBER: _ClassVar[int]
    SENDING_COUNT_FIELD_NUMBER: _ClassVar[int]
    brand: str
    network: str
    actor: str
    reason: str
    create_time: _timestamp_pb2.Timestamp
    held_back_count: int
    sending_count: int
    def __init__(self, brand: _Optional[str] = ..., network: _Optional[str] = ..., actor: _Optional[str] = ..., reason: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., held_back_count: _Optional[int] = ..., sending_count: _Optional[int] = ...) -> None: ...

class QueueSummary(_message.Message):
    __slots__ = ("opportunity_counts", "reply_counts", "longest_wait", "decision_count", "sending_pauses", "unserved")
    class OpportunityCountsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    class ReplyCountsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    OPPORTUNITY_COUNTS_FIELD_NUMBER: _ClassVar[int]
    REPLY_COUNTS_FIELD_NUMBER: _ClassVar[int]
    LONGEST_WAIT_FIELD_NUMBER: _ClassVar[int]
    DECISION_COUNT_FIELD_NUMBER: _ClassVar[int]
    SENDING_PAUSES_FIELD_NUMBER: _ClassVar[int]
    UNSERVED_FIELD_NUMBER: _ClassVar[int]
    opportunity_counts: _containers.ScalarMap[str, int]
    reply_counts: _containers.ScalarMap[str, int]
    longest_wait: _duration_pb2.Duration
    decision_count: int
    sending_pauses: _containers.RepeatedCompositeFieldContainer[SendingPause]
    unserved: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, opportunity_counts: _Optional[_Mapping[str, int]] = ..., reply_counts: _Optional[_Mapping[str, int]] = ..., longest_wait: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., decision_count: _Optional[int] = ..., sending_pauses: _Optional[_Iterable[_Union[SendingPause, _Mapping]]] = ..., unserved: _Optional[_Iterable[str]] = ...) -> None: ...

class Decision(_message.Message):
    __slots__ = ("mention_key", "revision", "brand", "outcome", "opportunity", "decide_time")
    class Outcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        OUTCOME_UNSPECIFIED: _ClassVar[Decision.Outcome]
        OUTCOME_QUEUED: _ClassVar[Decision.Outcome]
        OUTCOME_WATCHED: _ClassVar[Decision.Outcome]
        OUTCOME_SUPERSEDED: _ClassVar[Decision.Outcome]
        OUTCOME_DELETED: _ClassVar[Decision.Outcome]
        OUTCOME_OWN: _ClassVar[Decision.Outcome]
        OUTCOME_ERASED: _ClassVar[Decision.Outcome]
        OUTCOME_DROPPED: _ClassVar[Decision.Outcome]
    OUTCOME_UNSPECIFIED: Decision.Outcome
    OUTCOME_QUEUED: Decision.Outcome
    OUTCOME_WATCHED: Decision.Outcome
    OUTCOME_SUPERSEDED: Decision.Outcome
    OUTCOME_DELETED: Decision.Outcome
    OUTCOME_OWN: Decision.Outcome
    OUTCOME_ERASED: Decision.Outcome
    OUTCOME_DROPPED: Decision.Outcome
    MENTION_KEY_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    OPPORTUNITY_FIELD_NUMBER: _ClassVar[int]
    DECIDE_TIME_FIELD_NUMBER: _ClassVar[int]
    mention_key: str
    revision: int
    brand: str
    outcome: Decision.Outcome
    opportunity: str
    decide_time: _timestamp_pb2.Timestamp
    def __init__(self, mention_key: _Optional[str] = ..., revision: _Optional[int] = ..., brand: _Optional[str] = ..., outcome: _Optional[_Union[Decision.Outcome, str]] = ..., opportunity: _Optional[str] = ..., decide_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetOpportunityRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListOpportunitiesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "states", "brand", "query", "view")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    VIEW_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    states: _containers.RepeatedScalarFieldContainer[Opportunity.State]
    brand: str
    query: str
    view: Opportunity.View
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., states: _Optional[_Iterable[_Union[Opportunity.State, str]]] = ..., brand: _Optional[str] = ..., query: _Optional[str] = ..., view: _Optional[_Union[Opportunity.View, str]] = ...) -> None: ...

class ListOpportunitiesResponse(_message.Message):
    __slots__ = ("opportunities", "next_page_token", "examined_count", "query_reading")
    OPPORTUNITIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    EXAMINED_COUNT_FIELD_NUMBER: _ClassVar[int]
    QUERY_READING_FIELD_NUMBER: _ClassVar[int]
    opportunities: _containers.RepeatedCompositeFieldContainer[Opportunity]
    next_page_token: str
    examined_count: int
    query_reading: str
    def __init__(self, opportunities: _Optional[_Iterable[_Union[Opportunity, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., examined_count: _Optional[int] = ..., query_reading: _Optional[str] = ...) -> None: ...

class ClaimNextOpportunityRequest(_message.Message):
    __slots__ = ("brand",)
    BRAND_FIELD_NUMBER: _ClassVar[int]
    brand: str
    def __init__(self, brand: _Optional[str] = ...) -> None: ...

class ClaimOpportunityRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class RenewLeaseRequest(_message.Message):
    __slots__ = ("name", "lease_token")
    NAME_FIELD_NUMBER: _ClassVar[int]
    LEASE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    name: str
    lease_token: int
    def __init__(self, name: _Optional[str] = ..., lease_token: _Optional[int] = ...) -> None: ...

class ReleaseOpportunityRequest(_message.Message):
    __slots__ = ("name", "lease_token")
    NAME_FIELD_NUMBER: _ClassVar[int]
    LEASE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    name: str
    lease_token: int
    def __init__(self, name: _Optional[str] = ..., lease_token: _Optional[int] = ...) -> None: ...

class DismissOpportunityRequest(_message.Message):
    __slots__ = ("name", "lease_token", "reason", "cause")
    class Cause(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        CAUSE_UNSPECIFIED: _ClassVar[DismissOpportunityRequest.Cause]
        CAUSE_SPAM: _ClassVar[DismissOpportunityRequest.Cause]
        CAUSE_NOT_RELEVANT: _ClassVar[DismissOpportunityRequest.Cause]
        CAUSE_NO_ANSWER_NEEDED: _ClassVar[DismissOpportunityRequest.Cause]
        CAUSE_DUPLICATE: _ClassVar[DismissOpportunityRequest.Cause]
    CAUSE_UNSPECIFIED: DismissOpportunityRequest.Cause
    CAUSE_SPAM: DismissOpportunityRequest.Cause
    CAUSE_NOT_RELEVANT: DismissOpportunityRequest.Cause
    CAUSE_NO_ANSWER_NEEDED: DismissOpportunityRequest.Cause
    CAUSE_DUPLICATE: DismissOpportunityRequest.Cause
    NAME_FIELD_NUMBER: _ClassVar[int]
    LEASE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    name: str
    lease_token: int
    reason: str
    cause: DismissOpportunityRequest.Cause
    def __init__(self, name: _Optional[str] = ..., lease_token: _Optional[int] = ..., reason: _Optional[str] = ..., cause: _Optional[_Union[DismissOpportunityRequest.Cause, str]] = ...) -> None: ...

class ResolveOpportunityRequest(_message.Message):
    __slots__ = ("name", "lease_token", "reason")
    NAME_FIELD_NUMBER: _ClassVar[int]
    LEASE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    name: str
    lease_token: int
    reason: str
    def __init__(self, name: _Optional[str] = ..., lease_token: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class CreateReplyRequest(_message.Message):
    __slots__ = ("parent", "reply", "lease_token", "request_id", "submit", "read_mention_key")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    REPLY_FIELD_NUMBER: _ClassVar[int]
    LEASE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SUBMIT_FIELD_NUMBER: _ClassVar[int]
    READ_MENTION_KEY_FIELD_NUMBER: _ClassVar[int]
    parent: str
    reply: Reply
    lease_token: int
    request_id: str
    submit: bool
    read_mention_key: str
    def __init__(self, parent: _Optional[str] = ..., reply: _Optional[_Union[Reply, _Mapping]] = ..., lease_token: _Optional[int] = ..., request_id: _Optional[str] = ..., submit: _Optional[bool] = ..., read_mention_key: _Optional[str] = ...) -> None: ...

class GetReplyRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListRepliesRequest(_message.Message):
    __slots__ = ("parent", "page_size", "page_token", "states")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    states: _containers.RepeatedScalarFieldContainer[Reply.State]
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., states: _Optional[_Iterable[_Union[Reply.State, str]]] = ...) -> None: ...

class ListRepliesResponse(_message.Message):
    __slots__ = ("replies", "next_page_token")
    REPLIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    replies: _containers.RepeatedCompositeFieldContainer[Reply]
    next_page_token: str
    def __init__(self, replies: _Optional[_Iterable[_Union[Reply, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CancelReplyRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetQueueSummaryRequest(_message.Message):
    __slots__ = ("brand",)
    BRAND_FIELD_NUMBER: _ClassVar[int]
    brand: str
    def __init__(self, brand: _Optional[str] = ...) -> None: ...

class ListDecisionsRequest(_message.Message):
    __slots__ = ("start_time", "page_size", "page_token")
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    start_time: _timestamp_pb2.Timestamp
    page_size: int
    page_token: str
    def __init__(self, start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDecisionsResponse(_message.Message):
    __slots__ = ("decisions", "next_page_token")
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    decisions: _containers.RepeatedCompositeFieldContainer[Decision]
    next_page_token: str
    def __init__(self, decisions: _Optional[_Iterable[_Union[Decision, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetErasurePreviewRequest(_message.Message):
    __slots__ = ("author_key",)
    AUTHOR_KEY_FIELD_NUMBER: _ClassVar[int]
    author_key: str
    def __init__(self, author_key: _Optional[str] = ...) -> None: ...

class ErasurePreview(_message.Message):
    __slots__ = ("mention_count", "opportunity_count", "reply_count", "suppressed")
    MENTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    OPPORTUNITY_COUNT_FIELD_NUMBER: _ClassVar[int]
    REPLY_COUNT_FIELD_NUMBER: _ClassVar[int]
    SUPPRESSED_FIELD_NUMBER: _ClassVar[int]
    mention_count: int
    opportunity_count: int
    reply_count: int
    suppressed: bool
    def __init__(self, mention_count: _Optional[int] = ..., opportunity_count: _Optional[int] = ..., reply_count: _Optional[int] = ..., suppressed: _Optional[bool] = ...) -> None: ...

class ClearPracticeRequest(_message.Message):
    __slots__ = ("brand", "reason")
    BRAND_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    brand: str
    reason: str
    def __init__(self, brand: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class ClearPracticeResponse(_message.Message):
    __slots__ = ("dismissed_count", "answering_count")
    DISMISSED_COUNT_FIELD_NUMBER: _ClassVar[int]
    ANSWERING_COUNT_FIELD_NUMBER: _ClassVar[int]
    dismissed_count: int
    answering_count: int
    def __init__(self, dismissed_count: _Optional[int] = ..., answering_count: _Optional[int] = ...) -> None: ...
