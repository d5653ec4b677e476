"""The recovery words: shown once, written down, and two of them typed back."""

import secrets
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QGuiApplication, QPainter, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from trendy_desktop.errors import CannotPrint
from trendy_desktop.views.dialogs import Dialogs
from trendy_desktop.views.first_run.frame import Scrolled, StepCard, Steps
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.paper import Printers
from trendy_desktop.views.parts import Button, IconLabel, Inset, Label
from trendy_desktop.views.parts.fields import Check
from trendy_desktop.views.parts.form import Field
from trendy_desktop.views.theme import FAMILY

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_COLUMNS = 4
_CLIPBOARD_CLEARED = 60_000
"""Milliseconds after which copied words leave the clipboard."""


class WordsStep(Scrolled):
    """Shows the words; ``done`` once two of them were typed back and they are said to be stored."""

    done = Signal()

    def __init__(self, icons: Icons, dialogs: Dialogs, printers: Printers, words: str) -> None:
        """``words`` with a space between two of them."""
        super().__init__()
        self._dialogs = dialogs
        self._printers = printers
        self._words = tuple(words.split())
        # Which ones are asked cannot be known before the words are written down.
        self._asked = sorted(secrets.SystemRandom().sample(range(len(self._words)), 2))
        self._clearing = QTimer(self, singleShot=True, interval=_CLIPBOARD_CLEARED)
        self._clearing.timeout.connect(self._clear_clipboard)
        copy = Button(icons, "Copy", icon="copy")
        print_ = Button(icons, "Print", icon="print", shortcut="Ctrl+P")
        copy.clicked.connect(lambda _=False: self._on_copy())
        print_.clicked.connect(lambda _=False: self._on_print())
        actions = QHBoxLayout()
        actions.setSpacing(8)
        actions.addWidget(copy)
        actions.addWidget(print_)
        actions.addStretch()
        line = QFrame()
        line.setObjectName("line")
        line.setFixedHeight(1)
        self._typed = QLineEdit()
        first, second = (number + 1 for number in self._asked)
        self.check = Field(icons, f"To check your note, type word {first} and word {second}", self._typed)
        matches = QWidget()
        row = QHBoxLayout(matches)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(IconLabel(icons, "ok", size=16, tone="ok_text"))
        row.addWidget(Label("Matches your key", "small", tone="ok_text"), 1)
        matches.hide()
        self._matches = matches
        self._stored = Check(icons, "I have stored the words outside this computer")
        finish = Button(icons, "Finish and open the shop", kind="primary", size="large")
        finish.clicked.connect(lambda _=False: self._on_finish())
        self._typed.textEdited.connect(lambda _: self._on_typed())
        self._typed.editingFinished.connect(self._on_left)
        self._unstored = Label("Store the words first, and say so here.", "small", tone="bad_text")
        self._unstored.hide()
        self._stored.toggled.connect(lambda _: self._unstored.hide())
        card = StepCard(
            icons,
            "key",
            "Keep these words safe",
            "If this computer or its passphrase is lost, these 12 words are the only way back to customers' e-mails "
            "and addresses. They are shown only now, and nobody can give them to you again.",
        )
        card.body.addWidget(self._grid())
        card.body.addLayout(actions)
        for widget in (line, self.check, matches, self._stored, self._unstored):
            card.body.addWidget(widget)
        card.add_buttons(QWidget(), finish)
        self.hold(Steps(icons, 2), card)

    def _grid(self) -> QWidget:
        box = Inset()
        box.setAccessibleName("The recovery words")
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        for number, word in enumerate(self._words):
            place = Label(str(number + 1), "small", tone="text2")
            place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            shown = Label(word, "heading")
            shown.setAccessibleName(f"Word {number + 1}: {word}")
            row, column = divmod(number, _COLUMNS)
            grid.addWidget(place, row, 2 * column)
            grid.addWidget(shown, row, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
        box.body.addLayout(grid)
        return box

    # --- checking ---

    @property
    def _is_right(self) -> bool:
        return self._typed.text().lower().replace(",", " ").split() == [self._words[number] for number in self._asked]

    def _on_typed(self) -> None:
        self.check.clear()
        self._matches.setVisible(self._is_right)

    def _on_left(self) -> None:
        if self._typed.text().strip() and not self._is_right:
            self._complain()

    def _complain(self) -> None:
        first, second = (number + 1 for number in self._asked)
        self.check.complain(f"This is not word {first} and word {second}. Look at your note again.")

    def _on_finish(self) -> None:
        if not self._is_right:
            self._complain()
            self._typed.setFocus()
        elif not self._stored.isChecked():
            self._unstored.show()
            self._stored.setFocus()
        else:
            self._clear_clipboard()
            self.done.emit()

    # --- copying and printing ---

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(" ".join(self._words))
        self._clearing.start()

    def _clear_clipboard(self) -> None:
        self._clearing.stop()
        clipboard = QGuiApplication.clipboard()
        if clipboard.text() == " ".join(self._words):
            clipboard.clear()

    def _on_print(self) -> None:
        self._printers.choose(self, "Recovery words", pages=1, then=self._print_on)

    def _print_on(self, printer: "QPrinter") -> None:
        painter = QPainter()
        if not painter.begin(printer):
            self._dialogs.tell_error(self, CannotPrint())
            return
        inch = printer.resolution()

        def say(text: str, top: float, left: float = 1.0, *, points: float, wide: float = 6.3) -> None:
            font = QFont(FAMILY)
            font.setPointSizeF(points)
            painter.setFont(font)
            where = QRectF(left * inch, top * inch, wide * inch, 2 * inch)
            painter.drawText(where, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap), text)

        say("Recovery words of the customer vault", 1.0, points=18)
        say(
            "They open the vault when this computer, its keyring or the passphrase is lost. Keep this sheet where "
            "only the owner of the shop can reach it, and not beside the computer.",
            1.5,
            points=11,
        )
        for number, word in enumerate(self._words):
            row, column = divmod(number, _COLUMNS)
            say(f"{number + 1}  {word}", 2.4 + row * 0.4, 1.0 + column * 1.6, points=14, wide=1.6)
        painter.end()

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._typed.setFocus()
