"""Named leases with a token that only rises: for sources and for jobs that must run once.

The database's clock judges expiry. A holder stops itself by its own monotonic clock a fifth of the
time earlier, so that two never work at once. What it writes is guarded a second time: `check`, in
the same transaction, refuses the token of a lease that ran out or was taken over, and keeps
the lease from being taken over until that transaction ends.

A SQLite file has one process, so the leases of an earlier process are free at once.
"""

from services.common.store.holding import hold
from services.common.store.lease_table import Lease, acquire, check, define, release, renew

__all__ = ["Lease", "acquire", "check", "define", "hold", "release", "renew"]
