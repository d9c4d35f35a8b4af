"""Where reading of X stands, and what its posts become."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from antiphon.mention.v1 import mention_pb2
from services.listener.sources import base, items
from services.listener.sources.x import places, posts

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
Kind = mention_pb2.Mention.Kind


def begun(place, now=NOW):
    return place.beginning(now, DAY)


def test_ids_tell_the_moment():
    assert posts.time_of(posts.id_at(NOW)) == NOW
    assert posts.moment(str(posts.id_at(NOW))) == items.stamp(NOW)


@pytest.mark.parametrize("word", ["", "abc", "-1", "\uff11\uff12", "1" * 20])
def test_what_is_no_id_is_refused(word):
    with pytest.raises(ValueError, match="id of X"):
        posts.moment(word)


def test_a_new_source_looks_back_as_far_as_it_is_told():
    assert posts.time_of(begun(places.Place()).since) == NOW - DAY


def test_nothing_older_than_seven_days_is_asked_for_and_that_is_known():
    old = places.Place(since=posts.id_at(NOW - 9 * DAY))
    assert old.fell_behind(NOW)
    assert NOW - 7 * DAY < posts.time_of(begun(old).since) < NOW - 6 * DAY
    assert not places.Place(since=posts.id_at(NOW - DAY)).fell_behind(NOW)
    assert not places.Place().fell_behind(NOW)


def test_the_safe_place_follows_the_newest_post_at_a_distance():
    seen = begun(places.Place()).saw(posts.id_at(NOW - timedelta(minutes=5)))
    assert posts.time_of(seen.settled().since) == NOW - timedelta(minutes=5) - places.OVERLAP


def test_the_safe_place_stays_before_the_beginning_of_the_round_whatever_came_in_it():
    seen = begun(places.Place()).saw(posts.id_at(NOW + timedelta(minutes=5)))
    assert posts.time_of(seen.settled().since) == NOW - places.OVERLAP


def test_the_safe_place_never_moves_back():
    place = places.Place(since=posts.id_at(NOW - timedelta(seconds=10)))
    assert begun(place).saw(posts.id_at(NOW - timedelta(seconds=5))).settled() == place


def test_a_quiet_search_keeps_its_place_until_it_grows_old():
    fresh = places.Place(since=posts.id_at(NOW - 2 * DAY))
    assert begun(fresh).settled() == fresh
    old = places.Place(since=posts.id_at(NOW - 6 * DAY))
    assert NOW - DAY < posts.time_of(begun(old).settled().since) < NOW


def test_cursors_can_be_written_and_read_and_nonsense_is_the_beginning():
    place = places.Place(5, 6, 7, "abc", "token")
    assert places.load(place.dump()) == place
    assert places.Place().dump() == ""
    assert places.load("nonsense") == places.load("") == places.Place()


def read(post, **includes):
    context = base.SourceContext("sources/x", {})
    told = posts.TOLD.decode(json.dumps({"data": [post], "includes": includes}))
    return posts.Reader(context).read(told.data, told.includes, items.stamp(NOW))


def mention(post, **includes):
    (item,) = read(post, **includes).items
    return item.mention


def plain(**more):
    return {"id": str(posts.id_at(NOW)), "text": "words", "author_id": "7", **more}


@pytest.mark.parametrize(
    ("references", "kind", "parent"),
    [
        ([], Kind.KIND_POST, ""),
        ([("replied_to", "5")], Kind.KIND_REPLY, "x:-:5"),
        ([("quoted", "5")], Kind.KIND_QUOTE, ""),
        ([("quoted", "5"), ("replied_to", "6")], Kind.KIND_REPLY, "x:-:6"),
        ([("retweeted", "5")], Kind.KIND_REPOST, ""),
    ],
)
@pytest.mark.parametrize("name", ["referenced_tweets", "referenced_posts"])
def test_references_make_replies_quotes_and_reposts(name, references, kind, parent):
    found = mention(plain(**{name: [{"type": how, "id": which} for how, which in references]}))
    assert (found.kind, found.parent_key) == (kind, parent)


def test_a_thread_is_named_by_its_first_post():
    assert mention(plain(conversation_id="5")).conversation_key == "x:-:5"
    alone = mention(plain(conversation_id=str(posts.id_at(NOW))))
    assert alone.conversation_key == alone.key
    assert mention(plain()).conversation_key == alone.key


@pytest.mark.parametrize("name", ["edit_history_tweet_ids", "edit_history_post_ids"])
def test_an_edited_post_is_the_first_of_its_versions(name):
    first, newest = posts.id_at(NOW - timedelta(minutes=9)), posts.id_at(NOW - timedelta(minutes=1))
    found = mention({**plain(), "id": str(newest), name: [str(first), str(newest)]})
    assert found.native_id == str(first)
    assert found.create_time.ToDatetime(UTC) == NOW - timedelta(minutes=9)
    assert found.edit_time.ToDatetime(UTC) == NOW - timedelta(minutes=1)
    assert found.revision == round((NOW - timedelta(minutes=1)).timestamp() * 1000)
    assert found.link.endswith(f"/{newest}")


@pytest.mark.parametrize("name", ["note_tweet", "note_post"])
def test_the_whole_of_a_long_post_is_read(name):
    assert mention(plain(**{name: {"text": "long " * 200}})).text == "long " * 200


def test_authors_and_attention_are_kept():
    user = {
        "id": "7",
        "username": "mira",
        "name": "Mira",
        "verified": True,
        "description": "bio",
        "location": "Here",
        "created_at": "2020-02-02T02:02:02.000Z",
        "public_metrics": {"followers_count": 12, "following_count": 3, "tweet_count": 40},
    }
    metrics = {"retweet_count": 2, "quote_count": 1, "like_count": 5, "reply_count": 0}
    found = mention(plain(public_metrics=metrics, lang="de"), users=[user])
    author, seen = found.author, found.engagement
    assert (author.key, author.handle, author.display_name, author.verified) == (
        "x:-:7",
        "mira",
        "Mira",
        True,
    )
    assert (author.follower_count, author.following_count, author.post_count) == (12, 3, 40)
    assert (author.bio, author.location, author.link) == ("bio", "Here", "https://x.com/mira")
    assert author.create_time.ToDatetime(UTC) == datetime(2020, 2, 2, 2, 2, 2, tzinfo=UTC)
    assert (seen.repost_count, seen.like_count, seen.reply_count) == (3, 5, 0)
    assert not seen.HasField("view_count")
    assert found.declared_language == "de"
    assert found.link.startswith("https://x.com/mira/status/")


@pytest.mark.parametrize("lang", ["und", "zxx", "qme", ""])
def test_what_is_no_language_is_not_declared_as_one(lang):
    assert mention(plain(lang=lang)).declared_language == ""


def test_an_account_that_cannot_be_read_costs_nothing_but_itself():
    found = mention(plain(), users=[{"id": 7}, {"id": "8", "username": "other"}])
    assert (found.author.key, found.author.handle) == ("x:-:7", "")


def test_a_reader_gives_every_version_once():
    context = base.SourceContext("sources/x", {})
    reader = posts.Reader(context)
    raw = msgspec.Raw(json.dumps(plain()).encode())
    first = reader.read([raw, raw], posts.Includes(), items.stamp(NOW))
    again = reader.read([raw], posts.Includes(), items.stamp(NOW))
    assert (len(first.items), len(again.items)) == (1, 0)
    assert again.newest == posts.id_at(NOW)
