"""What a network is asked for finds all that the queries find, in the fewest and shortest searches."""

from __future__ import annotations

import random
import re

import pytest

from services.common import queries
from services.common.queries import dialects, pushing
from services.common.queries.pushing import By, Every, In, Some, Without, Words
from tests.fixtures.queries import making, oracle, x_search

ROOM = 512


def asked(expression, room=ROOM):
    found = pushing.wish(queries.parse(expression))
    return None if found is None else dialects.X.write(found, room)


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        ("acme", '"acme"'),
        ("acme late", '("acme" "late")'),
        ("acme OR #akme OR @akme", '("acme" OR #akme OR @akme)'),
        ("(acme OR akme) late", '(("acme" OR "akme") "late")'),
        ("acme NOT jobs", '("acme" -"jobs")'),
        ("acme NOT (jobs OR #hiring)", '("acme" -"jobs" -#hiring)'),
        ("acme lang:en", '("acme" lang:en)'),
        ("acme lang:en-gb", '("acme" lang:en)'),
        ("acme NOT lang:en-gb", '"acme"'),
        ("acme lang:(de|fr)", '("acme" (lang:de OR lang:fr))'),
        ("acme lang:he", '("acme" lang:iw)'),
        ("acme lang:xx", '"acme"'),
        ("author:jo", "from:jo"),
        ("acme NOT author:jo", '("acme" -from:jo)'),
        ("acme author:much_too_long_for_anyone", '"acme"'),
        ("acme NEAR/3 late", '("acme" "late")'),
        ('"late pl* today now"', '"today now"'),
        ("acme (late OR de*)", '"acme"'),
        ("acme NOT (jobs hiring)", '"acme"'),
        ("acme NOT café", '"acme"'),
        ("acme NOT {BT}", '"acme"'),
        ("straße lang:de", '(("straße" OR "strasse") lang:de)'),
        ("コーヒー", '"コーヒー"'),
        ("$acme", "$acme"),
        ("(acme late) OR (acme lang:de)", '(("acme" "late") OR ("acme" lang:de))'),
        ("acme has:link", '"acme"'),
        ("lang:en", None),
        ("acme OR lang:en", None),
        ("NOT acme", None),
        ("acm*", None),
        ('acme NOT $"late air"', '"acme"'),
        ('acme NOT #"late air"', '"acme"'),
        ("acme NOT #10", '"acme"'),
        ("#10 late", '("10" "late")'),
        ("#東 late", '("東" "late")'),
        ('#"acm* late"', '"late"'),
        ("acme ((NOT late NOT jobs) OR lang:en)", '"acme"'),
        ("acme ((lang:de NOT jobs) OR lang:en)", '("acme" ((lang:de -"jobs") OR lang:en))'),
        ("(author:much_too_long_for_anyone OR acme) lang:en", '("acme" lang:en)'),
    ],
)
def test_what_x_can_be_asked_is_asked_and_nothing_narrower(expression, written):
    assert asked(expression) == written


def posts_of_x(make, count):
    """Posts without titles, in languages that X names. Where scripts meet, people write a space: X has no
    way to find the one without the other otherwise.
    """
    mentions = [make.mention() for _ in range(count)]
    for mention in mentions:
        mention.title = ""
        mention.text = re.sub(r"(?<=\w)(?=[東京])|(?<=[東京])(?=[a-zA-Z])", " ", mention.text)
        mention.declared_language = make._one(["", "en", "de", "iw"])
    return mentions


def first_lost(seed, count):
    """What a query finds and X would not bring; and how much was found, and left out."""
    make = making.Maker(seed)
    mentions = posts_of_x(make, 60)
    found = narrower = 0
    for query in [queries.parse(make.expression()) for _ in range(count)]:
        wish = pushing.wish(query)
        written = dialects.X.write(wish, 4_096) if wish is not None else ""
        if not written:
            continue
        tree = x_search.read(written)
        assert x_search.stands(tree), written
        for mention in mentions:
            wanted = oracle.evaluate(query.root, mention) is not None
            brought = x_search.finds(tree, mention)
            strictly = brought and (not mention.text.isascii() or x_search.finds(tree, mention, strict=True))
            if wanted and not strictly:
                return (query.expression, written, mention.text), found, narrower
            found += wanted
            narrower += not brought
    return None, found, narrower


def test_everything_that_a_query_finds_is_found_by_what_is_asked():
    lost, found, narrower = first_lost(11, 1_000)
    assert lost is None
    assert found > 1_000
    assert narrower > 8_000


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(50, 62))
def test_everything_that_many_queries_find_is_found_by_what_is_asked(seed):
    assert first_lost(seed, 2_000)[0] is None


def test_many_queries_together_lose_nothing_however_little_room_there_is():
    make = making.Maker(12)
    mentions = posts_of_x(make, 40)
    standing = [queries.parse(make.expression()) for _ in range(300)]
    known = [(query, found) for query in standing if (found := pushing.wish(query)) is not None]
    whole = pushing.some(found for _, found in known)
    for room in (40, 80, 512, 4_096):
        pieces = list(dialects.X.pieces(whole, room - 2))
        lost = pieces.count("")
        assert not lost, (room, lost)
        packed, missing = dialects.pack(list(dict.fromkeys(pieces)), 10_000, room)
        assert missing == 0
        assert max(map(len, packed)) <= room
        trees = [x_search.read(each) for each in packed]
        for mention in mentions:
            wanted = any(oracle.evaluate(query.root, mention) is not None for query, _ in known)
            assert not wanted or any(x_search.finds(tree, mention) for tree in trees)


def test_what_another_query_includes_is_not_asked_for_again():
    asked_for = ("acme late", "acme", "akme late", "acme lang:en")
    wishes = [pushing.wish(queries.parse(each)) for each in asked_for]
    assert pushing.some(wishes) == Some((Words(("acme",)), Every((Words(("akme",)), Words(("late",))))))


def test_exclusions_and_then_languages_give_way_to_the_room():
    unwanted = " OR ".join(f"word{number}" for number in range(60))
    assert asked(f"acme lang:en NOT ({unwanted})") == '("acme" lang:en)'
    assert asked(f"acme lang:en NOT ({unwanted})", room=10) == '"acme"'


def test_what_is_too_long_even_so_is_asked_for_by_its_shortest_part():
    wish = pushing.wish(queries.parse(f'"{"long " * 30}" (acme OR akme)'))
    assert list(dialects.X.pieces(wish, 60)) == ['"acme"', '"akme"']
    assert list(dialects.X.pieces(pushing.wish(queries.parse("x" * 70)), 60)) == [""]


def test_a_wish_is_made_of_what_networks_may_know():
    found = pushing.wish(queries.parse("acme author:jo lang:en NOT jobs"))
    assert set(found.parts) == {Words(("acme",)), By("jo"), In("en"), Without(Words(("jobs",)))}


@pytest.mark.parametrize(
    ("expression", "left"),
    [
        ("acme late NOT jobs lang:en", ()),
        ("acme OR #late", ()),
        ("acme has:link", ("with a link",)),
        ("acme NEAR/3 late has:link", ("acme within 3 words of late", "with a link")),
        ("acme NOT {BT}", ("not BT (exactly so)",)),
        ("acme lang:xx", ("in xx",)),
        ("acme lang:en-gb", ("in English (GB)",)),
        ('acme NOT #"late air"', ('not #"late air"',)),
        ("acme #10", ("#10",)),
        ("acm*", ("acm*",)),
    ],
)
def test_what_is_left_to_be_decided_here_is_said_in_plain_words(expression, left):
    found = dialects.pushed("x", queries.parse(expression))
    assert found.left == left


def test_what_gave_way_to_the_room_is_left_here():
    unwanted = " OR ".join(f"word{number}" for number in range(200))
    found = dialects.pushed("x", queries.parse(f"acme lang:en NOT ({unwanted})"))
    assert found.asked == ('("acme" lang:en)',)
    assert len(found.left) == 3


def test_a_term_that_changes_anywhere_changes_few_rules():
    chance = random.Random(14)
    terms = [f'"{chance.randrange(10 ** chance.randint(2, 30))}"' for _ in range(2_000)]
    before, missing = dialects.pack(terms, 1_000, 512)
    assert missing == 0
    assert " OR ".join(each[1:-1] for each in before) == " OR ".join(terms)
    changed = []
    for _ in range(40):
        at = chance.randrange(len(terms))
        others = [*terms[:at], *chance.choice([[], ['"changed words"']]), *terms[at + 1 :]]
        after, _ = dialects.pack(others, 1_000, 512)
        changed.append(len(set(after) ^ set(before)))
    assert sum(changed) / len(changed) < 4
    assert max(changed) < len(before) / 4


def test_rules_are_filled_to_the_brim_where_otherwise_something_would_be_left_out():
    terms = [f'"word{number:03}"' for number in range(300)]
    roomy, _ = dialects.pack(terms, 1_000, 200)
    brim = -(-300 // ((200 - 2 + 4) // 13))
    assert len(roomy) > brim
    dense, missing = dialects.pack(terms, brim, 200)
    assert (len(dense), missing) == (brim, 0)
    few, missing = dialects.pack(terms, brim - 1, 200)
    assert (few, missing) == (dense[:-1], dense[-1].count('"') // 2)
