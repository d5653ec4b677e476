"""Files in: how quickly they are read and booked, and how much memory that takes at one time."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measure import Figure, timed
from tests.benchmarks.shop import PROFILE, Shop, copied, found_empty
from tests.benchmarks.workshop import Workshop
from trendy_desktop.models import staff
from trendy_desktop.services.audit import Audit
from trendy_desktop.services.exchange import Exchange
from trendy_desktop.services.exchange.customer_orders import read_customer_orders
from trendy_desktop.vault import normalise_email

FIRST_TIME = 0.3
REAL_INVENTORY = Path(__file__).resolve().parents[3] / "shared" / "data" / "order_days" / "inventory_2020_a.csv"
STATUS = Path("/proc/self/status")

# Only the memory of the program itself counts; what its parent had when it started it does not.
_PEAK = f"""
import sys
from trendy_desktop import cli
code = cli.main(sys.argv[1:])
print(open({str(STATUS)!r}).read(), file=sys.stderr)
sys.exit(code)
"""


def memory(workshop: Workshop) -> Iterator[Figure]:
    """The most memory of the import command at one time, for a file and for one ten times as long."""
    if not STATUS.exists():
        return
    large = workshop.sized(100_000)
    peaks = []
    for count in (large // 10, large):
        file = workshop.days.file(workshop.folder / "orders.csv", count, first_time=FIRST_TIME)
        peak = _peak(copied(workshop.start, workshop.folder / "copy"), file)
        peaks.append(peak)
        yield Figure(f"peak memory of an import of {count:,} orders", peak, "MB")
    yield Figure(f"memory more for {large:,} orders than for {large // 10:,}", peaks[1] - peaks[0], "MB", most=30)


def _peak(shop: Path, file: Path) -> float:
    command = [sys.executable, "-c", _PEAK, "--shop", str(shop), "--json", "import", "customer-orders", str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = re.search(r"VmHWM:\s+(\d+) kB", done.stderr)
    assert found is not None
    return int(found[1]) / 1024


def reading(workshop: Workshop) -> Iterator[Figure]:
    """Reading an order file, nothing booked; reading and booking the real inventory, where there is one."""
    count = workshop.sized(100_000)
    path = workshop.days.file(workshop.folder / "orders.csv", count, first_time=FIRST_TIME)
    lines = 0

    def read() -> None:
        nonlocal lines
        file = read_customer_orders(path, calendar=PROFILE.calendar, normalise=normalise_email)
        lines = sum(len(order.lines) for chunk in file.chunks() for order in chunk)

    seconds = timed(read)
    yield Figure(f"reading {lines:,} order lines", seconds, "s")
    if REAL_INVENTORY.exists():
        with Shop.at(found_empty(workshop.folder / "inventory")) as shop:
            audit = Audit(shop.store, shop.vault)
            exchange = Exchange(shop.store, shop.vault, audit=audit, profile=PROFILE, actor=staff.OWNER)
            rows = 0

            def book() -> None:
                nonlocal rows
                rows = exchange.import_inventory(REAL_INVENTORY).rows

            seconds = timed(book)
            yield Figure(f"importing an inventory of {rows:,} products", seconds, "s")
