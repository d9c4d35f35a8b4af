import importlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.common import queries
from services.common.queries import folding, tree

migration = importlib.import_module(
    "services.listener.store.migrations.versions.e0013_spaces_between_terms_mean_and"
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("acme", "acme"),
        ("acme air", "acme OR air"),
        ('@acme "acme  air" OR #fail', '@acme OR "acme  air" OR #fail'),
        ("Café Müller", "Cafe OR Muller"),
        ("Чайка", "Чайка"),
        ("check-in AT&T don't", "check-in OR AT&T OR don't"),
        ("https://acme.example/a?b", '"https://acme.example/a b"'),
        ("acme🔥", '"acme🔥"'),
        ("@acme:x", '@"acme:x"'),
        ('"what now?"', '"what now "'),
        ("/r/acme", '"/r/acme"'),
        ("{acme}", '"{acme}"'),
        ("\u201eacme air\u201d", '"acme air"'),
    ],
)
def test_a_stored_expression_says_today_what_it_meant(before, after):
    assert migration.with_or(before) == after
    queries.parse(after)


old_words = st.text("aZé-:/{}?<>|~$@#.,🔥й", min_size=1, max_size=8).filter(
    lambda word: not folding.normalise(word).isspace() and not word.startswith("-")
)


@given(st.lists(old_words, min_size=1, max_size=5))
def test_every_old_expression_asks_for_any_of_the_words_it_had(words):
    root = queries.parse(migration.with_or(" ".join(words))).root
    terms = root.parts if isinstance(root, tree.Or) else (root,)
    assert {term.pattern for term in terms} == {folding.normalise(word) for word in words}
