"""Comments on YouTube, read within the day's quota and answered, from the documentation of its Data API v3.

By plain HTTP: Google's own client is a hundred megabytes, blocks, and brings a transport that no guard sees.
"""
