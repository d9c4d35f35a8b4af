"""Who lives in the story: a few people with a name of their own, and a crowd."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

_FIRST: Final = (
    *("mira", "jonas", "lea", "tomas", "ines", "kofi", "anouk", "pavel", "sanna", "diego", "yuki", "marta"),
    *(
        "finn",
        "aisha",
        "luca",
        "nele",
        "omar",
        "greta",
        "ivo",
        "clara",
        "ravi",
        "elif",
        "hugo",
        "zoe",
        "bram",
    ),
    *("lina", "teo", "wanda", "noor", "piet", "rosa", "emil", "tara", "jon", "paula", "amir", "vera", "kai"),
)
_SECOND: Final = (
    *("walks", "bakes", "reads", "rows", "paints", "gardens", "codes", "hums", "knits", "cycles", "climbs"),
    *("brews", "sails", "draws", "wanders", "naps", "juggles", "skates", "sings", "tinkers"),
)
_BIOS: Final = (
    "",
    "",
    "Coffee first.",
    "Two children, one dog, no time.",
    "Nurse, night shifts mostly.",
    "I fix bicycles and complain about rain.",
    "Opinions are mine, the biscuits are shared.",
    "Runs a small café.",
    "Trains, otters, crosswords.",
)
_CROWD_SIZE: Final = 320


@dataclass(frozen=True, slots=True)
class Person:
    """An account of the story."""

    handle: str
    display_name: str
    bio: str = ""
    followers: int = 0
    following: int = 100
    verified: bool = False


SPAMMERS: Final = tuple(
    Person(f"best_deals_{number}", f"BEST DEALS {number}", "click link", number % 7, 4_900)
    for number in range(31, 37)
)
NAMED: Final = (
    Person(
        "percolune", "Percolune", "Coffee machines that remember how you like it.", 58_400, 310, verified=True
    ),
    Person(
        "beanwatch_ida",
        "Ida Bergmark",
        "I test coffee machines until they break.",
        184_300,
        412,
        verified=True,
    ),
    Person("kitchenlab_oskar", "Oskar's Kitchen Lab", "Gadgets, honestly.", 92_750, 890, verified=True),
    Person("nora_mills", "Nora Mills", "Consumer desk, The Harbour Courier.", 311_000, 1_204, verified=True),
    Person("barista_paco", "Paco el Barista", "Café, espuma y paciencia.", 67_100, 655),
    Person("cafe_lantern", "Café Lantern", "Three tables, three machines, one Sam.", 1_840, 260),
    Person("ondabrew", "Ondabrew", "A lever, a boiler, you.", 41_000, 88, verified=True),
    *SPAMMERS,
)


def crowd(chance: random.Random) -> list[Person]:
    """Everybody else; most have few followers, a few have many."""
    people: dict[str, Person] = {}
    while len(people) < _CROWD_SIZE:
        first, second = chance.choice(_FIRST), chance.choice(_SECOND)
        handle = f"{first}_{second}{chance.choice(('', '', chance.randint(2, 99)))}"
        people[handle] = Person(
            handle,
            first.title(),
            chance.choice(_BIOS),
            followers=int(chance.lognormvariate(5.0, 1.3)),
            following=int(chance.lognormvariate(5.3, 0.8)),
        )
    return list(people.values())
