"""The demo shop's customers: invented people who come back, each with a size, a taste and a way to order."""

import random
from bisect import bisect
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final, TypeVar

from trendy_desktop.services.demo.styles import COLOURS, LETTERS, SHOES

Choice = TypeVar("Choice")

CHANNELS: Final = ("counter", "web", "e-mail")

_FIRST_NAMES = {
    "women": """
        Anna Lena Sophie Marie Julia Laura Hannah Katharina Eva Lisa Sarah Theresa Johanna Elena Nina Clara Ida Greta
        Magdalena Valentina Miriam Paula Helene Barbara Sabine Claudia Monika Petra Birgit Ingrid Renate Martina Vera
        Amira Dunja Milena Jelena Ayla Zeynep Ilona Zsofia Agnes Emma Frida Luisa Rosa Carla Stella Judith Verena
    """.split(),
    "men": """
        Lukas David Jakob Felix Paul Maximilian Simon Moritz Elias Jonas Tobias Florian Sebastian Matthias Thomas
        Michael Stefan Andreas Martin Peter Georg Johannes Bernhard Klaus Wolfgang Emil Anton Leo Oskar Valentin Milan
        Marko Emre Deniz Bence Tomas Adam Samuel Noah Benedikt
    """.split(),
}
_LAST_NAMES = """
    Gruber Huber Bauer Wagner Mueller Pichler Steiner Moser Mayer Hofer Leitner Berger Fuchs Eder Fischer Schmid Weber
    Schwarz Winkler Maier Reiter Schneider Lang Brunner Baumgartner Auer Wimmer Lechner Egger Wolf Haas Lehner Aigner
    Koller Ebner Schuster Kern Strasser Holzer Binder Graf Stadler Hartl Riedl Seidl Novak Kovac Horvat Nagy Toth
    Yilmaz Demir Petrovic Jovanovic Svoboda Marek Lindner Berg Sommer Winter Kaiser Kraus Vogel Hahn Frank Roth Kuhn
    Sander Thaler Unger Zauner Rainer Prager Neumann Ortner Falk Brandl Kofler Sailer Plank
""".split()
_STREETS = """
    Lindengasse Gartengasse Schulgasse Feldgasse Kirchengasse Muehlgasse Rosenweg Wiesenweg Ahornweg Bahnhofstrasse
    Hauptstrasse Ringstrasse Bergstrasse Sonnenweg Marktgasse Ufergasse Weinbergweg Parkgasse Brunnengasse Birkenweg
""".split()
# Most live around the shop; the others order from farther away. With how many of a hundred live there.
_TOWNS = {
    "1070 Wien": 17, "1060 Wien": 9, "1080 Wien": 8, "1040 Wien": 6, "1050 Wien": 6, "1090 Wien": 6, "1150 Wien": 5,
    "1160 Wien": 5, "1020 Wien": 5, "1180 Wien": 4, "1100 Wien": 3, "1220 Wien": 3, "3400 Klosterneuburg": 3,
    "2340 Moedling": 3, "2500 Baden": 2, "3100 St. Poelten": 3, "4020 Linz": 3, "8010 Graz": 4, "5020 Salzburg": 2,
    "6020 Innsbruck": 2, "9020 Klagenfurt": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up customer. ``taste`` says how much each colour is liked, ``ways`` how often each channel is used."""

    email: str = field(repr=False)
    place: str = field(repr=False)
    section: str
    size: str
    shoe: str
    taste: dict[str, float]
    ways: tuple[int, int, int]


class People:
    """Everybody who ever bought; new ones turn up, regulars come back more often than others."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._known: list[Person] = []
        self._visits: list[float] = []
        self._taken: set[str] = set()

    def comes(self, newcomers: float) -> Person:
        """Who orders next; of all orders the part ``newcomers`` is somebody's first."""
        if not self._known or self._draw.random() < newcomers:
            self._known.append(self._invented())
            # A few come again and again, most once or twice.
            eagerness = min(self._draw.paretovariate(1.3), 9)
            self._visits.append(eagerness + (self._visits[-1] if self._visits else 0))
            return self._known[-1]
        return self._known[bisect(self._visits, self._draw.random() * self._visits[-1])]

    def _invented(self) -> Person:
        draw = self._draw
        section = "women" if draw.random() < 0.63 else "men"
        town = weighted(draw, _TOWNS)
        near = town.endswith("Wien")
        liked = draw.sample(tuple(COLOURS), 4)
        return Person(
            self._address(section),
            f"{draw.choice(_STREETS)} {draw.randrange(1, 80)}, {town}",
            section,
            weighted(draw, LETTERS[section]),
            weighted(draw, SHOES[section]),
            {short: taste * (2 if short in liked else 1) for short, (_, taste) in COLOURS.items()},
            draw.choice(((92, 6, 2), (75, 18, 7), (45, 47, 8))) if near else (4, 84, 12),
        )

    def _address(self, section: str) -> str:
        draw = self._draw
        first, last = draw.choice(_FIRST_NAMES[section]).lower(), draw.choice(_LAST_NAMES).lower()
        name = draw.choice((f"{first}.{last}", f"{first}.{last}", f"{first[0]}.{last}", f"{first}{last}"))
        while name in self._taken:
            name = f"{name}{draw.randrange(2, 10)}"
        self._taken.add(name)
        return f"{name}@example.com"


def weighted(draw: random.Random, weights: dict[Choice, float] | dict[Choice, int]) -> Choice:
    """One of the keys of ``weights``, as often as its weight says."""
    sums = list(accumulate(weights.values()))
    return list(weights)[bisect(sums, draw.random() * sums[-1])]
