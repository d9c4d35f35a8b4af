"""A stretch of Jetstream in the documented form (version 1), written by hand, in frames as they come."""

from __future__ import annotations

from pathlib import Path

from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import base, items, jetstream

FRAMES = Path(__file__).resolve().parents[3] / "fixtures" / "frames" / "jetstream.jsonl"
MIRA = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
JON = "did:plc:eygmaihciaxprqvxpfvl6flk"
Kind = mention_pb2.Entity.Kind


def read():
    reader = jetstream.FrameReader("sources/j", base.GivenWords())
    return reader.read(FRAMES.read_bytes().splitlines(), items.stamp_of_us(1_772_000_001_000_000))


def key(did, rkey):
    return identity.make_key("bluesky", "-", f"at://{did}/app.bsky.feed.post/{rkey}")


def test_posts_edits_and_deletions_come_and_all_else_passes_without_a_fault():
    found = read()
    assert found.faults == []
    assert found.last_us == 1_772_000_000_700_008
    assert [identity.fact_identity(item)[0] for item in found.items] == [
        key(MIRA, "3mfnqg7tvks2a"),
        key(JON, "3mfnqg7x4vc2b"),
        key(MIRA, "3mfnqg7tvks2a"),
        key(JON, "3mfnqg7x4vc2b"),
    ]


def test_marks_in_bytes_become_marks_in_characters():
    mention = read().items[0].mention
    marked = {
        mention.text[each.span.start : each.span.end]: (each.kind, each.value) for each in mention.entities
    }
    assert marked == {
        "@percolune.example": (Kind.KIND_HANDLE, "percolune.example"),
        "https://percolune.example/status": (Kind.KIND_LINK, "https://percolune.example/status"),
        "#kaffee": (Kind.KIND_HASHTAG, "kaffee"),
    }
    assert mention.declared_language == "de"


def test_a_reply_knows_its_thread_an_edit_its_revision_and_a_deletion_its_post():
    _, reply, edit, gone = read().items
    assert reply.mention.parent_key == reply.mention.conversation_key == key(MIRA, "3mfnqg7tvks2a")
    assert edit.mention.text == "Percolune läuft doch nicht"
    assert edit.mention.revision > 10**12
    assert gone.deletion.key == key(JON, "3mfnqg7x4vc2b")
