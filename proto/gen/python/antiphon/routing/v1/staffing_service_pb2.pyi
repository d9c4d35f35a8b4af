import datetime

from antiphon.mention.v1 import mention_pb2 as _mention_pb2
from antiphon.routing.v1 import routing_service_pb2 as _routing_service_pb2
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

class Queue(_message.Message):
    __slots__ = ("name", "display_name", "brands", "members", "skills", "head_start_seconds", "channel_weights", "assignment", "strategy", "sticky", "offer_seconds", "steps", "overflow_queue", "overflow_after_seconds", "calendar", "create_time", "update_time", "warnings", "deadline_policy")
    class Assignment(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        ASSIGNMENT_UNSPECIFIED: _ClassVar[Queue.Assignment]
        ASSIGNMENT_PULL: _ClassVar[Queue.Assignment]
        ASSIGNMENT_PUSH: _ClassVar[Queue.Assignment]
    ASSIGNMENT_UNSPECIFIED: Queue.Assignment
    ASSIGNMENT_PULL: Queue.Assignment
    ASSIGNMENT_PUSH: Queue.Assignment
    class Strategy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STRATEGY_UNSPECIFIED: _ClassVar[Queue.Strategy]
        STRATEGY_LONGEST_IDLE: _ClassVar[Queue.Strategy]
        STRATEGY_LEAST_LOADED: _ClassVar[Queue.Strategy]
    STRATEGY_UNSPECIFIED: Queue.Strategy
    STRATEGY_LONGEST_IDLE: Queue.Strategy
    STRATEGY_LEAST_LOADED: Queue.Strategy
    class SkillsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    class ChannelWeightsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    BRANDS_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    SKILLS_FIELD_NUMBER: _ClassVar[int]
    HEAD_START_SECONDS_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_WEIGHTS_FIELD_NUMBER: _ClassVar[int]
    ASSIGNMENT_FIELD_NUMBER: _ClassVar[int]
    STRATEGY_FIELD_NUMBER: _ClassVar[int]
    STICKY_FIELD_NUMBER: _ClassVar[int]
    OFFER_SECONDS_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    OVERFLOW_QUEUE_FIELD_NUMBER: _ClassVar[int]
    OVERFLOW_AFTER_SECONDS_FIELD_NUMBER: _ClassVar[int]
    CALENDAR_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_POLICY_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    brands: _containers.RepeatedScalarFieldContainer[str]
    members: _containers.RepeatedScalarFieldContainer[str]
    skills: _containers.ScalarMap[str, int]
    head_start_seconds: int
    channel_weights: _containers.ScalarMap[str, int]
    assignment: Queue.Assignment
    strategy: Queue.Strategy
    sticky: bool
    offer_seconds: int
    steps: _containers.RepeatedCompositeFieldContainer[EscalationStep]
    overflow_queue: str
    overflow_after_seconds: int
    calendar: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    warnings: _containers.RepeatedScalarFieldContainer[str]
    deadline_policy: str
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., brands: _Optional[_Iterable[str]] = ..., members: _Optional[_Iterable[str]] = ..., skills: _Optional[_Mapping[str, int]] = ..., head_start_seconds: _Optional[int] = ..., channel_weights: _Optional[_Mapping[str, int]] = ..., assignment: _Optional[_Union[Queue.Assignment, str]] = ..., strategy: _Optional[_Union[Queue.Strategy, str]] = ..., sticky: _Optional[bool] = ..., offer_seconds: _Optional[int] = ..., steps: _Optional[_Iterable[_Union[EscalationStep, _Mapping]]] = ..., overflow_queue: _Optional[str] = ..., overflow_after_seconds: _Optional[int] = ..., calendar: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., warnings: _Optional[_Iterable[str]] = ..., deadline_policy: _Optional[str] = ...) -> None: ...

class EscalationStep(_message.Message):
    __slots__ = ("after_seconds", "drop_skills", "drop_all_skills", "lower_levels", "widen_to", "everyone")
    AFTER_SECONDS_FIELD_NUMBER: _ClassVar[int]
    DROP_SKILLS_FIELD_NUMBER: _ClassVar[int]
    DROP_ALL_SKILLS_FIELD_NUMBER: _ClassVar[int]
    LOWER_LEVELS_FIELD_NUMBER: _ClassVar[int]
    WIDEN_TO_FIELD_NUMBER: _ClassVar[int]
    EVERYONE_FIELD_NUMBER: _ClassVar[int]
    after_seconds: int
    drop_skills: _containers.RepeatedScalarFieldContainer[str]
    drop_all_skills: bool
    lower_levels: int
    widen_to: _containers.RepeatedScalarFieldContainer[str]
    everyone: bool
    def __init__(self, after_seconds: _Optional[int] = ..., drop_skills: _Optional[_Iterable[str]] = ..., drop_all_skills: _Optional[bool] = ..., lower_levels: _Optional[int] = ..., widen_to: _Optional[_Iterable[str]] = ..., everyone: _Optional[bool] = ...) -> None: ...

class Agent(_message.Message):
    __slots__ = ("name", "skills", "soft_capacity", "hard_capacity", "channel_limits", "brands", "queues", "calendar", "display_name", "status", "seen_time", "idle_time", "load", "missed_offers", "create_time", "update_time", "warnings", "team")
    class Status(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATUS_UNSPECIFIED: _ClassVar[Agent.Status]
        STATUS_AVAILABLE: _ClassVar[Agent.Status]
        STATUS_BUSY: _ClassVar[Agent.Status]
        STATUS_AWAY: _ClassVar[Agent.Status]
        STATUS_OFFLINE: _ClassVar[Agent.Status]
        STATUS_VANISHED: _ClassVar[Agent.Status]
    STATUS_UNSPECIFIED: Agent.Status
    STATUS_AVAILABLE: Agent.Status
    STATUS_BUSY: Agent.Status
    STATUS_AWAY: Agent.Status
    STATUS_OFFLINE: Agent.Status
    STATUS_VANISHED: Agent.Status
    class SkillsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    class ChannelLimitsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    SKILLS_FIELD_NUMBER: _ClassVar[int]
    SOFT_CAPACITY_FIELD_NUMBER: _ClassVar[int]
    HARD_CAPACITY_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_LIMITS_FIELD_NUMBER: _ClassVar[int]
    BRANDS_FIELD_NUMBER: _ClassVar[int]
    QUEUES_FIELD_NUMBER: _ClassVar[int]
    CALENDAR_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    SEEN_TIME_FIELD_NUMBER: _ClassVar[int]
    IDLE_TIME_FIELD_NUMBER: _ClassVar[int]
    LOAD_FIELD_NUMBER: _ClassVar[int]
    MISSED_OFFERS_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    TEAM_FIELD_NUMBER: _ClassVar[int]
    name: str
    skills: _containers.ScalarMap[str, int]
    soft_capacity: int
    hard_capacity: int
    channel_limits: _containers.ScalarMap[str, int]
    brands: _containers.RepeatedScalarFieldContainer[str]
    queues: _containers.RepeatedScalarFieldContainer[str]
    calendar: str
    display_name: str
    status: Agent.Status
    seen_time: _timestamp_pb2.Timestamp
    idle_time: _timestamp_pb2.Timestamp
    load: int
    missed_offers: int
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    warnings: _containers.RepeatedScalarFieldContainer[str]
    team: str
    def __init__(self, name: _Optional[str] = ..., skills: _Optional[_Mapping[str, int]] = ..., soft_capacity: _Optional[int] = ..., hard_capacity: _Optional[int] = ..., channel_limits: _Optional[_Mapping[str, int]] = ..., brands: _Optional[_Iterable[str]] = ..., queues: _Optional[_Iterable[str]] = ..., calendar: _Optional[str] = ..., display_name: _Optional[str] = ..., status: _Optional[_Union[Agent.Status, str]] = ..., seen_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., idle_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., load: _Optional[int] = ..., missed_offers: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., warnings: _Optional[_Iterable[str]] = ..., team: _Optional[str] = ...) -> None: ...

class Offer(_message.Message):
    __slots__ = ("opportunity", "agent", "state", "offer_time", "expire_time", "brand", "sender")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[Offer.State]
        STATE_PENDING: _ClassVar[Offer.State]
        STATE_ACCEPTED: _ClassVar[Offer.State]
        STATE_DECLINED: _ClassVar[Offer.State]
        STATE_EXPIRED: _ClassVar[Offer.State]
        STATE_RETURNED: _ClassVar[Offer.State]
    STATE_UNSPECIFIED: Offer.State
    STATE_PENDING: Offer.State
    STATE_ACCEPTED: Offer.State
    STATE_DECLINED: Offer.State
    STATE_EXPIRED: Offer.State
    STATE_RETURNED: Offer.State
    OPPORTUNITY_FIELD_NUMBER: _ClassVar[int]
    AGENT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    OFFER_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    SENDER_FIELD_NUMBER: _ClassVar[int]
    opportunity: str
    agent: str
    state: Offer.State
    offer_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    brand: str
    sender: str
    def __init__(self, opportunity: _Optional[str] = ..., agent: _Optional[str] = ..., state: _Optional[_Union[Offer.State, str]] = ..., offer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., brand: _Optional[str] = ..., sender: _Optional[str] = ...) -> None: ...

class QueueEstimate(_message.Message):
    __slots__ = ("queue", "waiting_count", "available_count", "handled_count", "arrived_count", "mean_handling", "mean_wait", "wait", "sentence")
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    WAITING_COUNT_FIELD_NUMBER: _ClassVar[int]
    AVAILABLE_COUNT_FIELD_NUMBER: _ClassVar[int]
    HANDLED_COUNT_FIELD_NUMBER: _ClassVar[int]
    ARRIVED_COUNT_FIELD_NUMBER: _ClassVar[int]
    MEAN_HANDLING_FIELD_NUMBER: _ClassVar[int]
    MEAN_WAIT_FIELD_NUMBER: _ClassVar[int]
    WAIT_FIELD_NUMBER: _ClassVar[int]
    SENTENCE_FIELD_NUMBER: _ClassVar[int]
    queue: str
    waiting_count: int
    available_count: int
    handled_count: int
    arrived_count: int
    mean_handling: _duration_pb2.Duration
    mean_wait: _duration_pb2.Duration
    wait: _duration_pb2.Duration
    sentence: str
    def __init__(self, queue: _Optional[str] = ..., waiting_count: _Optional[int] = ..., available_count: _Optional[int] = ..., handled_count: _Optional[int] = ..., arrived_count: _Optional[int] = ..., mean_handling: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., mean_wait: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., wait: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., sentence: _Optional[str] = ...) -> None: ...

class CreateQueueRequest(_message.Message):
    __slots__ = ("queue",)
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    queue: Queue
    def __init__(self, queue: _Optional[_Union[Queue, _Mapping]] = ...) -> None: ...

class UpdateQueueRequest(_message.Message):
    __slots__ = ("queue", "allow_missing", "based_on_time")
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    ALLOW_MISSING_FIELD_NUMBER: _ClassVar[int]
    BASED_ON_TIME_FIELD_NUMBER: _ClassVar[int]
    queue: Queue
    allow_missing: bool
    based_on_time: _timestamp_pb2.Timestamp
    def __init__(self, queue: _Optional[_Union[Queue, _Mapping]] = ..., allow_missing: _Optional[bool] = ..., based_on_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetQueueRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListQueuesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListQueuesResponse(_message.Message):
    __slots__ = ("queues", "next_page_token")
    QUEUES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    queues: _containers.RepeatedCompositeFieldContainer[Queue]
    next_page_token: str
    def __init__(self, queues: _Optional[_Iterable[_Union[Queue, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteQueueRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class DeleteQueueResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetQueueEstimateRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class CreateAgentRequest(_message.Message):
    __slots__ = ("agent",)
    AGENT_FIELD_NUMBER: _ClassVar[int]
    agent: Agent
    def __init__(self, agent: _Optional[_Union[Agent, _Mapping]] = ...) -> None: ...

class UpdateAgentRequest(_message.Message):
    __slots__ = ("agent", "allow_missing", "based_on_time")
    AGENT_FIELD_NUMBER: _ClassVar[int]
    ALLOW_MISSING_FIELD_NUMBER: _ClassVar[int]
    BASED_ON_TIME_FIELD_NUMBER: _ClassVar[int]
    agent: Agent
    allow_missing: bool
    based_on_time: _timestamp_pb2.Timestamp
    def __init__(self, agent: _Optional[_Union[Agent, _Mapping]] = ..., allow_missing: _Optional[bool] = ..., based_on_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetAgentRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListAgentsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAgentsResponse(_message.Message):
    __slots__ = ("agents", "next_page_token")
    AGENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    agents: _containers.RepeatedCompositeFieldContainer[Agent]
    next_page_token: str
    def __init__(self, agents: _Optional[_Iterable[_Union[Agent, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteAgentRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class DeleteAgentResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class SetPresenceRequest(_message.Message):
    __slots__ = ("name", "status")
    NAME_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    name: str
    status: Agent.Status
    def __init__(self, name: _Optional[str] = ..., status: _Optional[_Union[Agent.Status, str]] = ...) -> None: ...

class CheckStaffingRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class CheckStaffingResponse(_message.Message):
    __slots__ = ("warnings", "unserved")
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    UNSERVED_FIELD_NUMBER: _ClassVar[int]
    warnings: _containers.RepeatedScalarFieldContainer[str]
    unserved: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, warnings: _Optional[_Iterable[str]] = ..., unserved: _Optional[_Iterable[str]] = ...) -> None: ...

class ListOffersRequest(_message.Message):
    __slots__ = ("agent", "page_size")
    AGENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    agent: str
    page_size: int
    def __init__(self, agent: _Optional[str] = ..., page_size: _Optional[int] = ...) -> None: ...

class ListOffersResponse(_message.Message):
    __slots__ = ("offers",)
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    offers: _containers.RepeatedCompositeFieldContainer[Offer]
    def __init__(self, offers: _Optional[_Iterable[_Union[Offer, _Mapping]]] = ...) -> None: ...

class AcceptOfferRequest(_message.Message):
    __slots__ = ("opportunity",)
    OPPORTUNITY_FIELD_NUMBER: _ClassVar[int]
    opportunity: str
    def __init__(self, opportunity: _Optional[str] = ...) -> None: ...

class DeclineOfferRequest(_message.Message):
    __slots__ = ("opportunity", "reason")
    OPPORTUNITY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    opportunity: str
    reason: str
    def __init__(self, opportunity: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class TransferOpportunityRequest(_message.Message):
    __slots__ = ("name", "lease_token", "agent", "queue", "note")
    NAME_FIELD_NUMBER: _ClassVar[int]
    LEASE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    AGENT_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    name: str
    lease_token: int
    agent: str
    queue: str
    note: str
    def __init__(self, name: _Optional[str] = ..., lease_token: _Optional[int] = ..., agent: _Optional[str] = ..., queue: _Optional[str] = ..., note: _Optional[str] = ...) -> None: ...

class SnoozeOpportunityRequest(_message.Message):
    __slots__ = ("name", "lease_token", "wake_time", "reason")
    NAME_FIELD_NUMBER: _ClassVar[int]
    LEASE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    WAKE_TIME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    name: str
    lease_token: int
    wake_time: _timestamp_pb2.Timestamp
    reason: str
    def __init__(self, name: _Optional[str] = ..., lease_token: _Optional[int] = ..., wake_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., reason: _Optional[str] = ...) -> None: ...

class WakeOpportunityRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class TagOpportunityRequest(_message.Message):
    __slots__ = ("name", "add", "remove")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ADD_FIELD_NUMBER: _ClassVar[int]
    REMOVE_FIELD_NUMBER: _ClassVar[int]
    name: str
    add: _containers.RepeatedScalarFieldContainer[str]
    remove: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., add: _Optional[_Iterable[str]] = ..., remove: _Optional[_Iterable[str]] = ...) -> None: ...

class CallColleagueRequest(_message.Message):
    __slots__ = ("name", "agent", "note")
    NAME_FIELD_NUMBER: _ClassVar[int]
    AGENT_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    name: str
    agent: str
    note: str
    def __init__(self, name: _Optional[str] = ..., agent: _Optional[str] = ..., note: _Optional[str] = ...) -> None: ...

class CallColleagueResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class TakeOpportunityRequest(_message.Message):
    __slots__ = ("brand", "mention", "score", "mention_key", "reason")
    BRAND_FIELD_NUMBER: _ClassVar[int]
    MENTION_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    MENTION_KEY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    brand: str
    mention: _mention_pb2.Mention
    score: _score_pb2.Score
    mention_key: str
    reason: str
    def __init__(self, brand: _Optional[str] = ..., mention: _Optional[_Union[_mention_pb2.Mention, _Mapping]] = ..., score: _Optional[_Union[_score_pb2.Score, _Mapping]] = ..., mention_key: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...
