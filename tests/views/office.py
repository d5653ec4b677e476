"""A desk over a test shop, as the window has it: real threads and books, and a hand that chooses files and printers."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLocale, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.shop import Shop
from trendy_desktop.views.desk import Desk, Services
from trendy_desktop.views.dialogs import Dialogs, Sheet
from trendy_desktop.views.format import Format
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.jobs import Jobs
from trendy_desktop.views.paper import prepare

BRITISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


class Hand:
    """Chooses ``path`` in every dialog for files; with None it closes them. ``asked`` has the proposed names."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.asked: list[str] = []

    def open_file(self, parent: QWidget, title: str, *, kinds: str, then: Callable[[Path], object]) -> None:
        self._choose("", then)

    def save_file(self, parent: QWidget, title: str, *, name: str, then: Callable[[Path], object]) -> None:
        self._choose(name, then)

    def folder(self, parent: QWidget, title: str, *, then: Callable[[Path], object]) -> None:
        self._choose("", then)

    def _choose(self, name: str, then: Callable[[Path], object]) -> None:
        self.asked.append(name)
        if self.path is not None:
            then(self.path)


class FilePrinter:
    """Prints into the PDF file ``out``; ``pages`` (first, last) are those chosen in the print dialog."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.pages: tuple[int, int] | None = None

    def choose(self, parent: QWidget, title: str, *, pages: int, then: Callable[[QPrinter], object]) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.out))
        prepare(printer, title)
        if self.pages is not None:
            printer.setPrintRange(QPrinter.PrintRange.PageRange)
            printer.setFromTo(*self.pages)
        then(printer)


class Office:
    """The desk of ``shop`` and its hand. The calling thread only looks, as the window's does."""

    def __init__(self, shop: Shop, icons: Icons) -> None:
        core = shop.core
        self.shop = shop
        self.hand = Hand()
        self.jobs = Jobs(close_thread=core.close_thread)
        core.listen(self.jobs.announce)
        core.only_look()
        self.desk = Desk(
            icons=icons,
            jobs=self.jobs,
            dialogs=Dialogs(icons, files=self.hand),
            words=Format(core.profile.currency, core.profile.calendar, locale=BRITISH),
            shop=Services(
                profile=core.profile,
                session=core.session,
                catalog=core.catalog,
                orders=core.orders,
                customers=core.customers,
                exchange=core.exchange,
                reports=core.reports,
            ),
        )

    def close(self) -> None:
        assert self.jobs.stop(10)
        self.jobs.deleteLater()


def button(where: QWidget, label: str) -> QAbstractButton:
    """The button that is announced as ``label``."""
    found = [
        each for each in where.findChildren(QAbstractButton) if each.accessibleName() == label and each.isVisible()
    ]
    assert len(found) == 1, [each.accessibleName() for each in where.findChildren(QAbstractButton)]
    return found[0]


def press(qtbot: QtBot, where: QWidget, label: str) -> None:
    qtbot.mouseClick(button(where, label), Qt.MouseButton.LeftButton)


def said(where: QWidget) -> str:
    """Every text that is to be seen in ``where``."""
    return "\n".join(label.text() for label in where.findChildren(QLabel) if label.isVisible())


def sheet(qtbot: QtBot, title: str = "") -> Sheet:
    """The dialog that opens now, once it is there; the one with ``title`` where that is said."""

    def is_there() -> bool:
        opened = QApplication.activeModalWidget()
        return isinstance(opened, Sheet) and opened.windowTitle().startswith(title)

    qtbot.waitUntil(is_there, timeout=10_000)
    opened = QApplication.activeModalWidget()
    assert isinstance(opened, Sheet)
    return opened
