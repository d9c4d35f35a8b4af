"""Decisions of the archive: what is kept, in which order it is given, what a filter means."""
