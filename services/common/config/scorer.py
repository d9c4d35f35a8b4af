"""Settings of the scorer alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from services.common.config.kinds import Range


@dataclass(frozen=True, slots=True)
class ScorerSettings:
    """The scorer: what mentions mean."""

    concurrency: Annotated[int, Range(1, 64)] = 4
    """Batches in hand at once in one process.
    Scoring itself is CPU work and takes turns; while one batch waits for the log's acknowledgement
    the next is scored. More than a few gain nothing: add replicas instead."""

    switched_off: tuple[str, ...] = ()
    """Analyzers that are not asked, for example `spam,influence`.
    Those that would have read their findings do with less. docs/reference/scores.md names them all."""

    weights: Path | None = None
    """Folder of weights that take the place of the shipped ones of the same names; none by default.
    It holds the files and `SHA256SUMS`, as `sha256sum *.npz > SHA256SUMS` writes it."""

    candidate: Path | None = None
    """Folder of weights, of the same form, that are tried in the shadow of the live ones; none by default.
    A candidate's scores go nowhere: only whether they agree is counted, by analyzer."""

    candidate_share: Annotated[float, Range(0, 1)] = 0.1
    """Time a candidate may take, as a share of the time that live scoring takes; about that share of the
    batches is tried."""
