"""Mastodon and servers that speak its API, by the `Mastodon.py` library."""
