import dataclasses
import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from services.common.model import errors
from services.scorer.core.models import candidate, weights
from tests.unit.scorer.models.made import made_up

LABELS = ("bad", "good")


def lay(folder: Path, *models: weights.Weights) -> dict[str, str]:
    folder.mkdir()
    pins = {}
    for model in models:
        content = weights.dump(model)
        (folder / f"{model.name}.npz").write_bytes(content)
        pins[model.name] = hashlib.sha256(content).hexdigest()
    return pins


def name_all(folder: Path, pins: dict[str, str]) -> None:
    lines = [f"{sha256}  {name}.npz\n" for name, sha256 in pins.items()]
    (folder / "SHA256SUMS").write_text("".join(lines))


class Set:
    """Two shipped models and a candidate for one of them."""

    def __init__(self, path: Path) -> None:
        self.shipped, self.folder = path / "shipped", path / "candidate"
        self.pins = lay(self.shipped, made_up("one", LABELS, 1), made_up("two", LABELS, 2))
        self.newer = dataclasses.replace(made_up("two", LABELS, 3), version="2")
        name_all(self.folder, lay(self.folder, self.newer))

    def load(self) -> candidate.Models:
        return candidate.load(self.folder, shipped=self.shipped, pins=self.pins)

    def replace(self, model: weights.Weights, name: str) -> None:
        content = weights.dump(model)
        (self.folder / f"{name}.npz").write_bytes(content)
        name_all(self.folder, {name: hashlib.sha256(content).hexdigest()})


@pytest.fixture
def laid(tmp_path: Path) -> Set:
    return Set(tmp_path)


def test_a_folder_takes_the_place_of_the_models_it_names(laid: Set) -> None:
    models = laid.load()
    assert models.names == ("one", "two")
    assert [models.version(name).split(".")[0] for name in models.names] == ["1", "2"]


def test_a_folder_without_a_manifest_refuses_to_start(laid: Set) -> None:
    (laid.folder / "SHA256SUMS").unlink()
    with pytest.raises(errors.AntiphonError, match=r"run sha256sum \*.npz > SHA256SUMS"):
        laid.load()


@pytest.mark.parametrize(
    ("manifest", "sentence"),
    [
        ("", "is empty"),
        ("nonsense", "line 1 is not a SHA-256"),
        (f"{'0' * 64}  three.npz\n", 'line 1 names the model "three"; this version has one, two'),
        (f"{'0' * 64}  ../../two.npz\n", "line 1 is not"),
        (f"{'0' * 64}  two.npz\n", "is not the file that SHA256SUMS names"),
        (f"{'0' * 64}  one.npz\n", "cannot be read, though SHA256SUMS names it"),
    ],
)
def test_a_manifest_that_is_not_true_refuses_to_start(laid: Set, manifest: str, sentence: str) -> None:
    (laid.folder / "SHA256SUMS").write_text(manifest)
    with pytest.raises(errors.AntiphonError, match=sentence):
        laid.load()


def test_a_file_that_holds_no_weights_refuses_to_start(laid: Set) -> None:
    (laid.folder / "two.npz").write_bytes(b"no archive")
    name_all(laid.folder, {"two": hashlib.sha256(b"no archive").hexdigest()})
    with pytest.raises(errors.AntiphonError, match="holds no weights"):
        laid.load()


def archive(**arrays: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in arrays.items():
            made.writestr(f"{name}.npy", content)
    return file.getvalue()


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        archive(about=b"garbage"),
        archive(about=b"{}"),
        flipped(weights.dump(made_up("two", LABELS, 3))),
        weights.dump(made_up("two", LABELS, 3))[:2_000],
    ],
)
def test_what_is_no_archive_of_weights_refuses_to_start(laid: Set, content: bytes) -> None:
    (laid.folder / "two.npz").write_bytes(content)
    name_all(laid.folder, {"two": hashlib.sha256(content).hexdigest()})
    with pytest.raises(errors.AntiphonError, match="holds no weights"):
        laid.load()


GOOD = made_up("two", LABELS, 3)


@pytest.mark.parametrize(
    "change",
    [
        {"unit": GOOD.unit * np.nan},
        {"units": GOOD.units.astype(np.float32)},
        {"units": GOOD.units[:1000]},
        {"units": GOOD.units[:, :1]},
        {"runs": GOOD.runs[0]},
        {"cues": GOOD.cues[:5]},
        {"biases": GOOD.biases[:1]},
        {"biases": np.array(3)},
        {"shifts": GOOD.shifts + 40},
        {"heads": (weights.Head("two", LABELS, 1, apart=False),)},
        {"heads": (weights.Head("two", LABELS, 0, apart=False, thresholds=(0.5,)),)},
    ],
)
def test_weights_that_do_not_fit_together_refuse_to_start(laid: Set, change: dict[str, Any]) -> None:
    laid.replace(dataclasses.replace(GOOD, **change), "two")
    with pytest.raises(errors.AntiphonError, match="holds no weights"):
        laid.load()


def test_a_model_of_other_questions_refuses_to_start(laid: Set) -> None:
    laid.replace(made_up("two", ("bad", "neither", "good"), 4), "two")
    with pytest.raises(errors.AntiphonError, match="does not answer the questions of the model two"):
        laid.load()
    laid.replace(made_up("one", LABELS, 4), "two")
    with pytest.raises(errors.AntiphonError, match="does not answer the questions of the model two"):
        laid.load()
