"""What analyzers share of a batch is worked out once."""

from services.scorer.core.analyzers import Batch, Silence
from services.scorer.core.documents import Document


def test_work_is_done_once_for_all_who_ask():
    calls = []

    def work(batch):
        calls.append(batch)
        return [document.text.upper() for document in batch]

    batch = Batch([Document("a"), Document("b")])
    assert batch.share(work) is batch.share(work)
    assert batch.share(work) == ["A", "B"]
    assert calls == [batch]


def test_findings_are_sorted_out_once_and_anew_when_they_change():
    batch = Batch([Document("a"), Document("b")])
    assert batch.found("length", int) == [None, None]
    batch.findings["length"] = [1, Silence("no")]
    assert batch.found("length", int) == [1, None]
    assert batch.found("length", int) is batch.found("length", int)
    assert batch.found("length", str) == [None, None]
    batch.findings["length"] = [Silence("no"), 2]
    assert batch.found("length", int) == [None, 2]


def test_one_of_a_batch_knows_what_was_said_of_it():
    batch = Batch([Document("a"), Document("b")], {"length": [1, 2]})
    alone = batch.only(1)
    assert [document.text for document in alone] == ["b"]
    assert alone.found("length", int) == [2]
