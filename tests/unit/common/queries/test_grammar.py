import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.common import queries
from services.common.queries import fields, folding, searching, tree
from tests.fixtures.queries import making, oracle

READ = [
    ("acme", "mentions of acme"),
    ("acme air", "mentions of acme and air"),
    ("acme AND air", "mentions of acme and air"),
    ("acme OR air late", "mentions of acme or (air and late)"),
    ("(acme OR air) late", "mentions of (acme or air) and late"),
    ("(Acme OR Akme) NOT jobs lang:(en OR de)", "mentions of Acme or Akme, not jobs, in English or German"),
    ("acme -jobs", "mentions of acme, not jobs"),
    ("acme NOT (a b)", "mentions of acme, not (a and b)"),
    ('"Acme  Air"', 'mentions of "Acme  Air"'),
    ("acme or air", "mentions of acme and or and air"),
    ("late NEAR/3 plane", "mentions of late within 3 words of plane"),
    ("late ONEAR/1 plane", "mentions of late followed within 1 word by plane"),
    ("a NEAR/3 b NEAR/5 c", "mentions of (a within 3 words of b) within 5 words of c"),
    ("NOT a NEAR/3 b", "everything, not a within 3 words of b"),
    ("{BT} café caf*", "mentions of BT (exactly so) and café (with its accents) and caf*"),
    ('@acme #fail $ACM @"acme air"', 'mentions of @acme and #fail and $ACM and @"acme air"'),
    ("acme🔥air", "mentions of acme and 🔥 and air"),
    ("/acm(e|ée)/ /BT/c", "mentions of text like /acm(e|ée)/ and text like /BT/ (case counts)"),
    ("acme <<< who else? >>> air", "mentions of acme and air"),
    ('refund OR "not working" NOT thanks', 'mentions of refund or ("not working" and not thanks)'),
    ("acme (late OR (lost NOT found))", "mentions of acme and (late or (lost and not found))"),
    ("acme OR lang:pt-br", "everything, either acme or in Portuguese (BR)"),
    ("acme author:Jo|@Joe", "mentions of acme, by @jo or @joe"),
    (
        "acme kind:(review|reply) -is:verified",
        "mentions of acme, that are reviews or replies, not by verified authors",
    ),
    (
        "acme has:question followers:1000..",
        "mentions of acme, that ask a question, by authors with 1,000 or more followers",
    ),
    ("acme rating:0..0.5 likes:..10", "mentions of acme, rated 0 to 0.5, with at most 10 likes"),
    ("acme created:2026-01-01..2026-01-31", "mentions of acme, published from 2026-01-01 to 2026-01-31"),
    ("acme created:2026-01-01", "mentions of acme, published on 2026-01-01"),
    (
        'title:late bio:"data scientist"',
        'everything, with late in the title, with "data scientist" in what the author says of themselves',
    ),
]


@pytest.mark.parametrize(("expression", "words"), READ)
def test_what_was_read_is_shown_back_in_plain_words(expression, words):
    assert queries.describe(queries.parse(expression)) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("acme air", "ACME AND Air"),
        ("acme OR air", "(acme) OR ((air))"),
        ("a OR b OR a", "a OR (b OR a)"),
        ("acme ACME", "acme"),
        ("check-in", '"check in"'),
        ("\u201cacme air\u201d", '"acme air"'),
        ("a b NOT c", "a b -c"),
        ("lang:(en OR de)", "lang:en OR lang:DE"),
        ("é", "e\u0301"),
        ("❤", "❤\ufe0f"),
        ("site:https://www.example.org/", "site:example.org"),
        ('"what now?"', '"what now"'),
    ],
)
def test_what_asks_for_the_same_is_the_same(one, other):
    assert queries.parse(one) == queries.parse(other)


REFUSED = [
    ("", 1, "empty", ""),
    ("   ", 1, "empty", ""),
    ('acme "air', 6, "never closed", 'acme "air"'),
    ("acme {air", 6, "never closed", "acme {air}"),
    ("acme } air", 6, "closes nothing", "acme  air"),
    ("(acme", 1, "never closed", "(acme)"),
    ("acme)", 5, "closes nothing", "acme"),
    ("acme ()", 6, "empty", ""),
    ("acme (", 6, "write a word behind it", ""),
    ("OR acme", 1, "before it", "acme"),
    ("acme OR", 6, "after it", "acme"),
    ("acme OR OR air", 6, "after it", "acme  OR air"),
    ("acme AND", 6, "after it", "acme"),
    ("NOT", 1, "after it", ""),
    ("acme !!!", 6, "no letter", ""),
    ("acme *", 6, "every word", ""),
    ("acme NEAR air", 6, "NEAR/5", ""),
    ("acme NEAR/500 air", 6, "100 words at most", ""),
    ("acme NEAR/2 NOT air", 6, "not `NOT`", ""),
    ("acme NEAR/2 (air late)", 6, "not `AND`", ""),
    ("acme NEAR/2 lang:en", 6, "join it with `AND`", ""),
    ('"acme"~5', 7, "NEAR/5", ""),
    ("lan:en", 1, "did you mean `lang:`", ""),
    ("https://acme.example", 1, '"https://acme.example"', ""),
    ("lang: en", 6, "remove the space", "lang:en"),
    ("lang:", 6, "needs a value", ""),
    ("lang:english", 6, "a language tag", ""),
    ("kind:tweet", 6, "one of post, reply", ""),
    ("followers:many", 11, "a number or a range", ""),
    ("followers:5..1", 11, "swap", ""),
    ("followers:..", 11, "both ends open", ""),
    ("created:yesterday", 9, "a day or a range", ""),
    ("acme /(/", 6, "cannot be read", ""),
    ("acme /a*/", 6, "every text", ""),
    ("acme /r/python", 6, '"/r/python"', ""),
    ("acme <<<why", 6, ">>>", "acme <<<why>>>"),
    ("a" * 300, 1, "shorten", ""),
    ("a " * 6000, 10_001, "split", ""),
    ("a " * 501, 1001, "500 terms", ""),
    ("(" * 50 + "a" + ")" * 50, 41, "40 deep", ""),
]


@pytest.mark.parametrize(("expression", "column", "words", "fix"), REFUSED)
def test_what_cannot_be_read_is_refused_at_its_column_with_a_way_out(expression, column, words, fix):
    with pytest.raises(queries.QueryError) as refused:
        queries.parse(expression)
    assert (refused.value.column, refused.value.fix) == (column, fix)
    assert words in refused.value.problem


@pytest.mark.parametrize("fix", [fix for _, _, _, fix in REFUSED if fix])
def test_a_suggested_expression_can_be_read(fix):
    queries.parse(fix)


PARTS = [
    "acme",
    '"',
    "(",
    ")",
    "{",
    "}",
    "/",
    "*",
    "?",
    "OR",
    "AND",
    "NOT",
    "NEAR/2",
    "-",
    "lang:",
    "en",
    ":",
]
PARTS += [
    "<<<",
    ">>>",
    " ",
    "#",
    "@",
    "🔥",
    "..",
    "|",
    "\\",
    "created:",
    "1",
    "é",
    "東",
    "\ufe0f",
    "~3",
    "\x00",
]


def column_of_fault(expression):
    try:
        queries.describe(queries.parse(expression))
    except queries.QueryError as fault:
        return fault.column
    return 1


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40) | st.lists(st.sampled_from(PARTS), max_size=25).map("".join))
def test_any_text_is_read_or_refused_at_a_column_inside_it(expression):
    assert 1 <= column_of_fault(expression) <= len(expression) + 1


def test_any_mixture_of_parts_is_read_or_refused():
    chance = random.Random(3)
    for _ in range(4_000):
        expression = "".join(chance.choices(PARTS, k=chance.randint(1, 30)))
        assert 1 <= column_of_fault(expression) <= len(expression) + 1


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 9_999,
        ")" * 9_999,
        "NOT " * 2_499,
        "-" * 9_999,
        '"' * 9_999,
        "<<<" * 3_333,
        "lang:" * 2_000,
        "a NEAR/1 " * 1_100,
        "/" * 9_999,
        "{" * 9_999,
        "lang:(" + "a|" * 4_000,
        "\ud800/\ud800/",
    ],
)
def test_long_nonsense_is_refused_like_short_nonsense(expression):
    with pytest.raises(queries.QueryError):
        queries.parse(expression)


def test_the_tree_tells_all_leaves_and_those_that_are_wanted():
    root = queries.parse("acme NOT (jobs OR lang:en) {BT}").root
    assert len(list(tree.leaves(root))) == 4
    assert [leaf.written for leaf in tree.wanted(root)] == ["acme", "{BT}"]


@pytest.mark.parametrize("name", fields.FIELDS)
def test_every_field_is_taught_by_an_example_that_can_be_read(name):
    assert name in fields.FIELDS[name].example
    queries.parse(fields.FIELDS[name].example)


@pytest.mark.parametrize(
    ("expression", "phrases"),
    [
        ("acme OR @akme", ("acme", "@akme")),
        ("acme (late OR delayed)", ("acme",)),
        ('(a OR b) "late plane"', ("late plane",)),
        ("acme NEAR/3 plane", ("plane",)),
        ("acme NOT jobs", ("acme",)),
        ("customer iphone", ("iphone",)),
        ('"late pl* today now"', ("today now",)),
        ("acm*", ()),
        ("acme OR acm*", ()),
        ("lang:en", ()),
        ("$ACME", ("acme",)),
        ("コーヒー OR กาแฟ", ("コーヒー", "กาแฟ")),
        ("日本 航空", ("日本",)),
        ("Café", ("café",)),
        ("Straße", ("straße", "strasse")),
        ("#größe", ("#größe", "#grösse")),
        ("{Größe}", ("größe",)),
        ('"a, b-c"', ("a b c",)),
        ('#"acm* late"', ("late",)),
        ('#"late acm*"', ("#late",)),
        ('"café lat*"', ("café",)),
    ],
)
def test_networks_are_searched_for_what_every_answer_has(expression, phrases):
    assert searching.phrases(queries.parse(expression)) == phrases


def test_what_every_answer_has_is_in_every_answer():
    make = making.Maker(5)
    mentions = [make.mention() for _ in range(40)]
    for query in [queries.parse(make.expression()) for _ in range(60)]:
        phrases = searching.phrases(query)
        for mention in mentions:
            if phrases and oracle.evaluate(query.root, mention) is not None:
                said = folding.normalise(mention.text) + folding.normalise(mention.title)
                assert any(folding.normalise(phrase) in said for phrase in phrases)
