"""A busy afternoon at the coffee machine maker Brewster: what pictures of the desk show."""

from __future__ import annotations

from datetime import timedelta

from antiphon.listening.v1 import listening_service_pb2 as listening
from tests.acceptance.console import rooms
from tests.acceptance.console.rooms import a_mention, a_score, ago, an_opportunity


async def set_up(twins: rooms.Rooms) -> None:
    """Fills the twins."""
    await _burst_pipe(twins)
    await _queue(twins)
    twins.listener.sources.extend(
        [
            listening.Source(
                name="sources/sandbox", type="sandbox", state="STATE_ACTIVE", matched_count=1843
            ),
            listening.Source(
                name="sources/jetstream", type="jetstream", state="STATE_ACTIVE", matched_count=12_485
            ),
            listening.Source(
                name="sources/forum-feed",
                type="rss",
                state="STATE_RETRYING",
                problem="The feed answered 503 for 6 minutes; it is asked again in 2 minutes.",
            ),
        ]
    )


async def _burst_pipe(twins: rooms.Rooms) -> None:
    first = a_mention(
        "1001",
        "Third Brewster One in a year and the pump leaks again. Water all over the counter. "
        "@brewsterhelp anyone there?",
        created=ago(minutes=52),
        followers=18_400,
    )
    answer = a_mention(
        "1002",
        "Hi Mira, that should not happen. Which firmware does it show in the menu?",
        author="Brewster Care",
        handle="brewsterhelp",
        conversation=first.key,
        created=ago(minutes=40),
        own=True,
    )
    text = (
        "Firmware 4.1. I told you twice, it is ridiculous. The café opens at 7 tomorrow and I have no "
        "machine, please help!"
    )
    again = a_mention("1003", text, conversation=first.key, created=ago(minutes=6), followers=18_400)
    felt = a_score(text, {"ridiculous": -1.9, "no": -1.2, "please": 1.3, "help": 1.7})
    felt.sentiment.compound, felt.sentiment.label = -0.5719, 1
    twins.insights.keep(first, a_score(first.text, {"leaks": -1.4}))
    twins.insights.keep(answer, a_score(answer.text, {}))
    for number, (words, feeling) in enumerate(
        [
            ("Best crema I ever had, thanks Brewster!", {"Best": 3.2, "thanks": 1.9}),
            ("Descaling takes forever on the One. Annoying.", {"Annoying": -1.7}),
        ]
    ):
        old = a_mention(f"90{number}", words, created=ago(days=20 - 9 * number))
        twins.insights.keep(old, a_score(words, feeling))
    await twins.router.put(
        an_opportunity(
            again,
            felt,
            priority=91,
            due=timedelta(minutes=9),
            sentence="A café owner with 18,400 followers wrote again after our answer, is angry, "
            "and has no machine for tomorrow.",
            parts={
                "asked again after our answer": 30,
                "negative sentiment \u22120.57": 24,
                "18,400 followers": 17,
                "says when it is needed": 12,
                "asks for help": 8,
            },
            before=(first, answer),
        )
    )


async def _queue(twins: rooms.Rooms) -> None:
    people = [
        (
            "Jonas Weber",
            "jweber",
            "My order 88213 was charged twice and support closes the chat on me. Give me my money back.",
            {"charged": -0.4},
            82,
            21,
        ),
        (
            "Aiko Tanaka",
            "aiko",
            "Is the recall for the Brewster Duo also valid in Japan? The page only lists Europe.",
            {},
            74,
            44,
        ),
        (
            "Sam Rivera",
            "samr",
            "The grinder screams like a jet engine since the update. Broken or normal?",
            {"screams": -1.7, "Broken": -2.1},
            68,
            75,
        ),
        (
            "Priya Nair",
            "priyan",
            "App logs me out every morning, so no coffee without a 20 character password. Lovely start.",
            {"no": -1.2, "Lovely": 2.8},
            61,
            130,
        ),
        (
            "Café Lumen",
            "cafelumen",
            "We are ordering 12 machines for our new places. Who can we talk to about maintenance?",
            {},
            57,
            190,
        ),
        (
            "Tomás Ortega",
            "tomaso",
            "Cracked drip tray out of the box. Photo attached. Spare part possible?",
            {"Cracked": -1.4},
            49,
            260,
        ),
        ("Lena Brandt", "lenab", "Does the milk hose fit the dishwasher?", {}, 33, 900),
        (
            "Noor Haddad",
            "noor",
            "Love the new colour, will it come for the Duo as well?",
            {"Love": 3.2},
            24,
            1800,
        ),
    ]
    for number, (name, handle, text, words, priority, minutes) in enumerate(people):
        mention = a_mention(
            f"20{number}", text, author=name, handle=handle, created=ago(minutes=3 + 7 * number)
        )
        made = an_opportunity(
            mention, a_score(text, words), priority=priority, due=timedelta(minutes=minutes)
        )
        if handle == "jweber":
            made.reply_window_end_time.FromDatetime(ago(minutes=-12))
        if handle == "samr":
            made.state = rooms.CLAIMED
            made.lease.holder = "user:local:ines"
            made.lease.token = 999
            made.lease.expire_time.FromDatetime(ago(minutes=-4))
        await twins.router.put(made)
