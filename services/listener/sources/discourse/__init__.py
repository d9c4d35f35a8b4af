"""Discourse forums: read by post ids or by search, answered by posts."""
