"""Everything the program asks or explains in a window of its own. Nothing here waits: answers come by a call."""

import platform
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from trendy_desktop import __version__
from trendy_desktop.errors import EnvironmentFault, IntegrityFault, ShopError
from trendy_desktop.logs import trace
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.parts.buttons import Button
from trendy_desktop.views.parts.labels import IconLabel, Label

WIDTH = 480


class Sheet(QDialog):
    """A dialog of the house: the question as its title, the consequence below, ``body`` for more, buttons at the right.

    ``answered`` sends True for the button that confirms and False for everything else. It is destroyed when it closes.
    """

    answered = Signal(bool)

    def __init__(
        self,
        icons: Icons,
        title: str,
        sentence: str,
        *,
        parent: QWidget | None,
        icon: str = "",
        tone: str = "text2",
        width: int = WIDTH,
    ) -> None:
        """``width`` in pixels at 100 % text."""
        super().__init__(parent)
        self._icons = icons
        self._width = width
        self._has_icon = bool(icon)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        head = QHBoxLayout()
        head.setSpacing(12)
        if icon:
            head.addWidget(IconLabel(icons, icon, size=24, tone=tone), 0, Qt.AlignmentFlag.AlignTop)
        self._title = Label(title, "heading", wrap=True)
        head.addWidget(self._title, 1)
        self._sentence = Label(sentence, tone="text2", wrap=True)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._sentence)
        column.addLayout(self.body)
        column.addSpacing(8)
        column.addLayout(self._buttons)
        self.finished.connect(lambda code: self.answered.emit(code == QDialog.DialogCode.Accepted))
        self._measure()
        icons.theme.changed.connect(self._measure)

    def add_button(self, text: str, *, kind: str = "secondary", answer: bool | None = None) -> Button:
        """A further button at the right. ``answer`` closes the dialog with it; None: it only does its own work."""
        button = Button(self._icons, text, kind=kind)
        if answer is not None:
            button.clicked.connect(self.accept if answer else self.reject)
        self._buttons.addWidget(button)
        return button

    def _measure(self) -> None:
        """Wrapped text in a dialog gets a wrong height from its layout, so it is said."""
        px = self._icons.theme.px
        width = px(self._width)
        self.setFixedWidth(width)
        for label, beside in ((self._title, px(24) + 12 if self._has_icon else 0), (self._sentence, 0)):
            label.ensurePolished()
            label.setFixedHeight(max(0, label.heightForWidth(width - 48 - beside)))
        if self.isVisible():
            self.adjustSize()

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._measure()


class FileChooser(Protocol):
    """Lets somebody choose a place on the disk; ``then`` is called with it, and not at all when nothing is chosen."""

    def open_file(self, parent: QWidget, title: str, *, kinds: str, then: Callable[[Path], object]) -> None: ...

    def save_file(self, parent: QWidget, title: str, *, name: str, then: Callable[[Path], object]) -> None: ...

    def folder(self, parent: QWidget, title: str, *, then: Callable[[Path], object]) -> None: ...


class SystemFiles:
    """The system's own file dialogs."""

    def open_file(self, parent: QWidget, title: str, *, kinds: str, then: Callable[[Path], object]) -> None:
        """``kinds`` as Qt writes them: ``Tables (*.csv)``."""
        dialog = QFileDialog(parent, title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([kinds, "All files (*)"])
        self._choose(dialog, then)

    def save_file(self, parent: QWidget, title: str, *, name: str, then: Callable[[Path], object]) -> None:
        """``name`` is the one proposed; its ending is put behind names without one."""
        dialog = QFileDialog(parent, title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
        dialog.selectFile(name)
        self._choose(dialog, then)

    def folder(self, parent: QWidget, title: str, *, then: Callable[[Path], object]) -> None:
        dialog = QFileDialog(parent, title)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self._choose(dialog, then)

    def _choose(self, dialog: QFileDialog, then: Callable[[Path], object]) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: then(Path(path)))
        dialog.open()


class Dialogs:
    """Asks and explains; built once. ``files`` chooses files and folders, tests give their own."""

    def __init__(self, icons: Icons, *, files: FileChooser | None = None) -> None:
        self._icons = icons
        self.files: FileChooser = files or SystemFiles()

    def ask(
        self,
        parent: QWidget,
        question: str,
        consequence: str,
        confirm: str,
        *,
        then: Callable[[bool], object],
        danger: bool = False,
        refuse: str = "Cancel",
    ) -> Sheet:
        """Asks ``question``; ``then`` hears whether ``confirm`` was pressed. Esc is the safe answer.

        With ``danger`` (something would be lost) Enter is the safe answer too.
        """
        sheet = Sheet(self._icons, question, consequence, parent=parent)
        safe = sheet.add_button(refuse, answer=False)
        sure = sheet.add_button(confirm, kind="destroy" if danger else "primary", answer=True)
        first = safe if danger else sure
        first.setDefault(True)
        first.setFocus()
        sheet.answered.connect(then)
        sheet.open()
        return sheet

    def tell_error(self, parent: QWidget, error: ShopError) -> Sheet:
        """Explains a failure: what happened, and below it what to do."""
        title, icon, tone = _heading(error)
        sheet = Sheet(self._icons, title, str(error), parent=parent, icon=icon, tone=tone)
        close = sheet.add_button("Close", kind="primary", answer=False)
        close.setDefault(True)
        close.setFocus()
        sheet.open()
        return sheet

    def tell_crash(self, parent: QWidget | None, error: BaseException) -> Sheet:
        """Says that the program made a mistake, of what kind and where, and that the books are safe.

        What can be copied is the kind, the places in the program and the versions; it holds no values.
        """
        place = _place(error)
        sheet = Sheet(
            self._icons,
            "The program made a mistake",
            "What was being done was not finished. The books are safe: a change is kept wholly or not at all. "
            "You can go on working; if it happens again, start the program anew.",
            parent=parent,
            icon="error",
            tone="bad_text",
        )
        sheet.body.addWidget(Label(place, "small", tone="text2", wrap=True))
        copy = sheet.add_button("Copy report")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report(error)))
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        close = sheet.add_button("Close", kind="primary", answer=False)
        close.setDefault(True)
        close.setFocus()
        sheet.open()
        return sheet


def report(error: BaseException) -> str:
    """What is known of a mistake of the program, without any value it worked on."""
    versions = f"TrendyThreads Desktop {__version__}, Python {platform.python_version()}, {platform.platform()}"
    where = trace(error).splitlines()[: -len(str(error).splitlines()) or None]
    return "\n".join([versions, *where, type(error).__name__]) + "\n"


def _place(error: BaseException) -> str:
    """The kind of ``error`` and the line of the program it came from."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    kind = type(error).__name__
    return (
        kind if frame is None else f"{kind} in {Path(frame.tb_frame.f_code.co_filename).name}, line {frame.tb_lineno}"
    )


def _heading(error: ShopError) -> tuple[str, str, str]:
    if isinstance(error, EnvironmentFault):
        return "The computer did not let the shop do this", "warning", "warn_text"
    if isinstance(error, IntegrityFault):
        return "Something is not as it was written", "error", "bad_text"
    return "This could not be done", "info", "info_text"
