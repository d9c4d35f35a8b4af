"""RPCs that may be called again after an unclear end without doing anything twice.

Clients retry these, and only these, when a service cannot be reached. Reading is always repeatable;
the others say so in their contract.
"""

from __future__ import annotations

from typing import Final

from services.common.rpc.permissions import PERMISSIONS

READING: Final = ("Get", "List", "Score", "Find")
"""Verbs that change nothing."""

REPEATABLE_COMMANDS: Final = frozenset(
    {
        "/antiphon.listening.v1.ListeningService/PauseSource",
        "/antiphon.listening.v1.ListeningService/ResumeSource",
        "/antiphon.listening.v1.ListeningService/IngestMentions",
        "/antiphon.listening.v1.ListeningService/Deliver",
        "/antiphon.routing.v1.RoutingService/ClaimOpportunity",
        "/antiphon.routing.v1.RoutingService/RenewLease",
        "/antiphon.routing.v1.RoutingService/CreateReply",
        "/antiphon.routing.v1.DraftingService/HandOffOpportunity",
        "/antiphon.routing.v1.DraftingService/PauseSending",
        "/antiphon.routing.v1.DraftingService/ResumeSending",
        "/antiphon.routing.v1.DraftingService/UpdateAnsweringSettings",
        "/antiphon.scoring.v1.ScoringService/RescoreMentions",
        "/antiphon.insights.v1.InsightsService/EraseAuthor",
        "/antiphon.insights.v1.InsightsService/CorrectMention",
    }
)
"""Commands whose repetition does no harm by their contract: by request id, by lease, or by nature."""

REPEATABLE: Final = REPEATABLE_COMMANDS | {
    method for method in PERMISSIONS if method.rpartition("/")[2].startswith(READING)
}
