"""What can be said of a text, one module per question, all behind one Protocol."""

from services.scorer.core.analyzers.protocol import Analyzer

__all__ = ["Analyzer"]
