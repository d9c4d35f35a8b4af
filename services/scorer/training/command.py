"""What all training commands share: arguments, a progress bar, the file, its pin, the card's figures."""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from rich import progress

from services.scorer.core.models import pins as pins_module
from services.scorer.core.models import weights
from services.scorer.core.models.models import WEIGHTS
from services.scorer.training import packing, recipe, sets
from services.scorer.training.encoder import MissingEncoderError
from services.scorer.training.features import Shape
from services.scorer.training.vectors import Vectors

PINS: Final = Path(pins_module.__file__)
CARDS: Final = Path(__file__).resolve().parents[3] / "docs" / "models"
_PIN: Final = re.compile(r'^    "(\w+)": "([0-9a-f]{64})",$', re.MULTILINE)
_FIGURES: Final = re.compile(r"(<!-- figures -->\n).*?(<!-- end of figures -->)", re.DOTALL)


def run(name: str, shape: Shape, tasks: Callable[[Path], Sequence[recipe.Task]]) -> None:
    """Trains a model from the command line.

    Args:
        name: of the model and its file.
        shape: of its tables.
        tasks: makes its heads from the folder of the data.
    """
    options = _parser(name).parse_args()
    _run(name, shape, options, lambda _: tasks(options.data))


def run_taught(name: str, shape: Shape, tasks: Callable[[Path, Vectors], Sequence[recipe.Task]]) -> None:
    """The same for a model that a teacher teaches; its command asks for the encoder's folder, too."""
    parser = _parser(name)
    parser.add_argument(
        "--encoder", type=Path, required=True, help="folder of all-MiniLM-L6-v2, for example: see docs/models"
    )
    options = parser.parse_args()

    def planned(bar: progress.Progress) -> Sequence[recipe.Task]:
        line = bar.add_task("vectors", total=None)
        vectors = Vectors(options.encoder, options.work, lambda count: bar.advance(line, count))
        return tasks(options.data, vectors)

    _run(name, shape, options, planned)


def _run(
    name: str,
    shape: Shape,
    options: argparse.Namespace,
    planned: Callable[[progress.Progress], Sequence[recipe.Task]],
) -> None:
    try:
        with progress.Progress(*progress.Progress.get_default_columns(), progress.TimeElapsedColumn()) as bar:
            fitted = [_train(bar, task, shape, options.work) for task in planned(bar)]
    except sets.MissingSetError as error:
        raise SystemExit(f"{error} Give the folder that holds `train/` as --data.") from None
    except MissingEncoderError as error:
        raise SystemExit(str(error)) from None
    content = weights.dump(_packed(name, shape, fitted))
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / f"{name}{weights.SUFFIX}").write_bytes(content)
    figures = _told(fitted, len(content))
    print(figures)  # noqa: T201 - the command's result
    if options.out.resolve() == WEIGHTS:
        _pin(name, hashlib.sha256(content).hexdigest())
        _write_card(name, figures)


def _parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=f"Trains the scorer's model `{name}`.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds train/*.tsv.gz")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where the file goes")
    parser.add_argument(
        "--work",
        type=Path,
        default=Path(tempfile.gettempdir()) / "antiphon-training",
        help="keeps what is done, for a run that is broken off",
    )
    return parser


def _train(bar: progress.Progress, task: recipe.Task, shape: Shape, work: Path) -> recipe.Fitted:
    line = bar.add_task(task.name, total=recipe.steps(task))
    fitted = recipe.train(task, shape, work, lambda: bar.advance(line))
    bar.update(line, completed=recipe.steps(task))
    return fitted


def _packed(name: str, shape: Shape, fitted: Sequence[recipe.Fitted]) -> weights.Weights:
    heads, first = [], 0
    for found in fitted:
        heads.append(dataclasses.replace(found.head, first=first))
        first += len(found.head.labels)
    matrix = np.concatenate([found.weights for found in fitted], axis=1)
    biases = np.concatenate([found.biases for found in fitted])
    digest = hashlib.sha256(matrix.tobytes() + biases.tobytes()).hexdigest()[:8]
    return packing.pack(name, digest, tuple(heads), shape=shape, fitted=matrix, biases=biases)


def _told(fitted: Sequence[recipe.Fitted], size: int) -> str:
    lines = [
        f"| {found.head.name} | {name} | {value} |"
        for found in fitted
        for name, value in found.figures.items()
    ]
    head = ["| head | figure | on texts left out |", "| --- | --- | --- |"]
    return "\n".join([*head, *lines, f"| | size of the file | {size / 1000:.0f} kB |"])


def _pin(name: str, sha256: str) -> None:
    """Writes the pin into the code as it is now: another command may have written its own meanwhile."""
    text = PINS.read_text(encoding="utf-8")
    pinned = dict(_PIN.findall(text)) | {name: sha256}
    body = "".join(f'    "{model}": "{digest}",\n' for model, digest in sorted(pinned.items()))
    PINS.write_text(re.sub(r"= \{.*?\}\n", f"= {{\n{body}}}\n", text, flags=re.DOTALL), encoding="utf-8")


def _write_card(name: str, figures: str) -> None:
    card = CARDS / f"{name}.md"
    if card.exists():
        text = card.read_text(encoding="utf-8")
        card.write_text(
            _FIGURES.sub(lambda found: f"{found[1]}{figures}\n{found[2]}", text), encoding="utf-8"
        )
