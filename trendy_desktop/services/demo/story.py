"""Two years of the demo shop, day by day: how prices change, what is delivered, who orders what and when.

Same day and seed, same story. Whether an order can be filled is for the books to decide; the story only counts along.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from trendy_desktop.services.demo.people import CHANNELS, People, Person, weighted
from trendy_desktop.services.demo.stockroom import Article, Stockroom
from trendy_desktop.services.demo.styles import LETTERS, ONE_SIZE, STYLES, Style
from trendy_desktop.services.exchange.customer_orders import CustomerOrder
from trendy_desktop.services.exchange.lines import OrderLine
from trendy_desktop.services.exchange.supplier_orders import Delivery
from trendy_desktop.services.practice.schedule import opening
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import BusinessDay, Instant

DAYS = 728
"""How many days of trade lie before today."""

_ORDERS_A_DAY = 14.5
# Monday to Sunday, when only the web page and the mailbox are open.
_WEEKDAYS = (0.9, 0.85, 0.95, 1.05, 1.3, 1.75, 0.25)
_MONTHS = (1.05, 0.85, 0.95, 1.0, 1.05, 1.0, 0.95, 0.85, 1.0, 1.05, 1.15, 1.35)
# Days on which the shop is closed, as month and day.
_HOLIDAYS = {(1, 1), (1, 6), (5, 1), (8, 15), (10, 26), (11, 1), (12, 25), (12, 26)}
# In which hour of the day orders come, by channel; the counter's ten are fitted into its opening hours.
_HOURS = {
    "counter": {9: 6, 10: 8, 11: 10, 12: 12, 13: 10, 14: 8, 15: 9, 16: 12, 17: 15, 18: 14},
    "web": {
        0: 2, 1: 1, 6: 1, 7: 3, 8: 4, 9: 4, 10: 5, 11: 5, 12: 7, 13: 6, 14: 4, 15: 4, 16: 5, 17: 6, 18: 7, 19: 9,
        20: 12, 21: 12, 22: 7, 23: 4,
    },
    "e-mail": {7: 4, 8: 12, 9: 14, 10: 12, 11: 10, 12: 8, 13: 8, 14: 8, 15: 8, 16: 6, 17: 4, 20: 4, 21: 3},
}  # fmt: skip
_LINES = {1: 46, 2: 30, 3: 14, 4: 7, 5: 3}

_MORNING = 8 * 60 + 30  # minutes after midnight
_GIFTS = 0.1  # of all lines are bought for somebody of another size
_TAKES_ANOTHER = 0.7  # of those whose colour is sold out take another one, if there is


@dataclass(frozen=True, slots=True)
class Day:
    """What happens on one day, in this order: ``night`` are the orders before ``morning``, at which suppliers come.

    ``prices`` has the new price and cost of each style for which they change then.
    """

    night: tuple[CustomerOrder, ...]
    morning: Instant
    prices: dict[str, tuple[int, int]]
    deliveries: tuple[Delivery, ...]
    orders: tuple[CustomerOrder, ...]


class Story:
    """The trade of a shop that opened ``DAYS`` days before ``today``, until the moment ``now``."""

    def __init__(self, today: BusinessDay, now: Instant, *, profile: ShopProfile, seed: int = 11) -> None:
        self.first = today.plus(-DAYS)
        self._today = today
        self._now = now
        self._profile = profile
        # Figures to look at, no secret; and the same ones each time.
        self._draw = random.Random(seed)  # noqa: S311
        self._people = People(self._draw)
        self._stockroom = Stockroom(today)
        self.articles = self._stockroom.articles
        self._lines = 0

    def figures(self, style: Style) -> tuple[int, int]:
        """Price and cost of ``style`` on the first day, in cents."""
        return style.figures(self.first, self._today)

    def days(self) -> Iterator[Day]:
        """Every day from the first one on; the last is today, as far as it has come."""
        self._stockroom.stock_up(self.first, growth=self._growth(self.first))
        for number in range(DAYS + 1):
            day = self.first.plus(number)
            if day.date.weekday() == 0:
                self._stockroom.order(day, growth=self._growth(day))
            yield self._day(day)

    def _day(self, day: BusinessDay) -> Day:
        morning = opening(day, self._profile, minutes=_MORNING)
        visits, wishes = self._visits(day), _Wishes(day, self._draw, self._stockroom)
        if day == self.first:  # on its morning the shop opens
            visits = [visit for visit in visits if visit.at >= morning]
        night = tuple(self._order(day, visit, wishes) for visit in visits if visit.at < morning)
        if morning > self._now:
            return Day(night, self._now, {}, (), ())
        deliveries = tuple(self._deliveries(day, morning))
        orders = tuple(self._order(day, visit, wishes) for visit in visits if visit.at >= morning)
        return Day(night, morning, self._prices(day), deliveries, orders)

    def _growth(self, day: BusinessDay) -> float:
        """The shop sells a little more from week to week."""
        return 0.82 + 0.36 * (day.number - self.first.number) / DAYS

    def _prices(self, day: BusinessDay) -> dict[str, tuple[int, int]]:
        figures = ((style, style.figures(day, self._today)) for style in STYLES)
        before = max(day.plus(-1), self.first)
        return {style.code: now for style, now in figures if now != style.figures(before, self._today)}

    # --- goods in ---

    def _deliveries(self, day: BusinessDay, at: Instant) -> Iterator[Delivery]:
        for supplier, goods in self._stockroom.arrived(day).items():
            lines = tuple(self._line(sku, units) for sku, units in goods)
            yield Delivery(at, day, has_time=True, supplier=supplier, lines=lines, refused=())

    def _line(self, sku: str, units: int) -> OrderLine:
        self._lines += 1
        return OrderLine(self._lines, sku, units, f"demo {self._lines}".encode())

    # --- orders ---

    def _visits(self, day: BusinessDay) -> list["_Visit"]:
        """Who orders on ``day`` until now, in time."""
        date = day.date
        closed = date.weekday() == 6 or (date.month, date.day) in _HOLIDAYS
        weekday = _WEEKDAYS[6] if closed else _WEEKDAYS[date.weekday()]
        mean = _ORDERS_A_DAY * weekday * _MONTHS[date.month - 1] * self._growth(day)
        count = max(0, round(self._draw.gauss(mean, mean**0.5)))
        visits = [self._visit(day, closed=closed) for _ in range(count)]
        return sorted((one for one in visits if one.at <= self._now), key=lambda one: (one.at, one.person.email))

    def _visit(self, day: BusinessDay, *, closed: bool) -> "_Visit":
        draw = self._draw
        age = day.number - self.first.number
        person = self._people.comes(newcomers=0.2 + 0.5 / (1 + age / 60))
        channels = dict(zip(CHANNELS, person.ways, strict=True))
        if closed:
            del channels["counter"]
        channel = weighted(draw, channels)
        minute = weighted(draw, _HOURS[channel]) * 60 + draw.randrange(60)
        if channel == "counter":
            opens, closes = self._profile.opens_at, self._profile.closes_at
            minute = opens + (minute - 9 * 60) * (closes - opens) // 600
        return _Visit(opening(day, self._profile, minutes=minute + draw.random()), channel, person)

    def _order(self, day: BusinessDay, visit: "_Visit", wishes: "_Wishes") -> CustomerOrder:
        email, place = visit.person.email, visit.person.place
        lines = tuple(self._line(sku, units) for sku, units in wishes.of(visit.person))
        return CustomerOrder(
            visit.at,
            day,
            has_time=True,
            email=email,
            email_as_given=email,
            place=place,
            place_key=place,
            lines=lines,
            refused=(),
            channel=visit.channel,
        )


@dataclass(frozen=True, slots=True)
class _Visit:
    at: Instant
    channel: str
    person: Person


class _Wishes:
    """What people want on one day: what the season sells, in their size, in the colours they like."""

    def __init__(self, day: BusinessDay, draw: random.Random, stockroom: Stockroom) -> None:
        self._draw = draw
        self._stockroom = stockroom
        self._styles = {
            section: {style: style.demand(day.date) for style in STYLES if style.section in (section, "all")}
            for section in LETTERS
        }

    def of(self, person: Person) -> list[tuple[str, int]]:
        """SKU and units of each line of one order, every article once."""
        draw, left = self._draw, self._stockroom.left
        wanted: dict[str, int] = {}
        for _ in range(weighted(draw, _LINES)):
            article = self._article(person)
            if article.sku in wanted:
                continue
            units = 2 if article.style.price < 3000 and draw.random() < 0.1 else 1
            wanted[article.sku] = units
            if units <= left[article.sku]:
                left[article.sku] -= units
        return list(wanted.items())

    def _article(self, person: Person) -> Article:
        """What ``person`` would like."""
        draw, left = self._draw, self._stockroom.left
        style = weighted(draw, self._styles[person.section])
        own = person.shoe if style.category == "Shoes" else ONE_SIZE if style.sizes == (ONE_SIZE,) else person.size
        size = own if own in style.sizes and draw.random() > _GIFTS else draw.choice(style.sizes)
        colours = {article: person.taste[article.colour] for article in self._stockroom.rack(style, size)}
        first = weighted(draw, colours)
        if left[first.sku] or draw.random() > _TAKES_ANOTHER:
            return first
        there = {article: taste for article, taste in colours.items() if left[article.sku]}
        return weighted(draw, there) if there else first
