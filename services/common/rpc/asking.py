"""`python -m services.common.rpc.asking host:port` exits 0 when a service there is ready; for `helm test`.

An address that begins with http:// is asked for an answer of success, as the console's.
"""

from __future__ import annotations

import asyncio
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Final

from services.common.config import Settings
from services.common.rpc import health

TRIES: Final = 10
PAUSE_SECONDS: Final = 3.0


async def main(addresses: Sequence[str]) -> int:
    """The exit code: 0 when every address answers that it is ready, within half a minute."""
    answers = [await _ready(address) for address in addresses]
    for address, ready in zip(addresses, answers, strict=True):
        sys.stdout.write(f"{address} is {'ready' if ready else 'not ready'}\n")
    return 0 if answers and all(answers) else 1


async def _ready(address: str) -> bool:
    for attempt in range(TRIES):
        if await (_page(address) if address.startswith("http://") else _service(address)):
            return True
        if attempt < TRIES - 1:
            await asyncio.sleep(PAUSE_SECONDS)
    return False


async def _service(address: str) -> bool:
    return await health.is_serving(address, Settings())


async def _page(address: str) -> bool:
    # The console knows itself by its public names; this one is always among them.
    request = urllib.request.Request(address, headers={"Host": "localhost"})  # noqa: S310  # http:// was looked at
    try:
        answer = await asyncio.to_thread(urllib.request.urlopen, request, timeout=health.CHECK_SECONDS)
    except (OSError, urllib.error.URLError):
        return False
    return bool(answer.status == 200)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
