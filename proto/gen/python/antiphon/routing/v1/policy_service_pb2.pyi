import datetime

from antiphon.mention.v1 import mention_pb2 as _mention_pb2
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

class PolicyKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    POLICY_KIND_UNSPECIFIED: _ClassVar[PolicyKind]
    POLICY_KIND_POLICY: _ClassVar[PolicyKind]
    POLICY_KIND_LISTS: _ClassVar[PolicyKind]
    POLICY_KIND_THRESHOLDS: _ClassVar[PolicyKind]
POLICY_KIND_UNSPECIFIED: PolicyKind
POLICY_KIND_POLICY: PolicyKind
POLICY_KIND_LISTS: PolicyKind
POLICY_KIND_THRESHOLDS: PolicyKind

class PolicyVersion(_message.Message):
    __slots__ = ("name", "kind", "document", "version", "text", "brand", "author", "comment", "create_time", "action", "active", "warnings")
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    ACTIVE_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    name: str
    kind: PolicyKind
    document: str
    version: int
    text: str
    brand: str
    author: str
    comment: str
    create_time: _timestamp_pb2.Timestamp
    action: str
    active: bool
    warnings: _containers.RepeatedCompositeFieldContainer[PolicyProblem]
    def __init__(self, name: _Optional[str] = ..., kind: _Optional[_Union[PolicyKind, str]] = ..., document: _Optional[str] = ..., version: _Optional[int] = ..., text: _Optional[str] = ..., brand: _Optional[str] = ..., author: _Optional[str] = ..., comment: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., action: _Optional[str] = ..., active: _Optional[bool] = ..., warnings: _Optional[_Iterable[_Union[PolicyProblem, _Mapping]]] = ...) -> None: ...

class PolicyProblem(_message.Message):
    __slots__ = ("path", "line", "sentence", "warning", "rule")
    PATH_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    SENTENCE_FIELD_NUMBER: _ClassVar[int]
    WARNING_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    path: str
    line: int
    sentence: str
    warning: bool
    rule: str
    def __init__(self, path: _Optional[str] = ..., line: _Optional[int] = ..., sentence: _Optional[str] = ..., warning: _Optional[bool] = ..., rule: _Optional[str] = ...) -> None: ...

class LintPolicyRequest(_message.Message):
    __slots__ = ("text", "brand")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    text: str
    brand: str
    def __init__(self, text: _Optional[str] = ..., brand: _Optional[str] = ...) -> None: ...

class LintPolicyResponse(_message.Message):
    __slots__ = ("problems", "kind", "entry_count", "rule_counts")
    class RuleCountsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    PROBLEMS_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    ENTRY_COUNT_FIELD_NUMBER: _ClassVar[int]
    RULE_COUNTS_FIELD_NUMBER: _ClassVar[int]
    problems: _containers.RepeatedCompositeFieldContainer[PolicyProblem]
    kind: PolicyKind
    entry_count: int
    rule_counts: _containers.ScalarMap[str, int]
    def __init__(self, problems: _Optional[_Iterable[_Union[PolicyProblem, _Mapping]]] = ..., kind: _Optional[_Union[PolicyKind, str]] = ..., entry_count: _Optional[int] = ..., rule_counts: _Optional[_Mapping[str, int]] = ...) -> None: ...

class TestPolicyRequest(_message.Message):
    __slots__ = ("text", "brand")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    text: str
    brand: str
    def __init__(self, text: _Optional[str] = ..., brand: _Optional[str] = ...) -> None: ...

class TestPolicyResponse(_message.Message):
    __slots__ = ("results",)
    class Result(_message.Message):
        __slots__ = ("name", "passed", "rule", "sentence", "line")
        NAME_FIELD_NUMBER: _ClassVar[int]
        PASSED_FIELD_NUMBER: _ClassVar[int]
        RULE_FIELD_NUMBER: _ClassVar[int]
        SENTENCE_FIELD_NUMBER: _ClassVar[int]
        LINE_FIELD_NUMBER: _ClassVar[int]
        name: str
        passed: bool
        rule: str
        sentence: str
        line: int
        def __init__(self, name: _Optional[str] = ..., passed: _Optional[bool] = ..., rule: _Optional[str] = ..., sentence: _Optional[str] = ..., line: _Optional[int] = ...) -> None: ...
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[TestPolicyResponse.Result]
    def __init__(self, results: _Optional[_Iterable[_Union[TestPolicyResponse.Result, _Mapping]]] = ...) -> None: ...

class ApplyPolicyRequest(_message.Message):
    __slots__ = ("text", "brand", "based_on_version", "comment")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    BASED_ON_VERSION_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    text: str
    brand: str
    based_on_version: int
    comment: str
    def __init__(self, text: _Optional[str] = ..., brand: _Optional[str] = ..., based_on_version: _Optional[int] = ..., comment: _Optional[str] = ...) -> None: ...

class RollbackPolicyRequest(_message.Message):
    __slots__ = ("kind", "brand", "name", "comment")
    KIND_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    kind: PolicyKind
    brand: str
    name: str
    comment: str
    def __init__(self, kind: _Optional[_Union[PolicyKind, str]] = ..., brand: _Optional[str] = ..., name: _Optional[str] = ..., comment: _Optional[str] = ...) -> None: ...

class GetPolicyRequest(_message.Message):
    __slots__ = ("name", "kind", "brand")
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    BRAND_FIELD_NUMBER: _ClassVar[int]
    name: str
    kind: PolicyKind
    brand: str
    def __init__(self, name: _Optional[str] = ..., kind: _Optional[_Union[PolicyKind, str]] = ..., brand: _Optional[str] = ...) -> None: ...

class ListPolicyVersionsRequest(_message.Message):
    __slots__ = ("brand", "kind", "page_size", "page_token")
    BRAND_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    brand: str
    kind: PolicyKind
    page_size: int
    page_token: str
    def __init__(self, brand: _Optional[str] = ..., kind: _Optional[_Union[PolicyKind, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPolicyVersionsResponse(_message.Message):
    __slots__ = ("versions", "next_page_token")
    VERSIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    versions: _containers.RepeatedCompositeFieldContainer[PolicyVersion]
    next_page_token: str
    def __init__(self, versions: _Optional[_Iterable[_Union[PolicyVersion, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class SetShadowRequest(_message.Message):
    __slots__ = ("brand", "text")
    BRAND_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    brand: str
    text: str
    def __init__(self, brand: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class GetShadowReportRequest(_message.Message):
    __slots__ = ("brand",)
    BRAND_FIELD_NUMBER: _ClassVar[int]
    brand: str
    def __init__(self, brand: _Optional[str] = ...) -> None: ...

class PolicyDifference(_message.Message):
    __slots__ = ("live", "candidate", "live_rule", "candidate_rule", "count", "mention_keys", "mentions")
    LIVE_FIELD_NUMBER: _ClassVar[int]
    CANDIDATE_FIELD_NUMBER: _ClassVar[int]
    LIVE_RULE_FIELD_NUMBER: _ClassVar[int]
    CANDIDATE_RULE_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    MENTION_KEYS_FIELD_NUMBER: _ClassVar[int]
    MENTIONS_FIELD_NUMBER: _ClassVar[int]
    live: str
    candidate: str
    live_rule: str
    candidate_rule: str
    count: int
    mention_keys: _containers.RepeatedScalarFieldContainer[str]
    mentions: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, live: _Optional[str] = ..., candidate: _Optional[str] = ..., live_rule: _Optional[str] = ..., candidate_rule: _Optional[str] = ..., count: _Optional[int] = ..., mention_keys: _Optional[_Iterable[str]] = ..., mentions: _Optional[_Iterable[str]] = ...) -> None: ...

class ShadowReport(_message.Message):
    __slots__ = ("brand", "candidate", "mention_count", "changed_count", "differences", "author", "start_time")
    BRAND_FIELD_NUMBER: _ClassVar[int]
    CANDIDATE_FIELD_NUMBER: _ClassVar[int]
    MENTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    CHANGED_COUNT_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCES_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    brand: str
    candidate: str
    mention_count: int
    changed_count: int
    differences: _containers.RepeatedCompositeFieldContainer[PolicyDifference]
    author: str
    start_time: _timestamp_pb2.Timestamp
    def __init__(self, brand: _Optional[str] = ..., candidate: _Optional[str] = ..., mention_count: _Optional[int] = ..., changed_count: _Optional[int] = ..., differences: _Optional[_Iterable[_Union[PolicyDifference, _Mapping]]] = ..., author: _Optional[str] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ReplayPolicyRequest(_message.Message):
    __slots__ = ("setup", "items")
    class Setup(_message.Message):
        __slots__ = ("brand", "text", "lists", "thresholds", "staffing", "candidate_staffing")
        BRAND_FIELD_NUMBER: _ClassVar[int]
        TEXT_FIELD_NUMBER: _ClassVar[int]
        LISTS_FIELD_NUMBER: _ClassVar[int]
        THRESHOLDS_FIELD_NUMBER: _ClassVar[int]
        STAFFING_FIELD_NUMBER: _ClassVar[int]
        CANDIDATE_STAFFING_FIELD_NUMBER: _ClassVar[int]
        brand: str
        text: str
        lists: str
        thresholds: str
        staffing: str
        candidate_staffing: str
        def __init__(self, brand: _Optional[str] = ..., text: _Optional[str] = ..., lists: _Optional[str] = ..., thresholds: _Optional[str] = ..., staffing: _Optional[str] = ..., candidate_staffing: _Optional[str] = ...) -> None: ...
    class Item(_message.Message):
        __slots__ = ("mention", "score")
        MENTION_FIELD_NUMBER: _ClassVar[int]
        SCORE_FIELD_NUMBER: _ClassVar[int]
        mention: _mention_pb2.Mention
        score: _score_pb2.Score
        def __init__(self, mention: _Optional[_Union[_mention_pb2.Mention, _Mapping]] = ..., score: _Optional[_Union[_score_pb2.Score, _Mapping]] = ...) -> None: ...
    SETUP_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    setup: ReplayPolicyRequest.Setup
    items: _containers.RepeatedCompositeFieldContainer[ReplayPolicyRequest.Item]
    def __init__(self, setup: _Optional[_Union[ReplayPolicyRequest.Setup, _Mapping]] = ..., items: _Optional[_Iterable[_Union[ReplayPolicyRequest.Item, _Mapping]]] = ...) -> None: ...

class ReplayPolicyResponse(_message.Message):
    __slots__ = ("decided_count", "report")
    DECIDED_COUNT_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    decided_count: int
    report: ReplayReport
    def __init__(self, decided_count: _Optional[int] = ..., report: _Optional[_Union[ReplayReport, _Mapping]] = ...) -> None: ...

class ReplayReport(_message.Message):
    __slots__ = ("mention_count", "changed_count", "live", "candidate", "differences", "start_time", "end_time")
    class Side(_message.Message):
        __slots__ = ("policy", "queued_count", "watched_count", "dropped_count", "queues", "load_minutes", "rule_counts")
        class RuleCountsEntry(_message.Message):
            __slots__ = ("key", "value")
            KEY_FIELD_NUMBER: _ClassVar[int]
            VALUE_FIELD_NUMBER: _ClassVar[int]
            key: str
            value: int
            def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
        POLICY_FIELD_NUMBER: _ClassVar[int]
        QUEUED_COUNT_FIELD_NUMBER: _ClassVar[int]
        WATCHED_COUNT_FIELD_NUMBER: _ClassVar[int]
        DROPPED_COUNT_FIELD_NUMBER: _ClassVar[int]
        QUEUES_FIELD_NUMBER: _ClassVar[int]
        LOAD_MINUTES_FIELD_NUMBER: _ClassVar[int]
        RULE_COUNTS_FIELD_NUMBER: _ClassVar[int]
        policy: str
        queued_count: int
        watched_count: int
        dropped_count: int
        queues: _containers.RepeatedCompositeFieldContainer[ReplayReport.Queue]
        load_minutes: _containers.RepeatedScalarFieldContainer[float]
        rule_counts: _containers.ScalarMap[str, int]
        def __init__(self, policy: _Optional[str] = ..., queued_count: _Optional[int] = ..., watched_count: _Optional[int] = ..., dropped_count: _Optional[int] = ..., queues: _Optional[_Iterable[_Union[ReplayReport.Queue, _Mapping]]] = ..., load_minutes: _Optional[_Iterable[float]] = ..., rule_counts: _Optional[_Mapping[str, int]] = ...) -> None: ...
    class Queue(_message.Message):
        __slots__ = ("queue", "item_count", "answered_count", "deadline_count", "deadline_met_count", "wait_p50", "wait_p95", "unservable_count")
        QUEUE_FIELD_NUMBER: _ClassVar[int]
        ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
        ANSWERED_COUNT_FIELD_NUMBER: _ClassVar[int]
        DEADLINE_COUNT_FIELD_NUMBER: _ClassVar[int]
        DEADLINE_MET_COUNT_FIELD_NUMBER: _ClassVar[int]
        WAIT_P50_FIELD_NUMBER: _ClassVar[int]
        WAIT_P95_FIELD_NUMBER: _ClassVar[int]
        UNSERVABLE_COUNT_FIELD_NUMBER: _ClassVar[int]
        queue: str
        item_count: int
        answered_count: int
        deadline_count: int
        deadline_met_count: int
        wait_p50: _duration_pb2.Duration
        wait_p95: _duration_pb2.Duration
        unservable_count: int
        def __init__(self, queue: _Optional[str] = ..., item_count: _Optional[int] = ..., answered_count: _Optional[int] = ..., deadline_count: _Optional[int] = ..., deadline_met_count: _Optional[int] = ..., wait_p50: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., wait_p95: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., unservable_count: _Optional[int] = ...) -> None: ...
    MENTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    CHANGED_COUNT_FIELD_NUMBER: _ClassVar[int]
    LIVE_FIELD_NUMBER: _ClassVar[int]
    CANDIDATE_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCES_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    mention_count: int
    changed_count: int
    live: ReplayReport.Side
    candidate: ReplayReport.Side
    differences: _containers.RepeatedCompositeFieldContainer[PolicyDifference]
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, mention_count: _Optional[int] = ..., changed_count: _Optional[int] = ..., live: _Optional[_Union[ReplayReport.Side, _Mapping]] = ..., candidate: _Optional[_Union[ReplayReport.Side, _Mapping]] = ..., differences: _Optional[_Iterable[_Union[PolicyDifference, _Mapping]]] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
