"""Corrections, evaluation and rescoring through the real executable and a running set."""

from __future__ import annotations

import hashlib
import shutil

import pytest
import pytest_asyncio

from antiphon.events.v1 import events_pb2
from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.scoring.v1 import score_pb2
from services.common.bus import ScoredItem, codecs, fresh_id
from services.scorer.core.models.models import WEIGHTS
from tests.acceptance.cli import command

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]

CHANGE = {"mentions", "changed", "labels", "priority"}
AGREEMENT = {
    *("brand", "question", "count", "agreed", "silent", "disputed", "enough"),
    *("accuracy", "interval", "kappa", "confusion"),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(running):
    """A set with a brand of which six angry questions are archived; gives the set and their names."""
    await running("brand", "add", "Acme", "--handle", "percolune", "--query", "acme")
    async with await command.connect_sandbox(running) as network:
        for number in range(6):
            await command.post(network, f"person{number}", f"@percolune acme lost my bag, terrible {number}!")

        async def queued():
            listed = (await running("queue", "list", "--json")).objects
            return listed if len(listed) == 6 else None

        listed = await command.until(queued)

    async def archived():
        return int((await running.status())["archive"]["mentions"]) == 6

    await command.until(archived)
    return running, sorted(found["mention"]["name"] for found in listed)


class TestCorrect:
    async def test_a_correction_is_kept_in_the_name_of_who_gave_it(self, desk):
        running, names = desk
        words = ("correct", names[0], "--sentiment", "positive", "--spam", "no", "--no-answer", "--json")
        told = (await running(*words)).object
        assert told["name"] == names[0]
        assert all(each["corrector"].startswith("user:local:") for each in told["corrections"])
        labels = [
            each.get("sentiment", each.get("spam", each.get("should_answer"))) for each in told["corrections"]
        ]
        assert labels == ["LABEL_POSITIVE", False, False]
        assert (await running(*words)).object == told

    async def test_a_person_sees_a_table(self, desk):
        running, names = desk
        shown = await running("correct", names[1].removeprefix("mentions/"), "--sentiment", "negative")
        assert "negative" in shown.out

    async def test_nothing_to_say_is_a_wrong_argument(self, desk):
        running, names = desk
        refused = await running("correct", names[0], check=False)
        assert refused.code == 2
        assert "Say what it is" in refused.err

    async def test_an_unknown_mention_is_refused(self, desk):
        running, _ = desk
        refused = await running("correct", f"mentions/{'a' * 32}", "--spam", "yes", check=False)
        assert refused.code == 1
        assert "does not exist" in refused.err


class TestEvaluate:
    async def test_it_compares_the_scorer_with_people_brand_by_brand(self, desk):
        running, names = desk
        for name in names[:2]:
            await running("correct", name, "--sentiment", "negative")
        objects = (await running("scorer", "evaluate", "--corrections", "--brand", "acme", "--json")).objects
        assert all(set(each) == AGREEMENT for each in objects)
        (felt,) = [each for each in objects if each["question"] == "sentiment"]
        assert (felt["brand"], felt["count"], felt["agreed"], felt["enough"]) == ("brands/acme", 2, 2, False)
        assert felt["confusion"]["negative"]["negative"] == 2

    async def test_a_person_is_told_when_there_are_too_few(self, desk):
        running, names = desk
        await running("correct", names[0], "--sentiment", "negative")
        shown = await running("scorer", "evaluate", "--corrections")
        assert "too few" in " ".join(shown.out.split())
        assert "say nothing" in shown.err

    async def test_an_unknown_brand_is_told(self, desk):
        running, _ = desk
        refused = await running("scorer", "evaluate", "--corrections", "--brand", "nobody", check=False)
        assert refused.code == 1
        assert "there is no brand 'nobody'" in refused.err


class TestRescore:
    async def test_the_scorer_that_runs_changes_nothing(self, desk):
        running, _ = desk
        told = (await running("rescore", "--json")).object
        assert set(told) == CHANGE | {"version", "versions_before", "applied", "brands", "examples"}
        assert (told["mentions"], told["changed"], told["labels"]) == (6, 0, [])
        assert told["versions_before"] == {told["version"]: 6}
        assert set(told["brands"]["brands/acme"]) == CHANGE

    async def test_fewer_analyzers_change_what_they_said(self, desk):
        running, _ = desk
        words = ("rescore", "--switched-off", "engageability", "--brand", "acme", "--json")
        told = (await running(*words)).object
        assert "engageability" not in told["version"]
        moves = {(each["question"], each["before"], each["after"]): each["count"] for each in told["labels"]}
        assert moves["engageable", "yes", "nothing"] == 6
        (example,) = [each for each in told["examples"] if each["question"] == "engageable"]
        assert len(example["mentions"]) == 3

    async def test_a_candidate_is_tried_on_history(self, desk, tmp_path):
        running, _ = desk
        shutil.copy(WEIGHTS / "sentiment.npz", tmp_path)
        digest = hashlib.sha256((tmp_path / "sentiment.npz").read_bytes()).hexdigest()
        (tmp_path / "SHA256SUMS").write_text(f"{digest}  sentiment.npz\n")
        shown = await running("rescore", "--candidate", str(tmp_path))
        assert "No label changes." in shown.out
        assert "0 of 6 mentions change" in shown.err

    async def test_what_differs_is_taken_by_archive_and_queue_and_the_audit_balances(self, desk):
        running, names = desk
        before = await self._priority(running, names[0])
        async with running.session() as opened:
            archive = await opened.insights()
            kept = await archive.GetMention(insights.GetMentionRequest(name=names[0]))
            wrong = score_pb2.Score(model_version="wrong/1")
            wrong.CopyFrom(kept.score)
            wrong.sentiment.label = score_pb2.Sentiment.LABEL_POSITIVE
            wrong.priority.value = 30
            wrong.rescore_time.seconds = 1_700_000_000
            item = events_pb2.MentionItem(mention=kept.mention)
            payload = codecs.SCORED.join([ScoredItem(item, wrong)])
            await (await opened.log()).publish("scored.sandbox", payload, message_id=fresh_id())

        async def changed():
            return await self._priority(running, names[0]) == 42  # 12 of them for who speaks to the brand

        await command.until(changed)
        told = (await running("rescore", "--apply", "--json")).object
        assert (told["applied"], told["mentions"]) == (1, 6)
        moves = [(each["question"], each["before"], each["after"]) for each in told["labels"]]
        assert moves == [("sentiment", "positive", "negative")]

        async def back():
            return await self._priority(running, names[0]) == before

        await command.until(back)

        async def clean():
            return (await running("rescore", "--json")).object["changed"] == 0

        await command.until(clean)
        audit = await running.audit()
        assert audit["balances"]
        assert len((await running("queue", "list", "--json")).objects) == 6

    @staticmethod
    async def _priority(running, name):
        listed = (await running("queue", "list", "--json")).objects
        (found,) = [each for each in listed if each["mention"]["name"] == name]
        return found["priority"]

    async def test_a_candidate_is_not_applied(self, desk, tmp_path):
        running, _ = desk
        refused = await running("rescore", "--apply", "--candidate", str(tmp_path), check=False)
        assert refused.code == 2
        assert "scorer that runs" in refused.err

    async def test_a_span_without_mentions_is_told(self, desk):
        running, _ = desk
        shown = await running("rescore", "--until", "2001-01-01")
        assert "no mention of that time" in shown.err
