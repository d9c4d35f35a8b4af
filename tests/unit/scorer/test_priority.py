"""The priority is one sum that anybody can check, and never falls where somebody needs more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.scorer.core.analyzers import engageability, grounds, influence, priority, urgency
from services.scorer.core.analyzers.engageability import EngageabilityAnalyzer
from services.scorer.core.analyzers.influence import InfluenceAnalyzer
from services.scorer.core.analyzers.priority import PriorityAnalyzer
from services.scorer.core.analyzers.protocol import Batch
from services.scorer.core.analyzers.urgency import UrgencyAnalyzer
from tests.unit.scorer import judged

FOR = sorted(set(judged.GROUNDS) - {grounds.SPAM, grounds.PRAISE})
ALL = (InfluenceAnalyzer(), UrgencyAnalyzer(), EngageabilityAnalyzer(), PriorityAnalyzer())


def assess(document, ground):
    """The priority of a document with everything that is said of it."""
    return priority.assess(
        document,
        ground,
        engageability.assess(document, ground),
        urgency.assess(document, ground),
        influence.assess(document),
    )


def points(document, ground):
    return assess(document, ground).value


def of(text, **fields):
    document = judged.document(text, **fields)
    return points(document, judged.ground(document))


def changed(document, **fields):
    """The same document, with other fields of its mention."""
    mention = mention_pb2.Mention()
    mention.CopyFrom(document.mention)
    for name, value in fields.items():
        setattr(mention, name, value)
    return judged.Document(document.text, document.title, names=document.names, mention=mention)


@given(judged.cases())
def test_the_components_add_up_to_the_value(case):
    found = assess(*case)
    assert sum(amount for _, _, amount in found.components) == pytest.approx(found.value)
    assert 0 <= found.value <= 100
    assert found.components[0] == ("start", None, priority.START)


@given(judged.cases(), st.sampled_from(FOR), st.floats(0, 1))
def test_more_of_a_ground_for_an_answer_never_lowers_it(case, name, more):
    document, ground = case
    raised = {**ground.chances, name: max(more, ground.chances.get(name, 0))}
    assert points(document, ground._replace(chances=raised)) >= points(document, ground) - 1e-9


@given(judged.cases(), st.sampled_from([grounds.SPAM, grounds.PRAISE]), st.floats(0, 1))
def test_more_of_a_ground_against_never_raises_it(case, name, more):
    document, ground = case
    raised = {**ground.chances, name: max(more, ground.chances.get(name, 0))}
    assert points(document, ground._replace(chances=raised)) <= points(document, ground) + 1e-9


@given(judged.cases(), st.floats(0, 2))
def test_more_anger_never_lowers_it(case, more):
    document, ground = case
    angrier = ground._replace(feeling=max(-1.0, ground.feeling - more))
    assert points(document, angrier) >= points(document, ground) - 1e-9


@given(judged.cases())
def test_a_private_message_never_has_less(case):
    document, ground = case
    assert points(changed(document, private=True), ground) >= points(document, ground) - 1e-9


@given(judged.cases(), st.floats(0, 1), st.floats(0, 1))
def test_a_lower_rating_never_has_less(case, one, other):
    document, ground = case
    low, high = sorted((one, other))
    lower, higher = (changed(document, rating=rating) for rating in (low, high))
    assert points(lower, ground) >= points(higher, ground) - 1e-9


@pytest.mark.parametrize("name", ["like_count", "reply_count", "repost_count"])
@given(case=judged.cases(), more=st.integers(1, 10**6))
def test_more_attention_never_has_less(name, case, more):
    document, ground = case
    louder = changed(document)
    setattr(louder.mention.engagement, name, getattr(louder.mention.engagement, name) + more)
    assert points(louder, ground) >= points(document, ground) - 1e-9


@given(case=judged.cases(), followers=st.integers(0, 10**8), more=st.integers(0, 10**8))
def test_more_reach_never_has_less(case, followers, more):
    document, ground = case
    small, large = changed(document), changed(document)
    small.mention.author.follower_count, large.mention.author.follower_count = followers, followers + more
    assert points(large, ground) >= points(small, ground) - 1e-9


@pytest.mark.parametrize("sign", ["urgent", "today", "third time", "please", "injured", "lawyer"])
@given(case=judged.cases())
def test_one_more_sign_of_need_never_has_less(sign, case):
    document, _ = case
    needier = judged.Document(f"{document.text} {sign}", names=document.names, mention=document.mention)
    before, after = judged.ground(document), judged.ground(needier)
    words = before.cues.words >= engageability.NEWS_WORDS or not before.cues.links
    if words and "not" not in document.text.split()[-2:]:
        assert points(needier, after) >= points(document, before) - 1e-9


def test_what_the_brand_wrote_or_others_passed_on_has_less():
    text = "@acme where is my order? please help, it is urgent"
    assert of(text, author=mention_pb2.Author(own=True)) == 0
    assert of(text, kind=mention_pb2.Mention.KIND_REPOST) < of(text) - 25


def test_the_order_is_that_of_the_need():
    texts = [
        "@acme my charger caught fire and my son is injured, please help",
        "@acme third time I write: my order is lost, I need it today, please help",
        "@acme my order is lost",
        "@acme do you sell mugs?",
        "@acme thanks, great mugs!",
    ]
    found = [of(text) for text in texts]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == len(found)


def test_without_the_other_analyzers_it_does_with_less():
    document = judged.document("my order is lost, please help")
    (found,) = PriorityAnalyzer().analyze(Batch([document]))
    assert {name for name, _, _ in found.components} <= {"start", grounds.COMPLAINT, "end of the scale"}


def test_the_score_holds_value_and_components_alone_and_in_a_batch():
    texts = ["@acme my order is lost, please help", "", "thanks", "\U0001f621" * 9, "@acme why?"]
    documents = [judged.document(text) for text in texts]
    together = judge(documents)
    assert [judge([document])[0] for document in documents] == together
    assert judge(documents[::-1]) == together[::-1]
    told = together[0].priority
    assert sum(part.amount for part in told.components) == pytest.approx(told.value)


def judge(documents):
    batch, scores = Batch(documents), [score_pb2.Score() for _ in documents]
    for analyzer in ALL:
        batch.findings[analyzer.name] = analyzer.analyze(batch)
        for document, finding, score in zip(documents, batch.findings[analyzer.name], scores, strict=True):
            analyzer.write(document, finding, score)
    return scores
