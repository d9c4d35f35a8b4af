"""A candidate in the shadow of the running scorer, and weights of one's own in its place."""

from __future__ import annotations

import hashlib
import re
import shutil

import httpx
import pytest

from antiphon.events.v1 import events_pb2
from services.common.bus import codecs, fresh_id
from services.scorer.core.models.models import WEIGHTS
from tests.acceptance.scorer.conftest import START_SECONDS, mention
from tests.fixtures import ports
from tests.fixtures.nats import eventually


@pytest.fixture
def folder(tmp_path):
    """The shipped sentiment as if it were a candidate."""
    made = tmp_path / "candidate"
    made.mkdir()
    shutil.copy(WEIGHTS / "sentiment.npz", made)
    digest = hashlib.sha256((made / "sentiment.npz").read_bytes()).hexdigest()
    (made / "SHA256SUMS").write_text(f"{digest}  sentiment.npz\n")
    return made


async def test_a_candidate_is_counted_and_never_published(bus, scorer, folder, is_serving):
    port = ports.free()
    scorer.start(
        ANTIPHON_SCORER_CANDIDATE=str(folder),
        ANTIPHON_SCORER_CANDIDATE_SHARE="1",
        ANTIPHON_OBS_METRICS_PORT=str(port),
    )
    await eventually(is_serving, START_SECONDS)
    view = bus.live(["scored.>"], start="all")
    items = [mention(number, f"the crew was great, flight {number} was late") for number in range(40)]
    for _ in range(5):
        await bus.publish("mentions.sandbox", codecs.MENTIONS.join(items), message_id=fresh_id())
    scored = [events_pb2.ScoredBatch.FromString((await anext(view)).payload) for _ in range(5)]
    assert all(each.scores == scored[0].scores for each in scored)
    pattern = re.compile(
        r'^antiphon_scorer_shadow_texts_total\{agreement="same",analyzer="sentiment"\} (\S+)$', re.MULTILINE
    )

    async def agreed():
        async with httpx.AsyncClient() as client:
            page = (await client.get(f"http://127.0.0.1:{port}/metrics")).text
        assert 'agreement="different"' not in page
        found = pattern.search(page)
        return found is not None and float(found[1]) >= 40

    await eventually(agreed)
    await view.aclose()


@pytest.mark.parametrize("setting", ["ANTIPHON_SCORER_CANDIDATE", "ANTIPHON_SCORER_WEIGHTS"])
async def test_broken_weights_refuse_to_start_with_a_sentence(bus, scorer, folder, setting):
    (folder / "sentiment.npz").write_bytes(b"torn")
    scorer.start(**{setting: str(folder)})
    assert scorer.process.wait(START_SECONDS) == 1
    said = scorer.said.read_text()
    assert "is not the file that SHA256SUMS names" in said
    assert "Traceback" not in said
