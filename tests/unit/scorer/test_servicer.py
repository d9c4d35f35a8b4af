"""What the scorer answers stays within what an answer may take."""

import pytest

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import scoring_service_pb2
from services.common.model import errors
from services.scorer.core import scoring
from services.scorer.core.analyzers import registry
from services.scorer.core.brands import BrandNames
from services.scorer.servicer import ScoringServicer

TEXT = "The crew was wonderful but the delay was terrible, and nobody answered my question. " * 4
SCORER = scoring.Scorer(registry.make())


def asked(count, *, explain):
    mentions = [mention_pb2.Mention(key=f"x:-:{at}", text=f"{TEXT} {at}") for at in range(count)]
    return scoring_service_pb2.ScoreMentionsRequest(mentions=mentions, explain=explain)


async def answered(request, most_bytes):
    servicer = ScoringServicer(SCORER, most_bytes)
    servicer.open(BrandNames({}), None)
    return await servicer.ScoreMentions(request, None)


async def test_reasons_that_take_too_much_are_refused_with_the_number_that_fits():
    with pytest.raises(errors.InvalidField, match="or leave out explain") as refused:
        await answered(asked(220, explain=True), 400_000)
    fit = int(refused.value.problem.split("at most ")[1].split()[0])
    assert 1 < fit < 220
    answer = await answered(asked(fit, explain=True), 400_000)
    assert len(answer.scores) == fit
    assert answer.ByteSize() <= 400_000


async def test_one_mention_that_is_too_much_is_refused_too():
    with pytest.raises(errors.InvalidField, match="send at most 1 in one call, or leave out explain"):
        await answered(asked(1, explain=True), 1_000)


async def test_without_reasons_a_full_call_fits():
    answer = await answered(asked(1_000, explain=False), 8 * 1024 * 1024)
    assert len(answer.scores) == 1_000


async def test_scores_that_take_too_much_without_reasons_are_refused_too():
    with pytest.raises(errors.InvalidField, match=r"send at most \d+ in one call\.$"):
        await answered(asked(100, explain=False), 5_000)


async def test_the_sum_of_an_answer_is_never_less_than_what_it_takes():
    answer = await answered(asked(3, explain=True), 8 * 1024 * 1024)
    exact = answer.ByteSize()
    with pytest.raises(errors.InvalidField):
        await answered(asked(3, explain=True), exact - 1)
