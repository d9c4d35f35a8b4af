"""RPC in, one call of the store, RPC out; a module for each gRPC service."""

from services.insights.servicer.archive import InsightsServicer

__all__ = ["InsightsServicer"]
