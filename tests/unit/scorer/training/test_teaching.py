import gzip
import json
import sys
from math import erf, sqrt
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from services.scorer.training import command, complaint, everyday, features, recipe, vectors
from services.scorer.training.balancing import balanced
from services.scorer.training.encoder import HEADS, PIECES, WEIGHTS, Encoder, MissingEncoderError
from services.scorer.training.lessons import UNKNOWN, Lessons
from services.scorer.training.teaching import Teacher
from services.scorer.training.vectors import Vectors
from services.scorer.training.wordpieces import LONGEST, WordPieces

WIDTH = 2 * HEADS
PIECE_LIST = [
    *("[PAD]", "[UNK]", "[CLS]", "[SEP]", ".", "!"),
    *[
        "late",
        "is",
        "my",
        "train",
        "love",
        "the",
        "cafe",
        "wait",
        "##ing",
        "##er",
        "broke",
        "##n",
        "it",
        "good",
        "bad",
    ],
]
SHAPE = features.Shape(unit_bits=8, run_bits=9, neighbour_bits=9, runs=0.5, neighbours=0.25, cues=0.5)


def shapes() -> dict[str, tuple[int, ...]]:
    """Arrays of an encoder of two layers."""
    found: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(PIECE_LIST), WIDTH),
        "embeddings.position_embeddings.weight": (LONGEST + 2, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
        "embeddings.LayerNorm.weight": (WIDTH,),
        "embeddings.LayerNorm.bias": (WIDTH,),
    }
    for layer in ("encoder.layer.0", "encoder.layer.1"):
        for name, high, wide in (
            *((f"attention.self.{part}", WIDTH, WIDTH) for part in ("query", "key", "value")),
            ("attention.output.dense", WIDTH, WIDTH),
            ("intermediate.dense", 4 * WIDTH, WIDTH),
            ("output.dense", WIDTH, 4 * WIDTH),
        ):
            found[f"{layer}.{name}.weight"] = (high, wide)
            found[f"{layer}.{name}.bias"] = (high,)
        for name in ("attention.output", "output"):
            found[f"{layer}.{name}.LayerNorm.weight"] = found[f"{layer}.{name}.LayerNorm.bias"] = (WIDTH,)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    chance = np.random.default_rng(2)
    listed: dict[str, object] = {"__metadata__": {"format": "pt"}}
    body = b""
    for name, shape in shapes().items():
        part = chance.normal(0, 0.4, shape).astype(np.float32).tobytes()
        listed[name] = {
            "dtype": "F32",
            "shape": list(shape),
            "data_offsets": [len(body), len(body) + len(part)],
        }
        body += part
    head = json.dumps(listed).encode()
    found = tmp_path / "encoder"
    found.mkdir()
    (found / WEIGHTS).write_bytes(len(head).to_bytes(8, "little") + head + body)
    numbers = {piece: at for at, piece in enumerate(PIECE_LIST)}
    (found / PIECES).write_text(json.dumps({"model": {"vocab": numbers}}), encoding="utf-8")
    return found


def test_words_are_read_as_their_longest_pieces(folder: Path) -> None:
    read = WordPieces(folder / PIECES).read
    assert [PIECE_LIST[at] for at in read("My TRAIN, waiting! Caf\u00e9")] == [
        *("[CLS]", "my", "train", "[UNK]", "wait", "##ing", "!", "cafe", "[SEP]")
    ]
    assert len(read("late " * 500)) == LONGEST + 2
    assert [PIECE_LIST[at] for at in read("x" * 500 + " lately")] == ["[CLS]", "[UNK]", "[UNK]", "[SEP]"]


def test_a_vector_has_length_one_and_is_the_same_alone(folder: Path) -> None:
    texts = ["my train is late", "love the cafe!", "", "waiting, waiting", "broken"]
    encoder = Encoder(folder)
    told: list[int] = []
    together = encoder.encode(texts, told.append)
    assert sum(told) == len(texts)
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-5)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.allclose(alone, together, atol=1e-5)
    assert not np.allclose(together[0], together[1], atol=1e-3)


def test_a_vector_is_worked_out_as_bert_does(folder: Path) -> None:
    """Against a plain reading of the formulas, number by number, for a text of two pieces and its frame."""
    content = (folder / WEIGHTS).read_bytes()
    size = int.from_bytes(content[:8], "little")
    held = {
        name: np.frombuffer(content[8 + size :][slice(*entry["data_offsets"])], np.float32).reshape(
            entry["shape"]
        )
        for name, entry in json.loads(content[8 : 8 + size]).items()
        if name != "__metadata__"
    }
    expected = plainly(held, WordPieces(folder / PIECES).read("bad cafe"))
    assert np.allclose(Encoder(folder).encode(["bad cafe"])[0], expected, atol=1e-4)


def plainly(held: dict[str, npt.NDArray[np.float32]], numbers: list[int]) -> npt.NDArray[np.float64]:
    def normed(row: npt.NDArray[np.float64], name: str) -> npt.NDArray[np.float64]:
        scaled = (row - row.mean()) / row.std()
        return scaled * held[f"{name}.LayerNorm.weight"] + held[f"{name}.LayerNorm.bias"]

    def linear(row: npt.NDArray[np.float64], name: str) -> npt.NDArray[np.float64]:
        return held[f"{name}.weight"].astype(np.float64) @ row + held[f"{name}.bias"]

    def gelu(value: float) -> float:
        return value * (1 + erf(value / sqrt(2))) / 2

    words, places = held["embeddings.word_embeddings.weight"], held["embeddings.position_embeddings.weight"]
    kind = held["embeddings.token_type_embeddings.weight"][0]
    rows = [
        normed((words[n] + places[at] + kind).astype(np.float64), "embeddings")
        for at, n in enumerate(numbers)
    ]
    for layer in ("encoder.layer.0", "encoder.layer.1"):
        asked, keys, told = (
            [linear(row, f"{layer}.attention.self.{part}") for row in rows]
            for part in ("query", "key", "value")
        )
        heard = []
        for query in asked:
            parts = []
            for head in range(HEADS):
                own = slice(head * 2, head * 2 + 2)
                worth = np.exp([query[own] @ key[own] / np.sqrt(2) for key in keys])
                parts.append(sum(w * v[own] for w, v in zip(worth / worth.sum(), told, strict=True)))
            heard.append(np.concatenate(parts))
        rows = [
            normed(row + linear(new, f"{layer}.attention.output.dense"), f"{layer}.attention.output")
            for row, new in zip(rows, heard, strict=True)
        ]
        wide = [np.vectorize(gelu)(linear(row, f"{layer}.intermediate.dense")) for row in rows]
        rows = [
            normed(row + linear(new, f"{layer}.output.dense"), f"{layer}.output")
            for row, new in zip(rows, wide, strict=True)
        ]
    mean = np.mean(rows, axis=0)
    return mean / np.linalg.norm(mean)


def test_a_folder_without_an_encoder_is_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / PIECES).unlink()
    with pytest.raises(MissingEncoderError, match=r"no tokenizer.json in .*: give the encoder's folder"):
        Encoder(folder)
    monkeypatch.setattr(sys, "argv", ["train", "--data", str(tmp_path), "--encoder", str(folder)])
    with pytest.raises(SystemExit, match=r"no tokenizer.json"):
        command.run_taught("complaint", SHAPE, complaint.tasks)


def test_vectors_are_kept(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "PART", 2)
    texts = ["xxxx my train is late", "love it", "xxxxxxx"]
    first = Vectors(folder, tmp_path / "work").of(texts)
    monkeypatch.setattr(Encoder, "encode", None)
    assert np.array_equal(Vectors(folder, tmp_path / "work").of(texts), first)


def test_what_stands_for_hidden_names_is_no_word() -> None:
    assert vectors.bare("xxxxxx's seat  is .xxxxxxx broken") == "seat is . broken"
    assert vectors.bare("xxxx") == "."


def test_a_teacher_tells_of_texts_that_it_did_not_learn_from() -> None:
    chance = np.random.default_rng(1)
    side = np.repeat([1.0, -1.0], 100)
    places = (side[:, None] * np.array([1.0, 0.5]) + chance.normal(0, 0.1, (200, 2))).astype(np.float32)
    lessons = np.full((200, 1), UNKNOWN, np.float32)
    lessons[::10, 0] = side[::10] > 0
    teacher = Teacher("d", places, lessons, (~np.isnan(lessons[:, 0])).astype(np.float32))
    told, counted = teacher.teach(lessons, np.ones((200, 1), np.float32), np.arange(200))
    assert np.array_equal(told[:, 0] > 0.5, side > 0)
    assert np.array_equal(told[::10], lessons[::10])
    assert np.isfinite(counted).all()


def test_a_teacher_learns_nothing_of_what_is_left_out() -> None:
    places = np.eye(4, dtype=np.float32)
    lessons = np.array([[1], [0], [1], [0]], np.float32)
    teacher = Teacher("d", places, lessons, np.ones(4, np.float32))
    unknown = np.full((4, 1), UNKNOWN, np.float32)
    told, _ = teacher.teach(unknown, np.ones((4, 1), np.float32), np.array([0, 1]))
    assert told[0] > 0.5 > told[1]
    assert told[2] == told[3]


def test_pupils_learn_words_that_only_the_teacher_explains(folder: Path, tmp_path: Path) -> None:
    """Our examples say `bad` and `good`; everyday posts, near to them, say other words."""
    near = {"bad": 1.0, "good": -1.0, "rusty": 0.9, "shiny": -0.9}

    class Given(Vectors):
        def of(self, texts):  # type: ignore[no-untyped-def]  # the vectors that the test is about
            return np.array(
                [[near[word]] for text in texts for word in text.split() if word in near], np.float32
            )

    lessons = Lessons(1)
    lessons.group()
    for at in range(40):
        word = ("bad", "good")[at % 2]
        lessons.add(f"a {word} thing {at}", [float(word == "bad")], 1.0, counts=1.0, judged=True)
    lessons.group()
    for at in range(80):
        lessons.add(f"the {('rusty', 'shiny')[at % 2]} one {at}", [UNKNOWN], 1.0)
    teacher = lessons.teacher(Given(folder, tmp_path), power=1.0, sharpness=2.0)
    task = recipe.Task(
        "wrong", ("wrong",), apart=True, examples=lessons.examples(), steps=20, folds=2, teacher=teacher
    )
    fitted = recipe.train(task, SHAPE, tmp_path, lambda: None)
    likely = features.matrix(["rusty", "shiny"], SHAPE) @ fitted.weights
    assert likely[0] > likely[1]


def test_weights_of_what_is_half_true_are_between() -> None:
    targets = np.array([[1], [0], [0], [0.5]], np.float32)
    counted = balanced(targets, np.ones((4, 1), np.float32))
    assert counted[0] > counted[3] > counted[1]
    rare = balanced(np.array([[1], [0], [0], [UNKNOWN]], np.float32), np.ones((4, 1), np.float32))
    assert rare[0] == pytest.approx(rare[1] + rare[2])


def test_everyday_posts_are_the_same_each_time_and_all_different(tmp_path: Path) -> None:
    (tmp_path / "train").mkdir()
    for name, columns, rows in (
        ("topic_sentiment_semeval_train", "text\ttopic\tlabel_minus2_to_2", ["of uber\tUber\t-1", "x\ty\t0"]),
        ("sentiment_semeval_train", "text\tlabel", [f"post {at}\tneutral" for at in range(20)]),
        ("emotion_tweeteval_train", "text\tlabel", ["Post 1\tjoy"]),
        ("goemotions_train", "text\tlabels", ["hm\tannoyance", "yes\tjoy"]),
        ("crisislex_t26_train", "text\tinformativeness\tinfo_type", ["flood\tnone\tnone"]),
        ("davidson_offensive_train", "text\tlabel", ["rude\t1"]),
        ("offensive_tweeteval_train", "text\tlabel", ["ruder\t1"]),
    ):
        lines = "\n".join([columns, *rows]) + "\n"
        (tmp_path / "train" / f"{name}.tsv.gz").write_bytes(gzip.compress(lines.encode()))
    posts = everyday.read(tmp_path, 100)
    assert len(posts) == 26
    assert posts == everyday.read(tmp_path, 100)
    assert posts[:5] == everyday.read(tmp_path, 5)
    assert {post.text for post in posts if not post.calm} == {"of uber", "hm", "flood", "rude", "ruder"}
