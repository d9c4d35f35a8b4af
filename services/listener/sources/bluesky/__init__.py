"""Bluesky through an account's own server (PDS), by the `atproto` library."""
