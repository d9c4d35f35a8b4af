"""End to end: from a file of posts to ranked opportunities and an archive, all guarantees on.

Prints mentions per second, CPU per mention and process, latency at a steady rate, memory,
and ratios taken side by side in one run: to the simplest loop a competent user would write,
to this system with batches of one, and to this system without flushing to the disk.
"""
