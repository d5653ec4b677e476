"""The figures that lists are sorted by follow from the rows they stand for, whatever happens to those."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from tests.services.reports.shop import Shop, day, hashed
from trendy_desktop.models import catalog, customers, orders
from trendy_desktop.models.books import Books
from trendy_desktop.values import VariantId

PEOPLE = ("anna", "ben", "cleo")
UNNUMBERED = ("draft", "refused", "backordered")
STATES = ("placed", "delivered", "cancelled", *UNNUMBERED)


def differing(books: Books) -> list[tuple[object, ...]]:
    return [
        *catalog.differing_figures(books),
        *customers.differing_figures(books),
        *orders.differing_figures(books),
    ]


class Figures(RuleBasedStateMachine):
    """Products, stock and orders are changed in every way that the schema allows."""

    variants: Bundle[VariantId] = Bundle("variants")
    taken: Bundle[int] = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.shop = Shop(Path(self.folder.name))
        self.products = 0
        self.erased = 0

    def teardown(self) -> None:
        self.shop.store.close()
        self.folder.cleanup()

    def write(self, sql: str, *params: str | int | bytes | None) -> None:
        with self.shop.change() as change:
            change.books.write(sql, params)

    @initialize(target=variants)
    def first_product(self) -> VariantId:
        return self.new_product(1, 500)

    @rule(target=variants, sizes=st.integers(1, 3), price=st.integers(0, 9999))
    def another_product(self, sizes: int, price: int) -> VariantId:
        return self.new_product(sizes, price)

    def new_product(self, sizes: int, price: int) -> VariantId:
        self.products += 1
        return self.shop.product(f"P-{self.products}", variants=sizes, price=price)[-1]

    @rule(variant=variants, price=st.integers(0, 9999), point=st.integers(0, 9), archived=st.sampled_from([None, 1]))
    def change(self, variant: VariantId, price: int, point: int, archived: int | None) -> None:
        self.write(
            "UPDATE variant SET sale_price = ?, reorder_point = ?, archived_at = ? WHERE variant_id = ?",
            price,
            point,
            archived,
            variant,
        )

    @rule(variant=variants, other=variants)
    def move_to_another_style(self, variant: VariantId, other: VariantId) -> None:
        self.write(
            """
            UPDATE variant SET size = 'moved ' || variant.variant_id, product_id = other.product_id
            FROM variant AS other WHERE other.variant_id = ? AND variant.variant_id = ?
            """,
            other,
            variant,
        )

    @rule(variant=variants, units=st.integers(1, 50))
    def receive(self, variant: VariantId, units: int) -> None:
        if self.shop.store.books.one("SELECT 1 FROM variant WHERE variant_id = ?", (variant,)):
            self.shop.move(variant, units, "receipt", self.shop.store.clock.now())

    @rule(variant=variants, units=st.integers(0, 9))
    def stock_elsewhere(self, variant: VariantId, units: int) -> None:
        """Another location begins with stock of its own."""
        self.write("INSERT OR IGNORE INTO location VALUES (2, 'Warehouse')")
        self.write(
            "INSERT OR IGNORE INTO stock_level SELECT variant_id, 2, ?, 1 FROM variant WHERE variant_id = ?",
            units,
            variant,
        )

    @rule(variant=variants, held=st.integers(0, 5))
    def hold(self, variant: VariantId, held: int) -> None:
        self.write("UPDATE stock_level SET reserved = ? WHERE variant_id = ?", held, variant)

    @rule(variant=variants)
    def delete_if_unused(self, variant: VariantId) -> None:
        self.write(
            """
            DELETE FROM variant WHERE variant_id = ? AND variant_id <> 1
            AND variant_id NOT IN (SELECT variant_id FROM stock_movement)
            """,
            variant,
        )

    @rule(
        target=taken,
        who=st.sampled_from([None, *PEOPLE]),
        status=st.sampled_from(STATES),
        march=st.integers(1, 28),
        total=st.one_of(st.integers(0, 10_000), st.integers(2**60 - 5, 2**60)),
        drafted=st.booleans(),
    )
    def order(self, who: str | None, status: str, march: int, total: int, drafted: bool) -> int:
        begun = "draft" if drafted else status
        order = self.shop.order(day(f"2020-03-{march:02}"), [(VariantId(1), 1, total)], customer=who, status=begun)
        if drafted:
            with self.shop.change() as change:
                number = None if status in UNNUMBERED else orders.last_number(change.books) + 1
                change.books.write("UPDATE counter SET last = coalesce(?, last) WHERE name = 'order'", (number,))
                change.books.write(
                    "UPDATE orders SET number = ?, status = ? WHERE order_id = ?", (number, status, order)
                )
        return order

    @rule(order=taken, status=st.sampled_from(["placed", "shipped", "cancelled"]))
    def proceed(self, order: int, status: str) -> None:
        self.write("UPDATE orders SET status = ? WHERE order_id = ? AND number IS NOT NULL", status, order)

    @rule(order=taken)
    def drop_if_draft(self, order: int) -> None:
        if self.shop.store.books.one("SELECT 1 FROM orders WHERE order_id = ? AND status = 'draft'", (order,)):
            self.write("DELETE FROM order_line WHERE order_id = ?", order)
            self.write("DELETE FROM orders WHERE order_id = ?", order)

    @rule(who=st.sampled_from(PEOPLE))
    def erase(self, who: str) -> None:
        """The customer's sealed records go, and their orders stay under a pseudonym."""
        self.erased += 1
        with self.shop.change() as change:
            change.books.write("DELETE FROM email_lookup WHERE hashed_email = ?", (hashed(who),))
            change.books.write("DELETE FROM vault_profile WHERE hashed_email = ?", (hashed(who),))
            change.books.write(
                "UPDATE customer SET hashed_email = ? WHERE hashed_email = ?",
                (hashed(f"nobody {self.erased}"), hashed(who)),
            )

    @invariant()
    def figures_are_what_the_rows_say(self) -> None:
        with self.shop.store.reading() as books:
            assert differing(books) == []


Figures.TestCase.settings = settings(max_examples=settings().max_examples // 2, stateful_step_count=25)
TestFigures = Figures.TestCase


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path)
    yield shop
    shop.store.close()


@pytest.mark.parametrize(
    "broken",
    [
        "UPDATE product_figure SET on_hand = on_hand + 1",
        "UPDATE product_figure SET price_high = NULL",
        "DELETE FROM product_figure",
        "UPDATE customer_figure SET spent = spent + 1",
        "DELETE FROM customer_figure",
        "UPDATE order_figure SET orders = orders + 1",
        "DELETE FROM order_figure",
    ],
)
def test_a_wrong_figure_is_found(shop: Shop, broken: str) -> None:
    (scarf,) = shop.product("SCARF")
    shop.order(day("2020-03-02"), [(scarf, 1, 1990)], customer="anna")
    with shop.change() as change:
        assert differing(change.books) == []
        change.books.write(broken)
        assert len(differing(change.books)) == 1
