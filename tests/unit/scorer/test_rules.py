"""The analyzers by rules say the same of a text alone, among others, and in any order."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.scoring.v1 import score_pb2
from services.scorer.core.analyzers import Batch
from services.scorer.core.analyzers.fingerprint import FingerprintAnalyzer
from services.scorer.core.analyzers.personal_data import PersonalDataAnalyzer
from services.scorer.core.analyzers.relation import RelationAnalyzer
from services.scorer.core.analyzers.spam import SpamAnalyzer
from services.scorer.core.analyzers.things import ThingsAnalyzer
from services.scorer.core.documents import Document
from services.scorer.core.names import compile_names

ANALYZERS = [
    kind()
    for kind in (ThingsAnalyzer, PersonalDataAnalyzer, SpamAnalyzer, FingerprintAnalyzer, RelationAnalyzer)
]
NAMES = compile_names(frozenset({"Acme"}))
TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["My order 123456 from Acme is lost, call 555-123-4567", "giveaway https://a.example #win", "",
         "\ud800",
         "I switched to Acme on Monday for $20",
         "\u202eabc\u202c", "😀😀😀😀", "خسرتم عميل اليوم يا شركة"]
    ),
)  # fmt: skip


def said(analyzer, documents):
    scores = [score_pb2.Score() for _ in documents]
    findings = analyzer.analyze(Batch(documents))
    for document, finding, score in zip(documents, findings, scores, strict=True):
        analyzer.write(document, finding, score)
    return scores


@pytest.mark.parametrize("analyzer", ANALYZERS, ids=lambda each: each.name)
@given(texts=st.lists(TEXTS, max_size=6))
@settings(max_examples=40)
def test_alone_among_others_and_in_any_order_the_same_is_said(analyzer, texts):
    documents = [Document(text, names=NAMES) for text in texts]
    together = said(analyzer, documents)
    assert together == [said(analyzer, [document])[0] for document in documents]
    assert together == said(analyzer, documents[::-1])[::-1]


@pytest.mark.parametrize("analyzer", ANALYZERS, ids=lambda each: each.name)
def test_an_empty_batch_says_nothing(analyzer):
    assert list(analyzer.analyze(Batch([]))) == []
