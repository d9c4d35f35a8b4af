import gzip
import json
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "airline_mentions.jsonl.gz"


@pytest.fixture(scope="session")
def real_texts() -> list[str]:
    """Real posts, where they are at hand."""
    if not DATA.exists():
        pytest.skip(
            "The real posts are not at hand: there is no folder ../shared/data beside the repository."
        )
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]
