"""Queries in files: read, refused with a remedy, tried on their examples, compared."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from antiphon.events.v1 import events_pb2
from antiphon.insights.v1 import insights_service_pb2 as insights
from services.cli import querydiff, queryfiles
from services.cli.commands import query

SOUND = """
brand: acme
owner: care@acme.example
queries:
  name:
    text: (acme OR akme) NOT jobs lang:en
    owner: Jo
    must_match:
      - {text: Acme is late, language: en, kind: review, author: "@sam", title: Late}
    must_not_match: ["acme is late", {text: acme jobs, language: en}]
  short: '"acme air"'
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "queries").mkdir()

    def write(text, name="acme.yaml"):
        path = tmp_path / "queries" / name
        path.write_text(text)
        return path.relative_to(tmp_path)

    return write


def test_a_file_is_read_with_owner_and_examples(file):
    name, short = queryfiles.read([file(SOUND)])
    assert (name.name, name.owner, name.file) == ("brands/acme/queries/name", "Jo", "queries/acme.yaml")
    assert (short.text, short.owner) == ('"acme air"', "care@acme.example")
    assert name.wanted[0].author.handle == "sam"
    assert [(each.must, each.passed) for each in queryfiles.tried(name)] == [
        (True, True),
        (False, True),
        (False, True),
    ]


def test_an_example_that_does_not_come_out_is_told(file):
    (kept,) = queryfiles.read([file("{brand: acme, queries: {q: {text: acme, must_not_match: [Acme!]}}}")])
    assert [each.passed for each in queryfiles.tried(kept)] == [False]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [", "is no YAML"),
        ("[]", "keys and values"),
        ("queries: {q: acme}", "write `brand: acme`"),
        ("{brand: acme, query: {}}", "query is not known"),
        ("{brand: acme, queries: {q: {text: ''}}}", "q: text is needed"),
        ("{brand: acme, queries: {q: {text: a, must_match: x}}}", "begin each with"),
        ("{brand: acme, queries: {q: {text: a, must_match: [{kind: song}]}}}", "no kind of mention"),
        ("{brand: acme, queries: {q: {text: a, must_match: [{colour: red}]}}}", "colour is not known"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_remedy(file, text, words):
    with pytest.raises(queryfiles.Unusable, match=words):
        queryfiles.read([file(text)])


def test_a_query_that_cannot_be_read_names_its_file_and_column(file):
    (kept,) = queryfiles.read([file("{brand: acme, queries: {q: '(acme'}}")])
    with pytest.raises(queryfiles.Unusable, match=r"queries/acme.yaml: acme/q, column 1: .*Mended: \(acme\)"):
        queryfiles.parsed(kept)


def test_a_query_stands_in_one_file(file):
    paths = [file(SOUND), file(SOUND, "more.yaml")]
    with pytest.raises(queryfiles.Unusable, match=r"stands in queries/acme\.yaml as well"):
        queryfiles.read(paths)
    assert len(queryfiles.read([paths[0].parent / "acme.yaml"])) == 2


def test_what_is_exported_is_read_again(file):
    kept = [{"id": "name", "text": "acme: OR 'x", "owner": ""}, {"id": "b", "text": "b", "owner": "Jo"}]
    again = queryfiles.read([file(queryfiles.dump("acme", kept))])
    assert [(each.name.rpartition("/")[2], each.text, each.owner) for each in again] == [
        ("name", "acme: OR 'x", ""),
        ("b", "b", "Jo"),
    ]


def archived(key, text, network="x"):
    told = insights.ArchivedMention()
    told.mention.key, told.mention.text, told.mention.network = key, text, network
    told.mention.create_time.FromSeconds(1_700_000_000 + 86_400 * len(key))
    return told


def test_a_difference_counts_more_and_fewer_and_what_was_answered(file):
    files = queryfiles.read([file("{brand: acme, queries: {q: acme -jobs, same: (late), new: late}}")])
    standing = {"brands/acme/queries/q": "acme air", "brands/acme/queries/same": "late"}
    told = querydiff.Comparison(files, standing, {"a"})
    for mention in (
        archived("a", "Acme air jobs"),
        archived("bb", "acme is late"),
        archived("ccc", "acme air"),
        archived("dddd", "other"),
    ):
        told.look(mention)
    assert set(told.found) == {"brands/acme/queries/q", "brands/acme/queries/new"}
    changed = told.found["brands/acme/queries/q"]
    assert changed.sentence == f"+1, {querydiff.MINUS}1, of which 1 was answered"
    assert (changed.more, changed.fewer) == (["acme is late"], ["Acme air jobs"])
    assert told.found["brands/acme/queries/new"].sentence == f"+1, {querydiff.MINUS}0"
    assert (told.span.seen, told.span.days) == (4, 3.0)
    assert "is not counted" in changed.coverage
    assert 'asked for "late"' in told.found["brands/acme/queries/new"].coverage


def test_what_more_mentions_cost_a_day_is_told_where_a_network_charges(file):
    fact = events_pb2.CapabilityFact(network="x")
    fact.calls.add(name="read_post", price_micros=5_000, currency="USD")
    files = queryfiles.read([file("{brand: acme, queries: {q: acme}}")])
    told = querydiff.Comparison(files, {}, ())
    for number in range(1, 5):
        told.look(archived("k" * number, "acme"))
    (changed,) = told.found.values()
    assert told.price(changed, {"x": fact}) == "about +0.01 USD/day"
    assert told.price(changed, {}) == ""


def test_explaining_tells_what_a_network_is_asked_for_and_what_is_left_here():
    asked = ["explain", "acme late NOT jobs has:link", "--json"]
    told = json.loads(CliRunner().invoke(query.commands, asked).stdout)
    assert told["networks"] == {"x": {"asked": ['("acme" "late" -"jobs")'], "left": ["with a link"]}}
    said = CliRunner().invoke(query.commands, asked[:2]).stdout
    assert 'X is asked for ("acme" "late" -"jobs"); here it is decided what of that is with a link.' in said
