import datetime

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

class Calendar(_message.Message):
    __slots__ = ("name", "display_name", "time_zone", "hours", "special_days", "open", "next_open_time", "update_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    HOURS_FIELD_NUMBER: _ClassVar[int]
    SPECIAL_DAYS_FIELD_NUMBER: _ClassVar[int]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    NEXT_OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    time_zone: str
    hours: _containers.RepeatedCompositeFieldContainer[WeeklyHours]
    special_days: _containers.RepeatedCompositeFieldContainer[SpecialDay]
    open: bool
    next_open_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., time_zone: _Optional[str] = ..., hours: _Optional[_Iterable[_Union[WeeklyHours, _Mapping]]] = ..., special_days: _Optional[_Iterable[_Union[SpecialDay, _Mapping]]] = ..., open: _Optional[bool] = ..., next_open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Stretch(_message.Message):
    __slots__ = ("start", "end")
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    start: str
    end: str
    def __init__(self, start: _Optional[str] = ..., end: _Optional[str] = ...) -> None: ...

class WeeklyHours(_message.Message):
    __slots__ = ("weekdays", "stretches")
    class Weekday(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        WEEKDAY_UNSPECIFIED: _ClassVar[WeeklyHours.Weekday]
        WEEKDAY_MONDAY: _ClassVar[WeeklyHours.Weekday]
        WEEKDAY_TUESDAY: _ClassVar[WeeklyHours.Weekday]
        WEEKDAY_WEDNESDAY: _ClassVar[WeeklyHours.Weekday]
        WEEKDAY_THURSDAY: _ClassVar[WeeklyHours.Weekday]
        WEEKDAY_FRIDAY: _ClassVar[WeeklyHours.Weekday]
        WEEKDAY_SATURDAY: _ClassVar[WeeklyHours.Weekday]
        WEEKDAY_SUNDAY: _ClassVar[WeeklyHours.Weekday]
    WEEKDAY_UNSPECIFIED: WeeklyHours.Weekday
    WEEKDAY_MONDAY: WeeklyHours.Weekday
    WEEKDAY_TUESDAY: WeeklyHours.Weekday
    WEEKDAY_WEDNESDAY: WeeklyHours.Weekday
    WEEKDAY_THURSDAY: WeeklyHours.Weekday
    WEEKDAY_FRIDAY: WeeklyHours.Weekday
    WEEKDAY_SATURDAY: WeeklyHours.Weekday
    WEEKDAY_SUNDAY: WeeklyHours.Weekday
    WEEKDAYS_FIELD_NUMBER: _ClassVar[int]
    STRETCHES_FIELD_NUMBER: _ClassVar[int]
    weekdays: _containers.RepeatedScalarFieldContainer[WeeklyHours.Weekday]
    stretches: _containers.RepeatedCompositeFieldContainer[Stretch]
    def __init__(self, weekdays: _Optional[_Iterable[_Union[WeeklyHours.Weekday, str]]] = ..., stretches: _Optional[_Iterable[_Union[Stretch, _Mapping]]] = ...) -> None: ...

class SpecialDay(_message.Message):
    __slots__ = ("date", "stretches", "title")
    DATE_FIELD_NUMBER: _ClassVar[int]
    STRETCHES_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    date: str
    stretches: _containers.RepeatedCompositeFieldContainer[Stretch]
    title: str
    def __init__(self, date: _Optional[str] = ..., stretches: _Optional[_Iterable[_Union[Stretch, _Mapping]]] = ..., title: _Optional[str] = ...) -> None: ...

class DeadlinePolicy(_message.Message):
    __slots__ = ("name", "display_name", "calendar", "targets", "near_percent", "run_while_snoozed", "built_in", "update_time")
    class Target(_message.Message):
        __slots__ = ("min_priority", "first_answer", "next_answer", "resolution")
        MIN_PRIORITY_FIELD_NUMBER: _ClassVar[int]
        FIRST_ANSWER_FIELD_NUMBER: _ClassVar[int]
        NEXT_ANSWER_FIELD_NUMBER: _ClassVar[int]
        RESOLUTION_FIELD_NUMBER: _ClassVar[int]
        min_priority: int
        first_answer: _duration_pb2.Duration
        next_answer: _duration_pb2.Duration
        resolution: _duration_pb2.Duration
        def __init__(self, min_priority: _Optional[int] = ..., first_answer: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., next_answer: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., resolution: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    CALENDAR_FIELD_NUMBER: _ClassVar[int]
    TARGETS_FIELD_NUMBER: _ClassVar[int]
    NEAR_PERCENT_FIELD_NUMBER: _ClassVar[int]
    RUN_WHILE_SNOOZED_FIELD_NUMBER: _ClassVar[int]
    BUILT_IN_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    calendar: str
    targets: _containers.RepeatedCompositeFieldContainer[DeadlinePolicy.Target]
    near_percent: int
    run_while_snoozed: bool
    built_in: bool
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., calendar: _Optional[str] = ..., targets: _Optional[_Iterable[_Union[DeadlinePolicy.Target, _Mapping]]] = ..., near_percent: _Optional[int] = ..., run_while_snoozed: _Optional[bool] = ..., built_in: _Optional[bool] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class DeadlineClock(_message.Message):
    __slots__ = ("kind", "state", "due_time", "target", "used", "policy")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[DeadlineClock.Kind]
        KIND_FIRST_ANSWER: _ClassVar[DeadlineClock.Kind]
        KIND_NEXT_ANSWER: _ClassVar[DeadlineClock.Kind]
        KIND_RESOLUTION: _ClassVar[DeadlineClock.Kind]
    KIND_UNSPECIFIED: DeadlineClock.Kind
    KIND_FIRST_ANSWER: DeadlineClock.Kind
    KIND_NEXT_ANSWER: DeadlineClock.Kind
    KIND_RESOLUTION: DeadlineClock.Kind
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[DeadlineClock.State]
        STATE_RUNNING: _ClassVar[DeadlineClock.State]
        STATE_NEAR: _ClassVar[DeadlineClock.State]
        STATE_MISSED: _ClassVar[DeadlineClock.State]
        STATE_PAUSED: _ClassVar[DeadlineClock.State]
    STATE_UNSPECIFIED: DeadlineClock.State
    STATE_RUNNING: DeadlineClock.State
    STATE_NEAR: DeadlineClock.State
    STATE_MISSED: DeadlineClock.State
    STATE_PAUSED: DeadlineClock.State
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    DUE_TIME_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    USED_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    kind: DeadlineClock.Kind
    state: DeadlineClock.State
    due_time: _timestamp_pb2.Timestamp
    target: _duration_pb2.Duration
    used: _duration_pb2.Duration
    policy: str
    def __init__(self, kind: _Optional[_Union[DeadlineClock.Kind, str]] = ..., state: _Optional[_Union[DeadlineClock.State, str]] = ..., due_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., target: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., used: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., policy: _Optional[str] = ...) -> None: ...

class CreateCalendarRequest(_message.Message):
    __slots__ = ("calendar_id", "calendar")
    CALENDAR_ID_FIELD_NUMBER: _ClassVar[int]
    CALENDAR_FIELD_NUMBER: _ClassVar[int]
    calendar_id: str
    calendar: Calendar
    def __init__(self, calendar_id: _Optional[str] = ..., calendar: _Optional[_Union[Calendar, _Mapping]] = ...) -> None: ...

class UpdateCalendarRequest(_message.Message):
    __slots__ = ("calendar", "allow_missing", "based_on_time")
    CALENDAR_FIELD_NUMBER: _ClassVar[int]
    ALLOW_MISSING_FIELD_NUMBER: _ClassVar[int]
    BASED_ON_TIME_FIELD_NUMBER: _ClassVar[int]
    calendar: Calendar
    allow_missing: bool
    based_on_time: _timestamp_pb2.Timestamp
    def __init__(self, calendar: _Optional[_Union[Calendar, _Mapping]] = ..., allow_missing: _Optional[bool] = ..., based_on_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetCalendarRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListCalendarsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListCalendarsResponse(_message.Message):
    __slots__ = ("calendars",)
    CALENDARS_FIELD_NUMBER: _ClassVar[int]
    calendars: _containers.RepeatedCompositeFieldContainer[Calendar]
    def __init__(self, calendars: _Optional[_Iterable[_Union[Calendar, _Mapping]]] = ...) -> None: ...

class DeleteCalendarRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class DeleteCalendarResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class CreateDeadlinePolicyRequest(_message.Message):
    __slots__ = ("deadline_policy_id", "deadline_policy")
    DEADLINE_POLICY_ID_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_POLICY_FIELD_NUMBER: _ClassVar[int]
    deadline_policy_id: str
    deadline_policy: DeadlinePolicy
    def __init__(self, deadline_policy_id: _Optional[str] = ..., deadline_policy: _Optional[_Union[DeadlinePolicy, _Mapping]] = ...) -> None: ...

class UpdateDeadlinePolicyRequest(_message.Message):
    __slots__ = ("deadline_policy", "allow_missing", "based_on_time")
    DEADLINE_POLICY_FIELD_NUMBER: _ClassVar[int]
    ALLOW_MISSING_FIELD_NUMBER: _ClassVar[int]
    BASED_ON_TIME_FIELD_NUMBER: _ClassVar[int]
    deadline_policy: DeadlinePolicy
    allow_missing: bool
    based_on_time: _timestamp_pb2.Timestamp
    def __init__(self, deadline_policy: _Optional[_Union[DeadlinePolicy, _Mapping]] = ..., allow_missing: _Optional[bool] = ..., based_on_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetDeadlinePolicyRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListDeadlinePoliciesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListDeadlinePoliciesResponse(_message.Message):
    __slots__ = ("deadline_policies",)
    DEADLINE_POLICIES_FIELD_NUMBER: _ClassVar[int]
    deadline_policies: _containers.RepeatedCompositeFieldContainer[DeadlinePolicy]
    def __init__(self, deadline_policies: _Optional[_Iterable[_Union[DeadlinePolicy, _Mapping]]] = ...) -> None: ...

class DeleteDeadlinePolicyRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class DeleteDeadlinePolicyResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
