import gzip
import hashlib
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from services.scorer.core.models import weights
from services.scorer.core.models.model import Model
from services.scorer.core.models.reading import Reader
from services.scorer.core.models.weights import Head
from services.scorer.training import (
    calibrating,
    command,
    features,
    fitting,
    intent,
    measures,
    own,
    packing,
    recipe,
    sets,
)
from tests.unit.scorer.models.made import TEXTS, cues_of

SHAPE = features.Shape(unit_bits=8, run_bits=9, neighbour_bits=9, runs=0.5, neighbours=0.25, cues=0.5)


def write_set(folder: Path, name: str, rows: list[tuple[str, str]]) -> Path:
    (folder / "train").mkdir(exist_ok=True)
    lines = ["id\ttext\tlabel", *(f"{at}\t{text}\t{label}" for at, (text, label) in enumerate(rows))]
    with gzip.open(folder / "train" / f"{name}.tsv.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return folder


def test_the_running_model_sees_the_features_it_was_trained_on() -> None:
    chance = np.random.default_rng(3)
    width = sum(columns for columns, _ in SHAPE.parts)
    fitted = (chance.integers(-127, 128, (width, 2)) / 128).astype(np.float32)
    biases = np.array([0.5, -0.25], np.float32)
    head = Head("h", ("a", "b"), 0, apart=False)
    packed = packing.pack("m", "1", (head,), shape=SHAPE, fitted=fitted, biases=biases)
    said = Model(packed).logits(Reader().read(TEXTS), cues_of(TEXTS))
    expected = features.matrix(TEXTS, SHAPE) @ fitted + biases
    short = [at for at, text in enumerate(TEXTS) if len(text) < 1000]
    assert np.corrcoef(said[short].ravel(), expected[short].ravel())[0, 1] > 0.9995
    assert np.abs(said - expected)[short].max() < 0.05 * np.abs(expected[short]).max()


def test_a_head_learns_calibrates_and_goes_on_where_it_was(tmp_path: Path) -> None:
    examples = recipe.Examples()
    for at in range(120):
        good = at % 2 == 0
        text = f"the {'lovely' if good else 'awful'} room number {at}"
        examples.add(text, [float(not good), float(good)], judged=True)
    recipe.balance(examples)
    task = recipe.Task("mood", ("bad", "good"), apart=False, examples=examples, steps=20, folds=2)
    told: list[int] = []
    first = recipe.train(task, SHAPE, tmp_path, lambda: told.append(1))
    assert first.figures["accuracy"].startswith("100.0")
    assert told
    told.clear()
    again = recipe.train(task, SHAPE, tmp_path, lambda: told.append(1))
    assert not told
    assert np.array_equal(first.weights, again.weights)


def test_a_label_that_is_not_known_teaches_nothing() -> None:
    matrix = features.matrix(["good", "bad", "odd"], SHAPE)
    targets = np.array([[1.0, np.nan], [0.0, 1.0], [np.nan, 0.0]], np.float32)
    arguments = {"restraint": 1e-3, "steps": 20, "apart": True}
    both, _ = fitting.fit(matrix, targets, np.ones((3, 2), np.float32), **arguments)
    first, _ = fitting.fit(matrix[:2], targets[:2, :1], np.ones((2, 1), np.float32), **arguments)
    assert np.allclose(both[:, 0], first[:, 0], atol=1e-2)


def test_a_set_that_may_only_be_evaluated_on_is_not_trained_on(tmp_path: Path) -> None:
    for name in sets.ONLY_EVALUATE:
        with pytest.raises(ValueError, match="only be evaluated on"):
            sets.to_train(tmp_path, name)


def test_texts_of_sets_are_cleaned_and_masked(tmp_path: Path) -> None:
    write_set(tmp_path, "some", [(r"@bob it\u2019s &amp;amp; fine http://a.example/b", "x")])
    (row,) = sets.rows(tmp_path, "some")
    assert row["text"] == "xxxx it\N{RIGHT SINGLE QUOTATION MARK}s & fine xxxxxxxxxxxxxxxxxx"


def test_a_missing_set_is_named_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["train", "--data", str(tmp_path)])
    with pytest.raises(SystemExit, match=r"The set semeval is not in .* Give the folder"):
        command.run("mood", SHAPE, lambda data: list(sets.rows(data, "semeval")))


def test_a_command_writes_a_file_that_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    examples = recipe.Examples()
    for at in range(60):
        examples.add(f"{'love' if at % 2 else 'hate'} it {at}", [float(at % 2)], judged=True)
    task = recipe.Task("mood", ("good",), apart=True, examples=examples, steps=10, folds=2)
    monkeypatch.setattr(
        sys, "argv", ["train", "--data", str(tmp_path), "--out", str(tmp_path), "--work", str(tmp_path / "w")]
    )
    command.run("mood", SHAPE, lambda _: [task])
    assert "| mood | good | macro F1 100.0" in capsys.readouterr().out
    content = (tmp_path / "mood.npz").read_bytes()
    model = Model(weights.load(tmp_path / "mood.npz", hashlib.sha256(content).hexdigest()))
    passages = Reader().read(["love this", "hate this"])
    answers = model.answer(passages, cues_of(["love this", "hate this"]))["mood"]
    assert answers.chosen(0) == ["good"]
    assert answers.chosen(1) == []


def test_our_examples_are_many_different_and_known() -> None:
    said = list(own.read())
    assert len(said) > 300
    assert max(Counter(example.text.lower() for example in said).values()) == 1
    held = Counter(label for example in said for label in example.intents)
    assert set(held) == set(intent.LABELS)
    assert min(held.values()) >= 20


def test_measures_are_what_they_are_called() -> None:
    truth, given = np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1])
    assert measures.recall(truth, given) == pytest.approx(100 * (2 / 3 + 1) / 2)
    assert measures.f1(truth, given) == pytest.approx(100 * (0.8 + 2 / 3) / 2)
    assert measures.accuracy(truth, given) == 75
    stated = np.array([0.9] * 10 + [0.1] * 10)
    right = np.array([True] * 9 + [False] + [False] * 10)
    assert measures.calibration_error(np.repeat(stated, 15), np.repeat(right, 15)) < 0.2


def test_calibration_finds_the_line() -> None:
    chance = np.random.default_rng(4)
    logits = chance.normal(0, 2, 20_000)
    truth = (chance.random(20_000) < 1 / (1 + np.exp(-(0.5 * logits - 1)))).astype(np.float64)
    factor, shift = calibrating.line(logits, truth)
    assert factor == pytest.approx(0.5, abs=0.05)
    assert shift == pytest.approx(-1, abs=0.1)


def test_chance_alone_makes_a_calibration_error() -> None:
    stated = np.full(1_500, 0.7)
    by_chance = measures.calibration_by_chance(stated)
    assert 0.02 < by_chance < 0.06
    assert measures.calibration_by_chance(np.full(150_000, 0.7)) < by_chance / 5
