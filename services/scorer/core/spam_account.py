"""What an account shows of a machine behind it, in log-odds. What is not known counts as nothing."""

from __future__ import annotations

import re
from typing import Final

from antiphon.mention.v1 import mention_pb2
from services.scorer.core import phrases, plain, spam_words
from services.scorer.core.phrases import Phrases
from services.scorer.core.reasons import Reason

_DAY: Final = 86_400
_BIO_READ: Final = 500
"""Characters of a profile that are looked at."""

_AGES: Final = ((7, 1.6), (30, 0.9), (90, 0.4))
"""Days an account has at most, and what that says."""
_OLD: Final = (730, -0.8)
_RATES: Final = ((200.0, 2.6), (72.0, 1.6), (30.0, 0.7))
"""Contributions a day from which there are too many for a person."""
_SETTLED_DAYS: Final = 2
"""Days an account must have for its rate to mean something."""
_MANY_FOLLOWED: Final = 300
_FEW_BACK: Final = ((0.02, 1.6), (0.1, 0.9), (0.2, 0.4))
"""Followers for each account followed, where it follows many."""
_UNHEARD_POSTS: Final = 100
_UNHEARD: Final = 0.9
_VERIFIED: Final = -1.5

_MANY_DIGITS: Final = re.compile(r"[a-z_]{2,}\d{8,}$", re.IGNORECASE)
_SOME_DIGITS: Final = re.compile(r"[a-z_]{3,}\d{5,7}$", re.IGNORECASE)
_ROBOTIC: Final = re.compile(r"(?:^|[_.-])bot(?:$|[_.-])|(?<=[a-z0-9])(?:Bot|_bot|BOT)$")
_PROMISES: Final = (spam_words.MONEY, spam_words.FOLLOW, spam_words.ADULT, spam_words.GIVEAWAY)
_PROMISE: Final = 1.4
_ROBOT: Final = 3.4

_BIO: Final = Phrases({sense: spam_words.SENSES[sense] for sense in (*_PROMISES, spam_words.ROBOT)})


def signals(mention: mention_pb2.Mention) -> list[Reason]:
    """What speaks for and against a machine behind the author of a mention."""
    author = mention.author
    found: list[Reason] = []
    if author.HasField("create_time"):
        _age(mention, found)
    if author.HasField("following_count") and author.HasField("follower_count"):
        _following(author, found)
    if author.handle:
        _handle(author.handle, found)
    if author.bio:
        _bio(author.bio, found)
    if author.verified:
        found.append(("account: verified", None, _VERIFIED))
    return found


def _age(mention: mention_pb2.Mention, found: list[Reason]) -> None:
    author = mention.author
    published = mention.create_time.seconds or mention.collect_time.seconds
    days = (published - author.create_time.seconds) / _DAY
    if not published or days < 0:
        return
    for most, amount in _AGES:
        if days < most:
            found.append(("account: new", None, amount))
            break
    else:
        if days > _OLD[0]:
            found.append(("account: old", None, _OLD[1]))
    if author.HasField("post_count") and days >= _SETTLED_DAYS:
        _rate(author.post_count / days, found)


def _rate(a_day: float, found: list[Reason]) -> None:
    for least, amount in _RATES:
        if a_day >= least:
            found.append(("account: posts a day", None, amount))
            break


def _following(author: mention_pb2.Author, found: list[Reason]) -> None:
    followers, following = author.follower_count, author.following_count
    if following >= _MANY_FOLLOWED:
        for share, amount in _FEW_BACK:
            if followers < share * following:
                found.append(("account: follows many, followed by few", None, amount))
                break
    if not followers and author.post_count >= _UNHEARD_POSTS:
        found.append(("account: posts much, followed by nobody", None, _UNHEARD))


def _handle(handle: str, found: list[Reason]) -> None:
    if _ROBOTIC.search(handle):
        found.append(("account: calls itself a bot", None, _ROBOT))
    elif _MANY_DIGITS.match(handle):
        found.append(("account: handle like a default one", None, 1.2))
    elif _SOME_DIGITS.match(handle):
        found.append(("account: handle like a default one", None, 0.5))


def _bio(bio: str, found: list[Reason]) -> None:
    said = _BIO.find(phrases.spoken(plain.fold(bio[:_BIO_READ])))
    if spam_words.ROBOT in said:
        found.append(("account: calls itself a bot", None, _ROBOT))
    if any(sense in said for sense in _PROMISES):
        found.append(("account: profile promises money or followers", None, _PROMISE))
