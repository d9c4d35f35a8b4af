"""Who answers whom: waits, tones and places, of threads as they are and as the archive keeps them."""

import random
from datetime import timedelta

import pytest

from antiphon.insights.v1 import analytics_service_pb2 as api
from services.common.model import identity
from services.insights.core import answering, communities
from services.insights.core.answering import Turn
from services.insights.core.slices import Cut
from services.insights.servicer.dialogues import Dialogues
from services.insights.store import Analyst, Archive, threads
from tests.unit.insights.histories import said

MINUTE = 60_000_000


def turn(number, minute, author, *, parent="", own=False, felt=0, **more):
    known = {
        "network": "x",
        "link": f"https://x.test/{number}",
        "brands": ("brands/acme",),
        "thread": "t",
        "key": f"k{number}",
    }
    return Turn(
        id=number,
        moment=minute * MINUTE,
        parent=parent,
        author=author,
        handle=author.title(),
        own=own,
        sentiment=felt,
        **{**known, **more},
    )


THREAD = [
    turn(1, 0, "ann", felt=1),
    turn(2, 5, "bob", felt=2),
    turn(3, 10, "acme", own=True, parent="k1"),
    turn(4, 12, "acme", own=True),
    turn(5, 20, "ann", felt=3),
    turn(6, 30, "ann", felt=1),
]


def performance(found):
    added = answering.Performance()
    added.add(found)
    return added


def test_an_answer_belongs_to_what_it_names_else_to_the_last_before_it():
    mixed = random.Random(1).sample(THREAD, len(THREAD))
    found = answering.answers(mixed, {3, 4})
    assert [(each.turn.id, each.question.id, each.after and each.after.id) for each in found] == [
        (3, 1, 5),
        (4, 2, None),
    ]
    told = performance(found).total.told()
    assert told.median_wait.ToTimedelta() == timedelta(minutes=7)
    assert told.ninth_decile_wait.ToTimedelta() == timedelta(minutes=10)
    assert (told.answer_count, told.replied_count, told.better_count, told.worse_count) == (2, 1, 1, 0)
    assert (told.bad_before_count, told.bad_after_count) == (1, 0)


def test_nobody_answers_himself_nor_what_the_archive_has_not():
    line = [turn(1, 0, "ann", felt=1), turn(2, 1, "ann"), turn(3, 2, "bob", parent="elsewhere")]
    assert answering.answers(line, {2, 3}) == []
    assert performance([]).total.told() == api.Care()


def test_accounts_stand_side_by_side():
    rival = [turn(7, 0, "cem", felt=1, thread="u"), turn(8, 1, "rival", own=True, thread="u")]
    found = answering.answers([*THREAD, *rival], {3, 4, 8})
    accounts = performance(found).accounts(10)
    assert [(each.handle, each.care.answer_count) for each in accounts] == [("Acme", 2), ("Rival", 1)]
    assert accounts[1].care.median_wait.seconds == 60


@pytest.mark.parametrize(
    ("network", "link", "place"),
    [
        ("reddit", "https://www.reddit.com/r/airlines/comments/1/x", "r/airlines"),
        ("reddit", "https://redd.it/1", "redd.it"),
        ("discourse", "https://forum.example/t/1", "forum.example"),
        ("x", "", ""),
    ],
)
def test_a_place_is_a_forum_or_a_host(network, link, place):
    assert communities.place(network, link) == place


def test_places_and_authors_stand_by_thanks():
    thanked = [
        turn(1, 0, "ann", felt=1),
        turn(2, 3, "bob"),
        turn(3, 5, "cem", parent="k1", link="https://y.test/1"),
        turn(4, 9, "ann", felt=3),
    ]
    alone = [turn(5, 0, "dan", thread="u"), turn(6, 4, "cem", thread="u", link="https://y.test/2")]
    found = answering.answers([*thanked, *alone], {2, 3, 6})
    places = communities.places(found, 10)
    assert [(each.place, each.answer_count, each.thanked_count, each.author_count) for each in places] == [
        ("y.test", 2, 1, 1),
        ("x.test", 1, 0, 1),
    ]
    assert [(each.author_key, each.thanked_count) for each in communities.authors(found, 1)] == [("cem", 1)]


def test_thanks_belong_to_the_answer_that_they_name():
    line = [
        turn(1, 0, "ann", felt=1),
        turn(2, 3, "bob", parent="k1"),
        turn(3, 5, "cem", parent="k1"),
        turn(4, 9, "ann", parent="k2", felt=2, intent=answering.PRAISE),
        turn(5, 10, "dan", parent="k3", felt=3),
        turn(6, 11, "ann", parent="k3", felt=1, intent=answering.PRAISE),
    ]
    found = answering.answers(line, {2, 3})
    assert [(each.turn.author, each.thanked) for each in found] == [("bob", True), ("cem", False)]


def test_an_accepted_answer_is_worth_as_much_as_one_that_was_thanked_for():
    line = [
        turn(1, 0, "ann", felt=1),
        turn(2, 3, "bob", parent="k1", accepted=True),
        turn(3, 4, "cem", parent="k1"),
        turn(4, 9, "ann", parent="k2", felt=3),
    ]
    (best, other) = communities.authors(answering.answers(line, {2, 3}), 10)
    assert (best.author_key, best.accepted_count, best.thanked_count, best.valued_count) == ("bob", 1, 1, 1)
    assert (other.author_key, other.valued_count) == ("cem", 0)


def test_topics_say_who_answers_which_questions():
    line = []
    for number in range(6):
        about, who = ("pump leaks", "bob") if number % 2 else ("grinder stuck", "cem")
        thread = f"t{number}"
        line += [
            turn(10 * number, 0, "ann", key=f"q{number}", thread=thread, words=f" {about} {number} "),
            turn(10 * number + 1, 5, who, parent=f"q{number}", thread=thread),
            turn(10 * number + 2, 9, "ann", parent=f"k{10 * number + 1}", thread=thread, felt=3),
        ]
    line.append(turn(100, 30, "eve", parent="q1", thread="t1", accepted=True))
    found = answering.answers(line, {each.id for each in line if each.author != "ann"})
    told = communities.topics(found, 10)
    assert [(each.question_count, each.total.answer_count, each.total.valued_count) for each in told] == [
        (3, 4, 4),
        (3, 3, 3),
    ]
    assert "pump" in told[0].words
    assert [each.author_key for each in told[0].authors] == ["bob", "eve"]
    assert [each.author_key for each in told[1].authors] == ["cem"]


async def test_threads_are_read_whole_with_what_people_said_of_them(open_database):
    db = await open_database("insights")
    kept = Archive(db, page_size=10, on_event=list)
    first = identity.make_key("x", "-", "1")
    answer, score = said("2", author="x:-:acme", conversation=first, created=1_700_000_060, felt="")
    answer.mention.author.own = True
    thanks = said("3", conversation=first, created=1_700_000_120, felt="POSITIVE")
    await kept.take([said("1"), (answer, score), thanks, said("4", author="x:-:bob")])
    cut = Cut(1_700_000_050_000_000, 1_700_000_100_000_000, facets={"own": frozenset({1})})
    asked = await db.read(lambda conn: threads.asked(conn, cut, 10))
    turns = await db.read(lambda conn: threads.turns(conn, asked.keys))
    assert (asked.total, len(turns)) == (1, 3)
    (found,) = answering.answers(turns, asked.rows)
    assert (found.wait, found.question.sentiment, found.after.sentiment) == (MINUTE, 1, 3)


@pytest.mark.parametrize("at_once", [1, 7, 500])
async def test_answers_are_added_up_over_any_number_of_threads(open_database, monkeypatch, at_once):
    monkeypatch.setattr(threads, "AT_ONCE", at_once)
    db, chance = await open_database("insights"), random.Random(5)
    facts, waits, tones = [], {"one": [], "two": []}, 0
    for number in range(60):
        first = identity.make_key("x", "-", f"q{number}")
        who, wait = chance.choice(sorted(waits)), chance.randrange(1, 9_000)
        answer, score = said(
            f"a{number}", author=f"x:-:{who}", conversation=first, created=1_700_000_000 + wait, felt=""
        )
        answer.mention.author.own, answer.mention.author.handle = True, who
        felt = chance.choice(["POSITIVE", "NEGATIVE"])
        after = said(f"n{number}", conversation=first, created=1_700_010_000, felt=felt)
        facts += [said(f"q{number}", created=1_700_000_000, felt="NEGATIVE"), (answer, score), after]
        waits[who].append(wait)
        tones += felt == "POSITIVE"
    await Archive(db, page_size=10, on_event=list).take(facts)
    servicer = Dialogues(Analyst(db, page_size=10), None, None)
    cut = Cut(0, 4_000_000_000_000_000, facets={"own": frozenset({1})})
    found = answering.Performance()
    assert await servicer._answers(cut, 1_000, found.add) == (60, 60)
    told = found.total.told()
    assert (told.answer_count, told.replied_count, told.better_count) == (60, 60, tones)
    middle = sorted(waits["one"] + waits["two"])[29]
    assert told.median_wait.seconds == middle
    assert {
        each.handle: (each.care.answer_count, each.care.ninth_decile_wait.seconds)
        for each in found.accounts(9)
    } == {who: (len(each), sorted(each)[-(-9 * len(each) // 10) - 1]) for who, each in waits.items()}
    read, total = await servicer._answers(cut, 20, found.add)
    assert (0 < read <= 20, total) == (True, 60)
