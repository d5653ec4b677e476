"""What a large file costs: memory is asserted, the time is only told."""

import random
import sys
import time
import tracemalloc
from pathlib import Path

import pytest

from tests.services.exchange.readers import CUSTOMER_HEADER, customers


def file_of(path: Path, orders: int) -> Path:
    """A file of half a year with two and a half lines an order."""
    draw = random.Random(7)
    with path.open("w") as out:
        print(CUSTOMER_HEADER, file=out)
        for number in range(orders):
            day, place = number * 180 // orders, draw.randrange(100_000)
            for _ in range((2, 3)[number % 2]):
                sku = f"{draw.randrange(10**12):012}"
                print(f"2020-{day // 28 + 1:02}-{day % 28 + 1:02},p{number}@example.com,{place:05},{sku},2", file=out)
    return path


def peak_of(path: Path) -> float:
    """The most memory, in MB, that reading ``path`` and going over its orders takes at one time."""
    tracemalloc.start()
    try:
        file = customers(path)
        assert sum(len(order.lines) for chunk in file.chunks() for order in chunk) == file.lines
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("orders", [20_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_memory_grows_by_less_than_30_mb_from_10_000_to_100_000_orders(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], orders: int
) -> None:
    large = file_of(tmp_path / "large.csv", orders)
    start = time.perf_counter()
    file = customers(large)
    read = time.perf_counter()
    lines = sum(len(order.lines) for chunk in file.chunks() for order in chunk)
    over = time.perf_counter()
    assert (lines, file.orders) == (orders * 5 // 2, orders)
    del file
    more = peak_of(large) - peak_of(file_of(tmp_path / "small.csv", orders // 10))
    with capsys.disabled():
        sys.stdout.write(
            f" [{lines:,} lines: read in {read - start:.2f} s, gone over in {over - read:.2f} s, {more:.1f} MB more] "
        )
    # The file's own size at least must show, or nothing was measured.
    assert large.stat().st_size * 0.9 / 2**20 < more < 30 * orders / 100_000
