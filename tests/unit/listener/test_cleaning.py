import pytest
from google.protobuf import timestamp_pb2

from antiphon.mention.v1 import mention_pb2
from services.common.model import errors
from services.listener.core import cleaning

NOW = timestamp_pb2.Timestamp(seconds=1_700_000_000, nanos=500)


def clean(own=frozenset(), **fields):
    mention = mention_pb2.Mention(**{"network": "forum", "native_id": "1", **fields})
    cleaning.clean(mention, "sources/s", NOW, own)
    return mention


def at(seconds, nanos=0):
    return timestamp_pb2.Timestamp(seconds=seconds, nanos=nanos)


def test_identity_is_made_from_network_and_id():
    mention = clean(network="Forum", native_id="a b")
    assert mention.key == "forum:-:a%20b"
    assert mention.name.startswith("mentions/")
    assert (mention.source, mention.site) == ("sources/s", "-")


@pytest.mark.parametrize("field", ["network", "native_id"])
def test_without_network_or_id_there_is_no_identity(field):
    with pytest.raises(errors.InvalidField) as refused:
        clean(**{field: ""})
    assert refused.value.field == field


@pytest.mark.parametrize(
    "told", [None, at(1_700_000_001), at(1_700_000_000, 501), at(-62_135_596_801)], ids=str
)
def test_a_date_that_is_missing_or_untrue_becomes_the_time_of_collection(told):
    assert clean(**({} if told is None else {"create_time": told})).create_time == NOW


def test_a_date_in_the_past_stays():
    assert clean(create_time=at(1_600_000_000)).create_time == at(1_600_000_000)


def test_an_edit_in_the_future_is_corrected_too():
    assert clean(edit_time=at(1_800_000_000)).edit_time == NOW


def test_a_long_text_is_cut_between_characters_and_marked():
    mention = clean(text="ä" * 200_000)
    assert mention.truncated
    assert len(mention.text.encode()) == cleaning.MAX_TEXT_BYTES


def test_a_text_of_just_the_limit_stays_whole():
    mention = clean(text="x" * cleaning.MAX_TEXT_BYTES)
    assert not mention.truncated


def test_other_texts_of_a_huge_mention_are_cut_as_well():
    mention = clean(text="x" * 300_000, title="y" * 100_000, author=mention_pb2.Author(bio="z" * 100_000))
    assert mention.ByteSize() < 300_000


HUGE = "x" * 8_000_000


@pytest.mark.parametrize(
    "fields",
    [
        {"link": HUGE},
        {"declared_language": HUGE},
        {"author": mention_pb2.Author(display_name=HUGE)},
        {"entities": [mention_pb2.Entity(value=HUGE)]},
        {"entities": [mention_pb2.Entity(value="x" * 4000)] * 1000},
    ],
    ids=["link", "language", "author", "entity", "entities"],
)
def test_whatever_makes_a_mention_huge_is_cut_although_its_text_is_short(fields):
    mention = clean(text="Acme is late", **fields)
    assert mention.ByteSize() < 10_000
    assert (mention.text, mention.truncated) == ("Acme is late", False)


@pytest.mark.parametrize("field", ["native_id", "parent_key", "conversation_key"])
def test_an_identity_is_refused_rather_than_cut(field):
    with pytest.raises(errors.InvalidField):
        clean(**{field: HUGE})


def test_characters_that_no_database_takes_are_dropped():
    assert clean(text="a\0b").text == "ab"


@pytest.mark.parametrize(("parent", "conversation"), [("", "forum:-:1"), ("forum:-:0", "forum:-:0")])
def test_a_thread_begins_with_the_parent_or_the_mention_itself(parent, conversation):
    assert clean(parent_key=parent).conversation_key == conversation


@pytest.mark.parametrize("handle", ["acmehelp", "@AcmeHelp", "ACMEHELP"])
def test_accounts_of_a_brand_are_its_own(handle):
    mention = clean(frozenset({"acmehelp"}), author=mention_pb2.Author(handle=handle))
    assert mention.author.own
    assert not mention.author.handle.startswith("@")


@pytest.mark.parametrize("handle", ["mira", "@mira"])
def test_an_author_of_whom_only_the_handle_is_told_can_be_known_again_and_so_be_forgotten(handle):
    author = clean(site="shop", author=mention_pb2.Author(handle=handle)).author
    assert (author.key, author.handle) == ("forum:shop:mira", "mira")
    assert clean(author=mention_pb2.Author(handle=handle, key="forum:-:7")).author.key == "forum:-:7"
    assert not clean().author.key


def test_a_deletion_needs_a_key_that_can_be_read():
    with pytest.raises(errors.InvalidField):
        cleaning.clean_deletion(mention_pb2.Deletion(key="nonsense"), "sources/s", NOW)


def test_a_deletion_tells_its_network_and_times():
    deletion = mention_pb2.Deletion(key="forum:-:1")
    cleaning.clean_deletion(deletion, "sources/s", NOW)
    assert (deletion.network, deletion.collect_time, deletion.delete_time) == ("forum", NOW, NOW)
