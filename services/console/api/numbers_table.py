"""Addresses of what is counted: insights, alerts, and what leaves the archive."""

from __future__ import annotations

from typing import Final

from services.console.api import lines


def _slice(word: str, rpc: str, summary: str) -> lines.Line:
    return lines.Line("GET", f"/insights/{word}", rpc, summary, spread="slice")


INSIGHTS: Final = (
    _slice("trend", "AnalyticsService.GetTrend", "A slice over time, whole or divided"),
    _slice("breakdown", "AnalyticsService.GetBreakdown", "A slice divided; by brand its share of voice"),
    _slice("heatMap", "AnalyticsService.GetHeatMap", "A slice by hour of the day and day of the week"),
    _slice(
        "comparison",
        "AnalyticsService.GetComparison",
        "A slice beside another, `against.…`; without it beside as long a time before",
    ),
    _slice(
        "mentions",
        "AnalyticsService.ListSliceMentions",
        "The mentions behind a number, oldest first; name both times to read on",
    ),
    _slice("spikes", "AnalyticsService.ListSpikes", "Hours with far more or less than usual, and why"),
    _slice("topics", "AnalyticsService.ListTopics", "What a slice is about, and what of it is new"),
    _slice("drivers", "AnalyticsService.ListDrivers", "Words that tell a slice from another, `against.…`"),
    _slice("influencers", "AnalyticsService.ListInfluencers", "Who carries a slice"),
    _slice("care", "AnalyticsService.GetCarePerformance", "How brands' accounts answer, side by side"),
    _slice("channelUse", "AnalyticsService.GetChannelUse", "How many channels customers use"),
    _slice("communities", "AnalyticsService.ListCommunities", "Where others give answers"),
)

ALERTS: Final = (
    lines.get("/alerts", "AnalyticsService.ListAlerts", "Slices that are watched"),
    lines.post("/alerts", "AnalyticsService.CreateAlert", "Watch a slice"),
    lines.delete("/{name=alerts/*}", "AnalyticsService.DeleteAlert", "Watch it no longer"),
    lines.post(
        "/alerts:backtest",
        "AnalyticsService.BacktestAlert",
        "What an alert would have said of the past; tells nobody",
    ),
)

_DASHBOARD: Final = "/{name=dashboards/*}"

DASHBOARDS: Final = (
    lines.get("/dashboards", "DashboardService.ListDashboards", "Own dashboards and shared ones"),
    lines.post("/dashboards", "DashboardService.CreateDashboard", "Keep questions together"),
    lines.post("/dashboards:open", "DashboardService.GetSharedDashboard", "The page that a link shows"),
    lines.get(_DASHBOARD, "DashboardService.GetDashboard", "One dashboard"),
    lines.put("/{dashboard.name=dashboards/*}", "DashboardService.UpdateDashboard", "Change it", "dashboard"),
    lines.delete(_DASHBOARD, "DashboardService.DeleteDashboard", "Drop it with its links and reports"),
    lines.get(f"{_DASHBOARD}:render", "DashboardService.RenderDashboard", "It as a page"),
    lines.post(f"{_DASHBOARD}:link", "DashboardService.CreateDashboardLink", "A link that expires"),
    lines.get("/{parent=dashboards/*}/links", "DashboardService.ListDashboardLinks", "Links that show it"),
    lines.delete("/{name=dashboards/*/links/*}", "DashboardService.DeleteDashboardLink", "End one link"),
    lines.post(f"{_DASHBOARD}:unlink", "DashboardService.DeleteDashboardLinks", "End its links"),
    lines.get("/reports", "DashboardService.ListReports", "Dashboards that are sent again and again"),
    lines.post("/reports", "DashboardService.CreateReport", "Send a dashboard again and again"),
    lines.delete("/{name=reports/*}", "DashboardService.DeleteReport", "Send it no longer"),
    lines.post("/{name=reports/*}:send", "DashboardService.SendReport", "Send it now"),
)

REPORTS: Final = (
    lines.post("/mentions:change", "CurationService.ChangeMentions", "Correct and tag many, or count them"),
    lines.get("/mentionChanges", "CurationService.ListMentionChanges", "Who changed how many mentions"),
    lines.post("/{name=mentionChanges/*}:undo", "CurationService.UndoMentionChange", "Take a change back"),
    lines.get(
        "/{parent=brands/*}/relevanceJudgements",
        "CurationService.ListRelevanceJudgements",
        "Mentions that were judged to be about a brand or not, the last judged first",
    ),
    lines.get("/tags", "CurationService.ListTags", "Tags of mentions, those of the most first"),
    lines.post("/slices:export", "ReportingService.ExportSlice", "A file of mentions or sums, however many"),
    lines.get("/markers", "ReportingService.ListMarkers", "Campaigns and events beside the numbers"),
    lines.post("/markers", "ReportingService.CreateMarker", "Mark a campaign or an event"),
    lines.put("/{marker.name=markers/*}", "ReportingService.UpdateMarker", "Change a marker", "marker"),
    lines.delete("/{name=markers/*}", "ReportingService.DeleteMarker", "Delete a marker"),
    lines.get("/channels", "ReportingService.ListChannels", "Where alerts and reports go"),
    lines.post("/channels", "ReportingService.CreateChannel", "Connect a mailbox, a chat or a system"),
    lines.put("/{channel.name=channels/*}", "ReportingService.UpdateChannel", "Change a channel", "channel"),
    lines.delete("/{name=channels/*}", "ReportingService.DeleteChannel", "Drop a channel"),
    lines.post("/{name=channels/*}:test", "ReportingService.TestChannel", "Try a channel"),
    lines.get(
        "/{parent=channels/*}/deliveries",
        "ReportingService.ListChannelDeliveries",
        "What a channel was given, newest first; `-` for all",
    ),
    lines.post(
        "/{name=channels/*/deliveries/*}:retry",
        "ReportingService.RetryChannelDelivery",
        "Give it again",
    ),
)
