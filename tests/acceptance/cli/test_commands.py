"""Every command through the real executable: what it prints, its keys, its refusals, its end."""

from __future__ import annotations

import asyncio
import json
import re
import signal
from datetime import UTC, datetime

import psutil
import pytest
import pytest_asyncio

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from bench.pipeline import records
from services.common.bus import fresh_id
from services.common.model import identity
from tests.acceptance.cli import command

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]

OPPORTUNITY = {
    *("name", "brand", "conversation_key", "state", "replyability", "priority", "rank_time"),
    *("create_time", "update_time", "explanation", "mention", "score", "mentions", "mention_count"),
    *("max_reply_length", "reply_length_unit", "replyability_reason", "reply_signature"),
}
EXPLANATION = {"policy", "rule", "sentence", "parts", "values"}
REPLY = {
    *("name", "text", "state", "reason", "mention_key", "author", "link"),
    *("create_time", "update_time", "request_id", "source", "media", "media_count", "signature"),
    *("private", "split", "parts", "alternatives", "approver", "original_text", "by_hand", "satisfaction"),
    "paused",
}
MENTION = {
    *("name", "key", "revision", "network", "site", "native_id", "source", "kind", "text", "title", "link"),
    *("declared_language", "author", "create_time", "collect_time", "conversation_key", "parent_key"),
    *("matches", "entities", "truncated", "private"),
}
SCORE = {
    *(
        "language",
        "sentiment",
        "emotion",
        "offensive",
        "complaint",
        "intent",
        "urgency",
        "engageable",
        "spam",
    ),
    *("influence", "relation", "priority", "fingerprint", "things", "personal_data", "details"),
    *("abstentions", "model_version"),
}
SENTIMENT = {
    *("label", "probability", "intensity", "towards"),
    *("compound", "positive", "neutral", "negative", "terms", "reasons"),
}
LETTER = {"number", "time", "consumer", "subject", "item_id", "reason", "cause", "tries", "bytes"}
SOURCE = {"name", "type", "config", "state", "problem", "cursor", "received_count", "matched_count"}
BRAND = {
    *("name", "display_name", "aliases", "handles", "create_time"),
    *("reply_signature", "reply_sources", "training"),
}
AUDIT = {
    *("balances", "verdict", "start", "end", "collected", "decided", "dead", "purged", "retrying"),
    *("missing", "unexplained", "repeated", "archive"),
}
AUDIT_OF_THE_ARCHIVE = {"archived", "dead", "purged", "retrying", "missing"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(running):
    """A set with a watched brand and six questions in the queue."""
    await running("brand", "add", "Acme", "--handle", "percolune", "--query", "acme")
    async with await command.connect_sandbox(running) as network:
        for number in range(6):
            await command.post(network, f"person{number}", f"@percolune where is my acme order {number}?")

        async def queued():
            return len((await running("queue", "list", "--json")).objects) == 6

        await command.until(queued)
        yield running


def refused(outcome, *words, code=1):
    """A refusal is a sentence on standard error and nothing on standard output."""
    assert outcome.code == code, outcome
    assert not outcome.out
    said = " ".join(outcome.err.replace("│", " ").split())
    for word in words:
        assert word in said
    return said


class TestQueue:
    async def test_list_gives_opportunities_with_their_reasons(self, desk):
        everything, limited, other = await asyncio.gather(
            desk("queue", "list", "--json"),
            desk("queue", "list", "--limit", "2", "--state", "open", "--brand", "acme", "--json"),
            desk("queue", "list", "--state", "withdrawn", "--json"),
        )
        listed = everything.objects
        for opportunity in listed:
            assert set(opportunity) >= OPPORTUNITY
            assert set(opportunity["explanation"]) == EXPLANATION
            assert set(opportunity["mention"]) >= MENTION
            assert all(set(part) == {"reason", "points"} for part in opportunity["explanation"]["parts"])
        assert [one["name"] for one in limited.objects] == [one["name"] for one in listed[:2]]
        assert other.objects == []

    async def test_list_is_filtered_by_the_language_of_queries(self, desk):
        asked, nobody, broken = await asyncio.gather(
            desk("queue", "list", "--matching", "order (3 OR 5) NOT jobs", "--json"),
            desk("queue", "list", "--matching", "zebra"),
            desk("queue", "list", "--matching", "(order", check=False),
        )
        texts = sorted(each["mention"]["text"] for each in asked.objects)
        assert texts == [f"@percolune where is my acme order {number}?" for number in (3, 5)]
        assert "Nothing in the queue is asked for by this query" in nobody.out + nobody.err
        refused(broken, "query: column 1", "never closed")

    async def test_claim_release_dismiss_and_resolve_change_the_state(self, desk):
        claimed = (await desk("queue", "claim", "--json")).object
        assert claimed["state"] == "STATE_CLAIMED"
        assert set(claimed["lease"]) == {"opportunity", "holder", "token", "expire_time"}
        released = (await desk("queue", "release", claimed["name"], "--json")).object
        assert released["state"] == "STATE_OPEN"
        assert released["rank_time"] == claimed["rank_time"]
        bare = claimed["name"].removeprefix("opportunities/")
        again = (await desk("queue", "claim", bare, "--json")).object
        assert again["name"] == claimed["name"]
        assert int(again["lease"]["token"]) > int(claimed["lease"]["token"])
        dismissed = (await desk("queue", "dismiss", bare, "--reason", "a joke", "--json")).object
        assert dismissed["state"] == "STATE_DISMISSED"
        other = (await desk("queue", "claim", "--brand", "acme", "--json")).object
        resolved = (await desk("queue", "resolve", other["name"], "--json")).object
        assert resolved["state"] == "STATE_RESOLVED"

    async def test_a_reply_is_sent_once_under_its_request_id(self, desk):
        name = (await desk("queue", "claim", "--json")).object["name"]
        token = str((await desk("queue", "show", name, "--json")).object["lease"]["token"])
        request = "0d1c9ee4-5d3f-4c1e-9a53-3b1f8d1f0a11"
        words = ("queue", "reply", name, "On its way.", "--token", token, "--request-id", request, "--json")
        first = (await desk(*words)).object
        assert set(first) == REPLY
        second = (await desk(*words)).object
        assert second["name"] == first["name"]

        async def sent():
            shown = (await desk("queue", "show", name, "--json")).object
            return shown["latest_reply"]["state"] == "STATE_SENT" and shown

        assert (await command.until(sent))["latest_reply"]["link"].startswith("http://")

    async def test_a_brand_signs_and_says_who_answers(self, desk, tmp_path):
        words = ("--signature", " ^{initials}", "--answer-with", "sandbox=sandbox")
        changed = (await desk("brand", "set", "acme", *words, "--json")).object
        assert (changed["handles"], changed["reply_signature"]) == (["percolune"], " ^{initials}")
        assert changed["reply_sources"] == {"sandbox": "sources/sandbox"}
        name = (await desk("queue", "claim", "--json")).object["name"]

        async def knows():
            return (await desk("queue", "show", name, "--json")).object["reply_signature"]

        mark = await command.until(knows)
        assert f"Your answer will end with '{mark.strip()}'." in (await desk("queue", "show", name)).err
        checked = (await desk("reply", "check", name, "hello", "--json")).object
        assert (checked["signature"], checked["length"]) == (mark, len("hello" + mark))
        assert checked["possible_sources"] == ["sources/sandbox"]
        picture = tmp_path / "map.png"
        picture.write_bytes(b"png")
        with_picture = ("queue", "reply", name, "Here.", "--media", str(picture), "--describe", "A map.")
        refused(await desk(*with_picture, check=False), "takes no pictures from here")
        sent = (await desk("queue", "reply", name, "Done.", "--as", "sandbox", "--json")).object
        assert (sent["text"], sent["source"]) == (f"Done.{mark}", "sources/sandbox")
        await desk("brand", "set", "acme", "--signature", "")
        refused(await desk("brand", "set", "acme", check=False), "Say what to change", code=2)
        refused(
            await desk("brand", "set", "acme", "--answer-with", "x", check=False), "NETWORK=SOURCE", code=2
        )

    async def test_people_get_a_table_and_sentences(self, desk):
        table, show = await asyncio.gather(
            desk("queue", "list", "--limit", "1"), desk("queue", "claim", check=False)
        )
        assert "Queue" in table.out
        assert "asks" in table.out
        assert "Yours for" in show.err

    async def test_what_cannot_be_done_is_a_sentence(self, desk):
        calls = [
            (("queue", "show", "nobody"), ("opportunities/nobody",), 1),
            (("queue", "list", "--brand", "Nobody"), ("--brand: there is no brand 'Nobody'", "acme"), 1),
            (("queue", "list", "--brand", "nobody"), ("--brand: there is no brand 'nobody'", "acme"), 1),
            (("queue", "claim", "--brand", "nobody"), ("--brand: there is no brand 'nobody'", "acme"), 1),
            (("queue", "release", "nobody"), ("opportunities/nobody",), 1),
            (("queue", "list", "--state", "sad"), ("'sad' is no state", "OPEN"), 2),
            (("queue", "list", "--limit", "0"), ("limit",), 2),
        ]
        outcomes = await asyncio.gather(*(desk(*words, check=False) for words, _, _ in calls))
        for outcome, (_, words, code) in zip(outcomes, calls, strict=True):
            refused(outcome, *words, code=code)


class TestScore:
    async def test_a_text_with_the_words_behind_its_score(self, desk):
        named, why, bare = await asyncio.gather(
            desk("score", "What a horrible day, Happy!", "--name", "Happy", "--json"),
            desk("score", "What a horrible day", "--why"),
            desk("score", check=False),
        )
        found = named.object
        assert set(found) == SCORE
        assert found["language"] == "en"
        assert 0 < found["details"]["language"]["probability"] <= 1
        assert set(found["sentiment"]) == SENTIMENT
        (term,) = found["sentiment"]["terms"]
        assert set(term) == {"text", "valence", "start", "end", "modifiers"}
        assert term["modifiers"] == []
        assert (term["text"], term["start"], term["end"]) == ("horrible", 7, 15)
        assert "horrible" in why.out
        refused(bare, "Give either a TEXT or --stdin.", code=2)

    async def test_why_names_what_turned_and_strengthened_each_word(self, desk):
        text = "The food was not very good but the service was GREAT"
        shown, told, lines = await asyncio.gather(
            desk("score", text, "--why"),
            desk("score", text, "--why", "--json"),
            desk("score", "--stdin", "--why", stdin=json.dumps({"id": "1", "text": text}).encode()),
        )
        for words in ("turned by not", "strengthened by very", "before but", "after but", "in capitals"):
            assert words in shown.out
        good, great = told.object["sentiment"]["terms"]
        effects = [("turned", "not"), ("strengthened", "very"), ("before", "but")]
        assert [(one["effect"], one["text"]) for one in good["modifiers"]] == effects
        assert great["modifiers"][-1] == {"effect": "capitals", "text": ""}
        assert lines.object["sentiment"] == told.object["sentiment"]

    async def test_a_stream_is_answered_line_by_line_in_order(self, desk):
        lines = [json.dumps({"id": f"n{number}", "text": f"a lovely day {number}"}) for number in range(1200)]
        lines[3] = "{not json"
        lines[600] = '["a", "list"]'
        lines[700] = '{"id": "n700", "body": "no text"}'
        lines[701] = '{"id": "n701", "text": 5}'
        lines[702] = '{"id": "n702", "text": ""}'
        lines[900] = json.dumps({"id": "n900", "text": "terrible", "error": "a column of theirs"})
        raw = "\n".join(lines).encode().replace(b"lovely day 1199", b"\xff\xfe day")
        answered = (await desk("score", "--stdin", stdin=raw)).objects
        assert len(answered) == 1200
        wrong = {3, 600, 700, 701, 1199}
        for number, line in enumerate(answered):
            if number in wrong:
                assert set(line) == {"id", "line", "error"}
                assert line["line"] == number + 1
                assert f"Line {number + 1}" in line["error"]
            else:
                assert set(line) == SCORE | {"id"}
                assert line["id"] == f"n{number}"
        assert answered[700]["id"] == "n700"
        assert answered[900]["sentiment"]["label"] == "negative"

    async def test_without_a_set_it_brings_its_own_scorer(self, tmp_path):
        alone = await command.antiphon("score", "so sad", "--json", "--data", str(tmp_path / "nothing"))
        assert alone.object["sentiment"]["label"] == "negative"

    async def test_bytes_that_are_no_text_cost_only_themselves(self, tmp_path):
        words = ("score", "so sad \udcff", "--name", "\udcfe", "--json", "--data", str(tmp_path / "nothing"))
        assert (await command.antiphon(*words)).object["sentiment"]["label"] == "negative"


class TestLooking:
    async def test_tail_shows_what_was_scored(self, desk):
        shown, missed = await asyncio.gather(
            desk("tail", "--all", "--limit", "3", "--json"),
            desk("tail", "--all", "--limit", "1", "--network", "sandbox"),
        )
        assert len(shown.objects) == 3
        for line in shown.objects:
            assert set(line) == {"item", "score"}
            assert set(line["item"]["mention"]) >= MENTION
            assert set(line["score"]) >= {"language", "sentiment", "model_version"}
        assert "@person0" in missed.out

    async def test_status_names_services_consumers_and_streams(self, desk):
        status, audit, table = await asyncio.gather(
            desk("status", "--json"), desk("status", "--audit", "--json"), desk("status")
        )
        facts = status.object
        assert set(facts) == {"services", "sources", "log", "queue", "archive"}
        assert set(facts["sources"]) == {"seeing", "seeing_partly", "blind", "suspect", "with_problem"}
        everything = ("nats", "insights", "router", "scorer", "listener", "console", "sandbox")
        assert facts["services"] == dict.fromkeys(everything, "serving")
        assert set(facts["log"]) == {"problem", "consumers", "streams"}
        for consumer in facts["log"]["consumers"]:
            assert set(consumer) == {"name", "stream", "pending", "in_flight", "paused"}
        for stream in facts["log"]["streams"]:
            assert set(stream) == {"stream", "bytes", "share"}
        assert {"decisions", "longest_wait_seconds"} <= set(facts["queue"])
        assert set(facts["archive"]) == {"mentions", "tombstones"}
        assert set(audit.object) == AUDIT
        assert set(audit.object["archive"]) == AUDIT_OF_THE_ARCHIVE
        assert audit.object["balances"] is True
        assert "Streams" in table.out

    async def test_looking_leaves_the_limits_of_the_streams_alone(self, desk):
        async with desk.session() as opened:
            before = await (await opened.log()).connection.js.stream_info("MENTIONS")
            await desk("status", "--json", ANTIPHON_BUS_STREAM_MAX_BYTES="50000000")
            after = await (await opened.log()).connection.js.stream_info("MENTIONS")
        assert after.config.max_bytes == before.config.max_bytes != 50_000_000

    async def test_doctor_finds_nothing_wrong(self, desk):
        findings = (await desk("doctor", "--json")).objects
        assert all(set(one) == {"what", "state", "detail", "remedy"} for one in findings)
        states = {one["what"]: one["state"] for one in findings}
        assert {"nats-server", "event log", "listener", "scorer", "router", "insights"} <= set(states)
        assert "wrong" not in states.values()
        assert all(one["remedy"] for one in findings if one["state"] != "ok")

    async def test_doctor_says_what_a_bad_setting_needs(self, tmp_path):
        ill = await command.antiphon(
            *("doctor", "--json", "--data", str(tmp_path)), check=False, ANTIPHON_RPC_DEADLINE_SECONDS="soon"
        )
        assert ill.code == 1
        (wrong,) = [one for one in ill.objects if one["state"] == "wrong"]
        assert (wrong["what"], "'soon'" in wrong["detail"]) == ("settings", True)


class TestDeadLetters:
    @pytest_asyncio.fixture(loop_scope="module")
    async def letter(self, desk):
        """A message nobody can read becomes a dead letter of each of its readers."""
        async with desk.session() as opened:
            await (await opened.log()).publish("scored.x", b"\xff garbage", message_id=fresh_id())

        async def given_up():
            return (await desk("deadletter", "list", "router", "--json")).objects

        return (await command.until(given_up))[-1]

    async def test_they_are_listed_shown_repeated_and_purged(self, desk, letter):
        assert set(letter) == LETTER
        assert (letter["consumer"], letter["subject"], letter["bytes"]) == ("router", "scored.x", 9)
        assert letter["cause"]
        number = str(letter["number"])
        shown = (await desk("deadletter", "show", number, "--json")).object
        assert shown == letter
        repeated = await desk("deadletter", "replay", "router", number)
        assert "1 dead letters" in repeated.err

        async def back():
            return [
                one
                for one in (await desk("deadletter", "list", "router", "--json")).objects
                if one["number"] != letter["number"]
            ]

        (again,) = await command.until(back)
        assert again["subject"] == "scored.x"
        findings = {one["what"]: one for one in (await desk("doctor", "--json")).objects}
        assert findings["dead letters"]["state"] == "warning"
        assert "of the router" in findings["dead letters"]["detail"]
        unsure = await desk("deadletter", "purge", "router", stdin=b"n\n", check=False)
        assert unsure.code == 1
        await desk("deadletter", "purge", "router", "--yes")
        await desk("deadletter", "purge", "insights", "--yes")
        assert (await desk("deadletter", "list", "--json")).objects == []
        assert "Nothing was given up" in (await desk("deadletter", "list")).out
        assert (await desk("status", "--audit", "--json")).object["balances"]

    async def test_a_paused_consumer_is_named_and_resumed(self, desk):
        async with desk.session() as opened:
            log = await opened.log()
            await log.pause("insights")
            listed = await desk("deadletter", "list")
            assert "antiphon deadletter resume insights" in listed.err
            assert "goes on" in (await desk("deadletter", "resume", "insights")).err
            assert not await log.paused("insights")

    async def test_what_does_not_exist_is_a_sentence(self, desk):
        show, resume = await asyncio.gather(
            desk("deadletter", "show", "4711", check=False),
            desk("deadletter", "resume", "nobody", check=False),
        )
        refused(show, "4711")
        refused(resume, "nobody")


class TestAudit:
    @pytest_asyncio.fixture(loop_scope="module")
    async def log(self, desk):
        """The log of the set, with every consumer done."""
        async with desk.session() as opened:
            yield await opened.log()

    async def test_a_sound_audit_ends_with_one_clear_sentence(self, desk):
        shown = await desk("status", "--audit")
        assert re.search(r"All \d+ mentions of the last .+ are accounted for\.", shown.out)
        assert "router, decided" in shown.out
        assert "archive, kept" in shown.out

    async def test_a_loss_in_the_archive_alone_is_found_and_its_way_back_as_well(self, desk, log):
        await log.pause("insights")
        item = collected("lost")
        await log.publish("mentions.x", item, message_id=fresh_id())
        await until_decided(desk, log)
        late = await desk("status", "--audit", "--wait", "0", check=False)
        assert late.code == 1
        assert "x:-:lost@0" in late.out
        assert "1 not in the archive" in late.err
        assert "antiphon deadletter resume insights" in late.err
        await log.connection.js.purge_stream("SCORED")
        await log.resume("insights")
        lost = await desk("status", "--audit", "--wait", "0", "--json", check=False)
        assert lost.code == 1
        assert lost.object["missing"] == []
        assert lost.object["archive"]["missing"] == ["x:-:lost@0"]
        await log.publish("mentions.x", item, message_id=fresh_id())
        assert (await desk.audit())["balances"]

    async def test_what_was_purged_is_accounted_for(self, desk, log):
        await log.publish("mentions.x", collected("odd", network=""), message_id=fresh_id())
        given_up = await desk.audit()
        assert (given_up["balances"], given_up["archive"]["dead"], given_up["dead"]) == (True, 1, 0)
        assert "1 of them was given up" in given_up["verdict"]
        await desk("deadletter", "purge", "insights", "--yes")
        audit = await desk.audit()
        assert (audit["balances"], audit["archive"]["dead"], audit["archive"]["purged"]) == (True, 0, 1)

    async def test_what_is_collected_again_after_the_begin_was_decided_before_it(self, desk, log):
        await log.publish("mentions.x", collected("again"), message_id=fresh_id())
        await desk.audit()
        since = datetime.now(UTC)
        await log.publish("mentions.x", collected("again"), message_id=fresh_id())
        audit = (await desk("status", "--audit", "--since", f"{since:%Y-%m-%dT%H:%M:%S}", "--json")).object
        assert audit["balances"]


def collected(native_id, network="x"):
    """A mention as the listener puts it on the log."""
    key = identity.make_key("x", "-", native_id)
    mention = mention_pb2.Mention(
        name=identity.mention_name(key), key=key, network=network, native_id=native_id, text="acme"
    )
    mention.matches.add(brand="brands/acme", query="brands/acme/queries/name")
    return events_pb2.MentionBatch(items=[events_pb2.MentionItem(mention=mention)]).SerializeToString()


async def until_decided(desk, log):
    """Waits until the router has nothing left to do."""

    async def idle():
        lags = [lag for lag in await log.lags() if lag.name in {"scorer", "router"}]
        return not any(lag.pending + lag.in_flight for lag in lags)

    await command.until(idle)


class TestBrandsAndSources:
    async def test_a_brand_comes_and_goes(self, desk):
        words = ("--query", "zephyr", "--query", '"zephyr cups"', "--alias", "Zeph", "--handle", "zephyrhq")
        added = (await desk("brand", "add", "Zephyr Cups", *words, "--json")).object
        assert set(added) == BRAND
        assert (added["name"], added["aliases"], added["handles"]) == (
            *("brands/zephyr-cups", ["Zeph"]),
            ["zephyrhq"],
        )
        twice = await desk("brand", "add", "Zephyr Cups", check=False)
        refused(twice, "brands/zephyr-cups exists already")
        listed = {one["name"]: one for one in (await desk("brand", "list", "--json")).objects}
        assert set(listed["brands/zephyr-cups"]) == BRAND | {"queries"}
        assert listed["brands/zephyr-cups"]["queries"] == ["zephyr", '"zephyr cups"']
        await desk("brand", "remove", "zephyr-cups")
        assert "brands/zephyr-cups" not in (await desk("brand", "list")).out
        refused(await desk("brand", "remove", "zephyr-cups", check=False), "brands/zephyr-cups")

    async def test_a_brand_whose_query_is_refused_can_be_added_again(self, desk):
        words = ("brand", "add", "Quill Tea", "--query", "quill")
        refused(await desk(*words, "--query", '"unclosed', check=False), "quotation mark is never closed")
        assert "brands/quill-tea" not in (await desk("brand", "list", "--json")).out
        await desk(*words)
        await desk("brand", "remove", "quill-tea")

    async def test_queries_live_in_a_file_from_now_on(self, desk, tmp_path):
        file = tmp_path / "acme.yaml"
        exported = await desk("query", "export", "acme")
        assert exported.out == "brand: acme\nqueries:\n  q1:\n    text: acme\n"
        file.write_text(
            "{brand: acme, queries: {q1: {text: acme -order, must_match: [acme late]}, more: Akme}}"
        )
        differs = (await desk("query", "diff", str(file), "--json")).objects
        assert {each["name"]: (each["added"], each["removed"]) for each in differs} == {
            "brands/acme/queries/q1": (0, 6),
            "brands/acme/queries/more": (0, 0),
        }
        assert all(line.endswith((" days).", "was seen.")) for each in differs for line in each["volume"])
        assert any(each["volume"] for each in differs)
        outcomes = (await desk("query", "apply", str(file), "--json")).objects
        assert [each["outcome"] for each in outcomes] == ["changed", "made"]
        again = (await desk("query", "apply", str(file), "--json")).objects
        assert [each["outcome"] for each in again] == ["unchanged", "unchanged"]
        file.write_text("{brand: acme, queries: {q1: {text: acme, must_not_match: [acme late]}}}")
        failed = await desk("query", "apply", str(file), check=False)
        assert (failed.code, "Nothing was applied" in failed.err) == (1, True)
        file.write_text("{brand: acme, queries: {q1: acme}}")
        pruned = (await desk("query", "apply", str(file), "--prune", "--json")).objects
        assert [each["outcome"] for each in pruned] == ["changed", "ended"]

    async def test_an_answer_is_checked_before_it_is_sent(self, desk):
        waiting = (await desk("queue", "list", "--json")).objects[0]["name"]
        checked = (await desk("reply", "check", waiting, "x" * 501, "--json")).object
        assert (checked["way"], checked["fits"], checked["max_length"]) == ("WAY_API", False, 500)
        unknown = (await desk("reply", "check", "x:-:1", "hello", "--json")).object
        assert (unknown["way"], unknown["length_unit"]) == ("WAY_MANUAL", "LENGTH_UNIT_WEIGHTED")
        shown = await desk("reply", "check", waiting, "hello")
        assert "yes, from here" in shown.out
        nobody = await desk("reply", "check", waiting, "hello", "--brand", "nosuch", check=False)
        refused(nobody, "--brand: there is no brand 'nosuch'")
        refused(await desk("reply", "check", "x:1", check=False), "network:site:native_id", code=2)
        refused(await desk("reply", "delete", "sandbox:-:nothing", check=False), "sandbox:-:nothing")
        refused(await desk("moderate", "praise", "x:-:1", check=False), "'praise' is none of", code=2)

    async def test_a_source_is_added_paused_resumed_and_removed(self, desk):
        address = f"url={desk.facts['sandbox']}"
        added = (await desk("source", "add", "second", "sandbox", "--set", address, "--json")).object
        assert set(added) >= SOURCE
        await desk("source", "pause", "second")
        assert (await self.state(desk)) == "STATE_PAUSED"
        shown = next(
            one for one in (await desk("sources", "--json")).objects if one["name"] == "sources/second"
        )
        assert (shown["sight"], shown["cause"]) == ("SIGHT_BLIND", "CAUSE_PAUSED")
        assert set(shown["last_day"]) == {"blind_seconds", "partial_seconds", "healed_seconds", "hours"}
        assert "blind: paused" in (await desk("sources")).out
        await desk("source", "resume", "second")
        assert (await self.state(desk)) != "STATE_PAUSED"
        await desk("source", "remove", "second")
        assert "second" not in (await desk("source", "list")).out

    async def state(self, desk):
        return next(
            one["state"]
            for one in (await desk("source", "list", "--json")).objects
            if one["name"] == "sources/second"
        )

    async def test_what_is_wrong_with_a_source_is_a_sentence(self, desk):
        calls = [
            (("source", "add", "x", "rsss"), ("did you mean 'rss'?",), 1),
            (("source", "add", "x", "rss", "--set", "url=ftp://x"), ("config.url", "http"), 1),
            (("source", "add", "x", "rss", "--set", "url"), ("KEY=VALUE",), 2),
            (("source", "pause", "nobody"), ("sources/nobody",), 1),
            (("source", "remove", "nobody"), ("sources/nobody",), 1),
        ]
        outcomes = await asyncio.gather(*(desk(*words, check=False) for words, _, _ in calls))
        for outcome, (_, words, code) in zip(outcomes, calls, strict=True):
            refused(outcome, *words, code=code)


class TestWithoutASet:
    async def test_tables_are_made_and_told(self, tmp_path):
        where = {"ANTIPHON_DATA_FOLDER": str(tmp_path)}
        empty = (await command.antiphon("db", "current", "--json", **where)).objects
        assert [one["service"] for one in empty] == ["listener", "router", "insights", "console"]
        assert {one["revision"] for one in empty} == {"empty"}
        made = (await command.antiphon("db", "upgrade", "--json", **where)).objects
        assert all(set(one) == {"service", "revision"} and one["revision"] != "empty" for one in made)
        now = (await command.antiphon("db", "current", "--json", **where)).objects
        assert now == made
        unknown = await command.antiphon("db", "upgrade", "--service", "scorer", check=False, **where)
        refused(unknown, "scorer owns no tables", code=2)

    async def test_tables_are_made_in_two_phases(self, tmp_path):
        where = {"ANTIPHON_DATA_FOLDER": str(tmp_path)}
        words = ("db", "upgrade", "--service", "router", "--json")
        first = (await command.antiphon(*words, "--phase", "expand", **where)).object
        second = (await command.antiphon(*words, "--phase", "contract", **where)).object
        assert (await command.antiphon(*words, **where)).object == second
        assert first["revision"] != "empty"
        wrong = await command.antiphon(*words, "--phase", "shrink", check=False, **where)
        refused(wrong, "expand", "contract", code=2)

    async def test_commands_say_how_to_start_one(self, tmp_path):
        calls = [
            ("queue", "list"),
            ("tail",),
            ("status", "--audit"),
            ("replay", "-"),
            ("deadletter", "list"),
            ("source", "list"),
            ("brand", "list"),
        ]
        outcomes = await asyncio.gather(
            *(command.antiphon(*words, "--data", str(tmp_path), check=False) for words in calls)
        )
        for outcome in outcomes:
            assert refused(outcome, "antiphon up").count("\n") == 0

    @pytest.mark.parametrize(
        ("key", "value", "words"),
        [
            ("ANTIPHON_BUS_ULR", "nats://x", ("ANTIPHON_BUS_ULR", "ANTIPHON_BUS_URL")),
            ("ANTIPHON_RPC_DEADLINE_SECONDS", "soon", ("ANTIPHON_RPC_DEADLINE_SECONDS", "'soon'", "number")),
        ],
    )
    async def test_a_bad_variable_is_refused_before_anything_starts(self, tmp_path, key, value, words):
        data = ("--data", str(tmp_path / "new"))
        outcomes = await asyncio.gather(
            command.antiphon("up", "--idle", *data, check=False, **{key: value}),
            command.antiphon("queue", "list", *data, check=False, **{key: value}),
        )
        for outcome in outcomes:
            refused(outcome, *words, code=2)
        assert not (tmp_path / "new").exists()

    async def test_unknown_words_are_refused(self, tmp_path):
        unknown = await command.antiphon("quoue", "list", check=False)
        refused(unknown, "quoue", code=2)


async def test_one_folder_has_one_set(desk):
    second = await desk("up", "--idle", check=False)
    refused(second, "runs in this data folder already", "--data")
    assert desk.facts, "the first set still runs"


async def test_ctrl_c_ends_every_process_and_the_next_start_goes_on_with_the_data(tmp_path):
    file = tmp_path / "records.jsonl"
    records.write_made_up(file, 400)
    first = await command.launch(tmp_path / "data")
    try:
        await first("brand", "add", "United", "--query", "@united")
        accepted = (await first("replay", str(file), "--json")).object["accepted_count"]
        decisions = (await first.audit())["decided"]
        page = first.facts["page"]
    finally:
        code = await first.end(signal.SIGINT)
    assert (code, decisions) == (0, accepted)
    assert len(first.family) >= 7
    assert not [process for process in first.family if process.is_running() and alive(process)]
    assert not first.facts
    said = first.out.read_text()
    assert "Traceback" not in said
    assert said.count("Ending: what is under way is finished first") == 1
    async with command.up(tmp_path / "data") as second:
        assert (await second.status())["queue"]["decisions"] == decisions
        assert second.facts["page"] == page
        assert (await second.audit())["balances"]


def alive(process):
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
