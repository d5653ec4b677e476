"""How a window feels while work goes on, measured in a process of its own: how evenly it ticks, how long a frame takes.

``main`` prints a JSON object of lists of milliseconds: `gaps` between ticks of a 5 ms timer of the GUI thread while
nothing happens (`idle`), while orders are imported (`importing`) and while a report is drawn (`drawing`), each with the
part of it in which the thread waited for a processor; `frames` of a long table alone (`alone`) and beside an import
(`beside`).
"""

import itertools
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QSettings, Qt, QTimer

from tests.views.stock import COLUMNS, Stock
from trendy_desktop.app.opened import Opened
from trendy_desktop.app.running import make_app, make_look
from trendy_desktop.core import build_core
from trendy_desktop.values import Page
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.jobs import Started
from trendy_desktop.views.pages.reports import ReportsPage
from trendy_desktop.views.tables import DataTable, PagedModel
from trendy_desktop.views.tables.model import KEPT, PAGE

TICK = 5
QUEUE = Path("/proc/thread-self/schedstat")
FRAME = 16
"""Milliseconds between two frames at the rate of most screens."""
NOTCH = 120
"""Pixels that one step of a mouse wheel moves a list."""
_KINDS = 5_000
"""Different rows in the table: more than it keeps pictures for."""


def main(shop: str, first: str, second: str, rows: str) -> None:
    """Measures in the window of ``shop``, importing the files ``first`` and ``second``, a table of ``rows``."""
    app = make_app()
    icons, dialogs = make_look(app, dark=False, percent=100)
    with tempfile.TemporaryDirectory() as scratch:
        settings = QSettings(str(Path(scratch, "window.ini")), QSettings.Format.IniFormat)
        opened = Opened(build_core(Path(shop), keyring=None), icons=icons, settings=settings, dialogs=dialogs)
        opened.window.show()
        wait(1000)
        gaps = {
            "idle": ticks(lambda: wait(1000)),
            "importing": ticks(lambda: until_done(import_orders(opened, first))),
            "drawing": drawing(opened),
        }
        opened.window.hide()
        table = long_table(icons, int(rows))
        painted = {
            "alone": frames(table, lambda: wait(3000)),
            "beside": frames(table, lambda: until_done(import_orders(opened, second))),
        }
        table.close()
        opened.window.close()
        opened.close()
    json.dump({"gaps": gaps, "frames": painted}, sys.stdout)


def ticks(work: Callable[[], object]) -> list[tuple[float, float]]:
    """The milliseconds between two ticks while the event loops of ``work`` run, and those of them in the queue."""
    seen: list[tuple[float, float]] = []

    def tick() -> None:
        seen.append((time.perf_counter() * 1000, queued()))

    timer = QTimer(interval=TICK, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    tick()
    timer.start()
    work()
    timer.stop()
    tick()
    return [(end - start, after - before) for (start, before), (end, after) in itertools.pairwise(seen)]


def queued() -> float:
    """The milliseconds that this thread has waited for a processor while others had them all; 0 if nobody counts."""
    return int(QUEUE.read_text().split()[1]) / 1e6 if QUEUE.exists() else 0.0


def drawing(opened: Opened) -> list[tuple[float, float]]:
    """The gaps while the page of reports draws its report anew; it has been looked at before."""
    window = opened.window
    page = next(page for page in window.pages if isinstance(page, ReportsPage))

    def draw() -> None:
        page.refresh()
        wait_until(lambda: page.is_ready)

    window.tabs.setCurrentIndex(window.pages.index(page))
    draw()
    wait(500)

    def draw_thrice() -> None:
        for _ in range(3):
            draw()

    return ticks(draw_thrice)


def long_table(icons: Icons, rows: int) -> DataTable:
    """A table that has been scrolled through to its end."""
    made = tuple(Stock.made(number) for number in range(_KINDS))
    pages = [made[start : start + PAGE] for start in range(0, _KINDS, PAGE)]

    def fetch(after: int | None, limit: int) -> Page[Stock, int]:
        start = after or 0
        following = start + limit
        return Page(pages[start // limit % len(pages)], following if following < rows else None)

    model = PagedModel(COLUMNS, lambda row: row.number)
    table = DataTable(icons, model, name="Products")
    table.resize(1220, 760)
    table.show_rows(fetch)
    table.show()
    while model.canFetchMore(model.index(-1, -1)):
        for _ in range(KEPT):
            model.fetchMore(model.index(-1, -1))
        model.ensure(model.rowCount() - 1, model.rowCount() - 1)
    return table


def frames(table: DataTable, work: Callable[[], object]) -> list[float]:
    """The milliseconds that frames take while ``work`` goes on: steps of the wheel, whole pages, far jumps."""
    draw = random.Random(7)
    bar = table.verticalScrollBar()
    seen: list[float] = []

    def frame() -> None:
        kind = draw.random()
        place = bar.value() + NOTCH if kind < 0.8 else bar.value() + bar.pageStep()
        if kind > 0.95 or place > bar.maximum():
            place = draw.randrange(bar.maximum())
        start = time.perf_counter()
        bar.setValue(place)
        QCoreApplication.sendPostedEvents(table, QEvent.Type.UpdateRequest.value)
        seen.append((time.perf_counter() - start) * 1000)

    timer = QTimer(interval=FRAME, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(frame)
    timer.start()
    work()
    timer.stop()
    return seen


def import_orders(opened: Opened, file: str) -> Started[object]:
    return opened.jobs.change_long(opened.core.exchange.import_customer_orders, Path(file), name="Importing")


def until_done(started: Started[object]) -> None:
    ended: list[bool] = []
    started.then(lambda _: ended.append(True)).otherwise(lambda error: sys.exit(str(error)))
    wait_until(lambda: bool(ended))


def wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_until(true: Callable[[], bool]) -> None:
    loop = QEventLoop()
    look = QTimer(interval=20)
    look.timeout.connect(lambda: loop.quit() if true() else None)
    look.start()
    loop.exec()
