"""How figures are shown: a line on the terminal, the published page."""

import os
import platform
import time
from collections.abc import Sequence
from pathlib import Path

import apsw

from tests.benchmarks.measure import Figure

_HEADINGS = ("work", "ours", "floor", "ratio", "target", "")

_ABOVE = """\
# How fast it is

Made by `python3 dev.py bench --markdown docs/performance.md`; only ratios within one run can be compared.

{facts}

{table}

"""

_EXPLAINED = """\
## What stands beside what

* **A floor of booking** is the raw driver writing the identical rows into a copy of the same books: same tables,
  indexes, triggers and pragmas, one `executemany` a table, one transaction a chunk, in the books and in the key file.
  All keyed hashes, ciphertexts and decisions are ready made. Both sides begin behind the parsing. Ours reads stock and
  customers, decides, hashes, seals, chains and proves on top of that. Four of a hundred lines cannot be booked.
* **`create()`** writes the same rows as objects of peewee, one `create()` a row, one transaction an order.
* **Memory** is the peak of the whole command in a process of its own, as the system counts it (`VmHWM`).
* **Page and search** are asked with every kind of input: one, two, three and more letters, two words, an SKU, a part
  of a word, words that are nowhere. The time is that within which 99 of 100 answers come.
* **Growth**: order lines and remembered lines are written side by side whatever the size of the books. The indexes of
  orders by customer and of movements by variant are not: once they are large, an entry costs a page of its own. The
  cost of an order rises with that, towards a bound. The floor rises with it.
* **verify** runs every proof: movements, totals, numbers, chains, digests, sealed records, key file.

* **First paint** is counted from the start of the process, with all modules compiled: of the empty frame, beside a
  window of PySide6 with nothing in it; and of the first list, the shop opened and its rows in it.
* **A tick** of 5 ms is asked for in the thread of the window; what lies between two is what a click may have to wait.
  Where the system counts it, the time in which other programs had all processors is told apart. The inventory is
  on the screen while orders are imported, and read again after each chunk; the report is drawn anew three times.
* **A frame** of the table is a step of the wheel, now and then a whole page or a far jump, up to its last pixel. Ticks
  and frames are the medians of five processes; nothing of it is on a real screen.

A figure without a target is only told. Ours and floor take turns, seven times each, and the medians count; a busy
machine strikes both alike. `synchronous` is FULL for the books and EXTRA for the key file, so a disk's own time is in
all of it.

`python3 dev.py bench NAME ...` runs some of them, `--quick` a tenth of everything, `--long` grows to a million orders.
"""


def line(figure: Figure) -> str:
    name, ours, floor, ratio, target, verdict = _cells(figure)
    return f"{name:<66} {ours:>11} {floor:>11} {ratio:>7} {target:>11} {verdict}".rstrip()


def markdown(figures: Sequence[Figure], facts: str) -> str:
    """The published page over ``figures``."""
    rows = [_HEADINGS, ("---", "---:", "---:", "---:", "---:", "---"), *map(_cells, figures)]
    return _ABOVE.format(facts=facts, table="\n".join(f"| {' | '.join(row)} |" for row in rows)) + _EXPLAINED


def machine() -> str:
    """What the figures were measured on; nothing that names the computer."""
    engine = f"Python {platform.python_version()}, SQLite {apsw.sqlite_lib_version()}"
    day = time.strftime("%Y-%m-%d", time.gmtime())
    load = f" Load average at the end: {os.getloadavg()[1]:.1f}." if hasattr(os, "getloadavg") else ""
    return f"{day}, {os.cpu_count()} cores ({_processor()}), {platform.system()}, {engine}.{load}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _cells(figure: Figure) -> tuple[str, str, str, str, str, str]:
    """Name, ours, floor, ratio, target and verdict as they are shown."""
    ours = f"{_number(figure.ours)} {figure.unit}"
    floor = "" if figure.floor is None else f"{_number(figure.floor)} {figure.unit}"
    ratio = "" if figure.ratio is None else _ratio(figure.ratio)
    if figure.most is None:
        return figure.name, ours, floor, ratio, "", ""
    most = f"{figure.most:g} {figure.unit}" if figure.ratio is None else _ratio(figure.most)
    return figure.name, ours, floor, ratio, f"<= {most}", "MISSED" if figure.missed else "ok"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.1f}" if value >= 10 else f"{value:.3f}" if value else "0"


def _ratio(value: float) -> str:
    return f"1/{1 / value:.0f}" if value < 0.5 else f"{value:.2f}"
