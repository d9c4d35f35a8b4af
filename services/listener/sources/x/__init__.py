"""X (Twitter), API v2, with tweepy.

Written from X's public documentation and description of its API and tried against a stub of our own, alone
and behind a proxy that validates both sides by that description. Not yet run against the live network.
"""
