"""Hacker News: search by time windows, states of items; answers are handed to a person."""
