"""What grows with the shop: the cost of an order, the proof of the books, the report."""

from collections.abc import Iterator

from tests.benchmarks.measure import Figure, timed
from tests.benchmarks.shop import FIRST_DAY, ORDERS_A_DAY, PROFILE, Shop, copied
from tests.benchmarks.workshop import Workshop
from trendy_desktop.models import orders, staff, stock
from trendy_desktop.models.stock import NewMovement
from trendy_desktop.services.audit import Audit
from trendy_desktop.services.reports import Reports
from trendy_desktop.values import Instant, Period, SystemClock, VariantId

MOST_GROWTH = 2.0
"""The two indexes by customer and by variant take a page an entry once they are large, and no more from then on."""


def growth(workshop: Workshop) -> Iterator[Figure]:
    """The cost of an order in ever larger books; with `--long` up to a million orders."""
    grown, block = workshop.grown, workshop.block
    first = grown.seconds[0]
    yield _order_in(len(grown.seconds) * block, grown.seconds[-1], first, beside=block)
    if workshop.long:
        with Shop.at(copied(grown.folder, workshop.folder / "copy")) as shop:
            seconds = [workshop.book_block(shop) for _ in range(90)]
        yield _order_in(100 * block, seconds[-1], first, beside=block)


def report(workshop: Workshop) -> Iterator[Figure]:
    """The weekly finance report over all that was sold, with the value of the stock at its end."""
    with Shop.at(workshop.grown.folder) as shop:
        with shop.store.reading() as books:
            count = orders.count(books)
        reports = Reports(shop.store, PROFILE, SystemClock())
        period = Period(FIRST_DAY, FIRST_DAY.plus(count // ORDERS_A_DAY))
        yield Figure(f"weekly finance report on {count:,} orders", timed(lambda: reports.finance(period)), "s")


def verify(workshop: Workshop) -> Iterator[Figure]:
    """The proof of everything in books with that many movements: sales of the orders, and corrections."""
    movements = workshop.sized(1_000_000)
    with Shop.at(copied(workshop.grown.folder, workshop.folder / "copy")) as shop:
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


def _order_in(orders: int, ours: float, first: float, *, beside: int) -> Figure:
    name = f"an order in books of {orders:,}, beside one in books of {beside:,}"
    return Figure(name, ours * 1000, "ms", first * 1000, MOST_GROWTH)


def _correction(number: int) -> NewMovement:
    return NewMovement(VariantId(number // 2 % 5_000 + 1), (1, -1)[number % 2], "correction", Instant(number), 0)
