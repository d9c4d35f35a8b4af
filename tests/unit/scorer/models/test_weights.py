import dataclasses
import hashlib
from pathlib import Path

import numpy as np
import pytest

from services.common.model import errors
from services.scorer.core.models import Models, weights
from services.scorer.core.models.models import WEIGHTS
from services.scorer.core.models.pins import PINS
from tests.unit.scorer.models.made import TEXTS, made_up

FIVE_MEGABYTES = 5_000_000


def test_the_shipped_files_are_the_pinned_ones_and_small() -> None:
    models = Models.load()
    assert set(models.names) == set(PINS)
    assert {path.stem for path in WEIGHTS.glob("*.npz")} == set(PINS)
    assert sum(path.stat().st_size for path in WEIGHTS.glob("*.npz")) < FIVE_MEGABYTES


def test_a_missing_file_refuses_to_start_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(errors.AntiphonError, match=r"The model file one.npz cannot be read: install"):
        Models.load(tmp_path, {"one": "0" * 64})


@pytest.mark.parametrize("broken", ["torn", "changed", "empty"])
def test_a_broken_file_refuses_to_start_with_a_sentence(tmp_path: Path, broken: str) -> None:
    content = weights.dump(made_up("one", ("a", "b"), 1))
    pin = hashlib.sha256(content).hexdigest()
    damaged = {"torn": content[:-100], "changed": content[:500] + b"!" + content[501:], "empty": b""}[broken]
    (tmp_path / "one.npz").write_bytes(damaged)
    with pytest.raises(errors.AntiphonError, match=r"one.npz is not the one this version was made with"):
        Models.load(tmp_path, {"one": pin})


def test_a_file_of_another_format_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = weights.dump(made_up("one", ("a", "b"), 1))
    monkeypatch.setattr(weights, "FORMAT", 2)
    with pytest.raises(errors.AntiphonError, match="format 1, this version reads 2"):
        weights.parse(content)


def test_what_is_written_is_read_again_and_written_the_same() -> None:
    made = made_up("one", ("a", "b"), 1)
    content = weights.dump(made)
    read = weights.parse(content)
    for field in dataclasses.fields(made):
        assert np.array_equal(getattr(read, field.name), getattr(made, field.name)), field.name
    assert weights.dump(read) == content


def test_the_shipped_models_know_the_plainest_cases() -> None:
    models = Models.load()
    texts = ["I love this, thank you so much!", "worst service ever, I am furious", *TEXTS]
    answers = models.answer("sentiment", models.read(texts))["sentiment"]
    assert answers.chosen(0) == ["positive"]
    assert answers.chosen(1) == ["negative"]
    assert np.allclose(answers.probabilities.sum(axis=1), 1, atol=1e-5)
