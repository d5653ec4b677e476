"""Booking order days: in chunks, one order alone, and as `create()` for every row would."""

import itertools
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.floor import Written, floor_at, written
from tests.benchmarks.measure import Figure, in_turn, timed
from tests.benchmarks.shop import Chunk, OrderDays, Shop, copied, found_stocked
from trendy_desktop.models import orders

PRODUCTS = 5_000
KNOWN = 4_000


class Bench:
    """One shop with customers, and order days that are booked into copies of it."""

    def __init__(self, folder: Path) -> None:
        self._start = found_stocked(folder / "start", products=PRODUCTS)
        self._copy = folder / "copy"
        self._days = OrderDays(products=PRODUCTS)
        with Shop.at(self._start) as shop:
            shop.book(self._days.chunks(KNOWN, range(KNOWN)))
            with shop.store.reading() as books:
                self._before = orders.highest_id(books)

    def draw(self, count: int, *, first_time: float = 0.0, size: int = 500) -> list[Chunk]:
        return self._days.chunks(count, range(KNOWN), first_time=first_time, size=size)

    def against_floor(self, chunks: list[Chunk], *, times: int) -> tuple[float, float]:
        """Seconds for booking ``chunks`` and for writing the same rows raw."""
        with Shop.at(copied(self._start, self._copy)) as shop:
            shop.book(chunks)
            rows = written(shop, chunks, after=self._before)
        ours, floor = in_turn(lambda: self._ours(chunks), lambda: self._floor(rows), times=times)
        return ours, floor

    def _ours(self, chunks: list[Chunk]) -> float:
        with Shop.at(copied(self._start, self._copy)) as shop:
            return timed(lambda: shop.book(chunks))

    def _floor(self, rows: Sequence[Written]) -> float:
        with floor_at(copied(self._start, self._copy)) as floor:
            return timed(lambda: floor.write(rows))
