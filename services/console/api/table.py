"""The interface as data: every address, the RPC behind it, and what it does in a few words.

A new RPC gets a line here, and until then an address under `/rpc/`; its parameters, body and answer are
read from its contract. The generated tests and the OpenAPI document read this table, so there is nothing
else to write.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from services.console.adapters.contracts import METHODS
from services.console.api import numbers_table
from services.console.api.lines import Line
from services.console.api.lines import delete as _delete
from services.console.api.lines import get as _get
from services.console.api.lines import patch as _patch
from services.console.api.lines import post as _post
from services.console.api.lines import put as _put

_ITEM: Final = "/{name=opportunities/*}"
_REPLY: Final = "/{name=opportunities/*/replies/*}"
_DRAFT: Final = "/{name=opportunities/*/draft}"

_OPPORTUNITIES: Final = (
    _get("/opportunities", "RoutingService.ListOpportunities", "A page of the queue, in its order"),
    _post("/opportunities:claimNext", "RoutingService.ClaimNextOpportunity", "Take the next opportunity"),
    _post("/opportunities:take", "StaffingService.TakeOpportunity", "Take in what is not in the queue"),
    _get(_ITEM, "RoutingService.GetOpportunity", "One opportunity with its conversation and its reason"),
    _post(f"{_ITEM}:claim", "RoutingService.ClaimOpportunity", "Take this opportunity"),
    _post(f"{_ITEM}:renew", "RoutingService.RenewLease", "Keep the lease"),
    _post(f"{_ITEM}:release", "RoutingService.ReleaseOpportunity", "Give the lease back"),
    _post(f"{_ITEM}:dismiss", "RoutingService.DismissOpportunity", "End as not worth an answer"),
    _post(f"{_ITEM}:resolve", "RoutingService.ResolveOpportunity", "End as dealt with"),
    _post(f"{_ITEM}:transfer", "StaffingService.TransferOpportunity", "Hand over to a colleague or a queue"),
    _post(f"{_ITEM}:snooze", "StaffingService.SnoozeOpportunity", "Put aside until a moment or an answer"),
    _post(f"{_ITEM}:wake", "StaffingService.WakeOpportunity", "Bring back what was put aside"),
    _post(f"{_ITEM}:tag", "StaffingService.TagOpportunity", "Add and remove tags"),
    _post(f"{_ITEM}:call", "StaffingService.CallColleague", "Call a colleague to look at it"),
    _post(f"{_ITEM}:handOff", "DraftingService.HandOffOpportunity", "Answer by hand on the network itself"),
    _post("/{opportunity=opportunities/*}:accept", "StaffingService.AcceptOffer", "Take what was offered"),
    _post("/{opportunity=opportunities/*}:decline", "StaffingService.DeclineOffer", "Leave what was offered"),
    _get("/queue/summary", "RoutingService.GetQueueSummary", "Counts of the queue"),
    _get("/decisions", "RoutingService.ListDecisions", "What was decided about each mention"),
)

_REPLIES: Final = (
    _get(
        "/{parent=opportunities/*}/replies",
        "RoutingService.ListReplies",
        "Replies, newest first; `-` for those of all opportunities",
    ),
    _post("/{parent=opportunities/*}/replies", "RoutingService.CreateReply", "Answer; sent at most once"),
    _get(_REPLY, "RoutingService.GetReply", "One reply with its true state"),
    _post(f"{_REPLY}:cancel", "RoutingService.CancelReply", "Take back, or end an unconfirmed one"),
    _post(f"{_REPLY}:approve", "DraftingService.ApproveReply", "Consent to it"),
    _post(f"{_REPLY}:reject", "DraftingService.RejectReply", "Refuse consent"),
    _post(f"{_REPLY}:release", "DraftingService.ReleaseReply", "Send what was held back"),
    _post(f"{_REPLY}:confirm", "DraftingService.ConfirmReply", "Confirm what was sent by hand"),
    _post("/authors:find", "ListeningService.FindAuthor", "Who has a handle, before writing to them first"),
    _post("/replies:check", "ListeningService.CheckReply", "Whether a network would take an answer, and how"),
)

_WRITING: Final = (
    _get(_DRAFT, "DraftingService.GetDraft", "The shared draft", tag="revision"),
    _put(
        "/{draft.name=opportunities/*/draft}",
        "DraftingService.UpdateDraft",
        "Write the shared draft; `If-Match` with its entity tag, 0 for the first",
        body="draft",
        match="revision",
        tag="revision",
    ),
    _delete(_DRAFT, "DraftingService.DeleteDraft", "Drop the shared draft", match="revision"),
    _get("/{parent=opportunities/*}/notes", "DraftingService.ListNotes", "Notes for colleagues"),
    _post("/{parent=opportunities/*}/notes", "DraftingService.CreateNote", "Leave a note"),
    _get(
        "/{parent=opportunities/*}/commitments",
        "DraftingService.ListCommitments",
        "Promises to the customer; `-` for all that are not ended",
    ),
    _post("/{parent=opportunities/*}/commitments", "DraftingService.CreateCommitment", "Note a promise"),
    _get("/commitments:summary", "DraftingService.GetCommitmentSummary", "How promises were kept, by brand"),
    _post(
        "/{name=opportunities/*/commitments/*}:end",
        "DraftingService.EndCommitment",
        "Was it kept?",
    ),
    _get("/macros", "DraftingService.ListMacros", "Saved replies"),
    _post("/macros", "DraftingService.CreateMacro", "Save a reply"),
    _put("/{macro.name=macros/*}", "DraftingService.UpdateMacro", "Change a saved reply", body="macro"),
    _delete("/{name=macros/*}", "DraftingService.DeleteMacro", "Drop a saved reply"),
    _get("/{name=macros/*}:render", "DraftingService.GetRenderedMacro", "Fill a saved reply in"),
    _get("/approvalRules", "DraftingService.ListApprovalRules", "Which answers need consent"),
    _post("/approvalRules", "DraftingService.CreateApprovalRule", "Have answers need consent"),
    _delete("/{name=approvalRules/*}", "DraftingService.DeleteApprovalRule", "Need consent no longer"),
    _get("/sendingPauses", "DraftingService.ListSendingPauses", "What sends nothing at present"),
    _post("/sendingPauses:pause", "DraftingService.PauseSending", "Stop all sending of a brand or network"),
    _post("/sendingPauses:resume", "DraftingService.ResumeSending", "Send again"),
    _get("/{name=brands/*/answeringSettings}", "DraftingService.GetAnsweringSettings", "How a brand answers"),
    _put(
        "/{answering_settings.name=brands/*/answeringSettings}",
        "DraftingService.UpdateAnsweringSettings",
        "Set how a brand answers",
        body="answering_settings",
    ),
)

_STAFF: Final = (
    _get("/offers", "StaffingService.ListOffers", "What is offered; `agents/-` for everybody's"),
    _post("/presence", "StaffingService.SetPresence", "Say that you are here, away or busy"),
    _get("/queues", "StaffingService.ListQueues", "Queues"),
    _post("/queues", "StaffingService.CreateQueue", "Make a queue"),
    _get("/{name=queues/*}", "StaffingService.GetQueue", "One queue"),
    _put("/{queue.name=queues/*}", "StaffingService.UpdateQueue", "Change a queue", body="queue"),
    _delete("/{name=queues/*}", "StaffingService.DeleteQueue", "Drop a queue"),
    _get("/{name=queues/*}/estimate", "StaffingService.GetQueueEstimate", "How long its work will wait"),
    _get("/agents", "StaffingService.ListAgents", "Agents, with presence and load"),
    _post("/agents", "StaffingService.CreateAgent", "Add an agent"),
    _get("/{name=agents/*}", "StaffingService.GetAgent", "One agent"),
    _put("/{agent.name=agents/*}", "StaffingService.UpdateAgent", "Change an agent", body="agent"),
    _delete("/{name=agents/*}", "StaffingService.DeleteAgent", "Drop an agent"),
    _get("/staffing:check", "StaffingService.CheckStaffing", "What waits and nobody can take"),
)

_DEADLINES: Final = (
    _get("/calendars", "DeadlineService.ListCalendars", "Calendars of business hours"),
    _post("/calendars", "DeadlineService.CreateCalendar", "Make a calendar"),
    _get("/{name=calendars/*}", "DeadlineService.GetCalendar", "One calendar"),
    _put("/{calendar.name=calendars/*}", "DeadlineService.UpdateCalendar", "Change a calendar", "calendar"),
    _delete("/{name=calendars/*}", "DeadlineService.DeleteCalendar", "Drop a calendar"),
    _get("/deadlinePolicies", "DeadlineService.ListDeadlinePolicies", "By when work is due"),
    _post("/deadlinePolicies", "DeadlineService.CreateDeadlinePolicy", "Make a deadline policy"),
    _get("/{name=deadlinePolicies/*}", "DeadlineService.GetDeadlinePolicy", "One deadline policy"),
    _put(
        "/{deadline_policy.name=deadlinePolicies/*}",
        "DeadlineService.UpdateDeadlinePolicy",
        "Change a deadline policy",
        "deadline_policy",
    ),
    _delete("/{name=deadlinePolicies/*}", "DeadlineService.DeleteDeadlinePolicy", "Drop a deadline policy"),
)

_POLICIES: Final = (
    _get("/policies:active", "PolicyService.GetPolicy", "What decides now", tag="version"),
    _get("/policies", "PolicyService.ListPolicyVersions", "What decided, newest first"),
    *(
        _get(f"/{{name={kind}/*/versions/*}}", "PolicyService.GetPolicy", "One version of a document")
        for kind in ("policies", "lists", "thresholds")
    ),
    _post("/policies:lint", "PolicyService.LintPolicy", "Look for faults in a document"),
    _post("/policies:test", "PolicyService.TestPolicy", "Run the document's own examples"),
    _post(
        "/policies:apply",
        "PolicyService.ApplyPolicy",
        "Let a document decide; `If-Match` with the version it is based on",
        match="based_on_version",
        tag="version",
    ),
    _post("/policies:rollback", "PolicyService.RollbackPolicy", "Let an earlier version decide again"),
    _get("/policies/shadow", "PolicyService.GetShadowReport", "What a candidate would have decided"),
    _put("/policies/shadow", "PolicyService.SetShadow", "Let a candidate decide beside, unheard", "*"),
)

_CUSTOMERS: Final = (
    _get("/customers:lookUp", "CustomerService.LookUpCustomer", "Who wrote, by opportunity or identity"),
    _get("/{name=customers/*}", "CustomerService.GetCustomer", "One customer with identities"),
    _put("/{customer.name=customers/*}", "CustomerService.UpdateCustomer", "Name, note and tags", "customer"),
    _get("/{parent=customers/*}/timeline", "CustomerService.ListTimelineEntries", "What was said"),
    _get("/{name=customers/*}:previewMerge", "CustomerService.GetMergePreview", "What a merge would join"),
    _post("/{name=customers/*}:merge", "CustomerService.MergeCustomers", "Make two customers one"),
    _get("/{parent=customers/*}/merges", "CustomerService.ListMerges", "Merges of a customer"),
    _get(
        "/{name=customers/*/merges/*}:previewUnmerge",
        "CustomerService.GetUnmergePreview",
        "What would be separated",
    ),
    _post("/{name=customers/*/merges/*}:unmerge", "CustomerService.UnmergeCustomers", "Undo a merge"),
)

_INCIDENTS: Final = (
    _get("/incidents", "IncidentService.ListIncidents", "Incidents, newest first"),
    _get("/{name=incidents/*}", "IncidentService.GetIncident", "One incident"),
    _put("/{incident.name=incidents/*}", "IncidentService.UpdateIncident", "Title, answer, end", "incident"),
    _get("/{parent=incidents/*}/members", "IncidentService.ListIncidentMembers", "What belongs to it"),
    _post("/{name=incidents/*}:move", "IncidentService.MoveIncidentMember", "Add or remove a member"),
    _post("/{name=incidents/*}:answer", "IncidentService.AnswerIncident", "Answer its members"),
    _get(
        "/{opportunity=opportunities/*}/preparedAnswer",
        "IncidentService.GetPreparedAnswer",
        "The incident's answer for this member",
    ),
)

_BRANDS: Final = (
    _get("/brands", "ListeningService.ListBrands", "Brands"),
    _post("/brands", "ListeningService.CreateBrand", "Make a brand"),
    _get("/{name=brands/*}", "ListeningService.GetBrand", "One brand"),
    _patch("/{brand.name=brands/*}", "ListeningService.UpdateBrand", "Change a brand", "brand"),
    _delete("/{name=brands/*}", "ListeningService.DeleteBrand", "Drop a brand"),
    _get(
        "/{parent=brands/*}/queries",
        "ListeningService.ListQueries",
        "What is listened for; `-` for all",
    ),
    _post("/{parent=brands/*}/queries", "ListeningService.CreateQuery", "Listen for something"),
    _patch("/{query.name=brands/*/queries/*}", "ListeningService.UpdateQuery", "Change a query", "query"),
    _post("/queries:explain", "ListeningService.ExplainQuery", "What a query means, and where its parts run"),
    _delete("/{name=brands/*/queries/*}", "ListeningService.DeleteQuery", "Listen for it no longer"),
)

_TRAINING: Final = (
    _get("/{brand=brands/*}/lesson", "ListeningService.GetLesson", "How the lesson of a brand stands"),
    _post("/{brand=brands/*}/lesson:start", "ListeningService.StartLesson", "Play a lesson for practice"),
    _post("/{brand=brands/*}/lesson:end", "ListeningService.EndLesson", "Play no more of it"),
    _post("/{brand=brands/*}:clearPractice", "RoutingService.ClearPractice", "Dismiss all open practice"),
)

_SOURCES: Final = (
    _get("/sourceTypes", "ListeningService.ListSourceTypes", "Kinds of sources and what they need"),
    _get("/capabilities", "ListeningService.ListCapabilities", "What each network allows"),
    _get("/sources", "ListeningService.ListSources", "Sources, with health and budget"),
    _post("/sources", "ListeningService.CreateSource", "Connect a source"),
    _get("/{name=sources/*}", "ListeningService.GetSource", "One source"),
    _patch("/{source.name=sources/*}", "ListeningService.UpdateSource", "Change its settings", "source"),
    _delete("/{name=sources/*}", "ListeningService.DeleteSource", "Drop a source"),
    _post("/{name=sources/*}:pause", "ListeningService.PauseSource", "Stop reading"),
    _post("/{name=sources/*}:resume", "ListeningService.ResumeSource", "Read again"),
    _get(
        "/{parent=sources/*}/coverage",
        "ListeningService.ListCoverage",
        "What could not be seen; `-` for all sources",
    ),
    _get("/backfills", "ListeningService.ListBackfills", "Readings of the past"),
    _post("/backfills", "ListeningService.CreateBackfill", "Read the past, or say what it would cost"),
    _get("/{name=backfills/*}", "ListeningService.GetBackfill", "One reading of the past"),
    _post("/{name=backfills/*}:pause", "ListeningService.PauseBackfill", "Stop for now"),
    _post("/{name=backfills/*}:resume", "ListeningService.ResumeBackfill", "Go on"),
    _post("/{name=backfills/*}:cancel", "ListeningService.CancelBackfill", "Stop for good"),
    _get("/accounts", "ListeningService.ListAccounts", "Connected accounts"),
    _get("/{name=sources/*/account}", "ListeningService.GetAccount", "The account of a source"),
    _post("/{name=sources/*/account}:connect", "ListeningService.ConnectAccount", "Give it its secrets"),
    _post(
        "/{name=sources/*/account}:authorize",
        "ListeningService.BeginAuthorization",
        "Where to send the person who consents",
    ),
    _post("/accounts:completeAuthorization", "ListeningService.CompleteAuthorization", "Take the consent"),
    _delete("/{name=sources/*/account}", "ListeningService.DisconnectAccount", "Forget its secrets"),
    _get("/{parent=sources/*}/events", "ListeningService.ListEventDeliveries", "What a webhook was told"),
    _post("/{name=sources/*/events/*}:retry", "ListeningService.RetryEventDelivery", "Tell it again"),
    _post("/{name=sources/*}:test", "ListeningService.SendTestEvent", "Try its system with a signed test"),
)

_DELIVERIES: Final = (
    _get("/deliveries/{request_id=*}", "ListeningService.GetDelivery", "What became of something sent"),
    _post("/deliveries:moderate", "ListeningService.Moderate", "Hide, like, delete or block on the network"),
)

_MENTIONS: Final = (
    _get(
        "/mentions",
        "InsightsService.ListMentions",
        "Mentions of the archive; `filter` such as `text:refund AND sentiment = NEGATIVE`",
    ),
    _post("/mentions:ingest", "ListeningService.IngestMentions", "Bring mentions in"),
    _get("/{name=mentions/*}", "InsightsService.GetMention", "One archived mention with its score"),
    _delete("/{name=mentions/*}", "InsightsService.DeleteMention", "Delete everywhere and keep it away"),
    _post("/{name=mentions/*}:correct", "InsightsService.CorrectMention", "Say what the scorer got wrong"),
    _get("/corrections", "InsightsService.ListCorrections", "What people corrected"),
    _post("/mentions:score", "ScoringService.ScoreMentions", "Score texts, with the reasons"),
    _get("/archive/summary", "InsightsService.GetArchiveSummary", "Counts of the archive"),
)

_PERSONS: Final = (
    _post("/authors:erase", "InsightsService.EraseAuthor", "Forget a person everywhere"),
    _post(
        "/authors:previewArchiveErasure",
        "InsightsService.GetErasurePreview",
        "What it reaches in the archive",
    ),
    _post(
        "/authors:previewQueueErasure",
        "RoutingService.GetErasurePreview",
        "What it reaches in the queue",
    ),
    _post(
        "/authors:previewListenerErasure",
        "ListeningService.GetErasurePreview",
        "What it reaches at the door",
    ),
)

_AUDIT: Final = (
    _get("/audit", "AuditService.ListAuditEntries", "Who did what, newest first"),
    _get("/setup/versions", "AuditService.ListSetupVersions", "What was set up, by whom, version by version"),
)

_CONVERSATIONS: Final = (
    _get(
        "/{name=opportunities/*}:previewMerge",
        "ConversationService.GetConversationMergePreview",
        "What a merge of conversations would join",
    ),
    _post(f"{_ITEM}:merge", "ConversationService.MergeConversations", "Make several conversations one"),
    _get(
        "/{name=opportunities/*}:previewSplit",
        "ConversationService.GetConversationSplitPreview",
        "What a split would separate",
    ),
    _post("/conversations:start", "ConversationService.StartConversation", "Write to somebody first"),
    _post(f"{_ITEM}:split", "ConversationService.SplitConversation", "Make two conversations of one"),
    _get(
        "/{parent=opportunities/*}/moves",
        "ConversationService.ListConversationMoves",
        "Merges and splits of a conversation",
    ),
)

_CARE: Final = (
    Line("GET", "/care/report", "CareService.GetCareReport", "What was done, by whom", spread="filter"),
    Line("GET", "/care/steps", "CareService.ListCareSteps", "The steps behind a number", spread="filter"),
    _post("/care/steps:export", "CareService.ExportCareSteps", "A file of steps, however many"),
)

_WRITTEN: Final[Mapping[str, Sequence[Line]]] = {
    "opportunities": _OPPORTUNITIES,
    "conversations": _CONVERSATIONS,
    "replies": _REPLIES,
    "writing": _WRITING,
    "staff": _STAFF,
    "deadlines": _DEADLINES,
    "policies": _POLICIES,
    "customers": _CUSTOMERS,
    "incidents": _INCIDENTS,
    "brands": _BRANDS,
    "training": _TRAINING,
    "sources": _SOURCES,
    "deliveries": _DELIVERIES,
    "mentions": _MENTIONS,
    "insights": numbers_table.INSIGHTS,
    "alerts": numbers_table.ALERTS,
    "dashboards": numbers_table.DASHBOARDS,
    "reports": numbers_table.REPORTS,
    "care": _CARE,
    "persons": _PERSONS,
    "audit": _AUDIT,
}


def _others() -> Iterator[Line]:
    """An address for every RPC that people may call without one above, or with one that a slice outgrows."""
    known = {line.rpc for lines in _WRITTEN.values() for line in lines if not line.spread}
    for name, method in METHODS.items():
        if name not in known and method.permission.roles and not (method.streaming or method.taking):
            yield _post(f"/rpc/{name}", name, f"{name.rpartition('.')[2]}, as its contract says")


TABLE: Final[Mapping[str, Sequence[Line]]] = {**_WRITTEN, "others": tuple(_others())}
"""Subject -> its addresses. Of two that match, the first answers."""

SUBJECTS: Final[Mapping[str, str]] = {
    "opportunities": "Conversations that deserve an answer: the queue, and what one does with an item of it.",
    "conversations": "Conversations that people merged and split.",
    "replies": "Answers and their true state, from queued to sent, failed or unconfirmed.",
    "writing": "What helps to write: drafts, notes, promises, saved replies, consent, pauses of all sending.",
    "staff": "Who is here and who takes what.",
    "deadlines": "By when, in whose business hours.",
    "policies": "The documents that decide who gets what, their tests, their history and their shadows.",
    "customers": "People behind the identities, and merging them.",
    "incidents": "Many voices about one thing.",
    "brands": "For whom, and what is listened for.",
    "sources": "Where it comes from: health, coverage, budget, accounts, readings of the past.",
    "deliveries": "What went out, and moderation on the networks.",
    "mentions": "What was said, and what the scorer makes of it.",
    "insights": "Numbers about what was said: each opens into its mentions and says what could not be seen.",
    "alerts": "Slices that are watched, and what watching them would have told.",
    "dashboards": "Questions kept together, links to them, and reports of them.",
    "reports": "Files of the numbers, marks beside them, and where alerts and reports go.",
    "persons": "Forgetting somebody.",
    "audit": "Who did what, and who was refused.",
    "others": "What has no address of its own, or asks more than one holds: the request as the body.",
    "live": "Changes as they happen.",
    "log": "What consumers of the log gave up, and how far they are.",
    "session": "Who is signed in, and signing in and out.",
    "users": "People, their roles and brands, and tokens for programs.",
}
"""Subject -> what it is about, for the description."""
