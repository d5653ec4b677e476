"""A closed vault: what works without it, what waits, and the two ways to open it."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from trendy_desktop.errors import NoKeyPlace, ShopError, WeakPassphrase, WrongPassphrase, WrongRecoveryWords
from trendy_desktop.services.session import GOOD_PASSPHRASE
from trendy_desktop.views.dialogs import Dialogs, Sheet
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.jobs import Jobs
from trendy_desktop.views.parts import Banner, Inset, Label, Segmented
from trendy_desktop.views.parts.fields import Check
from trendy_desktop.views.parts.form import Field

_WORDS = 12
_WIDTH = 520


def closed_banner(icons: Icons, why: str, *, open_vault: Callable[[], object]) -> Banner:
    """Says above the pages that the vault is closed. ``why`` is half a sentence."""
    return Banner(
        icons,
        "Customer data is closed:",
        f"{why}. Products, stock, orders and reports work; e-mails and imports wait.",
        actions=[("Open customer data", open_vault)],
    )


class OpenVault(Sheet):
    """Asks for the passphrase or the recovery words, and opens the vault with them.

    ``opened`` is sent once it is open, before the dialog closes. Whoever opens it with the words on a computer without
    a keyring gives a new passphrase for the next time.
    """

    opened = Signal()

    def __init__(
        self,
        icons: Icons,
        jobs: Jobs,
        dialogs: Dialogs,
        *,
        why: str,
        with_passphrase: Callable[[str], object],
        with_words: Callable[[str, str | None], object],
        parent: QWidget,
    ) -> None:
        """Both ways are tried in the writer thread.

        ``with_passphrase(passphrase)`` raises WrongPassphrase; ``with_words(words, new passphrase or None)`` raises
        WrongRecoveryWords, and NoKeyPlace where a new passphrase is needed.
        """
        super().__init__(
            icons,
            "Open customer data",
            f"It is closed: {why}.",
            parent=parent,
            icon="lock",
            tone="accent_text",
            width=_WIDTH,
        )
        self._jobs = jobs
        self._dialogs = dialogs
        self._with_passphrase = with_passphrase
        self._with_words = with_words
        self._is_trying = False
        box = Inset()
        for lead, text in (
            ("Works now", "Looking at products, stock and orders; reports."),
            ("Waits until it is open", "Customers' e-mails, finding a customer by address, importing files."),
        ):
            box.body.addWidget(Label(lead, "smallm"))
            box.body.addWidget(Label(text, "small", tone="text2", wrap=True))
        self._way = Segmented(icons, [("passphrase", "Passphrase"), ("words", "Recovery words")], name="Open with")
        self._passphrase, self._typed, self._new, self._again = (QLineEdit() for _ in range(4))
        self._fields = {
            "passphrase": Field(icons, "Passphrase", self._passphrase),
            "words": Field(icons, "The 12 recovery words", self._typed, hint="In their order, with spaces between."),
            "new": Field(
                icons,
                "New passphrase",
                self._new,
                hint=f"This computer has no keyring. At least {GOOD_PASSPHRASE} characters, for the next time.",
            ),
            "again": Field(icons, "New passphrase again", self._again),
        }
        self._seen = Check(icons, "Show what I type")
        self._seen.toggled.connect(lambda _: self._show_typed())
        self.body.addWidget(box)
        self.body.addWidget(self._way)
        for field in self._fields.values():
            self.body.addWidget(field)
        self.body.addWidget(self._seen)
        self.add_button("Cancel", answer=False)
        self._open = self.add_button("Open", kind="primary")
        self._open.setDefault(True)
        self._open.clicked.connect(lambda _=False: self._on_open())
        inputs = (self._passphrase, self._typed, self._new, self._again)
        for line, field in zip(inputs, self._fields.values(), strict=True):
            line.textEdited.connect(lambda _, field=field: field.clear())
        self._way.chosen.connect(lambda _: self._arrange(needs_new=False))
        self._show_typed()
        self._arrange(needs_new=False)

    def _arrange(self, *, needs_new: bool) -> None:
        by_words = self._way.choice == "words"
        self._fields["passphrase"].setVisible(not by_words)
        self._fields["words"].setVisible(by_words)
        for name in ("new", "again"):
            self._fields[name].setVisible(by_words and needs_new)
        (self._new if by_words and needs_new else self._typed if by_words else self._passphrase).setFocus()
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """As high as its fields need it to be in its width; once what was shown and hidden is laid out."""
        if (layout := self.layout()) is not None:
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def _show_typed(self) -> None:
        mode = QLineEdit.EchoMode.Normal if self._seen.isChecked() else QLineEdit.EchoMode.Password
        for text in (self._passphrase, self._typed, self._new, self._again):
            text.setEchoMode(mode)

    def _on_open(self) -> None:
        if self._is_trying or self._complain_early():
            return
        self._is_trying = True
        self._open.set_text("Opening…")
        if self._way.choice == "words":
            words = " ".join(self._typed.text().lower().split())
            new = self._new.text() if self._fields["new"].isVisible() else None
            started = self._jobs.change(self._with_words, words, new)
        else:
            started = self._jobs.change(self._with_passphrase, self._passphrase.text())
        started.then(lambda _: self._on_opened(), owner=self)
        started.otherwise(self._on_refused)

    def _complain_early(self) -> bool:
        """Says what cannot be right before it is tried."""
        fault: tuple[str, str] | None = None
        if self._way.choice == "passphrase":
            if not self._passphrase.text():
                fault = "passphrase", "Type the passphrase."
        elif len(self._typed.text().split()) != _WORDS:
            fault = "words", f"These are {len(self._typed.text().split())} words; {_WORDS} are needed."
        elif self._fields["new"].isVisible():
            if len(self._new.text()) < GOOD_PASSPHRASE:
                fault = "new", f"At least {GOOD_PASSPHRASE} characters are needed."
            elif self._new.text() != self._again.text():
                fault = "again", "This is not the same passphrase."
        if fault is not None:
            self._complain(*fault)
        return fault is not None

    def _complain(self, name: str, text: str) -> None:
        self._fields[name].complain(text)
        self._fields[name].widget.setFocus()
        QTimer.singleShot(0, self, self._fit)

    def _on_opened(self) -> None:
        self.opened.emit()
        self.accept()

    def _on_refused(self, error: ShopError) -> None:
        self._is_trying = False
        self._open.set_text("Open")
        match error:
            case WrongPassphrase():
                self._complain("passphrase", str(error))
            case WrongRecoveryWords():
                self._complain("words", str(error))
            case NoKeyPlace():
                self._arrange(needs_new=True)
            case WeakPassphrase():
                self._complain("new", str(error))
            case _:
                self._dialogs.tell_error(self, error)
