"""The demo shop's stockroom: what is on its shelves, what is ordered of whom, what is delivered when."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from trendy_desktop.services.demo.styles import COLOURS, LETTERS, ONE_SIZE, SHOES, STYLES, Style
from trendy_desktop.values import BusinessDay

UNITS_A_WEEK = 196
"""What the whole shop sells, in the mean of its two years."""

_UNOBTAINABLE = "TT-CT-001"  # sells well all year, so that it is sold out today
_WOMEN = 0.62  # of what is bought in styles for everybody
_LOST_INTEREST = 0.3  # a season that sells worse than this is not stocked up


@dataclass(frozen=True, slots=True)
class Article:
    """One variant and how many of it are sold a week in the mean of the year."""

    sku: str
    style: Style
    size: str
    colour: str
    rate: float

    def levels(self, outlook: float = 1) -> tuple[int, int]:
        """At how many units more are ordered, and up to how many, when sales are ``outlook`` times the mean."""
        rate = self.rate * outlook
        point = max(1, ceil(rate * (self.style.lead / 7 + 1.5)))
        return point, point + max(2, ceil(rate * 7))


def _articles() -> Iterator[Article]:
    """Every variant of every style, the sizes of a colour together."""
    whole = sum(style.weight for style in STYLES)
    for style in STYLES:
        sizes = {size: _share(style, size) for size in style.sizes}
        tastes = {colour: COLOURS[colour][1] for colour in style.colours}
        for colour, taste in tastes.items():
            for size, share in sizes.items():
                part = share / sum(sizes.values()) * taste / sum(tastes.values())
                rate = UNITS_A_WEEK * style.weight / whole * part
                yield Article(style.sku(size, colour), style, size, colour, rate)


def _share(style: Style, size: str) -> float:
    """How often ``size`` is asked for, against the others of ``style``."""
    if size == ONE_SIZE:
        return 1
    table = SHOES if style.category == "Shoes" else LETTERS
    women, men = (table[section].get(size, 0) for section in ("women", "men"))
    return {"women": women, "men": men}.get(style.section, _WOMEN * women + (1 - _WOMEN) * men)


class Stockroom:
    """Counts units as a shopkeeper does; ``left`` are those that can be sold, by SKU.

    One style cannot be had any more since three months before ``today``.
    """

    def __init__(self, today: BusinessDay) -> None:
        self.articles = tuple(_articles())
        self._racks: dict[tuple[str, str], list[Article]] = defaultdict(list)
        for article in self.articles:
            self._racks[article.style.code, article.size].append(article)
        self._unobtainable_since = today.plus(-90)
        self.left: Counter[str] = Counter()
        self._coming: Counter[str] = Counter()
        self._deliveries: dict[BusinessDay, list[tuple[Article, int]]] = defaultdict(list)

    def rack(self, style: Style, size: str) -> list[Article]:
        """The variants of ``style`` in ``size``, one a colour."""
        return self._racks[style.code, size]

    def stock_up(self, day: BusinessDay, *, growth: float) -> None:
        """Has everything delivered on ``day`` that a shop begins with."""
        for article in self.articles:
            _, target = article.levels(_outlook(article.style, day, days=28) * growth)
            self._order(article, target, arrives=day)

    def order(self, monday: BusinessDay, *, growth: float) -> None:
        """Orders for the weeks after the delivery whatever would run out by then."""
        for article in self.articles:
            style = article.style
            outlook = _outlook(style, monday, days=style.lead + 21)
            if outlook < _LOST_INTEREST or (style.code == _UNOBTAINABLE and monday >= self._unobtainable_since):
                continue
            point, target = article.levels(outlook * growth)
            there = self.left[article.sku] + self._coming[article.sku]
            if there <= point:
                self._order(article, target - there, arrives=monday.plus(style.lead))

    def arrived(self, day: BusinessDay) -> dict[str, list[tuple[str, int]]]:
        """SKU and units of what comes on ``day``, by supplier; it is on the shelves from now on."""
        by_supplier: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for article, units in self._deliveries.pop(day, ()):
            by_supplier[article.style.supplier].append((article.sku, units))
            self._coming[article.sku] -= units
            self.left[article.sku] += units
        return by_supplier

    def _order(self, article: Article, units: int, *, arrives: BusinessDay) -> None:
        self._coming[article.sku] += units
        self._deliveries[arrives].append((article, units))


def _outlook(style: Style, day: BusinessDay, *, days: int) -> float:
    return style.season_at(day.plus(days).date)


def ean13(digits: str) -> str:
    """The EAN-13 of twelve ``digits``: they and their check digit (GS1 General Specifications, 7.9)."""
    total = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"
