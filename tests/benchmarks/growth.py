"""What grows with the shop: the cost of an order, the proof of the books, the report."""

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measure import Figure, in_turn, timed
from tests.benchmarks.shop import FIRST_DAY, ORDERS_A_DAY, PROFILE, Shop, copied
from tests.benchmarks.workshop import FIRST_TIME, Workshop
from trendy_desktop.models import orders, staff, stock
from trendy_desktop.models.stock import NewMovement
from trendy_desktop.services.audit import Audit
from trendy_desktop.services.exchange import ORDERS_A_CHUNK
from trendy_desktop.services.reports import Reports
from trendy_desktop.values import Instant, Period, SystemClock, VariantId

CHUNKS = 21
MOST_GROWTH = 2.0
"""The two indexes by customer and by variant take a page an entry once they are large, and no more from then on."""


def growth(workshop: Workshop) -> Iterator[Figure]:
    """An order in large books beside one in small books, chunk by chunk in turn; with `--long` in a million orders."""
    few = workshop.sized(10_000)
    small = workshop.grow(workshop.start, workshop.folder / "small", orders=few)
    large = copied(workshop.grown, workshop.folder / "copy")
    yield _beside(workshop, large, small, orders=10 * few, few=few)
    if workshop.long:
        huge = workshop.grow(workshop.grown, workshop.folder / "copy", orders=90 * few)
        yield _beside(workshop, huge, small, orders=100 * few, few=few)


def report(workshop: Workshop) -> Iterator[Figure]:
    """The weekly finance report over all that was sold, with the value of the stock at its end."""
    with Shop.at(workshop.grown) as shop:
        with shop.store.reading() as books:
            count = orders.count(books)
        reports = Reports(shop.store, PROFILE, SystemClock())
        period = Period(FIRST_DAY, FIRST_DAY.plus(count // ORDERS_A_DAY))
        yield Figure(f"weekly finance report on {count:,} orders", timed(lambda: reports.finance(period)), "s")


def verify(workshop: Workshop) -> Iterator[Figure]:
    """The proof of everything in books with that many movements: sales of the orders, and corrections."""
    movements = workshop.sized(1_000_000)
    with Shop.at(copied(workshop.grown, workshop.folder / "copy")) as shop:
        with shop.store.reading() as books:
            count, moved = orders.count(books), stock.count(books)
        for done in range(moved, movements, 5_000):
            with shop.store.change(staff.OWNER) as change:
                stock.append(change, [_correction(number) for number in range(done, min(done + 5_000, movements))])
        audit = Audit(shop.store, shop.vault)
        seconds = timed(audit.verify)
        verdict = audit.verify()
        assert verdict.ok, verdict
        yield Figure(f"verify, {movements:,} movements, {count:,} orders", seconds, "s", most=10)


def _beside(workshop: Workshop, large: Path, small: Path, *, orders: int, few: int) -> Figure:
    def chunk(shop: Shop) -> float:
        drawn = workshop.days.chunks(ORDERS_A_CHUNK, first_time=FIRST_TIME)
        return timed(lambda: shop.book(drawn)) * 1000 / ORDERS_A_CHUNK

    with Shop.at(large) as grown, Shop.at(small) as young:
        ours, beside = in_turn(lambda: chunk(grown), lambda: chunk(young), times=CHUNKS)
    name = f"an order in books of {orders:,}, beside one in books of {few:,}"
    return Figure(name, ours, "ms", beside, MOST_GROWTH)


def _correction(number: int) -> NewMovement:
    return NewMovement(VariantId(number // 2 % 5_000 + 1), (1, -1)[number % 2], "correction", Instant(number), 0)
