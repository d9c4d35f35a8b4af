"""Lines to score: what they may hold, and what is said of those that hold something else."""

import io

import orjson
import pytest

from antiphon.mention.v1 import mention_pb2
from services.cli import score_lines


def read(**record):
    return score_lines.read(orjson.dumps(record), 7)


def test_a_text_alone_is_enough():
    line = read(id="a", text="hello")
    assert (line.id, line.mention.text, line.names) == ("a", "hello", ())
    assert not line.mention.HasField("author")


def test_everything_the_scorer_can_use_is_taken_over():
    line = read(
        text="So late!",
        title="Trains",
        lang="en",
        kind="message",
        rating=0.25,
        likes=3,
        reposts=4,
        brand=["Acme", "Acme Rail"],
        author={"followers": 120, "friends_count": 3, "bio": "reporter", "retweets_received": 9, "hat": 1},
    )
    mention, author = line.mention, line.mention.author
    assert (mention.title, mention.declared_language, mention.rating) == ("Trains", "en", 0.25)
    assert (mention.kind, mention.private) == (mention_pb2.Mention.KIND_MESSAGE, True)
    assert (mention.engagement.like_count, mention.engagement.repost_count) == (3, 4)
    assert (author.follower_count, author.following_count, author.repost_count) == (120, 3, 9)
    assert not author.HasField("listed_count")
    assert author.bio == "reporter"
    assert line.names == ("Acme", "Acme Rail")


def test_a_count_of_nothing_is_known_and_a_missing_one_is_not():
    author = read(text="x", author={"followers": 0, "listed": None}).mention.author
    assert author.HasField("follower_count")
    assert not author.HasField("listed_count")


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({}, '"text" must be a string'),
        ({"text": 5}, '"text" must be a string'),
        ({"text": "x", "lang": 1}, '"lang" must be a string'),
        ({"text": "x", "author": "bob"}, '"author" must be an object'),
        ({"text": "x", "author": {"followers": -1}}, '"followers" must be a number from 0'),
        ({"text": "x", "author": {"followers": "many"}}, '"followers" must be a number'),
        ({"text": "x", "author": {"bio": 3}}, '"author.bio" must be a string'),
        ({"text": "x", "rating": 5}, '"rating" must be a number from 0 to 1'),
        ({"text": "x", "likes": True}, '"likes" must be a number'),
        ({"text": "x", "kind": "song"}, '"kind" must be one of post'),
        ({"text": "x", "brand": 3}, '"brand" must be a name or a list'),
    ],
)
def test_what_cannot_be_is_named(record, words):
    fault = read(id=3, **record)
    assert isinstance(fault, score_lines.Fault)
    assert (fault.id, fault.line) == (3, 7)
    assert fault.error.startswith("Line 7: ")
    assert words in fault.error


def test_lines_come_in_batches_and_blank_ones_not_at_all():
    lines = b"\n".join([b'{"text": "x"}', b"", b"nonsense"] * 400)
    batches = list(score_lines.batches(io.BytesIO(lines)))
    assert [len(batch) for batch in batches] == [500, 300]
    assert sum(isinstance(line, score_lines.Fault) for batch in batches for line in batch) == 400


def lines_of(stream, **how):
    return [len(batch) for batch in score_lines.batches(io.BytesIO(stream), **how)]


def test_a_call_holds_no_more_than_a_mebibyte():
    line = orjson.dumps({"text": "x" * 300_000}) + b"\n"
    assert lines_of(line * 7) == [3, 3, 1]


def test_a_line_alone_may_be_longer():
    short, long = b'{"text": "x"}\n', orjson.dumps({"text": "x" * 3_000_000}) + b"\n"
    assert lines_of(short + long + short) == [1, 1, 1]


def test_fewer_lines_go_into_a_call_that_asks_why():
    assert lines_of(b'{"text": "x"}\n' * 120, explained=True) == [50, 50, 20]
    assert lines_of((orjson.dumps({"text": "x" * 40_000}) + b"\n") * 2, explained=True) == [1, 1]


def test_a_line_of_many_megabytes_is_refused_and_costs_only_itself():
    fault = score_lines.read(b'"' + b"x" * (5 << 20), 3)
    assert fault == score_lines.Fault(None, 3, "Line 3 is longer than 4 MiB.")
