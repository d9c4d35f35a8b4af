from hypothesis import given, settings
from hypothesis import strategies as st

from services.common import queries
from services.common.queries import matching, programs
from tests.fixtures.queries import making, oracle


def standing(expressions):
    return [
        programs.Standing("brands/b", f"q{number:04}", queries.parse(expression))
        for number, expression in enumerate(expressions)
    ]


def as_the_oracle_says(asked, mention):
    found = ((each.name, oracle.evaluate(each.query.root, mention)) for each in asked)
    return {name: spots for name, spots in found if spots is not None}


def as_the_engine_says(matcher, mention):
    return {match.name: {tuple(spot) for spot in match.spots} for match in matcher.match(mention)}


def first_difference(asked, mentions):
    """A query and a post that the engine and the meaning do not agree on; None when there are none."""
    matcher = matching.Matcher(asked)
    for mention in mentions:
        engine, meaning = as_the_engine_says(matcher, mention), as_the_oracle_says(asked, mention)
        for each in asked:
            if engine.get(each.name) != meaning.get(each.name):
                return each.query.expression, mention, engine.get(each.name), meaning.get(each.name)
        if meaning and not mention.title and not matcher.might_match(mention.text):
            return "might_match", mention, None, None
    return None


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_the_engine_agrees_with_the_meaning_of_every_query_for_every_post(seed):
    make = making.Maker(seed)
    asked = standing(make.expression() for _ in range(60))
    assert first_difference(asked, [make.mention() for _ in range(60)]) is None
