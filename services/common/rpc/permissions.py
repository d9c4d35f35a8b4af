"""Who may call what: one table for every RPC, and who calls whom.

Network policies, the interceptor and the generated tests read this file. A new RPC needs a line here;
a server refuses to start with one that has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from google.protobuf import descriptor_pool

from services.common.model.principal import ROLES, Principal

EVERY_SERVICE: Final = frozenset({"listener", "scorer", "router", "insights"})

CALL_GRAPH: Final[Mapping[str, frozenset[str]]] = {
    "console": EVERY_SERVICE,
    "cli": EVERY_SERVICE | {"console"},
    "router": frozenset({"listener"}),
    "insights": frozenset({"listener"}),
    "listener": frozenset({"insights"}),
    "scorer": frozenset(),
}
"""Caller -> whom it may call over gRPC or HTTP; nobody else calls anybody. Console and command line call in
their user's name, and the command line reaches past the console only where it is embedded."""

EVERYONE: Final = frozenset(ROLES)
LEADS: Final = frozenset({"lead", "administrator"})
AGENTS: Final = frozenset({"agent", "lead", "administrator"})
ADMINISTRATORS: Final = frozenset({"administrator"})
NOBODY: Final = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Permission:
    """A right, and who has it.

    Attributes:
        name: `noun.verb`, as told to who lacks it.
        roles: roles of people who have it; any one is enough.
        services: services that have it, by the subject of their token.
    """

    name: str
    roles: frozenset[str] = NOBODY
    services: frozenset[str] = NOBODY

    def allows(self, principal: Principal) -> bool:
        """Whether the principal has the right."""
        if principal.kind == "service":
            return principal.subject in self.services
        return not self.roles.isdisjoint(principal.roles)


_READ_SET_UP = Permission("setup.read", EVERYONE, frozenset({"insights"}))
_WRITE_SET_UP = Permission("setup.write", LEADS)
_MANAGE_SOURCES = Permission("sources.manage", ADMINISTRATORS)
_TEACH = Permission("training.manage", ADMINISTRATORS)
_OPERATE_SOURCES = Permission("sources.operate", LEADS)
_INGEST = Permission("mentions.ingest", LEADS)
_DELIVER = Permission("deliveries.send", NOBODY, frozenset({"router"}))
_MODERATE = Permission("mentions.moderate", LEADS)
_READ_DELIVERIES = Permission("deliveries.read", LEADS, frozenset({"router"}))
_READ_CAPABILITIES = Permission("capabilities.read", EVERYONE, frozenset({"router", "insights"}))
_FIND_AUTHORS = Permission("authors.find", AGENTS, frozenset({"router"}))
_CHECK_REPLIES = Permission("replies.check", EVERYONE, frozenset({"router"}))
_READ_QUEUE = Permission("queue.read", EVERYONE)
_WORK_QUEUE = Permission("queue.work", AGENTS)
_READ_STAFF = Permission("staff.read", EVERYONE)
_MANAGE_STAFF = Permission("staff.manage", LEADS)
_APPROVE_REPLIES = Permission("replies.approve", LEADS)
_PAUSE_SENDING = Permission("sending.pause", LEADS)
_SET_UP_ANSWERS = Permission("answers.manage", LEADS)
_ANSWER_MANY = Permission("incidents.answer", LEADS)
_READ_CARE = Permission("care.read", LEADS | {"analyst"})
_READ_AUDIT = Permission("audit.read", LEADS)
_READ_POLICIES = Permission("policies.read", EVERYONE)
_TRY_POLICIES = Permission("policies.try", LEADS | {"analyst"})
_WRITE_POLICIES = Permission("policies.write", LEADS)
_AUDIT = Permission("decisions.read", EVERYONE - {"agent"})
_SCORE = Permission("scores.ask", EVERYONE)
_PUBLISH_SCORES = Permission("scores.publish", ADMINISTRATORS)
_READ_MENTIONS = Permission("mentions.read", EVERYONE, frozenset({"listener"}))
_CORRECT_MENTIONS = Permission("mentions.correct", AGENTS | {"analyst"})
_CORRECT_MANY = Permission("mentions.change", AGENTS | {"analyst"})
_READ_CORRECTIONS = Permission("corrections.read", EVERYONE)
_COUNT_MENTIONS = Permission("mentions.count", EVERYONE)
_READ_NUMBERS = Permission("numbers.read", EVERYONE)
_MANAGE_ALERTS = Permission("alerts.manage", LEADS | {"analyst"})
_EXPORT_NUMBERS = Permission("numbers.export", LEADS | {"analyst"})
_MANAGE_MARKERS = Permission("markers.manage", LEADS | {"analyst"})
_MANAGE_DASHBOARDS = Permission("dashboards.manage", EVERYONE - {"read-only"})
_SHARE_DASHBOARDS = Permission("dashboards.share", LEADS | {"analyst"})
_OPEN_LINKS = Permission("dashboards.open", EVERYONE, frozenset({"console"}))
_MANAGE_CHANNELS = Permission("channels.manage", LEADS)
_DELETE_MENTIONS = Permission("mentions.delete", LEADS)
_ERASE_AUTHORS = Permission("authors.erase", ADMINISTRATORS)
_AUDIT_ARCHIVE = Permission("archive.audit", ADMINISTRATORS)
"""An answer tells whether a person is among the forgotten; hence only those who forget may ask."""

_BY_SERVICE: Final[Mapping[str, Mapping[str, Permission]]] = {
    "antiphon.listening.v1.ListeningService": {
        "GetBrand": _READ_SET_UP,
        "ListBrands": _READ_SET_UP,
        "CreateBrand": _WRITE_SET_UP,
        "UpdateBrand": _WRITE_SET_UP,
        "DeleteBrand": _WRITE_SET_UP,
        "ListQueries": _READ_SET_UP,
        "CreateQuery": _WRITE_SET_UP,
        "DeleteQuery": _WRITE_SET_UP,
        "UpdateQuery": _WRITE_SET_UP,
        "ExplainQuery": _READ_SET_UP,
        "GetSource": _READ_SET_UP,
        "ListSources": _READ_SET_UP,
        "CreateSource": _MANAGE_SOURCES,
        "UpdateSource": _MANAGE_SOURCES,
        "DeleteSource": _MANAGE_SOURCES,
        "PauseSource": _OPERATE_SOURCES,
        "ResumeSource": _OPERATE_SOURCES,
        "IngestMentions": _INGEST,
        "ReplayRecords": _INGEST,
        "Deliver": _DELIVER,
        "Moderate": _MODERATE,
        "GetDelivery": _READ_DELIVERIES,
        "ListCapabilities": _READ_CAPABILITIES,
        "GetLesson": _READ_SET_UP,
        "StartLesson": _TEACH,
        "EndLesson": _TEACH,
        "ListCoverage": _READ_SET_UP,
        "GetErasurePreview": _ERASE_AUTHORS,
        "CheckReply": _CHECK_REPLIES,
        "FindAuthor": _FIND_AUTHORS,
        "CreateBackfill": _OPERATE_SOURCES,
        "GetBackfill": _READ_SET_UP,
        "ListBackfills": _READ_SET_UP,
        "PauseBackfill": _OPERATE_SOURCES,
        "ResumeBackfill": _OPERATE_SOURCES,
        "CancelBackfill": _OPERATE_SOURCES,
        "ListEventDeliveries": _READ_SET_UP,
        "RetryEventDelivery": _OPERATE_SOURCES,
        "SendTestEvent": _OPERATE_SOURCES,
        "ListSourceTypes": _READ_SET_UP,
        "ConnectAccount": _MANAGE_SOURCES,
        "BeginAuthorization": _MANAGE_SOURCES,
        "CompleteAuthorization": _MANAGE_SOURCES,
        "GetAccount": _READ_SET_UP,
        "ListAccounts": _READ_SET_UP,
        "DisconnectAccount": _MANAGE_SOURCES,
    },
    "antiphon.scoring.v1.ScoringService": {
        "ScoreMentions": _SCORE,
        "RescoreMentions": _PUBLISH_SCORES,
    },
    "antiphon.routing.v1.RoutingService": {
        "GetOpportunity": _READ_QUEUE,
        "ListOpportunities": _READ_QUEUE,
        "ClaimNextOpportunity": _WORK_QUEUE,
        "ClaimOpportunity": _WORK_QUEUE,
        "RenewLease": _WORK_QUEUE,
        "ReleaseOpportunity": _WORK_QUEUE,
        "DismissOpportunity": _WORK_QUEUE,
        "ResolveOpportunity": _WORK_QUEUE,
        "CreateReply": _WORK_QUEUE,
        "GetReply": _READ_QUEUE,
        "ListReplies": _READ_QUEUE,
        "CancelReply": _WORK_QUEUE,
        "GetQueueSummary": _READ_QUEUE,
        "ClearPractice": _TEACH,
        "ListDecisions": _AUDIT,
        "GetErasurePreview": _ERASE_AUTHORS,
    },
    "antiphon.routing.v1.StaffingService": {
        "CreateQueue": _MANAGE_STAFF,
        "UpdateQueue": _MANAGE_STAFF,
        "GetQueue": _READ_STAFF,
        "ListQueues": _READ_STAFF,
        "DeleteQueue": _MANAGE_STAFF,
        "GetQueueEstimate": _READ_STAFF,
        "CreateAgent": _MANAGE_STAFF,
        "UpdateAgent": _MANAGE_STAFF,
        "GetAgent": _READ_STAFF,
        "ListAgents": _READ_STAFF,
        "DeleteAgent": _MANAGE_STAFF,
        "SetPresence": _WORK_QUEUE,
        "CheckStaffing": _READ_STAFF,
        "ListOffers": _READ_QUEUE,
        "AcceptOffer": _WORK_QUEUE,
        "DeclineOffer": _WORK_QUEUE,
        "TransferOpportunity": _WORK_QUEUE,
        "SnoozeOpportunity": _WORK_QUEUE,
        "WakeOpportunity": _WORK_QUEUE,
        "TagOpportunity": _WORK_QUEUE,
        "CallColleague": _WORK_QUEUE,
        "TakeOpportunity": _WORK_QUEUE,
    },
    "antiphon.routing.v1.DraftingService": {
        "GetDraft": _READ_QUEUE,
        "UpdateDraft": _WORK_QUEUE,
        "DeleteDraft": _WORK_QUEUE,
        "CreateNote": _WORK_QUEUE,
        "ListNotes": _READ_QUEUE,
        "ApproveReply": _APPROVE_REPLIES,
        "RejectReply": _APPROVE_REPLIES,
        "ReleaseReply": _WORK_QUEUE,
        "HandOffOpportunity": _WORK_QUEUE,
        "ConfirmReply": _WORK_QUEUE,
        "CreateApprovalRule": _SET_UP_ANSWERS,
        "ListApprovalRules": _READ_QUEUE,
        "DeleteApprovalRule": _SET_UP_ANSWERS,
        "PauseSending": _PAUSE_SENDING,
        "ResumeSending": _PAUSE_SENDING,
        "ListSendingPauses": _READ_QUEUE,
        "CreateMacro": _SET_UP_ANSWERS,
        "UpdateMacro": _SET_UP_ANSWERS,
        "DeleteMacro": _SET_UP_ANSWERS,
        "ListMacros": _READ_QUEUE,
        "GetRenderedMacro": _WORK_QUEUE,
        "CreateCommitment": _WORK_QUEUE,
        "ListCommitments": _READ_QUEUE,
        "GetCommitmentSummary": _READ_NUMBERS,
        "EndCommitment": _WORK_QUEUE,
        "GetAnsweringSettings": _READ_QUEUE,
        "UpdateAnsweringSettings": _SET_UP_ANSWERS,
    },
    "antiphon.routing.v1.AuditService": {
        "ListAuditEntries": _READ_AUDIT,
        "ListSetupVersions": _READ_AUDIT,
    },
    "antiphon.routing.v1.CareService": {
        "GetCareReport": _READ_CARE,
        "ListCareSteps": _READ_CARE,
        "ExportCareSteps": _READ_CARE,
    },
    "antiphon.routing.v1.CustomerService": {
        "LookUpCustomer": _READ_QUEUE,
        "GetCustomer": _READ_QUEUE,
        "UpdateCustomer": _WORK_QUEUE,
        "ListTimelineEntries": _READ_QUEUE,
        "GetMergePreview": _READ_QUEUE,
        "MergeCustomers": _WORK_QUEUE,
        "ListMerges": _READ_QUEUE,
        "GetUnmergePreview": _READ_QUEUE,
        "UnmergeCustomers": _WORK_QUEUE,
    },
    "antiphon.routing.v1.ConversationService": {
        "GetConversationMergePreview": _WORK_QUEUE,
        "MergeConversations": _WORK_QUEUE,
        "GetConversationSplitPreview": _WORK_QUEUE,
        "SplitConversation": _WORK_QUEUE,
        "StartConversation": _WORK_QUEUE,
        "ListConversationMoves": _READ_QUEUE,
    },
    "antiphon.routing.v1.DeadlineService": {
        "CreateCalendar": _WRITE_SET_UP,
        "UpdateCalendar": _WRITE_SET_UP,
        "GetCalendar": _READ_QUEUE,
        "ListCalendars": _READ_QUEUE,
        "DeleteCalendar": _WRITE_SET_UP,
        "CreateDeadlinePolicy": _WRITE_SET_UP,
        "UpdateDeadlinePolicy": _WRITE_SET_UP,
        "GetDeadlinePolicy": _READ_QUEUE,
        "ListDeadlinePolicies": _READ_QUEUE,
        "DeleteDeadlinePolicy": _WRITE_SET_UP,
    },
    "antiphon.routing.v1.PolicyService": {
        "LintPolicy": _TRY_POLICIES,
        "TestPolicy": _TRY_POLICIES,
        "ApplyPolicy": _WRITE_POLICIES,
        "RollbackPolicy": _WRITE_POLICIES,
        "GetPolicy": _READ_POLICIES,
        "ListPolicyVersions": _READ_POLICIES,
        "SetShadow": _WRITE_POLICIES,
        "GetShadowReport": _READ_POLICIES,
        "ReplayPolicy": _TRY_POLICIES,
    },
    "antiphon.routing.v1.IncidentService": {
        "GetIncident": _READ_QUEUE,
        "ListIncidents": _READ_QUEUE,
        "ListIncidentMembers": _READ_QUEUE,
        "MoveIncidentMember": _WORK_QUEUE,
        "UpdateIncident": _WORK_QUEUE,
        "GetPreparedAnswer": _READ_QUEUE,
        "AnswerIncident": _ANSWER_MANY,
    },
    "antiphon.insights.v1.AnalyticsService": {
        "GetTrend": _READ_NUMBERS,
        "GetBreakdown": _READ_NUMBERS,
        "GetHeatMap": _READ_NUMBERS,
        "GetComparison": _READ_NUMBERS,
        "ListSliceMentions": _READ_NUMBERS,
        "ListSpikes": _READ_NUMBERS,
        "ListTopics": _READ_NUMBERS,
        "ListDrivers": _READ_NUMBERS,
        "ListInfluencers": _READ_NUMBERS,
        "GetCarePerformance": _READ_NUMBERS,
        "ListCommunities": _READ_NUMBERS,
        "GetChannelUse": _READ_NUMBERS,
        "CreateAlert": _MANAGE_ALERTS,
        "ListAlerts": _READ_NUMBERS,
        "DeleteAlert": _MANAGE_ALERTS,
        "BacktestAlert": _READ_NUMBERS,
    },
    "antiphon.insights.v1.CurationService": {
        "ChangeMentions": _CORRECT_MANY,
        "UndoMentionChange": _CORRECT_MANY,
        "ListMentionChanges": _READ_CORRECTIONS,
        "ListTags": _READ_NUMBERS,
        "ListRelevanceJudgements": _READ_CORRECTIONS,
    },
    "antiphon.insights.v1.DashboardService": {
        "CreateDashboard": _MANAGE_DASHBOARDS,
        "UpdateDashboard": _MANAGE_DASHBOARDS,
        "GetDashboard": _READ_NUMBERS,
        "ListDashboards": _READ_NUMBERS,
        "DeleteDashboard": _MANAGE_DASHBOARDS,
        "RenderDashboard": _READ_NUMBERS,
        "CreateDashboardLink": _SHARE_DASHBOARDS,
        "ListDashboardLinks": _SHARE_DASHBOARDS,
        "DeleteDashboardLink": _SHARE_DASHBOARDS,
        "DeleteDashboardLinks": _SHARE_DASHBOARDS,
        "GetSharedDashboard": _OPEN_LINKS,
        "CreateReport": _SHARE_DASHBOARDS,
        "ListReports": _READ_NUMBERS,
        "DeleteReport": _SHARE_DASHBOARDS,
        "SendReport": _SHARE_DASHBOARDS,
    },
    "antiphon.insights.v1.ReportingService": {
        "ExportSlice": _EXPORT_NUMBERS,
        "CreateMarker": _MANAGE_MARKERS,
        "UpdateMarker": _MANAGE_MARKERS,
        "ListMarkers": _READ_NUMBERS,
        "DeleteMarker": _MANAGE_MARKERS,
        "CreateChannel": _MANAGE_CHANNELS,
        "ListChannels": _READ_NUMBERS,
        "UpdateChannel": _MANAGE_CHANNELS,
        "DeleteChannel": _MANAGE_CHANNELS,
        "TestChannel": _MANAGE_CHANNELS,
        "ListChannelDeliveries": _READ_NUMBERS,
        "RetryChannelDelivery": _MANAGE_CHANNELS,
    },
    "antiphon.insights.v1.InsightsService": {
        "GetMention": _READ_MENTIONS,
        "ListMentions": _READ_MENTIONS,
        "DeleteMention": _DELETE_MENTIONS,
        "EraseAuthor": _ERASE_AUTHORS,
        "GetArchiveSummary": _COUNT_MENTIONS,
        "GetErasurePreview": _ERASE_AUTHORS,
        "FindMissingItems": _AUDIT_ARCHIVE,
        "CorrectMention": _CORRECT_MENTIONS,
        "ListCorrections": _READ_CORRECTIONS,
    },
}

PERMISSIONS: Final[Mapping[str, Permission]] = {
    f"/{service}/{method}": permission
    for service, methods in _BY_SERVICE.items()
    for method, permission in methods.items()
}
"""Full method name, as gRPC writes it -> the right it needs."""


def unlisted(service: str) -> tuple[str, ...]:
    """RPCs of a gRPC service, by its full name, that no line of the table mentions."""
    descriptor = descriptor_pool.Default().FindServiceByName(service)
    methods = (f"/{service}/{method.name}" for method in descriptor.methods)
    return tuple(method for method in methods if method not in PERMISSIONS)
