"""What a query means, told before it listens."""

from __future__ import annotations

import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import errors
from services.listener.core import capabilities, explaining


def explained(expression, **examples):
    request = api.ExplainQueryRequest(expression=expression, **examples)
    return explaining.explain(request, capabilities.BY_NETWORK)


def test_it_says_how_a_query_is_read_and_what_is_worth_a_look():
    told = explained('("acme air" OR akme) NOT akme lang:en')
    assert told.reading == 'mentions of "acme air" or akme, not akme, in English'
    (finding,) = [each for each in told.findings if each.dead]
    assert finding.column == 16
    assert "never found" in finding.sentence


def test_networks_that_are_searched_are_asked_for_words_and_the_rest_is_decided_here():
    parts = {part.network: part for part in explained("(acme OR akme) has:link").parts}
    assert list(parts["mastodon"].asked) == ["acme", "akme"]
    assert '"acme" or "akme"' in parts["mastodon"].sentence
    assert list(parts["x"].asked) == ['"acme"', '"akme"']
    assert parts["x"].sentence.endswith("; here it is decided what of that is with a link.")
    assert (parts["x"].price_micros, parts["x"].currency) == (5000, "USD")
    assert not parts["rss"].asked
    assert "decided here" in parts["rss"].sentence


def test_a_network_with_a_boolean_search_is_asked_for_as_much_as_it_knows():
    (part,) = [part for part in explained("acme late NOT jobs lang:en").parts if part.network == "x"]
    assert list(part.asked) == ['("acme" "late" -"jobs" lang:en)']
    assert part.sentence == (
        'It is asked for ("acme" "late" -"jobs" lang:en), together with what other queries ask for; '
        "here it is only checked again."
    )


def test_what_no_search_knows_is_said():
    (part,) = [part for part in explained("has:link lang:en").parts if part.network == "mastodon"]
    assert not part.asked
    assert "other queries" in part.sentence


def test_examples_are_tried_and_show_what_was_found():
    results = explained("acme", must_match=["so, Acme!"], must_not_match=["acme jobs"]).results
    assert [(each.must_match, each.passed) for each in results] == [(True, True), (False, False)]
    assert [(span.start, span.end) for span in results[0].spans] == [(4, 8)]


def test_what_must_not_be_found_suggests_an_exclusion_that_keeps_what_must_be():
    told = explained(
        "acme OR akme",
        must_match=["acme lost my parcel in Berlin"],
        must_not_match=["acme jobs in Berlin", "jobs at akme", "jobs elsewhere"],
    )
    assert told.suggested_expressions[0] == "(acme OR akme) -jobs"
    assert all(each.endswith("-jobs") for each in told.suggested_expressions)


def test_a_query_without_failed_examples_has_nothing_suggested():
    assert not explained("acme", must_not_match=["jobs"]).suggested_expressions


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (api.ExplainQueryRequest(expression="acme OR"), "column 6"),
        (api.ExplainQueryRequest(expression="acme", must_match=["a"] * 101), "more than 100 examples"),
        (api.ExplainQueryRequest(expression="acme", must_not_match=["a" * 10_001]), "longer than 10,000"),
    ],
)
def test_what_cannot_be_explained_is_refused_with_a_sentence(request_, words):
    with pytest.raises(errors.InvalidField, match=words):
        explaining.explain(request_, {})
