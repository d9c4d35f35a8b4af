import random
from collections.abc import Sequence

import numpy as np
import pytest

from services.scorer.core import masking
from services.scorer.core.models import Models
from services.scorer.core.models.model import Model
from services.scorer.core.models.reading import Reader
from tests.unit.scorer.models.made import TEXTS, cues_of, made_up

FEELINGS = ("negative", "neutral", "positive")


def twins() -> Models:
    """Two models with tables of one size, and one with larger tables."""
    return Models(
        [
            Model(made_up("one", FEELINGS, 1)),
            Model(made_up("two", ("a", "b"), 2)),
            Model(made_up("three", FEELINGS, 3, bits=11)),
        ]
    )


def logits(models: Models, name: str, texts: Sequence[str]) -> list[list[float]]:
    answers = models.answer(name, models.read(texts), cues_of(texts))[name]
    assert np.isfinite(answers.probabilities).all()
    return [
        [*row, *likely]
        for row, likely in zip(answers.logits.tolist(), answers.probabilities.tolist(), strict=True)
    ]


@pytest.mark.parametrize("name", ["one", "two", "three"])
def test_a_text_alone_gets_what_it_gets_in_a_batch(name: str) -> None:
    together = logits(twins(), name, TEXTS)
    models = twins()
    assert [logits(models, name, [text])[0] for text in TEXTS] == together


def test_the_order_of_a_batch_changes_nothing() -> None:
    order = list(range(len(TEXTS)))
    random.Random(5).shuffle(order)
    there = logits(twins(), "one", TEXTS)
    assert logits(twins(), "one", [TEXTS[at] for at in order]) == [there[at] for at in order]


def test_what_is_remembered_changes_nothing() -> None:
    forgetful, fresh = twins(), twins()
    forgetful._reader._capacity = 1
    for text in TEXTS:
        assert logits(forgetful, "one", [text]) == logits(fresh, "one", [text])


def test_passages_are_good_after_the_reader_has_begun_anew() -> None:
    models = twins()
    models._reader._capacity = 1
    passages = models.read(TEXTS)
    models.read(["something else entirely"])
    models.answer("one", models.read(["and more"]))
    assert models.answer("one", passages)["one"].logits.tolist() == (
        twins().answer("one", twins().read(TEXTS))["one"].logits.tolist()
    )


def test_models_side_by_side_answer_as_each_does_alone() -> None:
    for name, seed, labels in (("one", 1, FEELINGS), ("two", 2, ("a", "b"))):
        alone = Model(made_up(name, labels, seed)).answer(Reader().read(TEXTS), cues_of(TEXTS))[name]
        models = twins()
        passages, table = models.read(TEXTS), cues_of(TEXTS)
        models.answer("two", passages, table)
        assert models.answer(name, passages, table)[name].logits.tolist() == alone.logits.tolist()


def test_other_cues_are_not_answered_from_memory() -> None:
    models = twins()
    passages = models.read(TEXTS)
    with_cues = models.answer("one", passages, cues_of(TEXTS))["one"].logits
    assert models.answer("one", passages)["one"].logits.tolist() != with_cues.tolist()


@pytest.mark.parametrize("label", FEELINGS)
def test_reasons_add_up_to_the_last_digit(label: str) -> None:
    models = twins()
    table = cues_of(TEXTS)
    answers = models.answer("one", models.read(TEXTS), table)["one"]
    column = FEELINGS.index(label)
    for at, text in enumerate(TEXTS):
        found = models.explain("one", "one", label, text, table[at : at + 1])
        amounts = [reason.amount for reason in found]
        random.Random(at).shuffle(amounts)
        assert sum(amounts) == answers.logits[at, column]


def test_reasons_say_where_they_stand() -> None:
    text = "I really like the crew"
    found = twins().explain("one", "one", "positive", text)
    spoken = [reason for reason in found if reason.kind in {"word", "phrase"}]
    assert {text[reason.start : reason.end] for reason in spoken} == {reason.text for reason in spoken}
    assert {"like", "the crew", "like the crew"} <= {reason.text for reason in spoken}


@pytest.mark.parametrize(
    "other",
    [
        "@someone the crew was great",
        "the crew was great https://a.example/b?c=1",
        "the crew @some.one@a.example was great",
        "@a the www.example.org crew was great @b",
    ],
)
def test_an_unrelated_handle_or_link_changes_nothing(other: str) -> None:
    texts = ["the crew was great", masking.mask(other)]
    first, second = logits(twins(), "one", texts)
    assert first == second


def test_a_negation_reaches_three_pieces_and_no_further_than_a_stop() -> None:
    passages = Reader().read(["not a very good day", "not now, good day"])
    assert passages.negated.tolist() == [0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0]


@pytest.mark.parametrize("mark", ["!", "?", "!?"])
def test_marks_in_a_row_count_once(mark: str) -> None:
    models = Models.load()
    cues = cues_of(["the flight was awful"])
    said = [
        models.answer("sentiment", models.read([text]), cues)["sentiment"].logits.tolist()
        for text in (f"the flight was awful {mark}", f"the flight was awful {f' {mark}' * 60}")
    ]
    assert said[0] == said[1]


def test_a_piece_in_a_row_counts_three_times() -> None:
    passages = Reader().read(["no", "ha " * 50 + "no " * 2 + "ha ha", "ha"])
    assert passages.sizes.tolist() == [1, 7, 1]
    assert [passages.glossary.pieces[at].text for at in passages.numbers[passages.starts + 1]] == [
        "no",
        "ha",
        "ha",
    ]


def test_no_texts_get_no_answers() -> None:
    answers = twins().answer("one", twins().read([]), cues_of([]))["one"]
    assert answers.probabilities.shape == (0, 3)


def test_a_megabyte_is_read_in_part() -> None:
    long = "terrible service " * 60_000
    assert logits(twins(), "one", [long])[0][:3]
    assert len(Reader().read([long]).numbers) < 3_000
