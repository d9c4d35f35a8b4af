"""What happens when: the whole story as a list of steps, the same at every start.

Seconds stand for minutes and hours: two ordinary days, a morning on which every machine waits for a
server, the cascade of the same complaint in many mouths, the recovery, and the days after. Times are for
speed 1, at which all of it takes about four minutes.
"""

from __future__ import annotations

import functools
import random
import tomllib
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, Final

from services.sandbox import scenario
from services.sandbox.scenario import cast

SEED: Final = 20_261_103
ORDINARY, SIGNS, CRISIS, RECOVERY, AFTER, END = 0.0, 62.0, 74.0, 152.0, 190.0, 240.0

LESSON: Final = 180.0
"""Seconds that the first lesson takes at speed 1."""

_CASCADE: Final = 430
_ECHOES: Final = 64
_SPAM: Final = 40
_RECOVERIES: Final = 46
_MACHINES: Final = ("Percolune", "Percolune One", "Percolune Duo", "machine", "One", "Duo")
_LANGUAGES: Final = {"en": 60, "de": 12, "es": 10, "fr": 8, "pt": 5, "it": 3, "nl": 2}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens.

    Attributes:
        at: seconds after the beginning.
        kind: `create`, `edit` or `delete`.
        label: name of the post it makes, changes or deletes; empty for a post nobody refers to.
        handle: who does it.
        text: words of the post.
        to: label of the post it answers; empty for none.
    """

    at: float
    kind: str
    label: str = ""
    handle: str = ""
    text: str = ""
    language: str = "en"
    to: str = ""
    likes: int = 0
    reposts: int = 0
    views: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """The story, its people and its brand."""

    brand: dict[str, Any]
    people: list[cast.Person]
    steps: list[Step]


@functools.cache
def outage() -> Story:
    """The one story there is."""
    texts = tomllib.loads(resources.files(scenario).joinpath("texts.toml").read_text("utf-8"))
    teller = _Teller(texts)
    teller.ordinary_days()
    teller.first_signs()
    teller.cascade()
    teller.loud_voices()
    teller.recovery()
    teller.days_after()
    teller.spam()
    teller.echoes()
    teller.second_thoughts()
    return Story(texts["brand"], [*cast.NAMED, *teller.crowd], sorted(teller.steps, key=lambda step: step.at))


@functools.cache
def first_answers() -> Story:
    """A quiet morning for a first day at the desk: a few questions and complaints, praise and spam."""
    texts = tomllib.loads(resources.files(scenario).joinpath("texts.toml").read_text("utf-8"))
    teller = _Teller(texts)
    for group, count in (("questions", 6), ("anger", 5), ("signs", 4), ("praise", 4), ("chatter", 5)):
        teller.some_of(group, count, 0.0, LESSON)
    for line in texts["spam"]["lines"][:2]:
        words = line.format(n=50, code="A1B2C", code2="D3E4F")
        teller.say(teller.chance.uniform(5, LESSON), words, by=cast.SPAMMERS[0])
    steps = sorted(teller.steps, key=lambda step: step.at)
    # Nobody waits for a lesson to begin.
    return Story(texts["brand"], teller.crowd, [replace(steps[0], at=0.0), *steps[1:]])


LESSONS: Final = {"first-answers": first_answers, "outage": outage}
"""What can be practised, by name."""


class _Teller:
    def __init__(self, texts: dict[str, Any]) -> None:
        self.texts = texts
        self.chance = random.Random(SEED)
        self.crowd = cast.crowd(self.chance)
        self.steps: list[Step] = []

    def say(
        self,
        at: float,
        text: str,
        *,
        by: cast.Person | None = None,
        language: str = "en",
        label: str = "",
        to: str = "",
        fame: float = 1.0,
    ) -> None:
        """Adds a post; its attention follows the followers of who says it."""
        person = by or self.chance.choice(self.crowd)
        reach = int((person.followers + 20) * fame * self.chance.uniform(0.05, 0.4))
        likes = int(reach * self.chance.uniform(0.005, 0.05))
        self.steps.append(
            Step(
                at=round(at, 3),
                kind="create",
                label=label,
                handle=person.handle,
                text=text,
                language=language,
                to=to,
                likes=likes,
                reposts=int(likes * self.chance.uniform(0.05, 0.6)),
                views=reach,
            )
        )

    def all_of(self, group: str, start: float, end: float, label: str = "") -> None:
        """Every line of a group once, in any order, between two times."""
        lines = [(language, line) for language, lines in self.texts[group].items() for line in lines]
        self.chance.shuffle(lines)
        for number, (language, line) in enumerate(lines):
            name = f"{label}{number}" if label else ""
            self.say(
                self.chance.uniform(start, end), self.fill(line, language), language=language, label=name
            )

    def some_of(self, group: str, count: int, start: float, end: float) -> None:
        """A few lines of a group in English, which every new agent reads, between two times."""
        for line in self.chance.sample(self.texts[group]["en"], count):
            self.say(self.chance.uniform(start, end), self.fill(line, "en"))

    def fill(self, line: str, language: str) -> str:
        """A line with its braces filled in."""
        places = self.texts["places"].get(language) or self.texts["places"]["en"]
        return line.format(
            machine=self.chance.choice(_MACHINES),
            place=self.chance.choice(places),
            minutes=self.chance.choice((5, 10, 15, 20, 25, 30, 40, 45, 50, 90)),
            plea=self.chance.choice(self.texts["pleas"]["lines"]),
            tail=self.chance.choice(self.texts["tails"]["lines"]),
        )

    def ordinary_days(self) -> None:
        self.all_of("chatter", ORDINARY, SIGNS, label="chatter")
        self.all_of("town", ORDINARY, END)
        self.all_of("praise", ORDINARY, AFTER + 45)

    def first_signs(self) -> None:
        self.all_of("signs", SIGNS, CRISIS, label="sign")

    def cascade(self) -> None:
        """The same few sentences in hundreds of mouths, swelling and fading."""
        languages, weights = list(_LANGUAGES), list(_LANGUAGES.values())
        for number in range(_CASCADE):
            at = self.chance.triangular(CRISIS, RECOVERY + 6, CRISIS + 26)
            language = self.chance.choices(languages, weights)[0]
            line = self.chance.choice(self.texts["crisis"][language])
            self.say(at, self.fill(line, language), language=language, label=f"crisis{number}")
        self.all_of("questions", CRISIS + 5, RECOVERY, label="question")
        self.all_of("anger", CRISIS + 12, RECOVERY + 5, label="anger")
        self.all_of("jokes", CRISIS + 8, RECOVERY)
        self.all_of("competitor", CRISIS + 10, AFTER + 20)

    def loud_voices(self) -> None:
        """People whom many listen to, and what the brand itself says."""
        named = {person.handle: person for person in cast.NAMED}
        for voice in self.texts["voices"]:
            said = dict(voice)
            self.say(said.pop("at"), said.pop("text"), by=named.get(said.pop("by", "")), **said)

    def recovery(self) -> None:
        languages = [language for language in _LANGUAGES if language in self.texts["recovery"]]
        weights = [_LANGUAGES[language] for language in languages]
        for number in range(_RECOVERIES):
            language = self.chance.choices(languages, weights)[0]
            line = self.chance.choice(self.texts["recovery"][language])
            at = self.chance.triangular(RECOVERY + 1, AFTER + 10, RECOVERY + 10)
            self.say(at, self.fill(line, language), language=language, label=f"back{number}")

    def days_after(self) -> None:
        self.all_of("aftermath", AFTER, END, label="after")

    def spam(self) -> None:
        for _ in range(_SPAM):
            line = self.chance.choice(self.texts["spam"]["lines"])
            code, code2 = (f"{self.chance.randrange(16**5):05X}" for _ in "ab")
            text = line.format(n=self.chance.choice((50, 100, 500, 4_000)), code=code, code2=code2)
            spammer, label = self.chance.choice(cast.SPAMMERS), f"spam{len(self.steps)}"
            self.say(self.chance.uniform(5, END), text, by=spammer, label=label)

    def echoes(self) -> None:
        """Short answers below what others said."""
        loud = ("crisis", "sign", "ida", "nora", "paco", "statement")
        heard = [step for step in self.steps if step.label.startswith(loud)]
        for _ in range(_ECHOES):
            target = self.chance.choice(heard)
            language = target.language if target.language in self.texts["same"] else "en"
            line = self.chance.choice(self.texts["same"][language])
            text = line.format(to=target.handle)
            self.say(target.at + self.chance.uniform(1, 15), text, language=language, to=target.label)

    def second_thoughts(self) -> None:
        """Edits and deletions: news added, slips mended, spam swept away, anger thought better of."""
        made = {step.label: step for step in self.steps if step.label}
        for number in range(0, 60, 5):
            self._edit(made[f"crisis{number}"], " EDIT: works again.", RECOVERY + 2 + number / 4)
        self._edit(made["ida3"], " EDIT: Percolune wrote to me, they look into it.", 40)
        self._edit(made["sam"], " UPDATE: closed for today.", RECOVERY - 8)
        for number in (0, 3, 7):
            self._edit(made[f"chatter{number}"], " (typo mended, sorry)", made[f"chatter{number}"].at + 8)
        swept = [step for label, step in made.items() if label.startswith("spam")][::3]
        for step in [*swept, made["anger2"], made["anger6"], made["crisis9"], made["question1"]]:
            self.steps.append(Step(at=step.at + 20, kind="delete", label=step.label, handle=step.handle))

    def _edit(self, step: Step, more: str, at: float) -> None:
        when, text = max(at, step.at + 3), step.text + more
        self.steps.append(Step(at=when, kind="edit", label=step.label, handle=step.handle, text=text))
