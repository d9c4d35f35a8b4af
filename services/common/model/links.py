"""Where the links of a text stand, as networks find them to count or to shorten them.

The rules are those X describes for its texts (https://docs.x.com/fundamentals/counting-characters), which
Mastodon follows: with `http://` or `https://`, or for X also a bare name of a host.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_LETTERS: Final = "a-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\u0400-\u04ff"
_PATH: Final = rf"[{_LETTERS}!*';:=+,.$/%#\[\]\-\u2013_~@|&]"
_PATH_END: Final = rf"(?:[{_LETTERS}+\-=_#/]|\({_PATH}+\))"
_QUERY: Final = r"[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]"
_TAIL: Final = rf"(?::[0-9]+)?(?:/(?:(?:{_PATH}|\({_PATH}+\))*{_PATH_END})?)?(?:\?{_QUERY}*[a-z0-9\-_&=#/])?"
_NOT_INSIDE: Final = rf"(?<![{_LETTERS}@\uff20$#\uff03\u202a-\u202e])"


def _host(ending: str) -> str:
    label = rf"[{_LETTERS}](?:[{_LETTERS}_-]*[{_LETTERS}])?"
    return rf"(?:{label}\.)+(?P<{ending}>xn--[a-z0-9-]+|[a-z]{{2,}})(?![{_LETTERS}@])"


_LINK: Final = re.compile(
    rf"{_NOT_INSIDE}(?:https?://{_host('ending')}|(?<![-_./]){_host('bare')}){_TAIL}", re.IGNORECASE
)

_COUNTRIES: Final = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw "
    "by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et "
    "eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id "
    "ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu "
    "lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np "
    "nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj "
    "sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us "
    "uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
_COMMON: Final = (
    "com net org info biz edu gov mil int name pro mobi tel travel jobs museum coop aero asia cat app "
    "dev page blog shop store online site website tech cloud space xyz club live news media tv agency "
    "company email group help support network social community world today life team works design "
    "studio art games game software systems solutions services digital academy center top vip win art "
    "fun icu link click wiki berlin hamburg koeln london paris nyc tokyo amsterdam wien swiss"
)
_KNOWN: Final = frozenset([*_COUNTRIES.split(), *_COMMON.split()])


class Link(NamedTuple):
    """One link of a text.

    Attributes:
        start: its first character.
        end: one past its last.
        bare: whether it has no `https://`.
        known: whether the ending of its host is certain to be one.
    """

    start: int
    end: int
    bare: bool
    known: bool


def find(text: str) -> Iterator[Link]:
    """The links of a text, in its order."""
    if "." not in text:
        return
    for found in _LINK.finditer(text):
        bare = found["bare"] is not None
        ending = found["bare"] if bare else found["ending"]
        yield Link(found.start(), found.end(), bare, ending.lower() in _KNOWN)
