"""Booking order days, beside the raw driver: in chunks, one order alone; and beside `create()` for every row."""

from collections.abc import Callable, Iterator

from tests.benchmarks import create
from tests.benchmarks.floor import Written, floor_at, written
from tests.benchmarks.measure import Figure, in_turn, timed
from tests.benchmarks.shop import Chunk, Shop, copied
from tests.benchmarks.workshop import Workshop

TIMES = 7


def replay(workshop: Workshop) -> Iterator[Figure]:
    """The order days of a shop that knows its customers, then of one to which most come for the first time."""
    count = workshop.sized(10_000)
    for name, first_time, most in (
        ("replay, known customers", 0.0, 2.0),
        ("replay, 85 % new customers, sealing included", 0.85, 3.5),
    ):
        ours, floor = _beside_floor(workshop, workshop.days.chunks(count, first_time=first_time))
        yield Figure(f"{name}, {count:,} orders", ours, "s", floor, most)


def order(workshop: Workshop) -> Iterator[Figure]:
    """One order of a known customer, two and a half lines in the mean, in a transaction of its own."""
    count = workshop.sized(500)
    ours, floor = _beside_floor(workshop, workshop.days.chunks(count, size=1))
    yield Figure("one order in a transaction of its own", ours * 1000 / count, "ms", floor * 1000 / count, 2.5)


def rows(workshop: Workshop) -> Iterator[Figure]:
    """The same rows by peewee's `create()`, a transaction an order, all MACs and ciphertexts ready made."""
    count = 500
    orders = workshop.days.chunks(count, size=1)
    chunk = [one for part in orders for one in part]
    row_by_row = _recorded(workshop, orders)
    ours, created = in_turn(
        _in_copy(workshop, lambda shop: shop.book([chunk])),
        _in_copy(workshop, lambda shop: create.write(shop.store, row_by_row)),
        times=TIMES,
    )
    name = f"an order in a chunk of {count}, beside create() for each row"
    yield Figure(name, ours * 1000 / count, "ms", created * 1000 / count, 1 / 15)


def _beside_floor(workshop: Workshop, chunks: list[Chunk]) -> tuple[float, float]:
    """Seconds for booking ``chunks``, and for writing the same rows raw."""
    again = _recorded(workshop, chunks)

    def raw() -> float:
        with floor_at(copied(workshop.start, workshop.folder / "copy")) as floor:
            return timed(lambda: floor.write(again))

    ours, floor = in_turn(_in_copy(workshop, lambda shop: shop.book(chunks)), raw, times=TIMES)
    return ours, floor


def _recorded(workshop: Workshop, chunks: list[Chunk]) -> list[Written]:
    with Shop.at(copied(workshop.start, workshop.folder / "copy")) as shop:
        shop.book(chunks)
        return written(shop, chunks, after=workshop.last_order)


def _in_copy(workshop: Workshop, work: Callable[[Shop], object]) -> Callable[[], float]:
    def run() -> float:
        with Shop.at(copied(workshop.start, workshop.folder / "copy")) as shop:
            return timed(lambda: work(shop))

    return run
