"""A candidate beside the live scorer: what is counted, and what it may cost."""

import asyncio

from prometheus_client import REGISTRY

from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.scorer.adapters import shadow
from services.scorer.adapters.shadow import Shadow
from services.scorer.core import agreeing
from services.scorer.core.documents import Document
from services.scorer.core.scoring import Fault

NEGATIVE = score_pb2.Sentiment.LABEL_NEGATIVE
POSITIVE = score_pb2.Sentiment.LABEL_POSITIVE


def score(label=NEGATIVE, **fields):
    made = score_pb2.Score(**fields)
    if label:
        made.sentiment.label = label
    return made


def verdicts(live, candidate):
    return dict(agreeing.compare(live, candidate))


def test_labels_are_compared_and_silence_is_told_apart():
    assert verdicts(score(), score()) == {"sentiment": "same"}
    assert verdicts(score(), score(POSITIVE)) == {"sentiment": "different"}
    assert verdicts(score(), score(0)) == {"sentiment": "candidate silent"}
    assert verdicts(score(0), score()) == {"sentiment": "live silent"}
    assert verdicts(score(0), score(0)) == {}


def test_numbers_agree_within_five_points():
    ten, fifteen, sixteen = (score(0, priority=findings_pb2.Priority(value=value)) for value in (10, 15, 16))
    assert verdicts(ten, fifteen) == {"priority": "same"}
    assert verdicts(ten, sixteen) == {"priority": "different"}


def test_the_order_of_wishes_does_not_matter():
    question, praise = (
        findings_pb2.Intent(kind=kind)
        for kind in (findings_pb2.Intent.KIND_QUESTION, findings_pb2.Intent.KIND_PRAISE)
    )
    both, turned = score(0, intents=[question, praise]), score(0, intents=[praise, question])
    assert verdicts(both, turned) == {"intent": "same"}


def test_a_candidate_that_fails_is_counted_as_such():
    assert verdicts(score(), Fault("sentiment", "It failed.")) == {"sentiment": "candidate failed"}
    assert verdicts(Fault("sentiment", "It failed."), score()) == {}


class Candidate:
    """Says of every text that it is good, and takes as long as it is told."""

    def __init__(self, clock, seconds):
        self.batches = []
        self._clock = clock
        self._seconds = seconds

    def score(self, documents):
        self.batches.append(len(documents))
        self._clock.now += self._seconds * len(documents)
        return [score(POSITIVE) for _ in documents]


class Clock:
    now = 0.0

    def perf_counter(self):
        return self.now


def counted(verdict):
    labels = {"analyzer": "sentiment", "agreement": verdict}
    return REGISTRY.get_sample_value("antiphon_scorer_shadow_texts_total", labels) or 0


async def turns(count=20):
    for _ in range(count):
        await asyncio.sleep(0)


def batch(size):
    return [Document("text") for _ in range(size)], [score() for _ in range(size)]


async def test_a_batch_is_tried_in_slices_and_only_agreement_is_counted(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(shadow, "time", clock)
    tried, before = Candidate(clock, 0.001), counted("different")
    beside = Shadow(tried, 0.5)
    async with beside.running():
        beside.offer(*batch(60), 1.0)
        await turns()
    assert tried.batches == [25, 25, 10]
    assert counted("different") == before + 60


async def test_a_candidate_takes_no_more_than_its_share_of_time(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(shadow, "time", clock)
    tried = Candidate(clock, 0.001)
    beside = Shadow(tried, 0.1)
    live = 0.0
    async with beside.running():
        for _ in range(200):
            live += 0.02
            beside.offer(*batch(20), 0.02)
            await turns()
    assert sum(tried.batches) == 400
    assert sum(tried.batches) * 0.001 <= 0.1 * live + 0.02


async def test_a_slow_candidate_is_asked_less_often(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(shadow, "time", clock)
    tried = Candidate(clock, 0.01)
    beside = Shadow(tried, 0.1)
    async with beside.running():
        for _ in range(200):
            beside.offer(*batch(20), 0.02)
            await turns()
    assert sum(tried.batches) <= 0.1 * 200 * 0.02 / 0.01 + 20


async def test_without_a_share_nothing_is_tried(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(shadow, "time", clock)
    tried = Candidate(clock, 0.001)
    beside = Shadow(tried, 0.0)
    async with beside.running():
        beside.offer(*batch(20), 1.0)
        await turns()
    assert tried.batches == []


async def test_a_candidate_in_hand_is_dropped_at_the_end(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(shadow, "time", clock)
    tried = Candidate(clock, 0.001)
    beside = Shadow(tried, 0.5)
    async with beside.running():
        beside.offer(*batch(500), 1.0)
        await asyncio.sleep(0)
    assert sum(tried.batches) < 500
