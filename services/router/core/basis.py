"""What a change of the set-up is based on: nobody replaces what they have not seen."""

from __future__ import annotations

from typing import Any

from services.common.model import errors


def told(request: Any) -> int | None:
    """Microseconds of `based_on_time` of a request; None where it replaces whatever is there."""
    return int(request.based_on_time.ToMicroseconds()) if request.HasField("based_on_time") else None


def check(name: str, based_on: int | None, stands: int | None) -> None:
    """Refuses a change of what is not what it was.

    Args:
        name: resource.
        based_on: when what the change is based on had last changed, in microseconds; None for any.
        stands: when it did last change; None where there is none.

    Raises:
        StaleVersion: if these are not the same.
    """
    if based_on is None or based_on == stands:
        return
    said = "was changed" if stands is not None else "was deleted"
    raise errors.StaleVersion(f"{name} {said} since; look at it again, then change it.", document=name)
