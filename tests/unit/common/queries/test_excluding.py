"""What sets apart the matches judged not relevant: sure, few, and never at the cost of an example."""

from __future__ import annotations

import pytest

from antiphon.mention.v1 import mention_pb2
from services.common import queries
from services.common.queries import excluding
from services.common.queries.matching import Matcher
from services.common.queries.programs import Standing

QUERY = queries.parse("acme OR akme")
RELEVANT = [
    mention_pb2.Mention(text=f"acme {word} broke")
    for word in ("toaster", "kettle", "mixer", "oven", "blender", "grill", "fridge", "stove", "lamp", "fan")
]
UNWANTED = [
    mention_pb2.Mention(text=f"acme hiring {word}")
    for word in ("welders", "cooks", "drivers", "nurses", "clerks", "painters", "tailors", "bakers")
]


def clauses(relevant, unwanted, query=QUERY, examples=()):
    return [each.clause for each in excluding.suggest(query, relevant, unwanted, examples)]


def test_the_word_that_only_the_unwanted_have_is_excluded_with_its_counts():
    (told,) = excluding.suggest(QUERY, RELEVANT, UNWANTED)
    assert (told.clause, told.unwanted, told.wanted) == ("hiring", 8, 0)
    assert told.expression == "(acme OR akme) -hiring"


def test_what_is_offered_finds_all_relevant_matches_and_no_unwanted_one():
    (told,) = excluding.suggest(QUERY, RELEVANT, UNWANTED)
    matcher = Matcher([Standing("", "q", queries.parse(told.expression))])
    assert all(matcher.match(each) for each in RELEVANT)
    assert not any(matcher.match(each) for each in UNWANTED)


def test_nothing_is_offered_where_nothing_is_known_to_be_relevant():
    assert clauses([], UNWANTED) == []


def test_two_judged_matches_are_too_few():
    assert clauses(RELEVANT * 10, UNWANTED[:2]) == []
    assert clauses(RELEVANT * 10, UNWANTED[:3]) == ["hiring"]


def test_a_word_said_many_times_in_one_match_counts_once():
    assert clauses(RELEVANT * 10, [mention_pb2.Mention(text="acme hiring hiring hiring")]) == []


def test_what_takes_a_must_match_example_is_not_offered():
    assert "hiring" not in clauses(RELEVANT, UNWANTED, examples=["is acme hiring again"])


def test_an_example_that_the_query_does_not_find_hinders_nothing():
    assert clauses(RELEVANT, UNWANTED, examples=["hiring elsewhere"]) == ["hiring"]


def test_what_stands_in_the_query_already_is_not_offered():
    assert clauses(RELEVANT, UNWANTED, query=queries.parse("acme -hiring")) == []


def test_a_pair_of_words_is_offered_where_each_alone_is_also_wanted():
    wanted = [mention_pb2.Mention(text=f"acme {end}") for end in ("open", "position", "position is open") * 6]
    unwanted = [mention_pb2.Mention(text="acme open position")] * 8
    assert clauses(wanted, unwanted)[0] == '"open position"'


@pytest.mark.parametrize(
    ("made", "clause"),
    [
        (mention_pb2.Mention(author=mention_pb2.Author(handle="JobBot")), "author:jobbot"),
        (mention_pb2.Mention(site="jobs.example"), "site:jobs.example"),
        (
            mention_pb2.Mention(
                entities=[
                    mention_pb2.Entity(kind=mention_pb2.Entity.KIND_LINK, value="https://jobs.example/a?b=c")
                ]
            ),
            "link:jobs.example",
        ),
    ],
)
def test_authors_sites_and_links_are_candidates_too(made, clause):
    made.text = "acme"
    assert clauses(RELEVANT, [made] * 8) == [clause]


def test_a_lower_bound_rises_with_evidence_and_falls_with_what_would_be_lost():
    assert excluding.lower_bound(8, 8, 0, 10) > excluding.lower_bound(3, 3, 0, 10)
    assert excluding.lower_bound(8, 8, 0, 10) > excluding.lower_bound(8, 8, 4, 10)
    assert excluding.lower_bound(0, 0, 0, 0) < 0


def test_of_many_judged_matches_a_word_of_a_few_is_not_offered():
    unwanted = [mention_pb2.Mention(text=f"acme hiring {number}") for number in range(100)]
    for each in unwanted[:4]:
        each.text += " welders"
    assert clauses(RELEVANT * 100, unwanted) == ["hiring"]
    unwanted[4].text += " welders"
    assert clauses(RELEVANT * 100, unwanted) == ["hiring", "welders"]
