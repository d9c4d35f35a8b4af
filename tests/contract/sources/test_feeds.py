"""Feeds as the web really serves them."""

from __future__ import annotations

import base64
import contextlib
import gzip
from datetime import UTC, datetime

import pytest

from antiphon.mention.v1 import mention_pb2
from services.listener.sources import base, registry
from tests.fixtures import peers
from tests.fixtures.peers import gate, web
from tests.fixtures.peers.base import Scene

Kind = mention_pb2.Entity.Kind
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Body:
    """Serves one body."""

    def __init__(self, body, content_type=b"application/rss+xml", status=200, headers=()):
        self.body, self.content_type, self.status, self.headers = body, content_type, status, list(headers)

    async def __call__(self, scope, receive, send):
        headers = [(b"content-type", self.content_type), *self.headers]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


async def read(url, cursor="", **config):
    context = base.SourceContext("sources/web", {"url": url, **config}, allow_private=True)
    source = registry.find("rss").open(context)
    pages = source.pages(cursor)
    try:
        return await anext(pages)
    finally:
        await pages.aclose()
        await source.close()


@pytest.fixture
async def serve():
    async with contextlib.AsyncExitStack() as stack:

        async def start(app):
            server = gate.Gate(web.asgi(app))
            stack.push_async_callback(server.close)
            await server.open()
            return f"http://127.0.0.1:{server.port}/feed"

        yield start


COMMENTS = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Comments</title><language>de</language>
<item><title>Comment on Kettles by Mira</title><link>http://blog.example/kettles/#comment-5</link>
<dc:creator>Mira</dc:creator><guid isPermaLink="false">http://blog.example/?p=1#comment-5</guid>
<pubDate>Tue, 17 Feb 2026 07:43:02 +0000</pubDate><description>short</description>
<content:encoded><![CDATA[<p>Ask <a href="/u/tom">@tom</a> &amp; read <a href="/tips">the tips</a></p>
<img src="/cup.png"><script>alert(1)</script>]]></content:encoded>
<enclosure url="http://blog.example/a.mp3" type="audio/mpeg"/></item></channel></rss>"""


async def test_a_comment_knows_its_page_its_author_and_what_it_points_to(serve):
    page = await read(await serve(Body(COMMENTS.encode())))
    mention = page.items[0].mention
    assert mention.kind == mention_pb2.Mention.KIND_COMMENT
    assert mention.key.startswith("rss:127.0.0.1:")
    assert mention.parent_key == mention.conversation_key
    assert mention.parent_key.endswith("blog.example%2F%3Fp%3D1")
    assert mention.text == "Ask @tom & read the tips"
    assert mention.declared_language == "de"
    assert mention.author.display_name == "Mira"
    marked = {
        (entity.kind, entity.value, mention.text[entity.span.start : entity.span.end])
        for entity in mention.entities
    }
    assert marked == {
        (Kind.KIND_HANDLE, "tom", "@tom"),
        (Kind.KIND_LINK, "http://blog.example/tips", "the tips"),
        (Kind.KIND_MEDIA, "http://blog.example/cup.png", ""),
        (Kind.KIND_MEDIA, "http://blog.example/a.mp3", ""),
    }


async def test_an_unchanged_feed_is_asked_for_by_its_tag(clock, tmp_path):
    async with peers.load("rss")(Scene(clock, tmp_path)).running() as feed:
        await feed.post("one")
        url = feed.config()["url"]
        first = await read(url)
        second = await read(url, first.cursor)
        asked = feed.gate.requests[-1].headers
    assert (len(first.items), len(second.items)) == (1, 0)
    assert asked["if-none-match"]
    assert asked["if-modified-since"]
    assert second.cursor == first.cursor


async def test_an_edit_without_a_stamp_is_seen_by_its_words(serve):
    app = Body(COMMENTS.encode())
    url = await serve(app)
    first = await read(url)
    app.body = COMMENTS.replace("the tips", "the rules").encode()
    second = await read(url, first.cursor)
    third = await read(url, second.cursor)
    assert first.items[0].mention.revision == 0
    edited = second.items[0].mention
    assert edited.key == first.items[0].mention.key
    assert edited.text.endswith("the rules")
    assert edited.revision == edited.edit_time.ToMilliseconds() > 10**12
    assert not third.items


async def test_a_page_that_is_no_feed_says_what_it_is(serve):
    url = await serve(Body(b"<html><body>under construction</body></html>", b"text/html"))
    with pytest.raises(base.SourceUnreachable, match=r"no RSS or Atom but text/html"):
        await read(url)


async def test_a_feed_that_breaks_off_gives_what_can_be_read_and_says_so(serve):
    page = await read(await serve(Body(COMMENTS.encode()[:-40])))
    assert len(page.items) == 1
    assert "not well-formed" in page.faults[0]


async def test_a_feed_that_is_too_large_is_not_taken_in(serve):
    url = await serve(Body(COMMENTS.encode() + b" " * 20_000))
    with pytest.raises(base.SourceRejected, match="raise its max_bytes"):
        await read(url, max_bytes="10000")


async def test_a_body_that_is_the_name_of_a_file_opens_no_file(serve, tmp_path):
    secret = tmp_path / "feed.xml"
    secret.write_text(COMMENTS)
    with pytest.raises(base.SourceUnreachable):
        await read(await serve(Body(str(secret).encode())))


async def test_a_redirect_is_followed_and_the_site_stays(serve):
    target = await serve(Body(COMMENTS.encode()))
    url = await serve(Body(b"", status=302, headers=[(b"location", target.encode())]))
    assert (await read(url)).items[0].mention.site == "127.0.0.1"


async def test_an_entry_of_the_future_and_one_without_a_date_get_the_time_of_collection(serve):
    body = COMMENTS.replace("17 Feb 2026", "17 Feb 2099")
    page = await read(await serve(Body(body.encode())))
    mention = page.items[0].mention
    assert mention.create_time == mention.collect_time


def rss_of(items, doctype=""):
    return f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel>{items}</channel></rss>'.encode()


async def test_entities_that_multiply_are_not_written_out(serve):
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE r [<!ENTITY l0 "lol">{levels}]>'
    body = rss_of("<item><guid>1</guid><title>&l9;</title></item>", doctype)
    page = await read(await serve(Body(body)))
    assert page.faults
    assert all(len(item.mention.title) <= 4096 for item in page.items)


async def test_entities_of_other_files_are_not_read(serve, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2")
    doctype = f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]>'
    page = await read(await serve(Body(rss_of("<item><guid>1</guid><title>a &x; b</title></item>", doctype))))
    assert "hunter2" not in "".join(item.mention.title for item in page.items)


async def test_markup_nested_without_end_is_read_as_text(serve):
    deep = "<![CDATA[" + "<div>" * 20_000 + "hello" + "</div>" * 20_000 + "]]>"
    page = await read(
        await serve(Body(rss_of(f"<item><guid>1</guid><description>{deep}</description></item>")))
    )
    assert page.items[0].mention.text == "hello"


async def test_of_a_feed_without_end_the_first_entries_are_read_and_the_rest_is_told(serve):
    body = rss_of("".join(f"<item><guid>{n}</guid></item>" for n in range(5_001)))
    page = await read(await serve(Body(body)))
    assert len(page.items) == 5_000
    assert "only the first 5,000" in page.partial


async def test_a_small_answer_that_unpacks_to_a_large_one_is_refused(serve):
    packed = gzip.compress(rss_of("<item><guid>1</guid></item>" + " " * 20_000_000))
    address = await serve(Body(packed, headers=[(b"content-encoding", b"gzip")]))
    with pytest.raises(base.SourceRejected, match="larger than"):
        await read(address)


RELATIVE = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Notes</title>
<item><description>&lt;a href="/kettles"&gt;Kettles&lt;/a&gt;</description>
<guid isPermaLink="false">n-1</guid></item></channel></rss>"""


async def test_a_name_and_password_in_the_address_open_the_feed_and_get_into_no_mention(serve):
    asked = []

    async def guarded(scope, receive, send):
        asked.extend(value for name, value in scope["headers"] if name == b"authorization")
        await Body(RELATIVE)(scope, receive, send)

    url = await serve(guarded)
    page = await read(url.replace("://", "://mira:s3cret@"))
    assert asked == [b"Basic " + base64.b64encode(b"mira:s3cret")]
    (link,) = [each.value for each in page.items[0].mention.entities if each.kind == Kind.KIND_LINK]
    assert link == url.replace("/feed", "/kettles")
    assert "s3cret" not in str(page)
