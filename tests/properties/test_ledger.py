"""Hypothesis plays the shop against plain dictionaries: what the books say is what happened, whatever happens."""

import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.shop import Shop
from trendy_desktop.services.exchange import Shortage
from trendy_desktop.values import BusinessDay

SKUS = ("A", "B")
UNKNOWN = "X"
PEOPLE = ("ann@example.com", "ben@example.com")
FIRST = BusinessDay.parse("2020-03-01")

Line = tuple[int, str, str, int]
"""A day, who (a customer or a supplier), a SKU, units."""
Row = tuple[int, int, int, str]
"""Units, cost and price in whole euros, a supplier."""

# Mostly enough to sell, and often not enough for all: neither empty shelves nor full ones are interesting for long.
order_lines = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(PEOPLE),
        st.sampled_from((*SKUS * 4, UNKNOWN)),
        st.sampled_from((1, 2, 3, 5)),
    ),
    min_size=1,
    max_size=6,
)
delivery_lines = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(("S", "T")),
        st.sampled_from((*SKUS * 4, UNKNOWN)),
        st.sampled_from((4, 9, 15)),
    ),
    min_size=1,
    max_size=4,
)
shortages = st.sampled_from((Shortage.BACKORDER, Shortage.LINE, Shortage.BACKORDER, Shortage.ORDER))
inventory_row = st.tuples(
    st.sampled_from((12, 20, 5, 0)), st.integers(0, 3), st.integers(1, 5), st.sampled_from(("S", "T"))
)
inventory_rows = st.dictionaries(st.sampled_from(SKUS), inventory_row, min_size=1)


class Wanted(NamedTuple):
    identity: object
    line: int
    day: int
    who: str
    sku: str
    units: int


class Waiting(NamedTuple):
    """Units that wait, at the price they were asked for, since a day."""

    day: int
    sku: str
    units: int
    price: int


@dataclass
class Model:
    """The shop in plain dictionaries; prices in whole euros."""

    on_hand: dict[str, int] = field(default_factory=dict)
    price: dict[str, int] = field(default_factory=dict)
    stated: dict[str, Row] = field(default_factory=dict)
    seen: dict[object, str] = field(default_factory=dict)
    waiting: list[Waiting] = field(default_factory=list)
    booked_orders: int = 0
    amount: int = 0
    refused_amount: Counter[object] = field(default_factory=Counter)

    def inventory(self, rows: dict[str, Row]) -> None:
        arrived = []
        for sku, row in rows.items():
            units, _, price, _ = row
            last = self.stated.get(sku)
            if last is None:
                self.on_hand[sku], self.price[sku] = units, price
            elif last != row:
                if last[0] != units:
                    if units > self.on_hand[sku]:
                        arrived.append(sku)
                    self.on_hand[sku] = units
                if last[2] != price:
                    self.price[sku] = price
            self.stated[sku] = row
        self.fill(arrived)

    def deliver(self, lines: Iterable[Line]) -> None:
        arrived = []
        for one in identified(lines, "delivery"):
            if one.identity in self.seen:
                continue
            self.seen[one.identity] = "booked" if one.sku in self.on_hand else "refused"
            if one.sku in self.on_hand:
                self.on_hand[one.sku] += one.units
                arrived.append(one.sku)
        self.fill(arrived)

    def fill(self, skus: list[str]) -> None:
        """Whoever waits longest comes first; how it falls into orders is the books' own affair."""
        still: list[Waiting] = []
        for one in sorted(self.waiting, key=lambda one: one.day):
            filled = min(one.units, self.on_hand[one.sku]) if one.sku in skus else 0
            self.on_hand[one.sku] -= filled
            self.amount += filled * one.price
            if filled < one.units:
                still.append(one._replace(units=one.units - filled))
        self.waiting = still

    def order(self, lines: Iterable[Line], shortage: Shortage, *, retry: bool) -> list[tuple[int, str]]:
        """Line and reason of everything that is refused."""
        orders: dict[tuple[int, str], list[Wanted]] = {}
        for one in identified(lines, "order"):
            orders.setdefault((one.day, one.who), []).append(one)
        refused: list[tuple[int, str]] = []
        for _, wanted in sorted(orders.items(), key=lambda order: order[0][0]):
            seen = [self.seen.get(one.identity) for one in wanted]
            fresh = [one for one, was in zip(wanted, seen, strict=True) if was is None or (retry and was == "refused")]
            refused += self.decide(fresh, shortage)
        return sorted(refused)

    def decide(self, wanted: list[Wanted], shortage: Shortage) -> list[tuple[int, str]]:
        taken: list[Wanted] = []
        refused: list[tuple[Wanted, str]] = []
        some = False
        for one in wanted:
            there = self.on_hand.get(one.sku)
            if there is None:
                refused.append((one, "unknown_product"))
            elif one.units <= there:
                self.on_hand[one.sku] -= one.units
                taken.append(one)
            elif shortage is Shortage.BACKORDER:
                self.on_hand[one.sku] = 0
                self.amount += there * self.price[one.sku]
                self.waiting.append(Waiting(one.day, one.sku, one.units - there, self.price[one.sku]))
                self.settle(one)
                some = some or there > 0
            else:
                refused.append((one, "insufficient_stock"))
        if shortage is Shortage.ORDER and refused:
            for one in taken:
                self.on_hand[one.sku] += one.units
                refused.append((one, "order_refused"))
            taken = []
        for one in taken:
            self.amount += one.units * self.price[one.sku]
            self.settle(one)
        for one, _ in refused:
            if one.identity not in self.seen:
                self.refused_amount[one.identity] = one.units * self.price.get(one.sku, 0)
            self.seen[one.identity] = "refused"
        self.booked_orders += bool(taken or some)
        return [(one.line, reason) for one, reason in refused]

    def settle(self, one: Wanted) -> None:
        self.seen[one.identity] = "booked"
        self.refused_amount.pop(one.identity, None)


def identified(lines: Iterable[Line], kind: str) -> Iterable[Wanted]:
    """Each line with what it is known by: its content, and its number among equal ones of the file."""
    equal: Counter[Line] = Counter()
    for number, line in enumerate(lines, 2):
        equal[line] += 1
        yield Wanted((kind, line, equal[line]), number, *line)


class Books(RuleBasedStateMachine):
    """Files go into a real shop and into the model."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.shop = Shop(Path(self.folder.name) / "shop")
        self.model = Model()
        self.order_files: list[list[Line]] = []
        self.delivery_files: list[list[Line]] = []

    @initialize(rows=st.tuples(*[inventory_row] * len(SKUS)))
    def open(self, rows: tuple[Row, ...]) -> None:
        self.take_stock(dict(zip(SKUS, rows, strict=True)))

    @rule(rows=inventory_rows)
    def take_stock(self, rows: dict[str, Row]) -> None:
        file = self.shop.inventory(
            *(f"{sku},{units},{cost},{price},{supplier}" for sku, (units, cost, price, supplier) in rows.items())
        )
        known = {sku: self.model.stated.get(sku) for sku in rows}
        result = self.shop.exchange.import_inventory(file)
        self.model.inventory(rows)
        assert result.added == sum(last is None for last in known.values())
        assert result.unchanged == sum(known[sku] == row for sku, row in rows.items())
        assert result.refused == ()
        again = self.shop.exchange.import_inventory(file)
        assert (again.added, again.changed, again.unchanged) == (0, 0, len(rows))

    @rule(lines=order_lines, shortage=shortages)
    def order(self, lines: list[Line], shortage: Shortage) -> None:
        self.order_files.append(lines)
        self.book(lines, shortage, retry=False)

    @rule(data=st.data(), more=order_lines, shortage=shortages, retry=st.booleans())
    def order_again(self, data: st.DataObject, more: list[Line], shortage: Shortage, retry: bool) -> None:
        """An earlier file, as it was or grown."""
        if not self.order_files:
            return
        nth = data.draw(st.integers(0, len(self.order_files) - 1))
        if data.draw(st.booleans()):
            self.order_files[nth] = self.order_files[nth] + more
        self.book(self.order_files[nth], shortage, retry=retry)

    @rule(lines=delivery_lines)
    def deliver(self, lines: list[Line]) -> None:
        self.delivery_files.append(lines)
        self.receive(lines)

    @rule(data=st.data())
    def deliver_again(self, data: st.DataObject) -> None:
        if self.delivery_files:
            self.receive(data.draw(st.sampled_from(self.delivery_files)))

    def book(self, lines: list[Line], shortage: Shortage, *, retry: bool) -> None:
        file = self.shop.orders(*(f"{FIRST.plus(day)},{who},Vienna,{sku},{units}" for day, who, sku, units in lines))
        result = self.shop.exchange.import_customer_orders(file, shortage=shortage, retry_refused=retry)
        seen = [self.model.seen.get(one.identity) for one in identified(lines, "order")]
        refused = self.model.order(lines, shortage, retry=retry)
        assert [(line.line, line.reason) for line in result.refused] == refused
        assert result.already_booked == seen.count("booked")
        assert result.already_refused == (0 if retry else seen.count("refused"))
        ((booked,),) = self.shop.rows("SELECT count(*) FROM orders WHERE number IS NOT NULL AND follows IS NULL")
        assert booked == self.model.booked_orders

    def receive(self, lines: list[Line]) -> None:
        file = self.shop.supplies(*(f"{FIRST.plus(day)},{who},{sku},{units}" for day, who, sku, units in lines))
        seen = [self.model.seen.get(one.identity) for one in identified(lines, "delivery")]
        result = self.shop.exchange.import_supplier_orders(file)
        self.model.deliver(lines)
        assert (result.already_booked, result.already_refused) == (seen.count("booked"), seen.count("refused"))

    @invariant()
    def on_hand_is_what_moved_and_never_below_zero(self) -> None:
        kept = self.shop.rows("SELECT sku, on_hand FROM variant JOIN stock_level USING (variant_id) ORDER BY 1")
        moved = self.shop.rows(
            "SELECT sku, sum(quantity) FROM variant JOIN stock_movement USING (variant_id) GROUP BY 1 ORDER BY 1"
        )
        assert kept == moved
        assert {sku: units for sku, units in kept if units} == {
            sku: units for sku, units in self.model.on_hand.items() if units
        }
        assert min(self.model.on_hand.values(), default=0) >= 0

    @invariant()
    def money_is_what_was_sold_and_refused(self) -> None:
        ((total,),) = self.shop.rows("SELECT coalesce(sum(total), 0) FROM orders WHERE number IS NOT NULL")
        ((lines,),) = self.shop.rows("SELECT coalesce(sum(quantity * unit_price), 0) FROM order_line")
        ((refused,),) = self.shop.rows("SELECT coalesce(sum(amount), 0) FROM refused_line WHERE booked_by IS NULL")
        assert (total, lines) == (self.model.amount * 100, self.model.amount * 100)
        assert refused == sum(self.model.refused_amount.values()) * 100

    @invariant()
    def numbers_run_without_a_gap(self) -> None:
        taken = self.shop.rows("SELECT number FROM orders WHERE number > 0 ORDER BY order_id")
        assert taken == [(number,) for number in range(1, len(taken) + 1)]

    @invariant()
    def what_waits_waits(self) -> None:
        waiting = self.shop.rows(
            "SELECT business_day - ?, sku, waiting, unit_price / 100 FROM backorder JOIN orders USING (order_id) "
            "JOIN variant USING (variant_id) WHERE waiting > 0",
            FIRST.number,
        )
        assert Counter(waiting) == Counter(map(tuple, self.model.waiting))

    def teardown(self) -> None:
        try:
            assert self.shop.faults() == []
        finally:
            self.shop.close()
            self.folder.cleanup()


Books.TestCase.settings = settings(max_examples=max(50, settings().max_examples // 2), stateful_step_count=15)
TestBooks = pytest.mark.timeout(900)(Books.TestCase)  # to find the shortest story of a failure takes its time
