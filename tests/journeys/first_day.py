"""A person's first day with the program, in the program's own process and window: by keys and clicks.

``python -m tests.journeys.first_day SHOP INVENTORY ORDERS PDF PICTURES`` runs the program as it is, waits for what
should be seen before each step, and ends with one JSON object on stdout: what was seen, and the gaps (milliseconds)
between ticks of a 5 ms timer of the GUI thread, each with the step it fell into.
"""

import json
import os
import re
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QTableView,
    QWidget,
)

from trendy_desktop import __main__ as door
from trendy_desktop.app import running

TICK = 5
LOOK = 10
"""Milliseconds between two looks, and between two keys of a word that is typed."""
PATIENCE = 60.0
"""Seconds that a step may wait for what it needs to see."""
PASSPHRASE = "correct horse battery"

Kind = TypeVar("Kind", bound=QWidget)
Seen = Callable[[], object]
Story = Iterator[tuple[str, Seen]]
"""What is waited for, under its name; without one it is no step of its own."""


class Day(QObject):
    """Goes through the story, and feels the pulse of the window meanwhile."""

    def __init__(self, app: QApplication, story: Callable[["Day"], Story], pictures: Path) -> None:
        super().__init__(app)
        self.told: dict[str, object] = {}
        self.gaps: list[tuple[float, str]] = []
        self._app = app
        self._story = story(self)
        self._pictures = pictures
        self._step = "start"
        self._seen: Seen = self._begun
        self._until = time.monotonic() + PATIENCE
        self._is_new = True
        self._last = 0.0
        self._tick = QTimer(self, interval=TICK, timerType=Qt.TimerType.PreciseTimer)
        self._tick.timeout.connect(self._on_tick)
        self._look = QTimer(self, interval=LOOK)
        self._look.timeout.connect(self._on_look)
        self._tick.start()
        self._look.start()

    def _begun(self) -> bool:
        """The first window is on the screen: what came before it is the start of the program."""
        return any(each.isVisible() for each in self._app.topLevelWidgets())

    def _on_tick(self) -> None:
        now = time.perf_counter()
        if self._last:
            self.gaps.append(((now - self._last) * 1000, self._step))
        self._last = now

    def _on_look(self) -> None:
        try:
            if self._seen():
                if self._is_new:
                    self._picture()
                step, self._seen = next(self._story)
                self._is_new = bool(step)
                self._step = step or self._step
                self._until = time.monotonic() + PATIENCE
            elif time.monotonic() > self._until:
                raise TimeoutError(f"never seen: {self._step}")
        except StopIteration:
            self._end()
        except Exception:  # noqa: BLE001  # whatever it is, it is told to the test
            self._picture()
            self.told["failed"] = f"{self._step}: {traceback.format_exc()}"
            self._end()

    def _picture(self) -> None:
        """Of the screen as it is, outside the pulse."""
        begin = time.perf_counter()
        screen = self._app.primaryScreen()
        screen.grabWindow(0).save(str(self._pictures / f"{len(list(self._pictures.iterdir())):02} {self._step}.png"))
        if self._last:
            self._last += time.perf_counter() - begin

    def _end(self) -> None:
        self._tick.stop()
        self._look.stop()
        longest = sorted(self.gaps, reverse=True)[:8]
        self.told["gaps"] = [(round(gap, 1), step) for gap, step in longest]
        self.told["ticks"] = len(self.gaps)
        sys.stdout.write(json.dumps(self.told) + "\n")
        sys.stdout.flush()
        if "failed" in self.told:
            os._exit(3)
        self._app.closeAllWindows()


# --- looking and touching -------------------------------------------------------------------------------------------


def all_of(kind: type[Kind], name: str = "") -> list[Kind]:
    """The visible widgets of a kind in all windows, by the name they are announced with."""
    roots = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    found = [each for root in roots for each in (root, *root.findChildren(QWidget))]
    return [
        each
        for each in dict.fromkeys(found)
        if isinstance(each, kind) and each.isVisible() and (not name or each.accessibleName() == name)
    ]


def one(kind: type[Kind], name: str = "") -> Kind:
    (found,) = all_of(kind, name)
    return found


def is_said(text: str) -> bool:
    return any(text in label.text() for label in all_of(QLabel))


def press(name: str) -> None:
    button = one(QAbstractButton, name)
    if not button.isEnabled():
        raise ValueError(f"{name} cannot be pressed")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def write(field: QLineEdit, text: str) -> Story:
    """Clicks into ``field`` and types ``text``, key by key."""
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    field.selectAll()
    for letter in text:
        QTest.keyClicks(field, letter)
        yield "", lambda: True


def key(which: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key for whatever has the focus."""
    where = QApplication.focusWidget() or QApplication.activeWindow()
    if where is not None:
        QTest.keyClick(where, which, modifier)


def ctrl(which: Qt.Key) -> None:
    key(which, Qt.KeyboardModifier.ControlModifier)


def drop(*files: str) -> None:
    """Drags files over the window and lets them fall on what then covers it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(file) for file in files])
    how = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    table = one(QTableView, "Products")
    QApplication.sendEvent(table.viewport(), QDragEnterEvent(QPoint(400, 400), *how))  # and on to what is around it
    area = one(QWidget, "Drop to import")
    QApplication.sendEvent(area, QDragEnterEvent(QPoint(400, 400), *how))
    QApplication.sendEvent(area, QDropEvent(QPointF(400, 400), *how))


def rows(table: QTableView) -> int:
    return table.model().rowCount()


def cells(table: QTableView, row: int) -> list[str]:
    model = table.model()
    return [str(model.data(model.index(row, column))) for column in range(model.columnCount())]


def active() -> bool:
    """Whether a window has the keyboard. There is no window manager here that would give it to a new one."""
    if QApplication.activeWindow() is None:
        next(each for each in QApplication.topLevelWidgets() if each.isVisible()).activateWindow()
    return QApplication.activeWindow() is not None


# --- the story ------------------------------------------------------------------------------------------------------


def first_day(day: Day, inventory: str, orders: str, pdf: str) -> Story:
    """From the first start to a printed report. Each step is named, and waits for what stands behind its name."""
    yield "welcome", lambda: is_said("Welcome to TrendyThreads") and active()
    press("Set up a new shop")
    yield "shop step", lambda: all_of(QLineEdit, "Name of the shop")
    yield from write(one(QLineEdit, "Name of the shop"), "Anna's Boutique")
    yield from write(one(QLineEdit, "Currency"), "USD")
    yield from write(one(QLineEdit, "Time zone"), "America/Denver")
    press("Continue")
    yield "vault step", lambda: all_of(QLineEdit, "Passphrase") and not is_said("Looking for")
    day.told["keyring"] = is_said("This computer has no keyring")
    yield from write(one(QLineEdit, "Passphrase"), PASSPHRASE)
    yield from write(one(QLineEdit, "Passphrase again"), PASSPHRASE)
    press("Create the shop")
    yield "words step", lambda: is_said("Keep these words safe")
    words = {
        int(match[1]): match[2]
        for label in all_of(QLabel)
        if (match := re.fullmatch(r"Word (\d+): (\w+)", label.accessibleName()))
    }
    day.told["words"] = len(words)
    (question,) = (label.text() for label in all_of(QLabel) if label.text().startswith("To check your note"))
    asked = [int(number) for number in re.findall(r"word (\d+)", question)]
    press("Finish and open the shop")
    yield "words asked back", lambda: is_said("Look at your note again.")
    (typed,) = (each for each in all_of(QLineEdit) if each.accessibleName() == question)
    yield from write(typed, " ".join(words[number] for number in asked))
    yield "words right", lambda: is_said("Matches your key")
    QTest.mouseClick(one(QCheckBox), Qt.MouseButton.LeftButton, pos=QPoint(10, 14))
    press("Finish and open the shop")
    yield "shop", lambda: all_of(QTableView, "Products") and active()
    yield "shop is empty", lambda: is_said("No products yet")
    day.told["title"] = one(QTableView, "Products").window().windowTitle()
    drop(orders, inventory)
    yield "inventory imported", lambda: is_said(f"{Path(inventory).name} is imported")
    press("Close")
    yield "orders imported", lambda: is_said(f"{Path(orders).name} is imported")
    (table,) = (each for each in all_of(QTableView) if each.accessibleName() != "Products")
    day.told["refused"] = [cells(table, row) for row in range(rows(table))]
    press("Close")
    yield "products", lambda: rows(one(QTableView, "Products")) > 0 and active()
    sku = cells(one(QTableView, "Products"), 40)[0]
    ctrl(Qt.Key.Key_F)
    yield from write(one(QLineEdit), sku)
    yield "product found", lambda: rows(one(QTableView, "Products")) == 1
    day.told["found"] = cells(one(QTableView, "Products"), 0)[0] == sku
    key(Qt.Key.Key_Escape)
    key(Qt.Key.Key_Escape)
    yield "all products again", lambda: rows(one(QTableView, "Products")) > 1
    key(Qt.Key.Key_Down)
    yield "product panel", lambda: is_said("Stock history")
    ctrl(Qt.Key.Key_3)
    yield "customers", lambda: all_of(QTableView, "Customers") and rows(one(QTableView, "Customers")) > 0
    key(Qt.Key.Key_Down)
    yield "customer panel", lambda: all_of(QAbstractButton, "Reveal E-mail")
    day.told["masked"] = not any("@" in label.text() and "•" not in label.text() for label in all_of(QLabel))
    press("Reveal E-mail")
    yield "customer revealed", lambda: any("@" in x.text() and "•" not in x.text() for x in all_of(QLabel))
    ctrl(Qt.Key.Key_4)
    yield "reports", lambda: all_of(QAbstractButton, "Print") and one(QAbstractButton, "Print").isEnabled()
    period = one(QComboBox)
    QTest.keyClicks(period, "Choose")
    yield "dates", lambda: len(all_of(QDateEdit)) == 2
    # Typed from the back: until both are there, the period would be years.
    for name, digits in (("Last day", "28062020"), ("First day", "22062020")):
        (field,) = (each for each in all_of(QDateEdit) if name in each.accessibleName())
        field.setFocus()
        field.setSelectedSection(QDateEdit.Section.DaySection)
        QTest.keyClicks(field, digits)
        key(Qt.Key.Key_Return)
    yield "report of the week", lambda: one(QAbstractButton, "Print").isEnabled()
    ctrl(Qt.Key.Key_P)
    yield "print dialog", lambda: all_of(QDialogButtonBox)
    (file,) = (each for each in all_of(QLineEdit) if each.objectName() == "filename")
    yield from write(file, pdf)
    (box,) = all_of(QDialogButtonBox)
    QTest.mouseClick(box.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    yield "printed", lambda: is_said("Sent to the printer")


def main(shop: str, inventory: str, orders: str, pdf: str, pictures: str) -> None:
    make_app = running.make_app

    def watched_app() -> QApplication:
        app = make_app()
        Day(app, lambda day: first_day(day, inventory, orders, pdf), Path(pictures))
        return app

    running.make_app = watched_app
    sys.argv = ["trendy-desktop", "--shop", shop]
    door.main()


if __name__ == "__main__":
    main(*sys.argv[1:])
