"""What people say of a mention against its score: labels, one per question and person; the latest stands.

Rows are never changed: whoever changes their mind adds one, so that it can be told who said what, and when.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

from antiphon.insights.v1 import insights_service_pb2 as api
from antiphon.scoring.v1 import score_pb2
from services.common.model import errors

QUESTIONS: Final[Mapping[int, str]] = {1: "sentiment", 2: "spam", 3: "should_answer", 4: "relevant"}
"""Questions as the table numbers them; their names are the fields of `Correction`."""

RELEVANT: Final = 4
"""The question whether a mention is about a brand: the only one whose answer is of a brand."""

ASKED: Final[Mapping[int, str]] = {number: name for number, name in QUESTIONS.items() if number != RELEVANT}
"""Questions that hold for all brands: those that many mentions may be asked at once."""

_SENTIMENTS: Final = frozenset(score_pb2.Sentiment.Label.values()) - {score_pb2.Sentiment.LABEL_UNSPECIFIED}


_JUDGEMENTS: Final[Mapping[str, Mapping[int, int]]] = {
    "SPAM": {2: 1},
    "NOT_RELEVANT": {3: 0, RELEVANT: 0},
    # Whoever dismisses has the choice of "not about us", so what needs no answer is about the brand.
    "NO_ANSWER_NEEDED": {3: 0, RELEVANT: 1},
}


class Label(NamedTuple):
    """One row of the history.

    Attributes:
        corrector: who said it, `user:alice`.
        question: one of `QUESTIONS`.
        label: the answer: a `Sentiment.Label`, else 0 or 1.
        revision: of the mention that it was said of.
        create_time: microseconds since 1970.
        brand: that the answer is of; None where it holds for all.
    """

    corrector: str
    question: int
    label: int
    revision: int
    create_time: int
    brand: str | None = None

    @property
    def matter(self) -> tuple[str, int, str | None]:
        """What a later row of the same matter takes the place of."""
        return self.corrector, self.question, self.brand


class Saying(Protocol):
    """A request that has the fields of the questions, each there or not."""

    def HasField(self, field_name: Any, /) -> bool: ...  # noqa: N802  # as messages name it


def asked(request: api.CorrectMentionRequest) -> dict[int, int]:
    """The answers in a request, by question.

    Raises:
        InvalidField: there is none, a sentiment that does not exist, or no brand that it is relevant for.
    """
    if not request.HasField("relevant"):
        return answers(request)
    if not request.brand:
        raise errors.InvalidField("brand", "say for which brand it is relevant or not.")
    rest = any(request.HasField(name) for name in ASKED.values())
    return {**(answers(request) if rest else {}), RELEVANT: int(request.relevant)}


def answers(request: Saying) -> dict[int, int]:
    """The answers of any request that has the fields of the questions; raises as `asked` does."""
    said = {
        question: int(getattr(request, name)) for question, name in ASKED.items() if request.HasField(name)
    }
    if not said:
        raise errors.InvalidField("sentiment", "say something: a sentiment, spam, should_answer or relevant.")
    if 1 in said and said[1] not in _SENTIMENTS:
        raise errors.InvalidField("sentiment", "it must be LABEL_NEGATIVE, LABEL_NEUTRAL or LABEL_POSITIVE.")
    return said


def judged(cause: str) -> Mapping[int, int]:
    """The answers that a dismissal gives, by question: none where it says nothing of the mention itself."""
    return _JUDGEMENTS.get(cause, {})


def news(
    history: Sequence[Label],
    corrector: str,
    said: Mapping[int, int],
    revision: int,
    now: int,
    *,
    brand: str | None = None,
) -> list[Label]:
    """Rows that a person's answers add: none for what they said of this revision already.

    Args:
        history: of the mention, oldest first.
        corrector: the person, `user:alice`.
        said: answers by question.
        revision: of the mention that it is said of.
        now: microseconds since 1970.
        brand: for which they spoke; kept where the question is of a brand.
    """
    standing = {label.matter: label for label in history}
    found = []
    for question, label in said.items():
        new = Label(corrector, question, label, revision, now, brand if question == RELEVANT else None)
        held = standing.get(new.matter)
        if held is None or (held.label, held.revision) != (label, revision):
            found.append(new)
    return found


def told(history: Sequence[Label], *, superseded: bool) -> Iterable[api.Correction]:
    """A history, oldest first, as messages; without what was replaced unless it is asked for."""
    last = {label.matter: at for at, label in enumerate(history)}
    for at, label in enumerate(history):
        replaced = last[label.matter] != at
        if superseded or not replaced:
            yield _message(label, replaced=replaced)


def _message(label: Label, *, replaced: bool) -> api.Correction:
    made = api.Correction(
        corrector=label.corrector, revision=label.revision, superseded=replaced, brand=label.brand or ""
    )
    made.create_time.FromMicroseconds(label.create_time)
    name = QUESTIONS[label.question]
    setattr(made, name, label.label if name == "sentiment" else bool(label.label))
    return made
