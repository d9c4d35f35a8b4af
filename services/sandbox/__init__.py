"""An honest little social network, for the demo and the tests.

It is a network like any other: a process of its own that the listener reaches over HTTP only, with
authors, threads, edits, deletions, limits and bad days. Its ledger shows what it accepted, which is how
a test proves that nothing was answered twice.
"""
