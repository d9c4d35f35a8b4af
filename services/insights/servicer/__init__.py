"""RPC in, one call of the store, RPC out; a module for each gRPC service."""

from services.insights.servicer.archive import InsightsServicer
from services.insights.servicer.channels import ReportingServicer
from services.insights.servicer.curation import CurationServicer
from services.insights.servicer.findings import AnalyticsServicer
from services.insights.servicer.rendering import Renderer
from services.insights.servicer.reports import DashboardServicer

__all__ = [
    "AnalyticsServicer",
    "CurationServicer",
    "DashboardServicer",
    "InsightsServicer",
    "Renderer",
    "ReportingServicer",
]
