"""Draws every page and main dialog as a picture, without a display too: for review, the README and the user guide."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from trendy_desktop.app.opened import Opened
from trendy_desktop.app.running import make_app, make_look
from trendy_desktop.core import build_core, demo_shop, found_shop
from trendy_desktop.errors import DiskFull
from trendy_desktop.services.exchange import OrdersResult, RefusedLine
from trendy_desktop.views.closed_vault import OpenVault
from trendy_desktop.views.dialogs import Dialogs
from trendy_desktop.views.first_run import FirstRun
from trendy_desktop.views.first_run.own_shop import ShopStep, VaultStep
from trendy_desktop.views.first_run.words import WordsStep
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.imports.questions import ask_kind
from trendy_desktop.views.imports.result import ResultSheet, summed_up
from trendy_desktop.views.pages.page import ListPage
from trendy_desktop.views.paper import SystemPrinters

_ARRANGED = 40
"""Milliseconds in which the parts of a window find their places."""
_PATIENCE = 30_000
"""Milliseconds after which a picture is drawn as it is."""
_WORDS = "able acid also apple arch army atom aunt baby bag ball bar"
"""Recovery words that open nothing."""

Picture = tuple[str, Callable[[], QWidget]]


def draw(chosen: argparse.Namespace) -> int:
    """Draws into ``chosen.folder`` and names each file on stdout; the exit code."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and sys.platform.startswith("linux"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    icons, dialogs = make_look(make_app(), dark=chosen.theme == "dark", percent=chosen.text)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    names = []
    with tempfile.TemporaryDirectory() as scratch:
        for name, show in _pictures(icons, dialogs, Path(scratch), chosen):
            names.append(name)
            if chosen.only in {None, name}:
                picture = show()
                _settle(lambda: True)
                file = chosen.folder / f"{name}.png"
                if not picture.grab().save(str(file)):
                    print(f"{file} could not be written", file=sys.stderr)
                    return 1
                print(file)
    if chosen.only not in {None, *names}:
        print(f"There is no picture {chosen.only}; there are: {', '.join(names)}", file=sys.stderr)
        return 2
    return 0


def _pictures(icons: Icons, dialogs: Dialogs, scratch: Path, chosen: argparse.Namespace) -> Iterator[Picture]:
    """Each picture's name and what makes it ready; in the order in which they build on one another."""
    yield from _beginning(icons, dialogs, chosen.size)
    folder = chosen.shop or scratch / "demo"
    if not folder.exists():
        demo_shop(folder, today=chosen.today)
    settings = QSettings(str(scratch / "window.ini"), QSettings.Format.IniFormat)
    opened = Opened(build_core(folder, keyring=None), icons=icons, settings=settings, dialogs=dialogs)
    try:
        opened.window.resize(*chosen.size)
        opened.window.show()
        yield from _shop(opened)
        yield from _dialogs(opened)
        yield from _closed(opened)
    finally:
        opened.window.close()
        opened.close()


def _beginning(icons: Icons, dialogs: Dialogs, size: tuple[int, int]) -> Iterator[Picture]:
    """The first run, step by step."""
    folder = Path("TrendyThreads", "shop")
    first = FirstRun(
        icons, dialogs, make_demo=demo_shop, found=found_shop, has_keyring=lambda: False, default_folder=folder
    )
    vault = VaultStep(icons)
    vault.say_keyring(False)
    pages = {
        "first-run": first,
        "own-shop": ShopStep(icons, dialogs.files, folder=folder),
        "own-vault": vault,
        "recovery-words": WordsStep(icons, dialogs, SystemPrinters(), _WORDS),
    }

    for name, page in pages.items():
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        holder.resize(*size)
        yield name, partial(_shown, holder)
        holder.close()
        holder.deleteLater()


def _shown(page: QWidget) -> QWidget:
    page.show()
    return page


def _shop(opened: Opened) -> Iterator[Picture]:
    """Every page, lists with a record in their panel too, and one that finds nothing."""
    window = opened.window

    def page(number: int, row: int | None = None, text: str = "") -> QWidget:
        window.tabs.setCurrentIndex(number)
        listed = window.pages[number]
        if isinstance(listed, ListPage):
            listed.search(text)
            listed.panel.hide()
            listed.table.clearSelection()
            if row is not None:
                listed.table.selectRow(row)
        _settle(lambda: not opened.jobs.pending)
        return window

    for number, listed in enumerate(window.pages):
        name = listed.title.lower()
        yield name, partial(page, number)
        if isinstance(listed, ListPage):
            yield f"{name}-detail", partial(page, number, 1)
    yield "empty", partial(page, 0, text="linnen")
    page(0)


def _dialogs(opened: Opened) -> Iterator[Picture]:
    desk, window = opened.desk, opened.window
    result = OrdersResult(
        lines=2190,
        orders=1788,
        booked_orders=1787,
        booked_lines=2189,
        already_booked=0,
        already_refused=0,
        backordered=0,
        unknown_columns=(),
        warnings=(),
        refused=(RefusedLine(1666, "TT-CT-001-SAN", 3, 1, "insufficient_stock"),),
        stopped=False,
    )

    def imported() -> QWidget:
        sheet = ResultSheet(desk, "orders.csv", summed_up(result), parent=window)
        sheet.open()
        return sheet

    yield from _closing("import-result", imported)
    yield from _closing("import-kind", lambda: ask_kind(desk.icons, window, "list.csv", then=lambda _: None))
    yield from _closing("error", lambda: desk.dialogs.tell_error(window, DiskFull()))
    yield from _closing("crash", lambda: desk.dialogs.tell_crash(window, ZeroDivisionError()))


def _closed(opened: Opened) -> Iterator[Picture]:
    """The vault closed: what the pages say, and how it is opened."""
    opened.core.vault.why_closed = "it opens with its passphrase"
    opened.core.vault.close()
    opened.jobs.changed.emit(frozenset({"vault"}))

    def customers() -> QWidget:
        window = opened.window
        window.tabs.setCurrentIndex(2)
        listed = window.pages[2]
        if isinstance(listed, ListPage):
            listed.table.selectRow(1)
        return window

    def ask() -> QWidget:
        opened.window.vault_asked.emit()
        (dialog,) = opened.window.findChildren(OpenVault)
        return dialog

    yield "customers-closed", customers
    yield from _closing("open-vault", ask)


def _closing(name: str, show: Callable[[], QWidget]) -> Iterator[Picture]:
    """A dialog, which is closed after its picture."""
    shown: list[QWidget] = []

    def keep() -> QWidget:
        shown.append(show())
        return shown[0]

    yield name, keep
    for dialog in shown:
        dialog.close()


def _settle(is_done: Callable[[], bool]) -> None:
    """Lets everything that was asked for arrive, and what was moved by it find its place."""
    loop = QEventLoop()
    until = QTimer(singleShot=True, interval=_PATIENCE)
    until.timeout.connect(loop.quit)
    look = QTimer(interval=_ARRANGED)
    look.timeout.connect(lambda: loop.quit() if is_done() else None)
    until.start()
    look.start()
    loop.exec()
    look.stop()
    until.stop()
