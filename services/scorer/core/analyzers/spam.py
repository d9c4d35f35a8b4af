"""How likely nobody's own words stand behind a text, and a machine behind its account.

Both are sums of signals in log-odds, each with a fixed weight, so that a person can check them by hand.
No public set of labelled spam of this kind may be trained on; the weights are set so that one usual thing
(a link, a discount, capitals) never makes spam, and corrections by people tell how well they hold.
What is not known of an account counts as nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple

from typing_extensions import override

from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.scorer.core import plain, reasons, spam_account, spam_text
from services.scorer.core.analyzers.protocol import Analyzer, Batch
from services.scorer.core.documents import Document
from services.scorer.core.plain import Plain
from services.scorer.core.reasons import Reason

THRESHOLD: Final = 0.5
"""Probability from which a text counts as spam."""
START: Final = -4.0
"""Log-odds of spam before any signal: 2 in 100."""
ACCOUNT_START: Final = -3.2
"""Log-odds of a machine before any signal: 4 in 100."""

ACCOUNT: Final = "account"
"""Begins the reasons that add up to the bot's log-odds; all others add up to those of spam."""

_ACCOUNT_SHARE: Final = 0.5
"""How much of what speaks for a machine speaks for spam."""
_ACCOUNT_MOST: Final = 1.8
_START_REASON: Final[Reason] = ("start", None, START)
_ACCOUNT_START_REASON: Final[Reason] = (f"{ACCOUNT}: start", None, ACCOUNT_START)
_OF_STARTS: Final = {start: 1 / (1 + math.exp(-start)) for start in (START, ACCOUNT_START)}


class Spam(NamedTuple):
    """What speaks for spam and for a machine.

    Attributes:
        signals: with their log-odds, without the start.
        account: the same of the account.
    """

    signals: Sequence[Reason] = ()
    account: Sequence[Reason] = ()

    @property
    def probability(self) -> float:
        """That the text is spam."""
        return _probability(START, self.signals)

    @property
    def bot_probability(self) -> float:
        """That a machine runs the account."""
        return _probability(ACCOUNT_START, self.account)


class SpamAnalyzer(Analyzer[Spam]):
    """Weighs signals of spam."""

    name: ClassVar = "spam"
    version: ClassVar = "1"

    @override
    def analyze(self, batch: Batch) -> list[Spam]:
        """What speaks for spam and for a machine, of each document."""
        read = batch.share(plain.read)
        return [_judge(document, words) for document, words in zip(batch.documents, read, strict=True)]

    @override
    def write(self, document: Document, finding: Spam, score: score_pb2.Score) -> None:
        """Writes it down; the starts only before signals."""
        spam = score.spam
        probability = finding.probability
        spam.probability = probability
        spam.present = probability >= THRESHOLD
        spam.bot_probability = finding.bot_probability
        if finding.signals:
            reasons.write((_START_REASON, *finding.signals), spam.reasons)
        if finding.account:
            reasons.write((_ACCOUNT_START_REASON, *finding.account), spam.reasons)

    @override
    def explain(self, document: Document, score: score_pb2.Score) -> None:
        """Adds the starts that stand alone."""
        if not score.HasField("spam"):
            return
        told = {reason.text for reason in score.spam.reasons}
        for start in (_START_REASON, _ACCOUNT_START_REASON):
            if start[0] not in told:
                reasons.write((start,), score.spam.reasons)


def _judge(document: Document, read: Plain) -> Spam:
    signals = spam_text.signals(document, read)
    account = spam_account.signals(document.mention)
    if account:
        shared = _ACCOUNT_SHARE * sum(amount for _, _, amount in account)
        if shared > 0:
            signals.append((f"the {ACCOUNT}", None, min(shared, _ACCOUNT_MOST)))
    return Spam(signals, account)


def _probability(start: float, signals: Sequence[Reason]) -> float:
    if not signals:
        return _OF_STARTS[start]
    return 1 / (1 + math.exp(-(start + sum([amount for _, _, amount in signals]))))


def is_of_account(reason: findings_pb2.Reason) -> bool:
    """Whether a reason is one of those for a machine."""
    return reason.text.startswith(f"{ACCOUNT}:")
