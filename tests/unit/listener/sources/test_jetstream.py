from __future__ import annotations

import json

import pytest

from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import base, items, jetstream

DID = "did:plc:abcdefghijklmnopqrstuvwx"
NOW = items.Stamp(1_772_000_100, 0)
Kind = mention_pb2.Entity.Kind


def frame(
    record=None,
    *,
    operation="create",
    collection="app.bsky.feed.post",
    rkey="r1",
    rev="3l3qo2vuowo2b",
    time_us=1_772_000_000_000_000,
    **more,
):
    commit = {"rev": rev, "operation": operation, "collection": collection, "rkey": rkey}
    if record is not None:
        commit |= {
            "record": {"$type": collection, "createdAt": "2026-02-25T06:13:19.500Z", **record},
            "cid": "c",
        }
    return json.dumps({"did": DID, "time_us": time_us, "kind": "commit", "commit": commit, **more}).encode()


def read(*frames):
    found = read_for(base.GivenWords(), *frames)
    return found.items, found.faults, found.last_us


def read_for(watched, *frames):
    return jetstream.FrameReader("sources/sky", watched).read(frames, NOW)


def one(record, **more):
    (item,), faults, _ = read(frame(record, **more))
    assert not faults
    return item.mention


def test_a_post_fills_a_mention():
    mention = one({"text": "hello", "langs": ["pt-BR", "en"]})
    assert mention.native_id == f"at://{DID}/app.bsky.feed.post/r1"
    assert mention.link == f"https://bsky.app/profile/{DID}/post/r1"
    assert mention.declared_language == "pt-BR"
    assert mention.author.key == identity.make_key("bluesky", "-", DID)
    assert mention.kind == mention_pb2.Mention.KIND_POST
    assert mention.create_time.ToMilliseconds() == 1_771_999_999_500


def test_a_reply_knows_its_parent_and_its_root():
    root, parent = (f"at://{DID}/app.bsky.feed.post/{name}" for name in ("root", "parent"))
    mention = one(
        {"text": "yes", "reply": {"root": {"uri": root, "cid": "c"}, "parent": {"uri": parent, "cid": "c"}}}
    )
    assert mention.kind == mention_pb2.Mention.KIND_REPLY
    assert mention.conversation_key == identity.make_key("bluesky", "-", root)
    assert mention.parent_key == identity.make_key("bluesky", "-", parent)


@pytest.mark.parametrize(
    ("embed", "kind"),
    [
        ({"$type": "app.bsky.embed.record", "record": {}}, mention_pb2.Mention.KIND_QUOTE),
        ({"$type": "app.bsky.embed.recordWithMedia"}, mention_pb2.Mention.KIND_QUOTE),
        ({"$type": "app.bsky.embed.images", "images": []}, mention_pb2.Mention.KIND_POST),
        (None, mention_pb2.Mention.KIND_POST),
    ],
)
def test_a_quote_is_told_from_a_post(embed, kind):
    assert one({"text": "look", "embed": embed}).kind == kind


def test_facets_count_bytes_and_marks_count_characters():
    text = "☕ ask @mira.example about https://a.example/… #tee"
    raw = text.encode()

    def facet(words, feature):
        start = raw.index(words.encode())
        return {"index": {"byteStart": start, "byteEnd": start + len(words.encode())}, "features": [feature]}

    mention = one(
        {
            "text": text,
            "facets": [
                facet("@mira.example", {"$type": "app.bsky.richtext.facet#mention", "did": DID}),
                facet(
                    "https://a.example/…",
                    {"$type": "app.bsky.richtext.facet#link", "uri": "https://a.example/long"},
                ),
                facet("#tee", {"$type": "app.bsky.richtext.facet#tag", "tag": "tee"}),
                {"index": {"byteStart": 900, "byteEnd": 950}, "features": []},
            ],
        }
    )
    marked = [(mark.kind, mark.value, text[mark.span.start : mark.span.end]) for mark in mention.entities]
    assert marked == [
        (Kind.KIND_HANDLE, "mira.example", "@mira.example"),
        (Kind.KIND_LINK, "https://a.example/long", "https://a.example/…"),
        (Kind.KIND_HASHTAG, "tee", "#tee"),
    ]


def test_an_update_takes_the_time_in_its_revision():
    mention = one({"text": "edited"}, operation="update")
    assert mention.revision == jetstream._tid_us("3l3qo2vuowo2b") // 1000
    assert mention.revision > 10**12


@pytest.mark.parametrize("created", ["2099-01-01T00:00:00Z", "soon", "", "0001-01-01T00:00:00Z"])
def test_a_claimed_time_that_cannot_be_is_replaced_by_the_time_it_was_seen(created):
    assert one({"text": "x", "createdAt": created}).create_time.seconds == 1_772_000_000


def test_other_collections_and_other_kinds_pass():
    found, faults, last = read(
        frame({"subject": {"uri": "x"}}, collection="app.bsky.feed.like"),
        json.dumps(
            {"did": DID, "time_us": 1_772_000_000_000_007, "kind": "identity", "identity": {}}
        ).encode(),
    )
    assert (found, faults, last) == ([], [], 1_772_000_000_000_007)


def test_what_was_given_is_not_given_again():
    found, _, _ = read(frame({"text": "a"}), frame({"text": "a"}), frame({"text": "a"}, rev="3l3qo2vuowo2c"))
    assert len(found) == 2


@pytest.mark.parametrize(
    "broken",
    [
        b"{",
        b"[]",
        b"\xff\xfe",
        frame({"text": 7}),
        frame({"text": "x", "reply": 3}),
        frame({"text": "x", "facets": [1]}),
        frame(),
    ],
)
def test_a_frame_that_cannot_be_read_costs_only_itself(broken):
    found, faults, _ = read(frame({"text": "a"}, rkey="a"), broken, frame({"text": "b"}, rkey="b"))
    assert [item.mention.text for item in found] == ["a", "b"]
    assert faults == ["Jetstream sent a frame that cannot be read; it was skipped."]


def test_the_cursor_passes_a_frame_that_cannot_be_read():
    assert read(frame({"text": 7}, time_us=1_772_000_000_000_009))[2] == 1_772_000_000_000_009


def test_a_deletion_names_the_post():
    (item,), _, _ = read(frame(operation="delete"))
    assert item.deletion.key == identity.make_key("bluesky", "-", f"at://{DID}/app.bsky.feed.post/r1")
    assert item.deletion.delete_time.seconds == 1_772_000_000


class Asked:
    """What one brand asks for: a word, and what belongs to posts that went."""

    revision = 0

    def __init__(self, word, *known):
        self.word = word
        self.known = {identity.make_key("bluesky", "-", uri) for uri in known}

    def phrases(self):
        return [self.word]

    def handles(self):
        return []

    def might_want(self, text):
        return self.word in text

    def knows(self, key):
        return key in self.known


def uri(rkey):
    return f"at://{DID}/app.bsky.feed.post/{rkey}"


def ref(rkey):
    return {"uri": uri(rkey), "cid": "c"}


def test_a_post_that_nobody_asks_for_is_counted_and_left_out():
    found = read_for(Asked("acme"), frame({"text": "nothing"}), frame({"text": "acme is late"}, rkey="r2"))
    assert [item.mention.native_id for item in found.items] == [uri("r2")]
    assert (found.passed, found.faults) == (1, [])


@pytest.mark.parametrize(("root", "parent"), [("old", "other"), ("other", "old")])
def test_an_answer_to_what_went_is_kept_whatever_it_says(root, parent):
    answer = {"text": "same here", "reply": {"root": ref(root), "parent": ref(parent)}}
    found = read_for(Asked("acme", uri("old")), frame(answer))
    assert len(found.items) == 1


def test_an_answer_in_the_same_page_as_what_it_answers_is_kept():
    answer = {"text": "same here", "reply": {"root": ref("r1"), "parent": ref("r1")}}
    found = read_for(Asked("acme"), frame({"text": "acme!"}), frame(answer, rkey="r2"))
    assert len(found.items) == 2


def test_edits_and_deletions_are_kept_for_what_went_only():
    frames = [
        frame({"text": "never mind"}, operation="update", rkey=rkey, rev=f"3l3qo2vuowo2{rkey[0]}")
        for rkey in ("known", "else")
    ]
    frames += [frame(operation="delete", rkey=rkey) for rkey in ("known", "else")]
    found = read_for(Asked("acme", uri("known")), *frames)
    assert [item.WhichOneof("fact") for item in found.items] == ["mention", "deletion"]
    assert found.passed == 2


def test_the_place_moves_past_what_is_left_out():
    found = read_for(Asked("acme"), frame({"text": "nothing"}, time_us=1_772_000_000_000_009))
    assert found.last_us == 1_772_000_000_000_009
