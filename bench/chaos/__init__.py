"""What users see when a part fails under load, how long it lasts, and whether anything is lost or doubled.

`python -m bench.chaos` sets off one fault after another on the five services with a real NATS and a real
Postgres and prints a table. The log and the database live in a network namespace of their own, on small disks
of their own, so that cables can be cut and disks be full; it needs root on Linux, for namespaces and mounts.
"""
