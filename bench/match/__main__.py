"""How many posts a second are matched with how many queries, on one core.

    python -m bench.match --data PATH

PATH holds `train/*.tsv.gz`, posts by people; the queries are generated from them, see `asked`. The time is
CPU time, positions of what matched are worked out, and nothing is printed unless a post matches 0.9 to 1.1 of
10,000 queries. The naive loop asks every query of every post: of its set of words, with or without looking
first whether the words are there that it needs, whichever is faster. Each set of queries has a process of its
own, as in a listener: otherwise it would lie in the gaps that the sets before it left in memory.
"""

from __future__ import annotations

import argparse
import csv
import gc
import gzip
import json
import multiprocessing
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

import psutil
from rich.console import Console
from rich.table import Table

from antiphon.mention.v1 import mention_pb2
from bench.match.asked import LANGUAGES, Asker, Words
from services.common import queries
from services.common.obs import process
from services.common.queries import checks, posts, rarity, tree
from services.common.queries.matching import Matcher
from services.common.queries.programs import Standing

SETS: Final = ("sentiment_semeval_train.tsv.gz",)
SAMPLE: Final = 5_000
"""Posts of which the matcher learns how rare words are; they are not measured."""
NAIVE: Final = 60
ROUNDS: Final = 3
MEGABYTE: Final = 1024 * 1024

T = TypeVar("T")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds train/*.tsv.gz")
    parser.add_argument("--largest", type=int, default=100_000, help="most queries")
    options = parser.parse_args()
    process.calm_collector()  # as every service does
    texts = list(_texts(options.data))
    sample, measured = texts[:SAMPLE], _mentions(texts[SAMPLE:])
    words, rare = Words(texts), rarity.Counted(sample)
    share = _apart(lambda: _tuned(words, measured, rare))
    large = _apart(lambda: _large(words, share, measured, rare, options.largest))
    rows = [
        _apart(
            lambda count=count: _measured("plain", _asked(Asker(words, share).plain, count), measured, rare)
        )
        for count in (10, 1_000, 10_000)
    ]
    matches = float(rows[-1]["matches"])
    if not 0.9 <= matches <= 1.1:
        sys.exit(f"A post matches {matches:.2f} of 10,000 queries, not 0.9 to 1.1: nothing is said.")
    mixed = _apart(lambda: _measured("mixed", _asked(Asker(words, share).mixed, 10_000), measured, rare))
    naive = _apart(lambda: _naive(words, share, measured))
    swap = _apart(lambda: _swap(words, share, rare))
    _report([*rows, large, mixed], naive, swap)


def _apart(work: Callable[[], T]) -> T:
    """What `work` finds in a process of its own."""
    own = multiprocessing.get_context("fork")
    receiver, sender = own.Pipe(duplex=False)
    child = own.Process(target=lambda: sender.send(work()))
    child.start()
    sender.close()
    found: T = receiver.recv()
    child.join()
    return found


def _texts(folder: Path) -> Sequence[str]:
    found: dict[str, None] = {}
    for name in SETS:
        with gzip.open(folder / "train" / name, "rt", encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                text = row["text"].replace("\\u2019", "\u2019").replace("\\u002c", ",").replace("\\n", " ")
                found.setdefault(text)
    return random.Random(7).sample(list(found), len(found))


def _mentions(texts: Sequence[str]) -> Sequence[mention_pb2.Mention]:
    """The texts with the rest that queries may ask for, made up."""
    chance = random.Random(9)
    made = []
    for text in texts:
        mention = mention_pb2.Mention(text=text, network="x", kind=chance.randrange(1, 3))
        mention.declared_language = chance.choices(LANGUAGES, (7, 1, 1, 1))[0]
        mention.author.handle = f"user{chance.randrange(10**6)}"
        mention.author.follower_count = int(10 ** chance.uniform(0, 5))
        mention.create_time.seconds = 1_790_000_000
        made.append(mention)
    return made


def _asked(write: Callable[[], str], count: int) -> list[Standing]:
    return [Standing(f"brands/b{n % 100}", f"q{n}", queries.parse(write())) for n in range(count)]


def _tuned(words: Words, measured: Sequence[mention_pb2.Mention], rare: rarity.Counted) -> float:
    """How rare a brand's words must be for one match a post."""
    low, high = 0.00002, 0.01
    for _ in range(12):
        share = (low * high) ** 0.5
        matcher = Matcher(_asked(Asker(words, share).plain, 10_000), rare)
        matches = sum(len(matcher.match(mention)) for mention in measured[:3_000]) / 3_000
        if 0.97 <= matches <= 1.03:
            break
        low, high = (share, high) if matches < 1 else (low, share)
    return share


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _measured(
    kind: str, standing: list[Standing], measured: Sequence[mention_pb2.Mention], rare: rarity.Counted
) -> dict[str, float | str]:
    start = time.process_time()
    matcher = Matcher(standing, rare)
    compiled = time.process_time() - start
    process.calm_collector()
    return {"kind": kind, "queries": len(standing), "compile_s": compiled, **_speed(matcher, measured)}


def _speed(matcher: Matcher, measured: Sequence[mention_pb2.Mention]) -> dict[str, float]:
    found = [0]

    def work() -> None:
        found[0] = sum(len(matcher.match(mention)) for mention in measured)

    each = statistics.median(_seconds(work) for _ in range(ROUNDS)) / len(measured)
    return {"us": each * 1e6, "per_s": 1 / each, "matches": found[0] / len(measured)}


def _large(
    words: Words, share: float, measured: Sequence[mention_pb2.Mention], rare: rarity.Counted, count: int
) -> dict[str, float | str]:
    """The same with very many, and what they cost: reading them, making them ready, keeping them."""
    write = Asker(words, share).plain
    expressions = [write() for _ in range(count)]
    gc.collect()
    own = psutil.Process()
    before = own.memory_info().rss
    start = time.process_time()
    standing = [Standing(f"brands/b{n % 100}", f"q{n}", queries.parse(e)) for n, e in enumerate(expressions)]
    parsed = time.process_time()
    matcher = Matcher(standing, rare)
    compiled = time.process_time()
    del standing
    process.calm_collector()
    kept = (own.memory_info().rss - before) / MEGABYTE
    return {
        "kind": "plain",
        "queries": count,
        "parse_s": parsed - start,
        "compile_s": compiled - parsed,
        "mb": kept,
        **_speed(matcher, measured[: len(measured) // 4]),
    }


def _naive(words: Words, share: float, measured: Sequence[mention_pb2.Mention]) -> float:
    """Posts a second of the better of two loops over all queries."""
    asked = [each.query.root for each in _asked(Asker(words, share).plain, 10_000)]
    whole = [(frozenset[str](), checks.check(root)) for root in asked]
    refusing = [(_needed(root), check) for root, (_, check) in zip(asked, whole, strict=True)]
    return max(NAIVE / _seconds_of_loop(each, measured) for each in (whole, refusing))


def _needed(root: tree.Node) -> frozenset[str]:
    """Words that a post must all have."""
    parts = root.parts if isinstance(root, tree.And) else (root,)
    return frozenset(token for part in parts if isinstance(part, tree.Term) for token in part.tokens)


def _seconds_of_loop(
    asked: Sequence[tuple[frozenset[str], checks.Check]], measured: Sequence[mention_pb2.Mention]
) -> float:
    def work() -> None:
        for mention in measured[:NAIVE]:
            post = posts.read(mention)
            said = post.words
            for needed, check in asked:
                if needed <= said:
                    check(post)

    return statistics.median(_seconds(work) for _ in range(ROUNDS))


def _swap(words: Words, share: float, rare: rarity.Counted) -> float:
    """Milliseconds for one changed query among 10,000: reading it, and a matcher with it."""
    asker = Asker(words, share)
    matcher = Matcher(_asked(asker.mixed, 10_000), rare)
    expressions = [asker.mixed() for _ in range(20)]
    mention = mention_pb2.Mention(text="one post afterwards")

    def work(expression: str) -> None:
        matcher.changed([Standing("brands/b1", "q7", queries.parse(expression))]).match(mention)

    return max(_seconds(lambda expression=expression: work(expression)) for expression in expressions) * 1e3


def _report(rows: Sequence[dict[str, float | str]], naive: float, swap: float) -> None:
    table = Table("queries", "posts/s", "µs a post", "matches a post", "compiled in s", title="On one core")
    for row in rows:
        table.add_row(
            f"{row['queries']:,} {row['kind']}",
            *(f"{row['per_s']:,.0f}", f"{row['us']:.1f}", f"{row['matches']:.3f}", f"{row['compile_s']:.2f}"),
        )
    table.add_row("10,000 plain, naive loop", f"{naive:,.0f}", f"{1e6 / naive:,.0f}", "", "")
    Console().print(table)
    ten, _, plain, large, mixed = rows
    count = large["queries"]
    print(
        json.dumps(
            {
                "posts_per_s_10000": round(float(plain["per_s"])),
                "cost_ratio_10000_to_10": round(float(plain["us"]) / float(ten["us"]), 2),
                "ratio_to_naive_10000": round(float(plain["per_s"]) / naive, 1),
                "mixed_posts_per_s_10000": round(float(mixed["per_s"])),
                f"posts_per_s_{count}": round(float(large["per_s"])),
                f"mb_{count}": round(float(large["mb"]), 1),
                f"parse_s_{count}": round(float(large["parse_s"]), 2),
                f"compile_s_{count}": round(float(large["compile_s"]), 2),
                "swap_ms": round(swap, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
