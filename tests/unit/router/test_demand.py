"""Routes and demands as tables keep them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.router.core import demand
from services.router.core.demand import Demand, Route

names = st.text(min_size=1, max_size=8)
routes = st.builds(
    Route,
    queue=names,
    skills=st.dictionaries(names, st.integers(1, demand.MAX_LEVEL), max_size=3).map(demand.skills),
    deadline=st.text(max_size=8),
    tags=st.lists(names, max_size=3, unique=True).map(sorted).map(tuple),
    action=st.text(max_size=20),
)


@given(routes)
def test_a_route_comes_back_as_it_was_kept(route):
    assert demand.decode(demand.encode(route)) == route


def test_the_default_route_takes_no_room():
    assert demand.encode(demand.DEFAULT) == ""


@given(st.dictionaries(names, st.integers(1, demand.MAX_LEVEL), max_size=4))
def test_equal_demands_are_equal_texts_whatever_the_order_of_their_skills(wanted):
    backwards = dict(reversed(wanted.items()))
    assert demand.encode_skills(demand.skills(wanted)) == demand.encode_skills(demand.skills(backwards))


def test_tags_and_deadlines_do_not_decide_who_may_work():
    plain, tagged = Route(queue="returns"), Route(queue="returns", deadline="fast", tags=("vip",))
    assert (
        demand.demand("brands/a", plain) == demand.demand("brands/a", tagged) == Demand("brands/a", "returns")
    )
