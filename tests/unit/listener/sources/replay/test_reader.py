from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.mention.v1 import mention_pb2
from services.common.model import errors
from services.listener.sources import items
from services.listener.sources.replay import reader
from tests.fixtures.clock import Clock

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def read(data, form="json-lines", size=1 << 20, **settings_):
    source = reader.Reader(form, source="sources/replay", clock=Clock(NOW), **settings_)
    blocks = [source.feed(data[at : at + size]) for at in range(0, len(data), size)]
    blocks.append(source.end())
    return blocks


def everything(blocks):
    return (
        [item for block in blocks for item in block.items],
        [note for block in blocks for note in block.faults],
        [note for block in blocks for note in block.notes],
    )


def json_lines(*records):
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def one(record, **settings_):
    found, faults, _ = everything(read(json_lines(record), **settings_))
    assert not faults, faults
    return found[0].mention


def fault(record, **settings_):
    found, faults, _ = everything(read(json_lines(record), **settings_))
    assert not found
    return faults[0].problem


def test_a_record_of_our_own_form_fills_a_mention():
    mention = one(
        {
            "source": "x",
            "native_id": "17",
            "kind": "reply",
            "in_reply_to_id": "16",
            "conversation_id": "11",
            "text": "Kettle arrived broken",
            "created_at": "2026-02-28T10:00:00.250Z",
            "link": "https://x.example/17",
            "lang": "en",
            "likes": 3,
            "author": {"id": "9", "handle": "@mira", "name": "Mira", "followers": "120", "verified": True},
        }
    )
    assert mention.key == "x:-:17"
    assert mention.name.startswith("mentions/")
    assert mention.kind == mention_pb2.Mention.KIND_REPLY
    assert (mention.parent_key, mention.conversation_key) == ("x:-:16", "x:-:11")
    assert mention.create_time.ToMilliseconds() == 1772272800250
    assert mention.collect_time.ToDatetime(tzinfo=UTC) == NOW
    assert (mention.author.key, mention.author.handle, mention.author.follower_count) == (
        "x:-:9",
        "mira",
        120,
    )
    assert mention.author.verified
    assert mention.engagement.like_count == 3
    assert not mention.engagement.HasField("reply_count")
    assert (mention.source, mention.declared_language, mention.link) == (
        "sources/replay",
        "en",
        "https://x.example/17",
    )


def test_a_post_without_thread_starts_its_own_conversation():
    mention = one({"id": 5, "body": "hello", "timestamp": 1772272800})
    assert mention.key == "replay:-:5"
    assert mention.conversation_key == mention.key
    assert mention.kind == mention_pb2.Mention.KIND_POST
    assert mention.create_time.seconds == 1772272800


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-28T10:00:00Z",
        "2026-02-28T12:00:00+02:00",
        "2026-02-28 10:00:00",
        "Sat, 28 Feb 2026 10:00:00 GMT",
        "Sat Feb 28 10:00:00 +0000 2026",
        1772272800,
        1772272800000,
        1772272800000000,
        1772272800000000000,
        "1772272800",
        "1772272800.0",
    ],
)
def test_a_date_is_read_in_every_usual_form(written):
    assert one({"id": "1", "text": "x", "created_at": written}).create_time.ToMilliseconds() == 1772272800000


def test_a_date_in_the_future_becomes_the_time_of_collection_and_is_noted():
    found, faults, notes = everything(
        read(json_lines({"id": "1", "text": "x", "date": "2031-01-01T00:00:00Z"}))
    )
    assert found[0].mention.create_time.ToDatetime(tzinfo=UTC) == NOW
    assert not faults
    assert notes == [
        (1, "create_time or edit_time lies in the future; the time of collection was taken instead.")
    ]


def test_an_edit_becomes_the_revision_in_milliseconds():
    mention = one(
        {"id": "1", "text": "x", "created_at": "2026-02-01T00:00:00Z", "edited_at": "2026-02-01T00:00:01.5Z"}
    )
    assert mention.revision == mention.edit_time.ToMilliseconds() == 1769904001500


def test_an_edit_stamp_equal_to_the_creation_is_no_edit():
    stamp = "2026-02-01T00:00:00Z"
    mention = one({"id": "1", "text": "x", "created_at": stamp, "updated_at": stamp})
    assert mention.revision == 0
    assert not mention.HasField("edit_time")


def test_a_deletion_is_a_fact_of_its_own():
    found, _, _ = everything(
        read(json_lines({"id": "1", "network": "x", "deleted": True, "delete_time": 1772272800}))
    )
    assert found[0].WhichOneof("fact") == "deletion"
    assert found[0].deletion.key == "x:-:1"
    assert found[0].deletion.delete_time.seconds == 1772272800


def test_a_text_of_a_megabyte_is_cut_marked_and_noted():
    found, _, notes = everything(read(json_lines({"id": "1", "text": "é" * 600_000})))
    mention = found[0].mention
    assert len(mention.text.encode()) == items.MAX_TEXT_BYTES
    assert mention.truncated
    assert "256 KiB" in notes[0].problem


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"text": "x"}, ("native_id", "missing", "name its column")),
        ({"id": "1"}, ("text", "missing", "name its column")),
        ({"id": "", "text": "x"}, ("native_id", "missing")),
        ({"id": None, "text": "x"}, ("native_id", "missing")),
        ({"id": 5.7e17, "text": "x"}, ("native_id", "digit")),
        ({"id": "1", "text": "x", "date": "soon"}, ("create_time", "2026-01-31T12:00:00Z")),
        ({"id": "1", "text": "x", "date": True}, ("create_time", "no date")),
        ({"id": "1", "text": "x", "date": 1e300}, ("create_time", "years")),
        ({"id": "1", "text": "x", "network": "a b"}, ("network", "hyphens")),
        ({"id": "y" * 2000, "text": "x"}, ("native_id", "1024")),
        ([1, 2], ("list", "JSON object")),
    ],
)
def test_a_record_that_yields_nothing_says_which_field_and_how_to_mend_it(record, words):
    problem = fault(record)
    assert all(word in problem for word in words), problem


def test_bad_lines_cost_nothing_but_themselves():
    data = (
        b'{"id": "1", "text": "first"}\n'
        b'{"id": "2", "text": \n'
        b'\xff\xfe{"id": "3"}\n'
        b"\n"
        b"[]\n"
        b'{"id": "4", "text": "h\xe9"}\n'
        b'{"id": "5", "text": "last"}'
    )
    found, faults, _ = everything(read(data))
    assert [item.mention.native_id for item in found] == ["1", "5"]
    assert [note.line for note in faults] == [2, 3, 5, 6]
    assert "UTF-8 at byte 1" in faults[1].problem
    assert "UTF-8 at byte 23" in faults[3].problem


def test_half_an_emoji_and_a_nul_do_not_cost_the_record():
    found, faults, _ = everything(
        read(b'{"id": "1", "text": "cut \\ud83d"}\n{"id": "2", "text": "a\\u0000b"}\n')
    )
    assert not faults
    assert [item.mention.text for item in found] == ["cut \ufffd", "ab"]


def test_a_line_without_end_is_skipped_without_being_kept():
    data = b'{"id": "1", "text": "' + b"x" * (9 * 1024 * 1024) + b'"}\n{"id": "2", "text": "y"}\n'
    found, faults, _ = everything(read(data))
    assert [item.mention.native_id for item in found] == ["2"]
    assert faults[0].line == 1
    assert "8 MiB" in faults[0].problem


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_where_the_bytes_are_cut_changes_nothing(data):
    whole = (
        b'\xef\xbb\xbf{"id": "1", "text": "\xc3\xa9"}\r\n\n{bad\n'
        b'{"id": "2", "text": "z"}\n{"id": "3", "text": "end"}'
    )
    size = data.draw(st.integers(1, len(whole)))
    blocks = read(whole, size=size)
    found, faults, _ = everything(blocks)
    assert [(item.mention.native_id, item.mention.text) for item in found] == [
        ("1", "é"),
        ("2", "z"),
        ("3", "end"),
    ]
    assert [note.line for note in faults] == [3]
    assert (blocks[-1].offset, blocks[-1].line) == (len(whole), 5)


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 10_000), form=st.sampled_from(["json-lines", "csv"]))
def test_a_broken_call_goes_on_after_the_last_whole_record(cut, form):
    if form == "csv":
        data = b"id,text\n" + b"".join(b'%d,"line one\nline two, %d"\n' % (n, n) for n in range(30))
    else:
        data = json_lines(*({"id": n, "text": f"t{n}"} for n in range(30)))
    first = reader.Reader(form, source="s", clock=Clock(NOW))
    before = first.feed(data[: cut % len(data)])
    rest = read(
        data[before.offset :],
        form,
        start_offset=before.offset,
        start_line=before.line,
        csv_header=first.csv_header if before.offset else "",
    )
    after, faults, _ = everything(rest)
    assert not faults
    assert [item.mention.native_id for item in before.items + after] == [str(n) for n in range(30)]
    assert (rest[-1].offset, rest[-1].line) == (len(data), data.count(b"\n"))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.binary(max_size=80), max_size=8), st.sampled_from(["json-lines", "csv"]))
def test_no_bytes_whatever_break_the_reader(lines_, form):
    header = b"id,text\n" if form == "csv" else b""
    data = header + b"\n".join(lines_)
    assert read(data, form)[-1].offset == len(data)


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
names = st.sampled_from(
    [
        "id",
        "text",
        "created_at",
        "edited_at",
        "author",
        "user",
        "likes",
        "metrics",
        "kind",
        "network",
        "site",
        "lang",
        "url",
        "in_reply_to",
        "rating",
        "private",
        "deleted",
        "revision",
        "title",
        "source",
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(
        names, scalars | st.dictionaries(names, scalars, max_size=3) | st.lists(scalars, max_size=2)
    )
)
def test_no_values_whatever_break_the_reader(record):
    blocks = read(json.dumps(record).encode() + b"\n")
    found, faults, _ = everything(blocks)
    assert len(found) + len(faults) == 1


def test_columns_can_be_named_by_dotted_paths():
    mention = one(
        {"meta": {"key": {"n": "7"}}, "payload": {"words": "hi"}},
        columns={"native_id": "meta.key.n", "text": "payload.words"},
        network="forum",
    )
    assert (mention.key, mention.text) == ("forum:-:7", "hi")


def test_a_mapping_of_an_unknown_field_is_refused_with_a_suggestion():
    with pytest.raises(errors.InvalidField, match="did you mean 'text'"):
        reader.Reader("json-lines", source="s", clock=Clock(NOW), columns={"texts": "body"})


def test_a_source_column_that_names_an_app_is_no_network():
    assert one({"id": "1", "text": "x", "source": "Twitter for iPhone"}, network="x").network == "x"


@pytest.mark.parametrize("spelling", ["twitter", "X", "x.com"])
def test_a_network_is_known_under_its_other_names(spelling):
    assert one({"id": "1", "text": "x", "network": spelling}).network == "x"


class TestCsv:
    def test_rows_become_mentions_under_the_names_of_the_header(self):
        data = (
            b'\xef\xbb\xbfid,author.handle,text,likes\n1,mira,"hello, you",4\n2,,"two\nlines ""quoted""",\n'
        )
        found, faults, _ = everything(read(data, "csv"))
        assert not faults
        assert [item.mention.text for item in found] == ["hello, you", 'two\nlines "quoted"']
        assert found[0].mention.author.handle == "mira"
        assert found[0].mention.engagement.like_count == 4
        assert not found[1].mention.HasField("author")

    @pytest.mark.parametrize("separator", [b";", b"\t", b"|"])
    def test_other_separators_are_recognised(self, separator):
        data = b"id,text\n1,hi\n".replace(b",", separator)
        assert everything(read(data, "csv"))[0][0].mention.text == "hi"

    def test_a_row_with_too_few_or_too_many_columns_is_told(self):
        data = b"id,text,likes\n1,hello\n2,a,b,c\n3,fine,1\n"
        found, faults, _ = everything(read(data, "csv"))
        assert [item.mention.native_id for item in found] == ["3"]
        assert [note.line for note in faults] == [2, 3]
        assert "has 2 columns where the header names 3" in faults[0].problem

    def test_a_forgotten_quote_costs_one_line(self):
        data = b'id,text\n1,"never closed\n' + b"".join(b"%d,fine\n" % n for n in range(2, 3000))
        found, faults, _ = everything(read(data, "csv"))
        assert [note.line for note in faults] == [2]
        assert len(found) == 2998

    def test_two_forgotten_quotes_cost_two_lines(self):
        data = b'id,text\n1,"open\n2,fine\n3,"open\n4,fine\n'
        found, faults, _ = everything(read(data, "csv"))
        assert [item.mention.native_id for item in found] == ["2", "4"]
        assert [note.line for note in faults] == [2, 4]

    def test_a_quote_within_a_value_is_a_quote(self):
        found, faults, _ = everything(read(b'id,text\n1,a 5" pipe\n2,ok\n', "csv"))
        assert not faults
        assert found[0].mention.text == 'a 5" pipe'

    def test_bytes_that_are_no_utf8_cost_their_row(self):
        found, faults, _ = everything(read(b"id,text\n1,caf\xe9\n2,ok\n", "csv"))
        assert [item.mention.native_id for item in found] == ["2"]
        assert faults[0] == (2, "is not UTF-8 at byte 6; save the file as UTF-8.")

    @pytest.mark.parametrize(
        ("header", "words"),
        [
            (b"when,who\n", "name the column that holds it; the file has when, who"),
            (b"id,text,id\n", "id more than once"),
            (b"id,t\xe9xt\n", "not UTF-8"),
            (b'id,"text\n', "no CSV header"),
        ],
    )
    def test_a_header_that_cannot_serve_is_refused(self, header, words):
        with pytest.raises(errors.InvalidField, match=words):
            read(header + b"1,x\n", "csv")

    def test_a_mapped_column_that_is_missing_is_refused_with_a_suggestion(self):
        with pytest.raises(errors.InvalidField, match="did you mean 'body'"):
            read(b"id,body\n1,x\n", "csv", columns={"text": "boddy"})


def test_a_part_of_a_block_carries_the_notes_of_its_lines():
    block, _ = read(b'{"id":"1","text":"a"}\nbad\n{"id":"2","text":"b"}\nbad\n')
    head, tail = block.part(0, 1), block.part(1, 2)
    assert (head.offset, head.line, head.faults) == (22, 1, [])
    assert [note.line for note in tail.faults] == [2, 4]
    assert (tail.offset, tail.line) == (block.offset, 4)
