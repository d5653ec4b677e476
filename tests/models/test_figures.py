"""The figures against slow ones worked out by hand."""

import csv
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.services.reports.shop import Shop, day, hashed, period
from trendy_desktop.models import catalog, figures, stock
from trendy_desktop.models.figures import CustomerRow, DayRow, ProductRow
from trendy_desktop.values import BusinessDay, Instant, LocationId, Period, ProductId, VariantId, parse_amount

HOUR = 3_600_000
FEW = settings(max_examples=max(20, settings().max_examples // 2))  # each example makes books of its own


@contextmanager
def new_shop() -> Iterator[Shop]:
    with tempfile.TemporaryDirectory() as folder:
        shop = Shop(Path(folder))
        yield shop
        shop.store.close()


@pytest.fixture
def shop() -> Iterator[Shop]:
    with new_shop() as shop:
        yield shop


# --- what was sold and refused --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sale:
    on: BusinessDay
    variant: int
    quantity: int
    price: int
    customer: str | None
    status: str

    @property
    def counts(self) -> bool:
        return self.status in {"delivered", "placed", "returned"}

    @property
    def amount(self) -> int:
        return self.quantity * self.price


DAYS = st.integers(-3, 12).map(day("2020-01-01").plus)
SALES = st.lists(
    st.builds(
        Sale,
        on=DAYS,
        variant=st.integers(0, 3),
        quantity=st.integers(-2, 5).filter(bool),
        price=st.sampled_from([0, 1, 999, 1000, 99_999_999_999]),
        customer=st.sampled_from([None, "a", "b", "c"]),
        status=st.sampled_from(["delivered", "delivered", "placed", "returned", "cancelled", "refused", "draft"]),
    ),
    max_size=15,
)
REFUSALS = st.lists(st.tuples(st.none() | DAYS, st.sampled_from([0, 5, 10**18])), max_size=5)
PERIODS = st.tuples(DAYS, DAYS).map(lambda ends: Period(min(ends), max(ends)))


@FEW
@given(SALES, REFUSALS, PERIODS)
def test_every_figure_is_what_counting_by_hand_gives(
    sales: list[Sale], refusals: list[tuple[BusinessDay | None, int]], asked: Period
) -> None:
    with new_shop() as shop:
        variants = [*shop.product("B", variants=2), *shop.product("A"), *shop.product("a")]
        codes = ["B", "B", "A", "a"]
        for sale in sales:
            line = (variants[sale.variant], sale.quantity, sale.price)
            shop.order(sale.on, [line], customer=sale.customer, status=sale.status)
        for on, amount in refusals:
            shop.refuse(on, amount)
        books = shop.store.books

        counted = [sale for sale in sales if sale.counts and asked.contains(sale.on)]
        refused = [(on, amount) for on, amount in refusals if on is not None and asked.contains(on)]
        assert figures.days(books, asked) == {
            on: DayRow(
                sum(sale.on == on for sale in counted),
                sum(sale.amount for sale in counted if sale.on == on),
                sum(amount for other, amount in refused if other == on),
            )
            for on in {sale.on for sale in counted} | {on for on, _ in refused}
        }
        assert figures.first_day(books) == min((s.on for s in sales if s.status != "draft"), default=None)

        units: Counter[str] = Counter()
        amounts: Counter[str] = Counter()
        for sale in counted:
            units[codes[sale.variant]] += sale.quantity
            amounts[codes[sale.variant]] += sale.amount
        products = [ProductRow(code, code, units[code], amounts[code]) for code in units]
        products.sort(key=lambda row: (-row.units, row.code))
        spent: Counter[str] = Counter()
        orders: Counter[str] = Counter()
        for sale in counted:
            if sale.customer is not None:
                spent[sale.customer] += sale.amount
                orders[sale.customer] += 1
        names = list(dict.fromkeys(sale.customer for sale in sales if sale.customer))
        people = [CustomerRow(hashed(who), f"C-{names.index(who) + 1:04d}", spent[who], orders[who]) for who in orders]
        people.sort(key=lambda row: (-row.amount, row.hashed_email))
        for top in (1, 2, 10):
            assert figures.top_products(books, asked, top) == tuple(products[:top])
            assert figures.top_customers(books, asked, top) == tuple(people[:top])


def test_a_refused_line_that_was_booked_after_all_is_no_longer_refused(shop: Shop) -> None:
    (variant,) = shop.product("A")
    shop.refuse(day("2020-01-02"), 700)
    order = shop.order(day("2020-01-03"), [(variant, 1, 700)])
    shop.refuse(day("2020-01-02"), 300, booked_by=order)
    found = figures.days(shop.store.books, period("2020-01-01", "2020-01-05"))
    assert found == {day("2020-01-02"): DayRow(refused_amount=700), day("2020-01-03"): DayRow(1, 700)}


def test_sums_beyond_64_bits_are_exact(shop: Shop) -> None:
    (variant,) = shop.product("A")
    largest = 9_999_999 * 99_999_999_999
    for at in range(20):
        shop.order(day("2020-01-02"), [(variant, 9_999_999, 99_999_999_999)], customer="ab"[at % 2])
    asked = Period.day(day("2020-01-02"))
    assert figures.days(shop.store.books, asked)[day("2020-01-02")].amount == 20 * largest > 2**63
    assert [row.amount for row in figures.top_products(shop.store.books, asked, 5)] == [20 * largest]
    assert [row.amount for row in figures.top_customers(shop.store.books, asked, 5)] == [10 * largest] * 2


def test_a_discount_is_not_part_of_a_products_amount(shop: Shop) -> None:
    (variant,) = shop.product("A")
    order = shop.order(day("2020-01-02"), [], status="delivered")
    with shop.change() as change:
        change.books.write(
            "INSERT INTO order_line (order_id, line_no, variant_id, quantity, unit_price, discount) "
            "VALUES (?, 1, ?, 3, 500, 250)",
            (order, variant),
        )
    (row,) = figures.top_products(shop.store.books, Period.day(day("2020-01-02")), 5)
    assert (row.units, row.amount) == (3, 1250)


# --- stock assets ---------------------------------------------------------------------------------------------------

MOMENTS = st.integers(0, 10).map(lambda hours: Instant(1_600_000_000_000 + hours * HOUR))
MOVES = st.lists(
    st.tuples(st.integers(0, 2), st.integers(-3, 9).filter(bool), st.sampled_from(["sale", "receipt"]), MOMENTS),
    max_size=12,
)
PRICES = st.lists(st.tuples(st.integers(0, 2), st.sampled_from([0, 7, 99_999_999_999]), MOMENTS), max_size=6)


@FEW
@given(MOVES, PRICES, MOMENTS, MOMENTS)
def test_stock_and_cost_are_those_of_the_moment(
    moves: list[tuple[int, int, str, Instant]],
    prices: list[tuple[int, int, Instant]],
    opened: Instant,
    end: Instant,
) -> None:
    with new_shop() as shop:
        shop.clock.time = opened
        variants = [shop.product(f"P{at}", cost=100 + at)[0] for at in range(3)]
        for variant in variants:
            shop.move(variant, 1000, "opening", opened)
        for at, quantity, reason, when in moves:
            shop.move(variants[at], quantity, reason, when)
        prices = sorted(prices, key=lambda change: change[2])
        history = {at: [(opened, 100 + at)] for at in range(3)}
        for at, cost, when in prices:
            shop.clock.time = max(opened, when)
            if cost != history[at][-1][1]:
                history[at].append((Instant(shop.clock.time), cost))
            with shop.change() as change:
                catalog.change_prices(change, [(200, cost, variants[at])])

        value = 0
        for at in range(3):
            on_hand = 1000 + sum(quantity for one, quantity, _, when in moves if one == at and when < end)
            known = _last_of_each(history[at])
            value += on_hand * next((cost for since, cost in reversed(known) if since < end), known[0][1])
        assert figures.stock_value(shop.store.books, end) == value


def _last_of_each(history: list[tuple[Instant, int]]) -> list[tuple[Instant, int]]:
    """Of several costs set at the same moment only the last stands."""
    return list(dict(history).items())


def test_stock_of_a_past_moment_may_be_negative(shop: Shop) -> None:
    (variant,) = shop.product("A", cost=100)
    now = shop.clock.now()
    shop.move(variant, 5, "receipt", Instant(now + 10))
    shop.move(variant, -3, "sale", Instant(now))
    assert figures.stock_value(shop.store.books, Instant(now + 5)) == -300
    assert figures.stock_value(shop.store.books, Instant(now + 11)) == 200


def test_an_opening_balance_stands_for_all_earlier_time(shop: Shop) -> None:
    (variant,) = shop.product("A", cost=100)
    shop.move(variant, 5, "opening", shop.clock.now())
    assert figures.stock_value(shop.store.books, Instant(0)) == 500


def test_the_stock_of_several_places_adds_up(shop: Shop) -> None:
    (variant,) = shop.product("A", cost=100)
    with shop.change() as change:
        change.books.write("INSERT INTO location VALUES (2, 'Cellar')")
    shop.move(variant, 5, "opening", Instant(0))
    with shop.change() as change:
        stock.append(change, [stock.NewMovement(variant, 7, "receipt", Instant(50), 0, location=LocationId(2))])
    assert figures.stock_value(shop.store.books, Instant(50)) == 500
    assert figures.stock_value(shop.store.books, Instant(51)) == 1200


def test_the_assets_of_a_real_year_are_right_to_the_cent(order_days: Path, shop: Shop) -> None:
    def rows(name: str) -> list[dict[str, str]]:
        with (order_days / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def minor(text: str) -> int:
        amount = parse_amount(text, 2)
        assert amount is not None
        return amount

    inventory = [(VariantId(at), row) for at, row in enumerate(rows("inventory_2020_a.csv"), 1)]
    at = shop.clock.now()
    with shop.change() as change:
        catalog.add(
            change,
            [
                catalog.NewProduct(ProductId(n), row["product_id"], row["product_id"], "", "", None)
                for n, row in inventory
            ],
            [
                catalog.NewVariant(
                    n,
                    ProductId(n),
                    row["product_id"],
                    None,
                    "",
                    "",
                    minor(row["sale_price"]),
                    minor(row["wholesale_cost"]),
                )
                for n, row in inventory
            ],
        )
        opening = [stock.NewMovement(n, int(row["quantity"]), "opening", at, 0) for n, row in inventory]
        stock.append(change, [movement for movement in opening if movement.quantity])
    by_sku = {row["product_id"]: n for n, row in inventory}
    with shop.change() as change:
        stock.append(
            change,
            [
                stock.NewMovement(
                    by_sku[row["product_id"]],
                    -int(row["product_quantity"]),
                    "sale",
                    shop.profile.calendar.start_of(day(row["date"])),
                    day(row["date"]).number,
                )
                for line, row in enumerate(rows("customer_orders_2020_a.csv"), 2)
                if line != 1666  # asks for two where one is left
            ],
        )
    calendar = shop.profile.calendar
    assert figures.stock_value(shop.store.books, calendar.end_of(day("2019-12-31"))) == 5_806_650_361_889
    assert figures.stock_value(shop.store.books, calendar.end_of(day("2020-12-31"))) == 5_806_334_182_431
