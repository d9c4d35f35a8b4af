"""How right the scorer's models are on public sets: tables with standard errors.

    python -m bench.quality --data PATH

PATH holds `train/*.tsv.gz`. A set that is not there is named and skipped. Sets that a model was trained on
are measured only on their validation part; the others were never trained on. All texts are masked as the
scorer masks them: handles, links, the names of the brands. Beside a calibration error stands the one that
exactly right probabilities would show by chance on so few texts.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from services.scorer.core.models import Models, cue_table
from services.scorer.core.polarity import polarity
from services.scorer.core.vader import Vader
from services.scorer.training import measures, sets

BATCH: Final = 500
SENTIMENT: Final = ("negative", "neutral", "positive")
CARRIERS: Final = re.compile(
    r"\b(?:united|south ?west(?:air)?|jet ?blue|u\.?s\.? ?air(?:ways)?|virgin ?america"
    r"|american ?air(?:lines)?|delta)\b",
    re.IGNORECASE,
)


class Asked(NamedTuple):
    """A set as a question: texts, right answers by number, and how the answer is named."""

    name: str
    model: str
    head: str
    labels: Sequence[str]
    rows: Callable[[Path], Iterator[tuple[str, str]]]
    measure: Callable[[Any, Any], float]
    target: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds train/*.tsv.gz")
    data = parser.parse_args().data
    models, vader = Models.load(), Vader(masked=True)
    figures: dict[str, Any] = {}
    print(
        f"{'set':44} {'texts':>6} {'measure':>20} {'accuracy':>13} "
        f"{'calibration error':>18} {'by chance':>10}  target"
    )
    for asked in QUESTIONS:
        if asked.model not in models.names:
            print(f"{asked.name:44} skipped: there is no model {asked.model}.")
            continue
        try:
            rows = list(asked.rows(data))
        except sets.MissingSetError as error:
            print(f"{asked.name:44} skipped: {error}")
            continue
        figures[asked.name] = _answer(models, vader, asked, rows)
    _speed(models, vader, data, figures)
    print(json.dumps(figures))


def _answer(models: Models, vader: Vader, asked: Asked, rows: Sequence[tuple[str, str]]) -> dict[str, float]:
    truth = np.array([asked.labels.index(label) for _, label in rows])
    likely, least = _judge(models, vader, asked, [text for text, _ in rows])
    if least is not None:
        stated, said = likely, (likely >= least).astype(np.int64)
        right = truth == 1
    else:
        said = likely.argmax(axis=1)
        stated, right = likely.max(axis=1), truth == said
    figure = measures.measured(asked.measure, truth, said)
    accuracy = measures.measured(measures.accuracy, truth, said)
    calibration = measures.calibration_error(stated, right)
    chance = measures.calibration_by_chance(stated)
    measure = f"{asked.measure.__name__} {figure}"
    print(
        f"{asked.name:44} {len(rows):6} {measure:>20} {accuracy!s:>13} "
        f"{calibration:18.3f} {chance:10.3f}  {asked.target}"
    )
    return {
        asked.measure.__name__: round(figure.value, 2),
        "standard_error": round(figure.error, 2),
        "accuracy": round(accuracy.value, 2),
        "calibration_error": round(calibration, 4),
        "calibration_error_by_chance": round(chance, 4),
    }


def _judge(models: Models, vader: Vader, asked: Asked, texts: Sequence[str]) -> tuple[Any, float | None]:
    """Probabilities of all labels; or those of the one that is asked for, and its threshold."""
    parts = []
    for start in range(0, len(texts), BATCH):
        part = texts[start : start + BATCH]
        cues = None if asked.model == "languages" else _cues(vader, part)
        answers = models.answer(asked.model, models.read(part), cues)[asked.head]
        parts.append(answers.probabilities)
    head, likely = answers.head, np.concatenate(parts)
    if not head.apart:
        return likely, None
    column = head.labels.index(asked.labels[1])
    return likely[:, column], head.thresholds[column]


def _cues(vader: Vader, texts: Sequence[str]) -> Any:
    readings = [vader.read(text) for text in texts]
    return cue_table([(polarity((found,)), (found,)) for found in readings])


def _speed(models: Models, vader: Vader, data: Path, figures: dict[str, Any]) -> None:
    """CPU microseconds per text, in batches: the lexicon, reading, and each model."""
    try:
        texts = [row["text"] for row in sets.rows(data, "airline_train")]
    except sets.MissingSetError as error:
        print(f"speed skipped: {error}")
        return
    spent: dict[str, float] = {}

    def timed(stage: str, work: Callable[[], Any]) -> Any:
        started = time.thread_time()
        done = work()
        spent[stage] = spent.get(stage, 0.0) + time.thread_time() - started
        return done

    for start in range(0, len(texts), BATCH):
        part = texts[start : start + BATCH]
        cues = timed("lexicon and cues", partial(_cues, vader, part))
        passages = timed("reading", partial(models.read, part))
        for name in models.names:
            if name != "languages":
                timed(name, partial(models.answer, name, passages, cues))
    for stage, seconds in spent.items():
        print(f"{stage:44} {seconds / len(texts) * 1e6:6.1f} us per text")
    fast = sum(spent[stage] for stage in ("lexicon and cues", "reading", "sentiment"))
    figures["sentiment_texts_per_s"] = round(len(texts) / fast)
    figures["all_models_texts_per_s"] = round(len(texts) / sum(spent.values()))


def _labelled(name: str) -> Callable[[Path], Iterator[tuple[str, str]]]:
    return lambda data: ((row["text"], row["label"]) for row in sets.rows(data, name))


def _airlines(data: Path) -> Iterator[tuple[str, str]]:
    for row in sets.rows(data, "airline_train"):
        yield CARRIERS.sub(_hide, row["text"]), row["label"]


def _brands(data: Path) -> Iterator[tuple[str, str]]:
    for row in sets.rows(data, "sanders_brand_train"):
        if row["label"] in SENTIMENT:
            brand = re.compile(rf"\b{re.escape(row['brand'])}\b", re.IGNORECASE)
            yield brand.sub(_hide, row["text"]), row["label"]


def _hide(found: re.Match[str]) -> str:
    return "x" * len(found[0])


QUESTIONS: Final = (
    Asked(
        "sentiment: TweetEval validation",
        "sentiment",
        "sentiment",
        SENTIMENT,
        _labelled("sentiment_tweeteval_val"),
        measures.recall,
        "64.5 on the test",
    ),
    Asked(
        "sentiment: airlines, never trained on",
        "sentiment",
        "sentiment",
        SENTIMENT,
        _airlines,
        measures.recall,
        "accuracy 68",
    ),
    Asked(
        "sentiment: four brands, never trained on",
        "sentiment",
        "sentiment",
        SENTIMENT,
        _brands,
        measures.recall,
        "none",
    ),
    Asked(
        "complaint: nine domains, never trained on",
        "complaint",
        "complaint",
        ("not_complaint", "complaint"),
        _labelled("complaints_train"),
        measures.f1,
        "83",
    ),
    Asked(
        "complaint intent: nine domains",
        "intent",
        "intent",
        ("not_complaint", "complaint"),
        _labelled("complaints_train"),
        measures.f1,
        "none",
    ),
)
"""Emotion, offence, languages and intents have no set that was kept from training: see the model cards for
what they achieve on texts left out in turn."""


if __name__ == "__main__":
    main()
