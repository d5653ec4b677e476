"""Starting a shop: its name and place, then how its vault opens."""

import zoneinfo
from pathlib import Path

from PySide6.QtCore import QTimeZone, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from trendy_desktop.services.session import GOOD_PASSPHRASE
from trendy_desktop.views.dialogs import FileChooser
from trendy_desktop.views.first_run.currencies import CURRENCIES, own_currency
from trendy_desktop.views.first_run.frame import Scrolled, StepCard, Steps
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.parts import Button, IconLabel, Inset, Label
from trendy_desktop.views.parts.fields import Check
from trendy_desktop.views.parts.finder import Finder
from trendy_desktop.views.parts.form import Field


class ShopStep(Scrolled):
    """Name, currency, time zone and folder of the shop."""

    gone_back = Signal()
    done = Signal()

    def __init__(self, icons: Icons, files: FileChooser, *, folder: Path) -> None:
        super().__init__()
        self._files = files
        self._name = QLineEdit(maxLength=100)
        currencies = [(code, f"{code} – {name}") for code, name in CURRENCIES]
        self._currency = Finder(icons, currencies, name="Currency")
        self._currency.choose(own_currency())
        zones = sorted(zoneinfo.available_timezones())
        self._zone = Finder(icons, [(zone, zone) for zone in zones], name="Time zone")
        self._zone.choose(bytes(QTimeZone.systemTimeZoneId().data()).decode())
        self._folder = QLineEdit(str(folder))
        choose = Button(icons, "Choose…")
        choose.clicked.connect(self._on_choose)
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._folder, 1)
        row.addWidget(choose)
        place.setFocusProxy(self._folder)
        self._folder.setAccessibleName("Folder")
        self.name = Field(icons, "Name of the shop", self._name, hint="It stands on reports and in the window.")
        self.currency = Field(icons, "Currency", self._currency, hint="Type a code or a name. It stays as it is.")
        self.zone = Field(icons, "Time zone", self._zone, hint="Where the shop is; its days begin at midnight there.")
        self.folder = Field(icons, "Folder", place, hint="A new or empty folder on this computer's own disk.")
        fields = (self.name, self.currency, self.zone, self.folder)
        back = Button(icons, "Back", kind="ghost")
        on = Button(icons, "Continue", kind="primary")
        back.clicked.connect(lambda _=False: self.gone_back.emit())
        on.clicked.connect(lambda _=False: self._on_continue())
        for text, field in ((self._name, self.name), (self._folder, self.folder)):
            text.textEdited.connect(lambda _, field=field: field.clear())
            text.returnPressed.connect(self._on_continue)
        for finder, field in ((self._currency, self.currency), (self._zone, self.zone)):
            finder.editTextChanged.connect(lambda _, field=field: field.clear())
        card = StepCard(icons, "shop", "Your shop", "These few things are all the shop needs to begin with.")
        for field in fields:
            card.body.addWidget(field)
        card.add_buttons(back, on)
        self.hold(Steps(icons, 0), card)

    @property
    def shop_name(self) -> str:
        return self._name.text().strip()

    @property
    def shop_currency(self) -> str:
        return self._currency.key or ""

    @property
    def shop_zone(self) -> str:
        return self._zone.key or ""

    @property
    def shop_folder(self) -> Path:
        return Path(self._folder.text().strip()).expanduser()

    def _on_choose(self) -> None:
        def take(path: Path) -> None:
            self._folder.setText(str(path))
            self.folder.clear()

        self._files.folder(self, "Folder of the shop", then=take)

    def _on_continue(self) -> None:
        """Goes on when all is well, otherwise to the first thing that is not."""
        faults = {
            self.name: "" if self.shop_name else "Type the name of the shop.",
            self.currency: "" if self._currency.key else "Choose a currency of the list.",
            self.zone: "" if self._zone.key else "Choose a time zone of the list.",
            self.folder: self._folder_fault(),
        }
        wrong = [field for field, fault in faults.items() if fault]
        for field in wrong:
            field.complain(faults[field])
        if wrong:
            wrong[0].widget.setFocus()
        else:
            self.done.emit()

    def _folder_fault(self) -> str:
        if not self._folder.text().strip():
            return "Choose a folder."
        folder = self.shop_folder
        try:
            if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
                return "There is already something in this folder. Choose another one."
        except OSError:
            return "This folder cannot be read. Choose another one."
        return ""

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._name.setFocus()


class VaultStep(Scrolled):
    """How the vault opens: by this computer's keyring, by a passphrase, or by both."""

    gone_back = Signal()
    done = Signal()

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._has_keyring: bool | None = None
        box = Inset()
        row = QHBoxLayout()
        row.setSpacing(10)
        self._mark = IconLabel(icons, "key")
        self._verdict = Label("", wrap=True)
        row.addWidget(self._mark)
        row.addWidget(self._verdict, 1)
        box.body.addLayout(row)
        self._wished = Check(icons, "Also open it with a passphrase")
        self._first, self._second = QLineEdit(), QLineEdit()
        self.passphrase_field = Field(
            icons,
            "Passphrase",
            self._first,
            hint=f"At least {GOOD_PASSPHRASE} characters; some words are easy to keep.",
        )
        self.again = Field(icons, "Passphrase again", self._second)
        self._seen = Check(icons, "Show what I type")
        self._back = Button(icons, "Back", kind="ghost")
        self._create = Button(icons, "Create the shop", kind="primary")
        self._back.clicked.connect(lambda _=False: self.gone_back.emit())
        self._create.clicked.connect(lambda _=False: self._on_create())
        for text, field in ((self._first, self.passphrase_field), (self._second, self.again)):
            text.setEchoMode(QLineEdit.EchoMode.Password)
            text.textEdited.connect(lambda _, field=field: field.clear())
            text.returnPressed.connect(self._on_create)
        self._wished.toggled.connect(lambda _: self._arrange())
        self._seen.toggled.connect(self._on_seen)
        card = StepCard(
            icons,
            "lock",
            "Customer vault",
            "Customers' e-mails and addresses are encrypted. The key is kept apart from the shop's files, so that "
            "whoever copies them cannot read who bought what.",
        )
        for widget in (box, self._wished, self.passphrase_field, self.again, self._seen):
            card.body.addWidget(widget)
        card.add_buttons(self._back, self._create)
        self.hold(Steps(icons, 1), card)
        self._arrange()

    @property
    def passphrase(self) -> str | None:
        """The one that was chosen; None when the keyring alone keeps the key."""
        return self._first.text() if self._needs_passphrase else None

    def say_keyring(self, has_keyring: bool) -> None:
        """Whether this computer's keyring can keep the key."""
        self._has_keyring = has_keyring
        self._arrange()

    def set_busy(self, busy: bool) -> None:
        """While the shop is made nothing can be changed."""
        self._create.set_text("Creating the shop…" if busy else "Create the shop")
        self._set_fields(enabled=not busy)

    @property
    def _needs_passphrase(self) -> bool:
        return self._has_keyring is False or self._wished.isChecked()

    def _set_fields(self, *, enabled: bool) -> None:
        for widget in (self._create, self._back, self._wished, self._first, self._second, self._seen):
            widget.setEnabled(enabled and (widget is self._back or self._has_keyring is not None))

    def _arrange(self) -> None:
        if self._has_keyring is None:
            icon, tone, text = "key", "text2", "Looking for this computer's keyring…"
        elif self._has_keyring:
            icon, tone = "ok", "ok_text"
            text = "This computer's keyring keeps the key. Nobody has to type anything."
        else:
            icon, tone = "info", "info_text"
            text = "This computer has no keyring that can keep the key. The shop asks for a passphrase when it opens."
        self._mark.set_icon(icon, tone)
        self._verdict.setText(text)
        self._wished.setVisible(bool(self._has_keyring))
        for widget in (self.passphrase_field, self.again, self._seen):
            widget.setVisible(self._needs_passphrase)
        self._set_fields(enabled=True)

    def _on_seen(self, seen: bool) -> None:
        for text in (self._first, self._second):
            text.setEchoMode(QLineEdit.EchoMode.Normal if seen else QLineEdit.EchoMode.Password)

    def _on_create(self) -> None:
        if not self._create.isEnabled():
            return
        if self._needs_passphrase:
            if len(self._first.text()) < GOOD_PASSPHRASE:
                self.passphrase_field.complain(f"At least {GOOD_PASSPHRASE} characters are needed.")
                self._first.setFocus()
                return
            if self._first.text() != self._second.text():
                self.again.complain("This is not the same passphrase.")
                self._second.setFocus()
                return
        self.done.emit()
