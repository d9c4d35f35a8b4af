"""What the fields ask of a mention."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from antiphon.mention.v1 import mention_pb2
from services.common.queries import folding, tree, wildcards
from services.common.queries.posts import Post

Check = Callable[[Post], bool]

_M: Final = mention_pb2.Mention
_KINDS: Final[Mapping[str, int]] = {
    "reply": _M.KIND_REPLY,
    "comment": _M.KIND_COMMENT,
    "review": _M.KIND_REVIEW,
    "message": _M.KIND_MESSAGE,
    "repost": _M.KIND_REPOST,
    "quote": _M.KIND_QUOTE,
}
_QUESTION_MARKS: Final = frozenset("?\uff1f\u061f\u037e\u2e2e\u055e")


def check(node: tree.Has | tree.Range) -> Check:
    """Tells of a post whether a field is as asked."""
    if isinstance(node, tree.Range):
        return _in_range(node)
    return _MAKERS[node.name](node)


def handle(mention: mention_pb2.Mention) -> str:
    """The author's handle as `author:` compares it."""
    return mention.author.handle.casefold()


def _author(node: tree.Has) -> Check:
    is_handle = wildcards.checker(node.value)
    name = f" {' '.join(node.words)} " if node.words else ""

    def ask(post: Post) -> bool:
        mention = post.mention
        if is_handle(handle(mention)):
            return True
        return bool(name) and name in folding.normalise(mention.author.display_name)

    return ask


def _lang(node: tree.Has) -> Check:
    value, longer = node.value, node.value + "-"

    def ask(post: Post) -> bool:
        said = post.language
        return said == value or said.startswith(longer)

    return ask


def _source(node: tree.Has) -> Check:
    value, name = node.value, "sources/" + node.value
    return lambda post: post.mention.network == value or post.mention.source == name


def _site(node: tree.Has) -> Check:
    value, below = node.value, "." + node.value

    def ask(post: Post) -> bool:
        hosts = (post.mention.site.casefold(), _host(post.mention.link.casefold()))
        return any(host == value or host.endswith(below) for host in hosts)

    return ask


def _host(link: str) -> str:
    host = link.partition("://")[2].partition("/")[0].partition("?")[0].rpartition("@")[2]
    return host.partition(":")[0]


def _link(node: tree.Has) -> Check:
    value = node.value

    def ask(post: Post) -> bool:
        mention = post.mention
        return value in mention.link.casefold() or any(
            value in entity.value.casefold()
            for entity in mention.entities
            if entity.kind == mention_pb2.Entity.KIND_LINK
        )

    return ask


def _thread(node: tree.Has) -> Check:
    return lambda post: post.mention.conversation_key == node.value


def _parent(node: tree.Has) -> Check:
    return lambda post: post.mention.parent_key == node.value


def _kind(node: tree.Has) -> Check:
    if node.value == "post":
        return lambda post: post.mention.kind in {_M.KIND_POST, _M.KIND_UNSPECIFIED}
    kind = _KINDS[node.value]
    return lambda post: post.mention.kind == kind


def _is(node: tree.Has) -> Check:
    if node.value == "verified":
        return lambda post: post.mention.author.verified
    if node.value == "reply":
        kinds = {_M.KIND_REPLY, _M.KIND_COMMENT}
        return lambda post: post.mention.kind in kinds or bool(post.mention.parent_key)
    return _kind(node)


def _has(node: tree.Has) -> Check:
    if node.value == "question":
        return _asks
    kind = mention_pb2.Entity.KIND_LINK if node.value == "link" else mention_pb2.Entity.KIND_MEDIA
    return lambda post: any(entity.kind == kind for entity in post.mention.entities)


def _asks(post: Post) -> bool:
    sources = [post.body.source] if post.title is None else [post.body.source, post.title.source]
    return any(
        "?" in source or not (source.isascii() or _QUESTION_MARKS.isdisjoint(source)) for source in sources
    )


def _in_range(node: tree.Range) -> Check:
    read = _NUMBERS[node.name]
    low = float("-inf") if node.low is None else node.low
    high = float("inf") if node.high is None else node.high

    def ask(post: Post) -> bool:
        value = read(post.mention)
        return value is not None and low <= value <= high

    return ask


_MAKERS: Final[Mapping[str, Callable[[tree.Has], Check]]] = {
    "author": _author,
    "lang": _lang,
    "source": _source,
    "site": _site,
    "link": _link,
    "in_thread_of": _thread,
    "reply_to": _parent,
    "kind": _kind,
    "is": _is,
    "has": _has,
}
_NUMBERS: Final[Mapping[str, Callable[[mention_pb2.Mention], float | None]]] = {
    "followers": lambda mention: (
        mention.author.follower_count if mention.author.HasField("follower_count") else None
    ),
    "likes": lambda mention: (
        mention.engagement.like_count if mention.engagement.HasField("like_count") else None
    ),
    "rating": lambda mention: mention.rating if mention.HasField("rating") else None,
    "created": lambda mention: mention.create_time.seconds if mention.HasField("create_time") else None,
}
