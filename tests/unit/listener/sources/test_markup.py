from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.mention.v1 import mention_pb2
from services.listener.sources import entities, markup

Kind = mention_pb2.Entity.Kind
PAGE = "https://blog.example/post/"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("  a \n  b\t<b> c </b>d ", "a b c d"),
        ("fish &amp; chips &#8364;5 &lt;b&gt;", "fish & chips €5 <b>"),
        ("a<script>alert('x')</script>b<style>p{}</style>c", "abc"),
        ("a<script>unclosed", "a"),
        ("<p>never closed <b>bold", "never closed bold"),
        ('good <img class="emoji" alt="☕"> morning', "good ☕ morning"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("", ""),
    ],
)
def test_markup_becomes_the_text_a_person_would_read(html, text):
    assert markup.to_text(html, PAGE).text == text


def test_links_handles_and_topics_are_marked_where_they_stand():
    html = (
        'Hi <a href="/@mira">@mira</a>, see <a href="tips?x=1">the <b>tips</b></a> <a href="/t/tea">#tea</a>'
    )
    plain = markup.to_text(html, PAGE)
    assert [(mark.kind, mark.value, plain.text[mark.start : mark.end]) for mark in plain.marks] == [
        (Kind.KIND_HANDLE, "mira", "@mira"),
        (Kind.KIND_LINK, "https://blog.example/post/tips?x=1", "the tips"),
        (Kind.KIND_HASHTAG, "tea", "#tea"),
    ]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "", "http://[broken", "file:///etc/passwd"]
)
def test_an_address_that_is_no_web_address_is_not_marked(href):
    plain = markup.to_text(f'<a href="{href}">x</a><img src="{href}">', PAGE)
    assert plain == ("x", [])


@given(st.text(alphabet="<>/ab&;= \"'!-p", max_size=60))
def test_no_markup_whatever_breaks_it(html):
    plain = markup.to_text(html, PAGE)
    assert all(0 <= mark.start < mark.end <= len(plain.text) for mark in plain.marks if mark.start >= 0)


def marks_of(text):
    mention = mention_pb2.Mention(text=text)
    entities.mark(mention)
    return [
        (entity.kind, entity.value, text[entity.span.start : entity.span.end]) for entity in mention.entities
    ]


def test_plain_text_is_marked_without_its_punctuation():
    assert marks_of("Ask @mira.b, read (https://a.example/x?y=1). #tea! mail a@b.example 5#5") == [
        (Kind.KIND_HANDLE, "mira.b", "@mira.b"),
        (Kind.KIND_LINK, "https://a.example/x?y=1", "https://a.example/x?y=1"),
        (Kind.KIND_HASHTAG, "tea", "#tea"),
    ]


def test_spans_count_characters_not_bytes():
    assert marks_of("☕️😀 @mira")[0][2] == "@mira"
