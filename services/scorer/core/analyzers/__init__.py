"""Analyzers: each answers one question about a text. `registry` lists them in the order they run in."""

from services.scorer.core.analyzers.protocol import Analyzer as Analyzer
from services.scorer.core.analyzers.protocol import Batch as Batch
from services.scorer.core.analyzers.protocol import Silence as Silence
