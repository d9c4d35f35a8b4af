"""The feed of a real comment server: threads and authors as it tells them."""

from __future__ import annotations

from antiphon.mention.v1 import mention_pb2
from tests.fixtures import peers
from tests.fixtures.peers.base import WORD

peer = peers.only("isso")


async def test_an_answer_knows_what_it_answers_and_who_wrote_it(peer, reading):
    above = await peer.post(f"{WORD} is late")
    below = await peer.post(f"{WORD} was late for me too", reply_to=above, by="tom")
    await reading.see(above, below)
    mention = reading.mention(below)
    assert mention.kind == mention_pb2.Mention.KIND_COMMENT
    assert mention.parent_key == mention.conversation_key == above
    assert mention.author.display_name == "tom"
    assert mention.link == "http://127.0.0.1:9/kettles/#isso-2"


async def test_a_feed_that_did_not_change_is_not_sent_again(peer, reading):
    await reading.see(await peer.post(f"{WORD} is late"))
    pages = []
    reading.take = pages.append
    await reading.until(lambda _: len(pages) >= 2)
    assert not [page for page in pages if page.items]
    assert "if-none-match" in peer.gate.requests[-1].headers
